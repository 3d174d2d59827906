"""Tables as spreadsheets, pandas, R and collections write them: taken, asked about, or refused."""

import numpy as np
import pytest

from simulator import InputError
from simulator.files.tables.columns import dataset_from, numeric_columns, open_columns
from simulator.files.tables.csv_reader import Table, read_table


def made(table: Table, **more):
    """What the page takes at first: the last column as the target, all other columns of numbers."""
    last = table.columns[-1]
    return dataset_from(table, [name for name in numeric_columns(table) if name != last], [last], **more)


TAKEN = {
    # what is around the table
    "pandas, index": (
        b",x1,x2,y\n0,.1,.2,1\n1,.3,.4,0\n",
        ("x1", "x2"),
        [[0.1, 0.2], [0.3, 0.4]],
        "has no name",
    ),
    "pandas, shuffled index": (b",x,y\n17,.1,1\n3,.3,0\n", ("x",), [[0.1], [0.3]], "column 1"),
    "pandas, index read again": (
        b"Unnamed: 0,x,y\n0,.1,1\n1,.3,0\n",
        ("x",),
        [[0.1], [0.3]],
        "names the rows",
    ),
    "R, write.csv": (b'"","x","y"\n"1",.1,1\n"2",.3,0\n', ("x",), [[0.1], [0.3]], "has no name"),
    "R, write.table": (
        b'"x" "z" "y"\n"1" .1 5 1\n"2" .3 6 0\n',
        ("x", "z"),
        [[0.1, 5], [0.3, 6]],
        "by blanks",
    ),
    "R, names of rows": (
        b'"mpg" "cyl"\n"Mazda RX4" 21 6\n"Fiat 128" 32.4 4\n',
        ("mpg",),
        [[21], [32.4]],
        "names the",
    ),
    "R, one column and names": (b'"x"\ty\n1\t.1\t2\n2\t.3\t4\n', ("x",), [[0.1], [0.3]], "by tabs"),
    "Excel, sep=": (b"sep=;\r\nx;y\r\n1,5;a\r\n2,5;b\r\n", ("x",), [[1.5], [2.5]], "sep=;"),
    "Excel, sep= in quotes": (b'"sep=,"\r\nx,y\r\n1.5,a\r\n2.5,b\r\n', ("x",), [[1.5], [2.5]], "sep=,"),
    "a title": (
        b"Report of May\n\nx,y\n1,a\n2,b\n",
        ("x",),
        [[1], [2]],
        "Row 1 is a title above the table, left out",
    ),
    "a title of a spreadsheet": (
        b"Report,,\n,,\nx,z,y\n1,2,a\n2,3,b\n",
        ("x", "z"),
        [[1, 2], [2, 3]],
        "'Report'",
    ),
    "a title with a comma": (
        b"Report, 2020\nx,z,y\n1,2,a\n2,3,b\n",
        ("x", "z"),
        [[1, 2], [2, 3]],
        "'Report 2020'",
    ),
    "comments": (
        b"# made by hand\n# in May, twice\nx,y\n1,a\n2,b\n",
        ("x",),
        [[1], [2]],
        "Rows 1, 2 are comments",
    ),
    "a comment below": (b"x,z,y\n1,2,a\n# stop\n2,3,b\n", ("x", "z"), [[1, 2], [2, 3]], "Row 3 is a comment"),
    "np.savetxt, names": (
        b"# x z y\n1.5 2 0\n2.5 3 1\n",
        ("x", "z"),
        [[1.5, 2], [2.5, 3]],
        "Row 1 holds the names",
    ),
    "np.savetxt, names and commas": (
        b"# x,y\n1.5,0\n2.5,1\n",
        ("x",),
        [[1.5], [2.5]],
        "Row 1 holds the names",
    ),
    "a column named #": (
        b"#,x,y\n1,.1,a\n2,.3,b\n",
        ("#", "x"),
        [[1, 0.1], [2, 0.3]],
        "Row 1 holds the names",
    ),
    "a blank line": (b"x,z,y\n1,2,3\n\n4,5,6\n", ("x", "z"), [[1, 2], [4, 5]], "Row 3 is empty and left out"),
    "rows of commas": (b"x,z,y\n1,2,3\n4,5,6\n,,\n,,\n", ("x", "z"), [[1, 2], [4, 5]], "Rows 4, 5 are empty"),
    "separators at the ends": (b"x;y;\n1;a;\n2;b;\n", ("x",), [[1], [2]], "Separators at the ends of rows"),
    "separators below alone": (b"x,y\n1,a,\n2,b,\n", ("x",), [[1], [2]], "Separators at the ends of rows"),
    "an empty first column": (b",x,y\n,1,a\n,2,b\n", ("x",), [[1], [2]], "left out: column 1"),
    "units": (
        b"x,z,y\ncm,kg,-\n1,2,5\n2,3,6\n",
        ("x", "z"),
        [[1, 2], [2, 3]],
        "Row 2 holds units and is left out",
    ),
    "units in brackets": (b"x;y\n[m/s];[%]\n1,5;5\n2;6\n", ("x",), [[1.5], [2]], "Row 2 holds units"),
    "ids": (b"customerID,x,y\nA17,1,a\nB3,2,b\n", ("x",), [[1], [2]], "customerID: names the rows"),
    "ids that gaps made decimals": (b"id,x,y\n7.0,1,a\n9.0,2,b\n", ("x",), [[1], [2]], "id: names the rows"),
    "a number of a row": (b"No,x,y\n1,5,a\n2,6,b\n", ("x",), [[5], [6]], "No: names the rows"),
    # how cells are separated
    "blanks": (
        b"18.0   8   3504.\n15.0   4   3693.\n",
        ("column 1", "column 2"),
        [[18, 8], [15, 4]],
        "by blanks",
    ),
    "blanks at the ends": (
        b"  18.0   8   3.5  \n  15.0   4   3.6\n",
        ("column 1", "column 2"),
        [[18, 8], [15, 4]],
        "",
    ),
    "blanks and decimal commas": (
        b"1,5 2,5 a\n3,5 4,5 b\n",
        ("column 1", "column 2"),
        [[1.5, 2.5], [3.5, 4.5]],
        "",
    ),
    "double tabs": (
        b"x\t\tz\t\ty\n1\t\t2\t\ta\n3\t\t4\t\tb\n",
        ("x", "z"),
        [[1, 2], [3, 4]],
        "by runs of tabs",
    ),
    "tabs in line": (
        b"long name\tz\t\ty\n1\t\t2\t\ta\n3\t\t4\t\tb\n",
        ("long name", "z"),
        [[1, 2], [3, 4]],
        "runs",
    ),
    "a tab and blanks": (
        b'18.0  8\t"a b"\n15.0  4\t"c d"\n',
        ("column 1", "column 2"),
        [[18, 8], [15, 4]],
        "blanks",
    ),
    "vertical bars": (b"x|z|y\n1|2|a\n3|4|b\n", ("x", "z"), [[1, 2], [3, 4]], "by vertical bars"),
    "a comma and a blank": (b'x, z, y\n1, 2, "a, b"\n3, 4, c\n', ("x", "z"), [[1, 2], [3, 4]], "by commas"),
    "quotes around all": (b'"x";"y"\r\n"1,5";"a"\r\n"2,5";"b"\r\n', ("x",), [[1.5], [2.5]], "decimal comma"),
    "quotes, commas, decimal commas": (b'x,y\n"1,5",a\n"2,25",b\n', ("x",), [[1.5], [2.25]], "decimal comma"),
    "CR alone": (b"x;y\r1,5;a\r2,5;b\r", ("x",), [[1.5], [2.5]], "decimal comma"),
    # how numbers are written
    "each column its own mark": (
        b"x;z;y\n1,5;1.5;a\n2,5;2.5;b\n",
        ("x", "z"),
        [[1.5, 1.5], [2.5, 2.5]],
        "comma in x",
    ),
    "percent": (
        b"rate,y\n51.1%,1\n48.9 %,0\n",
        ("rate",),
        [[0.511], [0.489]],
        "column 1 ('rate') 48.9 % is 0.489",
    ),
    "dollars": (b'x,y\n"$1,234.50",1\n$2.25,0\n', ("x",), [[1234.5], [2.25]], "$1,234.50 is 1234.5"),
    "euros": ("x;y\n1.234,50 €;1\n2,25 €;0\n".encode(), ("x",), [[1234.5], [2.25]], "1.234,50 € is 1234.5"),
    "a unit in every cell": (b"x,y\n5 cm,1\n12 cm,0\n", ("x",), [[5], [12]], "12 cm is 12"),
    "zeros in front": (b"zip,y\n01234,1\n12345,0\n", ("zip",), [[1234], [12345]], "01234 is 1234"),
    "Markdown": (
        b"| x | z | y |\n|---|:-:|---|\n| 1 | 2 | a |\n| 3 | 4 | b |\n",
        ("x", "z"),
        [[1, 2], [3, 4]],
        "Row 2 is a line",
    ),
    "thousands, beyond doubt": (
        b'x,y\n"1,234,567.5",1\n"2,345",0\n',
        ("x",),
        [[1234567.5], [2345]],
        "is 1234567.5",
    ),
    "points, beyond doubt": (b"x;y\n1.234,5;1\n2.345;0\n", ("x",), [[1234.5], [2345]], "1.234,5 is 1234.5"),
    "Swiss": ("x;y\n1'234.5;1\n12’345;0\n".encode(), ("x",), [[1234.5], [12345]], "1'234.5 is 1234.5"),
    "French": ("x;y\n1\u202f234,5;1\n12\u00a0345;0\n".encode(), ("x",), [[1234.5], [12345]], "is 1234.5"),
    "blanks between thousands": (
        b"x\ty\n1 234\t1\n12 345\t0\n",
        ("x",),
        [[1234], [12345]],
        "12 345 is 12345",
    ),
    "three decimals": (b"x,y\n1.234,1\n2.345,0\n", ("x",), [[1.234], [2.345]], ""),
    "three decimals, other columns": (
        b"x;z;y\n1.234;.5;1\n2.345;1;0\n",
        ("x", "z"),
        [[1.234, 0.5], [2.345, 1]],
        "",
    ),
    "three decimals and a comma": (
        b"x;z;y\n1,234;0,5;1\n2,345;1;0\n",
        ("x", "z"),
        [[1.234, 0.5], [2.345, 1]],
        "1,5",
    ),
    "below one": (b"x;y\n0.234;1\n0.345;0\n", ("x",), [[0.234], [0.345]], ""),
    # headers and bytes
    "no header": (
        b"5.1,3.5,setosa\n7.0,3.2,versicolor\n\n",
        ("column 1", "column 2"),
        [[5.1, 3.5], [7, 3.2]],
        "no header",
    ),
    "words, no header": (
        b"p,1,s\ne,2,s\np,3,y\n",
        ("column 2",),
        [[1], [2], [3]],
        "There is no header; row 1 holds",
    ),
    "a question mark above": (b"?,2,a\n3,4,b\n5,6,a\n", ("column 2",), [[2], [4], [6]], "There is no header"),
    "UTF-16": ("Größe\ty\n1,5\ta\n2,5\tb\n".encode("utf-16"), ("Größe",), [[1.5], [2.5]], "Read as UTF-16"),
    "UTF-16, unmarked": ("x,y\n1,a\n2,b\n".encode("utf-16-le"), ("x",), [[1], [2]], "Read as UTF-16"),
    "UTF-16, turned": ("x,y\n1,a\n2,b\n".encode("utf-16-be"), ("x",), [[1], [2]], "Read as UTF-16"),
    "Windows-1252": (
        "Größe;y\n1,5;a\n2,5;b\n".encode("cp1252"),
        ("Größe",),
        [[1.5], [2.5]],
        "Windows-1252, so that it says 'Größe'",
    ),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_what_is_unambiguous_is_taken_and_said(kind):
    """The inputs are the columns of numbers that do not name the rows."""
    data, names, X, said = TAKEN[kind]
    table = read_table(data, "my.csv")
    if kind == "a question mark above":
        table = read_table(data.replace(b"?", b"1"), "my.csv")
        assert read_table(data, "my.csv").header is False
        names, X = ("column 1", "column 2"), [[1, 2], [3, 4], [5, 6]]
    found = made(table)
    assert found.inputs == names
    assert found.X.tolist() == X
    assert said in " ".join(table.notes)


def test_row_numbers_are_those_of_the_file():
    """Whatever was left out above."""
    table = read_table(b"Title\n# c\n\nx,z,y\nm,kg,-\n1,2,3\n,,\n4,oh,6\n7,8,9\n", "my.csv")
    assert table.notes[1:] == (
        "Row 4 holds the names.",
        "Rows 3, 7 are empty and left out.",
        "Row 2 is a comment and left out.",
        "Row 1 is a title above the table, left out: 'Title'.",
        "Row 5 holds units and is left out: 'm, kg, -'.",
    )
    with pytest.raises(InputError, match=r"my.csv, row 8, column 2 \('z'\) must be a number; got 'oh'"):
        made(table)
    assert made(table, missing="rows").X.tolist() == [[1, 2], [7, 8]]


@pytest.mark.parametrize(
    ("text", "cell", "point", "comma"),
    [
        ("x;z;y\n1.234;2,5;1\n2.345;3,5;0", "1.234", 1.234, 1234),
        ("x;y\n1.234;1\n2.345;0", "1.234", 1.234, 1234),
        ("x\ty\n12.345\t1\n2\t0", "12.345", 12.345, 12345),
        ('x,y\n"1,234",1\n987,0', "1,234", 1234, 1.234),
        ('x,z,y\n"1,234",1.5,1\n987,2.5,0', "1,234", 1234, 1.234),
        ("x;y\n1.234 %;1\n2.345 %;0", "1.234 %", 0.01234, 12.34),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_column_by_column(text, cell, point, comma):
    """Nothing is concluded from other columns about thousands; the answer is for one column alone."""
    table = read_table(text, "my.csv")
    assert open_columns(table, table.columns) == {"x": (cell, point, comma)}
    for classes in (None, True):
        with pytest.raises(InputError) as reason:
            dataset_from(table, ["x"], ["y"], classes=classes)
        assert f"my.csv, row 2, column 1 ('x') can be read in two ways: '{cell}' is {comma:.15g}" in str(
            reason.value
        )
        assert "decimal={'x': \",\"}" in str(reason.value)
    for mark, value in ((".", point), (",", comma)):
        told = read_table(text, "my.csv", decimal={"x": mark})
        assert dataset_from(told, ["x"], ["y"]).X[0, 0] == value
        assert not open_columns(told, told.columns)


@pytest.mark.parametrize("given", [{"x": ";"}, {"q": ","}])
def test_a_mark_is_told_of_a_column_that_is_there(given):
    with pytest.raises(InputError, match="decimal must give columns of the text"):
        read_table("x;y\n1.234;1\n2.345;0", decimal=given)


MISSING = ["?", "NA", "N/A", "-", "nan", "NULL", "#N/A", "–", "n/a", ""]


@pytest.mark.parametrize("cell", MISSING)
def test_what_is_missing_is_refused_by_its_place_until_one_chooses(cell):
    """Among numbers and among words; the cure stands in the refusal and does what it says."""
    table = read_table(f"x,w,y\n1,a,5\n{cell},b,6\n4,{cell},7\n5,b,8", "my.csv")
    assert numeric_columns(table) == ("x", "y")
    with pytest.raises(
        InputError, match=r"my.csv, row 3, column 1 \('x'\) must .*; fill it in, or say missing="
    ):
        dataset_from(table, ["x"], ["y"])
    with pytest.raises(
        InputError, match=r"my.csv, row 4, column 2 \('w'\) must .*; fill it in, or say missing="
    ):
        dataset_from(table, ["w"], ["y"])
    assert dataset_from(table, ["x", "w"], ["y"], missing="rows").X.tolist() == [[1, 1, 0], [5, 0, 1]]
    data = dataset_from(table, ["x"], ["y"], missing="means")
    assert data.X.ravel().tolist() == [1, 10 / 3, 4, 5]
    assert "mean" in data.about
    with pytest.raises(InputError, match="must have numbers beside it to take the mean of"):
        dataset_from(table, ["w"], ["y"], missing="means")
    data = dataset_from(read_table(f"x,z,y\n1,1,5\n{cell},2,6\n4,3,7"), ["x", "z"], ["y"], missing="columns")
    assert (data.inputs, "left out for their gaps: x" in data.about) == (("z",), True)


def test_a_mean_is_written_as_its_column_is():
    """With percent signs and separators it is read again to the last bit."""
    table = read_table("x;z;y\n5%;1.000,5;1\n;;2\n10 %;2.000;3", "my.csv")
    data = dataset_from(table, ["x", "z"], ["y"], missing="means")
    assert data.X[1].tolist() == [(0.05 + 0.1) / 2, 1500.25]


def test_a_minus_beside_a_plus_is_a_class():
    """As in the UCI collection."""
    data = dataset_from(read_table("1.5,+\n2.5,-\n3.5,+"), ["column 1"], ["column 2"])
    assert data.classes == ("+", "-")


@pytest.mark.parametrize("cells", ["5K,7K", "5 cm,6 kg", "A17,A18", "5 apples,6 apples", "$5,€6"])
def test_what_is_no_unit_of_all_cells_is_no_number(cells):
    """A letter behind a number may be its size; another unit would be another number."""
    first, second = cells.split(",")
    assert numeric_columns(read_table(f"x,y\n{first},1\n{second},2")) == ("y",)


def test_words_among_the_inputs_are_one_hot():
    """In sorted order, named after column and word, and said; true and false are one column."""
    table = read_table("sex,age,old,y\nmale,3,True,0\nfemale,4,False,1\nmale,5,True,1")
    data = dataset_from(table, ["sex", "age", "old"], ["y"])
    assert data.inputs == ("sex = female", "sex = male", "age", "old")
    assert data.X.tolist() == [[0, 1, 3, 1], [1, 0, 4, 0], [0, 1, 5, 1]]
    assert "sex is one-hot (female, male), old is 1 where true." in data.about
    assert np.array_equal(data.T.ravel(), [0, 1, 1])


@pytest.mark.parametrize(
    ("source", "fact"),
    [
        (b"PK\x03\x04" + b"\0" * 40, 'pandas.read_excel("my.csv").to_csv("table.csv", index=False)'),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "it is an Excel workbook (.xls): in the spreadsheet save it as CSV UTF-8",
        ),
        (b"PAR1\x15\x04", 'in Python: pandas.read_parquet("my.csv").to_csv("table.csv", index=False)'),
        (b"\x1f\x8b\x08\0", "it is a packed file (.gz): unpack it first"),
        (b'[{"x": 1, "y": 2}]', 'it holds JSON: in Python: pandas.read_json("my.csv")'),
        (b"[[1.5 2.5]\n [3.5 4.5]]", "it holds a printed array: in Python: numpy.savetxt("),
        (
            b"1 2 3\n4 5\n6 7 8\n",
            "my.csv, row 2 must have 3 cells, as row 1 has; it has 2, so column 3 is missing",
        ),
        (b"<!DOCTYPE html><table>", "it holds a web page or XML"),
        (b"% made by\n@RELATION iris\n@DATA\n1,2\n", "it holds ARFF: take out its lines with @"),
        (
            b"x,y\n1,5,2,5\n3,5,4,5\n",
            "my.csv, row 1 must have 4 cells, as the rows below have; it has 2: are these ",
        ),
        (
            b"x,y\n1,2,a\n3,5,b\n",
            "row 1 must have 3 cells, as the rows below have; it has 2: give every column one name",
        ),
        (
            b"Title\nx,y\n1,2\n3\n",
            "my.csv, row 4 must have 2 cells, as row 2 has; it has 1, so column 2 is missing",
        ),
        (b"x,,y\n1,2,3\n", "my.csv, row 1, column 2 must be the column's name; the cell is empty"),
        (b"x,y,x\n1,2,3\n", "my.csv, row 1, column 3 must have a name of its own; column 1 is 'x' too"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_cannot_be_read_is_refused_with_the_cure(source, fact):
    with pytest.raises(InputError) as reason:
        read_table(source, "my.csv")
    assert fact in str(reason.value)
    assert len(str(reason.value)) <= 300


def test_a_first_column_that_may_be_ids_is_said():
    """It stays an input: a column that counts may be one."""
    table = read_table("1000025,5,2\n1002945,4,2\n1015425,3,4\n1057013,8,4")
    assert "has another whole number in each row. If it only names the rows" in " ".join(table.notes)
    assert numeric_columns(table)[0] == "column 1"
    assert "If it only names" not in " ".join(read_table("5,5,2\n5,4,2\n6,3,4\n7,8,4").notes)
