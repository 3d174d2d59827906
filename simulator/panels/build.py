"""A new network: layers, widths, activations, and how the first weights are drawn."""

from typing import Any

import numpy as np
import streamlit as st

from ..core.activation import ACTIVATIONS
from ..core.initialise import SCHEMES, initialise
from ..core.inputs import Array, InputError, counted
from ..steps.desk import Desk, Scene
from ..steps.session import Session
from . import session as state

FEWEST, MOST = 2, 8  # layers
WIDEST = 128
LAYERS, WIDTHS, SCHEME, SEED = "build layers", "build widths", "build scheme", "build seed"


def build() -> None:
    """Choose and make a network; undo brings the one before back."""
    st.subheader("A new network", anchor=False)
    now = state.session().network
    state.remember(LAYERS, now.depth)
    state.show(LAYERS, state.read(LAYERS))
    count = st.number_input("Number of layers", FEWEST, MOST, key=LAYERS)
    key = f"{WIDTHS} {count}"
    names = [f"layer {l}" for l in range(1, count + 1)]
    inner = [*now.widths[:-1], *[3] * count][: count - 1]
    kinds = [*[*now.activation.values()][:-1], *["tanh"] * count][: count - 2]
    widths, kinds = [*inner, now.widths[-1]], ["–", *kinds, now.layers[-1].activation]
    table = state.remember(
        f"{key} table", {"": names, "neurons": list(map(str, widths)), "activation": kinds}
    )
    typed = st.data_editor(
        table,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[""],
        column_config={"activation": st.column_config.SelectboxColumn(options=list(ACTIVATIONS))},
    )
    st.selectbox("Initialisation", SCHEMES, key=SCHEME, format_func=lambda name: SCHEMES[name][0])
    st.number_input("Seed", 0, key=SEED, help="The same seed gives the same weights.")
    st.button("Make this network", on_click=lambda: state.change(lambda desk: _made(desk, typed)))


def _made(desk: Desk, typed: dict[str, Any]) -> Desk:
    widths = [
        counted(text, f"the neurons of layer {l}", 1, WIDEST)
        for l, text in enumerate(typed["neurons"], start=1)
    ]
    kinds = list(typed["activation"])[1:]
    scheme, seed = state.read(SCHEME), state.read(SEED)
    net = initialise(widths, kinds, scheme, seed)
    before = desk.scene.session
    X, T = _fitted(before.X, widths[0]), _fitted(before.T, widths[-1])
    try:
        made = Session(net, X, T, before.loss, before.learning_rate, before.updates, before.order)
    except InputError as reason:
        raise InputError(f"{reason}; choose another error or another last activation") from None
    shape = "-".join(map(str, widths))
    about = f"{shape}, {SCHEMES[scheme][0]}, seed {seed}."
    return desk.put(
        Scene(f"{shape} {'-'.join(kinds)} {scheme} {seed}", f"Network {shape}", about, made, made)
    )


def _fitted(rows: Array, width: int) -> Array:
    """The same rows, cut or filled with 0 to another width."""
    out = np.zeros((len(rows), width))
    kept = min(width, rows.shape[1])
    out[:, :kept] = rows[:, :kept]
    return out
