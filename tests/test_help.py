"""What Python itself says of the package: help with examples that are true, a line for each value."""

import doctest
import inspect
import subprocess
import sys

import pytest

import simulator
from simulator import (
    ACTIVATIONS,
    LOSSES,
    Network,
    UpdateRule,
    check_gradient,
    compare,
    gradient,
    health,
    propagate,
    propagate_batch,
    step_png,
    step_svg,
    timeline,
    train,
    update_rule,
)
from simulator.core import activation, loss

FINDER = doctest.DocTestFinder(recurse=False)
WITH_EXAMPLES = {
    "Network.from_arrays": Network.from_arrays,
    **{
        name: getattr(simulator, name)
        for name in ("propagate", "gradient", "descend", "timeline", "train", "compare", "check_gradient")
    },
    "UpdateRule.step": UpdateRule.step,
    "propagate_batch": propagate_batch,
    "update_rule": update_rule,
    "exercise": simulator.exercise,
    **{name: getattr(simulator, name) for name in ("save_network", "load_network", "show", "sweep")},
}
NET = Network.from_arrays(
    [[[0.4, 0.8, -0.6], [0.6, -0.9, 0.7]], [[0.4, -0.6], [0.7, 0.2], [-0.4, 0.6]]],
    [[0.2, 0.2, 0.1], [-0.2, 0.3]],
    ["relu", "sigmoid"],
    frozen=["b2"],
)
X, T = [[0.5, 1], [1, 0]], [[1, 0], [0, 1]]


def examples(name: str, value: object) -> doctest.DocTest:
    """The examples of its docstring."""
    home = inspect.getmodule(value)
    (found,) = FINDER.find(value, name, module=home, globs=vars(home).copy())
    return found


@pytest.mark.parametrize("name", ["simulator", *WITH_EXAMPLES])
def test_the_examples_in_the_help_are_true(name):
    """Each of the functions that a student meets has one, and the package tells them all."""
    test = examples(name, WITH_EXAMPLES.get(name, simulator))
    assert test.examples
    said: list[str] = []
    doctest.DocTestRunner().run(test, out=said.append)
    assert not said, "".join(said)


def test_every_public_name_can_be_had_and_is_told_of():
    """What `from simulator import *` gives has a docstring, and the help of the package names it."""
    for name in simulator.__all__:
        value = getattr(simulator, name)
        if callable(value):
            assert inspect.getdoc(value), name
    results = {"BatchRun", "Comparison", "Gradient", "GradientCheck", "History", "Kink", "Layer"}
    results |= {"Marks", "RuleState", "Run", "Step", "Sweep", "UpdateRule"}
    for name in {*simulator.__all__} - results:
        assert name in simulator.__doc__, name


def test_the_names_are_those_of_the_tables():
    assert tuple(activation.ACTIVATIONS) == ACTIVATIONS
    assert tuple(loss.LOSSES) == LOSSES


def test_the_package_is_light():
    """Neither the page nor a renderer nor a framework comes with it; a picture can be had all the same."""
    heavy = {
        "streamlit",
        "plotly",
        "pandas",
        "torch",
        "sklearn",
        "scipy",
        "keras",
        "onnx",
        "resvg_py",
        "joblib",
    }
    code = (
        f"import sys, simulator; print(*{heavy} & {{*sys.modules}});"
        "print(simulator.step_svg.__name__, simulator.step_png.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\nstep_svg step_png\n"


def test_a_step_as_a_picture():
    """From the package itself."""
    session = simulator.show(NET, X, T).session
    assert step_svg(session, 3).startswith("<svg")
    assert step_png(session, 3).startswith(b"\x89PNG")


# One line for each value


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (NET, "Network(2-3-2, relu, sigmoid; frozen b2)"),
        (NET.layers[0], "Layer(2 → 3, relu)"),
        (propagate(NET, X[0], T[0]), "Run(2-3-2, F = 0.5)"),
        (
            gradient(NET, X, T),
            f"Gradient(2-3-2, F = {propagate(NET, X[0], T[0]).loss + propagate(NET, X[1], T[1]).loss:.6g})",
        ),
        (train(NET, X, T, epochs=2), "History(4 updates, 2 epochs)"),
        (train(NET, X, T, updates=1, start=3), "History(1 update from update 3, 2 epochs)"),
        (
            train(NET, X, T, epochs=3, until=10.0),
            f"History(2 updates, 1 epoch; stopped after epoch 1: the set's error "
            f"{train(NET, X, T).losses[-1]:.6g} is at most 10)",
        ),
        (compare(NET, X[0], T[0], {"n": {2: [1, -0.3, 0.5]}}), "Comparison(nothing departs in 1 array)"),
        (
            compare(NET, X[0], T[0], {"n": {2: [1, -0.3, 0.75]}}),
            "Comparison(first n2; no single mistake gives these numbers)",
        ),
        (compare(NET, X[0], T[0], {"n": {2: [0.8, -0.5, 0.4]}}), "Comparison(first n2; bias-skipped)"),
        (update_rule("adam", clip=1), 'update_rule("adam", clip=1.0)'),
        (update_rule("sgd").start(NET), "RuleState(0 updates)"),
        (health(NET, X, T), "Health(no findings; layers 2 to 3, 2 items)"),
    ],
    ids=str,
)
def test_a_value_says_itself_in_one_line(value, line):
    assert repr(value) == line


def test_a_check_says_its_verdict_and_where_the_worst_entry_is():
    """Right ones, and a wrong entry by its place, counted from 1."""
    report = check_gradient(NET, X[0], T[0])
    assert repr(report).startswith("GradientCheck(ok, worst ")
    assert repr(report).endswith("; 17 of 17 parameters)")
    run = propagate(NET, X[0], T[0])
    dW = {l: array.copy() for l, array in run.dW.items()}
    dW[3][2, 1] += 1
    wrong = check_gradient(NET, X[0], T[0], gradient=simulator.Gradient(dW, run.db, run.loss))
    assert repr(wrong).startswith("GradientCheck(not ok, worst ")
    assert "at W3[3, 2]" in repr(wrong)


def test_no_line_is_long_or_of_several():
    """However large the network is."""
    net = Network.from_arrays([[[0.1] * 50] * 50], [[0.0] * 50], ["tanh"])
    for value in (net, propagate(net, [1] * 50, [0] * 50), *timeline(net, [1] * 50, [0] * 50)):
        assert len(repr(value)) < 120
        assert "\n" not in repr(value)
