"""Backprop Simulator: see backpropagation, number by number."""

from .core.comparison import Comparison, compare
from .core.derivatives import Kink
from .core.gradient_check import GradientCheck, check_gradient
from .core.history import History
from .core.inputs import InputError
from .core.mistakes import MISTAKES
from .core.network import Layer, Network
from .core.propagation import Gradient, Run, descend, gradient, jacobian, propagate
from .core.training import train
from .steps.step import Step
from .steps.timeline import timeline

__all__ = [
    "MISTAKES",
    "Comparison",
    "Gradient",
    "GradientCheck",
    "History",
    "InputError",
    "Kink",
    "Layer",
    "Network",
    "Run",
    "Step",
    "check_gradient",
    "compare",
    "descend",
    "gradient",
    "jacobian",
    "propagate",
    "timeline",
    "train",
]
