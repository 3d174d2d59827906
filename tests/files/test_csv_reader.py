"""A table is read as a spreadsheet shows it, or refused in one sentence with file, row and column."""

import random
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError
from simulator.files.tables import csv_reader as limits
from simulator.files.tables.columns import dataset_from, numeric_columns
from simulator.files.tables.csv_reader import LIMITS, read_table

MOST_SECONDS = 10  # of the processor, for any 5 MB; about 2 as measured


def said(source: bytes | str, **more) -> str:
    with pytest.raises(InputError) as reason:
        read_table(source, "my.csv", **more)
    return str(reason.value)


# What is recognised


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no BOM", "BOM"])
@pytest.mark.parametrize("last", ["", "\n", "\r\n\r\n\r\n"], ids=repr)
def test_delimiters_line_ends_and_byte_order_marks(delimiter, end, mark, last):
    """Alone and together."""
    text = end.join(delimiter.join(row) for row in (["größe", "y"], ["1", "a"], ["2", "b"])) + last
    found = read_table(mark + text.encode())
    assert found.columns == ("größe", "y")
    assert found.cells == (("1", "2"), ("a", "b"))
    assert (found.rows, found.header, found.delimiter) == (2, True, delimiter)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a,b\n1,2", True),
        ("1,2\n3,4", False),
        ("5.1,setosa\n4.9,setosa", False),
        ("length,kind\n5.1,setosa", True),
        ("kind,colour\nx,red\ny,blue", True),
        ("country,1990,1991\n3,4,5\n6,7,8", True),
        ("7", False),
        ("nan,1\n2,3", False),
        ("1e999\n2", False),
        ("1_000\n2", False),
        ("−1,x\n2,y", False),
        ("0.5,oops,0.5\n1,2,3\n4,5,6", False),
        ("3,oops,3\n1,2,3\n4,5,6", False),
    ],
)
def test_a_header_is_recognised(text, header):
    """A row without a number, or a text above numbers; never nan or 1_000, which are slips."""
    found = read_table(text)
    assert found.header == header
    assert header or found.columns[0] == "column 1"
    assert any("names" in note for note in found.notes) == header


def test_a_header_can_be_told():
    """Either way."""
    assert read_table("1990,1991\n1,2", header=True).columns == ("1990", "1991")
    assert read_table("a,b\nc,d", header=False).cells == (("a", "c"), ("b", "d"))


def test_a_delimiter_can_be_told():
    """And is one of three."""
    assert read_table("a;b,c\n1;2,3", delimiter=",").columns == ("a;b", "c")
    assert "the delimiter must be a comma, a semicolon or a tab; got ':'" in said("a:b", delimiter=":")


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("a;b\n1,5;2\n3;4", ","),
        ("a\tb\n−1,5e3\t2", ","),
        ("1,5;2,5\n3,5;4,5", ","),
        ('a,b\n"1,5",2', ","),
        ("a;b\n1.5;2", "."),
        ("a;b\n1.5;2,5", "."),
        ("a,b\n1,5", "."),
        ("a;b\nx,y;2", "."),
    ],
)
def test_a_decimal_comma_is_recognised_where_commas_are_free(text, decimal):
    """And said; column by column, whatever the others are like."""
    found = read_table(text)
    assert found.found[0].form.decimal == decimal
    assert any("decimal comma" in note for note in found.notes) == (
        ("5" in text and decimal == ",") or "2,5" in text
    )


def test_quoted_cells_hold_delimiters_quotes_and_line_ends():
    """And rows are counted as a spreadsheet counts them, not by lines."""
    found = read_table('"a, b","say ""hi"""\n"x\ny",1\nz,oops')
    assert found.columns == ("a, b", 'say "hi"')
    assert found.cells[0] == ("x\ny", "z")
    assert found.place(1, 1) == "the text, row 3, column 2 ('say \"hi\"')"


def test_blanks_around_cells_and_within_names_do_not_count():
    """Line ends in a name too."""
    found = read_table(' a ,"b\n  c"\n 1 ,\t2')
    assert found.columns == ("a", "b c")
    assert found.cells == (("1",), ("2",))


# What is refused


