"""Chosen columns become numbers to the last bit and classes in order, or are refused by row and column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError
from simulator.files.tables.columns import dataset_from, numeric_columns
from simulator.files.tables.csv_reader import read_table

FLOWERS = read_table("long,wide,kind,count\n1.5,2,b,3\n−0.25,1e-3,a,1\n7,.5,b,10\n", "flowers.csv")
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def said(text: str, inputs=("a",), targets=("b",), **more) -> str:
    with pytest.raises(InputError) as reason:
        dataset_from(read_table(text, "my.csv"), inputs, targets, **more)
    return str(reason.value)


@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=1, max_size=20))
def test_numbers_keep_every_bit(rows):
    """Signed zeros and the smallest numbers too."""
    text = "a,b\n" + "\n".join(f"{a!r},{b!r}" for a, b in rows)
    data = dataset_from(read_table(text), ["a"], ["b"])
    assert np.hstack([data.X, data.T]).tobytes() == np.array(rows).tobytes()


@given(st.lists(FLOATS, min_size=1, max_size=9))
def test_numbers_with_a_decimal_comma_keep_every_bit(numbers):
    """And a true minus sign is read."""
    cells = [repr(number).replace(".", ",").replace("-", "−") for number in numbers]
    found = read_table("a;b\n" + "\n".join(f"{cell};0" for cell in cells))
    assert dataset_from(found, ["a"], ["b"]).X.tobytes() == np.array(numbers).tobytes()


def test_columns_come_in_the_order_they_are_named():
    """As inputs and as targets."""
    data = dataset_from(FLOWERS, ["wide", "long"], ["count", "long"][:1])
    assert data.X.tolist() == [[2, 1.5], [0.001, -0.25], [0.5, 7]]
    assert data.T.tolist() == [[3], [1], [10]]
    assert (data.name, data.inputs, data.outputs) == ("flowers.csv", ("wide", "long"), ("count",))
    assert data.kind == "numbers"
    assert dataset_from(FLOWERS, ["wide"], ["count", "long"]).T.tolist() == [[3, 1.5], [1, -0.25], [10, 7]]


def test_text_becomes_one_hot_in_sorted_order():
    """One column for each class, named after it."""
    data = dataset_from(FLOWERS, ["long"], ["kind"])
    assert data.classes == data.outputs == ("a", "b")
    assert data.T.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_numbers_can_be_classes():
    """Sorted as numbers; 1 and 1.0 are one class, named as it first stands."""
    assert dataset_from(FLOWERS, ["long"], ["count"], classes=True).classes == ("1", "3", "10")
    data = dataset_from(read_table("a,b\n0,1.0\n0,1\n0,0"), ["a"], ["b"], classes=True)
    assert data.classes == ("0", "1.0")
    assert data.T.tolist() == [[0, 1], [0, 1], [1, 0]]


def test_two_classes_can_share_a_column():
    """0 for the first, 1 for the second."""
    data = dataset_from(FLOWERS, ["long"], ["kind"], single=True)
    assert (data.T.tolist(), data.classes, data.outputs) == ([[1], [0], [1]], ("a", "b"), ("kind",))


def test_the_columns_that_could_be_inputs():
    """Those meant as numbers; one with a gap too, which is refused where it stands, not left out."""
    assert numeric_columns(FLOWERS) == ("long", "wide", "count")
    table = read_table("a,b,c,d,e\n1,nan,x,2,1.234\n2,1,y,,2.345", delimiter=",")
    assert numeric_columns(table) == ("a", "b", "d", "e")
    assert numeric_columns(read_table("Id,a\n7,1\n9,2")) == ("a",)


def test_a_column_without_a_header_is_called_by_its_number():
    """And its rows count from 1."""
    with pytest.raises(InputError, match=r"^the text, row 2, column 1 must be a number; got 'x'"):
        dataset_from(read_table("1,2\nx,3\n4,5"), ["column 1"], ["column 2"])


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("a,b\n1,2\n2,3\nx,4", "my.csv, row 4, column 1 ('a') must be a number; got 'x'"),
        ("a,b\n1,2\nnan,3", "my.csv, row 3, column 1 ('a') must be finite; got 'nan'"),
        ("a,b\n1,2\nNaN,3", "row 3, column 1 ('a') must be finite; got 'NaN'"),
        ("a,b\n1,2\n-inf,3", "row 3, column 1 ('a') must be finite; got '-inf'"),
        ("a,b\n1,2\n1e999,3", "row 3, column 1 ('a') must be finite; got '1e999'"),
        ("a,b\n1,2\n,3", "row 3, column 1 ('a') must be a number; the cell is empty"),
        ("a,b\n1,2\n  ,3", "row 3, column 1 ('a') must be a number; the cell is empty"),
        ("a,b\n1,2\n1_000,3", "row 3, column 1 ('a') must be a number; got '1_000'"),
        ("a,b\n1,2\n0x10,3", "row 3, column 1 ('a') must be a number; got '0x10'"),
        ("a;b\n1,5;2\n2.5;3", "row 2, column 1 ('a') must be a number with a decimal point, as others here"),
        (
            "a;b\n1,5;2\n2,5;1\n2.5;3",
            "row 4, column 1 ('a') must be a number with a decimal comma, as others",
        ),
        (
            "a;b\n1,5;2\n1,2,3;3",
            "row 3, column 1 ('a') must be a number; got '1,2,3'; fill it in, or say missing=",
        ),
        ("a;b\n5%;2\n6%;3\n0.5;3", "row 4, column 1 ('a') must be a number with a percent sign"),
        ("a,b\nx,1\ny,2\n?,3", "row 4, column 1 ('a') must be a word; got '?'; fill it in, or say missing="),
        (
            "a,b\n2020-01-31,1\n2020-02-01,2",
            "row 2, column 1 ('a') is a date or time, '2020-01-31', which is no",
        ),
        ("a,b\n1,2\n2,nan", "row 3, column 2 ('b') must be finite; got 'nan'"),
        ("a,b\n1,2\n2,", "row 3, column 2 ('b') must be a number; the cell is empty"),
        ("a,b\n1,2\n2,x\n3,4", "row 3, column 2 ('b') must be a number; got 'x'"),
        ("a,b\n1,x\n2,", "row 3, column 2 ('b') must be a class; the cell is empty"),
        ("a,b\n1,x\n2,x", "row 2, column 2 ('b') must not be the only class; all rows say 'x'"),
        ("a,b\n1,x\n2,\x07", r"row 3, column 2 ('b') must not hold control characters; got '\x07'"),
        ("a,b\n1,x\n" + "x" * 500 + ",y", f"row 3, column 1 ('a') must be a number; got {'x' * 40!r}"),
    ],
)
def test_cells_that_cannot_be_used(text, fact):
    """One sentence with file, row and column, counted as in a spreadsheet."""
    message = said(text)
    assert message.startswith("my.csv, row ")
    assert fact in message
    assert message.isprintable()


@pytest.mark.parametrize("cell", ["nan", "Infinity", "-inf", "1e999"])
def test_no_class_is_called_nan(cell):
    """Nor infinity: these are slips."""
    text = f"a,b\n1,x\n2,{cell}"
    assert f"row 3, column 2 ('b') must be a class or a finite number; got {cell!r}" in said(
        text, classes=True
    )


def test_a_text_among_inputs_comes_with_the_columns_that_would_do():
    """At most five of them."""
    message = said("a,b,c,d\nx,1,2,y\nz,1,2,y\n3,1,2,y", ["a"], ["c"])
    assert message.endswith(
        "row 2, column 1 ('a') must be a number; got 'x'; columns of numbers are 'b', 'c'"
    )


def test_no_more_classes_than_the_limit():
    """100 are fine; the 101st is named."""
    rows = [f"0,k{i}" for i in range(101)]
    assert len(dataset_from(read_table("a,b\n" + "\n".join(rows[:100])), ["a"], ["b"]).classes) == 100
    message = said("a,b\n" + "\n".join(rows))
    assert message == "my.csv, row 102, column 2 ('b') must keep to 100 classes; 'k100' would be one more"


@pytest.mark.parametrize(
    ("inputs", "targets", "more", "fact"),
    [
        ([], ["count"], {}, "flowers.csv, row 2, column 3 ('kind') holds 'b', a word"),
        (["long"], [], {}, "flowers.csv must give at least one target column, and none is chosen"),
        (["long"], ["kind"], {"missing": "all"}, 'missing must be "rows", "columns" or "means"; got'),
        ("long", ["kind"], {}, "input columns must be a list"),
        (["long", "long"], ["kind"], {}, "each once"),
        (["tall"], ["kind"], {}, "input columns must be among those of flowers.csv; got 'tall'"),
        (["long"], ["long"], {}, "a column must be an input or a target, not both; got 'long'"),
        (["long"], ["kind", "count"], {}, "classes must stand in one target column; got 2 columns"),
        (["long"], ["count"], {"classes": True, "single": True}, "holds two classes; there are 3"),
        (["long"], ["kind"], {"classes": False}, "row 2, column 3 ('kind') must be a number; got 'b'"),
    ],
)
def test_choices_that_do_not_make_a_set(inputs, targets, more, fact):
    """Named as chosen."""
    with pytest.raises(InputError) as reason:
        dataset_from(FLOWERS, inputs, targets, **more)
    assert fact in str(reason.value)
