"""Slips at the error step: what a mistake makes of e and of F, which are right until then."""

from collections.abc import Iterator

import numpy as np

from ...inputs import Array
from .worked_with_slips import Key, Task, Truth


def sign_turned(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """y − t."""
    if key[0] == "e":
        yield -truth[key]


def loss_itself(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """½e² or e² in place of e."""
    if key[0] == "e":
        yield 0.5 * truth[key] ** 2
        yield truth[key] ** 2


def halved(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """½F."""
    if key[0] == "F":
        yield 0.5 * truth[key]


def doubled(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """2F."""
    if key[0] == "F":
        yield 2 * truth[key]


def over_outputs(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """F divided by the number of outputs."""
    if key[0] == "F" and (L := task.T.shape[1]) > 1:
        yield truth[key] / L


def over_items(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """F divided by the number of items, or not divided by it."""
    if key[0] == "F" and (N := len(task.X)) > 1:
        yield np.asarray(truth[key] * (N if task.rule.mean else 1 / N))


def over_both(task: Task, truth: Truth, key: Key) -> Iterator[Array]:
    """F divided by the number of items and of outputs."""
    N, L = task.T.shape
    if key[0] == "F" and N > 1 and L > 1:
        yield np.asarray(truth[key] / (L if task.rule.mean else N * L))
