"""Backprop Simulator: see backpropagation, number by number."""

from .core.checks.compare import Comparison, compare
from .core.checks.derivatives import Kink
from .core.checks.gradient_check import GradientCheck, check_gradient
from .core.checks.mistakes import MISTAKES
from .core.health.health import health
from .core.health.overflow import first_not_finite
from .core.inputs import InputError
from .core.network import Layer, Network
from .core.propagation import Gradient, Run, descend, gradient, jacobian, propagate
from .core.training.history import History
from .core.training.train import train
from .files.frameworks.keras_model import from_keras
from .files.frameworks.sklearn_model import from_sklearn
from .files.frameworks.torch_module import from_torch
from .files.networks.load_save import load_network, save_network
from .files.recordings.record import record
from .player.notebook_cell import show
from .steps.step import Step
from .steps.timeline import timeline

__version__ = "0.2.0"

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
