"""The forward pass of a PyTorch module as a graph of nodes, and what a single node is.

torch.fx runs `forward` once with stand-ins for tensors; modules of torch.nn are single nodes, the forward of
any other module is followed into.
"""

from collections.abc import Iterator
from typing import Any

from ...core.inputs import InputError
from .torch_layers import label

ROOT = "root"
FED = "fed"  # in a node's meta: whether it depends on the input


def graph_of(module: Any) -> tuple[Any, Any]:
    """The traced graph, and the root within which its names are: the module in an nn.Sequential of one."""
    from torch import equal, fx, nn, random  # noqa: PLC0415

    class Tracer(fx.Tracer):  # type: ignore[misc, unused-ignore]
        at = ""
        proxy_buffer_attributes = True  # a forward that changes a buffer must not change the user's

        def getattr(self, attr: str, value: Any, known: Any) -> Any:
            self.param_shapes_constant = isinstance(value, nn.Parameter)  # W.shape is read as it is
            return super().getattr(attr, value, known)

        def call_module(self, m: Any, forward: Any, args: Any, kwargs: Any) -> Any:
            Tracer.at = f"{label(inside(self.path_of_module(m)))}{type(m).__name__}"
            return super().call_module(m, forward, args, kwargs)

    try:
        with random.fork_rng(devices=[]):  # what the forward draws is not missing from the user's own
            roots = (_root_of(module), _root_of(module))
            graph, again = (Tracer().trace(root) for root in roots)
    except Exception as reason:  # whatever the user's forward does to a stand-in
        said = str(reason).strip().partition("\n")[0][:160]
        raise InputError(
            f"{Tracer.at or type(module).__name__} must have a forward pass that torch.fx can follow, "
            f"a chain of layers; it stopped at: {type(reason).__name__}: {said}"
        ) from None
    constants = zip(_constants(graph, roots[0]), _constants(again, roots[1]), strict=False)
    if str(graph) != str(again) or not all(equal(*pair) for pair in constants):
        raise InputError(
            f"{type(module).__name__} must compute the same at each pass; its forward pass makes other "
            "numbers each time: leave out what is drawn at random"
        )
    for node in graph.nodes:
        node.meta[FED] = node.op == "placeholder" or any(one.meta[FED] for one in node.all_input_nodes)
    return graph, roots[0]


def _root_of(module: Any) -> Any:
    from torch import nn  # noqa: PLC0415

    root = nn.Sequential()
    root.add_module(ROOT, module)
    return root


def _constants(graph: Any, root: Any) -> Iterator[Any]:
    """The tensors that the forward pass made while it was followed."""
    for node in graph.nodes:
        if node.op == "get_attr" and "." not in node.target:
            made = tensor_of(root, node.target)
            yield made.nan_to_num() if made.is_floating_point() and not made.is_meta else made


def tensor_of(root: Any, path: str) -> Any:
    """The parameter, buffer or plain tensor of this name, None where there is none."""
    owner, _, key = path.rpartition(".")
    module = root.get_submodule(owner)
    return {**vars(module), **module._buffers, **module._parameters}.get(key)


def is_leaf(module: Any) -> bool:
    from torch import fx  # noqa: PLC0415

    return bool(fx.Tracer().is_leaf_module(module, ""))


def live_nodes(graph: Any) -> set[Any]:
    """The nodes that reach the output."""
    live: set[Any] = set()
    waiting = [node for node in graph.nodes if node.op == "output"]
    while waiting:
        node = waiting.pop()
        if node not in live:
            live.add(node)
            waiting += node.all_input_nodes
    return live


def is_node(value: Any) -> bool:
    from torch import fx  # noqa: PLC0415

    return isinstance(value, fx.Node)


def is_data(value: Any) -> bool:
    return is_node(value) and value.meta[FED] and not is_shape(value)


def is_shape(node: Any) -> bool:
    """x.size(…), x.shape, and an entry of these."""
    if not is_node(node) or node.op not in ("call_function", "call_method"):
        return False
    function = function_of(node)
    if function == "getattr":
        return bool(node.args[1] == "shape")
    return function == "size" or (function == "getitem" and is_shape(node.args[0]))


def function_of(node: Any) -> str:
    """The name under which a function or method is known, the mark of working in place taken off."""
    if node.op == "call_method":
        return str(node.target).removesuffix("_")
    home = (getattr(node.target, "__module__", None) or "").split(".")[0]
    name = str(getattr(node.target, "__name__", node.target))
    ours = home in ("torch", "_operator", "builtins", "math", "") or home.startswith("torch")
    return name.removesuffix("_") if ours else f"{home}.{name}"


def inside(path: str) -> str:
    """A qualified name within the user's module."""
    return path.removeprefix(ROOT).removeprefix(".")


def node_name(node: Any, root: Any) -> str:
    """fc1: Linear for a module, block.forward: add for a call inside one's forward."""
    if node.op == "call_module":
        return f"{label(inside(node.target))}{type(root.get_submodule(node.target)).__name__}"
    if node.op == "get_attr":
        return inside(node.target)
    if node.op in ("placeholder", "output"):
        return "the input" if node.op == "placeholder" else "an output of several tensors"
    owners = [path for path, _ in (node.meta.get("nn_module_stack") or {}).values()]
    owner = inside(owners[-1]) if owners else ""
    return f"{owner + '.' if owner else ''}forward: {function_of(node)}"
