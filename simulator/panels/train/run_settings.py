"""How to train: the layers, the last layer's error, α, and how the rows are taken."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.initialise import SCHEMES, initialise
from ...core.inputs import InputError
from ...core.loss import LOSSES, check_pair, loss_named
from ...core.network import Network
from ...core.training.update_rule import RACERS, UpdateRule, check_rule_order, first_alpha, rule_said
from ...files.sessions.run_record import Plan
from ...files.tables.built_in_sets import Start
from ...runs.runner import Portion
from .. import page_state as state
from ..fields import checked_menus
from ..fields.activation_menu import activation_menu
from ..fields.number_field import number_field
from ..fields.rule_menu import PLAIN, rule_menu
from ..reader_notation import spelt
from . import settings_table as table
from .data import Chosen
from .given_start import HAND, STARTS_FROM, endings_of, given_network, take
from .settings_table import Place

UPDATE_ORDERS = {"gradients-first": "gradients first", "as-you-go": "as you go (not the gradient)"}

RULE_HELP = (
    "A run goes on by another rule, or by another setting of the same, from where it stands. Another rule "
    "begins with nothing kept; the same goes on with what it kept, if it still keeps that."
)

GIVEN = "as given"  # the scheme of weights that none drew
LAST = "last settings"  # that could be, with the key of their set
ROW_ORDERS = {"random": "at random", "turn": "in turn"}


@dataclass(frozen=True)
class Setup:
    """What one run starts from; another value of it is another run."""

    widths: tuple[int, ...]
    kinds: tuple[str, ...]
    scheme: str
    seed: int
    loss: str
    given: Network | None = None  # in place of weights drawn by the scheme from the seed

    def network(self) -> Network:
        """The network before the first update."""
        return self.given or initialise(self.widths, self.kinds, self.scheme, self.seed)


@dataclass(frozen=True)
class Settings:
    """One or two runs, or those of a race, how each is trained, and for how long."""

    setups: tuple[Setup, ...]
    plans: tuple[Plan, ...]
    portion: Portion


def settings(chosen: Chosen) -> Settings | None:
    """Draw them. Where something typed cannot be, the reason stands there, and those of before hold on."""
    before: tuple[str, Settings] | None = state.read(LAST)
    try:
        made = _settings(chosen)
    except InputError as reason:
        state.say(f"{reason}. What was set before is kept.")
        return before[1] if before is not None and before[0] == chosen.key else None
    state.show(LAST, (chosen.key, made))
    return made


def _read(setting: table.Setting, typed: str, place: Place) -> Any:
    """What was typed; where it cannot be, say so at its field, and go on with what stood there last."""
    key = f"last {setting.key_at(place)}"
    try:
        value = setting.read(typed, place)
    except InputError as reason:
        last = state.read(key)
        if last is None:
            raise
        state.say(f"{reason}. Here {last or 'none'} is kept.")
        return setting.read(last, place)
    state.show(key, typed)
    return value


def _settings(chosen: Chosen) -> Settings:
    place = Place(chosen.key.split()[0], tuple(chosen.data.endings), len(chosen.data.train))
    given = _given(chosen, place)
    if given is not None:
        place = replace(place, endings=endings_of(given, chosen.data))
    hidden = [] if given else _hidden(chosen, place)
    last, loss = _ending(chosen.start, place)
    typed = st.text_input("Batch size: rows per update, “all” for the full batch", key=table.ROWS.keep(place))
    size = _read(table.ROWS, typed, place)
    place = replace(place, size=size, loss=loss)
    race = bool(state.read(table.RACE.keep(place)))
    rules, alphas = _race(chosen.start, place) if race else _rule_and_alpha(chosen.start, place)
    epochs = checked_menus.number_input(
        "Epochs", 1, 100_000, key=table.EPOCHS.keep(place, chosen.start.epochs if chosen.start else None)
    )
    what = "order, seed" if given else "activation, first weights, order"
    with st.expander(f"More settings: {what}"):
        order, until, update_order = _order(place)
        kind, scheme = ("", GIVEN) if given else _first_weights(place)
        of = "Of the order of the rows." if given else "Of the first weights and of the order."
        seed = checked_menus.number_input("Seed", 0, key=table.SEED.keep(place), help=of)
    st.text(spelt(_of_which_total(loss, size)))
    for rule in rules:
        check_rule_order(rule, update_order == "as-you-go")
    widths = (len(chosen.data.inputs), *hidden, chosen.data.T.shape[1])
    setup = Setup(widths, (*[kind] * len(hidden), last), scheme, seed, loss)
    setups = [setup if given is None else _from_given(given, loss)] * len(rules)
    plans = [
        Plan(loss, alpha, order, seed, size, update_order, rule)
        for rule, alpha in zip(rules, alphas, strict=True)
    ]
    st.toggle("Race of the update rules", key=table.RACE.keep(place))
    if not race and st.toggle("Compare with a second run", key=table.COMPARE.keep(place)):
        setup, plan = _second(chosen.start, setups[0], plans[0], hidden, place)
        setups, plans = [*setups, setup], [*plans, plan]
    return Settings(tuple(setups), tuple(plans), Portion(epochs, until=until or None))


def _given(chosen: Chosen, place: Place) -> Network | None:
    """The network at hand where the run is to start from it; None for new weights."""
    key = table.START.keep(place)
    start = checked_menus.radio(
        "Start from",
        STARTS_FROM,
        format_func=STARTS_FROM.__getitem__,
        key=key,
        on_change=lambda: take() if state.read(key) == HAND else None,
    )
    return given_network(chosen.data) if start == HAND else None


def _first_weights(place: Place) -> tuple[str, str]:
    """The activation of the hidden layers, and the scheme that draws the first weights."""
    kind = activation_menu("Hidden activation", table.KIND.keep(place))
    scheme = checked_menus.selectbox(
        "Initialisation", SCHEMES, key=table.SCHEME.keep(place), format_func=lambda name: SCHEMES[name][0]
    )
    return kind, scheme


def _from_given(net: Network, loss: str) -> Setup:
    return Setup(net.widths, tuple(net.activation.values()), GIVEN, 0, loss, net)


def _hidden(chosen: Chosen, place: Place) -> list[int]:
    """The widths of the hidden layers."""
    inside = chosen.start.widths[1:-1] if chosen.start else None
    typed = st.text_input(
        "Neurons of each hidden layer, such as 4-3; leave it empty for none",
        key=table.HIDDEN.keep(place, inside),
    )
    hidden: list[int] = _read(table.HIDDEN, typed, place)
    return hidden


def _ending(start: Start | None, place: Place) -> tuple[str, str]:
    """The last layer's activation and the loss."""
    suggested = (start.activations[-1], start.loss) if start else place.endings[0]
    suggested = suggested if suggested in place.endings else place.endings[0]
    key = table.ENDING.keep(place, suggested)
    last, loss = table.ENDING.read(
        checked_menus.selectbox("Last layer and error", place.names, key=key), place
    )
    check_pair(loss_named(loss), ACTIVATIONS[last])
    return last, loss


