"""One forward and backward pass of a PyTorch loop: which rows, and how much of each one's φ is in F."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError, numbers
from ...core.loss import LOSSES, check_targets, loss_named
from ...core.spelling import TorchLoss

OTHERS = (
    "cosine_embedding_loss",
    "ctc_loss",
    "gaussian_nll_loss",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "margin_ranking_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "poisson_nll_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
    "triplet_margin_loss",
)
# What a loss may be told beside input, target and reduction, and must not be here.
PLAIN = {"weight": None, "pos_weight": None, "size_average": None, "reduce": None}


class SkipError(Exception):
    """Why an update cannot be recorded, in one sentence."""


@dataclass(frozen=True, eq=False, slots=True)
class Forward:
    """Noted at the model's forward pass: what came in and out, and the state that the model was in."""

    inputs: tuple[Any, ...]
    input_versions: tuple[int, ...]
    output: Any  # cut from the graph
    state: tuple[Any, ...]
    candidates: list[tuple[Any, int]] = field(default_factory=list)  # for the target, each with its version
    broadcast: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(
        default_factory=list
    )  # its shape, what came


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """A loss of the model's output that may be differentiated: its function, its arguments, its value."""

    name: str
    settings: dict[str, Any]  # without the input
    target_version: int
    value: Any
    forward: Forward | None
    source: Forward | None  # the pass that the loss was made of, by however many steps
    input_shape: tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Pass:
    """What one pass brought into the gradients: X (N, H) as it came, Y and T (N, L), scale (N,)."""

    X: Array
    Y: Array
    T: Array
    scale: Array
    loss: str
    function: TorchLoss
    reduction: str
    F: float
    state: tuple[Any, ...]
    precision: str  # of the output


def losses_seen(
    tell: Callable[[str, dict[str, Any], Any], None], operands: Callable[[list[Any], Any], None]
) -> Any:
    """A mode of PyTorch in which `tell` is given the name, the arguments and the value of every loss.

    `operands` is given the tensors that any function took, and what it made of them.
    """
    from torch import Tensor  # noqa: PLC0415
    from torch.nn import functional  # noqa: PLC0415
    from torch.overrides import TorchFunctionMode  # noqa: PLC0415

    names = {getattr(functional, name): name for name in (*_shown(), *OTHERS)}

    class Losses(TorchFunctionMode):  # type: ignore[misc, unused-ignore]
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            made = func(*args, **(kwargs or {}))
            if isinstance(made, Tensor):
                operands(_tensors((args, kwargs or {})), made)
            name = names.get(func) if callable(func) else None
            if name is not None:
                given = inspect.signature(func).bind(*args, **(kwargs or {}))
                given.apply_defaults()
                tell(name, dict(given.arguments), made)
            return made

    return Losses()


def seen(name: str, arguments: dict[str, Any], value: Any) -> Seen:
    """What is kept of a loss until it is differentiated."""
    settings = {key: given for key, given in arguments.items() if key != "input"}
    version = getattr(settings.get("target"), "_version", 0)
    given = arguments.get("input")
    shape = tuple(getattr(given, "shape", ()))
    return Seen(name, settings, version, value.detach(), _forward_of(given), made_of(given), shape)


def _tensors(given: Any, depth: int = 3) -> list[Any]:
    """The tensors among arguments, in tuples and lists too, as an index may hold them."""
    from torch import Tensor  # noqa: PLC0415

    if isinstance(given, Tensor):
        return [given]
    parts = given.values() if isinstance(given, dict) else given if isinstance(given, tuple | list) else ()
    return [one for part in parts for one in _tensors(part, depth - 1)] if depth else []


def made_of(tensor: Any) -> Forward | None:
    """The pass that a tensor was made of: the model's output itself, or what the loop made of it."""
    own: Forward | None = getattr(tensor, "_simulator_of", None)
    return _forward_of(tensor) or own


def _forward_of(y: Any) -> Forward | None:
    """What the model noted on its output y; a view of all of it, as y.squeeze(1) makes, is as good."""
    noted: Forward | None = getattr(y, "_simulator_forward", None)
    base = getattr(y, "_base", None)
    if noted is None and base is not None:
        whole = y.numel() == base.numel() and y.is_contiguous() and base.is_contiguous()
        noted = getattr(base, "_simulator_forward", None) if whole else None
    return noted


def pass_of(loss: Seen, factor: Any) -> Pass:
    """The pass, now that backward() has reached the loss with ∂F/∂loss = factor.

    Raises SkipError where it is not certain or not a loss that the simulator has.
    """
    forward = _certain(loss)
    Y, N, L = rows_of(forward)
    target, reduction = loss.settings["target"], loss.settings["reduction"]
    kind, function = _loss_of(loss.name, reduction)
    T = (
        array_of_tensor(target, "the target").reshape(N, L)
        if function.by_entry
        else _distribution(loss, N, L)
    )
    check_targets(loss_named(kind), T)
    weight, share = float(factor), 1.0 / (N * L if function.by_entry else N)
    scale = np.full(N, weight * (share if reduction == "mean" else 1.0))
    X = array_of_tensor(forward.inputs[0], "the input")
    F = weight * float(loss.value)
    precision = str(forward.output.dtype)
    return Pass(X, Y, T, scale, kind, function, reduction, F, forward.state, precision)


