"""A loss and an activation that the project does not have, on the page: their own formulas, or a refusal."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from simulator import InputError, Network, timeline
from simulator.core.activation import ACTIVATIONS
from simulator.core.activations.activation_row import Activation
from simulator.core.loss import LOSSES
from simulator.core.losses.loss_row import Loss, Squares
from simulator.core.sets.dataset import DataSet
from simulator.draw.slides.slide import step_svg
from simulator.files.handouts.handout import handout
from simulator.files.sessions.run_record import Plan
from simulator.player.payload.payload import payload
from simulator.runs.run_view import view
from simulator.runs.runner import Runner
from simulator.steps.formulas.digits import shown
from simulator.steps.session import Session
from simulator.steps.step import Step
from simulator.steps.timeline import GRAINS, steps_of

from ..core.rows import LOG_COSH
from ..js.node import answer
from ..steps.arithmetic import calculate
from .test_payload import read

ENDINGS = [("sigmoid", "bernoulli"), ("arctan", "logcosh"), ("softmax", "logcosh")]
pytestmark = pytest.mark.usefixtures("own_rows")


def session_of(output: str, loss: str, hidden: str = "arctan") -> Session:
    rng = np.random.default_rng(8)
    W = [rng.normal(size=shape).round(1) for shape in ((2, 3), (3, 2))]
    net = Network.from_arrays(W, [np.full(3, 0.1), np.full(2, -0.2)], [hidden, output])
    return Session(net, [[0.5, -1.0]], [[0.9, 0.2]], loss, 0.1, 2)


def steps_by_kind(session: Session, grain: str = "operation") -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps_of(session, grain):
        found.setdefault(step.kind, []).append(step)
    return found


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_the_error_step_writes_F_as_its_row_does(output: str, loss: str, grain: str) -> None:
    """Its own line and its own φ, and no sum of squares."""
    session = session_of(output, loss)
    for u, step in zip(session.walked, steps_by_kind(session, grain)["error"], strict=True):
        row = LOSSES[loss]
        assert row.line is not None
        assert all(piece in step.numeric for piece in row.line if len(piece) > 1)
        assert "^{2}" not in step.numeric
        assert row.latex in step.symbolic
        assert row.title in step.sentence
        assert step.numeric.endswith(shown(u.run.loss) + r" \end{gathered}")


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_S_at_the_output_is_A_times_its_own_slope(output: str, loss: str, grain: str) -> None:
    """S = A ∂φ/∂y, with the numbers of ∂φ/∂y; never A e."""
    session = session_of(output, loss)
    K = session.network.depth
    for step in steps_by_kind(session, grain)["S"]:
        if step.layer == K:
            run = session.walked[step.update - 1].run
            slope = LOSSES[loss].slope(run.t, run.y)
            component = slope if step.neuron is None or output == "softmax" else slope[[step.neuron - 1]]
            assert r"\partial\varphi" in step.symbolic
            assert all(shown(float(x)) in step.numeric for x in component)


@pytest.mark.parametrize("grain", GRAINS)
def test_where_y_has_rounded_S_is_written_as_its_form_from_n(grain: str) -> None:
    net = Network.from_arrays([[[1000.0, 1.0]]], [[0.0, 0.0]], ["sigmoid"])
    session = Session(net, [[1.0]], [[0.5, 0.5]], "bernoulli", 0.1, 1)
    for step in steps_by_kind(session, grain)["S"]:
        assert re.fullmatch(r"\{S\} = \{y\} - \{t\}", step.symbolic)
        line = calculate(step.numeric_at(6), lambda value: value)
        assert (line.relation == "=") == (line.left == line.result)
    [error] = steps_by_kind(session, grain)["error"]
    assert error.note == "Each output is a coin of its own."


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_the_player_is_sent_its_slope(output: str, loss: str) -> None:
    session = session_of(output, loss)
    walk = json.loads(json.dumps(payload(session, "walk")))
    assert walk["outputSlope"]["factor"] is None
    assert walk["outputSlope"]["name"] == "∂φ/∂y"
    assert walk["loss"] == LOSSES[loss].title
    for u, got in zip(session.walked, walk["updates"], strict=True):
        np.testing.assert_array_equal(read(walk, got["dphi"]), LOSSES[loss].slope(u.run.t, u.run.y))
    assert not any(token.get("squares") for step in walk["steps"]["operation"] for line in step["lines"]
                   for token in line["tokens"])  # fmt: skip


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_the_slide_shows_the_same_formulas(output: str, loss: str) -> None:
    session = session_of(output, loss)
    kinds = [step.kind for step in steps_of(session)]
    error = step_svg(session, kinds.index("error"))
    labels = re.findall('aria-label="([^"]*)"', error)
    assert any(LOSSES[loss].latex in label for label in labels)
    assert not any("^{2}" in label for label in labels)
    assert any(r"\partial\varphi" in label for label in re.findall('aria-label="([^"]*)"',
               step_svg(session, kinds.index("S"))))  # fmt: skip


SHOWN: dict[str, Callable[[Session], Any]] = {
    "steps": steps_of,
    "by neuron": lambda session: steps_of(session, "neuron"),
    "payload": lambda session: payload(session, "walk"),
    "slide": lambda session: step_svg(session, 0),
    "hand-out": lambda session: handout(session, format="md"),
}


@pytest.mark.parametrize("where", SHOWN)
def test_a_loss_without_a_line_is_refused_in_a_sentence(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the least that a row can say the numbers can be computed, but no formula is made up."""
    bare = Loss("bare", "Bare loss", r"\varphi", LOG_COSH.terms, LOG_COSH.slope)
    monkeypatch.setitem(LOSSES, "bare", bare)
    session = session_of("identity", "bare")
    assert len(session.walked) == 2
    with pytest.raises(InputError, match=r"Bare loss.*formula for F"):
        SHOWN[where](session)


