"""The side panel: everything the walk starts from, to be changed in place."""

from dataclasses import replace

import numpy as np
import streamlit as st

from ..core.activation import ACTIVATIONS
from ..core.edit import with_activation, with_frozen, with_parameter
from ..core.inputs import Array
from ..steps.session import MOST_PAIRS, Session
from . import session as state
from .grid import grid

LAYER, ACTIVATION = "edit layer", "edit activation"


def edit() -> None:
    """Layers, pairs, and what to hold fixed."""
    now = state.session()
    st.subheader("Edit", anchor=False)
    st.text("This is the network that the walk starts from. Type in a cell; Enter takes it.")
    _layer(now)
    _pairs(now)


def _layer(now: Session) -> None:
    net = now.network
    layers = list(range(2, net.depth + 1))
    l = state.read(LAYER) if state.read(LAYER) in layers else 2
    state.show(LAYER, l)
    st.selectbox("Layer", layers, key=LAYER, format_func="layer {}".format, on_change=state.fresh_grids)
    left = [f"{r}" for r in range(1, net.W[l].shape[0] + 1)]
    here = [f"→ {c}" for c in range(1, len(net.b[l]) + 1)]

    def set_parameter(name: str, values: Array) -> None:
        state.change_session(
            lambda s: replace(s, network=with_parameter(s.network, name, values)), from_grid=True
        )

    st.markdown(f"**W{l}**, from layer {l - 1} (rows) to layer {l} (columns)")
    grid(f"W{l}", net.W[l], left, here, lambda values: set_parameter(f"W{l}", values))
    st.markdown(f"**b{l}**, the biases of layer {l}")
    grid(f"b{l}", net.b[l][None, :], ["b"], here, lambda values: set_parameter(f"b{l}", values[0]))

    def set_activation() -> None:
        state.change_session(
            lambda s: replace(s, network=with_activation(s.network, l, state.read(ACTIVATION)))
        )

    state.show(ACTIVATION, net.activation[l])
    st.selectbox(f"Activation of layer {l}", ACTIVATIONS, key=ACTIVATION, on_change=set_activation)
    with st.container(horizontal=True):
        for name in (f"W{l}", f"b{l}"):
            _freeze(now, name)


def _freeze(now: Session, name: str) -> None:
    key = f"freeze {name}"

    def toggle() -> None:
        state.change_session(
            lambda s: replace(s, network=with_frozen(s.network, s.network.frozen ^ {name})), from_grid=True
        )

    state.show(key, name in now.network.frozen)
    st.checkbox(f"Freeze {name}", key=key, on_change=toggle, help="Its gradient is still shown.")


def _pairs(now: Session) -> None:
    st.markdown("**Training pairs** (x, t), taken in turn")
    inputs, outputs = now.X.shape[1], now.T.shape[1]
    columns = [f"x{i + 1}" for i in range(inputs)] + [f"t{i + 1}" for i in range(outputs)]
    rows = [str(i + 1) for i in range(len(now.X))]

    def accept(values: Array) -> None:
        state.change_session(lambda s: replace(s, X=values[:, :inputs], T=values[:, inputs:]), from_grid=True)

    grid("pair", np.hstack([now.X, now.T]), rows, columns, accept)

    def add() -> None:
        state.change_session(lambda s: replace(s, X=np.vstack([s.X, s.X[-1:]]), T=np.vstack([s.T, s.T[-1:]])))

    def remove() -> None:
        state.change_session(lambda s: replace(s, X=s.X[:-1], T=s.T[:-1]))

    with st.container(horizontal=True):
        st.button("Add a pair", on_click=add, disabled=len(now.X) >= MOST_PAIRS)
        st.button("Remove the last pair", on_click=remove, disabled=len(now.X) == 1)
