"""F over two weights on the page without a browser: it is of the update and the items that it says."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from simulator import error_slice, gradient, update_rule
from simulator.core.initialise import initialise
from simulator.core.network import Network
from simulator.core.sets.error_slice import slice_of
from simulator.core.sets.single_parameter import single_parameter, strongest_parameters
from simulator.files.gallery import EXAMPLES, example
from simulator.panels import slice_view
from simulator.panels.debug import gradient_table, health_table
from simulator.panels.slice_view import MOST_PATH, Sliced, thinned
from simulator.panels.train import set_gradient
from simulator.runs import trail
from simulator.runs.trail import trail_of_networks
from simulator.steps.formulas.digits import raised
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene

from .pages import choose_example
from .test_debug import DebugPage
from .test_train import TrainPage

FIRST = example(EXAMPLES[0]).session
TOOL = "F over two weights"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The pictures that the page sends to the browser, the last one last."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(slice_view, "slice_component", lambda picture, key: sent.append(picture))
    return sent


def opened(session: Session, **known: Any) -> DebugPage:
    return DebugPage(TOOL, desk=Desk(Scene("own", "Own", "", session, session)), **known)


def stand(page: DebugPage, update: int) -> None:
    """The player stands in this update."""
    page.at.session_state["debug update"] = (page.at.session_state["opened"][1], update)
    page.at.run()


def test_it_follows_the_update_of_the_player_and_says_what_moved(drawn: list[dict[str, Any]]) -> None:
    page = DebugPage(TOOL)
    page.at.session_state["debug update"] = (page.at.session_state["opened"][1].partition(".")[0], 3)
    page.at.run()
    u, names = FIRST.walked[2], strongest_parameters(FIRST.network, FIRST.X, FIRST.T, FIRST.loss)
    found = error_slice(u.before, FIRST.X, FIRST.T, names, FIRST.loss)
    picture = drawn[-1]
    assert picture["here"] == found.here.tolist() and picture["loss"] == pytest.approx(u.found.loss)
    assert picture["path"]["F"] == pytest.approx(
        [one.found.loss for one in FIRST.walked] + [FIRST.walked[-1].loss_after]
    )
    assert picture["path"]["at"] == 2 and picture["path"]["updates"] == [0, 1, 2, 3, 4, 5]
    assert f"F = {raised(u.found.loss)}" in page.texts and "all else as before update 3" in page.texts
    assert "does not lie on the surface" in page.texts
    assert len(page.tables[-1].split("after update")) == 6


def test_from_Step_it_opens_beside_the_walk_which_stays(drawn: list[dict[str, Any]]) -> None:
    """Asked for in the player or at the side; in Debug it is the tool there, and a forged tool is refused."""
    page = DebugPage("Health", mode="Step")
    assert not drawn
    page.press(TOOL)
    assert (page.at.session_state["mode"], len(drawn)) == ("Step", 1)
    assert drawn[-1]["loss"] == pytest.approx(FIRST.walked[0].found.loss)
    assert "Health" not in page.texts, "it stands there alone"
    page.press("Close")
    page.at.run()
    assert len(drawn) == 1
    page.set("segmented_control", "Mode", "Debug").press(TOOL)
    assert (page.at.session_state["debug tool"], len(drawn)) == (TOOL, 2)
    page.set("segmented_control", "Mode", "Step")
    assert len(drawn) == 2


def test_a_batch_its_rule_and_what_is_frozen(drawn: list[dict[str, Any]]) -> None:
    session = example("xor-2-2-1").session
    frozen = session.network.replace(frozen=["W2[1,1]"])
    page = opened(replace(session, network=frozen, batch_size=3, rule=update_rule("adam"), updates=4))
    whole = gradient(frozen, session.X[:3], session.T[:3], session.loss)
    assert drawn[-1]["loss"] == pytest.approx(whole.loss)
    assert "the sum over 3 items" in page.texts
    page.set("selectbox", "To the right", "W2[1,1]")
    assert "Frozen: W₂[1,1]; updates leave it." in page.texts
    assert len({values[0] for values in drawn[-1]["path"]["values"]}) == 1
    page.set("selectbox", "F of", "all pairs of the walk")
    assert drawn[-1]["loss"] == pytest.approx(gradient(frozen, session.X, session.T, session.loss).loss)


def test_one_parameter_a_range_and_one_that_comes_twice(drawn: list[dict[str, Any]]) -> None:
    page = DebugPage(TOOL)
    page.set("selectbox", "To the right", "b3[2]").set("selectbox", "Upwards", slice_view.NONE)
    assert drawn[-1]["slope"] == FIRST.walked[0].found.db[3][1] and drawn[-1]["names"] == ["b₃[2]"]
    page.set("selectbox", "Range", "± 0.1")
    values = drawn[-1]["values"][0]
    assert values[0] == pytest.approx(FIRST.network.b[3][1] - 0.1) and values[-1] - values[
        0
    ] == pytest.approx(0.2)
    count = len(drawn)
    page.set("selectbox", "Upwards", "b3[2]")
    assert page.alerts == ["The two parameters must differ; got b3[2] twice."] and len(drawn) == count


def test_nothing_of_before_stays_after_an_edit(drawn: list[dict[str, Any]]) -> None:
    page = DebugPage(TOOL)
    before = drawn[-1]
    choose_example(page.at, "xor-2-2-1")
    session = example("xor-2-2-1").session
    assert drawn[-1]["loss"] == pytest.approx(session.first.found.loss) != before["loss"]
    assert drawn[-1]["names"] == [
        slice_view.parameter_said(n)
        for n in strongest_parameters(session.network, session.X[0], session.T[0], session.loss)
    ]


def test_in_a_large_network_a_parameter_is_typed(drawn: list[dict[str, Any]]) -> None:
    net = initialise((30, 20, 2), ("tanh", "identity"), "glorot", 0)
    page = opened(Session(net, np.ones(30), np.ones(2)))
    page.set("text_input", "To the right", "W2[31,1]")
    assert page.alerts == ["A parameter must be one number of W2, up to W2[30,20]; got W2[31,1]."]
    page.set("text_input", "To the right", "W2[30, 20]").set("text_input", "Upwards", "")
    assert drawn[-1]["names"] == ["W₂[30,20]"] and drawn[-1]["here"] == [net.W[2][29, 19]]


def test_what_would_take_too_long_is_coarser_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(slice_view, "worked", lambda *given: asked.append(given[-2]))
    net = initialise((64, 32, 10), ("tanh", "identity"), "glorot", 0)
    X, T = np.ones((1400, 64)), np.ones((1400, 10))
    place = slice_view.single_parameter("W2[1,1]", net.widths)
    of = Sliced(net, X, T, "tse", (net,), (0,), 0, "", partial(trail_of_networks, [net]))
    slice_view._worked("x", of, [place], None)
    slice_view._worked("x", of, [place, slice_view.single_parameter("b3[1]", net.widths)], None)
    assert asked[0] == 61 > asked[1] >= 15
    many = replace(of, X=np.ones((60_000, 64)), T=np.ones((60_000, 10)))
    with pytest.raises(
        slice_view.InputError, match=r"at most 2 seconds; over 60,000 items .* choose one parameter"
    ):
        slice_view._worked("x", many, [place] * 2, None)


@pytest.mark.parametrize(("count", "now"), [(1, 0), (5, 2), (400, 123), (41, 40)])
def test_a_long_path_is_thinned_and_keeps_its_ends_and_the_network_at_hand(count: int, now: int) -> None:
    places = thinned(range(count), now)
    assert {0, now, count - 1} <= {*places} and len(places) <= min(count, MOST_PATH + 1)
    assert max(np.diff(places), default=1) <= count / MOST_PATH + 1


def test_in_training_it_is_of_the_rows_and_of_the_update_looked_at(drawn: list[dict[str, Any]]) -> None:
    page = TrainPage(**{"set slice": True})
    page.press("One epoch")
    (run,) = page.runs
    run.wait(None)
    page.at.run()
    assert drawn, page.texts
    X, T = run.data.training
    assert drawn[-1]["loss"] == pytest.approx(gradient(run.at(run.updates), X, T, run.plan.loss).loss)
    assert drawn[-1]["path"]["updates"][-1] == run.updates
    assert f"The line goes through all {run.updates} updates. 39 networks on it are dots" in page.texts
    assert line_of(drawn[-1]) == pytest.approx(
        np.array([values(run.at(k), drawn[-1]) for k in range(run.updates + 1)]), abs=0.02
    )
    page.set("number_input", f"Update, 0 to {run.updates}", 7)
    assert drawn[-1]["loss"] == pytest.approx(gradient(run.at(7), X, T, run.plan.loss).loss)
    assert "all else as after update 7" in page.texts and 7 in drawn[-1]["path"]["updates"]
    k = drawn[-1]["path"]["updates"][-1]
    assert drawn[-1]["path"]["F"][-1] == pytest.approx(gradient(run.at(k), X, T, run.plan.loss).loss)


def values(net: Network, picture: dict[str, Any]) -> list[float]:
    """Those of a network at the two parameters of the picture."""
    back = {f"{slice_view.parameter_said(name)}": name for name in slice_view._all_names(net)}
    return [single_parameter(back[name], net.widths).of(net) for name in picture["names"]]


def line_of(picture: dict[str, Any]) -> Any:
    """The points of the line, (P, 2), as numbers of the two parameters."""
    places = np.array(picture["trail"]).reshape(-1, 2)
    return np.stack(
        [np.interp(places[:, d], np.arange(len(grid)), grid) for d, grid in enumerate(picture["values"])],
        axis=1,
    )


def test_a_run_that_is_long_to_replay_has_its_line_from_the_moments_of_its_curve(
    drawn: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says so."""
    monkeypatch.setattr(trail, "MOST_SECONDS", 1e-9)
    page = TrainPage(**{"set slice": True})
    page.press("One epoch")
    (run,) = page.runs
    run.wait(None)
    page.at.run()
    count = len(run.points)
    assert (
        f"goes through {count} moments of the {run.updates} updates: to replay all takes long" in page.texts
    )
    assert len(line_of(drawn[-1])) <= count


