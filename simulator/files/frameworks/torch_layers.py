"""What one layer or function of PyTorch is here: dense, an activation, nothing at all, or refused."""

from dataclasses import dataclass
from typing import Any

from ...core.activation import LEAK
from ...core.inputs import Array, numbers
from .layer_chain import Act, Dense, Reshape

MODULES = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "ELU": "elu",
    "Softplus": "softplus",
    "SiLU": "silu",
    "Softmax": "softmax",
}
KNOWN = {*MODULES, "Linear", "Dropout", "AlphaDropout", "Flatten", "Identity"}
HOOKED = " with forward hooks (remove them first)"
# What follows the tensor in a call, by position. A trailing _ is the same in place.
CALLS: dict[str, tuple[str, ...]] = {
    "sigmoid": (),
    "tanh": (),
    "relu": ("inplace",),
    "leaky_relu": ("negative_slope", "inplace"),
    "elu": ("alpha", "inplace"),
    "softplus": ("beta", "threshold"),
    "silu": ("inplace",),
    "softmax": ("dim", "dtype"),
    "dropout": ("p", "training", "inplace"),
    "flatten": ("start_dim", "end_dim"),
}
# Rows are (N, H), so dim 1 is the last; without a dim softmax takes it too.
ALLOWED = {
    "negative_slope": (LEAK,),
    "alpha": (1.0,),
    "beta": (1.0,),
    "threshold": (20.0,),
    "dim": (-1, 1, None),
    "dtype": (None,),
    "inplace": (False, True),
    "start_dim": (1,),
    "end_dim": (-1, 1),
    "_stacklevel": (3, 5),
}


@dataclass(frozen=True, eq=False, slots=True)
class Linear:
    """A dense layer as PyTorch holds it: weight (L, H), bias (L,) or None, under their own names."""

    name: str
    weight_name: str
    bias_name: str
    weight: Any
    bias: Any

    def dense(self) -> Dense:
        """Its numbers as they are now, in float64; raises InputError for one that is not finite."""
        b = None if self.bias is None else array_of(self.bias, self.bias_name, 1)
        W = array_of(self.weight, self.weight_name, 2).T
        held = "" if self.weight.requires_grad else "W"
        held += "b" if self.bias is not None and not self.bias.requires_grad else ""
        return Dense(self.name, W, b, held)


Found = Linear | Act | Reshape | None  # None: it passes its input on


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
    known = kind.__module__.startswith("torch.nn.modules.") and kind.__name__ in KNOWN
    if not known or kind is not getattr(nn, kind.__name__):
        raise UnshownError("")
    # A hook, or a forward of its own, may compute anything.
    if module._forward_hooks or module._forward_pre_hooks:
        raise UnshownError(HOOKED)
    if "forward" in vars(module):
        raise UnshownError(" with a forward of its own")
    if kind is nn.Linear:
        return linear_of(name, module, "weight", "bias")
    if kind in (nn.Dropout, nn.AlphaDropout):
        _check_dropout(module.p, module.training)
        return None
    if kind is nn.Flatten:
        _check("flatten", {"start_dim": module.start_dim, "end_dim": module.end_dim})
        return None
    if kind is nn.Identity:
        return None
    activation = MODULES[kind.__name__]
    _check(activation, {key: value for key, value in vars(module).items() if key in ALLOWED})
    return Act(f"{label(name)}{kind.__name__}", activation)


def label(name: str) -> str:
    """What stands before a layer's kind: its qualified name, where it has one."""
    return f"{name}: " if name else ""


def call_of(name: str, function: str, rest: tuple[Any, ...], named: dict[str, Any]) -> Found:
    """A function or method of a tensor, with what follows the tensor in the call."""
    known = CALLS.get(function)
    if known is None or len(rest) > len(known):
        raise UnshownError("")
    settings = dict(zip(known, rest, strict=False)) | named
    if function == "flatten":
        settings = {"start_dim": 0} | settings
    if function == "dropout":
        _check_dropout(settings.get("p", 0.5), settings.get("training", True))
        return None
    _check(function, settings)
    return None if function == "flatten" else Act(name, function)


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


def _check_dropout(p: Any, training: Any) -> None:
    if p != 0 and training is not False:
        raise UnshownError(f" with p = {p} while training (another network at each pass; call eval() first)")


def _check(what: str, settings: dict[str, Any]) -> None:
    for key, value in settings.items():
        if key == "start_dim" and value == 0:
            raise UnshownError(" from dim 0 (it mixes the rows)")
        if key not in ALLOWED:
            raise UnshownError(f" with {key}")
        if not any(value is allowed or value == allowed for allowed in ALLOWED[key]):
            wanted = " or ".join(str(allowed) for allowed in ALLOWED[key] if allowed is not None)
            raise UnshownError(f" with {key} = {value} ({what} here has {wanted or 'none'})")
