"""One number, one identity: whatever is pointed at lights the same number everywhere, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from simulator.files.gallery import example
from simulator.player.payload import payload

from .screen import press

pytestmark = pytest.mark.browser

# What is lit: names of letters and numbers, and places of the graph; what recedes; what the foot says.
LIT = """() => {
  const root = document.querySelector(".bp");
  const { graph } = root.parentElement.player;
  const named = [...root.querySelectorAll("[data-number].bp-same")].map((node) => node.dataset.number);
  const places = [...graph.edges.map((one) => [one, [one.l, one.r, one.c]]),
    ...graph.neurons.map((one) => [one, [one.l, one.c]])]
    .filter(([{ path }]) => path.classList.contains("bp-same")).map(([, at]) => at.join());
  return {
    named: [...new Set(named)].sort(), places: places.sort(),
    part: [...root.querySelectorAll("[data-number].bp-part")].map((one) => one.dataset.number),
    linked: root.dataset.linked === "true", foot: document.querySelector(".bp-foot").textContent,
  };
}"""
HINT = "Point at a letter or a number: the same lights up everywhere."


def lit(page: Any) -> dict[str, Any]:
    return page.evaluate(LIT)


def hover(page: Any, selector: str) -> dict[str, Any]:
    """Point at what comes first; what is lit then."""
    page.mouse.move(2, 2)
    box = page.locator(selector).first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return lit(page)


def over(page: Any, l: int, c: int, r: int | None = None) -> dict[str, Any]:
    """Point at a neuron, or at an edge a third of its way from the left; what is lit then."""
    page.mouse.move(2, 2)
    at = page.evaluate(
        """([l, r, c]) => {
          const { graph, plot } = document.querySelector(".bp-host").player;
          const box = plot.getBoundingClientRect();
          const [x, y] = graph.spot(l, c);
          const [u, v] = r ? graph.spot(l - 1, r) : [x, y];
          return [box.left + u + (x - u) * 0.32, box.top + v + (y - v) * 0.32];
        }""",
        [l, r, c],
    )
    page.mouse.move(*at)
    return lit(page)


def test_the_same_number_lights_up_both_ways(open_player: Callable[..., Any]) -> None:
    """Letters, entries, terms, neurons, edges, chips, steps of the time line, cells of what is opened."""
    page = open_player(payload(example("notes-4-layer").session, "linked"))
    press(page, "ArrowRight")  # n of layer 2
    whole = hover(page, ".bp-letter[data-number='W:2']")
    assert [place for place in whole["places"] if place.count(",") == 2] == whole["places"] != []
    assert len(whole["places"]) == 6, "all edges into layer 2, and no others"
    assert {f"W:2:{r}:{c}" for r in (1, 2) for c in (1, 2, 3)} < {*whole["named"]}
    assert not any(name.startswith(("W:3", "a:", "n:", "b:")) for name in whole["named"])
    assert whole["foot"].startswith("Wᵀ: the weights")
    entry, term = (hover(page, f"{place} mn[data-number='W:2:2:1']") for place in (".bp-numbers", ".bp-sums"))
    edge = over(page, 2, 1, r=2)
    for found in (entry, term, edge):
        assert found["places"] == ["2,2,1"]
        assert "W:2:2:1" in found["named"] and "W:2:1:1" not in found["named"]
        assert "W:2" in found["part"], "its letter, less"
        assert found["foot"] == "W from neuron 2 of layer 1 to neuron 1 of layer 2 = 0.6"
    result, neuron = hover(page, ".bp-numbers mn[data-number='n:2:1']"), over(page, 2, 1)
    assert result["places"] == neuron["places"] == ["2,1"]
    assert "n:2:1" in result["named"] and "n:2:1" in neuron["named"]
    chip = hover(page, "rect[data-number='n:2']")
    segment = hover(page, ".bp-segments [data-number='n:2']")
    for found in (chip, segment):
        assert found["places"] == ["2,1", "2,2", "2,3"] and "n:2" in found["named"]
    assert segment["foot"] == "Weighted sums n of layer 2"
    page.keyboard.press("ArrowRight")
    assert not lit(page)["linked"] and lit(page)["foot"] == HINT, "of a step before nothing is lit"
    press(page, *["ArrowRight"] * 8)  # ∂F/∂W of layer 4: the outer product
    cell, edge = hover(page, ".bp-numbers mn[data-number='dW:4:1:2']"), over(page, 4, 2, r=1)
    assert cell["places"] == ["4,1,2"] == edge["places"]
    assert {"dW:4:1:2"} <= {*cell["named"]} & {*edge["named"]}
    page.get_by_role("combobox", name="Look inside a number").select_option("4,2")
    row = hover(page, ".bp-terms td[data-number='S:4:2']")
    assert row["places"] == ["4,2"], "a row of what is opened"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_it_ends_and_goes_by_keys_and_touch(open_player: Callable[..., Any]) -> None:
    """Escape ends it; the keys go over letters, numbers, neurons and edges; the foot covers nothing."""
    page = open_player(payload(example("notes-4-layer").session, "keys"), size=(1280, 600))
    press(page, "ArrowRight")
    assert hover(page, ".bp-letter[data-number='n:2']")["linked"]
    page.keyboard.press("Escape")
    assert not lit(page)["linked"]
    page.locator(".bp-letter[data-number='b:2']").first.focus()
    assert "b:2:1" in lit(page)["named"]
    described = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert described == page.get_by_role("tooltip").get_attribute("id")
    page.locator(".bp-numbers .bp-line").first.focus()
    page.keyboard.press("ArrowDown")
    assert lit(page)["places"] == ["2,1,1"], "the first number of the line"
    page.locator(".bp-spot").focus()
    assert lit(page)["places"] == ["1,1"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert lit(page)["places"] == ["2,1"]
    page.keyboard.press("Shift+ArrowDown")
    assert lit(page)["places"] == ["2,1,1"]
    assert page.evaluate("document.activeElement.ariaLabel").startswith("W from neuron 1 of layer 1")
    at = int(page.locator(".bp").get_attribute("data-cursor"))
    assert press(page, "ArrowRight") == at + 1, "→ stays with the walk"
    boxes = page.evaluate("""() => [".bp-foot", ".bp-panel", ".bp-transport"].map((name) => {
      const { top, bottom } = document.querySelector(name).getBoundingClientRect();
      return [top, bottom];
    })""")
    assert boxes[1][1] <= boxes[0][0] and boxes[0][1] <= boxes[2][0], "below the panel, above the transport"
