"""Arithmetic in a forward pass: x @ W + b with tensors of one's own is a dense layer, x / 255 is folded.

What stands beside the data is a constant: a number, a tensor of the module, or what is computed from these
alone, such as std + 1e-8.
"""

import re
from typing import Any

import numpy as np

from ...core.inputs import Array, numbers
from .fx_graph import FED, function_of, inside, is_data, is_node, node_name, tensor_of
from .layer_chain import Affine
from .torch_layers import Bias, Found, Linear, UnshownError, array_of

SIGNS = {
    "add": "+",
    "iadd": "+",
    "sub": "−",
    "isub": "−",
    "subtract": "−",
    "mul": "·",
    "imul": "·",
    "multiply": "·",
    "truediv": "/",
    "itruediv": "/",
    "div": "/",
    "divide": "/",
    "neg": "−",
    "negative": "−",
}
PRODUCTS = ("linear", "addmm", "matmul", "mm", "mv", "einsum")
PLAIN = {"alpha": 1, "rounding_mode": None, "out": None}  # settings that change nothing
TURNS = ("t", "T", "mT", "transpose", "swapaxes", "permute")
IN_PLACE = ("iadd", "isub", "imul", "itruediv")
SUM_OF_PRODUCTS = re.compile(r"(\w|\.\.\.)(\w),(\w\w)->(\w|\.\.\.)(\w)")


def arithmetic(node: Any, root: Any) -> Found:
    """What +, −, · or / with a constant is; raises UnshownError for data twice, or what is no constant."""
    sign = SIGNS[function_of(node)]
    settings = dict(node.kwargs)
    given = [*node.args, *(settings.pop(key) for key in ("input", "other") if key in settings)]
    if any(key not in PLAIN or PLAIN[key] != value for key, value in settings.items()):
        raise UnshownError(f" with {', '.join(settings)}")
    if len(given) == 1 and sign == "−":
        given = [-1, *given]
        sign = "·"
    data = [is_data(one) for one in given]
    flipped = data == [False, True]
    if sum(data) != 1 or len(given) != 2 or (flipped and sign == "/"):
        raise UnshownError(f" of {_said(given, root)}")
    other = given[not flipped]
    if sign == "+" and is_node(other) and other.op == "get_attr":
        tensor, path = _own(root, other.target)
        if _is_row(tensor):
            return Bias(_name(node, root, f"+ {inside(path)}"), inside(path), tensor)
    what = inside(other.target) if is_node(other) and other.op == "get_attr" else _written(other)
    name = _name(node, root, f"{what} {sign}" if flipped else f"{sign} {what}")
    return _affine(name, sign, flipped, _row_of(other, what, root))


def _affine(name: str, sign: str, flipped: bool, c: Array) -> Affine:
    one, none = np.ones(()), np.zeros(())
    if sign == "+":
        return Affine(name, one, c)
    if sign == "−":
        return Affine(name, -one, c) if flipped else Affine(name, one, -c)
    if sign == "/" and not c.all():
        raise UnshownError(" by 0")
    return Affine(name, c if sign == "·" else 1 / c, none)


def added(bias: Bias, before: Linear | None) -> Linear | Affine:
    """The dense layer before with this b, if it has none and the widths agree, else the sum by itself."""
    if before is not None and before.bias is None:
        width = before.weight.shape[-1 if before.by_columns else 0] if before.weight.ndim == 2 else 1
        if bias.tensor.numel() == width:
            name, by_columns = before.name, before.by_columns
            return Linear(name, before.weight_name, bias.tensor_name, before.weight, bias.tensor, by_columns)
    return Affine(bias.name, np.ones(()), _row(bias.tensor, bias.tensor_name))


def product(node: Any, root: Any) -> Linear:
    """F.linear, x @ W and the like of data with the module's own tensors; raises UnshownError for others."""
    function = function_of(node)
    if function == "einsum":
        data, W, b, by_columns = _sum_of_products(node)
    elif function == "linear":
        given = dict(zip(("input", "weight", "bias"), node.args, strict=False)) | node.kwargs
        data, W, b, by_columns = given.get("input"), given.get("weight"), given.get("bias"), False
    elif function == "addmm":
        given = dict(zip(("input", "mat1", "mat2"), node.args, strict=False)) | node.kwargs
        if given.get("beta", 1) != 1 or given.get("alpha", 1) != 1:
            raise UnshownError(" with beta or alpha")
        data, W, b, by_columns = given.get("mat1"), given.get("mat2"), given.get("input"), True
    else:
        factors = [*node.args, *node.kwargs.values()]
        if len(factors) != 2:
            raise UnshownError("")
        data, W, b, by_columns = *factors, None, True
    if is_data(W) and not is_data(data):
        raise UnshownError(" of columns (write rows of x, and W behind them: x @ W.T + b)")
    if not is_data(data) or is_data(W):
        raise UnshownError(f" of {_said((data, W), root)}")
    path, turned = _matrix(W)
    return own_linear(root, path, _path(b, "bias") if b is not None else None, by_columns != turned)


def _sum_of_products(node: Any) -> tuple[Any, Any, None, bool]:
    """torch.einsum("nh,hl->nl", x, W), whatever the letters."""
    found = SUM_OF_PRODUCTS.fullmatch(str(node.args[0]).replace(" ", ""))
    if not found or len(node.args) != 3 or found[1] != found[4]:
        raise UnshownError("")
    H, both, L = found[2], found[3], found[5]
    if len({found[1], H, L}) != 3 or both not in (H + L, L + H):
        raise UnshownError("")
    return node.args[1], node.args[2], None, both == H + L


