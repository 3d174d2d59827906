"""A PyTorch module becomes a network: its forward pass is followed symbolically, node by node.

What reaches the output must be a chain of dense
layers and activations; whatever else is found is refused by its qualified name.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ...core.inputs import InputError
from ...core.network import Network
from ..untrusted.quoting import listed
from .fx_arithmetic import PRODUCTS, SIGNS, added, arithmetic, product
from .fx_graph import (
    FED,
    function_of,
    graph_of,
    inside,
    is_data,
    is_leaf,
    is_node,
    is_shape,
    live_nodes,
    node_name,
    tensor_of,
)
from .layer_chain import SQUEEZED, Act, Affine, Reshape, misplaced, network_of, refusal
from .torch_layers import HOOKED, Bias, Found, Linear, UnshownError, call_of, label, module_of

IN_PLACE = ("setitem", "setattr")


def from_torch(module: Any) -> Network:
    """The network of an nn.Module: nn.Sequential, nested too, or any forward that is a chain of known layers.

    Known are nn.Linear, F.linear, x @ W and addmm with tensors of the module's own, the activations of the
    simulator as modules, functions and methods (leaky_relu and elu with any slope and alpha, gelu exact or by
    tanh, softplus with beta 1, hardtanh from −1 to 1, softmax over the last dim), Identity, Flatten, and
    Dropout where it does nothing: p = 0, or after eval().
    As the last of all, log-softmax is taken as softmax, and a squeeze or view(-1) of one output is left
    aside; the slope that a PReLU learns is taken as fixed; BatchNorm1d after eval(), and +, −, · and / with a
    number or a tensor of the module, are folded into the W and b beside them: a warning says each, and what
    the outputs do not come from and is left out.
    W_l is weightᵀ (H, L), or the W of x @ W as it is, widened exactly to float64; parameters with
    requires_grad False are frozen, and a missing bias is 0 and frozen. Above n = 20 PyTorch rounds softplus
    to n, which differs by less than 3e-9 from what is computed here.

    Raises InputError that names every layer that cannot be shown, and where numbers are not finite, layers
    share weights, widths do not chain or the forward pass cannot be followed.
    """
    links, idle = _links_and_idle(module)
    return network_of([link.dense() if isinstance(link, Linear) else link for link in links], idle)


def torch_links(module: Any) -> list[Linear | Act | Reshape | Affine]:
    """The module's links, its parameters as PyTorch's own tensors; refusals as in `from_torch`."""
    return _links_and_idle(module)[0]


def _links_and_idle(module: Any) -> tuple[list[Linear | Act | Reshape | Affine], list[str]]:
    """Its links, and a sentence on what has parameters and is none of them."""
    nn = _torch_nn()
    if not isinstance(module, nn.Module):
        cure = (
            "; load it first, model.load_state_dict(…), and give the model"
            if isinstance(module, dict)
            else ""
        )
        raise InputError(f"from_torch takes a torch.nn.Module; got {type(module).__name__}{cure}")
    module = _inside(module, nn)
    graph, root = graph_of(module)
    links, complaints = _followed(module, graph, root)
    complaints += _shared([link for link in links if isinstance(link, Linear)])
    complaints += misplaced(
        [link.name if isinstance(link, Linear) else link for link in links if not isinstance(link, Affine)]
    )
    if complaints:
        raise refusal(complaints)
    return links, _idle(module, graph, root)


def _idle(module: Any, graph: Any, root: Any) -> list[str]:
    """A sentence on the modules and parameters that the outputs do not come from."""
    used: set[int] = set()
    for node in live_nodes(graph):
        if node.op == "call_module":
            used.update(map(id, root.get_submodule(node.target).parameters()))
        elif node.op == "get_attr":
            used.add(id(tensor_of(root, node.target)))
    idle = [name for name, parameter in module.named_parameters() if id(parameter) not in used]
    owners = [name.rpartition(".")[0] for name in idle]
    names = dict.fromkeys(
        f"{label(owner)}{type(module.get_submodule(owner)).__name__}" if owner else name
        for name, owner in zip(idle, owners, strict=True)
    )
    if not names:
        return []
    verb = "is" if len(names) == 1 else "are"
    return [f"{listed(names)} {verb} left out: no output comes from {'it' if verb == 'is' else 'them'}."]


def _inside(module: Any, nn: Any) -> Any:
    """The module that torch.compile or a wrapper for several devices works for."""
    from torch.jit import ScriptModule  # noqa: PLC0415

    module = getattr(module, "_orig_mod", module)
    if isinstance(module, nn.DataParallel | nn.parallel.DistributedDataParallel):
        module = module.module
    scripts = [name for name, one in module.named_modules() if isinstance(one, ScriptModule)]
    if scripts:
        raise InputError(
            f"{label(scripts[0])}{type(module).__name__} must be a module as it was written; it was compiled "
            "to TorchScript (torch.jit), which keeps no layers: give the module it was made from"
        )
    return module


def _torch_nn() -> Any:
    try:
        from torch import nn  # noqa: PLC0415  seconds to import: only once a module is brought in
    except ImportError:
        raise InputError("from_torch needs PyTorch; it is not installed") from None
    return nn


def _followed(module: Any, graph: Any, root: Any) -> tuple[list[Linear | Act | Reshape | Affine], list[str]]:
    live = live_nodes(graph)
    links: list[Linear | Act | Reshape | Affine] = []
    complaints = [
        f"{label(name)}{type(owner).__name__}{HOOKED}"
        for name, owner in module.named_modules()
        if (owner._forward_hooks or owner._forward_pre_hooks) and not is_leaf(owner)
    ]
    for node in graph.nodes:
        try:
            found = _found(node, root, live)
        except UnshownError as reason:
            complaints.append(f"{node_name(node, root)}{reason}")
            continue
        for link in found if isinstance(found, tuple) else (found,):
            if link is not None and node in live:
                _append(links, link)
    return links, complaints


def _append(
    links: list[Linear | Act | Reshape | Affine], found: Linear | Bias | Act | Reshape | Affine
) -> None:
    """Add it to the chain; a b that is added goes into the dense layer before."""
    if isinstance(found, Bias):
        place, before = _dense_before(links)
        found = added(found, before)
        if isinstance(found, Linear):
            links[place] = found
            return
    links.append(found)
    if isinstance(found, Linear) and found.weight.ndim == 1:
        name = f"the product with {found.weight_name}, which has one axis,"
        links.append(Act(name, "identity", f"{name}{SQUEEZED}"))


def _dense_before(links: Sequence[Any]) -> tuple[int, Linear | None]:
    """The dense layer that ends the chain, but for what changes nothing, and its place."""
    for place in range(len(links) - 1, -1, -1):
        link = links[place]
        if not isinstance(link, Act) or link.activation != "identity":
            return place, link if isinstance(link, Linear) else None
    return 0, None


def _found(node: Any, root: Any, live: set[Any]) -> Found | tuple[Reshape, Act]:
    """The link that a node is; raises UnshownError for what is none, or for data from several places."""
    if node.op in ("placeholder", "get_attr") or is_shape(node):
        return None
    if node.op == "output":
        _check_output(node)
        return None
    if node not in live:
        _check_idle(node, root)
        return None
    if not node.meta[FED] and node.op != "call_module":
        return None  # a constant, which is looked at where it is used
    if node.op == "call_module":
        if len(node.args) != 1 or node.kwargs or not is_data(node.args[0]):
            raise UnshownError(" with several inputs")
        return module_of(inside(node.target), root.get_submodule(node.target))
    return _call(node, root)


def _check_output(node: Any) -> None:
    if not is_data(node.args[0]):
        raise UnshownError("")


def _call(node: Any, root: Any) -> Found | tuple[Reshape, Act]:
    function = function_of(node)
    if function in PRODUCTS:
        return product(node, root)
    if function in SIGNS:
        return arithmetic(node, root)
    data = node.args[0] if node.args else node.kwargs.get("input")
    rest, named = node.args[1:], {key: value for key, value in node.kwargs.items() if key != "input"}
    if not is_data(data):
        raise UnshownError("")
    if _is_flat(function, rest, named):
        name = node_name(node, root)
        return Reshape(name, 1), Act(name, "identity", f"{name}{SQUEEZED}")
    if function in ("view", "reshape"):
        return _rows(node, rest)
    if any(is_node(value) for value in (*rest, *named.values())):
        raise UnshownError(f" of {' and '.join(node_name(other, root) for other in node.all_input_nodes)}")
    return call_of(node_name(node, root), function, rest, named)


def _is_flat(function: str, rest: Sequence[Any], named: dict[str, Any]) -> bool:
    """A column as a row of numbers: x.view(-1), x.flatten(), x[:, 0]."""
    if function == "getitem":
        return list(rest) in ([(slice(None), 0)], [(..., 0)], [(slice(None), -1)], [(..., -1)])
    flat = ([-1], [(-1,)]) if function in ("view", "reshape") else ([],)
    return function in ("view", "reshape", "flatten", "ravel") and list(rest) in flat and not named


def _rows(node: Any, rest: Sequence[Any]) -> Reshape | None:
    """x.view(-1, H) keeps rows of H as they are, and so does x.view(x.size(0), -1)."""
    sizes = rest[0] if len(rest) == 1 and isinstance(rest[0], tuple | list) else rest
    if len(sizes) != 2:
        raise UnshownError("")
    count, width = sizes
    if is_node(count) and _counts_rows(count) and width == -1:
        return None
    if (count == -1 or (is_node(count) and _counts_rows(count))) and type(width) is int and width > 0:
        return Reshape(str(node.name), width)
    raise UnshownError("")


def _counts_rows(node: Any) -> bool:
    """x.size(0), x.shape[0] or x.size()[0]."""
    if function_of(node) == "size":
        return bool(node.args[1:] == (0,))
    return function_of(node) == "getitem" and is_shape(node) and node.args[1] == 0


def _check_idle(node: Any, root: Any) -> None:
    """What does not reach the output may be left out, unless it changes its input in place."""
    module = root.get_submodule(node.target) if node.op == "call_module" else None
    changes = getattr(module, "inplace", False) or node.kwargs.get("inplace") or "out" in node.kwargs
    if changes or True in node.args[1:] or (module is None and _ends_in_place(node)):
        raise UnshownError(" in place, its result unused")


def _ends_in_place(node: Any) -> bool:
    name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
    return name.endswith("_") or name in IN_PLACE or name in ("iadd", "imul", "isub", "itruediv")


def _shared(dense: Sequence[Linear]) -> Iterator[str]:
    """Complaints about a parameter that two layers share: they would be updated apart here."""
    owners: dict[int, str] = {}
    for link in dense:
        for tensor in (link.weight, link.bias):
            if tensor is None:
                continue
            if id(tensor) in owners:
                other = owners[id(tensor)]
                yield f"{link.name} " + (
                    f"sharing parameters with {other}" if other != link.name else "used twice"
                )
                break
            owners[id(tensor)] = link.name
