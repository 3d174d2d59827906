"""The main picture in the page: colours, widths, places, arrowheads, numbers, for random networks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulator.draw.colours import PAGES
from simulator.files.gallery import example
from simulator.player.payload.payload import payload

from ..draw.main_picture import Check, Drawn, Looks
from ..draw.random_walks import random_walk, steps_to_look_at
from ..grids import grid
from .expected import Walk
from .screen import choose, wait_for_player

pytestmark = pytest.mark.browser

LOOKS = Looks(unknown=1, zero=1.2, full=3.8, lit=1)
# Every shape and word of the graph, as the browser draws it.
SHAPES = """() => {
  const root = document.querySelector(".bp");
  const all = (selector) => [...root.querySelectorAll(selector)];
  const colour = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const dashes = ({ strokeDasharray: text }) => (text === "none" ? [] : text.match(/[\\d.]+/g).map(Number));
  const middle = (node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const onScreen = (node, { x, y }) => {
    const { a, b, c, d, e, f } = node.getScreenCTM();
    return [a * x + c * y + e, b * x + d * y + f];
  };
  const words = (selector) => all(selector).filter((node) => node.textContent)
    .map((node) => [node.textContent, ...middle(node)]);
  return {
    circles: all("path.point").map((path) => {
      const [style, [x, y]] = [getComputedStyle(path), middle(path)];
      return { x, y, r: path.getBBox().width / 2, fill: colour(style.fill), stroke: colour(style.stroke),
        dashed: dashes(style).length > 0 };
    }),
    lines: all("path.js-line").map((path) => {
      const style = getComputedStyle(path);
      const ends = [0, path.getTotalLength()].map((at) => onScreen(path, path.getPointAtLength(at)));
      return { ends, stroke: colour(style.stroke), width: parseFloat(style.strokeWidth),
        opacity: Number(style.opacity), dashes: dashes(style) };
    }),
    arrows: all(".bp-seen .bp-arrow").map((head) => [...head.points].map((point) => onScreen(head, point))),
    words: words(".bp-seen .bp-value"),
    labels: words(".bp-seen .bp-label"),
  };
}"""
GO = "(at) => document.querySelector('.bp-host').player.show(at)"
THEME = """(page) => {
  document.documentElement.style.setProperty("--st-background-color", page);
  return document.querySelector(".bp-host").player.drawn.redraw();
}"""


@grid(1, seed=range(40), theme=["light", "dark"])
def test_the_graph_is_its_numbers_and_the_layout_that_was_sent(
    open_player: Callable[..., Any], seed: int, theme: str
) -> None:
    """At a step of each kind."""
    session, grain = random_walk(seed)
    sent = payload(session, "walk")
    place = {(l, c): (x, y) for l, c, x, y in sent["place"]}
    page = open_player(sent)
    page.evaluate(THEME, PAGES[theme]["page"])
    choose(page, "Steps by", grain)
    wait_for_player(page)
    walk = Walk(session, 3, grain)
    for at in steps_to_look_at(walk, seed):
        page.evaluate(GO, at)
        drawn = Drawn(**page.evaluate(SHAPES))
        Check(drawn, walk.moment(at), place, LOOKS, theme).all()


LEGENDS = """() => [...document.querySelectorAll(".bp-legend b")].map((end) => end.textContent)"""


@grid(1, digits=[3, 0], theme=["light", "dark"])
def test_what_explodes_has_the_look_of_the_end_of_its_scale(
    open_player: Callable[..., Any], digits: int, theme: str
) -> None:
    """Of each update; the legends say that there is more."""
    session = replace(example("notes-4-layer").session, learning_rate=10.0, updates=4)
    sent = payload(session, "walk")
    place = {(l, c): (x, y) for l, c, x, y in sent["place"]}
    page = open_player(sent)
    page.evaluate(THEME, PAGES[theme]["page"])
    choose(page, "Digits", str(digits))
    walk = Walk(session, digits)
    for at in range(1, len(walk.steps), 5):
        page.evaluate(GO, at)
        check = Check(Drawn(**page.evaluate(SHAPES)), walk.moment(at), place, LOOKS, theme)
        check.positions()
        check.neurons()
        check.edges()
        ends = page.evaluate(LEGENDS)
        assert {*ends[::2]} <= {"≤ −2", "≤ −3", "≤ −4", "−1"}, ends
        assert {*ends[1::2]} <= {"≥ 2", "≥ 3", "≥ 4", "1"} and "≥ 3" in ends, ends
