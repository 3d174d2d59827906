"""Whatever a user may have taken for something else is refused in one sentence, never with a TypeError."""

import inspect

import pytest

import simulator
from simulator import InputError, Network, Run, descend, jacobian, propagate

NET = Network.from_arrays(
    [[[0.4, 0.8, -0.6], [0.6, -0.9, 0.7]], [[0.4, -0.6], [0.7, 0.2], [-0.4, 0.6]]],
    [[0.2, 0.2, 0.1], [-0.2, 0.3]],
    ["relu", "sigmoid"],
)
x, t, X, T = [0.5, 1.0], [1.0, 0.0], [[0.5, 1.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]]
RUN = propagate(NET, x, t)
ITEM, SET = {"net": NET, "x": x, "t": t, "loss": "tse"}, {"net": NET, "X": X, "T": T, "loss": "tse"}
RATE = {"learning_rate": 0.1}
WALK = {**ITEM, **RATE, "updates": 1, "order": "gradients-first", "grain": "operation"}
ADAM = simulator.update_rule("adam")
# Arguments that are right; a place is filled in where a file is needed.
CALLS = {
    "Network.from_arrays": {"weights": [[[1.0]]], "biases": [[0.0]], "activations": ["tanh"], "frozen": ()},
    "Network.replace": {"self": NET, "W": {3: NET.W[3]}, "b": None, "activation": None, "frozen": ()},
    "propagate": ITEM,
    "propagate_batch": SET,
    "gradient": SET,
    "descend": {"net": NET, "run": RUN, **RATE},
    "jacobian": {"net": NET, "run": RUN, "l": 3},
    "timeline": WALK,
    "show": {**WALK, "height": 760, "cursor": 0, "digits": 4, "theme": "auto"},
    "train": {
        **SET,
        **RATE,
        "epochs": 1,
        "batch_size": 1,
        "order": "turn",
        "seed": 0,
        "updates": 2,
        "start": 0,
        "rule": "adam",
        "state": ADAM.start(NET),
    },
    "UpdateRule.step": {"self": ADAM, "net": NET, "run": RUN, **RATE, "state": ADAM.start(NET)},
    "UpdateRule.moves": {"self": ADAM, "net": NET, "run": RUN, **RATE, "state": ADAM.start(NET)},
    "UpdateRule.start": {"self": ADAM, "net": NET},
    "update_rule": {"name": "rmsprop", "rho": 0.5, "centered": True, "clip": 1.0},
    "compare": {**ITEM, **RATE, "theirs": {"n": {2: [1, 2, 3]}}},
    "mark": {
        **{**ITEM, **RATE, "quantity": "n", "layer": 2, "typed": ["1", "1/3", ""]},
        **{"order": "gradients-first", "batch_size": 1, "rule": None, "state": None},
    },
    "exercise": {
        **{"widths": (2, 3, 2), "activations": ("relu", "identity"), "loss": "tse"},
        **{"learning_rate": 0.1, "decimals": 2, "seed": 0, "one_off": True},
    },
    "check_gradient": {**ITEM, "gradient": RUN, "tolerance": 1e-9, "passes": 100, "seed": 0},
    "health": {**SET, **RATE},
    "first_not_finite": {**SET, **RATE},
    "sweep": {
        **{"X": X, "T": T, "widths": (2, 2), "activations": ("tanh",), "loss": "tse"},
        **{"learning_rates": (0.1,), "seeds": (0,), "batch_sizes": (1,), "rules": ("sgd",)},
        **{"epochs": 1, "jobs": 1, "order": "turn", "scheme": "glorot", "until": None},
    },
    "error_slice": {
        **SET,
        **{"parameters": ["W2[1,1]", "b3[2]"], "ranges": None, "points": 5, "path": (NET,)},
    },
    "save_network": {"net": NET, "path": "PLACE"},
    "load_network": {"source": "PLACE", "format": "json", "activations": None, "orientation": None},
    "from_sklearn": {"mlp": None},
    "from_torch": {"module": None},
    "from_keras": {"model": None},
    "record": {"path": "PLACE", "model": None, "optimizer": None},
}
NEVER_RIGHT = {"from_sklearn", "from_torch", "from_keras", "record"}
ODD = (
    *(None, 3, -1, 2.5, 1j, True, "x", "", b"x", [], {}, [None], [[1], [1, 2]], ("W2", 3)),
    *(
        object(),
        len,
        int,
        Network,
        NET,
        NET.layers[0],
        RUN,
        {"n": 3},
        {"n": {2: "x"}},
        {3: 3},
        {"q": {2: [1]}},
    ),
)


