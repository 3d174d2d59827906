"""Where to look, in the reader's notation: the formula of a step with its layers."""

import re
from collections.abc import Collection

from ...core.practice.true_steps import TrueSteps
from .notation import Notation

L = "([₀-₉]+)"
# As core/practice/where_to_look.py says it, and with W as L × H. {A1} stands for the slopes of the layer in
# the first bracket, {o1} for how they are multiplied with what follows.
SHAPES = (
    (f"S{L} = A{L} W{L} S{L}", "S{1} = {back}"),
    (f"= (.*)A{L} (e|∂φ/∂y)", "= {1}{A2}{o2} {3}"),
    (f"A{L} = diag\\(σ′\\(n{L}\\)\\), ", "{A1}, "),
    (f"A{L} = diag", "{A1} = diag"),
    (f"W{L}ᵀ (a{L}|x) \\+ (.*): every column of", "W{1} {2} + {4}: every row of"),
    (f"= (a{L}|x) S{L}ᵀ, a row for", "= S{3} {1}ᵀ, a column for"),
)


def shared_layers(steps: TrueSteps) -> set[int]:
    """The layers in which every a answers every n, whose slopes are a whole matrix."""
    return {l for l, row in steps.task.sigma.items() if not row.elementwise}


def place_told(text: str, notation: Notation, shared: Collection[int] = ()) -> str:
    """The sentence; `shared`: see shared_layers."""
    if not notation.turned:
        return text
    for pattern, shape in SHAPES:
        text = re.sub(pattern, lambda found, shape=shape: _filled(shape, found, notation, shared), text)  # type: ignore[misc]
    return notation.said(text)


def _filled(shape: str, found: re.Match[str], notation: Notation, shared: Collection[int]) -> str:
    parts = {str(i): part or "" for i, part in enumerate(found.groups(), start=1)}
    slopes = {i: _slopes(layer, notation, shared) for i, layer in parts.items()}
    whole = {i: _number(layer) in shared for i, layer in parts.items()}
    if "{back}" in shape:
        product = f"W{parts['3']}ᵀ S{parts['4']}"
        parts["back"] = f"{slopes['2']} {product}" if whole["2"] else f"({product}) ⊙ {slopes['2']}"
    for name in re.findall(r"\{([Ao])([0-9])\}", shape):
        parts["".join(name)] = slopes[name[1]] if name[0] == "A" else "" if whole[name[1]] else " ⊙"
    return re.sub(r"\{(\w+)\}", lambda hole: parts[hole[1]], shape)


def _slopes(layer: str, notation: Notation, shared: Collection[int]) -> str:
    whole = notation.signs["full-slopes"].latex
    return f"{whole}{layer}" if _number(layer) in shared else f"σ′(n{layer})"


def _number(layer: str) -> int:
    """2 of ₂; 0 of what is no layer."""
    digits = layer.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))
    return int(digits) if digits.isdecimal() else 0
