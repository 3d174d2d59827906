"""A neuron more or less in a session, with nothing else drawn anew: what is left has the same bits."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...core.edit import with_neuron, without_neuron
from ...core.inputs import Array, InputError
from ...core.sets.drawn_pairs import drawn_inputs
from ...core.training.rule_state import RuleState
from ..session import Session, check_size


def with_another_neuron(session: Session, l: int, scheme: str, seed: int) -> Session:
    """One more neuron at the end of layer l, from 1, drawn by the scheme from the seed.

    An input more has an x in tenths from −1 to 1 from the same seed in every pair, an output more a t of 0.
    Raises InputError for a layer that there is not, and for more than the page steps through.
    """
    widths = [*session.network.widths]
    if not 1 <= l <= len(widths):
        raise InputError(f"the layer of a new neuron must be one of 1 to {len(widths)}; got {l}")
    widths[l - 1] += 1
    check_size(widths)
    X, T = session.X, session.T
    if l == 1:
        X = np.hstack([X, drawn_inputs(len(X), widths[0], seed)[:, -1:]])
    if l == len(widths):
        T = np.hstack([T, np.zeros((len(T), 1))])
    net = with_neuron(session.network, l, scheme, seed)
    return replace(session, network=net, X=X, T=T, state=_state_with(session.state, l))


def without_one_neuron(session: Session, l: int, c: int) -> Session:
    """Without neuron c of layer l, both from 1, nor its x or t; InputError for the last of its layer."""
    net = without_neuron(session.network, l, c)
    X = np.delete(session.X, c - 1, axis=1) if l == 1 else session.X
    T = np.delete(session.T, c - 1, axis=1) if l == session.network.depth else session.T
    return replace(session, network=net, X=X, T=T, state=_state_without(session.state, l, c))


def _state_with(state: RuleState | None, l: int) -> RuleState | None:
    """What an update rule keeps, 0 for the new neuron of layer l: as if its gradient had been 0 until now."""
    return _each(state, l, lambda array, axis: np.insert(array, array.shape[axis], 0.0, axis))


def _state_without(state: RuleState | None, l: int, c: int) -> RuleState | None:
    return _each(state, l, lambda array, axis: np.delete(array, c - 1, axis))


def _each(state: RuleState | None, l: int, changed: Callable[[Array, int], Array]) -> RuleState | None:
    """Change the columns and entries of what belongs to W_l and b_l, and the rows of W_{l+1}."""
    if state is None:
        return None
    arrays = {}
    for name, array in state.arrays.items():
        parameter = name.partition("_")[2]
        into, out = parameter in (f"W{l}", f"b{l}"), parameter == f"W{l + 1}"
        arrays[name] = changed(array, array.ndim - 1) if into else changed(array, 0) if out else array
    return RuleState(state.updates, arrays)
