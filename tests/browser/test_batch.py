"""A batch on the page: 3-4-2 with three items, whose columns, sums and own walks are looked at."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.step_view import Moment, moment
from simulator.files.sessions.links.link import link_text
from simulator.files.sessions.screen import Screen, View
from simulator.player.payload.payload import payload
from simulator.steps.formulas.digits import raised
from simulator.steps.session import Session, item_alone
from simulator.steps.timeline import steps_of

from .opened import OPENED
from .screen import along, button, choose, cursor, idle, screen, settings, steps, until, wait_for_player

pytestmark = pytest.mark.browser
SIZES = (3, 4, 2)


def a_batch() -> Session:
    """Five pairs by batches of three, the second of two."""
    rng = np.random.default_rng(1)
    W = [rng.normal(size=pair).round(1) for pair in pairwise(SIZES)]
    net = Network.from_arrays(W, [rng.normal(size=n).round(1) for n in SIZES[1:]], ["tanh", "identity"])
    X, T = rng.normal(size=(5, 3)).round(1), rng.normal(size=(5, 2)).round(1)
    return Session(net, X, T, "mse", 0.1, 2, batch_size=3)


def in_neurons(found: dict[str, Any]) -> dict[str, str]:
    """The number in each neuron, without what was known before."""
    return {place: neuron["words"][0] for place, neuron in found["neurons"].items()}


def expected(m: Moment) -> dict[str, str]:
    """The same, from Python; an input has its name in front of its number."""
    widths = m.session.network.widths
    places = [(l, c) for l, width in enumerate(widths, start=1) for c in range(1, width + 1)]
    return {f"{l},{c}": raised(m.neuron(l, c), 3) for l, c in places}


# Of each step its kind, and what is said above its picture.
SAID = """() => {
  const { step } = document.querySelector(".bp-host").player.reading;
  const said = [...document.querySelectorAll(".bp-picture-said")].map((node) => node.textContent);
  return [step.kind, said.join(" ")];
}"""
OF_ITEMS = ("n", "a", "error", "A", "S", "dW", "db")  # the kinds whose numbers each item has of its own


@pytest.mark.parametrize("output", ["identity", "softmax"])
def test_a_picture_of_a_batch_says_whose_numbers_it_draws(
    open_player: Callable[..., Any], output: str
) -> None:
    """Beside matrices of all items; softmax has shares and a whole A in the place of curves."""
    one = a_batch().network
    net = Network.from_arrays([*one.W.values()], [*one.b.values()], ["tanh", output])
    page = open_player(payload(replace(a_batch(), network=net), "items"))
    of_one = [step for step in steps_of(a_batch()) if step.update == 1]
    choose(page, "Item of the batch", "3")
    said = along(page, SAID, ["ArrowRight"] * (len(of_one) - 1))
    assert [(kind, words) for kind, words in said if kind in OF_ITEMS and "item 3" not in words] == []
    assert {kind for kind, _ in said} >= {*OF_ITEMS}


def check_addends(page: Any, run: Any) -> None:
    """∂F/∂W of an edge, opened: a product for each item, and their mean."""
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 2, r: 1, c: 2 })")
    [addends] = [rows for name, rows in page.evaluate(OPENED)["tables"].items() if name.startswith("∂F/∂W")]
    products = run.a[1][0] * run.S[2][1]
    assert [row[-1].split()[-1] for row in addends[:3]] == [raised(x, 3) for x in products]
    assert addends[-1] == ["∂F/∂W", raised(run.dW[2][0, 1], 3)]


def take_by_five(page: Any) -> None:
    settings(page)
    field = page.get_by_role("spinbutton", name="Batch size")
    field.fill("5")
    field.press("Enter")
    until(lambda: "batches of 5" in page.locator(".stPopover").inner_text())
    idle(page)


def test_a_batch_is_walked_an_item_chosen_and_its_own_walk_opened(empty_page: Any, address: str) -> None:
    """A step's numbers are the item's; the sum; ∂F/∂W opened; the walk of item 2 alone."""
    session = a_batch()
    page = empty_page()
    page.goto(f"{address}/?s={link_text(Screen(session, 'b', 'A batch', '', View()))}")
    wait_for_player(page)
    of_one = [step for step in steps_of(session) if step.update == 1]
    at_S = next(i for i, step in enumerate(of_one) if (step.kind, step.layer) == ("S", 2))
    page.evaluate("at => document.querySelector('.bp-host').player.moving.go(at)", at_S)
    for item in (1, 3, 0):
        choose(page, "Item of the batch", str(item))
        assert in_neurons(screen(page)) == expected(moment(session, at_S, digits=3, item=item))
    button(page, "Matrices of this step").click()
    assert page.get_by_text("Each item has a ∂n/∂n̂ of its own").is_visible()
    button(page, "Matrices of this step").click()
    page.evaluate("at => document.querySelector('.bp-host').player.moving.go(at)", at_S + 2)
    assert in_neurons(screen(page)) == expected(moment(session, at_S + 2, digits=3, item=0))
    assert "∂F/∂b = Σ S ÷ B" in page.locator(".bp-legends").inner_text()
    check_addends(page, session.walked[0].batch)
    page.get_by_role("button", name="item 2", exact=True).click()
    assert page.get_by_role("combobox", name="Item of the batch").input_value() == "2"
    button(page, "Open the walk of item 2 alone").click()
    until(lambda: page.get_by_role("combobox", name="Item of the batch").count() == 0)
    idle(page)
    alone = item_alone(session, 1, 1)
    assert cursor(page) == at_S + 2
    assert in_neurons(screen(page)) == expected(moment(alone, at_S + 2, digits=3))
    opened = page.evaluate(OPENED)["tables"]["∂F/∂W = â · S"]
    assert opened[-1] == ["∂F/∂W", raised(alone.walked[0].run.dW[2][0, 1], 3)]
    button(page, "Undo").click()
    until(lambda: page.get_by_role("combobox", name="Item of the batch").count() == 1)
    take_by_five(page)
    assert steps(page) == 2 * len(of_one)
    assert page.get_by_role("combobox", name="Item of the batch").locator("option").count() == 6
