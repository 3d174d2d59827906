"""Numbers that somebody computed, as text, JSON and NPZ: the same arrays from each, or one sentence."""

import io
import tracemalloc

import numpy as np
import pytest

from simulator import InputError
from simulator.files.networks.pasted_numbers import EXAMPLE, read_theirs


def listed(theirs):
    """Plain lists, None where a number was not given."""
    return {(q, l): np.ma.asarray(a).tolist() for q, of in theirs.items() for l, a in of.items()}


def text(content: str):
    return listed(read_theirs(content.encode(), "pasted text"))


def npz(**arrays) -> bytes:
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


SAME = {("S", 3): [-0.34, 0.43], ("dW", 3): [[-0.34, 0.5], [1e-3, -2.0], [0.0, 4.0]]}


@pytest.mark.parametrize(
    "content",
    [
        "S3 = -0.34, 0.43\ndW3 = -0.34, 0.5; 1e-3, -2; 0, 4",
        "S3: [−0.34 0.43]\n\n# a remark\ndW3 = -0.34 0.5\ndW3 = 1e-3 -2\ndW3 = 0 4",
        "S3,-0.34,0.43\ndW3,-0.34,0.5\ndW3,1e-3,-2\ndW3,0,4\n",
        "S₃ = -0.34, 0.43\n∂F/∂W3 = -0.34, 0.5; 1e-3, -2; 0, 4",
        '{"S": {"3": [-0.34, 0.43]}, "dW": {"3": [[-0.34, 0.5], [1e-3, -2], [0, 4]]}}',
        '{"S3": [-0.34, 0.43], "dW_3": [[-0.34, 0.5], [0.001, -2.0], [0, 4]]}',
    ],
)
def test_the_same_numbers_in_every_way_of_writing_them(content):
    assert text(content) == SAME


def test_the_same_numbers_as_npz():
    data = npz(S3=np.array([-0.34, 0.43]), dW3=np.array(SAME["dW", 3]))
    assert listed(read_theirs(data, "mine.npz")) == SAME


def test_what_is_not_given_stays_open():
    """A gap, a dash or a question mark, or null."""
    assert text("S3 = -0.34, –, ?, , 1") == {("S", 3): [-0.34, None, None, None, 1.0]}
    assert text('{"S3": [-0.34, null]}') == {("S", 3): [-0.34, None]}


def test_a_matrix_of_one_row_is_a_matrix():
    """A network with one input has such W, and it must not be taken for a list."""
    assert text("dW2 = 1, 2") == {("dW", 2): [[1.0, 2.0]]}
    assert text("b2 = 1, 2") == {("b", 2): [1.0, 2.0]}


def test_the_example_that_the_page_shows_can_be_read():
    assert set(text(EXAMPLE)) == {("S", 4), ("S", 3), ("dW", 3)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("hello", "line 1 must be a name and its numbers"),
        ("Q3 = 1", "line 1: 'Q3' must be one of n, a, S, dW, db, W, b with a layer"),
        ("S = 1", "line 1: 'S' must be one of"),
        ("S3 = 1, x", "line 1, number 2 must be a number; got 'x'"),
        ("S3 = 1\nS3 = 1, nan", "line 2, number 2 must be finite; got 'nan'"),
        ("S3 = 1e999", "line 1, number 1 must be finite"),
        ("dW3 = 1, 2; 3", "the rows of dW3 must be of one length; got 2 and 1"),
        ('{"S3": [1, NaN]}', "S3 must hold finite numbers"),
        ('{"S3": [1, "2"]}', "S3 must hold numbers, or null where none is given; got '2'"),
        ('{"S3": [1, true]}', "got true"),
        ('{"S3": []}', "S3 must be a list of numbers"),
        ('{"S3": [[1, 2], [3]]}', "the rows of S3 must be of one length"),
        ('{"S3": [[[1]]]}', "S3 must hold numbers"),
        ('{"S3": 5}', "S3 must be a list of numbers"),
        ('{"S3": [1], "S": {"3": [1]}}', "S3 must be given once"),
        ('{"S3": [1], "S3": [2]}', "there twice"),
        ('{"S": {"x": [2]}}', "must be one of"),
        ('{"S3": [1]', "must be JSON"),
        ("[" * 1000, "must be"),
        ("S3 = 1\n" * 20_001, "at most 20,000 lines"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content, words):
    with pytest.raises(InputError) as refused:
        read_theirs(content.encode(), "pasted text")
    assert words in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xff\xfe1", "a.txt", "UTF-8"),
        (b"", "a.txt", "empty"),
        (b"x" * (2**24 + 1), "a.txt", "at most"),
        (b"not a zip", "a.npz", "archive"),
        (npz(S3=np.array([1j])), "a.npz", "complex"),
        (npz(S3=np.array([np.nan])), "a.npz", "finite"),
        (npz(S3=np.array([{}], dtype=object)), "a.npz", "objects"),
        (npz(Q3=np.array([1.0])), "a.npz", "Q3"),
        (npz(S3=np.zeros((2, 2, 2))), "a.npz", "axes"),
    ],
)
def test_hostile_files_are_refused_in_one_sentence(data, name, words):
    with pytest.raises(InputError, match=words):
        read_theirs(data, name)


def test_no_other_error_comes_out_of_damaged_texts():
    """5,000 texts and archives with bytes cut, changed and put in."""
    rng = np.random.default_rng(0)
    seeds = [
        EXAMPLE.encode(),
        b'{"S3": [-0.34, null], "dW": {"2": [[1, 2], [3, 4]]}}',
        npz(S3=np.ones(3), dW2=np.ones((2, 3))),
    ]
    read = 0
    for k in range(5000):
        data = bytearray(seeds[k % 3])
        for _ in range(rng.integers(1, 6)):
            at, byte = int(rng.integers(len(data) + 1)), int(rng.integers(256))
            if rng.random() < 0.4:
                data[at:at] = [byte]
            elif rng.random() < 0.5:
                del data[at : at + int(rng.integers(1, 5))]
            elif at < len(data):
                data[at] = byte
        try:
            read_theirs(bytes(data), "mine.npz" if k % 3 == 2 else "mine.txt")
            read += 1
        except InputError as reason:
            assert "\n" not in str(reason)
    assert 0 < read < 5000


@pytest.mark.parametrize(
    "text", ["S3 = " + "1;" * 8_000_000, "S3 = " + "1," * 8_000_000, "S3 = " + "1;" * 500_000]
)
def test_far_too_many_numbers_are_refused_before_any_is_read(text):
    data = text.encode()
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=r"must (be|have) at most"):
            read_theirs(data, "numbers.txt")
        assert tracemalloc.get_traced_memory()[1] < 3 * len(data)
    finally:
        tracemalloc.stop()