def test_work_aside_goes_on_while_the_page_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is given is the very same then: else it would begin anew, and never end."""
    made: list[Any] = []
    monkeypatch.setattr(slice_view, "slice_of", lambda *given: made.append(given) or slice_of(*given))
    session = example("xor-2-2-1").session
    debug = opened(replace(session, batch_size=3))
    train = TrainPage(**{"set slice": True})
    train.press("One epoch")
    (run,) = train.runs
    run.wait(None)
    train.at.run()
    train.set("number_input", f"Update, 0 to {run.updates}", 7)
    for page in (debug, train):
        page.at.run()
        count = len(made)
        page.at.run()
        assert len(made) == count


def test_the_gradient_of_a_set_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    monkeypatch.setattr(set_gradient, "gradient", lambda *given: made.append(given) or gradient(*given))
    page = TrainPage(**{"set gradient": True}).set("selectbox", "Data set", "iris")
    page.set("radio", "Of", set_gradient.RUN)
    count = len(made)
    page.at.run()
    assert len(made) == count > 0


def test_it_is_read_in_the_readers_notation(drawn: list[dict[str, Any]]) -> None:
    """W the way round it is shown there, its letters too; what is meant stays."""
    page = DebugPage(TOOL, **{"reader's notation": "pytorch"})
    page.set("selectbox", "To the right", "W3[3,1]").set("selectbox", "Upwards", slice_view.NONE)
    assert drawn[-1]["names"] == ["W₃[1,3]"] and drawn[-1]["letter"] == "L"
    assert drawn[-1]["here"] == [FIRST.network.W[3][2, 0]]
    assert "L over W₃[1,3], all else as before update 1" in page.texts and "∂L/∂W₃[1,3] = " in page.texts
    net = initialise((30, 20, 2), ("tanh", "identity"), "glorot", 0)
    page = opened(Session(net, np.ones(30), np.ones(2)), **{"reader's notation": "pytorch"})
    page.set("text_input", "To the right", "W2[20, 30]").set("text_input", "Upwards", "")
    assert drawn[-1]["names"] == ["W₂[20,30]"] and drawn[-1]["here"] == [net.W[2][29, 19]]
    page.set("text_input", "To the right", "W2[1,31]")
    assert page.alerts == ["A parameter must be one number of W2, up to W2[20,30]; got W2[1,31]."]


@pytest.mark.parametrize("tool", ["Gradient check", "Health"])
def test_a_tool_looks_at_a_batch_once(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    for module, name in ((gradient_table, "check_gradient"), (health_table, "health")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, real=real: made.append(given) or real(*given))
    session = example("xor-2-2-1").session
    session = replace(session, batch_size=3)
    page = DebugPage(tool, desk=Desk(Scene("own", "Own", "", session, session)))
    if tool == "Health":
        page.set("selectbox", "Over", health_table.ONE)
    count = len(made)
    page.at.run()
    assert len(made) == count > 0