def test_a_weight_of_its_own_stands_before_the_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two Σ e² with S = −4 A e: no rule judges it, so "=" stands only where every digit is printed."""
    double = Loss(
        "double",
        "2·TSE",
        r"2\lVert t-y\rVert^{2}",
        lambda t, y: 2 * (t - y) * (t - y),
        lambda t, y: -4 * (t - y),
        squares=Squares(-4, "2", "2"),
    )
    monkeypatch.setitem(LOSSES, "double", double)
    steps = steps_by_kind(session_of("identity", "double"))
    assert r"{F} = 2 ( (" in steps["error"][0].numeric
    assert steps["S"][0].symbolic == "{S} = -4 {A} {e}"
    one = steps_by_kind(session_of("identity", "double"), "neuron")["S"][0]
    assert one.numeric.startswith(r"-4 \cdot 1 \cdot ")


class Titled(Activation):
    """One whose title is not made of its name."""

    title = "arc of the tangent"


def test_an_activation_is_shown_by_its_title(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the graph and in the inspector, on a slide, in a hand-out and below a network that is trained."""
    titled = Titled("arctan", r"\arctan n", np.arctan, lambda n: 1 / (1 + n * n), steepest=1.0)
    monkeypatch.setitem(ACTIVATIONS, "arctan", titled)
    session = session_of("arctan", "logcosh")
    walk, titles = payload(session, "walk"), ["input", titled.title, titled.title]
    assert [layer["title"] for layer in walk["layers"]] == titles
    asked = {"walk": walk, "grain": "operation", "things": [{"l": 2, "c": 1}]}
    assert answer("terms", asked)[-1][0]["tables"][1]["caption"][2] == f" = σ(n), {titled.title}"
    assert step_svg(session, 0).count(f'aria-label="{titled.title}"') == 2
    assert f"layer 3 {titled.title}" in handout(session, format="md").decode()
    data = DataSet("", "", np.eye(2), np.eye(2), ("p", "q"), ("r", "s"))
    run = Runner(session.network, data, Plan("logcosh", 0.1))
    assert view([run], None, None)["runs"][0]["titles"] == titles


@pytest.mark.parametrize("digits", [2, 4, 6])
def test_what_is_piecewise_linear_is_judged_by_its_pieces(
    digits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """−1 to 1 and flat beyond: "=" exactly where the printed n, cut off, is the printed a."""
    clipped = Activation(
        "clipped",
        r"\min(\max(n,-1),1)",
        lambda n: np.clip(n, -1, 1),
        lambda n: np.where((n > -1) & (n <= 1), 1.0, 0.0),
        kinks=(-1.0, 1.0),
        pieces=("0", "1", "0"),
    )
    monkeypatch.setitem(ACTIVATIONS, "clipped", clipped)
    n = np.array([-3.0, -1.0, -0.123456789, 0.0, 0.3, 1.0, 2.5])
    net = Network.from_arrays([n[None, :]], [np.zeros(7)], ["clipped"])
    steps = {step.kind: step for step in timeline(net, [1.0], np.zeros(7))}
    seen = [Fraction(shown(float(x), digits)) for x in n]
    cut = [max(min(x, Fraction(1)), Fraction(-1)) for x in seen]
    agree = cut == [Fraction(shown(float(x), digits)) for x in np.clip(n, -1, 1)]
    assert (" = " in steps["a"].numeric_at(digits)) == agree
    assert " = " in steps["A"].numeric_at(digits)
    assert np.diag(steps["A"].value).tolist() == [0, 0, 1, 1, 1, 1, 0]