def function(name: str):
    value = simulator
    for part in name.split("."):
        value = getattr(value, part)
    return value


@pytest.fixture
def place(tmp_path):
    path = tmp_path / "net.json"
    simulator.save_network(NET, path)
    return path


def filled(name: str, place) -> dict:
    return {key: place if value == "PLACE" else value for key, value in CALLS[name].items()}


def test_every_public_function_is_tried():
    """A new one has its line above."""
    functions = {name for name in simulator.__all__ if inspect.isfunction(getattr(simulator, name))}
    assert functions - {"step_png", "step_svg"} == {name for name in CALLS if "." not in name}


@pytest.mark.parametrize("name", sorted({*CALLS} - NEVER_RIGHT))
def test_the_right_arguments_are_taken(name, place):
    """Else the next test would refuse for another reason."""
    function(name)(**filled(name, place))


@pytest.mark.parametrize(
    ("name", "argument"), [(name, each) for name, given in CALLS.items() for each in given if each != "self"]
)
def test_a_slip_is_refused_in_one_sentence(name, argument, place, monkeypatch, tmp_path):
    """One argument is something else; where that is taken, it is a right one."""
    monkeypatch.chdir(tmp_path)  # "x" may be a path
    refused = 0
    for odd in ODD:
        try:
            function(name)(**{**filled(name, place), argument: odd})
        except InputError as reason:
            refused += 1
            said = str(reason)
            assert "\n" not in said
            assert not said.endswith(".")
            assert len(said) > 15
    assert refused > len(ODD) / 3


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: descend(NET, 3, 0.1),
            "the run must be a Run or a Gradient, as propagate and gradient give it; got int",
        ),
        (
            lambda: propagate(None, x, t),
            "net must be a Network, as Network.from_arrays and load_network give it; got NoneType",
        ),
        (lambda: simulator.timeline([NET], x, t), "net must be a Network, as .* give it; got list"),
        (lambda: simulator.train("net", X, T), "net must be a Network, as .* give it; got str"),
        (lambda: simulator.check_gradient(Network, x, t), "net must be a Network, .*; got the class Network"),
        (lambda: simulator.show(3, x, t), "net must be a Network, as .* give it; got int"),
        (lambda: jacobian(NET, RUN.dW, 3), "the run must be a Run, as propagate gives it; got dict"),
        (lambda: jacobian(NET, RUN, "3"), "l must be a whole number from 0; got '3'"),
        (lambda: simulator.load_network(3), "a network's place must be a path or bytes; got int"),
        (
            lambda: Network.from_arrays(3, [[0]], ["tanh"]),
            "weights must be a list with one for each layer from 2; got int",
        ),
    ],
)
def test_what_is_said(call, said):
    """The rule, then what came."""
    with pytest.raises(InputError, match=f"^{said}$"):
        call()


def test_a_jacobian_of_two_layers():
    """There is none, and the sentence does not speak of layers 3 to 2."""
    line = Network.from_arrays([[[1.0]]], [[0.0]], ["tanh"])
    for l in (1, 2, 3):
        with pytest.raises(InputError, match=r"needs .* 3 layers or more; this network has 2$"):
            jacobian(line, propagate(line, [1], [0]), l)


@pytest.mark.parametrize("l", [1, 2, 5, 6])
def test_a_jacobian_of_four_layers(l):
    net = Network.from_arrays([[[1.0]]] * 3, [[0.0]] * 3, ["tanh"] * 3)
    run = propagate(net, [1], [0])
    with pytest.raises(InputError, match=f"exists for layers 3 to 4; got {l}$"):
        jacobian(net, run, l)


def test_a_jacobian_with_the_run_of_another_network():
    """Also where NumPy could stretch its slopes."""
    other = Network.from_arrays([[[1.0], [1.0]], [[1.0, 1.0]]], [[0.0], [0.0, 0.0]], ["relu", "sigmoid"])
    run: Run = propagate(other, x, t)
    with pytest.raises(InputError, match="the run must be of a network of the same widths"):
        jacobian(NET, run, 3)
