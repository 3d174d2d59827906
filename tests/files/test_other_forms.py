"""What looks like a table and is none, or may be another one, is named."""

import pytest

from simulator import InputError
from simulator.files import read_table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 1:0.5 2:0.7\n-1 1:0.2 2:1e-3\n1 2:0.4\n", "as libsvm writes it: '1 1:0.5 2:0.7'"),
        ("+1 3:0.5 # a remark\n", "0 where an index is missing"),
        ("a~b~c\n1~2~3\n4~5~6\n", "every row has 2 × ~. Replace ~ by one of them"),
        ("1^2\n3^4\n", "every row has 1 × ^"),
    ],
)
def test_other_forms_are_refused_by_their_names(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_table(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text", ["a;b\n~1;2\n3;4\n", "time;b\n12:30;2\n12:40;4\n", "a b\n1 2\n3 4\n", "a\n1\n~\n"]
)
def test_tables_with_such_signs_in_them_are_read(text: str) -> None:
    read_table(text)


def test_who_says_what_separates_columns_is_heard() -> None:
    assert read_table("a~b\n1~2\n", delimiter=",").columns == ("a~b",)


def test_a_name_with_a_comma_above_cells_with_one_is_said() -> None:
    """x,y;z may be three columns; x;z are two."""
    notes = read_table("x,y;z\n1,2;3\n4,5;6\n").notes
    assert "'x,y' is one column, and so is '1,2' in it." in " ".join(notes)
    for text in ("x;z\n1,2;3\n4,5;6\n", "x,y;z\n12;3\n4,5;6\n", "name,first;z\na;3\nb;6\n"):
        assert "is one column" not in " ".join(read_table(text).notes)
