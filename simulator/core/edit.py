"""Changes to a network: each gives a new one, checked like any other."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from .initialise import initialise
from .inputs import InputError, whole
from .network import Network, entry_name, frozen_entries


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


def with_neuron(net: Network, l: int, scheme: str, seed: int) -> Network:
    """One more neuron at the end of layer l, from 1 (the input); every number that was there stays as it is.

    Its column of W_l, b_l and row of W_{l+1} are those that a new network of these widths has there by the
    scheme from the seed. A parameter that is frozen as a whole stays so, the new numbers too.
    Raises InputError for a layer that there is not, and as `initialise` does.
    """
    l = whole(l, "the layer", 1, net.depth)
    widths = [*net.widths]
    widths[l - 1] += 1
    drawn = initialise(widths, [*net.activation.values()], scheme, seed)
    W, b = {}, {}
    if l > 1:
        W[l] = np.hstack([net.W[l], drawn.W[l][:, -1:]])
        b[l] = np.append(net.b[l], drawn.b[l][-1])
    if l < net.depth:
        W[l + 1] = np.vstack([net.W[l + 1], drawn.W[l + 1][-1:]])
    return net.replace(W=W, b=b)


def without_neuron(net: Network, l: int, c: int) -> Network:
    """The same without neuron c of layer l, both from 1: its column of W_l, its b_l, its row of W_{l+1}.

    Frozen entries behind it move up, its own are gone. Raises InputError for a neuron that there is not, and
    for the last one of its layer.
    """
    l = whole(l, "the layer", 1, net.depth)
    c = whole(c, f"the neuron of layer {l}", 1, net.widths[l - 1])
    if net.widths[l - 1] == 1:
        raise InputError(f"layer {l} must keep at least 1 neuron; this one is its last")
    frozen = _frozen_without(net, l, c)
    layers = {place: [layer.W, layer.b] for place, layer in enumerate(net.layers, start=2)}
    if l > 1:
        layers[l] = [np.delete(net.W[l], c - 1, axis=1), np.delete(net.b[l], c - 1)]
    if l < net.depth:
        layers[l + 1][0] = np.delete(net.W[l + 1], c - 1, axis=0)
    weights, biases = zip(*layers.values(), strict=True)
    return Network.from_arrays(weights, biases, [*net.activation.values()], frozen=frozen)


def _frozen_without(net: Network, l: int, c: int) -> set[str]:
    """The frozen names once neuron c of layer l is gone."""
    axes = {f"W{l}": 1, f"b{l}": 0, f"W{l + 1}": 0}
    kept = {name for name in net.frozen if "[" not in name}
    for parameter in parameter_names(net):
        axis = axes.get(parameter)
        for index in frozen_entries(net.frozen, parameter):
            place = [*index]
            if axis is not None:
                if place[axis] == c:
                    continue
                place[axis] -= place[axis] > c
            kept.add(entry_name(parameter, *place))
    return kept


def parameter_names(net: Network) -> list[str]:
    """W2, b2, W3, b3 … of a network."""
    return [f"{letter}{l}" for l in range(2, net.depth + 1) for letter in "Wb"]
