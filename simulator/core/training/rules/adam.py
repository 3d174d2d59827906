"""Adam and AdamW: the mean gradient divided by the size that it usually has."""

import numpy as np

from ...inputs import Array
from .arithmetic_names import FUNCTION, MIXED, MIXED_SQUARES, PLUS_SCALED
from .penalty import L1_LINE, PENALTY, penalty_said, with_l1
from .rule_row import Motion, Rule, RuleMove, RuleSetting, difference_of, sum_of
from .running_mean import EPSILON, running_mean_terms


def _decayed(u: Motion) -> Array:
    """(1 − αλ) W."""
    return np.asarray((1 - u.learning_rate * u.weight_decay) * u["parameter"])


def _corrected(u: Motion) -> Array:
    """M̂ = M / (1 − β₁ᵗ) and V̂ = V / (1 − β₂ᵗ), (2, …)."""
    first, second = 1 - u.settings["beta1"] ** u.t, 1 - u.settings["beta2"] ** u.t
    return np.stack([u["momentum"] / first, u["square"] / second])


def _along_corrected(u: Motion) -> tuple[Array, ...]:
    """W and α M̂ / (√V̂ + ε)."""
    M, V = u["corrected"]
    return u["parameter"], np.asarray(u.learning_rate * (M / (np.sqrt(V) + u.settings["epsilon"])))


ADAM_MOVES = (
    RuleMove(
        "momentum",
        sum_of(running_mean_terms("momentum", "beta1")),
        "momentum",
        "M",
        "exp_avg",
        title="Mean gradient M",
        written=lambda s, t: ("M ← β₁ M + ( 1 - β₁ ) g", MIXED),
        said=lambda s, t: "M keeps the part β₁ of what it was, and takes the rest from the gradient.",
        terms=running_mean_terms("momentum", "beta1"),
        numpy=lambda s: ["M[name] = beta1 * M[name] + (1 - beta1) * g"],
    ),
    RuleMove(
        "square",
        sum_of(running_mean_terms("square", "beta2", 2)),
        "square",
        "V",
        "exp_avg_sq",
        title="Mean square V",
        written=lambda s, t: ("V ← β₂ V + ( 1 - β₂ ) g ∘ g", MIXED_SQUARES),
        said=lambda s, t: "V is the same of each gradient's square: how large it usually is.",
        terms=running_mean_terms("square", "beta2", 2),
        numpy=lambda s: ["V[name] = beta2 * V[name] + (1 - beta2) * (g * g)"],
    ),
    RuleMove(
        "corrected",
        _corrected,
        "corrected",
        title="Corrected M̂ and V̂",
        written=lambda s, t: ("M̂ = M / ( 1 - β₁ᵗ ) ; V̂ = V / ( 1 - β₂ᵗ )", FUNCTION),
        said=lambda s, t: (
            f"M and V began at 0, so they are too small at first; divided by 1 − βᵗ, here with t = {t}, they "
            "are means. This hat means corrected, not the layer to the left."
        ),
        terms=lambda u: (_corrected(u),),
        numpy=lambda s: [
            "M_hat = M[name] / (1 - beta1**count)",
            "V_hat = V[name] / (1 - beta2**count)",
        ],
    ),
    RuleMove(
        "update",
        difference_of(_along_corrected),
        "parameter",
        title="Update",
        written=lambda s, t: ("W ← W - α M̂ / ( √ V̂ + ε )", FUNCTION),
        said=lambda s, t: "M̂ / √V̂",
        terms=_along_corrected,
        numpy=lambda s: ["p - alpha * (M_hat / (np.sqrt(V_hat) + epsilon))"],
    ),
)

ADAM_SETTINGS = (
    RuleSetting(
        "beta1",
        0.9,
        most=1,
        below=True,
        symbol="β₁",
        torch="betas[0]",
        label="β₁ of the running mean M",
        short="β₁",
    ),
    RuleSetting(
        "beta2",
        0.999,
        most=1,
        below=True,
        symbol="β₂",
        torch="betas[1]",
        label="β₂ of the running mean V",
        short="β₂",
    ),
    EPSILON,
)

ADAM = Rule(
    "adam",
    "Adam",
    "Adam",
    ADAM_SETTINGS,
    (PENALTY, *ADAM_MOVES),
    alpha=lambda s, plain: 0.02,
    units=(0, 1),
)

ADAMW = Rule(
    "adamw",
    "AdamW",
    "AdamW",
    ADAM_SETTINGS,
    (
        RuleMove(
            "decay",
            lambda u: with_l1(u, u["gradient"]),
            "gradient",
            penalty=True,
            when=lambda s: s["l1"],
            title="Penalty",
            written=lambda s, t: ("g ← g + λ₁ sign", PLUS_SCALED),
            said=lambda s, t: penalty_said({"weight_decay": 0, "l1": s["l1"]}, t),
            terms=lambda u: (u["gradient"], np.asarray(u.l1 * np.sign(u["parameter"]))),
            numpy=lambda s: L1_LINE,
        ),
        RuleMove(
            "decay",
            _decayed,
            "parameter",
            penalty=True,
            when=lambda s: s["weight_decay"],
            title="Weight decay",
            written=lambda s, t: ("W ← ( 1 - α λ ) W", "shrunk"),
            partly=("W ← W - α λ W°", "descent-twice"),
            said=lambda s, t: (
                "AdamW takes its decay from every {each} itself, apart from the gradient: a part α λ of it."
            ),
            terms=lambda u: (_decayed(u),),
            numpy=lambda s: ["p = (1 - alpha * weight_decay) * p"],
        ),
        *ADAM_MOVES,
    ),
    begins={"weight_decay": 0.01},
    alpha=lambda s, plain: 0.02,
    units=(0, 1),
)