Rules = list[UpdateRule | None]  # of each run


def _suggested(start: Start | None, place: Place) -> float:
    """The α of plain descent, as the set suggests it; for the sum over a batch less than for one row."""
    longer = 1.0 if LOSSES[place.loss].mean else place.size**0.5
    return float(f"{(start.learning_rate if start else 0.05) / longer:.2g}")


def _rule_and_alpha(start: Start | None, place: Place) -> tuple[Rules, list[float]]:
    """The update rule of the run, and its α, at first as suits the set and the rule."""
    rule = _rule(table.RULE, place, None)
    key = table.ALPHA.keep(
        replace(place, rule=table.called(rule)), first_alpha(rule, _suggested(start, place))
    )
    return [rule], [number_field(spelt("Learning rate α"), key=key, name=key, least=0.0, above=True)]


def _rule(setting: table.Setting, place: Place, first: UpdateRule | None, of: str = "") -> UpdateRule | None:
    """The update rule that a menu holds, None for plain descent."""
    key = setting.keep(place, first or PLAIN)
    held = state.read(key)
    rule: UpdateRule | None = None if held == PLAIN else held
    rule_menu(key, rule, lambda chosen: state.put_in(key, chosen or PLAIN), of=of, help=RULE_HELP)
    return rule


def _race(start: Start | None, place: Place) -> tuple[Rules, list[float]]:
    """The rules of the race, and for each a field of its α."""
    st.text(
        spelt("A race: the same start, rows and order for each update rule, and for each an α that suits it.")
    )
    alphas = []
    for rule, setting in zip(RACERS, table.RACE_ALPHAS, strict=True):
        key = setting.keep(place, first_alpha(rule, _suggested(start, place)))
        alphas.append(
            number_field(spelt(f"α of {rule_said(rule)}"), key=key, name=key, least=0.0, above=True)
        )
    return [*RACERS], alphas


