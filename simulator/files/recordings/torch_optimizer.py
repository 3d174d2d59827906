"""What an optimizer of PyTorch says of itself: its class, its settings, what it keeps of each parameter."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.inputs import Array
from ...core.training.rules.rule_row import Rule
from ..frameworks.torch_layers import Linear
from .recorded_optimizer import LONGEST, MOST_SETTINGS, kept_by, row_called

# Of a group of parameters: what is no setting of the rule, beside what schedulers note there for themselves.
NO_SETTINGS = ("params", "lr", "foreach", "capturable", "differentiable", "fused")
SCHEDULERS = ("initial_lr", "max_lr", "min_lr", "base_momentum", "max_momentum")

Parameters = Mapping[str, tuple[Any, Any]]  # by "W2": the tensor, and what shapes one like it as here


def parameters_of(linear: Iterable[Linear]) -> dict[str, tuple[Any, Any]]:
    """W2, b2 …, those that the model has."""
    found: dict[str, tuple[Any, Any]] = {}
    for l, link in enumerate(linear, start=2):
        found[f"W{l}"] = (link.weight, link.matrix)
        if link.bias is not None:
            found[f"b{l}"] = (link.bias, link.vector)
    return found


def described(optimizer: Any) -> dict[str, str]:
    """Its name, and the class of torch.optim that it is or derives from where that has a row here."""
    kind = next((one for one in type(optimizer).__mro__ if _row_of(one) is not None), None)
    own = type(optimizer)
    name = own.__name__ if own.__module__.startswith("torch.optim.") else f"{own.__module__}.{own.__name__}"
    plain = "".join(c for c in name if c.isprintable())[-LONGEST:]
    return {"name": plain, "kind": "" if kind is None else kind.__name__}


def _row_of(kind: type) -> Rule | None:
    return row_called(kind.__name__) if kind.__module__.startswith("torch.optim.") else None


def groups_of(optimizer: Any, parameters: Parameters) -> list[dict[str, Any]]:
    """The groups that hold parameters of the network: which, their α and their settings."""
    found = []
    for group in optimizer.param_groups:
        held = {id(p) for p in group["params"]}
        names = [name for name, (tensor, _) in parameters.items() if id(tensor) in held]
        if names:
            settings = {
                str(key)[:LONGEST]: value
                for key, given in group.items()
                if key not in (*NO_SETTINGS, *SCHEDULERS) and (value := _plain(given)) is not ...
            }
            few = dict(list(settings.items())[:MOST_SETTINGS])
            rate = _plain(group.get("lr"))
            rate = float(rate) if isinstance(rate, int | float) else None
            found.append({"parameters": names, "learning_rate": rate, "settings": few})
    return found


def _plain(value: Any) -> Any:
    """A number, a switch, None or a list of numbers as JSON has them; ... for anything else."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, tuple | list) and len(value) <= MOST_SETTINGS:
        parts = [_plain(one) for one in value]
        return parts if all(isinstance(one, float) for one in parts) else ...
    if hasattr(value, "item") and getattr(value, "numel", lambda: 1)() == 1:
        value = value.item()
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if usable else ...


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """The optimizer right before a step; `kept` and `made` where they do not follow from the step before."""

    groups: list[dict[str, Any]]
    made: tuple[int, ...] = ()
    kept: dict[str, Array] | None = None


class OptimizerWitness:
    """Asks an optimizer before each step, and knows whether its state is the one that the last step left."""

    def __init__(self, optimizer: Any) -> None:
        self._optimizer, self._kind = optimizer, described(optimizer)["kind"]
        self._left: list[tuple[Any, Any]] | None = None

    def ask(self, linear: Sequence[Linear], before: Mapping[str, Array]) -> Asked:
        """What it says now; raises InputError where what it keeps is not finite."""
        parameters = parameters_of(linear)
        groups = groups_of(self._optimizer, parameters)
        left, self._left = self._left, None
        now = _state_tensors(self._optimizer, parameters)
        if left is not None and _unchanged(left, now):
            return Asked(groups)
        made, kept = _kept_of(self._optimizer, self._kind, parameters, before)
        return Asked(groups, made, kept) if kept else Asked(groups)

    def made(self, linear: Sequence[Linear]) -> None:
        """A step was made that is recorded."""
        self._left = _state_tensors(self._optimizer, parameters_of(linear))


def _state_tensors(optimizer: Any, parameters: Parameters) -> list[tuple[Any, Any]]:
    """All that it keeps of these parameters, with PyTorch's own count of its changes, or the value itself."""
    return [
        (value, getattr(value, "_version", value))
        for tensor, _ in parameters.values()
        for value in optimizer.state.get(tensor, {}).values()
    ]


def _unchanged(left: list[tuple[Any, Any]], now: list[tuple[Any, Any]]) -> bool:
    return len(left) == len(now) and all(
        (a is b or not hasattr(a, "_version")) and seen == sees
        for (a, seen), (b, sees) in zip(left, now, strict=True)
    )


def _kept_of(
    optimizer: Any, kind: str, parameters: Parameters, like: Mapping[str, Array]
) -> tuple[tuple[int, ...], dict[str, Array]]:
    """How many updates of each parameter it has made, and what it keeps, all parameters in one row.

    Raises InputError where a number is not finite.
    """
    made = []
    rows: dict[str, list[Array]] = {what: [] for what in kept_by(kind)}
    for name, array in like.items():
        tensor, shaped = parameters.get(name, (None, None))
        state = {} if tensor is None else optimizer.state.get(tensor, {})
        made.append(_made(state))
        for what, called in kept_by(kind).items():
            kept = state.get(called)
            value = np.zeros_like(array) if kept is None else shaped(kept, f"{called} of {name}")
            rows[what].append(value.ravel())
    return tuple(made), {what: np.concatenate(parts) for what, parts in rows.items()}


def _made(state: Mapping[str, Any]) -> int:
    """SGD does not count: what it has made before shows in whether it keeps a momentum."""
    if "step" in state:
        return int(state["step"])
    return int(any(value is not None for value in state.values()))
