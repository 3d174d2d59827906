"""A formula in a line of text: in each notation it is true of arrays that stand as they do there."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulator import InputError
from simulator.steps.formulas.formula_in_words import formula_in_words
from simulator.steps.formulas.notation import NOTATIONS

TRUE = (
    *(
        "n = Wᵀ â + b",
        "n₃ = W₃ᵀ a₂ + b₃",
        "Ŝ = Â W S",
        "Ŝ=ÂWS",
        "S₂ = A₂ W₃ S₃",
        "∂F/∂W = â Sᵀ",
        "∂F/∂W₃ = a₂ S₃ᵀ",
    ),
    *("S = −2 A e", "S₃ = −2 A₃ e", "∂F/∂b = S", "S = ∂F/∂n"),
)


def letters(name: str) -> dict[str, Any]:
    """Two layers of tanh with squared errors by their letters in words, every vector a column."""
    rng = np.random.default_rng(7)
    W, b, left = rng.normal(size=(3, 2)), rng.normal(size=(2, 1)), rng.normal(size=(3, 1))
    a_left, e = np.tanh(left), rng.normal(size=(2, 1))
    n = W.T @ a_left + b
    slopes, left_slopes = 1 - np.tanh(n) ** 2, 1 - a_left**2
    S = -2 * slopes * e
    S_left = left_slopes * (W @ S)
    dW = a_left @ S.T
    found = {"W": W, "b": b, "e": e, "â": a_left, "a₂": a_left, "W₃": W, "b₃": b}
    if name == "notes":
        A, A_left = np.diag(slopes[:, 0]), np.diag(left_slopes[:, 0])
        return found | {
            **{"n": n, "n₃": n, "S": S, "S₃": S, "Ŝ": S_left, "S₂": S_left, "A": A, "A₃": A, "Â": A_left},
            **{"A₂": A_left, "∂F/∂W": dW, "∂F/∂W₃": dW, "∂F/∂b": S, "∂F/∂n": S},
        }
    found |= {"W": W.T, "W₃": W.T, "z": n, "z₃": n}
    found |= {"σ′(z)": slopes, "σ′(z₃)": slopes, "σ′(ẑ)": left_slopes, "σ′(z₂)": left_slopes}
    if name == "delta":
        return found | {
            **{"δ": S, "δ₃": S, "δ̂": S_left, "δ₂": S_left, "∂C/∂W": dW.T, "∂C/∂W₃": dW.T, "∂C/∂b": S},
            "∂C/∂z": S,
        }
    return found | {
        **{"∂L/∂z": S, "∂L/∂z₃": S, "∂L/∂ẑ": S_left, "∂L/∂z₂": S_left, "∂L/∂W": dW.T, "∂L/∂W₃": dW.T},
        "∂L/∂b": S,
    }


class Array(np.ndarray):
    """@ of a number is its multiple."""

    def __matmul__(self, other: Any) -> Any:
        return self * other if not self.ndim or not np.ndim(other) else np.matmul(self, other)


def side(text: str, known: dict[str, Any]) -> np.ndarray:
    """Side by side is a product, ⊙ goes entry by entry."""
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    code, before = "", False
    for found in re.finditer(rf"\s*(?:({names})(ᵀ?)|([0-9]+)|([−+⊙()]))", text):
        name, turned, number, sign = found.groups()
        factor = bool(name or number or sign == "(")
        code += "@" * (before and factor)
        if name:
            code += f"known[{name!r}].view(Array)" + ".T" * bool(turned)
        code += f"np.float64({number}).__array__().view(Array)" if number else ""
        code += {"−": "-", "⊙": "*"}.get(sign, sign) if sign else ""
        before = bool(name or number or sign == ")")
    rest = re.sub(rf"(?:{names})ᵀ?|[0-9]+|[−+⊙()]", "", text)
    assert not rest.strip(), rest
    return np.asarray(eval(code, {"known": known, "np": np, "Array": Array}))


@pytest.mark.parametrize("name", NOTATIONS)
def test_both_sides_are_equal_and_of_one_shape(name: str) -> None:
    for text in TRUE:
        said = formula_in_words(text, NOTATIONS[name])
        assert name != "notes" or said == text
        for one, other in pairwise(side(part, letters(name)) for part in re.split(" ?= ?", said)):
            assert one.shape == other.shape, said
            np.testing.assert_allclose(one, other, rtol=1e-12)


def test_a_false_formula_is_found_false() -> None:
    """So the test above would find one."""
    known = letters("delta")
    with pytest.raises(ValueError, match="mismatch"):
        side("(W δ) ⊙ σ′(ẑ)", known)
    assert not np.allclose(side("δ", known), side("−2 e", known))


def test_as_they_are_written() -> None:
    def said(text: str) -> list[str]:
        return [formula_in_words(text, one) for one in NOTATIONS.values()]

    assert said("Ŝ = Â W S") == [
        *("Ŝ = Â W S", "δ̂ = (Wᵀ δ) ⊙ σ′(ẑ)", "∂L/∂ẑ = (Wᵀ ∂L/∂z) ⊙ σ′(ẑ)"),
    ]
    assert said("W − α ∂F/∂W") == ["W − α ∂F/∂W", "W − η ∂C/∂W", "W − lr ∂L/∂W"]
    assert said("a = σ(n)") == ["a = σ(n)", "a = σ(z)", "a = σ(z)"]
    assert said("S = ∂F/∂n") == ["S = ∂F/∂n", "δ = ∂C/∂z", "∂L/∂z"], "what is the same is said once"
    assert said("A = σ′(n)") == ["A = σ′(n)", "σ′(z)", "σ′(z)"]
    assert said("W₃,₁₂ S₃,₂") == ["W₃,₁₂ S₃,₂", "W₃,₂₁ δ₃,₂", "W₃,₂₁ ∂L/∂z₃,₂"], "entries"
    assert said("Sᵀ") == ["Sᵀ", "δᵀ", "(∂L/∂z)ᵀ"]
    assert said("n\u0302, N") == ["n̂, N", "ẑ, Z", "ẑ, Z"]


@pytest.mark.parametrize("text", ["Q", "", "S of n", "δ", "2 S; n", r"\alpha"])
def test_what_is_no_formula_of_the_notes_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"must be a letter or a formula of the notes, such as Ŝ = Â W S"):
        formula_in_words(text)
