"""How the walk is made: its error, learning rate, update rule, updates, batch size and their order."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.inputs import InputError
from ...core.loss import LOSSES, offered_after
from ...core.training.rule_state import RuleState
from ...core.training.update_rule import UpdateRule
from ...core.wording import counted_as
from ...steps.session import MOST_ITEMS, MOST_UPDATES, ORDERS, Session
from .. import page_state as state
from ..fields import checked_menus
from ..fields.number_field import number_field
from ..fields.rule_menu import rule_menu
from ..reader_notation import spelt

ORDER_NAMES = {
    "gradients-first": "gradients first, then update",
    "as-you-go": "update as you go: each layer at once, before going on (a common mistake)",
}
BATCH_HELP = (
    "How many training pairs an update takes at once: its matrices have a column for each of them. "
    "With 1 it takes one pair, in vectors. Edit adds pairs."
)


def settings(now: Session) -> None:
    """Draw a field for each; what is refused is said beside it."""

    def field(draw: Callable[..., Any], label: str, name: str, **options: Any) -> None:
        key = state.bound(name, getattr(now, name))

        def changed() -> None:
            state.change_session(lambda s: _with_setting(s, name, state.read(key)), own=True, place=name)

        draw(label, key=key, on_change=state.while_bound(key, changed), **options)
        state.say_refusal(name)  # here, where the open box hides the top of the page

    offered = offered_after(ACTIVATIONS[now.network.layers[-1].activation])
    field(
        checked_menus.selectbox,
        "Error",
        "loss",
        options=[name for name in LOSSES if name in (*offered, now.loss)],
        format_func=lambda name: LOSSES[name].called,
    )
    _learning_rate(now)
    _update_rule(now)
    field(st.number_input, "Number of updates", "updates", step=1)
    field(st.number_input, "Batch size", "batch_size", step=1, help=BATCH_HELP)
    field(
        checked_menus.radio, "Order of updates", "order", options=ORDERS, format_func=ORDER_NAMES.__getitem__
    )


def _update_rule(now: Session) -> None:
    """The menu of update rules, and what the chosen one begins with."""

    def choose(rule: UpdateRule | None) -> None:
        def changed(s: Session) -> Session:
            kept = s.state if rule is not None and rule.goes_on_from(s.rule) else None
            return replace(s, rule=rule, state=kept)

        state.change_session(changed, own=True, place="step update rule")

    rule_menu("step", now.rule, choose)
    if now.rule is not None and (begins := _begins(now.rule, now.state)):
        st.text(begins)
    if now.state is not None:
        st.button("Begin at 0", on_click=lambda: state.change_session(lambda s: replace(s, state=None)))


def _begins(rule: UpdateRule, kept: RuleState | None) -> str:
    """What the rule keeps, and with what it begins."""
    letters = [row.letter for row in rule.active if row.letter]
    if not letters:
        return ""
    many = len(letters) > 1
    named = f"{', '.join(letters[:-1])} and {letters[-1]}" if many else letters[0]
    if kept is None:
        return f"{named} {'begin' if many else 'begins'} at 0."
    made = counted_as(kept.updates, "update")
    return f"{named} {'begin' if many else 'begins'} with what {made} left in {'them' if many else 'it'}."


def _learning_rate(now: Session) -> None:
    name = "learning_rate"
    key = state.bound(name, now.learning_rate)

    def changed(number: float) -> None:
        if state.is_bound(key):
            state.change_session(lambda s: _with_setting(s, name, number), own=True, place=name)

    number_field(
        spelt("Learning rate α"),
        key=key,
        name=spelt("α of the walk"),
        least=0.0,
        above=True,
        on_change=changed,
    )
    state.say_refusal(name)


def _with_setting(now: Session, name: str, value: Any) -> Session:
    """The session with another setting; raises InputError for more updates than the page walks through."""
    if name == "updates" and not 1 <= value <= MOST_UPDATES:
        raise InputError(f"the number of updates must be 1 to {MOST_UPDATES}; got {value}")
    if name == "batch_size" and not 1 <= value <= MOST_ITEMS:
        raise InputError(f"the batch size must be 1 to {MOST_ITEMS}; got {value}")
    return replace(now, **{name: value})
