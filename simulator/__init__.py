"""Backprop Simulator: see backpropagation, number by number."""

from .core.health import health
from .core.history import History
from .core.inputs import InputError
from .core.network import Layer, Network
from .core.overflow import first_not_finite
from .core.propagation import Gradient, Run, descend, gradient, jacobian, propagate
from .core.training import train
from .files.network import load_network, save_network
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
    "first_not_finite",
    "gradient",
    "health",
    "jacobian",
    "load_network",
    "propagate",
    "save_network",
    "timeline",
    "train",
]