def start_race() -> None:
    """Let the widgets say that a race is run."""
    table.put(Place(""), {table.RACE: True})


def _order(place: Place) -> tuple[str, float, str]:
    """In what order the rows are taken, when to stop, and the order of updates."""
    order = checked_menus.radio(
        "Rows are taken",
        ROW_ORDERS,
        format_func=ROW_ORDERS.__getitem__,
        key=table.ORDER.keep(place),
        horizontal=True,
    )
    key = table.UNTIL.keep(place)
    over = "mean" if LOSSES[place.loss].mean else "sum"
    label = f"Stop when the error, the {over} over the training rows, reaches (0 = never)"
    until = number_field(label, key=key, name=key, least=0.0)
    update_order = checked_menus.radio(
        "Order of updates",
        UPDATE_ORDERS,
        format_func=UPDATE_ORDERS.__getitem__,
        key=table.UPDATE_ORDER.keep(place),
    )
    return order, until, update_order


def _second(
    start: Start | None, setup: Setup, plan: Plan, hidden: list[int], place: Place
) -> tuple[Setup, Plan]:
    """Run B: what it does differently from run A, everything else the same."""
    rule = _rule(table.RULE_B, place, plan.rule, " of run B")
    check_rule_order(rule, state.read(table.UPDATE_ORDER_B.keep(place, plan.update_order)) == "as-you-go")
    typed = st.text_input("Batch size of run B", key=table.ROWS_B.keep(place, plan.batch_size))
    size = _read(table.ROWS_B, typed, place)
    place = replace(place, size=size)
    alike = rule == plan.rule and size == plan.batch_size
    suggested = 2 * plan.learning_rate if alike else first_alpha(rule, _suggested(start, place))
    key = table.ALPHA_B.keep(replace(place, rule=table.called(plan.rule, rule)), suggested)
    alpha = number_field(spelt("α of run B"), key=key, name=key, least=0.0, above=True)
    if setup.given is None:
        setup = _other_weights(setup, hidden, place)
    else:
        st.text("Run B starts from the network at hand too.")
    seed = checked_menus.number_input("Seed of run B", 0, key=table.SEED_B.keep(place, plan.seed))
    order, update_order = _second_order(plan, place)
    how = {"learning_rate": alpha, "order": order, "seed": seed, "batch_size": size, "rule": rule}
    setup = setup if setup.given else replace(setup, seed=seed)
    return setup, replace(plan, update_order=update_order, **how)


def _second_order(plan: Plan, place: Place) -> tuple[str, str]:
    """In what order run B takes the rows, and its order of updates."""
    order = checked_menus.selectbox(
        "Rows of run B",
        ROW_ORDERS,
        format_func=ROW_ORDERS.__getitem__,
        key=table.ORDER_B.keep(place, plan.order),
    )
    update_order = checked_menus.selectbox(
        "Order of updates of run B",
        UPDATE_ORDERS,
        format_func=UPDATE_ORDERS.__getitem__,
        key=table.UPDATE_ORDER_B.keep(place, plan.update_order),
    )
    return order, update_order


def _other_weights(setup: Setup, hidden: list[int], place: Place) -> Setup:
    """The hidden layers, their activation and the scheme of run B."""
    first = setup.kinds[0] if hidden else table.KIND.default
    typed = st.text_input(
        "Neurons of each hidden layer of run B", key=table.HIDDEN_B.keep(place, tuple(hidden))
    )
    inside = _read(table.HIDDEN_B, typed, place)
    kind = activation_menu("Hidden activation of run B", table.KIND_B.keep(place, first))
    scheme = checked_menus.selectbox(
        "Initialisation of run B",
        SCHEMES,
        key=table.SCHEME_B.keep(place, setup.scheme),
        format_func=lambda name: SCHEMES[name][0],
    )
    widths = (setup.widths[0], *inside, setup.widths[-1])
    return replace(setup, widths=widths, kinds=(*[kind] * len(inside), setup.kinds[-1]), scheme=scheme)


def _of_which_total(loss: str, size: int) -> str:
    """Which total an update's gradient is of, and what that does to α."""
    if size == 1:
        return (
            "Batch size 1 is stochastic gradient descent: "
            "each update takes the gradient of one row's error φ(t, y)."
        )
    if LOSSES[loss].mean:
        return f"Each update takes the gradient of the mean over its {size} rows: α is for one row."
    return (
        f"Each update takes the gradient of the total over its {size} rows: "
        f"at the same α a step is up to {size} times as long as one row's."
    )
