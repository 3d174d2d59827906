"""Missing and bad cells are found, named, and left out or filled exactly as chosen."""

import pytest

from simulator import InputError
from simulator.files.tables.columns import dataset_from
from simulator.files.tables.csv_reader import read_table
from simulator.files.tables.gaps import columns_by_kind, gaps_in, gaps_in_words, with_means, without_rows

TABLE = read_table("a,b,c,kind\n1,2,x,p\n,4,y,q\n5,nan,z,\n7,1_0,w,q\n0.1,0.2,v,p", "my.csv")


def found(table, inputs, targets, **more) -> list[tuple[int, int]]:
    return [(gap.item, gap.column) for gap in gaps_in(table, inputs, targets, **more)]


def test_a_column_is_of_numbers_by_its_majority():
    """A column with bad cells is one of numbers still, and none is in no group."""
    kinds = columns_by_kind(TABLE)
    assert (kinds.numbers, kinds.text, kinds.empty) == (("a", "b"), ("c", "kind"), ())
    kinds = columns_by_kind(read_table("a,b,c\n1,,x\ny,,2\nz,,w", header=True))
    assert (kinds.numbers, kinds.text, kinds.empty) == ((), ("a", "c"), ("b",))


def test_gaps_are_what_cannot_be_read():
    """Empty, nan, an underscore; in classes an empty cell; of the named columns alone."""
    assert found(TABLE, ["a", "b"], ["kind"]) == [(1, 0), (2, 1), (2, 3), (3, 1)]
    assert found(TABLE, ["a"], ["b"]) == [(1, 0), (2, 1), (3, 1)]
    assert found(TABLE, ["a"], ["b"], classes=True) == [(1, 0), (2, 1)]  # 1_0 can be a class


@pytest.mark.parametrize("cell", ["1", "−2", "-25e2", ",5", "1,5", "٣"])
def test_what_can_be_read_is_no_gap(cell):
    """Each is a number to the reader of columns too."""
    table = read_table(f"a;b\n1,5;0\n{cell};1\n2;0")
    assert not gaps_in(table, ["a"], ["b"])
    assert len(dataset_from(table, ["a"], ["b"]).X) == 3


@pytest.mark.parametrize("cell", ["", "1.5", "1,5,2", "1_0", "nan", "1e999", "-"])
def test_what_cannot_be_read_is_a_gap(cell):
    """Each is refused by the reader of columns; 1.5 since the others have a decimal comma."""
    table = read_table(f"a;b\n1,5;0\n{cell};1\n2,5;0")
    with pytest.raises(InputError):
        dataset_from(table, ["a"], ["b"])
    if table.found[0].form.decimal == ",":
        assert found(table, ["a"], ["b"]) == [(1, 0)]


def test_without_rows_leaves_the_others_and_their_numbers():
    """To the bit, in order; a refusal of a row that is left names it as the file does."""
    gaps = gaps_in(TABLE, ["a", "b"], ["kind"])
    left = without_rows(TABLE, gaps)
    assert (
        dataset_from(left, ["a"], ["b"]).about
        == "From my.csv. 3 of 5 rows are left out for their gaps: 3, 4, 5."
    )
    assert left.cells == (("1", "0.1"), ("2", "0.2"), ("x", "v"), ("p", "p"))
    assert left.place(1, 0) == "my.csv, row 6, column 1 ('a')"
    with pytest.raises(InputError, match=r"my.csv, row 2, column 3 \('c'\) must be a number"):
        dataset_from(left, ["a"], ["c"], classes=False)


def test_means_are_of_the_other_cells():
    """Of the same column, exactly rounded, also with a decimal comma."""
    table = read_table("a;b\n0,1;1\n0,2;2\n;3\n0,3;4")
    filled = with_means(table, gaps_in(table, ["a"], ["b"]))
    assert dataset_from(filled, ["a"], ["b"]).X.ravel().tolist() == [0.1, 0.2, 0.2, 0.3]
    assert "0.2 in 1 of column 1" in dataset_from(filled, ["a"], ["b"]).about


def test_gaps_in_words_are_few():
    """The first three by place, the others by number, and never a long cell whole."""
    table = read_table("a,b\n" + "1,2\n" * 9 + "q" * 900 + ",1\n" + ",2\n" * 5)
    words = gaps_in_words(table, gaps_in(table, ["a"], ["b"]))
    assert words.startswith("6 cells cannot be used: row 11, column 1 holds 'qqqqqqqqqqqq'; row 12,")
    assert words.endswith("row 13, column 1 is empty; and 3 more.")
    assert len(words) <= 300


def test_a_table_of_gaps_alone_is_refused():
    """Leaving out every row leaves no set."""
    table = read_table("a,b\n1,\n,2", header=True)
    with pytest.raises(InputError, match="each of its 2 has a gap"):
        without_rows(table, gaps_in(table, ["a"], ["b"]))
