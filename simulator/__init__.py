"""Backprop Simulator: see backpropagation, number by number."""

from .core.comparison import Comparison, compare
from .core.derivatives import Kink
from .core.gradient_check import GradientCheck, check_gradient
from .core.health import health
from .core.history import History
from .core.inputs import InputError
from .core.mistakes import MISTAKES
from .core.network import Layer, Network
from .core.overflow import first_not_finite
from .core.propagation import Gradient, Run, descend, gradient, jacobian, propagate
from .core.training import train
from .files.keras_model import from_keras
from .files.network import load_network, save_network
from .files.record import record
from .files.sklearn_model import from_sklearn
from .files.torch_module import from_torch
from .player.notebook import show
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
    "first_not_finite",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "gradient",
    "health",
    "jacobian",
    "load_network",
    "propagate",
    "record",
    "save_network",
    "show",
    "timeline",
    "train",
]
