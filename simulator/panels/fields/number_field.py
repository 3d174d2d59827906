"""Fields for one number that need not be whole: 0.5, 0,5 and 1/3 are taken, and what was typed is shown.

A browser's own number field leaves out a comma without a word: 1,5 becomes 15.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ...core.inputs import InputError, parsed
from .. import page_state as state

TYPED = "typed numbers"  # what was typed last, by the field's name


def number_field(
    label: str,
    *,
    key: str,
    name: str,
    least: float | None = None,
    most: float | None = None,
    above: bool = False,
    on_change: Callable[[float], None] | None = None,
    **more: Any,
) -> float:
    """The number of a field whose key holds it. What cannot be is put back, and why is said below.

    `above`: `least` itself is out. `name` stays the same where the key changes. `on_change`: called with the
    number; what it refuses it says itself.
    """
    before = _number(state.read(key))
    state.show(key, _as_typed(name, before))

    def changed() -> None:
        try:
            number = _checked(state.read(key), label, (least, most), above)
        except InputError as reason:
            kept = _as_typed(name, before)
            state.show(key, kept)
            state.refuse(f"{reason}. {kept} is kept", "Not changed", f"field {name}", (key,))
            return
        _remember(name, state.read(key))
        if on_change is not None:
            on_change(number)

    st.text_input(label, key=key, on_change=changed, **more)
    state.say_refusal(f"field {name}")
    return before


def _checked(typed: Any, label: str, bounds: tuple[float | None, float | None], above: bool) -> float:
    number = parsed(typed, label)
    least, most = bounds
    if least is not None and most is not None and not least <= number <= most:
        raise InputError(f"{label} must be from {_said(least)} to {_said(most)}; got {_said(number)}")
    if least is not None and (number < least or (above and number == least)):
        rule = f"above {least:g}" if above else f"{least:g} or more"
        raise InputError(f"{label} must be {rule}; got {number:g}")
    return number


def _said(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def _number(held: Any) -> float:
    """What the field's key holds, as its owner put it there or as it was typed and taken."""
    return float(held) if isinstance(held, int | float) else parsed(held, "the field")


def _as_typed(name: str, number: float) -> str:
    """The number as it was typed, as long as it is that one; else in full."""
    text: str = (state.read(TYPED) or {}).get(name, "")
    try:
        if text and parsed(text, name) == number:
            return text
    except InputError:
        pass
    return f"{number:g}" if float(f"{number:g}") == number else repr(number)


def _remember(name: str, text: str) -> None:
    state.show(TYPED, (state.read(TYPED) or {}) | {name: text})
