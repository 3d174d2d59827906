"""Numbers that somebody computed, as text, JSON and NPZ: the same arrays from each, or one sentence."""

import io
import tracemalloc

import numpy as np
import pytest

from simulator import InputError
from simulator.files.networks.pasted_numbers import example_in, read_theirs
from simulator.files.networks.printed_arrays import DecimalAsked
from simulator.steps.formulas.notation import NOTES


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


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("S3 = tf.Tensor([-0.34  0.43], shape=(2,), dtype=float32)", {("S", 3): [-0.34, 0.43]}),
        (
            "S3 = <tf.Tensor: shape=(2,), dtype=float32, numpy=array([-0.34,  0.43], dtype=float32)>",
            {("S", 3): [-0.34, 0.43]},
        ),
        (
            "W3 = <tf.Variable 'dense/kernel:0' shape=(2, 2) dtype=float32, numpy=\n"
            "array([[1., 2.],\n       [3., 4.]], dtype=float32)>",
            {("W", 3): [[1, 2], [3, 4]]},
        ),
        ("S3 = Array([-0.34,  0.43], dtype=float32)", {("S", 3): [-0.34, 0.43]}),
        ("dLdW3 = 1 2; 3 4  # by hand", {("dW", 3): [[1, 2], [3, 4]]}),
        ("dJ_db3 = 1 2", {("db", 3): [1, 2]}),
        ("nabla_w3 = 1/4 2; -3/2 4", {("dW", 3): [[0.25, 2], [-1.5, 4]]}),
    ],
)
def test_what_tensorflow_and_jax_print_and_names_run_together(content, wanted):
    assert text(content) == wanted


def test_a_comma_with_and_without_a_blank_is_asked():
    """0,5, 0,25 is two numbers or four; a sign, or 0 behind the comma, tells."""
    with pytest.raises(DecimalAsked, match="0,5 can be read both ways"):
        text("S3 = 0,5, 0,25")
    told = {sign: read_theirs(b"S3 = 0,5, 0,25", "pasted text", decimal=sign)["S"][3] for sign in ",."}
    assert told[","].tolist() == [0.5, 0.25] and told["."].tolist() == [0, 5, 0, 25]
    assert text("S3 = -0,5, 0,25") == {("S", 3): [-0.5, 0.25]}
    assert text("S3 = 1,2,3, 4") == {("S", 3): [1, 2, 3, 4]}


def test_what_is_not_given_stays_open():
    """A gap, a dash or a question mark, or null."""
    assert text("S3 = -0.34, –, ?, , 1") == {("S", 3): [-0.34, None, None, None, 1.0]}
    assert text('{"S3": [-0.34, null]}') == {("S", 3): [-0.34, None]}


def test_a_matrix_of_one_row_is_a_matrix():
    """A network with one input has such W, and it must not be taken for a list."""
    assert text("dW2 = 1, 2") == {("dW", 2): [[1.0, 2.0]]}
    assert text("b2 = 1, 2") == {("b", 2): [1.0, 2.0]}


