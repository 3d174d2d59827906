"""A new network: layers, widths, activations, and how the first weights are drawn."""

from dataclasses import replace

import streamlit as st

from ...core.initialise import SCHEMES, initialise
from ...core.inputs import Array, InputError
from ...core.network import Network
from ...core.sets.drawn_pairs import drawn_inputs, drawn_targets, targets_in_words
from ...files.untrusted.typed_widths import parts_of, typed_widths
from ...steps.session import FEWEST_LAYERS, MOST_LAYERS, WIDEST, Session, check_size
from ...steps.undo import Desk, Scene
from .. import page_state as state
from ..fields import checked_menus
from ..fields.activation_menu import activation_menu
from . import exact_exercise

WIDTHS, SCHEME, SEED = "build widths", "build scheme", "build seed"


def build() -> None:
    """Choose and make a network; undo brings the one before back."""
    st.subheader("A new network", anchor=False)
    now = state.session().network
    state.keep(WIDTHS, "-".join(map(str, now.widths)))
    typed = st.text_input(
        "Neurons of each layer, the input first",
        key=WIDTHS,
        help=f"{FEWEST_LAYERS} to {MOST_LAYERS} layers of 1 to {WIDEST} neurons: 2-3-2",
    )
    count = min(max(len(parts_of(typed)), FEWEST_LAYERS), MOST_LAYERS)
    kinds = [_kind(l, count, [*now.activation.values()]) for l in range(2, count + 1)]
    checked_menus.selectbox("Initialisation", SCHEMES, key=SCHEME, format_func=lambda name: SCHEMES[name][0])
    checked_menus.number_input("Seed", 0, key=SEED, help="The same seed gives the same weights.")
    about = (WIDTHS, SCHEME, SEED, *(_kind_key(l, count) for l in range(2, count + 1)))
    st.button(
        "Make this network",
        on_click=lambda: state.change(
            lambda desk: _made(desk, state.read(WIDTHS), kinds), place="build", about=about
        ),
    )
    state.say_refusal("build")
    exact_exercise.offer(typed, kinds, about)


def _kind(l: int, count: int, present: list[str]) -> str:
    """The activation of layer l of `count`: at first as now, hidden layers beyond them tanh."""
    last = l == count
    key = _kind_key(l, count)
    hidden = [*present[:-1], *["tanh"] * count]
    state.keep(key, present[-1] if last else hidden[l - 2])
    return activation_menu(f"New layer {l}: activation", key)


def _kind_key(l: int, count: int) -> str:
    return f"build activation {'last' if l == count else l}"


def scheme_and_seed() -> tuple[str, int]:
    """By what first weights are drawn, as the panel says now."""
    return str(state.read(SCHEME) or next(iter(SCHEMES))), int(state.read(SEED) or 0)


def _made(desk: Desk, typed: str, kinds: list[str]) -> Desk:
    if not FEWEST_LAYERS <= (count := len(parts_of(typed))) <= MOST_LAYERS:
        raise InputError(
            f"a network must have {FEWEST_LAYERS} to {MOST_LAYERS} layers; got {count} in {typed[:60]!r}"
        )
    widths = typed_widths(typed, WIDEST)
    check_size(widths)
    scheme, seed = state.read(SCHEME), state.read(SEED)
    net = initialise(widths, kinds, scheme, seed)
    before = desk.scene.session
    X, T, of_pairs = _pairs(before, net, seed)
    try:
        # Every other setting stays; what an update rule kept was of the other network.
        made = replace(before, network=net, X=X, T=T, state=None)
    except InputError as reason:
        raise InputError(f"{reason}; choose another error or another last activation") from None
    shape = "-".join(map(str, widths))
    begins = f" What {before.rule.row.title} keeps begins at 0." if before.rule and before.state else ""
    about = f"{shape}, {SCHEMES[scheme][0]}, seed {seed}.{of_pairs}{begins}"
    return desk.put(
        Scene(f"{shape} {'-'.join(kinds)} {scheme} {seed}", f"Network {shape}", about, made, made)
    )


def _pairs(before: Session, net: Network, seed: int) -> tuple[Array, Array, str]:
    """The pairs of before where they fit; else as many drawn from the seed, and the sentence that says so."""
    X, T, output = before.X, before.T, net.layers[-1].activation
    drawn = []
    if X.shape[1] != net.widths[0]:
        X = drawn_inputs(len(X), net.widths[0], seed)
        drawn.append("x in tenths from −1 to 1")
    if (T.shape[1], before.network.layers[-1].activation) != (net.widths[-1], output):
        T = drawn_targets(len(T), net.widths[-1], output, seed)
        drawn.append(f"t {targets_in_words(output)}")
    return X, T, f" Drawn from the same seed: {', '.join(drawn)}." if drawn else ""
