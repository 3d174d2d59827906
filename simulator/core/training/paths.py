"""The two paths that a run's updates can take: calls of NumPy, or machine code where numba is installed.

They are equal to 1e-12, not in every bit. A run takes one from its start to its end, and says which.
"""

from ..inputs import InputError
from .fast.compiled_update import UpdateTask
from .machine_code import readiness
from .machine_code.machine_updates import Kernel, spelt

PATHS = NUMPY, NUMBA = ("numpy", "numba")
# Nanoseconds: what NumPy's calls take for a layer of an update, and what machine code takes longer than they
# for an item's layers, neurons and weights, which NumPy takes many at once. Measured, to a factor of 2.
CALLS, PER_LAYER, PER_NEURON, PER_WEIGHT = 2000, 40, 3, 0.08


def kernel_for(path: object, task: UpdateTask, items: int) -> Kernel | None:
    """The machine code for a run of so many items an update; None where it is to go by NumPy.

    `path` is a name, or None for the faster of those that are ready: nobody waits. Asked for by name, machine
    code is waited for. Raises InputError for another name, and where it is not to be had.
    """
    if path is not None and (not isinstance(path, str) or path not in PATHS):
        raise InputError(f"the path must be one of {', '.join(PATHS)}, or None; got {path!r:.60}")
    if path == NUMPY:
        return None
    if path is None:
        return readiness.ready_kernel() if spelt(task) and wins(task, items) else None
    if not spelt(task):
        raise InputError("the path numba must have every activation, loss and rule compiled; one is not")
    if (kernel := readiness.awaited_kernel()) is None:
        raise InputError(
            'the path numba must have numba installed (pip install "backprop-simulator[fast]"); it is not'
        )
    return kernel


def wins(task: UpdateTask, items: int) -> bool:
    """Whether machine code is the faster one for so many items an update."""
    layers = task.net.layers
    neurons, weights = sum(layer.b.size for layer in layers), sum(layer.W.size for layer in layers)
    more = PER_LAYER * len(layers) + PER_NEURON * neurons + PER_WEIGHT * weights
    return items == 1 or items * more < CALLS * len(layers)


def path_here(path: str, task: UpdateTask) -> str:
    """That path where it is to be had without waiting, else NumPy's."""
    return NUMBA if path == NUMBA and spelt(task) and readiness.ready_kernel() else NUMPY
