"""How to train: the layers, the last layer's error, α, and how the rows are taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.initialise import SCHEMES, initialise
from ...core.inputs import InputError, counted
from ...core.loss import LOSSES, check_pair, loss_named
from ...core.network import Network
from ...core.sets.dataset import DataSet
from ...core.training.train import UPDATE_ORDERS
from ...files.sessions.run_record import WIDEST, Plan
from ...runs.runner import Portion, Runner
from ...steps.session import FEWEST_LAYERS, MOST_LAYERS
from .. import page_state as state
from ..new_network import parts_of
from .data import Chosen

RULE_NAMES = {"gradients-first": "gradients first", "as-you-go": "as you go (not the gradient)"}
ORDER_NAMES = {"random": "at random", "turn": "in turn"}


@dataclass(frozen=True)
class Setup:
    """What one run starts from; another value of it is another run."""

    widths: tuple[int, ...]
    kinds: tuple[str, ...]
    scheme: str
    seed: int
    loss: str


@dataclass(frozen=True)
class Settings:
    """One or two runs, how each is trained, and for how long."""

    setups: tuple[Setup, ...]
    plans: tuple[Plan, ...]
    portion: Portion


def settings(chosen: Chosen) -> Settings | None:
    """Draw them; None, with the reason on the page, where something typed cannot be."""
    try:
        return _settings(chosen)
    except InputError as reason:
        state.say(f"{reason}.")
        return None


def show_settings(key: str, data: DataSet, runs: Sequence[Runner]) -> None:
    """Let the widgets of the set with this key say what these runs were trained with."""
    run, rows = runs[0], len(data.train)
    net, plan = run.start, run.plan
    size = min(plan.batch_size, rows)
    names = [f"{name}, {LOSSES[loss].title}" for name, loss in data.endings]
    ending = f"{net.layers[-1].activation}, {LOSSES[plan.loss].title}"
    state.put_in(f"hidden {key}", "-".join(map(str, net.widths[1:-1])))
    state.put_in(f"kind {key}", net.layers[0].activation if net.depth > 2 else "tanh")
    if ending in names:
        state.put_in(f"ending {key} {names}", ending)
    state.put_in("batch", "all" if size == rows and rows > 1 else str(size))
    state.put_in(f"alpha {key} {size} {plan.loss}", plan.learning_rate)
    for name, value in (("order", plan.order), ("first seed", plan.seed), ("rule", plan.rule)):
        state.put_in(name, value)
    _put_scheme("first", net, plan.seed)
    state.put_in("compare", len(runs) > 1)
    if len(runs) > 1:
        other, second = runs[1].start, runs[1].plan
        state.put_in("alpha B", second.learning_rate)
        state.put_in("kind B", other.layers[0].activation if other.depth > 2 else "tanh")
        _put_scheme("first B", other, plan.seed)
        state.put_in("order B", second.order)
        state.put_in("rule B", second.rule)


def _put_scheme(key: str, net: Network, seed: int) -> None:
    """Let the widget name the scheme that draws these very W and b; none does where they came otherwise."""
    names = [layer.activation for layer in net.layers]
    for scheme in SCHEMES:
        drawn = initialise(net.widths, names, scheme, seed)
        if all(np.array_equal(drawn.W[l], net.W[l]) and np.array_equal(drawn.b[l], net.b[l]) for l in net.W):
            state.put_in(key, scheme)
            return


def _settings(chosen: Chosen) -> Settings:
    key = chosen.key.split()[0]
    hidden, last, loss = _layers(chosen, key)
    start, rows = chosen.start, len(chosen.data.train)
    size = _portion(rows)
    # A sum over more rows is a longer step at the same α, so each size of batch has an α of its own.
    longer = 1.0 if LOSSES[loss].mean else size**0.5
    suggested = float(f"{(start.learning_rate if start else 0.05) / longer:.2g}")
    alpha = st.number_input(
        "Learning rate α", key=state.keep(f"alpha {key} {size} {loss}", suggested), format="%g", step=0.01
    )
    epochs = st.number_input(
        "Epochs", 1, 100_000, key=state.keep(f"epochs {key}", start.epochs if start else 50)
    )
    with st.expander("Order, first weights"):
        order, until, rule = _order()
        kind = st.selectbox("Hidden activation", ACTIVATIONS, key=state.keep(f"kind {key}", "tanh"))
        scheme = st.selectbox(
            "Initialisation",
            SCHEMES,
            key=state.keep("first", "glorot"),
            format_func=lambda name: SCHEMES[name][0],
        )
        seed = st.number_input(
            "Seed", 0, key=state.keep("first seed", 0), help="Of the first weights and of the order."
        )
    st.text(_of_which_total(loss, size))
    widths = (len(chosen.data.inputs), *hidden, chosen.data.T.shape[1])
    setup = Setup(widths, (*[kind] * len(hidden), last), scheme, seed, loss)
    plan = Plan(loss, alpha, order, seed, size, rule)
    setups, plans = (setup,), (plan,)
    if st.toggle("Compare with a second run", key=state.keep("compare", False)):
        other = _second(setup, plan, hidden)
        setups, plans = (setup, other[0]), (plan, other[1])
    return Settings(setups, plans, Portion(epochs, until=until or None))


def _layers(chosen: Chosen, key: str) -> tuple[list[int], str, str]:
    """The widths of the hidden layers, the last layer's activation, and the loss."""
    inside = chosen.start.widths[1:-1] if chosen.start else (8,)
    typed = st.text_input(
        "Neurons of each hidden layer (empty: none)",
        key=state.keep(f"hidden {key}", "-".join(map(str, inside))),
    )
    hidden = [
        counted(text, f"the neurons of layer {l}", 1, WIDEST)
        for l, text in enumerate(parts_of(typed), start=2)
    ]
    if not FEWEST_LAYERS <= len(hidden) + 2 <= MOST_LAYERS:
        raise InputError(
            f"a network must have {FEWEST_LAYERS} to {MOST_LAYERS} layers; got {len(hidden) + 2}"
        )
    endings = chosen.data.endings
    names = [f"{name}, {LOSSES[loss].title}" for name, loss in endings]
    key = state.keep(f"ending {key} {names}", names[0])
    last, loss = endings[names.index(st.selectbox("Last layer and error", names, key=key))]
    check_pair(loss_named(loss), ACTIVATIONS[last])
    return hidden, last, loss


