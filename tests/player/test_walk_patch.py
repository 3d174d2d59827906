"""A walk that is sent as its difference from another is that walk, to the last bit."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.player.payload.payload import as_text
from simulator.player.payload.walk_patch import HeldWalk, patch

NUMBERS = st.sampled_from([0, 0.0, -0.0, 1, 1.0, 0.1, True, None, "", "a"])
VALUES = st.recursive(
    NUMBERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=9,
)


def patched(value: Any, change: Any) -> Any:
    """What the browser does with it; see patched.js."""
    if isinstance(change, list):
        return change[0]
    whole = [*value] if isinstance(value, list | tuple) else dict(value)
    for key, inside in change.items():
        whole[key] = patched(value[key], inside)
    return whole


def again(held: HeldWalk, told: Any) -> str:
    """The text of the walk that a difference gives."""
    assert told["base"] == held.name
    return as_text(patched(held.walk, told["patch"]))


@given(VALUES, VALUES)
def test_what_is_patched_is_the_other(old: Any, new: Any) -> None:
    """Signs of zeros, whole numbers, order of keys and all; nothing where nothing differs."""
    change, before = patch(old, new), json.dumps(old)
    assert json.dumps(patched(old, change) if change is not None else old) == json.dumps(new)
    assert json.dumps(old) == before


def test_only_what_differs_is_sent() -> None:
    old = {"a": [1.0, 2.0, 3.0], "b": {"c": "x", "d": [[1, 2], [3, 4]]}, "e": [0.0, 1]}
    new = {"a": [1.0, 2.5, 3.0], "b": {"c": "x", "d": [[1, 2], [5, 6]]}, "e": [-0.0, 1]}
    assert (
        json.dumps(patch(old, new))
        == '{"a": [[1.0, 2.5, 3.0]], "b": {"d": {"1": [[5, 6]]}}, "e": [[-0.0, 1]]}'
    )
    assert patch({"a": ["x", "y"]}, {"a": ["x", "z"]}) == {"a": {1: ["z"]}}
    assert patch([1, {"a": 1}], [1, {"a": 2}]) == {1: [{"a": 2}]}
    assert patch(old, old) is None
    assert patch([1, 2], [1, 2, 3]) == [[1, 2, 3]]
    assert patch({"a": 1, "b": 2}, {"b": 2, "a": 1}) == [{"b": 2, "a": 1}]


def test_what_is_mostly_another_is_sent_whole() -> None:
    old = {"walk": ["x" * 40, "y" * 40]}
    held = HeldWalk("name", old, len(as_text(old)))
    assert held.told({"walk": ["x" * 40, "z"]}) == {"base": "name", "patch": {"walk": {1: ["z"]}}}
    assert held.told(old) == {"base": "name", "patch": {}}
    assert held.told({"walk": ["z" * 40, "y" * 40]}) is None
