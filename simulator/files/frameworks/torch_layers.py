"""What one layer or function of PyTorch is here: dense, an activation, nothing at all, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Activation
from ...core.inputs import Array, numbers
from .layer_chain import LOGARITHMS, SQUEEZED, Act, Affine, Dense, Reshape, learnt_slope

OTHERS = ("Linear", "BatchNorm1d", "Dropout", "AlphaDropout", "Flatten", "Identity", "LogSoftmax", "PReLU")
HOOKED = " with forward hooks (remove them first)"
Settings = tuple[tuple[str, tuple[Any, ...]], ...]
Given = dict[str, Any]
# What follows the tensor in a call that is no activation, by position, with the values that are allowed.
CALLS: dict[str, Settings] = {
    "dropout": (("p", ()), ("training", ()), ("inplace", (False, True))),
    "flatten": (("start_dim", (1,)), ("end_dim", (-1, 1))),
    "squeeze": (("dim", (-1, 1)),),
    "log_softmax": (("dim", (-1, 1)), ("dtype", (None,))),
    "float": (),
    "double": (),
    "contiguous": (),
    "clone": (),
}
CLAMPS = {(0, None): "relu", (0, 6): "relu6", (-1, 1): "hardtanh"}
STACKLEVEL = ("_stacklevel", (3, 5))  # which PyTorch itself hands to softmax


@dataclass(frozen=True, eq=False, slots=True)
class Linear:
    """A dense layer as PyTorch holds it: its weight, its bias or None, under their own names.

    weight: (L, H) as in nn.Linear, or `by_columns` (H, L) or (H,), as in x @ W. bias: L numbers.
    """

    name: str
    weight_name: str
    bias_name: str
    weight: Any
    bias: Any
    by_columns: bool = False

    def dense(self) -> Dense:
        """Its numbers as they are now, in float64; raises InputError for one that is not finite."""
        b = None if self.bias is None else self.vector(self.bias, self.bias_name)
        W = self.matrix(self.weight, self.weight_name)
        held = "" if self.weight.requires_grad else "W"
        held += "b" if self.bias is not None and not self.bias.requires_grad else ""
        return Dense(self.name, W, b, held)

    def matrix(self, tensor: Any, name: str) -> Array:
        """The weight, or its gradient, as W is here: (H, L)."""
        array = array_of(tensor, name, tensor.ndim)
        return (array if array.ndim == 2 else array[:, None]) if self.by_columns else array.T

    def vector(self, tensor: Any, name: str) -> Array:
        """The bias, or its gradient, as b is here: (L,)."""
        return array_of(tensor, name, tensor.ndim).reshape(-1)


@dataclass(frozen=True, eq=False, slots=True)
class Bias:
    """A tensor of one number for each neuron that is added: the b of a dense layer that has none."""

    name: str
    tensor_name: str
    tensor: Any


Found = Linear | Bias | Act | Reshape | Affine | None  # None: it passes its input on


class UnshownError(Exception):
    """A layer that is none of ours; the text says why in a few words."""


def array_of(tensor: Any, name: str, ndim: int) -> Array:
    """A tensor's numbers, wherever and in whatever precision it is kept, as a float64 copy."""
    values = tensor.detach().cpu().to_dense().double().numpy()
    return numbers(values, name, (None,) * ndim, letters="LH")


