"""A lesson as it is sent: its parts, and no more of what answers are compared with than it asks."""

import json
from typing import Any

import numpy as np
import pytest

from simulator import InputError
from simulator.files.lessons.lesson_reader import read_lesson
from simulator.files.lessons.shelf import LESSONS, bytes_of_lesson, lesson
from simulator.player import lesson_page
from simulator.player.payload.lesson_payload import keys_of, lesson_payload
from simulator.player.payload.payload import payload
from simulator.steps.timeline import steps_of

from ..files.lessons.test_lessons import changed, text_of


@pytest.mark.parametrize("name", LESSONS)
def test_what_is_asked_and_nothing_else_comes_with_what_mistakes_give(name: str) -> None:
    found = lesson(name)
    sent = json.loads(json.dumps(lesson_payload(found, name), allow_nan=False))
    assert (sent["title"], len(sent["parts"])) == (found.title, len(found.parts))
    for part, told in zip(found.parts, sent["parts"], strict=True):
        walk = sent["walks"][told["walk"]]
        steps = steps_of(part.session, part.grain)
        assert len(walk["steps"]["operation"]) == len(steps_of(part.session))
        assert [one.step for one in part.asked] == told["asked"] and "practice" not in walk
        if not part.asked:
            assert "exercise" not in told
            continue
        wanted: dict[str, set[str]] = {}
        for one in part.asked:
            step = steps[one.step]
            wanted.setdefault(str(step.update - 1), set()).update(keys_of(step))
        updates = walk["exercises"][told["exercise"]]["updates"]
        assert {update: {*keys} for update, keys in updates.items()} == wanted
        for update, keys in updates.items():  # no place is of what was not sent
            assert all("descends" not in asked or f"d{key}" in keys for key, asked in keys.items()), update


def test_only_some_entries_of_a_step_are_asked_for() -> None:
    """Then of the error F is not."""
    entries = [{"kind": "error", "entries": [[1]]}]
    content = changed("parts", 3, "ask", to=entries)
    told = lesson_payload(read_lesson(text_of(content)), "own")
    walk = told["walks"][told["parts"][3]["walk"]]
    (asked,) = walk["exercises"][0]["updates"].values()
    assert [*asked] == ["e"] and asked["e"]["entries"] == [(1,)]


def test_a_lesson_of_ones_own_may_not_cost_more_than_a_visitor_is_given() -> None:
    many: dict[str, Any] = changed("networks", "worked", "updates", to=50)
    many["networks"] |= {f"more {i}": many["networks"]["worked"] for i in range(6)}
    for i in range(6):
        more = {"title": "p", "network": f"more {i}", "from": {"kind": "input"}, "text": []}
        many["parts"].append(more | {"grain": "neuron"})
    with pytest.raises(InputError, match=r"part .: the walks of a lesson must have at most 2,000 steps"):
        read_lesson(text_of(many))
    asking: dict[str, Any] = changed("networks", "worked", "updates", to=12)
    asking["parts"][0] |= {
        "to": {"kind": "update_b", "update": 12},
        "ask": [{"kind": "n", "update": update} for update in range(1, 12)],
    }
    with pytest.raises(InputError, match=r"part 1: a lesson must ask in at most 10 updates.* they are 11"):
        read_lesson(text_of(asking))


def test_a_page_of_a_lesson_carries_it_and_asks_nobody() -> None:
    page = lesson_page("learning-rate")
    assert page == lesson_page(bytes_of_lesson("learning-rate")).replace(
        '"next":null', '"next":{"name":"whole-set","title":"A whole set at once"}'
    ).replace('"name":"own"', '"name":"learning-rate"').replace('"own ', '"learning-rate ')
    assert page.count("http") == page.count("http://www.w3.org/") + page.count("http-equiv")
    with pytest.raises(InputError, match="one of one-neuron, "):
        lesson_page("other")
    with pytest.raises(InputError, match="a lesson must be a name"):
        lesson_page(7)  # type: ignore[arg-type]


def test_outside_text_stands_in_a_page_as_it_is_written() -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    page = lesson_page(text_of(changed("title", to=hostile)))
    assert hostile not in page and "&lt;/script&gt;" in page
    assert np.char.count(page, "<img") == 0


def test_a_walk_without_a_lesson_is_sent_as_before() -> None:
    session = lesson("one-neuron").parts[0].session
    assert "exercises" not in payload(session, "a")
