"""Words of the graph have room: none lies on another, stands out of the picture, or is cut without a sign."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.session import Session

from ..grids import grid
from .screen import idle, press, steps, until, wait_for_player
from .test_clipped import NUMBERS, session
from .test_look import session_of

pytestmark = pytest.mark.browser

TINY = Network.from_arrays([np.full((2, 2), 1e-320)] * 2, [np.full(2, -4.02123e-108)] * 2, ["identity"] * 2)
WALKS: dict[str, Session] = {
    "8-8-8-8-8-8-8-8": session_of(*[8] * 8),
    "12-1-12": session_of(12, 1, 12),
    "1-1": session_of(1, 1),
    "20-20-20": session_of(20, 20, 20),
    "2-4-4-2": session_of(2, 4, 4, 2),
    "tiny": Session(TINY, np.array([1e-320, -4e-108]), np.zeros(2), learning_rate=1e-200, updates=1),
    "small": session(10, NUMBERS["small"]),
    "large": session(2, NUMBERS["large"]),
    "huge": replace(huge := session(3, [1e300, -1e300]), T=[huge.network.b[3]]),
    "exploded": replace(example("notes-4-layer").session, learning_rate=10.0, updates=50),
}
SIZES = [(1440, 830), (1280, 600), (980, 720), (960, 600), (1024, 700), (844, 390), (640, 700), (390, 844)]
# Words that lie on others or out of the picture, too small letters, and numbers of a legend that are cut.
ROOM = """async ([digits, count]) => {
  const { player } = document.querySelector(".bp-host");
  player.view.digits = digits;
  await player.drawn.redraw();
  const plot = document.querySelector(".bp-plot");
  const found = new Set();
  const look = () => {
    const frame = plot.getBoundingClientRect();
    const words = [...plot.querySelectorAll(".bp-seen text")]
      .filter((node) => node.textContent && node.getClientRects().length)
      .map((node) => ({ node, text: node.textContent, box: node.getBoundingClientRect() }));
    for (const { node, text, box } of words) {
      const out = box.left < frame.left - 1 || box.right > frame.right + 1;
      if (out || box.bottom > frame.bottom + 3) found.add(`${text} is out of the picture`);
      if (parseFloat(getComputedStyle(node).fontSize) < 10) found.add(`${text} is too small`);
    }
    const inks = words.map(({ text, box: { left, right, top, bottom, height } }) =>
      ({ text, left: left + 1, right: right - 1, top: top + height * 0.2, bottom: bottom - height * 0.2 }));
    inks.forEach((one, i) => inks.slice(i + 1).forEach((other) => {
      const meet = one.left < other.right && other.left < one.right;
      if (meet && one.top < other.bottom && other.top < one.bottom) found.add(`${one.text} on ${other.text}`);
    }));
    for (const node of document.querySelectorAll(".bp-legend b")) {
      const legends = node.closest(".bp-legends").getBoundingClientRect();
      if (node.getBoundingClientRect().right > legends.right + 1) found.add(`${node.textContent} is cut`);
    }
  };
  const last = player.steps.length - 1;
  for (let k = 0; k <= count; k += 1) {
    player.show(Math.round((k * last) / count));
    look();
  }
  return [...found];
}"""


@grid(3, network=[*WALKS], size=SIZES, digits=[3, 0, 6, 2])
def test_words_have_room(
    open_player: Callable[..., Any], network: str, size: tuple[int, int], digits: int
) -> None:
    page = open_player(payload(WALKS[network], network), size)
    wait_for_player(page)
    assert page.evaluate(ROOM, [digits, 8]) == []


@grid(1, widths=[(8,) * 8, (4,) * 16, (100,) * 6], digits=[6, 3])
def test_heads_of_many_layers_have_room(
    open_player: Callable[..., Any], widths: tuple[int, ...], digits: int
) -> None:
    """On a telephone, where long numbers beside the outputs leave them less; of maps too."""
    page = open_player(payload(session_of(*widths), "deep"), (390, 844))
    assert page.evaluate(ROOM, [digits, 8]) == []


@grid(1, size=[(1024, 704), (1280, 536)], digits=[3, 0])
def test_what_neurons_keep_has_room_beside_what_stands_between_their_rows(
    open_player: Callable[..., Any], size: tuple[int, int], digits: int
) -> None:
    """Of 2-3-2-2: the inputs of biases, and numbers that are wider than their circles."""
    page = open_player(payload(example("notes-4-layer").session, "between"), size)
    assert page.evaluate(ROOM, [digits, 104]) == []


@pytest.mark.nightly
@grid(
    beside=["Debug", "Edit"],
    size=[(1280, 600), (1024, 768), (390, 844), (1440, 900)],
    digits=[0, 3],
)
def test_words_have_room_beside_what_is_open(
    open_app: Callable[..., Any], beside: str, size: tuple[int, int], digits: int
) -> None:
    """What health says of layers and neurons; the graph beside the panel."""
    if beside == "Edit" and size[0] < 641:
        pytest.skip("there the side panel covers the page")
    page = open_app(size, reduced_motion="reduce")
    wide = page.locator(".bp-plot").bounding_box()["width"]
    if beside == "Edit":
        page.get_by_test_id("stExpandSidebarButton").click()
        until(lambda: page.locator(".bp-plot").bounding_box()["width"] < wide - 100)
    else:
        page.get_by_role("radio", name="Debug").click()
        page.get_by_role("radio", name="Health").click()
        page.locator(".bp-drawer-tabs, .bp-drawer").first.wait_for(state="attached")
        until(lambda: press(page, "End") == steps(page) - 1, "for the keys to be the player's again")
        page.locator(".bp-lens-layer").first.wait_for()
        press(page, "Home")
    idle(page)
    found = page.evaluate(ROOM, [digits, 104])
    assert found == []
