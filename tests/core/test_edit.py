"""Changes to a network: one thing is another, all else is the same to the last bit, the old one untouched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, Network
from simulator.core.edit import (
    parameter_names,
    with_activation,
    with_frozen,
    with_neuron,
    with_parameter,
    without_neuron,
)
from simulator.core.initialise import SCHEMES, initialise
from simulator.core.network import held

from .networks import ALL_NAMES, problems

NET = Network.from_arrays(
    [[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0.7], [0.8], [0.9]]],
    [[0.0, 0.1, 0.2], [-0.0]],
    ["tanh", "identity"],
    frozen=["b2"],
)


def contents(net: Network) -> dict[str, object]:
    """Everything a network holds, numbers as their bytes."""
    arrays = {f"W{l}": W for l, W in net.W.items()} | {f"b{l}": b for l, b in net.b.items()}
    return {
        **{name: (array.shape, array.tobytes()) for name, array in arrays.items()},
        **{f"activation {l}": name for l, name in net.activation.items()},
        "frozen": net.frozen,
    }


@given(problems(), st.data())
def test_one_entry_and_nothing_else(problem, data):
    """A parameter is replaced to the last bit; put back, the network is the first one again."""
    names = parameter_names(problem.net)
    net = with_frozen(problem.net, data.draw(st.sets(st.sampled_from(names))))
    before = contents(net)
    name = data.draw(st.sampled_from(names))
    old = {"W": net.W, "b": net.b}[name[0]][int(name[1:])]
    place = tuple(data.draw(st.integers(0, size - 1)) for size in old.shape)
    values = old.copy()
    values[place] = data.draw(st.floats(allow_nan=False, allow_infinity=False))
    new = with_parameter(net, name, values)
    assert contents(new) == before | {name: (values.shape, values.tobytes())}
    assert contents(net) == before
    assert contents(with_parameter(new, name, old)) == before


@pytest.mark.parametrize("form", [list, tuple, np.array])
def test_the_new_array_is_a_copy_that_nobody_can_write(form):
    """What is typed later into the given array does not reach the network."""
    given_b = form([1.0, 2.0, 3.0])
    net = with_parameter(NET, "b2", given_b)
    if form is not tuple:
        given_b[0] = 9.0
    assert net.b[2].tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(ValueError, match="read-only"):
        net.b[2][0] = 9.0


@pytest.mark.parametrize("name", ["W1", "b1", "W4", "b4", "W", "W22", "w2", "x2", "", "S2"])
def test_a_parameter_that_is_not_there(name):
    """The refusal lists those that are."""
    with pytest.raises(InputError) as reason:
        with_parameter(NET, name, [0.0])
    assert str(reason.value) == f"a parameter is one of W2, b2, W3, b3; got {name!r}"


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("b2", [1.0, 2.0], "b2 must have shape (3,) to match W2 (2, 3); got (2,)"),
        ("b2", [[1.0, 2.0, 3.0]], "b2 must have shape (3,) to match W2 (2, 3); got (1, 3)"),
        ("b2", 1.0, "b2 must have shape (3,) to match W2 (2, 3); got ()"),
        ("W3", [[1.0], [2.0]], "W3 must have shape (3, L) to follow the 3 neurons of layer 2; got (2, 1)"),
        ("b3", [float("nan")], "b3 must be finite; entry 1 is nan"),
        ("W3", [[0.0], [float("-inf")], [0.0]], "W3 must be finite; entry 2, 1 is -inf"),
        ("W3", [["1"], ["2"], ["3"]], "W3 must hold real numbers; got text"),
    ],
)
def test_values_that_do_not_fit(name, values, said):
    """Another shape, or a number that is none, is refused; the network stays as it is."""
    before = contents(NET)
    with pytest.raises(InputError) as reason:
        with_parameter(NET, name, values)
    assert str(reason.value) == said
    assert contents(NET) == before


def test_another_width_is_refused_where_the_layers_no_longer_chain():
    """A W or b of another width cannot slip in by way of its neighbours."""
    with pytest.raises(InputError, match=r"b2 must have shape \(2,\) to match W2 \(2, 2\); got \(3,\)"):
        with_parameter(NET, "W2", [[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(InputError, match=r"b3 must have shape \(2,\)"):
        with_parameter(NET, "W3", np.ones((3, 2)))


@pytest.mark.parametrize("name", ALL_NAMES)
@pytest.mark.parametrize("l", [2, 3])
def test_the_activation_of_one_layer(l, name):
    """Numbers, the other layer and what is frozen stay."""
    before = contents(NET)
    assert contents(with_activation(NET, l, name)) == before | {f"activation {l}": name}
    assert contents(NET) == before


@pytest.mark.parametrize("name", ["Sigmoid", "", None, 3])
def test_an_activation_that_is_not_there(name):
    """The refusal names the layer."""
    with pytest.raises(InputError, match="the activation of layer 3 must be one of identity, sigmoid"):
        with_activation(NET, 3, name)


@pytest.mark.parametrize("l", [0, 1, 4])
def test_the_activation_of_a_layer_that_has_none(l):
    """Neither the input nor a layer beyond the last."""
    with pytest.raises(InputError):
        with_activation(NET, l, "tanh")


def test_exactly_these_are_frozen():
    """Names given are held fixed, all others are free again, numbers stay."""
    before = contents(NET)
    for names in ([], ["W2"], ["b2", "W3"], ["W2", "b2", "W3", "b3"]):
        assert contents(with_frozen(NET, names)) == before | {"frozen": frozenset(names)}
        assert contents(with_frozen(NET, iter(names))) == before | {"frozen": frozenset(names)}
    assert contents(NET) == before


@pytest.mark.parametrize("names", [["W4"], ["W2", "c3"], "W2"])
def test_freezing_what_is_not_there(names):
    """A name that is no parameter is refused."""
    with pytest.raises(InputError, match="frozen must"):
        with_frozen(NET, names)


def test_the_names_of_parameters():
    """In the order of the layers."""
    assert parameter_names(NET) == ["W2", "b2", "W3", "b3"]


def test_several_parts_are_replaced_at_once_and_checked_together():
    """Widths may change where all of them chain again; what is not given stays."""
    wider = NET.replace(W={2: np.ones((2, 1)), 3: np.ones((1, 1))}, b={2: [0.5]}, activation={2: "relu"})
    assert (wider.widths, wider.activation[2], wider.frozen) == ((2, 1, 1), "relu", NET.frozen)
    assert wider.b[3].tobytes() == NET.b[3].tobytes()
    assert contents(NET.replace()) == contents(NET)
    with pytest.raises(InputError, match=r"^b2 must have shape \(1,\) to match W2 \(2, 1\); got \(3,\)$"):
        NET.replace(W={2: np.ones((2, 1)), 3: np.ones((1, 1))})
    for l in (1, 4, "2"):
        with pytest.raises(InputError, match=r"^a layer that is replaced must be one of 2 to 3; got "):
            NET.replace(activation={l: "tanh"})


# ---- neurons
def blocks(net: Network, what: str, l: int) -> np.ndarray:
    """W_l or b_l, or which entries of it are frozen."""
    array = {"W": net.W, "b": net.b}[what][l]
    mask = held(net.frozen, f"{what}{l}", array.shape)
    return np.stack([array, np.zeros(array.shape) if mask is None else mask.astype(float)])


def without_by_hand(net: Network, l: int, c: int) -> dict[str, bytes]:
    """Every number and whether it is frozen, once neuron c of layer l is cut out of the arrays."""
    found = {}
    for name in parameter_names(net):
        array, k = blocks(net, name[0], int(name[1:])), int(name[1:])
        if k == l:
            array = np.delete(array, c - 1, axis=-1)
        if k == l + 1 and name[0] == "W":
            array = np.delete(array, c - 1, axis=1)
        found[name] = np.ascontiguousarray(array).tobytes()
    return found


def all_blocks(net: Network) -> dict[str, bytes]:
    return {name: blocks(net, name[0], int(name[1:])).tobytes() for name in parameter_names(net)}


def some_frozen(net: Network, data: st.DataObject) -> Network:
    names = parameter_names(net)
    for l, W in net.W.items():
        names += [f"W{l}[{r},{c}]" for r in range(1, W.shape[0] + 1) for c in range(1, W.shape[1] + 1)]
        names += [f"b{l}[{c}]" for c in range(1, W.shape[1] + 1)]
    return with_frozen(net, data.draw(st.sets(st.sampled_from(names), max_size=8)))


@given(problems(), st.data())
def test_a_neuron_less_leaves_the_rest_bit_for_bit(problem, data):
    """Of any layer, with the frozen entries that move up and those that go with it."""
    net = some_frozen(problem.net, data)
    l = data.draw(st.integers(1, net.depth))
    c = data.draw(st.integers(1, net.widths[l - 1]))
    before = contents(net)
    if net.widths[l - 1] == 1:
        with pytest.raises(
            InputError, match=f"^layer {l} must keep at least 1 neuron; this one is its last$"
        ):
            without_neuron(net, l, c)
        return
    less = without_neuron(net, l, c)
    assert less.widths == (*net.widths[: l - 1], net.widths[l - 1] - 1, *net.widths[l:])
    assert less.activation == net.activation
    assert all_blocks(less) == without_by_hand(net, l, c)
    assert contents(net) == before


@given(problems(), st.data())
def test_a_neuron_more_has_the_seeds_numbers_and_leaves_the_rest_bit_for_bit(problem, data):
    """The rest is what it was; the new numbers are those of a new network from that scheme and seed."""
    net = some_frozen(problem.net, data)
    l, seed = data.draw(st.integers(1, net.depth)), data.draw(st.integers(0, 99))
    scheme = data.draw(st.sampled_from([*SCHEMES]))
    more = with_neuron(net, l, scheme, seed)
    last = net.widths[l - 1] + 1
    assert more.widths == (*net.widths[: l - 1], last, *net.widths[l:])
    assert contents(without_neuron(more, l, last)) == contents(net)
    drawn = initialise(more.widths, [*net.activation.values()], scheme, seed)
    if l > 1:
        assert more.W[l][:, -1].tolist() == drawn.W[l][:, -1].tolist()
        assert more.b[l][-1] == drawn.b[l][-1]
    if l < net.depth:
        assert more.W[l + 1][-1].tolist() == drawn.W[l + 1][-1].tolist()
    assert more.frozen == net.frozen


@pytest.mark.parametrize(("l", "c"), [(0, 1), (4, 1), (2, 0), (2, 4), (2, True), (1.0, 1)])
def test_a_neuron_that_is_not_there(l, c):
    """Refused by its place."""
    with pytest.raises(InputError, match=r"^the (layer|neuron of layer 2) must be a whole number from 1"):
        without_neuron(NET, l, c)
    if type(l) is int and l != 2:
        with pytest.raises(InputError, match=r"^the layer must be a whole number from 1 to 3"):
            with_neuron(NET, l, "glorot", 0)
