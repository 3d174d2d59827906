"""A whole update asked for, by keyboard alone, as Chromium tells a screen reader of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from simulator.player.payload.payload import payload
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

from .screen import button, press
from .test_practice import focused, session

pytestmark = pytest.mark.browser

# What is right for the fields of the step, in their order.
RIGHT = """() => {
  const { practice, walk, step } = document.querySelector(".bp-host").player;
  const truth = ({ key }) => walk.arrays[walk.practice.updates[step.u][key].truth];
  return practice.question.tables.flatMap((table) =>
    table.rows.flatMap(({ cells }) => cells.filter(Boolean).map(({ at }) =>
      `${at.reduce((rows, place) => rows[place], truth(table))}`)));
}"""


def heard(page: Any, cdp: Any) -> list[dict[str, Any]]:
    """Every node that is not left out, in the order of reading: role, name, and what is told of it."""
    nodes = cdp.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    order, waiting = [], [nodes[0]["nodeId"]]
    while waiting:
        node = by_id.get(waiting.pop())
        if node is not None:
            order.append(node)
            waiting += reversed(node.get("childIds", []))
    return [
        {
            **{name: node.get(name, {}).get("value", "") for name in ("role", "name", "description")},
            **{one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        }
        for node in order
        if not node["ignored"]
    ]


def name_at(page: Any, i: int) -> str:
    """The name of a field of the panel by its place."""
    return str(page.locator(".bp-answers .bp-answer").nth(i).get_attribute("data-answer"))


def said(nodes: list[dict[str, Any]]) -> str:
    """What is read behind the fields, which is where the live region of the verdict stands."""
    last = max(i for i, node in enumerate(nodes) if node["role"] == "textbox")
    return " ".join(node["name"] for node in nodes[last:] if node["role"] == "StaticText")


def heard_of_fields(page: Any, cdp: Any, step: Step, count: int) -> list[str]:
    """The names of a step's fields in the panel, the first of which has the keys."""
    nodes = heard(page, cdp)
    fields = [node for node in nodes if node["role"] == "textbox"]
    own = fields[-count:]  # those in the panel; the graph has some of them too
    names = [node["name"] for node in own]
    assert len({*names}) == len(names) and all(names), step
    assert {node["name"] for node in fields} == {*names}, step
    assert [node.get("focused", False) for node in own] == [True] + [False] * (len(own) - 1), step
    assert sum(node.get("live") == "polite" for node in nodes) >= 1, step
    return names


def answer_wrongly(page: Any, cdp: Any, name: str) -> None:
    """After a hint: the field says so, which has the focus, and so does the verdict."""
    button(page, "Hint (H)").click()
    page.keyboard.type("7.77")
    press(page, "Enter")
    nodes = heard(page, cdp)
    wrong = [node for node in nodes if node["role"] == "textbox" and node.get("invalid") == "true"]
    assert {node["name"] for node in wrong} == {name}
    assert wrong[-1]["description"] == "wrong" and wrong[-1]["focused"]
    assert " is wrong." in said(nodes)
    page.keyboard.press("Control+A")


@pytest.mark.parametrize("all_heard", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_a_whole_update_by_keys_and_by_ear(open_player: Callable[..., Any], all_heard: bool) -> None:
    """Each field has a name, in the order of the numbers; a verdict is in a live region and at the field."""
    walk = session(2, 3, 2)
    page = open_player(payload(walk, f"by ear, {all_heard}", practice=1))
    cdp = page.context.new_cdp_session(page)
    cdp.send("Accessibility.enable")
    press(page, "q")
    asked = [one for one in steps_of(walk) if one.update == 1 and one.computes]
    kinds = set()
    for step in asked:
        press(page, "ArrowRight")
        texts = page.evaluate(RIGHT)
        if all_heard or step.kind == "S" or step.kind not in kinds:
            names = heard_of_fields(page, cdp, step, len(texts))
        kinds.add(step.kind)
        headed = page.locator(".bp-answers th").all_text_contents()
        assert all(re.fullmatch(r"\d,\d|F", name) for name in headed), (step, headed)
        if step.kind in "naAS":
            scale = page.locator(".bp-legend", has_text=re.compile(f"circle = {step.kind}")).locator("b")
            assert scale.all_text_contents() == ["–", "–"], "its ends would say how large it is"
        if step.kind == "S":
            answer_wrongly(page, cdp, names[0])
        if step.kind == "A":  # a diagonal, with no field below another
            for key, i in (("ArrowDown", 1), ("ArrowUp", 0)):
                page.keyboard.press(key)
                assert focused(page) == name_at(page, i), step
        for i, text in enumerate(texts):
            if i:
                page.keyboard.press("ArrowRight")
            assert focused(page) == name_at(page, i), step
            page.keyboard.type(text) if all_heard or not i else page.keyboard.insert_text(text)
        press(page, "Enter")
        assert page.locator(".bp").get_attribute("data-asking") == "false", step
        told = page.locator(".bp-verdict[role=status]").first.text_content()
        assert told == ("Right, after a correction." if step.kind == "S" else "Right at once."), step
        assert not page.locator(".bp[data-ring=true]").count(), "no frame around all of the player"
        assert page.evaluate("document.activeElement.classList.contains('bp')"), step
    words = " ".join(node["name"] for node in heard(page, cdp) if node["role"] == "StaticText")
    assert f"{len(asked) - 2} right at once" in words and "2 right after a correction" in words
    cdp.detach()