def module_of(name: str, module: Any) -> Found:
    """A module with its name; raises UnshownError for what is none of ours."""
    from torch import nn  # noqa: PLC0415  torch is there: the module is its own

    kind = type(module)
    rows = _rows("module", kind.__name__)
    known = bool(rows) or kind.__name__ in OTHERS
    if (
        not known
        or not kind.__module__.startswith("torch.nn.modules.")
        or kind is not getattr(nn, kind.__name__)
    ):
        raise UnshownError(_cure(module))
    # A hook, or a forward of its own, may compute anything.
    if module._forward_hooks or module._forward_pre_hooks:
        raise UnshownError(HOOKED)
    if "forward" in vars(module):
        raise UnshownError(" with a forward of its own")
    if kind is nn.Linear:
        return linear_of(name, module, "weight", "bias")
    if kind is nn.BatchNorm1d:
        return _batch_norm(f"{label(name)}{kind.__name__}", module)
    if kind in (nn.Dropout, nn.AlphaDropout):
        _check_dropout(module.p, module.training, "call eval() first")
        return None
    if not rows:
        return _shape_or_logarithms(name, module)
    keys = dict(_settings(rows[0]))
    row = _one_of(rows, {key: value for key, value in vars(module).items() if key in keys})
    return Act(f"{label(name)}{kind.__name__}", row.name)


def _cure(module: Any) -> str:
    """What makes a Linear of a module that holds its weight in another way, or has none yet."""
    from torch.nn import modules  # noqa: PLC0415
    from torch.nn.utils import parametrize  # noqa: PLC0415

    if isinstance(module, modules.lazy.LazyModuleMixin):
        return " without weights yet (call the model once, on a batch)"
    if parametrize.is_parametrized(module):
        name = next(iter(module.parametrizations))
        return f" (torch.nn.utils.parametrize.remove_parametrizations(layer, {name!r}) makes it plain)"
    return ""


def _shape_or_logarithms(name: str, module: Any) -> Act | None:
    """A Flatten, an Identity, a LogSoftmax or a PReLU."""
    kind = type(module).__name__
    if kind == "Flatten":
        _check("flatten", {"start_dim": module.start_dim, "end_dim": module.end_dim}, CALLS["flatten"])
    elif kind == "LogSoftmax":
        _check("log_softmax", {"dim": module.dim}, CALLS["log_softmax"])
        return _logarithms(f"{label(name)}{kind}")
    elif kind == "PReLU":
        slopes = array_of(module.weight, f"{name} weight", 1)
        if np.ptp(slopes):
            raise UnshownError(" with a slope for each neuron")
        return learnt_slope(f"{label(name)}{kind}", float(slopes[0]))
    return None


def _logarithms(name: str) -> Act:
    return Act(name, "softmax", f"{name}{LOGARITHMS}")


def _batch_norm(name: str, module: Any) -> Affine:
    """γ (x − mean) / √(variance + ε) + β with the running mean and variance."""
    if module.training or module.running_mean is None:
        raise UnshownError(" with the mean of each batch (call eval() first; it must track running stats)")
    mean, variance = (
        array_of(getattr(module, f"running_{key}"), f"{name} {key}", 1) for key in ("mean", "var")
    )
    scale, shift = 1 / np.sqrt(variance + module.eps), np.zeros(())
    if module.weight is not None:
        scale = scale * array_of(module.weight, f"{name} weight", 1)
    if module.bias is not None:
        shift = array_of(module.bias, f"{name} bias", 1)
    return Affine(name, scale, shift - scale * mean)


def _rows(entry: str, name: str) -> list[Activation]:
    """The activations that PyTorch calls so, as a module or a function. A trailing _ is the same in place."""
    rows = (row for row in ACTIVATIONS.values() if row.torch_module)
    return [row for row in rows if getattr(row.torch_module, entry) == name]


def _one_of(rows: Sequence[Activation], given: Given, more: Settings = ()) -> Activation:
    """The one that has these settings, or with its number in its name; raises UnshownError for none."""
    for row in (_with_number(row, given) for row in rows):
        try:
            _check(row.name, given, (*_settings(row), *more))
        except UnshownError:
            continue
        return row
    _check(rows[0].name, given, (*_settings(rows[0]), *more))
    return rows[0]


def _with_number(row: Activation, given: Given) -> Activation:
    key = row.torch_module.parameter if row.torch_module else ""
    number = given.get(key)
    if not isinstance(number, int | float):
        return row
    name = f"{row.family}({float(number)!r})"
    return ACTIVATIONS[name] if name in ACTIVATIONS else row  # noqa: SIM401  get makes no row


