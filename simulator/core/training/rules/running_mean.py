"""Running means of g and of g², and the settings that several rules share."""

import numpy as np

from ...inputs import Array
from .rule_row import Motion, RuleSetting, Terms


def running_mean_terms(kept: str, rate: str, power: int = 1) -> Terms:
    """The two products that the running mean of g or of g², ρ M + (1 − ρ) g, is the sum of."""

    def terms(u: Motion) -> tuple[Array, ...]:
        rho, g = u.settings[rate], u["gradient"]
        return np.asarray(rho * u[kept]), np.asarray((1 - rho) * (g if power == 1 else g * g))

    return terms


MOMENTUM = RuleSetting("momentum", most=1, symbol="μ", torch="momentum", label="Momentum μ", short="momentum")

EPSILON = RuleSetting(
    "epsilon", 1e-8, above=True, symbol="ε", torch="eps", label="ε in the denominator", short="ε"
)
