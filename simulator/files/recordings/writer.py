"""The updates of a recording as they come in, within limits, until they are written."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array
from ...core.loss import check_pair, loss_named
from ...core.network import Network
from ...core.sets.metrics import outputs
from ..frameworks.layer_chain import activations_of
from ..frameworks.torch_layers import Linear
from ..untrusted.json_fields import NEWEST
from .reader import MOST_CHARACTERS
from .recorded_arrays import packed
from .recording import FORMAT
from .torch_losses import Pass, SkipError
from .torch_optimizer import Asked

MOST_REASONS = 20
PLACES = 60  # bytes of JSON that say which states and settings an update has
# How far y may be from what the simulator computes from the same x, W and b.
PRECISION = {"torch.float64": 1e-6, "torch.float32": 1e-3}
ROUGH = 5e-2

State = dict[str, Array]  # W2, b2 …


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """An update that is about to be made."""

    kind: tuple[Any, ...]  # activations, loss, reduction and shapes, the same throughout a recording
    before: State
    gradient: State  # dW2, db2 …
    rows: tuple[Array, Array, Array]  # x, t, scale
    about: dict[str, Any]
    asked: Asked


def prepared(
    step: int,
    passes: Sequence[Pass],
    carried: bool,
    links: Sequence[Any],
    trained: set[int],
    ask: Callable[[Sequence[Linear], Mapping[str, Array]], Asked],
) -> Prepared:
    """What is known before the optimizer's step; raises SkipError or InputError where it is not sound."""
    linear = [link for link in links if isinstance(link, Linear)]
    if len({(one.function, one.reduction) for one in passes}) != 1:
        raise SkipError("losses of different kinds were differentiated for one update")
    before = state_of(linear)
    activations = _activations(links, passes, before, str(linear[0].weight.dtype))
    gradient, missing, frozen = _gradients(linear, before, trained)
    about = {
        "step": step,
        "passes": [len(one.scale) for one in passes],
        "frozen": frozen,
        "missing": missing,
        "carried": carried,
        "F": float(sum(one.F for one in passes)),
    }
    width = len(before["W2"])
    x = np.vstack([one.X.reshape(len(one.scale), width) for one in passes])
    t, scale = np.vstack([one.T for one in passes]), np.concatenate([one.scale for one in passes])
    shapes = [array.shape for array in before.values()]
    precision = passes[0].precision.removeprefix("torch.")
    kind = (activations, passes[0].loss, passes[0].reduction, precision, shapes)
    return Prepared(kind, before, gradient, (x, t, scale), about, ask(linear, before))


def _gradients(
    linear: Sequence[Linear], before: State, trained: set[int]
) -> tuple[State, list[str], list[str]]:
    """dW2, db2 …, zeros where there is none; the parameters without one; those that are not trained."""
    gradient: State = {}
    missing, frozen = [], []
    for l, link in enumerate(linear, start=2):
        for letter, tensor, name, shaped in (
            ("W", link.weight, link.weight_name, link.matrix),
            ("b", link.bias, link.bias_name, link.vector),
        ):
            key = f"{letter}{l}"
            grad = None if tensor is None else tensor.grad
            if grad is None:
                missing.append(key)
                gradient[f"d{key}"] = np.zeros_like(before[key])
            else:
                gradient[f"d{key}"] = shaped(grad, f"the gradient of {name}")
            if tensor is None or id(tensor) not in trained:
                frozen.append(key)
    return gradient, missing, frozen


def state_of(linear: Sequence[Linear]) -> State:
    """W and b of every layer as they are now; a missing b is 0."""
    state = {}
    for l, link in enumerate(linear, start=2):
        dense = link.dense()
        state[f"W{l}"] = dense.W
        state[f"b{l}"] = np.zeros(dense.W.shape[1]) if dense.b is None else dense.b
    return state


def _activations(links: Sequence[Any], passes: Sequence[Pass], before: State, precision: str) -> list[str]:
    """Those of the recorded network, once it is sure that this network made the outputs."""
    activations = activations_of(links)
    net = Network.from_arrays([*before.values()][::2], [*before.values()][1::2], activations)
    for one in passes:
        if one.precision != precision:
            raise SkipError("mixed precision computes with other numbers than the parameters are")
        if one.X.size != len(one.scale) * net.widths[0] or one.T.shape[1] != net.widths[-1]:
            raise SkipError(f"the inputs {one.X.shape} are no rows of {net.widths[0]}")
        Y = outputs(net, one.X.reshape(-1, net.widths[0]))
        allowed = PRECISION.get(one.precision, ROUGH)
        if np.abs(Y - one.Y).max() > allowed * (1 + np.abs(one.Y).max()):
            raise SkipError("the model's output is not what its layers make of its input")
    function, last = passes[0].function, activations[-1]
    if not (applied := function.applies):
        check_pair(loss_named(passes[0].loss), ACTIVATIONS[last])
        return activations
    if last != "identity":
        raise SkipError(
            f"F.{function.function} applies {applied} itself, but the model ends in {last} already: "
            "give the loss what comes out of the last Linear"
        )
    return [*activations[:-1], applied]


