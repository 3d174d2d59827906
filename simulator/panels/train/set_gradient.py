"""The error of the training rows and its gradient, matrix by matrix, without training."""

import io

import numpy as np
import streamlit as st

from ...core.inputs import Array, InputError
from ...core.loss import LOSSES
from ...core.network import Network, in_words
from ...core.propagation import Gradient, gradient
from ...core.sets.batch_pass import size
from ...core.sets.dataset import DataSet
from ...core.wording import counted_as
from ...runs.aside.aside import LONGEST
from ...runs.aside.work_cost import passes_seconds
from ...runs.runner import Runner
from ...steps.formulas.digits import FULL, raised
from .. import page_state as state
from ..fields import checked_menus
from ..plain_tables import table
from ..player_digits import player_digits
from ..reader_notation import reader_notation, spelt
from ..work_aside import worked
from .given_start import HAND, at_hand, check_fit, endings_of

RUN = "run"
OF, ROWS, FOUND = "gradient of", "rows of the gradient", "gradient of the set"
MOST_COLUMNS = 8  # neurons in a table
DIGITS = 6  # at least


def set_gradient(data: DataSet, run: Runner) -> None:
    """F, ‖∇F‖, ∂F/∂W and ∂F/∂b over the training rows; worked out where the box is opened."""
    box = st.expander(
        "Error and gradient of the set, without training", key="set gradient", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        options = {HAND: "the network at hand", RUN: f"the run, after update {run.updates:,}"}
        of = checked_menus.radio(
            "Of", options, format_func=options.__getitem__, key=state.keep(OF, HAND), horizontal=True
        )
        if of == HAND:
            st.text(f"At hand in Step: {at_hand().title}.")
        try:
            _say(at_hand().network if of == HAND else run.at(run.updates), data, run.plan.loss)
        except InputError as reason:
            state.say(f"{reason}.")


def _say(net: Network, data: DataSet, loss: str) -> None:
    check_fit(net, data)
    losses = [name for _, name in endings_of(net, data)]
    loss = loss if loss in losses else losses[0]
    X, T = state.once(ROWS, lambda data: data.training, data)
    seconds = passes_seconds(net, len(X))
    if seconds > LONGEST:
        raise InputError(
            f"the gradient must take at most {LONGEST} seconds; over {len(X):,} rows it would "
            f"take about {seconds:.0f}: set more rows aside for the test"
        )
    found: Gradient | None = worked(FOUND, "Adding up the gradient", seconds, gradient, net, X, T, loss)
    if found is None:
        return
    arrays = _arrays(found)
    whole = np.concatenate([array.ravel() for array in arrays.values()])
    how = "mean" if LOSSES[loss].mean else "sum"
    st.text(
        f"{spelt('F')} = {_printed(found.loss)} ({LOSSES[loss].title}, the {how} over "
        f"{counted_as(len(X), 'training row')}); {spelt('‖∇F‖')} = {_printed(size(whole))}."
    )
    if net.frozen:
        st.text(
            f"The gradient of what is frozen ({in_words(net.frozen)}) is in it; training leaves that alone."
        )
    for l in net.W:
        _matrix(l, found.dW[l], found.db[l])
    st.download_button(
        "All of it (NPZ)", _npz(arrays), "gradient.npz", "application/octet-stream", on_click="ignore"
    )


def _matrix(l: int, dW: Array, db: Array) -> None:
    """∂F/∂W_l as the matrix it is in the reader's notation, (H, L) or (L, H), and ∂F/∂b_l beside it."""
    turned = reader_notation().turned
    matrix = dW.T if turned else dW
    of_W, of_b = spelt("∂F/∂W"), spelt("∂F/∂b")
    H, L = matrix.shape
    shown = min(L, MOST_COLUMNS)
    more = ["⋯"] if shown < L else []
    rows = [
        [f"{of_W}{l}, row {r}", *map(_printed, row[:shown]), *more] for r, row in enumerate(matrix, start=1)
    ]
    columns = [
        "to ↓ from →" if turned else "from ↓ to →",
        *(f"neuron {c}" for c in range(1, shown + 1)),
        *more,
    ]
    if turned:
        columns.append(f"{of_b}{l}")
        for row, value in zip(rows, db, strict=True):
            row.append(_printed(value))
    else:
        rows.insert(0, [f"{of_b}{l}", *map(_printed, db[:shown]), *more])
    left = f", the first {shown} of {L} columns" if more else ""
    table(columns, rows, caption=f"Layer {l}: {of_W}{l} ({H}, {L}){left}")


def _arrays(found: Gradient) -> dict[str, Array]:
    """By the names that a comparison reads: dW2, db2, dW3 and so on."""
    return {
        f"d{letter}{l}": array[l] for l in found.dW for letter, array in (("W", found.dW), ("b", found.db))
    }


def _npz(arrays: dict[str, Array]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def _printed(value: float) -> str:
    digits = player_digits()
    return raised(float(value), digits if digits == FULL else max(digits, DIGITS))
