"""A session as plain facts, which JSON holds, beside its arrays; the link and the file share them."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import Any

from ...core.inputs import Array, InputError
from ...core.loss import LOSSES
from ...core.network import Network
from ...core.training.rule_state import RuleState
from ...core.training.update_rule import UpdateRule
from ...steps.session import (
    MOST_ITEMS,
    MOST_UPDATES,
    ORDERS,
    STEPPED_LAYERS,
    Session,
    check_size,
    check_widths,
)
from ...steps.walk_cost import check_cost
from ..untrusted.json_fields import LARGEST, Fields, checked_activation, checked_whole
from .rule_facts import rule_facts, rule_of

MOST_FROZEN = 100_000  # names: each parameter and each entry of a network of the page
Facts = dict[str, Any]
Shape = tuple[int, ...]


def network_facts(net: Network) -> Facts:
    """Widths, activations and frozen names."""
    return {
        "widths": [*net.widths],
        "activations": [layer.activation for layer in net.layers],
        "frozen": sorted(net.frozen),
    }


def session_facts(session: Session) -> Facts:
    """Everything a session holds but W, b, X, T and what its update rule keeps.

    `rule`: the update rule, `state`: how many updates it has made, where what it keeps is not its start;
    both are left out where there is none, and the batch size where it is 1.
    """
    return network_facts(session.network) | {
        "pairs": len(session.X),
        "loss": session.loss,
        "learning_rate": session.learning_rate,
        "updates": int(session.updates),
        "order": session.order,
        **({"rule": rule_facts(session.rule)} if session.rule else {}),
        **({"state": session.state.updates} if session.state else {}),
        **({"batch_size": session.batch_size} if session.batch_size > 1 else {}),
    }


def parameters_of(net: Network) -> list[Array]:
    """W2, b2, W3, b3 and so on."""
    return [array for layer in net.layers for array in (layer.W, layer.b)]


def kept_of(session: Session) -> list[Array]:
    """What the update rule keeps at the start of a session, in the order of `kept_shapes`."""
    if session.rule is None or session.state is None:
        return []
    return [session.state.arrays[name] for name in _names_kept(session.rule, session.network.widths)]


def _names_kept(rule: UpdateRule, widths: Sequence[int]) -> list[str]:
    """momentum_W2, momentum_b2, momentum_W3 and so on, then the next that it keeps."""
    layers = range(2, len(widths) + 1)
    return [f"{kind}_{letter}{l}" for kind in rule.kept for l in layers for letter in "Wb"]


def taken_network(fields: Fields, widest: int) -> Facts:
    """The facts of a network within the limits."""
    widths = fields.wholes("widths", STEPPED_LAYERS)
    check_widths(widths, fields.place, widest)
    names = fields.items("activations", STEPPED_LAYERS)
    if len(names) != len(widths) - 1:
        raise InputError(
            f"{fields.place} must have an activation for each layer from 2 to {len(widths)}; got {len(names)}"
        )
    names = [
        checked_activation(name, f"{fields.place}, the activation of layer {l}")
        for l, name in enumerate(names, start=2)
    ]
    return {
        "widths": widths,
        "activations": names,
        "frozen": fields.texts("frozen", MOST_FROZEN, 20, []),
    }


def taken_session(fields: Fields, widest: int) -> Facts:
    """The facts of a session within the limits of the page's widgets."""
    facts = taken_network(fields, widest)
    check_size(facts["widths"], fields.place)
    return facts | {
        "pairs": fields.whole("pairs", 1, MOST_ITEMS),
        "loss": fields.choice("loss", LOSSES),
        "learning_rate": fields.number("learning_rate"),
        "updates": fields.whole("updates", 1, MOST_UPDATES),
        "order": fields.choice("order", ORDERS),
        "rule": (rule := rule_of(fields.take("rule", None), f"the update rule of {fields.place}")),
        "state": _updates_made(fields, rule),
        "batch_size": fields.whole("batch_size", 1, LARGEST, 1),
    }


def _updates_made(fields: Fields, rule: UpdateRule | None) -> int | None:
    """How many updates the rule has made, where a state is there."""
    if (made := fields.take("state", None)) is None:
        return None
    if rule is None:
        raise InputError(f"{fields.place}, state must come with its update rule; there is none")
    return checked_whole(made, f"{fields.place}, state", 0, LARGEST)


def check_limits(session: Session, place: str) -> None:
    """Raises InputError for what the page's widgets would not let through."""
    check_size(session.network.widths, place)
    if session.updates > MOST_UPDATES:
        raise InputError(f"{place} must have at most {MOST_UPDATES} updates; got {session.updates:,}")
    check_cost(session)


def parameter_shapes(widths: Sequence[int]) -> list[Shape]:
    """Of W2, b2, W3, b3 and so on."""
    return [shape for H, L in pairwise(widths) for shape in ((H, L), (L,))]


def pair_shapes(facts: Facts) -> list[Shape]:
    """Of X and T."""
    return [(facts["pairs"], facts["widths"][0]), (facts["pairs"], facts["widths"][-1])]


def kept_shapes(facts: Facts) -> list[Shape]:
    """Of what the update rule keeps, where a state is there."""
    if facts["state"] is None:
        return []
    return parameter_shapes(facts["widths"]) * len(facts["rule"].kept)


def size_of(shapes: Sequence[Shape]) -> int:
    """How many numbers arrays of these shapes hold."""
    return sum(map(prod, shapes))


def network_of(facts: Facts, parameters: Sequence[Array]) -> Network:
    """The network with these W2, b2, W3, b3 and so on."""
    return Network.from_arrays(
        parameters[::2], parameters[1::2], facts["activations"], frozen=facts["frozen"]
    )


def session_of(facts: Facts, net: Network, X: Array, T: Array, kept: Sequence[Array] = ()) -> Session:
    """The session of a network, its pairs, and what its update rule keeps, in the order of `kept_shapes`.

    Raises InputError as Session does.
    """
    rule, state = facts["rule"], None
    if facts["state"] is not None:
        state = RuleState(facts["state"], dict(zip(_names_kept(rule, net.widths), kept, strict=True)))
    how = (facts["loss"], facts["learning_rate"], facts["updates"], facts["order"])
    return Session(net, X, T, *how, rule=rule, state=state, batch_size=facts["batch_size"])