def _settings(row: Activation) -> Settings:
    return row.torch_module.settings if row.torch_module else ()


def label(name: str) -> str:
    """What stands before a layer's kind: its qualified name, where it has one."""
    return f"{name}: " if name else ""


def call_of(name: str, function: str, rest: tuple[Any, ...], named: dict[str, Any]) -> Found:
    """A function or method of a tensor, with what follows the tensor in the call."""
    rows = _rows("function", function)
    known = _settings(rows[0]) if rows else CALLS.get(function)
    if function in ("clamp", "clip", "clamp_min"):
        return _clamp(name, dict(zip(("min", "max"), rest, strict=False)) | named)
    if function in ("to", "type") and all(map(_keeps, (*rest, *named.values()))):
        return None
    if known is None or len(rest) > len(known):
        raise UnshownError("")
    settings = dict(zip(dict(known), rest, strict=False)) | named
    if function == "flatten":
        settings = {"start_dim": 0} | settings
    if function == "dropout":
        cure = "give it training=self.training and call eval() first"
        _check_dropout(settings.get("p", 0.5), settings.get("training", True), cure)
        return None
    if rows:
        return Act(name, _one_of(rows, settings, (STACKLEVEL,)).name)
    if function == "log_softmax" and "dim" not in settings:
        raise UnshownError(" without dim")
    _check(function, settings, (*known, STACKLEVEL))
    if function == "log_softmax":
        return _logarithms(name)
    return Act(name, "identity", f"{name}{SQUEEZED}") if function == "squeeze" else None


def _clamp(name: str, limits: Given) -> Act:
    """n.clamp(min=0) and the like, where a row of ours cuts so."""
    cut = (limits.get("min"), limits.get("max"))
    known = [activation for ends, activation in CLAMPS.items() if cut == ends]
    if not {*limits} <= {"min", "max"} or not known:
        raise UnshownError(f" from {cut[0]} to {cut[1]}")
    return Act(name, known[0])


def _keeps(given: Any) -> bool:
    """Whether x.to(given) has the numbers of x: a precision as fine as the parameters', or a device."""
    import torch  # noqa: PLC0415

    return given in (torch.float32, torch.float64) or isinstance(given, str | torch.device)


def linear_of(name: str, owner: Any, weight: str, bias: str | None) -> Linear:
    """The parameters of a module under these names, if PyTorch trains and keeps exactly them."""
    inside, prefix = owner._parameters, f"{name}." if name else ""
    for key in filter(None, (weight, bias)):
        tensor = inside.get(key, owner._buffers.get(key))
        if (tensor is None and key == weight) or key not in {*inside, *owner._buffers}:
            raise UnshownError(f" whose {key} is computed from other tensors")
        if tensor is not None and (tensor.is_meta or not tensor.is_floating_point()):
            raise UnshownError(f" whose {key} holds no real numbers ({tensor.dtype}, {tensor.device})")
    tensors = {key: inside.get(key, owner._buffers.get(key)) for key in (weight, bias) if key}
    return Linear(
        name, f"{prefix}{weight}", f"{prefix}{bias}", tensors[weight], tensors.get(bias) if bias else None
    )


def _check_dropout(p: Any, training: Any, cure: str) -> None:
    if p != 0 and training is not False:
        raise UnshownError(f" with p = {p} while training (another network at each pass; {cure})")


def _check(what: str, given: dict[str, Any], settings: Settings) -> None:
    known = dict(settings)
    for key, value in given.items():
        if key == "start_dim" and value == 0:
            raise UnshownError(" from dim 0 (it mixes the rows)")
        if key not in known:
            raise UnshownError(f" with {key}")
        if not any(value is allowed or value == allowed for allowed in known[key]):
            wanted = " or ".join(str(allowed) for allowed in known[key] if allowed is not None)
            raise UnshownError(f" with {key} = {value} ({what} here has {wanted or 'none'})")
