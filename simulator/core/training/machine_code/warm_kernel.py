"""The compiled updates, called once, so that nobody waits for them later."""

import numpy as np

from ...inputs import Array
from ...loss import LOSSES
from ...network import Layer, Network
from ..batches import Batches
from ..fast.compiled_update import UpdateTask
from ..fast.flat_parameters import Parameters
from ..row_order import Order
from .by_numba import entry
from .item_updates import advance
from .machine_updates import Kernel, MachineUpdates


def warm_kernel(cache: str) -> Kernel:
    """`advance`, kept in that folder, "" for nowhere; compiled or loaded before it is given."""
    kernel: Kernel = entry(advance, cache)
    one: Array = np.ones((1, 1))
    net = Network((Layer(one, one[0], "identity"),))
    task = UpdateTask(net, LOSSES["tse"], 0.1, False)
    batches = Batches(one, one.copy(), Order(1, 1, "turn", 0))
    updates = MachineUpdates(kernel, task, Parameters.of(net), Parameters.like(net), None, batches)
    updates.advance(0, 1, 1, keep=False)
    return kernel