@pytest.mark.parametrize(
    ("source", "fact"),
    [
        (b"", "my.csv must hold a table; it is empty"),
        (b"\xef\xbb\xbf", "my.csv must hold a table; it is empty"),
        ("\n\r\n\n", "my.csv must hold a table; it is empty"),
        ("a,b\n", "my.csv must have rows below its header; row 1 is the only one"),
        ("a,b\n1,2\n3\n", "my.csv, row 3 must have 2 cells, as row 1 has; it has 1, so column 2 is missing"),
        (
            "a;b\n1;2;3",
            "my.csv, row 2 must have 2 cells, as row 1 has; it has 3, so column 3 is one too many",
        ),
        ("a,b,a\n1,2,3", "my.csv, row 1, column 3 must have a name of its own; column 1 is 'a' too"),
        ("a,b ,b\n1,2,3", "my.csv, row 1, column 3 must have a name of its own; column 2 is 'b' too"),
        ("a,,c\n1,2,3", "my.csv, row 1, column 2 must be the column's name; the cell is empty"),
        ('a,"b\x1b[31m"\n1,2', r"my.csv, row 1, column 2 must not hold control characters; got 'b\x1b[31m'"),
        ("a,b\u202e\n1,2", r"row 1, column 2 must not hold control characters; got 'b\u202e'"),
        ('a,b\n1,2\n3,"4\n', "my.csv, row 3, column 2 begins with a quote, so it must end with one"),
        ('a,b\n1,2\n"3"x,4', "my.csv, row 3, column 1 begins with a quote, so it must end with one"),
        ('"a,b\n1,2', "my.csv, row 1, column 1 begins with a quote"),
        ('a;b\n"1;2";"', "my.csv, row 2, column 2 begins with a quote"),
        ('a,b\n"x\ny",2\n3,"4\n', "my.csv, row 3, column 2 begins with a quote"),
        (b"a,b\n1,\0", "my.csv must be text; line 2 holds a zero byte"),
        ("ä,b\n1,".encode() + b"\xe4", "byte 8, in line 2, is 0xe4"),
        (b"a,b\n1,\x81", "byte 7, in line 2, is 0x81"),
        ("a,\ud800\n1,2", "my.csv must be text; line 1 holds half a character"),
        ("a,b\n1," + "x" * 1001, "my.csv, row 2, column 2 must have at most 1,000 characters; it has 1,001"),
        ("a,b\n1," + "x" * 200_000, "my.csv, row 2, column 2 must have at most 1,000 characters"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_table(source, fact):
    """One sentence; the file comes first."""
    message = said(source)
    assert message.startswith("my.csv")
    assert fact in message
    assert "\n" not in message
    assert len(message) < 200


def test_a_cell_as_long_as_is_allowed_is_read():
    cell = "x" * 1000
    assert read_table(f"a,b\n1,{cell}").rows == 1


def test_a_cell_is_quoted_to_40_characters():
    """However long it is."""
    assert said("a,b\n1," + "x" * 5000).endswith(f": {'x' * 40!r}")


def test_a_file_name_cannot_act():
    """Line ends, control characters and length are taken out of it."""
    with pytest.raises(InputError) as reason:
        read_table(b"", "\x1b[31m\n\u202e" + "n" * 500)
    assert str(reason.value).startswith("?[31m??nnn")
    assert len(str(reason.value)) < 150
    assert str(reason.value).isprintable()


def test_bytes_rows_and_columns_have_limits(monkeypatch):
    """Each is named with its number; the limit itself is allowed."""
    monkeypatch.setattr(limits, "MOST_BYTES", 100)
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    monkeypatch.setattr(limits, "MOST_COLUMNS", 2)
    assert read_table("a,b\n1,2\n1,2\n1,2").rows == 3
    assert read_table("1,2\n1,2\n1,2").rows == 3
    assert "my.csv must have at most 3 rows" in said("a,b\n1,2\n1,2\n1,2\n1,2")
    assert "my.csv must have at most 3 rows" in said("1,2\n1,2\n1,2\n1,2")
    assert "my.csv must have at most 3 rows" in said("1,2\n" * 9)
    assert "my.csv must have at most 2 columns; row 1 has 3" in said("a,b,c\n1,2,3")
    monkeypatch.setattr(limits, "MOST_CELLS", 6)
    assert read_table("1,2\n1,2\n1,2").rows == 3
    assert "must have at most 6 cells, rows times columns; in row 4 there are more" in said("a,b\n" * 5)
    assert said("a" * 101) == "my.csv must have at most 100 bytes; it has more"
    assert len(read_table("a" * 98 + "\n1").columns[0]) == 98


def test_the_limits_are_as_the_interface_prints_them():
    """In one place."""
    assert (
        LIMITS == "up to 5 MB, 20,000 rows, 800 columns, 600,000 cells, 100 classes, 1,000 characters a cell"
    )
    wide = ",".join("1" for _ in range(800))
    assert len(read_table(wide).columns) == 800
    assert read_table("1\n" * 20_000).rows == 20_000
    assert "at most 5,000,000 bytes" in said(b" " * 5_000_001)


# Whatever comes


def use(source: bytes | str) -> None:
    """Read it and use every column in every role; only InputError may stop that."""
    try:
        found = read_table(source, "f.csv")
    except InputError as reason:
        assert str(reason).isprintable()
        return
    for classes in (None, True, False):
        for single in (True, False):
            try:
                dataset_from(
                    found,
                    found.columns[:-1] or found.columns,
                    found.columns[-1:],
                    classes=classes,
                    single=single,
                )
            except InputError as reason:
                assert str(reason).isprintable()
    numeric_columns(found)


SEEDS = (
    b"a,b,c\n1,2,x\n3,-4.5e2,y\n",
    b'\xef\xbb\xbf"p, q";r\r\n"1,5";"a ""b"""\r\n2,25;c\r\n',
    "größe\tart\n1,5\trot\n−2\tblau\n".encode(),
    b"1,2\n3,4\n5,6\n",
)
PIECES = (
    *(b",", b";", b"\t", b"\n", b"\r", b'"', b'""', b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x88\x92", b" "),
    *(
        b"nan",
        b"-inf",
        b"1e999",
        b"1_0",
        b"=1",
        b"\x1b",
        b"\xed\xa0\x80",
        b"9" * 400,
        b"0x1",
        b"1,5",
        b"\xd9\xa1",
    ),
)


def mutated(rng: random.Random) -> bytes:
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0:
                data[place:place] = rng.choice(PIECES)
            case 1:
                del data[place : place + rng.randint(1, 5)]
            case 2:
                data[place : place + 1] = bytes([rng.randrange(256)])
            case _:
                data[place:place] = data[rng.randrange(len(data) + 1) :][:8]
    return bytes(data)


def test_only_input_errors_come_out_of_mutated_files():
    """3,000 of them."""
    rng = random.Random(1)
    for _ in range(3000):
        use(mutated(rng))


def test_only_input_errors_come_out_of_random_bytes():
    """1,000, from all bytes and from those that mean something."""
    rng = random.Random(2)
    for _ in range(500):
        use(rng.randbytes(rng.randrange(60)))
        use(b"".join(rng.choice(PIECES) for _ in range(rng.randrange(25))))


@given(st.text(max_size=60))
def test_only_input_errors_come_out_of_pasted_text(text):
    """Lone surrogates too."""
    use(text)


@pytest.mark.parametrize(
    "data",
    [
        b"\n" * 5_000_000,
        b"\r" * 5_000_000,
        b" " * 5_000_000,
        b"," * 5_000_000,
        b'"' * 4_999_999,
        b'a,"' * 1_600_000,
        b'"a"x' * 1_250_000,
        b"1" * 5_000_000,
        b"1\n" * 2_500_000,
        b"\n".join([b",".join([b"1"] * 800)] * 3000),
        b"\n".join([b";".join([b"1,5"] * 60)] * 20_000),
        b"\n".join([b",".join([b"9"] * 20)] * 19_999 + [b",".join([b"\xd9\xa1"] * 20)]),
        b"\n".join([b'"' + b'""' * 490 + b'",1'] * 5000),
        b"\n".join(b"x%d,%d" % (i, i) for i in range(20_000)),
    ],
    ids=lambda data: repr(data[:6]),
)
def test_the_worst_files_are_done_with_quickly(data):
    """Nothing grows with the square of the length."""
    start = time.process_time()
    with suppress(InputError):
        found = read_table(data[:5_000_000])
        numeric_columns(found)
        dataset_from(found, found.columns[:-1], found.columns[-1:])
    assert time.process_time() - start < MOST_SECONDS
