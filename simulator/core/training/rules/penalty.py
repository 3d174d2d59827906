"""What weight decay (L2) and L1 add to the gradient of a weight."""

import numpy as np

from ...inputs import Array
from .arithmetic_names import PLUS_SCALED, TWICE
from .rule_row import Formula, Motion, RuleMove, Settings


def _with_penalty(u: Motion) -> Array:
    """g + λ W + λ₁ sign(W)."""
    g = u["gradient"]
    if u.settings["weight_decay"]:
        g = g + u.weight_decay * u["parameter"]
    return with_l1(u, g) if u.settings["l1"] else g


def with_l1(u: Motion, g: Array) -> Array:
    """g + λ₁ sign(W)."""
    return np.asarray(g + u.l1 * np.sign(u["parameter"]))


def _penalty_written(s: Settings, t: int) -> Formula:
    if s["weight_decay"] and s["l1"]:
        return "g ← g + λ W° + λ₁ sign", TWICE
    return ("g ← g + λ W°" if s["weight_decay"] else "g ← g + λ₁ sign"), PLUS_SCALED


def penalty_said(s: Settings, t: int) -> str:
    parts = []
    if s["weight_decay"]:
        parts.append(
            "weight decay adds λ {letter}, which pulls every {each} towards 0 the more, the larger it is"
        )
    if s["l1"]:
        parts.append("L1 adds λ₁ times the sign of {letter}, which pulls every {each} towards 0 equally")
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}. From here on g is the gradient with that."


def _penalty_terms(u: Motion) -> tuple[Array, ...]:
    terms = [u["gradient"]]
    if u.settings["weight_decay"]:
        terms.append(np.asarray(u.weight_decay * u["parameter"]))
    if u.settings["l1"]:
        terms.append(np.asarray(u.l1 * np.sign(u["parameter"])))
    return tuple(terms)


L1_LINE = ["g = g + l1 * np.sign(p)"]

PENALTY = RuleMove(
    "decay",
    _with_penalty,
    "gradient",
    penalty=True,
    when=lambda s: s["weight_decay"] or s["l1"],
    title="Penalty",
    written=_penalty_written,
    said=penalty_said,
    terms=_penalty_terms,
    numpy=lambda s: ["g = g + weight_decay * p"] * bool(s["weight_decay"]) + L1_LINE * bool(s["l1"]),
)
