"""Descent along the gradient, or along a velocity: momentum, Hagan's too, and Nesterov's."""

import numpy as np

from ...inputs import Array
from .arithmetic_names import COPIED, DESCENT, MIXED, PLUS_SCALED
from .penalty import PENALTY
from .rule_row import Formula, Motion, Rule, RuleMove, RuleSetting, Settings, difference_of, sum_of
from .running_mean import MOMENTUM


def _velocity(u: Motion) -> Array:
    """μ V + (1 − dampening) g; g itself in the first update."""
    g = u["gradient"]
    return np.asarray(
        g.copy() if u.t == 1 else u.settings["momentum"] * u["momentum"] + (1 - u.settings["dampening"]) * g
    )


def _ahead(u: Motion) -> tuple[Array, ...]:
    """g and μ V."""
    return u["gradient"], np.asarray(u.settings["momentum"] * u["momentum"])


def _along(u: Motion) -> tuple[Array, ...]:
    """W and α g, with V in place of g where there is momentum, and g + μ V with Nesterov's."""
    momentum, nesterov = u.settings["momentum"], u.settings["nesterov"]
    step = u["nesterov" if nesterov else "momentum" if momentum else "gradient"]
    return u["parameter"], np.asarray(u.learning_rate * step)


def _for_velocity(settings: Settings, plain: float) -> float:
    """So that a gradient that stays the same moves W as far in the end as by plain descent."""
    factor = (1 - settings["momentum"]) / ((1 - settings["dampening"]) or 1)
    return plain * (factor or 1)


HAGAN = (
    "With dampening = momentum this is Hagan's momentum from the second update on; in the first one PyTorch "
    "takes the whole gradient."
)


def _velocity_written(s: Settings, t: int) -> Formula:
    if t == 1:
        return "V ← g", COPIED
    return ("V ← μ V + ( 1 - δ ) g", MIXED) if s["dampening"] else ("V ← μ V + g", "scaled-plus")


def _velocity_said(s: Settings, t: int) -> str:
    hagan = f" {HAGAN}" if s["dampening"] and s["dampening"] == s["momentum"] else ""
    if t == 1:
        return f"V begins as the gradient itself, in the first update of all.{hagan}"
    if s["dampening"]:
        return f"V keeps the part μ of what it was, and takes the part 1 − δ of the gradient.{hagan}"
    return "V is what it was, times the momentum μ, and the gradient: past gradients go on pushing."


def _velocity_terms(u: Motion) -> tuple[Array, ...]:
    if u.t == 1:
        return (u["gradient"],)
    s = u.settings
    return np.asarray(s["momentum"] * u["momentum"]), np.asarray((1 - s["dampening"]) * u["gradient"])


def _along_written(s: Settings, t: int) -> Formula:
    if s["nesterov"]:
        return "W ← W - α Ṽ", DESCENT
    return ("W ← W - α V" if s["momentum"] else "W ← W - α g"), DESCENT


def _along_said(s: Settings, t: int) -> str:
    return "Ṽ, the gradient and what V will carry on" if s["nesterov"] else "V" if s["momentum"] else "g"


SGD = Rule(
    "sgd",
    "SGD",
    "SGD",
    (
        MOMENTUM,
        RuleSetting("dampening", most=1, symbol="δ", torch="dampening", label="Dampening", short="dampening"),
        RuleSetting("nesterov", False, torch="nesterov", label="Nesterov's momentum", short="Nesterov's"),
    ),
    (
        PENALTY,
        RuleMove(
            "momentum",
            _velocity,
            "momentum",
            "V",
            "momentum_buffer",
            anew=True,
            when=lambda s: s["momentum"],
            title="Momentum V",
            written=_velocity_written,
            said=_velocity_said,
            terms=_velocity_terms,
            numpy=lambda s: [
                "V[name] = g.copy() if count == 1 else momentum * V[name] + (1 - dampening) * g"
            ],
        ),
        RuleMove(
            "nesterov",
            sum_of(_ahead),
            "nesterov",
            when=lambda s: s["nesterov"],
            title="Nesterov's step Ṽ",
            written=lambda s, t: ("Ṽ = g + μ V", PLUS_SCALED),
            said=lambda s, t: (
                "Nesterov's momentum looks ahead: the gradient, and what V will carry on of it "
                "in the next update."
            ),
            terms=_ahead,
            numpy=lambda s: ["ahead = g + momentum * V[name]"],
        ),
        RuleMove(
            "update",
            difference_of(_along),
            "parameter",
            title="Update",
            written=_along_written,
            said=_along_said,
            terms=_along,
            numpy=lambda s: [
                f"p - alpha * {'ahead' if s['nesterov'] else 'V[name]' if s['momentum'] else 'g'}"
            ],
        ),
    ),
    lambda s: (
        "Nesterov's momentum must have a momentum above 0 and a dampening of 0"
        if s["nesterov"] and (not s["momentum"] or s["dampening"])
        else ""
    ),
    {"momentum": 0.9},
    _for_velocity,
    "Momentum is PyTorch's. With dampening = momentum it is Hagan's from the second update on; in "
    "the first one PyTorch takes the whole gradient.",
    plain=True,
    torch_counts=False,
    units=(-1, 1),
)