def rows_of(forward: Forward) -> tuple[Array, int, int]:
    """The output as (N, L); raises SkipError where it is something else than rows."""
    Y = array_of_tensor(forward.output, "the output")
    if Y.ndim not in (1, 2):
        raise SkipError(f"the model's output must be rows (N, L); it has shape {Y.shape}")
    N, L = (len(Y), Y.shape[1]) if Y.ndim == 2 else (1, len(Y))
    return Y.reshape(N, L), N, L


def untouched(forward: Forward) -> None:
    """Raise SkipError where the inputs are no single tensor, or another than at the forward pass."""
    if len(forward.inputs) != 1 or not hasattr(forward.inputs[0], "_version"):
        raise SkipError("the model was called with something else than one tensor")
    if (forward.inputs[0]._version,) != forward.input_versions:
        raise SkipError("the inputs or targets were changed in place after the forward pass")


def shown_functions() -> str:
    """PyTorch's functions that some loss of the table is, in words."""
    *names, last = (f"F.{name}" for name in _shown())
    return f"{', '.join(names)} or {last}"


def _shown() -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.function for row in LOSSES.values() for one in row.torch_losses))


def _loss_of(function: str, reduction: str) -> tuple[str, TorchLoss]:
    """The loss that one of these functions is, under any reduction or this one."""
    for row in LOSSES.values():
        for one in row.torch_losses:
            if one.function == function and one.reduction in ("", reduction):
                return row.name, one
    raise SkipError(f"F.{function} with reduction {reduction!r} is no loss that is known here")


def _certain(loss: Seen) -> Forward:
    """The forward pass of a loss that can be shown, its tensors untouched since."""
    forward, settings = loss.forward, loss.settings
    if loss.name not in _shown():
        raise SkipError(f"the loss must be {shown_functions()}; got F.{loss.name}")
    if forward is None:
        raise SkipError(f"F.{loss.name} was given something else than the model's own output")
    untouched(forward)
    if settings["target"]._version != loss.target_version:
        raise SkipError("the inputs or targets were changed in place after the forward pass")
    odd = [key for key, plain in PLAIN.items() if settings.get(key) is not plain]
    if odd or settings["reduction"] not in ("mean", "sum"):
        what = odd[0] if odd else f"reduction {settings['reduction']!r}"
        raise SkipError(f"F.{loss.name} was given {what}, which the simulator's losses do not have")
    by_entry = {one.function for row in LOSSES.values() for one in row.torch_losses if one.by_entry}
    if loss.name in by_entry:
        _check_shapes(loss.name, tuple(settings["target"].shape), loss.input_shape)
    return forward


def _check_shapes(name: str, target: tuple[int, ...], output: tuple[int, ...]) -> None:
    """Raise SkipError where a target is stretched against the output, or both are."""
    made = np.broadcast_shapes(target, output)
    if np.prod(made) != np.prod(output) or np.prod(made) != np.prod(target):
        raise SkipError(broadcast_said(f"F.{name}", target, output, made))


def broadcast_said(what: str, target: tuple[int, ...], output: tuple[int, ...], made: tuple[int, ...]) -> str:
    """Targets met outputs that they do not belong to, and how to mend it."""
    return (
        f"{what} broadcast a target {target} against an output {output} to {made}, so targets meet "
        f"outputs of other rows; give it the output's shape, as with target.reshape{output}"
    )


def _distribution(loss: Seen, N: int, L: int) -> Array:
    """The targets of cross-entropy as rows: one-hot for classes, smoothed if they were."""
    target, smoothing = loss.settings["target"], loss.settings["label_smoothing"]
    if target.is_floating_point():
        T = array_of_tensor(target, "the target").reshape(N, L)
    else:
        if (target == loss.settings["ignore_index"]).any():
            raise SkipError("F.cross_entropy ignored rows by their ignore_index")
        T = np.eye(L)[target.detach().cpu().numpy().reshape(N)]
    return np.asarray((1.0 - smoothing) * T + smoothing / L)


def array_of_tensor(tensor: Any, name: str) -> Array:
    """A tensor as float64; raises InputError where it is not finite."""
    values = tensor.detach().cpu().double().numpy()
    return numbers(values, name, (None,) * values.ndim)


def said(reason: Exception) -> str:
    """What a remark says of an exception: ours are sentences already."""
    if isinstance(reason, SkipError | InputError):
        return str(reason)
    return f"recording it met {type(reason).__name__}: {str(reason)[:80]}"


def in_grad_scaler() -> bool:
    """Whether the step is made by a GradScaler, which multiplied the loss and has divided the gradients."""
    frame: Any = sys._getframe()
    while frame is not None and frame.f_globals.get("__name__") != "torch.amp.grad_scaler":
        frame = frame.f_back
    return frame is not None
