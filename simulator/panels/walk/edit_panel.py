"""The side panel: what the walk starts from, but for its numbers, which are typed in the player."""

from dataclasses import replace

import numpy as np
import streamlit as st

from ...core.edit import with_activation, with_frozen
from ...core.network import in_few_words, in_order
from ...core.sets.drawn_pairs import drawn_inputs, drawn_targets, targets_in_words
from ...core.wording import counted_as
from ...steps.session import MOST_PAIRS, Session
from .. import page_state as state
from ..fields.activation_menu import family_and_number
from ..reader_notation import reader_notation


def edit() -> None:
    """Activations, what to hold fixed, and how many pairs."""
    now = state.session()
    st.subheader("Edit", anchor=False)
    st.text("The numbers are typed in the player: ✎ numbers, or a click on a neuron or an edge.")
    for l in now.network.W:
        _layer(now, l)
    _pairs(now)


def _layer(now: Session, l: int) -> None:
    def choose(name: str) -> None:
        state.change_session(
            lambda s: replace(s, network=with_activation(s.network, l, name)), own=True, place=f"layer {l}"
        )

    family_and_number(l, now.network.activation[l], choose)
    state.say_refusal(f"layer {l}")
    with st.container(horizontal=True):
        for name in (f"W{l}", f"b{l}"):
            _freeze(now, name)
    entries = [name for name in in_order(now.network.frozen) if "[" in name and name[1:].startswith(f"{l}[")]
    if entries:
        named = reader_notation().entries(in_few_words(entries))
        st.text(f"Frozen alone: {named}. A click on its edge or neuron frees it.")


def _freeze(now: Session, name: str) -> None:
    key = state.bound(f"freeze {name}", name in now.network.frozen)

    def set_frozen() -> None:
        def frozen(s: Session) -> Session:
            others = s.network.frozen - {name}
            return replace(s, network=with_frozen(s.network, others | {name} if state.read(key) else others))

        state.change_session(frozen, own=True, place=f"layer {name[1:]}")

    alone = "One number alone is frozen where it is opened, by a click on its edge or neuron."
    st.checkbox(
        f"Freeze {name}",
        key=key,
        on_change=state.while_bound(key, set_frozen),
        help=f"Its gradient is still shown. {alone}",
    )


def _pairs(now: Session) -> None:
    count, output = len(now.X), now.network.layers[-1].activation
    of = f" of at most {MOST_PAIRS}" if count <= MOST_PAIRS else ""
    st.text(f"{count}{of} training pairs, taken in turn.")
    used = now.updates * now.at_once
    if count > used:
        left = f"pair {count} is" if count == used + 1 else f"pairs {used + 1} to {count} are"
        updates = counted_as(now.updates, "update")
        takes = "one pair" if now.at_once == 1 else f"{now.at_once} pairs"
        st.text(f"Each update takes {takes}: with {updates}, {left} not used.")

    def add() -> None:
        state.change_session(_with_another)

    def remove() -> None:
        state.change_session(lambda s: replace(s, X=s.X[:-1], T=s.T[:-1]))

    with st.container(horizontal=True):
        st.button("Add a pair", on_click=add, disabled=count >= MOST_PAIRS)
        st.button("Remove the last pair", on_click=remove, disabled=count == 1)
    if count < MOST_PAIRS:
        how = f"x in tenths from −1 to 1, t {targets_in_words(output)}"
        st.text(f"A pair that is added is drawn from seed {count + 1}: {how}.")


def _with_another(s: Session) -> Session:
    """One more pair, drawn from the seed that is its number."""
    seed, output = len(s.X) + 1, s.network.layers[-1].activation
    x = drawn_inputs(1, s.X.shape[1], seed)
    t = drawn_targets(1, s.T.shape[1], output, seed)
    return replace(s, X=np.vstack([s.X, x]), T=np.vstack([s.T, t]))