def own_linear(root: Any, weight: str, bias: str | None, by_columns: bool) -> Linear:
    """A dense layer of tensors with these names; named after their module, or after the weight itself."""
    tensor, _ = _own(root, weight)
    name, _, key = inside(weight).rpartition(".")
    if not tensor.is_floating_point():
        raise UnshownError(f" whose weight {inside(weight)} holds no real numbers ({tensor.dtype})")
    if tensor.ndim != 2 and not (tensor.ndim == 1 and by_columns):
        raise UnshownError(f" whose weight {inside(weight)} has the shape {tuple(tensor.shape)}")
    b = _own(root, bias)[0] if bias else None
    width = tensor.shape[1 if by_columns else 0] if tensor.ndim == 2 else 1
    if b is not None and (b.numel() != width or not _is_row(b)):
        raise UnshownError(f" whose bias has the shape {tuple(b.shape)} for {width} neurons")
    name = name if name and key == "weight" else inside(weight)
    bias_name = inside(bias) if bias else f"{name}.bias"
    return Linear(name, inside(weight), bias_name, tensor, b, by_columns)


def _own(root: Any, path: str) -> tuple[Any, str]:
    """A tensor that is kept as it is, and its path; raises UnshownError where it is computed or no tensor."""
    from torch import Tensor  # noqa: PLC0415

    tensor = tensor_of(root, path)
    if not isinstance(tensor, Tensor) or not tensor.is_leaf:
        raise UnshownError(f" with {inside(path)}, which is computed from other tensors")
    if tensor.is_meta or tensor.is_complex():
        raise UnshownError(
            f" with {inside(path)}, which holds no real numbers ({tensor.dtype}, {tensor.device})"
        )
    return tensor, path


def _matrix(given: Any) -> tuple[str, bool]:
    """The path of a matrix of the module, and whether it is turned: W, W.T, W.t(), W.transpose(0, 1)."""
    if is_node(given) and given.op in ("call_method", "call_function") and given.args and not given.kwargs:
        function, rest = function_of(given), tuple(given.args[1:])
        if function == "getattr":
            function, rest = rest[0], ()
        axes = rest[0] if rest and isinstance(rest[0], tuple | list) else rest
        if function in TURNS and (not axes or {axis % 2 for axis in axes} == {0, 1}):
            path, turned = _matrix(given.args[0])
            keeps = function == "permute" and axes[0] % 2 == 0
            return path, turned if keeps else not turned
    return _path(given, "weight"), False


def _path(given: Any, what: str) -> str:
    if not is_node(given) or given.op != "get_attr":
        raise UnshownError(f" whose {what} is computed from other tensors")
    return str(given.target)


def _row_of(given: Any, what: str, root: Any) -> Array:
    """A constant as float64, () or (L,)."""
    from torch import Tensor  # noqa: PLC0415

    value = _value(given, root)
    if isinstance(value, Tensor):
        return _row(value, what)
    return numbers(np.array(float(value)), what, ())


def _row(tensor: Any, what: str) -> Array:
    if tensor.dtype.is_complex or str(tensor.dtype) == "torch.bool" or tensor.is_meta:
        raise UnshownError(f" with {what}, which holds no real numbers ({tensor.dtype})")
    if tensor.numel() == 1:
        return array_of(tensor.reshape(()), what, 0)
    if not _is_row(tensor):
        raise UnshownError(f" with {what} of shape {tuple(tensor.shape)}, which differs from row to row")
    return array_of(tensor.reshape(-1), what, 1)


def _is_row(tensor: Any) -> bool:
    return tensor.ndim < 2 or (tensor.ndim == 2 and len(tensor) == 1)


def _value(given: Any, root: Any) -> Any:
    """What a constant node holds, on copies of the module's tensors; raises UnshownError for what is none."""
    from torch import no_grad  # noqa: PLC0415

    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    if not is_node(given) or given.meta[FED] or given.op not in ("get_attr", "call_function", "call_method"):
        raise UnshownError(f" with {node_name(given, root) if is_node(given) else type(given).__name__}")
    if given.op == "get_attr":
        return _own(root, given.target)[0].detach().clone()
    if str(given.target).endswith("_") or function_of(given) in IN_PLACE or "out" in given.kwargs:
        raise UnshownError(f" with {node_name(given, root)} in place")
    args = [_value(one, root) if is_node(one) else one for one in given.args]
    named = {key: _value(one, root) if is_node(one) else one for key, one in given.kwargs.items()}
    try:
        with no_grad():
            if given.op == "call_method":
                return getattr(args[0], given.target)(*args[1:], **named)
            return given.target(*args, **named)
    except Exception as reason:  # shapes that do not fit, and whatever else a call of the user's raises
        raise UnshownError(f", which cannot be computed: {str(reason)[:80]}") from None


def _written(other: Any) -> str:
    return f"{other:g}".replace("-", "−") if isinstance(other, int | float) else "a computed constant"


def _name(node: Any, root: Any, what: str) -> str:
    return f"{node_name(node, root).rpartition(': ')[0]}: {what}"


def _said(given: Any, root: Any) -> str:
    return " and ".join(node_name(one, root) if is_node(one) else str(one) for one in given)
