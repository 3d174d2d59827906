"""What a lens lays over the graph: its marks hide no number, and the legend says what its colours mean."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulator import check_gradient, compare
from simulator.core.origin.contributions import arrivals
from simulator.core.origin.strongest_paths import paths
from simulator.draw.lens import Lens
from simulator.draw.lenses import arrival_lens, check_lens, compare_lens
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..grids import grid
from .test_look import session_of

pytestmark = pytest.mark.browser

LECTURE, DEBUG, SMALL = (1440, 900), (1000, 820), (1280, 600)
SHOW = """([lens, at]) => {
  const { player } = document.querySelector(".bp-host");
  player.lens = lens;
  player.show(at);
}"""
# What a mark lies on: another mark, a number on an edge, or one beside a neuron.
HIDDEN = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
    .filter((node) => node.getClientRects().length && !node.closest(".bp-ahead"));
  const named = (node) => ({ name: node.getAttribute("class"), box: node.getBoundingClientRect(),
    text: node.nextElementSibling?.textContent ?? "" });
  const marks = all(".bp-lens-box").map(named);
  const words = ".bp-label-box, .bp-bias, .bp-side, .bp-name, .bp-lens-layer, .bp-layer, .bp-chip-box";
  const numbers = all(words).filter((node) => node.tagName === "rect" || node.textContent).map(named);
  const meet = ({ box: a }, { box: b }) =>
    a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
  return { marks: marks.length, hidden: marks.flatMap((one, i) => [...marks.slice(i + 1), ...numbers]
    .filter((other) => meet(one, other)).map((other) => `${one.text} on ${other.name} ${other.text}`)) };
}"""
LEGEND = "() => [...document.querySelectorAll('.bp-legend')].map((node) => node.innerText.split('\\n'))"


def lenses(session: Session) -> list[tuple[int, Lens]]:
    """Where S of a neuron in the middle comes from, at every step that knows it; and the gradient check."""
    u = session.walked[0]
    l = max(2, u.before.depth - 2)
    known = next(at for at, step in enumerate(steps_of(session)) if (step.kind, step.layer) == ("S", l))
    found = []
    for c in (1, u.before.widths[l - 1]):
        ways = paths(u.before, u.run, l, c, 8)
        found += [
            (at, arrival_lens(arrivals(u.before, u.run, l, c), l, c, ways.strongest))
            for at in range(known, len(steps_of(session)) // session.updates)
        ]
    return [
        *found,
        (
            len(steps_of(session)) // session.updates - 1,
            check_lens(check_gradient(u.before, u.run.x, u.run.t, session.loss)),
        ),
    ]


@grid(1, widths=[(3, 4, 4, 2), (2, 3, 2, 2), (2, 2, 2), (2, 6, 3), (1, 2, 1)], size=[LECTURE, DEBUG, SMALL])
def test_no_mark_hides_a_number(
    open_player: Callable[..., Any], widths: tuple[int, ...], size: tuple[int, int]
) -> None:
    """Nor another mark, at any step; and the number asked for has its mark."""
    session = session_of(*widths)
    page = open_player(payload(session, "marks"), size)
    for at, lens in lenses(session):
        page.evaluate(SHOW, [lens.json(), at])
        found = page.evaluate(HIDDEN)
        assert found["marks"] and not found["hidden"], (at, lens.note)


def test_the_legend_says_what_the_colours_of_a_lens_mean(open_player: Callable[..., Any]) -> None:
    """In place of that of W, as long as the lens lies there, and only the tones that there are."""
    session = example("notes-4-layer").session
    page = open_player(payload(session, "legend"))
    u = session.walked[0]
    right = check_lens(check_gradient(u.before, u.run.x, u.run.t))
    own = page.evaluate(LEGEND)[0]
    assert "W" in own[0]
    page.evaluate(SHOW, [right.json(), 3])
    assert page.evaluate(LEGEND)[0] == own, "no ∂F/∂W is known yet"
    page.evaluate(SHOW, [right.json(), 10])
    assert page.evaluate(LEGEND)[0] == [
        "Edges: what was found", "✓ ∂F/∂W agrees", "faint: no mark at this step",
    ]  # fmt: skip
    page.evaluate(SHOW, [right.json(), 25])
    assert page.evaluate(LEGEND)[0] == ["Edges: what was found", "✓ ∂F/∂W agrees"]
    wrong = {4: u.run.dW[4] * [[1, 1], [1, 2]]}
    lens = compare_lens(compare(u.before, u.run.x, u.run.t, {"dW": wrong}, "tse", 0.1), {})
    page.evaluate(SHOW, [lens.json(), 25])
    assert page.evaluate(LEGEND)[0] == [
        "Edges: what was found", "✗ your number differs", "faint: no difference",
    ]  # fmt: skip
    page.evaluate(SHOW, [replace(right, update=2).json(), 3])
    assert page.evaluate(LEGEND)[0] == own, "in another update than its own it does not lie there"
    page.evaluate(SHOW, [Lens(stops={}).json(), 3])
    assert page.evaluate(LEGEND)[0] == own
    lit = "() => [...document.querySelectorAll('path.js-line')].map((path) => path.style.opacity)"
    assert set(page.evaluate(lit)) == {"1", "0.5"}, "edges that no lens paints keep their look"
