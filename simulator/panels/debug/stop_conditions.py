"""Breakpoints: a condition at which the walk, or a training run, is to stop."""

import streamlit as st

from ...core.inputs import InputError
from ...core.wording import counted_as, saying
from ...draw.lens import GOOD, WARN, Lens
from ...steps.session import Session
from ...steps.timeline import GRAINS, steps_of
from ...steps.walks.stopping_steps import stops
from .. import page_state as state
from ..fields.condition_menu import choose_condition
from ..plain_tables import table, verdict
from ..player_digits import player_digits
from ..reader_notation import spelt


def breakpoints(now: Session) -> Lens | None:
    """Choose a condition, and see at which steps of the walk it holds: there Play stops."""
    st.text("Play stops where the condition holds; ⇥ goes to the next such step.")
    try:
        condition = choose_condition("walk", now.network)
        if condition is None:
            return None
        with saying(player_digits()):
            found = {grain: dict(stops(now, condition, grain)) for grain in GRAINS}
    except InputError as reason:
        state.say(f"{reason}.")
        return None
    places = found["operation"]
    if not places:
        verdict("It holds nowhere in this walk.", GOOD)
    else:
        verdict(f"It holds in {len(places)} of {counted_as(now.updates, 'update')}.", WARN)
        each = len(steps_of(now)) // now.updates
        table(
            ["update, step", "why"],
            [[f"{at // each + 1}, {at % each + 1}", spelt(why)] for at, why in places.items()],
            words=True,
        )
    return Lens(stops=found)