def test_the_example_that_the_page_shows_can_be_read():
    assert set(text(example_in(NOTES))) == {("S", 4), ("S", 3), ("dW", 3)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("hello", "line 1 must be a name and its numbers"),
        ("Q3 = 1", "line 1: 'Q3' must be one of n, a, S, dW, db, W, b with a layer"),
        ("S = 1", "line 1: 'S' must say its layer: write S2 or S3"),
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
        example_in(NOTES).encode(),
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


W = [[-0.25, 0.25], [0.0, 0.0], [-0.125, 0.125]]
PRINTS = {
    "NumPy's print": f"dW3 = {np.array(W)}",
    "NumPy's repr": f"dW3 = {np.array(W)!r}",
    "float32": f"dW3 = {np.float32(W)!r}",
    "a list of lists": f"dW3 = {W}",
    "NumPy's scalars in lists": f"dW3 = {[list(row) for row in np.array(W)]!r}",
    "a name, then the print below": f"dW3:\n{np.array(W)}",
    "PyTorch": "dW3 = tensor([[-0.2500,  0.2500],\n        [ 0.0000,  0.0000],\n        [-0.1250,  0.1250]])",
    "PyTorch with what it adds": "dW3 tensor([[-0.25, 0.25], [0., 0.], [-0.125, 0.125]], device='cuda:0',\n"
    "       dtype=torch.float64, grad_fn=<MulBackward0>)",
    "a parameter": "dW3 = Parameter containing:\ntensor([[-0.25, 0.25], [0., 0.], [-0.125, 0.125]],"
    " requires_grad=True)",
    "a dictionary": f"{{'dW3': {np.array(W)!r}}}",
    "a dictionary in a dictionary": f"{{'dW': {{3: {np.array(W)!r}}}}}",
    "cells": "dW3\t-0.25\t0.25\n\t0\t0\n\t-0.125\t0.125\n",
    "cells below a name": "dW3\n-0.25\t0.25\n0\t0\n-0.125\t0.125",
    "cells with decimal commas": "dW3\t-0,25\t0,25\n\t0\t0\n\t-0,125\t0,125",
    "decimal commas and blanks": "dW3 = -0,25 0,25\ndW3 = 0 0\ndW3 = -0,125 0,125",
}


@pytest.mark.parametrize("print_out", PRINTS)
def test_what_people_have_on_the_clipboard(print_out):
    assert text(PRINTS[print_out]) == {("dW", 3): W}


@pytest.mark.parametrize(
    "content",
    [
        *("S3 = [[-0.25], [0.25]]", "S3 = [[-0.25, 0.25]]", "S3\n-0.25\n0.25", "S3 = -0,25; 0,25"),
        *("S3 = [[-0.25]\n [ 0.25]]", "S3 = array([-0.25,  0.25])", '{"S3": [[-0.25], [0.25]]}'),
        *("S3\t-0,25\t0,25", "S3 = -0.25; 0.25", "S3 = (-0.25, 0.25)"),
    ],
)
def test_columns_and_rows_are_vectors(content):
    assert text(content) == {("S", 3): [-0.25, 0.25]}
    column = npz(S3=np.array([[-0.25], [0.25]]))
    assert listed(read_theirs(column, "mine.npz")) == {("S", 3): [-0.25, 0.25]}


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["δ3", "delta3", "delta_3", "δ^3", "δ(3)", "dL/dz3", "∂C/∂z_3", "dZ3", "S[3]", "s3"], ("S", 3)),
        (["z3", "Z3", "n_3", "net3", "z^{(3)}"], ("n", 3)),
        (["a3", "y3", "a[3]"], ("a", 3)),
        (["y", "ŷ", "y_hat", "output"], ("a", -1)),
        (
            ["dL/dW3", "∂C/∂w3", "∂F/∂W₃", "dloss/dw3", "grad_W3", "grad(W3)", "W3.grad", "w3_grad", "∇W3"],
            ("dW", 3),
        ),
        (["dL/db3", "∂C/∂b_3", "b3.grad", "db3", "fc2.bias.grad"], ("db", 3)),
        (["W3", "new W3", "w3", "W3_new"], ("W", 3)),
    ],
    ids=str,
)
def test_names_of_other_books(names, meant):
    for name in names:
        assert [*text(f"{name} = 1.5, 2")] == [meant], name
    assert [*text("W3 = 1.5, 2")] == [("W", 3)]


