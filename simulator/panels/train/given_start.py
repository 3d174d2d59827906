"""The network at hand as what a run starts from, with its activations and frozen names."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.inputs import InputError
from ...core.loss import LOSSES, check_pair, check_targets, offered_after
from ...core.network import Network, in_words
from ...core.sets.dataset import DataSet
from ...core.wording import counted_as
from .. import page_state as state
from ..reader_notation import title_of

NEW, HAND = "new", "hand"
STARTS_FROM = {
    NEW: "new weights, drawn from the seed",
    HAND: "the network at hand, with its W and b: the one in Step, or the file opened last",
}
TAKEN = "network taken to train"


@dataclass(frozen=True, eq=False, slots=True)
class Taken:
    """A network as it was at hand when it was chosen, and what it was called."""

    title: str
    network: Network


def at_hand() -> Taken:
    """The network that the stepper starts from now."""
    scene = state.desk().scene
    return Taken(title_of(scene), scene.session.network)


def take() -> None:
    """Train from the network at hand as it is now."""
    put_taken(at_hand())


def put_taken(taken: Taken) -> None:
    """Train from this one: it stays, whatever is done in the stepper, or a run would end with every edit."""
    state.show(TAKEN, taken)


def given_network(data: DataSet) -> Network:
    """What was taken, and a button where by now another is at hand; InputError where it does not fit."""
    if state.read(TAKEN) is None:
        take()
    taken: Taken = state.read(TAKEN)
    net, now = taken.network, at_hand()
    frozen = f"; frozen: {in_words(net.frozen)}" if net.frozen else ""
    kinds = ", ".join(net.titles.values())
    st.text(f"{taken.title}: {_shape(net.widths)}, {kinds}{frozen}.")
    if now.network is not net:
        st.text(f"By now another network is at hand: {now.title}, {_shape(now.network.widths)}.")
        st.button("Take the network at hand now", on_click=take)
    check_fit(net, data)
    return net


def check_fit(net: Network, data: DataSet) -> None:
    """Raise InputError where a network has not an input for each column and an output for each target."""
    wanted = (data.X.shape[1], data.T.shape[1])
    ends = zip(("input", "output"), (net.widths[0], net.widths[-1]), wanted, strict=True)
    wrong = [f"{counted_as(have, name)} where {want} fit" for name, have, want in ends if have != want]
    if wrong:
        raise InputError(
            f"the network at hand, {_shape(net.widths)}, must fit {data.name}; it has {' and '.join(wrong)}: "
            f"start from new weights, or make or open one of {wanted[0]}-…-{wanted[1]} in Step"
        )


def endings_of(net: Network, data: DataSet) -> tuple[tuple[str, str], ...]:
    """Its last activation with each loss that suits the targets, those suggested for the set first."""
    last = net.layers[-1].activation
    first = [loss for name, loss in data.endings if name == last]
    others = [loss for loss in offered_after(ACTIVATIONS[last]) if loss not in first]
    return tuple((last, loss) for loss in (*first, *others) if _suits(loss, last, data))


def _suits(loss: str, last: str, data: DataSet) -> bool:
    try:
        check_pair(LOSSES[loss], ACTIVATIONS[last])
        check_targets(LOSSES[loss], data.T)
    except InputError:
        return False
    return True


def _shape(widths: Sequence[int]) -> str:
    return "-".join(map(str, widths))
