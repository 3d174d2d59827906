"""A recording of somebody's own training loop: its updates, each beside what the simulator finds for it."""

import numpy as np
import streamlit as st

from ..core.inputs import Array
from ..draw.lens import BAD, GOOD, WARN
from ..files.recording import Recording
from ..files.recording_rate import plain_rate
from ..steps.session import MOST_PAIRS, Session
from . import session as state
from .tables import number, table, verdict

UPDATE = "recorded update"
AGREES = 1e-5  # of the largest entry: what float32 leaves


def show_recording(recording: Recording, name: str, digest: str) -> None:
    """Choose an update of the recording, see whether its gradients agree, and open it in the stepper."""
    st.text(f"A recording of {recording.updates} updates; {recording.loss.upper()}, {recording.reduction}.")
    for remark in recording.remarks:
        st.text(remark)
    key = state.keep(f"{UPDATE} {digest}", 1)
    k = (
        int(
            st.number_input(
                f"Update of the recording, 1 to {recording.updates}", 1, recording.updates, key=key
            )
        )
        - 1
    )
    _agreement(recording, k)
    alpha = plain_rate(recording, k)
    st.text(
        "The optimizer did not take plain descent W − α ∂F/∂W here."
        if alpha is None
        else f"The optimizer took W − α ∂F/∂W with α = {number(alpha, 6)}."
    )
    st.button(
        "Open this update in the stepper",
        type="primary",
        key=f"open {digest}",
        on_click=lambda: state.open_scene(
            f"{digest} {k}",
            f"{name}, update {k + 1}",
            _about(recording, k, alpha, name),
            lambda: _session(recording, k, alpha),
        ),
    )


def _agreement(recording: Recording, k: int) -> None:
    """Their gradients beside ours, parameter by parameter."""
    theirs, ours = recording.gradient(k), recording.simulated(k)
    rows, worst = [], 0.0
    for quantity in ("dW", "db"):
        for l, array in theirs[quantity].items():
            off = _apart(array, ours[quantity][l])
            worst = max(worst, off)
            rows.append([f"∂F/∂{quantity[1]}{l}", number(off)])
    if recording.carried(k):
        verdict(
            "Gradients of earlier passes were still there (no zero_grad): theirs are sums over several.",
            WARN,
        )
    if worst <= AGREES:
        verdict(f"The framework's gradients and ours agree to {number(worst)}.", GOOD)
    else:
        verdict(
            f"The framework's gradients and ours differ by up to {number(worst)} of the largest entry.", BAD
        )
    table(["", "apart by, of the largest entry"], rows)


def _apart(theirs: Array, ours: Array) -> float:
    largest = float(np.abs(ours).max())
    off = float(np.abs(theirs - ours).max())
    return off / largest if largest else off


def _about(recording: Recording, k: int, alpha: float | None, name: str) -> str:
    rows = len(recording.X(k))
    parts = [f"Update {k + 1} of {name}."]
    if rows > 1:
        parts.append(
            f"It took {rows} rows at once; here {min(rows, MOST_PAIRS)} of them are walked one by one."
        )
    if alpha is None:
        parts.append("The optimizer's own update is another one than W − α ∂F/∂W; α is the page's.")
    return " ".join(parts)


def _session(recording: Recording, k: int, alpha: float | None) -> Session:
    """The rows of the update, from the network that it started from; φ of one row, without the reduction."""
    rows = min(len(recording.X(k)), MOST_PAIRS)
    loss = "tce" if recording.loss == "tce" else "tse"
    return Session(
        recording.network(k), recording.X(k)[:rows], recording.T(k)[:rows], loss, alpha or 0.1, min(rows, 5)
    )