def _portion(rows: int) -> int:
    """How many rows an update takes."""
    typed = st.text_input("Rows an update (“all” for the full batch)", key=state.keep("batch", "1"))
    whole = typed.strip().lower() == "all"
    return rows if whole else min(counted(typed, "the rows an update", 1, 10**9), rows)


def _order() -> tuple[str, float, str]:
    """In what order the rows are taken, when to stop, and the order of updates."""
    order = st.radio(
        "Rows are taken",
        ORDER_NAMES,
        format_func=ORDER_NAMES.__getitem__,
        key=state.keep("order", "random"),
        horizontal=True,
    )
    until = st.number_input(
        "Stop at this error of the set (0: do not)", 0.0, key=state.keep("until", 0.0), format="%g"
    )
    rule = st.radio(
        "Order of updates",
        UPDATE_ORDERS,
        format_func=RULE_NAMES.__getitem__,
        key=state.keep("rule", UPDATE_ORDERS[0]),
    )
    return order, until, rule


def _second(setup: Setup, plan: Plan, hidden: list[int]) -> tuple[Setup, Plan]:
    """Run B: what it does differently from run A, everything else the same."""
    alpha = st.number_input(
        "α of run B", key=state.keep("alpha B", plan.learning_rate * 2), format="%g", step=0.01
    )
    first = setup.kinds[0] if hidden else "tanh"
    kind = st.selectbox("Hidden activation of run B", ACTIVATIONS, key=state.keep("kind B", first))
    scheme = st.selectbox("Initialisation of run B", SCHEMES, key=state.keep("first B", setup.scheme))
    order = st.selectbox(
        "Rows of run B",
        ORDER_NAMES,
        format_func=ORDER_NAMES.__getitem__,
        key=state.keep("order B", plan.order),
    )
    rule = st.selectbox(
        "Order of updates of run B",
        UPDATE_ORDERS,
        format_func=RULE_NAMES.__getitem__,
        key=state.keep("rule B", plan.rule),
    )
    kinds = (*[kind] * len(hidden), setup.kinds[-1])
    return replace(setup, kinds=kinds, scheme=scheme), replace(
        plan, learning_rate=alpha, order=order, rule=rule
    )


def _of_which_total(loss: str, size: int) -> str:
    """Which total an update's gradient is of, and what that does to α."""
    if size == 1:
        return "Each update takes the gradient of one row's error φ(t, y)."
    if LOSSES[loss].mean:
        return f"Each update takes the gradient of the mean over its {size} rows: α is for one row."
    return (
        f"Each update takes the gradient of the total over its {size} rows: "
        f"at the same α a step is up to {size} times as long as one row's."
    )