def test_pytorchs_own_names_say_the_layer_and_that_w_is_turned():
    theirs = read_theirs(
        b"fc1.weight.grad = tensor([[1., 2.], [3., 4.], [5., 6.]])\nfc2.bias.grad = [7.]", "x"
    )
    assert listed(theirs) == {("dW", 2): [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], ("db", 3): [7.0]}
    assert theirs.upright()["dW"][2].tolist() == [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    assert (
        "fc1.weight.grad as ∂F/∂W2" in theirs.remarks[0] and "its transpose is compared" in theirs.remarks[1]
    )
    in_a_sequential = "0.weight.grad = [[1.5]]\n2.weight.grad = [[2.5]]\n2.bias = [3.5]"
    assert text(in_a_sequential) == {("dW", 2): [[1.5]], ("dW", 3): [[2.5]], ("b", 3): [3.5]}
    with pytest.raises(InputError, match="does not say which layer it is: write dW2"):
        text("2.weight.grad = [[2.5]]")
    with pytest.raises(InputError, match="must say its layer: write dW2 or dW3"):
        text("dL/dW = [[2.5]]")


def test_layers_counted_from_the_first_w_are_read_one_higher_and_said_to_be():
    theirs = read_theirs(b"W1 = [[1.5]]\nz2 = [2.5]", "x")
    assert listed(theirs) == {("W", 2): [[1.5]], ("n", 3): [2.5]}
    assert theirs.remarks == ("Layers are counted with the input as 1: W1 as W2, z2 as n3.",)
    assert read_theirs(b"W2 = [[1.5]]", "x").remarks == ()


def test_a_comma_that_can_be_read_both_ways_is_asked():
    for content in ("S3 = 1,2", "dW3 = 1,2;3,4"):
        with pytest.raises(DecimalAsked, match=r"1,2 can be read both ways: as 1.2, or as 1 and 2"):
            text(content)
    read = {mark: listed(read_theirs(b"dW3 = 1,2;3,4", "x", decimal=mark)) for mark in ",."}
    assert read == {",": {("dW", 3): [[1.2], [3.4]]}, ".": {("dW", 3): [[1.0, 2.0], [3.0, 4.0]]}}
    assert text("S3 = 1, 2") == text("S3,1,2") == text("S3 = [1,2]") == {("S", 3): [1.0, 2.0]}
    assert text("S3 = 1,2\nS2 = 0.5,1") == {("S", 3): [1.0, 2.0], ("S", 2): [0.5, 1.0]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("dW3 = [[1. 2.]\n ...\n [3. 4.]]", "must be there in full"),
        ("dW3 = [[[1, 2]]]", "one or two pairs of brackets"),
        ("dW3 = [[1, 2], [3, 4]", "one or two pairs of brackets"),
        ("dW3 = f([1, 2])", "must be one array"),
        ("[[1, 2]]", "must begin with their name"),
        ("S3 =", "must have numbers behind it"),
        ("1, 2", "must be a name and its numbers"),
    ],
)
def test_prints_that_cannot_be_read(content, words):
    with pytest.raises(InputError, match=words):
        text(content)


@pytest.mark.parametrize(
    ("quantity", "names"),
    [
        ("n", ["n3", "n_3", "z3", "z_3", "Z3", "$z^{(3)}$", "z[3]", "net3"]),
        ("a", ["a3", "a_{3}", "a^3", "y3"]),
        ("S", ["S3", "dn3", "∂F/∂n3", "δ3", "δ_3", "$\\delta^{3}$", "delta3", "∂C/∂z3", "dz3", "dZ_3"]),
        ("S", ["∂L/∂z3", "dL/dZ3", "z3.grad", "grad_z3", "grad(z3)", "nabla_z3"]),
        ("dW", ["dW3", "∂F/∂W3", "∂C/∂W3", "∂L/∂W3", "grad_W3", "W3.grad", "fc2.weight.grad", "∇W3"]),
        ("db", ["db3", "∂F/∂b3", "∂C/∂b3", "∂L/∂b3", "grad_b3", "b3.grad", "fc2.bias.grad"]),
        ("W", ["W3", "w3", "new W3", "fc2.weight"]),
        ("b", ["b3", "b3_new", "fc2.bias"]),
    ],
)
def test_the_names_of_all_three_notations(quantity, names):
    """Each is read as the quantity of layer 3, the second layer with weights."""
    matrix = quantity in ("W", "dW")
    numbers = "1, 2; 3, 4" if matrix else "1, 2"
    for name in names:
        found = text(f"{name} = {numbers}")
        assert found == {(quantity, 3): [[1, 2], [3, 4]] if matrix else [1, 2]}, name


def test_a_weight_by_its_name_in_PyTorch_is_out_by_in():
    """Turned by its name, square or not; the names of the other two notations say no orientation."""
    theirs = read_theirs(b"fc1.weight.grad = 1, 2; 3, 4\ndW3 = 5, 6; 7, 8", "pasted text")
    upright = theirs.upright()
    assert upright["dW"][2].tolist() == [[1, 3], [2, 4]]
    assert upright["dW"][3].tolist() == [[5, 6], [7, 8]]
    assert any("taken as PyTorch keeps it, L × H" in one for one in theirs.remarks)
