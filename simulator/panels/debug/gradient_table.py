"""Gradient check: every ∂F/∂W and ∂F/∂b of the walk against derivatives taken without backpropagation."""

import numpy as np
import streamlit as st

from ...core.checks.gradient_check import GradientCheck, check_gradient
from ...core.inputs import InputError
from ...draw.lens import BAD, GOOD, WARN, Lens
from ...draw.lenses import check_lens
from ...runs.aside.work_cost import check_seconds
from ...steps.session import Session
from .. import page_state as state
from ..plain_tables import table, verdict
from ..player_digits import printed
from ..reader_notation import reader_notation, spelt
from ..work_aside import worked
from .chosen_update import chosen_update, lens_of, not_the_gradient, said, taken

WHOLE, REPORT = "check whole set", "check report"


def gradient_check(now: Session) -> Lens | None:
    """Check the gradients of one update, or of all pairs together."""
    st.text(
        spelt(
            "Are the gradients right? We nudge each weight, measure how F moves, by complex step and by "
            "central differences, and compare with ∂F/∂W = â Sᵀ and ∂F/∂b = S."
        )
    )
    whole = len(now.X) > 1 and st.checkbox(f"Over all {len(now.X)} pairs", key=state.keep(WHOLE, False))
    update = chosen_update(now)
    pair = (now.X, now.T) if whole else taken(now, update)
    seconds = check_seconds(update.before, len(now.X) if whole else len(update.items))
    try:
        report = worked(
            REPORT, "Checking every number", seconds, check_gradient, update.before, *pair, now.loss
        )
    except InputError as reason:
        state.say(f"{reason}.")
        return None
    if report is None:
        return None
    where = f"All pairs, update {update.number}" if whole else said(update)
    _say(report, where)
    table(
        [spelt("∂F/∂b").removesuffix("b"), "complex step", "central"],
        [_row(report, name) for name in _names(report)],
        caption="Largest relative difference",
    )
    if now.order == "as-you-go" and not whole:
        st.text(f"{not_the_gradient()} The true gradient is checked here.")
    return lens_of(where, check_lens(report), update)


def _say(report: GradientCheck, where: str) -> None:
    part = (
        f"{report.checked:,} of {report.parameters:,} parameters, drawn at random,"
        if report.sampled
        else f"all {report.parameters:,} parameters"
    )
    if report.ok:
        verdict(f"{where}: the gradient of {part} agrees to {printed(report.worst)}.", GOOD)
    else:
        name, *at = report.where
        turned = len(at) == len("HL") and reader_notation().turned
        place = ",".join(map(str, at[::-1] if turned else at))
        verdict(f"{where}: {name},{place} differs by {printed(report.worst)}.", BAD)
    for kink in report.kinks[:3]:
        verdict(
            f"Kink: {spelt('n')} of neuron {kink.component} of layer {kink.layer} is {printed(kink.n)}, "
            "within the step. σ bends there, so central differences mix both sides; that is no failure.",
            WARN,
        )


def _names(report: GradientCheck) -> list[tuple[str, int]]:
    return [(letter, l) for l in report.dW for letter in "Wb"]


def _row(report: GradientCheck, name: tuple[str, int]) -> list[str]:
    letter, l = name
    ours, central = (report.dW, report.central_dW) if letter == "W" else (report.db, report.central_db)
    kinked = (report.kinked_W if letter == "W" else report.kinked_b)[l]
    return [f"{letter}{l}", _largest(ours[l], np.zeros_like(kinked)), _largest(central[l], kinked)]


def _largest(off: np.ndarray, left_out: np.ndarray) -> str:
    """Of those that were checked and lie at no kink."""
    counted = off[~np.isnan(off) & ~left_out]
    return printed(float(counted.max())) if counted.size else "kink"
