"""RMSProp: the gradient divided by the size that it usually has."""

import numpy as np

from ...inputs import Array
from .arithmetic_names import DESCENT, FUNCTION, MIXED, MIXED_SQUARES
from .penalty import PENALTY
from .rule_row import Formula, Motion, Rule, RuleMove, RuleSetting, Settings, difference_of, sum_of
from .running_mean import EPSILON, MOMENTUM, running_mean_terms


def _scaled(u: Motion) -> Array:
    """g / (√V + ε), and √(V − G²) where it is centered: below 0 that is nothing but rounding."""
    V = u["square"]
    if u.settings["centered"]:
        V = np.maximum(V - u["mean"] * u["mean"], 0.0)
    return np.asarray(u["gradient"] / (np.sqrt(V) + u.settings["epsilon"]))


def _scaled_velocity(u: Motion) -> tuple[Array, ...]:
    """μ M and g / (√V + ε)."""
    return np.asarray(u.settings["momentum"] * u["momentum"]), _scaled(u)


def _along_scaled(u: Motion) -> tuple[Array, ...]:
    """W and α g / (√V + ε), or α M where there is momentum."""
    step = u["momentum"] if u.settings["momentum"] else _scaled(u)
    return u["parameter"], np.asarray(u.learning_rate * step)


def _scale_written(s: Settings) -> str:
    return "( √ ( V - G ∘ G ) + ε )" if s["centered"] else "( √ V + ε )"


def _scaled_said(s: Settings) -> str:
    centered = "the root of V − G², how far it spreads (0 where rounding leaves less than 0)"
    return centered if s["centered"] else "√V, the size that it usually has"


def _scaled_numpy(s: Settings) -> str:
    V = "np.maximum(V[name] - G[name] * G[name], 0.0)" if s["centered"] else "V[name]"
    return f"g / (np.sqrt({V}) + epsilon)"


def _along_scaled_written(s: Settings, t: int) -> Formula:
    if s["momentum"]:
        return "W ← W - α M", DESCENT
    return f"W ← W - α g / {_scale_written(s)}", FUNCTION


RMSPROP = Rule(
    "rmsprop",
    "RMSProp",
    "RMSprop",
    (
        RuleSetting(
            "rho",
            0.99,
            most=1,
            below=True,
            symbol="ρ",
            torch="alpha",
            label="ρ of the running mean V",
            short="ρ",
        ),
        EPSILON,
        MOMENTUM,
        RuleSetting("centered", False, torch="centered", label="Centered: V − G²", short="centered"),
    ),
    (
        PENALTY,
        RuleMove(
            "square",
            sum_of(running_mean_terms("square", "rho", 2)),
            "square",
            "V",
            "square_avg",
            title="Mean square V",
            written=lambda s, t: ("V ← ρ V + ( 1 - ρ ) g ∘ g", MIXED_SQUARES),
            said=lambda s, t: (
                "V keeps the part ρ of what it was, and takes the rest from each gradient's square: "
                "how large it usually is."
            ),
            terms=running_mean_terms("square", "rho", 2),
            numpy=lambda s: ["V[name] = rho * V[name] + (1 - rho) * (g * g)"],
        ),
        RuleMove(
            "mean",
            sum_of(running_mean_terms("mean", "rho")),
            "mean",
            "G",
            "grad_avg",
            when=lambda s: s["centered"],
            title="Mean gradient G",
            written=lambda s, t: ("G ← ρ G + ( 1 - ρ ) g", MIXED),
            said=lambda s, t: "G is the same of the gradient itself; V − G² is how far it spreads.",
            terms=running_mean_terms("mean", "rho"),
            numpy=lambda s: ["G[name] = rho * G[name] + (1 - rho) * g"],
        ),
        RuleMove(
            "momentum",
            sum_of(_scaled_velocity),
            "momentum",
            "M",
            "momentum_buffer",
            when=lambda s: s["momentum"],
            title="Momentum M",
            written=lambda s, t: (f"M ← μ M + g / {_scale_written(s)}", FUNCTION),
            said=lambda s, t: (
                f"M is what it was, times the momentum μ, and the gradient divided by {_scaled_said(s)}."
            ),
            terms=_scaled_velocity,
            numpy=lambda s: [f"M[name] = momentum * M[name] + {_scaled_numpy(s)}"],
        ),
        RuleMove(
            "update",
            difference_of(_along_scaled),
            "parameter",
            title="Update",
            written=_along_scaled_written,
            said=lambda s, t: "M" if s["momentum"] else f"g divided by {_scaled_said(s)}",
            terms=_along_scaled,
            numpy=lambda s: [f"p - alpha * {'M[name]' if s['momentum'] else f'({_scaled_numpy(s)})'}"],
        ),
    ),
    alpha=lambda s, plain: 0.01 * (1 - s["momentum"]) or plain,
    units=(0, 0),
)
