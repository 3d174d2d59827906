"""Menus whose answer is one of what was offered, and fields whose number is within their bounds.

A browser may send any text in place of an option, and Streamlit hands it on as it is. Here it is put back
before anything else reads it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from ...files.untrusted.json_fields import LARGEST
from ...files.untrusted.quoting import shown
from .. import page_state as state

CHOSEN = "chosen"  # what each menu last held that was offered

Menu = Callable[..., Any]


def selectbox(label: str, options: Iterable[Any], *, key: str, **more: Any) -> Any:
    """As st.selectbox."""
    return _one(st.selectbox, label, [*options], key, **more)


def radio(label: str, options: Iterable[Any], *, key: str, **more: Any) -> Any:
    """As st.radio."""
    return _one(st.radio, label, [*options], key, **more)


def segmented_control(label: str, options: Iterable[Any], *, key: str, **more: Any) -> Any:
    """As st.segmented_control."""
    return _one(st.segmented_control, label, [*options], key, **more)


def multiselect(label: str, options: Iterable[Any], *, key: str, **more: Any) -> Any:
    """As st.multiselect."""
    return _drawn(st.multiselect, label, [*options], key, lambda value: value or [], **more)


def number_input(
    label: str,
    least: int,
    most: int = LARGEST,
    *,
    key: str,
    on_change: Callable[[], None] | None = None,
    **more: Any,
) -> Any:
    """As st.number_input, of whole numbers.

    Streamlit's own bounds turn a field red without a word and keep its number back. Here it is put back
    too, and why is said below the field.
    """
    place = f"field {key}"

    def changed() -> None:
        value = state.read(key)
        if value is None:  # another field stands in its place: a browser that has not drawn that handed it in
            return
        if not least <= value <= most:
            rule = f"{least:,} to {most:,}" if most < LARGEST else f"{least:,} or more"
            kept = _kept()[key]
            state.show(key, kept)
            why = f"{label} must be {rule}; got {value:,}. {kept:,} is kept"
            state.refuse(why, "Not changed", place, (key,))
        elif on_change is not None:
            on_change()

    value = st.number_input(label, key=key, on_change=changed, step=1, **more)
    _kept()[key] = value
    state.say_refusal(place)
    return value


def _one(menu: Menu, label: str, options: list[Any], key: str, **more: Any) -> Any:
    return _drawn(menu, label, options, key, lambda value: [] if value is None else [value], **more)


def _drawn(
    menu: Menu,
    label: str,
    options: list[Any],
    key: str,
    parts: Callable[[Any], Sequence[Any]],
    on_change: Callable[[], None] | None = None,
    **more: Any,
) -> Any:
    """The menu; a value that is none of the options is put back before `on_change` or anybody reads it."""

    def changed() -> None:
        if strange := [part for part in parts(state.read(key)) if part not in options]:
            state.show(key, _kept().get(key, options[0] if options else None))
            state.refuse(f"{label} must be one of what was offered; got {shown(strange[0])}", "Not changed")
        elif on_change is not None:
            on_change()

    value = menu(label, options, key=key, on_change=changed, **more)
    if all(part in options for part in parts(value)):
        _kept()[key] = value
    return value


def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = state.read(CHOSEN) or {}
    state.show(CHOSEN, kept)
    return kept