class Writer:
    """What is recorded so far; `full` once a limit is reached."""

    def __init__(self, most_updates: int, most_bytes: int, optimizer: dict[str, str]) -> None:
        self.full = False
        self._of = optimizer
        self._most_updates, self._most_bytes = most_updates, most_bytes
        self._bytes = 0
        self._kind: tuple[Any, ...] = ()
        self._states: list[State] = []
        self._made: list[Prepared] = []
        self._about: list[dict[str, Any]] = []
        self._settings: dict[str, int] = {}
        self._states_kept: list[State] = []
        self._remarks: list[str] = []
        self._skipped: dict[str, list[int]] = {}

    @property
    def updates(self) -> int:
        return len(self._made)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is missing, in sentences without control characters."""
        said = [
            f"optimizer.step() is not recorded {len(steps)} time{'s' * (len(steps) > 1)}, first in its call "
            f"number {steps[0]}: {reason}"
            for reason, steps in self._skipped.items()
        ]
        plain = ("".join(c if c.isprintable() else " " for c in text) for text in (*self._remarks, *said))
        return tuple(text[:MOST_CHARACTERS] for text in plain)

    def remark(self, text: str) -> None:
        self._remarks.append(text)

    def skipped(self, step: int, reason: str) -> None:
        """A call of optimizer.step() that is not recorded."""
        known = reason in self._skipped or len(self._skipped) < MOST_REASONS
        self._skipped.setdefault(reason if known else "various reasons", []).append(step)

    def keep(self, update: Prepared, linear: Sequence[Linear]) -> None:
        """Add an update that was made, with the state that it led to."""
        if self._kind and update.kind != self._kind:
            raise SkipError("the loss, its reduction or the model's layers are others than before")
        after = state_of(linear)
        goes_on = bool(self._states) and _equal(self._states[-1], update.before)
        new = [after] if goes_on else [update.before, after]
        arrays = [a for state in (*new, update.gradient) for a in state.values()]
        kept = update.asked.kept or {}
        size = sum(a.nbytes for a in (*arrays, *update.rows, *kept.values())) + PLACES
        size += len(json.dumps((update.about, update.asked.groups, update.asked.made)))
        if self.updates == self._most_updates:
            self._stop(f"most_updates = {self._most_updates:,}")
        elif self._bytes + size > self._most_bytes:
            self._stop(f"most_bytes = {self._most_bytes:,}")
        else:
            self._bytes, self._kind = self._bytes + size, update.kind
            self._states += new
            self._made.append(update)
            after_place = len(self._states) - 1
            places = {"before": after_place - 1, "after": after_place}
            self._about.append(update.about | places | self._optimizer(update.asked))

    def _optimizer(self, asked: Asked) -> dict[str, Any]:
        """What is said of the optimizer's settings and state before an update; equal settings are one."""
        groups = []
        for group in asked.groups:
            text = json.dumps(group["settings"])
            place = self._settings.setdefault(text, len(self._settings))
            groups.append(group | {"settings": place})
        said: dict[str, Any] = {"groups": groups}
        if asked.kept is not None:
            said["state"] = {"at": len(self._states_kept), "made": asked.made}
            self._states_kept.append(asked.kept)
        return said

    def _stop(self, limit: str) -> None:
        self.full = True
        self.remark(f"recording stopped after {self.updates:,} updates, at its limit {limit}")

    def packed(self) -> bytes:
        """The bytes of the file."""
        activations, loss, reduction, precision, _ = self._kind
        about = {
            "format": FORMAT,
            "version": NEWEST,
            "activations": activations,
            "loss": loss,
            "reduction": reduction,
            "remarks": self.remarks,
            "optimizer": self._of,
            "precision": precision,
            "settings": [json.loads(text) for text in self._settings],
            "updates": self._about,
        }
        text = json.dumps(about, allow_nan=False).encode()
        arrays: dict[str, Array] = {"about": np.frombuffer(text, np.uint8)}
        for place, name in enumerate(("x", "t", "scale")):
            arrays[name] = np.concatenate([update.rows[place] for update in self._made])
        for name in self._states[0]:
            arrays[name] = np.stack([state[name] for state in self._states])
            arrays[f"d{name}"] = np.stack([update.gradient[f"d{name}"] for update in self._made])
        for name in self._states_kept[0] if self._states_kept else ():
            arrays[name] = np.stack([state[name] for state in self._states_kept])
        return packed(arrays)


def _equal(a: State, b: State) -> bool:
    return all(np.array_equal(a[name], b[name]) for name in a)
