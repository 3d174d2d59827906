"""Batches on the page: the size is chosen and refused, every tool of Debug and What if follow them."""

import numpy as np
import pytest

from simulator import Network
from simulator.core.health.breakpoints import Breakpoint
from simulator.panels.walk.player_requests import ItemAlone
from simulator.steps.session import Session, item_alone
from simulator.steps.undo import Desk, Scene, changed, settings_changed
from simulator.steps.walks.stopping_steps import stops

from .pages import Page
from .test_debug import DebugPage


def a_desk(loss: str = "mse", order: str = "gradients-first", B: int = 3) -> Desk:
    """Five pairs by batches."""
    rng = np.random.default_rng(4)
    W = [rng.normal(size=(2, 3)), rng.normal(size=(3, 2))]
    net = Network.from_arrays(W, [rng.normal(size=3), rng.normal(size=2)], ["relu", "identity"])
    session = Session(
        *(net, rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), loss, 0.05, 3, order), batch_size=B
    )
    return Desk(Scene("a", "A batch", "", session, session))


def by_hand(desk: Desk, how: str) -> str:
    """∂F/∂W and ∂F/∂b of the first batch as somebody has them."""
    run = desk.scene.session.walked[0].batch
    lines = []
    for l in (2, 3):
        dW, db = run.dW[l] * (3 if how == "summed" else 1), run.db[l] * (3 if how == "summed" else 1)
        if how == "bias":
            db = run.S[l][:, 0] / 3
        rows = "; ".join(" ".join(map(repr, row)) for row in dW.tolist())
        lines += [f"dW{l} = {rows}", f"db{l} = {', '.join(map(repr, db.tolist()))}"]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("right", ""),
        ("summed", "you divided by the number of items, N, or did not where it is done"),
        ("bias", "you did not sum ∂F/∂b over the items"),
    ],
)
def test_gradients_of_a_batch_are_compared(how, said):
    desk = a_desk()
    page = DebugPage("Compare mine", desk=desk)
    page.set("text_area", "One quantity a line, or JSON", by_hand(desk, how))
    if how == "right":
        assert page.verdicts == ["Update 1, items 1 to 3 of 5. Every number you gave is right."]
        return
    assert page.verdicts[0].startswith("Update 1, items 1 to 3 of 5. First difference: ∂F/∂")
    assert page.verdicts[1].startswith(f"It looks as if {said}: ")


@pytest.mark.parametrize("order", ["gradients-first", "as-you-go"])
def test_the_tools_follow_a_batch(order):
    desk = a_desk(order=order)
    found = DebugPage("Gradient check", desk=desk).verdicts
    assert found[0].startswith("Update 1, items 1 to 3 of 5: the gradient of all 17 parameters agrees")
    page = DebugPage("Health", desk=desk)
    page.set("selectbox", "Over", "the pair, or batch, of one update")
    assert page.tables
    page = DebugPage("Where from", desk=desk)
    first = page.verdicts[0]
    page.at.session_state["debug item"] = 3  # as the player says it
    page.at.run()
    assert first.startswith("How S₂,₁ = ") and page.verdicts[0] != first


def test_the_size_is_chosen_and_refused():
    page = Page(desk=a_desk(B=1))
    page.set("number_input", "Batch size", 4)
    assert page.at.session_state["desk"].scene.session.at_once == 4
    page.set("number_input", "Batch size", 0)
    assert page.at.session_state["desk"].scene.session.batch_size == 4
    bodies = " ".join(element.value for element in page.at.get("html"))
    assert "The batch size must be 1 to 300; got 0" in bodies


def test_what_if_expects_of_a_batch_what_its_gradient_says():
    """∂F/∂x of an item too, which the mean divides; F really moves so, to first order."""
    held = a_desk().scene.session
    delta = 1e-6
    for name, change in {
        "W2,1,2": lambda s: {
            "network": s.network.replace(W={2: s.network.W[2] + [[0, delta, 0], [0, 0, 0]]})
        },
        "x of pair 2,1": lambda s: {"X": s.X + delta * np.eye(5)[:, [1]] * [1, 0]},
    }.items():
        now = Session(
            **{"network": held.network, "X": held.X, "T": held.T, **change(held)},
            loss="mse", learning_rate=0.05, updates=3, batch_size=3,
        )  # fmt: skip
        (row,) = changed(held, now)
        assert row.name == name
        assert row.expected == pytest.approx(now.first.found.loss - held.first.found.loss, rel=1e-4)
    sums = settings_changed(held, Session(held.network, held.X, held.T, "mse", 0.05, 3, batch_size=2))
    assert sums[0] == "Batch size: 3 → 2." and sums[-1].startswith("F of the first batch after update 1: ")


def test_an_item_is_walked_alone_from_the_update_where_it_was_opened():
    session = a_desk().scene.session
    alone = ItemAlone(3, 2).session(session)
    assert alone.at_once == 1 and alone.X.tolist() == [session.X[3].tolist()]
    assert alone.network is session.walked[1].before
    assert item_alone(session, 3, 2).walked[0].run.loss == alone.walked[0].run.loss
    for wrong in (ItemAlone(5, 1), ItemAlone(0, 4), ItemAlone(-1, 1)):
        with pytest.raises(ValueError, match="must be one of"):
            wrong.session(session)


def test_breakpoints_look_at_the_whole_batch():
    session = a_desk().scene.session
    S = session.walked[0].batch.S[2]
    bound = float(np.sqrt((S**2).sum(axis=0).mean()))
    assert stops(session, Breakpoint("small S", layer=2, bound=bound * 1.001))
    assert not stops(session, Breakpoint("small S", layer=2, bound=bound * 1e-6))
