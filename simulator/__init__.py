"""Backprop Simulator: see backpropagation, number by number."""

from .core.history import History
from .core.inputs import InputError
from .core.network import Layer, Network
from .core.propagation import Gradient, Run, descend, gradient, jacobian, propagate
from .core.training import train
from .files.keras_model import from_keras
from .files.record import record
from .files.sklearn_model import from_sklearn
from .files.torch_module import from_torch
from .steps.step import Step
from .steps.timeline import timeline

__all__ = [
    "Gradient",
    "History",
    "InputError",
    "Layer",
    "Network",
    "Run",
    "Step",
    "descend",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "gradient",
    "jacobian",
    "propagate",
    "record",
    "timeline",
    "train",
]
