"""What is asked for is brought to its end, though another run of the page takes over meanwhile."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException

from simulator.core.inputs import InputError
from simulator.panels import page_state as state
from simulator.steps.undo import Desk


class Overtaken(dict[str, Any]):
    """A state of which the looks with these numbers, from 0, find that another run takes over."""

    def __init__(self, *looks: int) -> None:
        super().__init__()
        self.looks, self.numbers = looks, count()

    def look(self) -> None:
        if next(self.numbers) in self.looks:
            raise RerunException(RerunData())

    def __getitem__(self, key: str) -> Any:
        self.look()
        return super().__getitem__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self.look()
        super().__setitem__(key, value)

    def __contains__(self, key: object) -> bool:
        self.look()
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.look()
        return super().get(key, default)

    def update(self, given: Any = (), **_: Any) -> None:
        for key, value in dict(given).items():
            self[key] = value


def one_more(desk: Desk) -> Desk:
    now = desk.scene.session
    return desk.change(replace(now, updates=now.updates + 1))


def done(looks: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, bool, int]:
    """The desk after a change, whether the other run was told of, and how often the state was looked at."""
    found = Overtaken(*looks)
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=found))
    overtaken = False
    try:
        state.change(one_more)
    except RerunException:
        overtaken = True
    return dict.__getitem__(found, state.DESK), overtaken, next(found.numbers)


def test_a_change_is_made_once_wherever_another_run_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """And that run follows."""
    desk, overtaken, looks = done((), monkeypatch)
    before = desk.past[-1].session.updates
    assert (len(desk.past), desk.scene.session.updates, overtaken) == (1, before + 1, False)
    assert looks > 4
    for broken in [*((k,) for k in range(looks)), (0, 3), (2, 5, 8)]:
        desk, overtaken, _ = done(broken, monkeypatch)
        assert (len(desk.past), desk.scene.session.updates, overtaken) == (1, before + 1, True)


def test_what_is_asked_within_something_asked_begins_anew_with_it() -> None:
    """Not twice."""
    found: list[str] = []

    def inner() -> None:
        if len(found) < 3:
            found.append("broken off")
            raise RerunException(RerunData())
        found.append("inner")

    def outer() -> None:
        state.to_the_end(inner)
        found.append("outer")

    with pytest.raises(RerunException):
        state.to_the_end(outer)
    assert found == [*["broken off"] * 3, "inner", "outer"]


def asked_for(looks: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> Overtaken:
    """The state after the change was asked for at 7.5, then asked for again."""
    found = Overtaken(*looks)
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=found))
    for _ in range(2):
        with suppress(RerunException):
            state.deal_once("dealt with", 7.5, partial(state.change, one_more))
    return found


def test_what_a_browser_asks_for_again_is_done_once_and_marked_only_where_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where others break it off for good: then the browser's next try does it."""
    looks = next(asked_for((), monkeypatch).numbers)
    for_good = tuple(range(state.TRIES))
    for broken in [*((k,) for k in range(looks)), (0, 3), for_good, (3, *range(4, 4 + 4 * state.TRIES))]:
        found = asked_for(broken, monkeypatch)
        found.looks = ()
        done = len(state.desk().past)
        assert (done, state.dealt("dealt with")) in ((1, 7.5), (0, None)), broken
        assert done == 1 or len(broken) > 2 * state.TRIES
        state.deal_once("dealt with", 7.5, partial(state.change, one_more))
        assert (len(state.desk().past), state.dealt("dealt with")) == (1, 7.5)


def test_an_error_is_no_other_run() -> None:
    """It is raised at once."""
    tried = []

    def act() -> None:
        tried.append(1)
        raise InputError("no")

    with pytest.raises(InputError, match="no"):
        state.to_the_end(act)
    assert tried == [1]
