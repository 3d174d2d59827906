"""A row of its own is all that an update rule takes; what PyTorch has no word for is refused."""

import ast
import io
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simulator
from simulator import InputError, Network, train, update_rule
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES
from simulator.core.training.rules.arithmetic_names import FUNCTION, MIXED
from simulator.core.training.rules.penalty import PENALTY
from simulator.core.training.rules.rule_row import Rule, RuleMove, RuleSetting, difference_of, sum_of
from simulator.core.training.rules.rule_table import RULES
from simulator.core.training.rules.running_mean import running_mean_terms
from simulator.core.training.update_rule import rule_named
from simulator.files.handouts.handout import handout
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.optimizer_call import optimizer_text
from simulator.files.scripts.torch_script import torch_script
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.screen import Screen
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of


def _along(u):
    return u["parameter"], np.asarray(u.learning_rate * np.sign(u["momentum"]))


# By the sign of a running mean: each W goes by α, or stays.
SIGNUM = Rule(
    "signum",
    "Signum",
    "",
    (RuleSetting("beta", 0.9, most=1, below=True, symbol="β", label="β of M", short="β"),),
    (
        PENALTY,
        RuleMove(
            "momentum",
            sum_of(running_mean_terms("momentum", "beta")),
            "momentum",
            "M",
            title="Mean gradient M",
            written=lambda s, t: ("M ← β M + ( 1 - β ) g", MIXED),
            said=lambda s, t: "M keeps the part β of what it was.",
            terms=running_mean_terms("momentum", "beta"),
            numpy=lambda s: ["M[name] = beta * M[name] + (1 - beta) * g"],
        ),
        RuleMove(
            "update",
            difference_of(_along),
            "parameter",
            title="Update",
            written=lambda s, t: ("W ← W - α sign M", FUNCTION),
            said=lambda s, t: "the sign of M",
            terms=_along,
            numpy=lambda s: ["p - alpha * np.sign(M[name])"],
        ),
    ),
)
X, T = [[1.0, -0.5], [0.25, 0.75]], [[0.9, 0.1], [0.2, 0.8]]


@pytest.fixture
def session(monkeypatch):
    monkeypatch.setitem(RULES, "signum", SIGNUM)
    net = Network.from_arrays(
        [[[0.4, -0.3, 0.2], [0.6, 0.1, -0.5]], [[0.3, -0.2], [-0.6, 0.5], [0.7, 0.25]]],
        [[0.1, -0.2, 0.05], [0.15, -0.1]],
        ["tanh", "sigmoid"],
    )
    return Session(net, X, T, "tse", 0.01, 3, rule=update_rule("signum", beta=0.5))


def test_it_is_walked_trained_and_told(session):
    first = session.walked[0]
    step = 0.01 * np.sign(first.found.dW[3])
    np.testing.assert_allclose(first.after.W[3], first.before.W[3] - step, rtol=1e-15)
    history = train(session.network, X, T, "tse", 0.01, updates=3, rule=session.rule)
    assert history.path == "numpy"
    for l, W in session.walked[-1].after.W.items():
        np.testing.assert_array_equal(history.network.W[l], W)
    titles = [step.title for step in steps_of(session, "operation") if step.update == 1]
    assert "Mean gradient M of W₂" in titles
    assert "Mean gradient M of W₂" in handout(session, updates=(1, 2, 3)).decode()
    assert read_link(link_text(Screen(session))).session.rule == session.rule


def test_the_script_computes_its_walk(session):
    names = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()):
        exec(compile(numpy_script(session), "script", "exec"), names)
    for l, W in session.walked[-1].after.W.items():
        np.testing.assert_array_equal(names["walk"][3]["W"][l], W)


@pytest.mark.parametrize("write", [torch_script, notebook])
def test_what_pytorch_does_not_have_is_refused(session, write, monkeypatch):
    """As a class, as a setting that is not the usual one, and as what it keeps."""
    with pytest.raises(
        InputError, match=r"^Signum's setting beta must have its PyTorch text for this; its row"
    ):
        write(session)
    with pytest.raises(InputError, match=r"^the update rule Signum must have its PyTorch text for this"):
        write(replace(session, rule=update_rule("signum")))
    monkeypatch.setitem(RULES, "signum", replace(SIGNUM, torch="Signum"))
    session = replace(session, rule=update_rule("signum"))
    assert "torch.optim.Signum([" in torch_script(session)
    kept = session.walked[1].state
    with pytest.raises(InputError, match=r"^the move 'momentum' of an update rule must have its PyTorch"):
        write(replace(session, state=kept))


def test_the_usual_settings_of_plain_descent_are_plain_descent():
    assert [name for name in RULES if rule_named(name).is_plain] == ["sgd"]
    assert not update_rule("sgd", momentum=0.5).is_plain and not update_rule("sgd", clip=1.0).is_plain
    assert optimizer_text(None, "W", "b", "a") == optimizer_text(update_rule("sgd"), "W", "b", "a")


def test_every_rule_of_pytorch_says_how_it_follows_the_units_of_F():
    """A recorded loop asks for that."""
    assert all(row.units for row in RULES.values() if row.torch)


NAMES = {*ACTIVATIONS, *LOSSES, *RULES, *(row.title for row in (*LOSSES.values(), *RULES.values()))}
HOUSE = Path(simulator.__file__).parent
OUTSIDE = {  # of what others write: a layer without an activation, and PyTorch's two Adams by their names
    "files/frameworks/layer_chain.py": {"identity"},
    "files/frameworks/torch_module.py": {"identity"},
    "files/networks/onnx/nodes.py": {"identity"},
    "files/recordings/writer.py": {"identity"},
    "files/recordings/departures/optimizer_verdict.py": {"Adam"},
    "files/recordings/departures/other_rules.py": {"adamw"},
    "files/recordings/departures/rule_walk.py": {"Adam"},
}


def test_nobody_branches_on_the_name_of_a_row():
    found: dict[str, set[str]] = {}
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare | ast.match_case):
                sides = (node.left, *node.comparators) if isinstance(node, ast.Compare) else (node.pattern,)
                parts = {
                    part.value for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant)
                }
                if asked := {part for part in parts if isinstance(part, str)} & NAMES:
                    found.setdefault(path.relative_to(HOUSE).as_posix(), set()).update(asked)
    assert found == OUTSIDE
