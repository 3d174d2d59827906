"""Changes to a network: each gives a new one, checked like any other."""

from collections.abc import Iterable
from typing import Any

from .inputs import InputError
from .network import Network


def with_parameter(net: Network, name: str, values: Any) -> Network:
    """Replace W_l (H, L) or b_l (L,), named "W3" or "b2"; raises InputError for a wrong name or shape."""
    if name not in parameter_names(net):
        raise InputError(f"a parameter is one of {', '.join(parameter_names(net))}; got {name!r:.60}")
    new = {int(name[1:]): values}
    return net.replace(W=new) if name[0] == "W" else net.replace(b=new)


def with_activation(net: Network, l: int, name: str) -> Network:
    """Give layer l another activation."""
    return net.replace(activation={l: name})


def with_frozen(net: Network, frozen: Iterable[str]) -> Network:
    """Hold exactly these parameters fixed."""
    return net.replace(frozen=frozen)


def parameter_names(net: Network) -> list[str]:
    """W2, b2, W3, b3 … of a network."""
    return [f"{letter}{l}" for l in range(2, net.depth + 1) for letter in "Wb"]
