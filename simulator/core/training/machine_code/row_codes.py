"""Which row of the tables has which number in machine code, and where the settings of a rule lie there.

A row that has none is not compiled: a network with it trains by NumPy. This file alone of the folder is
imported where numba is not installed.
"""

import numpy as np

from ...activation import ACTIVATIONS
from ...activations.activation_row import Activation
from ...activations.exponential_units import SELU_LEFT, SELU_RIGHT
from ...inputs import Array
from ...loss import LOSSES
from ...losses.loss_row import Loss
from ..rules.rule_row import Rule
from ..rules.rule_table import RULES
from ..update_rule import UpdateRule

SOFTMAX = -1  # no function of one n
IDENTITY, SIGMOID, TANH, RELU, ELU, BOUNDED, SOFTPLUS, SILU, SOFTSIGN, GELU, GELU_TANH = range(11)
SQUARES, SOFTMAX_TCE, SIGMOID_TCE, SOFTPLUS_TCE, SIGMOID_BCE = range(5)
DESCENT, SGD, RMSPROP, ADAM, ADAMW = range(5)
# What a rule may be set to, in this order; CLIP is 0 for none, DECAY and L1 say whether there is any.
SETTINGS = (
    "momentum", "dampening", "nesterov", "rho", "epsilon", "centered", "beta1", "beta2",
    "weight_decay", "l1", "clip",
)  # fmt: skip
BY_PARAMETER = {"decay_biases"}  # which of them decay, flat_rule.py says by λ and λ₁ of each
MOMENTUM, DAMPENING, NESTEROV, RHO, EPSILON, CENTERED, BETA1, BETA2, DECAY, L1, CLIP, ALPHA = range(12)

Code = tuple[int, float, float]  # with up to two numbers of the row

# By the rows themselves: a row of another name, or another row under a known name, has no code here.
CODES: dict[Activation, Code] = {
    ACTIVATIONS[name]: code
    for name, code in {
        "identity": (IDENTITY, 0.0, 0.0),
        "sigmoid": (SIGMOID, 0.0, 0.0),
        "tanh": (TANH, 0.0, 0.0),
        "relu": (RELU, 0.0, 0.0),
        "selu": (ELU, SELU_LEFT, SELU_RIGHT),
        "softplus": (SOFTPLUS, 0.0, 0.0),
        "silu": (SILU, 0.0, 0.0),
        "softmax": (SOFTMAX, 0.0, 0.0),
        "gelu": (GELU, 0.0, 0.0),
        "gelu_tanh": (GELU_TANH, 0.0, 0.0),
        "relu6": (BOUNDED, 0.0, 6.0),
        "hardtanh": (BOUNDED, -1.0, 1.0),
        "softsign": (SOFTSIGN, 0.0, 0.0),
    }.items()
}
# Of rows whose name may hold a number, by what makes them: that number is the first, and here the second.
MADE = {
    parameter.make: numbers
    for name, numbers in {"leaky_relu": (RELU, 0.0), "elu": (ELU, 1.0)}.items()
    if (parameter := ACTIVATIONS[name].parameter)
}
FUSED = {
    LOSSES[loss].fused[output]: code
    for loss, output, code in (
        ("tce", "softmax", SOFTMAX_TCE),
        ("tce", "sigmoid", SIGMOID_TCE),
        ("tce", "softplus", SOFTPLUS_TCE),
        ("bce", "sigmoid", SIGMOID_BCE),
    )
}
RULE_CODES: dict[Rule, int] = {
    RULES[name]: code for name, code in {"sgd": SGD, "rmsprop": RMSPROP, "adam": ADAM, "adamw": ADAMW}.items()
}


def activation_code(name: str) -> Code | None:
    """The code of an activation's name, and its numbers; None where its row has none."""
    row = ACTIVATIONS[name]
    if row.parameter and row.parameter.make in MADE:
        code, second = MADE[row.parameter.make]
        return code, row.parameter.value, second
    return CODES.get(row)


def loss_code(loss: Loss, output: str) -> tuple[int, float] | None:
    """The code of a loss after an activation, and by what S is multiplied; None where it has none."""
    if fused := loss.fused.get(output):
        return (FUSED[fused], 1.0) if fused in FUSED else None
    return (SQUARES, -float(loss.squares.factor)) if loss.squares else None


def rule_code(rule: UpdateRule | None) -> int | None:
    """The code of an update rule; None where its row has none, or where a setting of its own is not known."""
    if rule is None:
        return DESCENT
    known = rule.changed.keys() <= {*SETTINGS, *BY_PARAMETER}
    return RULE_CODES.get(rule.row) if known else None


def rule_settings(rule: UpdateRule | None, learning_rate: float) -> Array:
    """The settings of a rule by their places."""
    given = rule.settings if rule else {}
    return np.array([*(float(given.get(name) or 0.0) for name in SETTINGS), learning_rate])
