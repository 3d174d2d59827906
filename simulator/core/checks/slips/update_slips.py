"""Slips in the update alone, or in how a matrix lies: each array given is right, or made in that way."""

from collections.abc import Iterator

import numpy as np

from ...inputs import Array
from ...network import free_part, moved
from .worked_with_slips import Key, Task, Truth

EPSILONS = (1e-8, 1e-7, 1e-7 / np.sqrt(1e-3))  # PyTorch's; Keras's; Keras's as its formula takes it at step 1


def _step(task: Task, truth: Truth, key: Key) -> tuple[Array, Array] | None:
    """The old W or b, and its gradient, 0 where frozen; None for other quantities and where all is frozen."""
    letter, l = key
    if letter not in ("W", "b") or f"{letter}{l}" in task.net.frozen:
        return None
    old = task.net.W[l] if letter == "W" else task.net.b[l]
    return old, free_part(task.net.frozen, f"{letter}{l}", truth[f"d{letter}", l])


def ascent(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """W + α ∂F/∂W."""
    if step := _step(task, truth, key):
        yield step[0] + task.alpha * step[1]


def rate_forgotten(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """W − ∂F/∂W."""
    if step := _step(task, truth, key):
        yield step[0] - step[1]


def adam_step(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """W − α g / (|g| + ε), Adam's first step."""
    if step := _step(task, truth, key):
        for epsilon in EPSILONS:
            yield step[0] - task.alpha * step[1] / (np.abs(step[1]) + epsilon)


def gradient_transposed(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """A square ∂F/∂W turned; a square W turned, or updated by a turned gradient."""
    letter, l = key
    W = task.net.W[l] if l > 1 else None
    if W is None or W.shape[0] != W.shape[1] or len(W) == 1:
        return
    if letter == "dW":
        yield truth[key].T
    if letter == "W":
        yield truth[key].T
        if step := _step(task, truth, key):
            yield moved(task.net.frozen, f"W{l}", step[0], step[0] - task.alpha * truth["dW", l].T)
