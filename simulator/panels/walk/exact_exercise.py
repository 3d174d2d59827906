"""An exercise with exact numbers, of the layers that the panel of a new network says."""

from collections.abc import Sequence

import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.loss import LOSSES, offered_after
from ...core.practice.exercises.exercise import FEWEST, MOST, WIDEST, Exercise, exercise
from ...core.wording import letter_of
from ...files.practice.variants import variants_of
from ...files.untrusted.typed_widths import typed_widths
from ...steps.undo import Desk, Scene
from .. import page_state as state
from ..fields import checked_menus

LOSS, DECIMALS, SEED = "exercise loss", "exercise decimals", "exercise seed"


def offer(typed: str, kinds: Sequence[str], about: Sequence[str]) -> None:
    """Loss, decimals and seed, and the button, for layers as they are `typed`.

    `about`: the keys of the fields that say the layers.
    """
    st.subheader("An exercise with exact numbers", anchor=False)
    st.caption(
        "A network of the layers above and one pair, drawn so that a hand can follow the first update to its"
        " end: short numbers, no step in vain, and mistakes that show wherever they can."
    )
    offered = offered_after(ACTIVATIONS[kinds[-1]])
    allowed = [name for name in offered if kinds[-1] in (LOSSES[name].outputs or kinds)]
    if state.read(LOSS) not in allowed:
        state.show(LOSS, allowed[0])
    checked_menus.selectbox("Its error", allowed, key=LOSS, format_func=lambda name: LOSSES[name].title)
    state.keep(DECIMALS, FEWEST)
    checked_menus.radio("Decimals at most", [*range(FEWEST, MOST + 1)], key=DECIMALS, horizontal=True)
    checked_menus.number_input(
        "Seed of the exercise", 0, key=SEED, help="The same seed gives the same exercise."
    )
    st.button(
        "Make this exercise",
        on_click=lambda: state.change(
            lambda desk: opened(desk, typed, kinds), place="exercise", about=(*about, LOSS, DECIMALS, SEED)
        ),
    )
    state.say_refusal("exercise")


def opened(desk: Desk, typed: str, kinds: Sequence[str]) -> Desk:
    """The desk with the exercise on it: one pair and one update of plain descent; α stays."""
    made = exercise(
        typed_widths(typed, WIDEST),
        kinds,
        str(state.read(LOSS)),
        learning_rate=desk.scene.session.learning_rate,
        decimals=state.read(DECIMALS),
        seed=int(state.read(SEED) or 0),
    )
    session = variants_of(made)[0].session
    shape = "-".join(map(str, made.network.widths))
    title = f"Exercise {shape}, seed {made.seed}"
    name = f"{title} {'-'.join(kinds)} {made.loss} {made.decimals}"
    return desk.put(Scene(name, title, about_it(made), session, session))


def about_it(made: Exercise) -> str:
    """How exact its numbers are."""
    said = f"No number of the first update has more than {made.decimals} decimals"
    if not made.rounded:
        return f"{said}."
    digits = next(iter(made.rounded.values()))
    names = dict.fromkeys(letter_of(quantity) for quantity, _ in made.rounded)
    return f"{said}, but for some of {', '.join(names)}, which are asked to {digits} significant digits."
