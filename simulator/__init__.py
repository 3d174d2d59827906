"""Backprop Simulator: see backpropagation, number by number."""

from .core.history import History
from .core.inputs import InputError
from .core.network import Layer, Network
from .core.propagation import Gradient, Run, descend, gradient, jacobian, propagate
from .core.training import train
from .player.notebook import show
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
    "gradient",
    "jacobian",
    "propagate",
    "show",
    "timeline",
    "train",
]
