"""What is written can be read back to the last bit, and no spreadsheet finds a formula in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from simulator import InputError
from simulator.core.sets.dataset import DataSet, one_hot
from simulator.files.tables.built_in_sets import DATASETS, dataset
from simulator.files.tables.columns import dataset_from
from simulator.files.tables.csv_reader import read_table
from simulator.files.tables.csv_writer import dataset_text, harmless, table_text

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=FLOATS))
def test_numbers_come_back_to_the_last_bit(numbers):
    """As they were written, row by row."""
    names = [f"x{i}" for i in range(numbers.shape[1])]
    data = dataset_from(read_table(table_text(names, numbers)), names[:-1], names[-1:])
    assert np.hstack([data.X, data.T]).tobytes() == numbers.tobytes()


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), min_size=2, unique=True
    )
)
def test_texts_come_back_but_for_what_makes_them_harmless(texts):
    """Quotes, delimiters and blanks are no obstacle."""
    rows = [[text, 0.5] for text in texts if len(text) <= 900 and text.strip()]
    if rows:
        found = read_table(table_text(["name", "x"], rows), header=True, delimiter=",")
        assert found.cells[0] == tuple(harmless(text).strip() for text, _ in rows)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "=1+1",
            "+1+1",
            "-1+1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\tx",
            "\rx",
            "=",
            "-",
            "  =1",
            "-0.5x",
            "--1",
            "+cmd|x",
        ),
        *("-1e", "-.", "=HYPERLINK(1)", "-1,5", "-inf", "-nan", "-1_0", "-" + "1" * 5000 + "x"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    """In cells and in names."""
    assert harmless(text) == f"'{text}"
    written = table_text([text], [[text], ["x"]])
    assert written.count("'") == 2


@pytest.mark.parametrize(
    "text", ["-0.5", "+2", "-1e-300", "-.5", "-5.", "x=1", "a-b", "", "0", "'", "−5", "#"]
)
def test_numbers_and_plain_texts_stay(text):
    """A negative number is a number."""
    assert harmless(text) == text


def test_numbers_are_written_as_python_writes_them():
    """NumPy's too."""
    text = table_text(["a", "b"], [[-0.5, np.float64(0.1)], [3, np.float32(0.5)]])
    assert text == "a,b\r\n-0.5,0.1\r\n3,0.5\r\n"


def test_what_cannot_be_written():
    """Rows of another length, and what is not finite."""
    with pytest.raises(InputError, match=r"every row must have 2 cells; row 3 has 1"):
        table_text(["a", "b"], [[1, 2], [1]])
    with pytest.raises(InputError, match=r"must hold finite numbers; row 2 has nan"):
        table_text(["a"], [[float("nan")]])


@pytest.mark.parametrize("name", DATASETS)
def test_a_built_in_set_comes_back(name):
    """The same numbers and the same classes."""
    data = dataset(name)
    found = read_table(dataset_text(data))
    outputs = found.columns[len(data.inputs) :]
    single = bool(data.classes) and data.T.shape[1] == 1
    again = dataset_from(found, data.inputs, outputs, classes=bool(data.classes), single=single)
    assert again.X.tobytes() == data.X.tobytes()
    assert sorted(again.classes) == sorted(data.classes)
    if data.classes and not single:
        order = [again.classes.index(one) for one in data.classes]
        assert again.T[:, order].tobytes() == data.T.tobytes()
    else:
        assert again.T.tobytes() == data.T.tobytes()


def test_the_column_of_classes_has_a_name_of_its_own():
    """Where an input is called class already."""
    data = DataSet("d", "", [[1.0], [2.0]], one_hot([0, 1], 2), ("class",), ("=a", "b"), ("=a", "b"))
    assert dataset_text(data) == "class,class_\r\n1.0,'=a\r\n2.0,b\r\n"
