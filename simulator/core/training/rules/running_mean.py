"""Running means of g and of g², and the settings that several rules share."""

from collections.abc import Callable

import numpy as np

from ...inputs import Array
from .rule_row import Motion, RuleSetting


def running(kept: str, rate: str, power: int = 1) -> Callable[[Motion], Array]:
    """The running mean of g or of g²: ρ M + (1 − ρ) g."""

    def value(u: Motion) -> Array:
        rho, g = u.settings[rate], u["gradient"]
        return np.asarray(rho * u[kept] + (1 - rho) * (g if power == 1 else g * g))

    return value


def running_mean_terms(kept: str, rate: str, power: int = 1) -> Callable[[Motion], tuple[Array, ...]]:
    """The two products that the running mean is the sum of."""

    def terms(u: Motion) -> tuple[Array, ...]:
        rho, g = u.settings[rate], u["gradient"]
        return np.asarray(rho * u[kept]), np.asarray((1 - rho) * (g if power == 1 else g * g))

    return terms


MOMENTUM = RuleSetting("momentum", most=1, symbol="μ", torch="momentum", label="Momentum μ", short="momentum")

EPSILON = RuleSetting(
    "epsilon", 1e-8, above=True, symbol="ε", torch="eps", label="ε in the denominator", short="ε"
)
