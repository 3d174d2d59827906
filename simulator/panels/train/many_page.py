"""Many runs: learning rates × seeds × batch sizes × update rules, a table and a picture of how they ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.inputs import InputError
from ...core.loss import LOSSES
from ...core.training.rules.rule_table import RULES
from ...core.training.update_rule import UpdateRule, first_rule
from ...core.wording import counted_as
from ...files.sessions.run_record import Plan
from ...files.untrusted.json_fields import LARGEST, checked_whole
from ...player.components.runs_component import runs_shown
from ...runs.many.many_runs import MOST_RUNS, MOST_SECONDS, WORKERS, ManyRuns, seconds_of, spent, too_much
from ...runs.many.runs_table import Learnt, rule_of, standing_of, table_of, usual_error, usual_share
from ...runs.many.sent_run import SentRun
from ...runs.many.sweeps import combinations, sent_runs
from ...runs.runner import Runner
from .. import page_state as state
from ..fields import checked_menus
from ..fields.number_field import number_field
from ..fields.rule_menu import PLAIN
from ..reader_notation import spelt
from . import settings_table as table
from .data import Chosen
from .run_settings import ROW_ORDERS, Settings, Setup
from .typed_lists import numbers_typed, whole_numbers_typed

MANY = "many runs"  # the Begun of this visitor
OPENED_BEGINS = "opened run begins"  # by which path
SHOWN, NAMED, ANSWERED = "many runs table", "many runs named", "many runs answered"
PULSE = 0.5  # seconds between two looks at runs that go on
SEEDS, FACTORS = 10, (0.25, 0.5, 1.0, 2.0)  # offered at first: seeds, and so many times the α of one run
LIMITS = (
    f"At most {MOST_RUNS} runs and about {MOST_SECONDS // 60} minutes; {WORKERS} workers for all visitors. "
    "Each run draws its first weights from its seed; these lists stand in for α, batch size, rule and seed."
)

Asked = tuple[list[dict[str, Any]], list[SentRun]]


@dataclass(frozen=True, eq=False)
class Begun:
    """Runs that were begun, and of what they are."""

    many: ManyRuns
    of: tuple[Any, ...]  # the data and all settings that are none of the lists
    caption: str
    setup: Setup
    epochs: int
    until: float | None
    place: table.Place  # of the settings that a run is opened with
    learnt: Learnt  # as it is understood at first


def show_many() -> None:
    """Let the page of training show many runs in place of one."""
    state.show(state.MANY_SHOWN, True)
    state.refuse("")


def _show_one() -> None:
    state.show(state.MANY_SHOWN, False)


def many_runs(chosen: Chosen, made: Settings) -> None:
    """Draw all of it; the lists take the place of α, batch size, rule and seed of the settings."""
    asked = None
    begun: Begun | None = state.read(MANY)
    running = begun is not None and begun.many.running
    buttons = st.container(horizontal=True, key="training")
    try:
        asked = _asked(chosen, made)
        st.text(f"{_in_words(asked[0])} {counted_as(made.portion.epochs, 'epoch')} each: about "
                f"{spent(seconds_of(asked[1]))}. {spelt(LIMITS)}")  # fmt: skip
    except InputError as reason:
        state.say(f"{reason}.")
    with buttons:
        st.button(
            "Train them" if asked is None else f"Train {counted_as(len(asked[0]), 'run')}",
            type="primary",
            disabled=running or asked is None,
            on_click=_begin,
            args=(chosen, made, asked),
        )
        st.button("Stop", disabled=not running, on_click=begun.many.stop if begun else None)
        st.button("Back to one run", on_click=_show_one, help="Or to two beside each other.")
    if begun is not None:
        same = begun.of == _of(chosen, made)
        learnt = _learnt(begun)
        st.fragment(_live, run_every=PULSE if running else None)(begun, running, learnt, same)


# ---- what is asked for
def _asked(chosen: Chosen, made: Settings) -> Asked:
    """The settings of each run and the runs themselves; raises InputError for what cannot be."""
    setup, plan = made.setups[0], made.plans[0]
    each = _lists(chosen, made)
    how = {
        "loss": setup.loss,
        "epochs": made.portion.epochs,
        "order": plan.order,
        "update_order": plan.update_order,
        "until": made.portion.until,
    }
    X, T = chosen.data.training
    classes = bool(chosen.data.classes)
    runs = sent_runs(X, T, setup.widths, setup.kinds, setup.scheme, each, how, classes)
    if reason := too_much(runs):
        raise InputError(reason)
    return each, runs


def _lists(chosen: Chosen, made: Settings) -> list[dict[str, Any]]:
    """The settings of each run from the four fields, which are drawn first."""
    plan, rows = made.plans[0], len(chosen.data.train)
    alphas, seeds, sizes, named = _fields(chosen.key.split()[0], plan)
    if made.setups[0].given is not None:
        raise InputError(
            "many runs must start from new weights, drawn from their seeds: choose these on the left"
        )
    rates = numbers_typed(alphas, "the learning rates", MOST_RUNS)
    drawn = whole_numbers_typed(seeds, "the seeds", 0, LARGEST, MOST_RUNS)
    at_once = whole_numbers_typed(sizes, "the batch sizes", 1, rows, MOST_RUNS, {table.ALL: rows})
    if not named:
        raise InputError("the update rules must be one or more; none is chosen")
    if (count := len(rates) * len(drawn) * len(at_once) * len(named)) > MOST_RUNS:
        raise InputError(
            f"there must be at most {MOST_RUNS} runs; {counted_as(len(rates), 'learning rate')} × "
            f"{counted_as(len(drawn), 'seed')} × {counted_as(len(at_once), 'batch size')} × "
            f"{counted_as(len(named), 'update rule')} are {count:,}"
        )
    return combinations(rates, drawn, at_once, [_rule(name, plan.rule) for name in named])


def _fields(key: str, plan: Plan) -> tuple[str, str, str, list[str]]:
    """The fields of the lists, of a set with this key: α, seeds, batch sizes and names of rules as typed."""
    one, two, three, four = st.columns([1.2, 1, 1, 1.4], vertical_alignment="bottom")
    first = " ".join(f"{float(f'{factor * plan.learning_rate:.3g}'):g}" for factor in FACTORS)
    alphas = one.text_input("Learning rates, such as 0.1 0.3 1", key=state.keep(f"many α {key}", first))
    seeds = two.text_input("Seeds, such as 0-19", key=state.keep(f"many seeds {key}", f"0-{SEEDS - 1}"))
    first = str(plan.batch_size)
    sizes = three.text_input("Batch sizes, such as 1 8 all", key=state.keep(f"many sizes {key}", first))
    with four:
        named = checked_menus.multiselect(
            "Update rules",
            [PLAIN, *RULES],
            format_func=lambda name: "Plain descent" if name == PLAIN else RULES[name].title,
            key=state.keep(f"many rules {key}", [plan.rule.name if plan.rule else PLAIN]),
        )
    return alphas, seeds, sizes, named


def _rule(name: str, own: UpdateRule | None) -> UpdateRule | None:
    """The rule of this name: as the settings have it, or as a page begins with it."""
    if name == PLAIN:
        return None
    return own if own is not None and own.name == name else first_rule(name)


def _in_words(each: Sequence[dict[str, Any]]) -> str:
    """Of what the runs are the product: "4 learning rates × 10 seeds = 40 runs."."""
    names = {"learning_rate": "learning rate", "seed": "seed", "batch_size": "batch size", "rule": "rule"}
    counts = {said: len({one[name] for one in each}) for name, said in names.items()}
    product = " × ".join(counted_as(count, said) for said, count in counts.items() if count > 1)
    return f"{product} = {counted_as(len(each), 'run')}." if product else "1 run."


def _of(chosen: Chosen, made: Settings) -> tuple[Any, ...]:
    plan = made.plans[0]
    return chosen.key, replace(made.setups[0], seed=0), plan.order, plan.update_order


def _begin(chosen: Chosen, made: Settings, asked: Asked) -> None:
    before: Begun | None = state.read(MANY)
    if before is not None:
        before.many.stop()
    setup, plan, data = made.setups[0], made.plans[0], chosen.data
    rows, loss, T = len(data.train), setup.loss, data.training[1]
    learnt = (
        Learnt(usual_share(rows)) if data.classes else Learnt(None, usual_error(T, loss, setup.kinds[-1]))
    )
    state.refuse("")
    try:
        many = ManyRuns(*asked)
    except InputError as reason:
        state.refuse(str(reason), "Not trained")
        return
    kinds = ", ".join(ACTIVATIONS[name].title for name in setup.kinds)
    layers = f"{'-'.join(map(str, setup.widths))} ({kinds}), {LOSSES[loss].title}"
    words = [f"{data.name}: {layers}", counted_as(made.portion.epochs, "epoch")]
    words += [f"rows {ROW_ORDERS[plan.order]}", *_alike(asked[0])]
    place = table.Place(chosen.key.split()[0], tuple(data.endings), rows, 0, loss)
    begun = Begun(
        many,
        _of(chosen, made),
        "; ".join(words),
        setup,
        made.portion.epochs,
        made.portion.until,
        place,
        learnt,
    )
    state.show(MANY, begun)


def _alike(each: Sequence[dict[str, Any]]) -> list[str]:
    """What all runs share of batch size and rule, which the table then does not say."""
    sizes, rules = ({one[name] for one in each} for name in ("batch_size", "rule"))
    said = [f"batch size {sizes.pop():,}"] if len(sizes) == 1 else []
    return [*said, rule_of(rules.pop())] if len(rules) == 1 else said


# ---- how they stand
def _learnt(begun: Begun) -> Learnt:
    """When a run counts as having learnt, as the reader says."""
    usual, key = begun.learnt, f"learnt {id(begun)}"
    if usual.share is not None:
        state.keep(key, usual.share)
        label = "Learnt where so many % of the training rows are right"
        return Learnt(int(checked_menus.number_input(label, 1, 100, key=key, width=400)))
    state.keep(key, usual.error)
    label = "Learnt where the error a row is at most"
    return Learnt(None, number_field(label, key=key, name=key, least=0.0, width=400))


def _live(begun: Begun, was_running: bool, learnt: Learnt, same: bool) -> None:
    """How they stand; drawn again every PULSE while they go on, and the whole page once when they ended."""
    if not state.read(state.MANY_SHOWN) or state.read(MANY) is not begun:
        st.rerun()
    many, running = begun.many, begun.many.running
    many.look()
    found, rows = many.found, begun.place.rows
    shown = table_of(found, many.each, begun.setup.loss, rows, learnt, spelt("α"))
    said = many.waits or standing_of(found, shown)
    note = learnt.said(rows)
    if not same:
        note += (
            " The settings on the left are others now; put back as they were, they let a run of it be opened."
        )
    elif found.rows:
        note += " A click on a row or a point opens that run."
    if running:
        st.progress(len(found.rows) / found.total, text=said)
        st.text(note)
    else:
        st.text(f"{' · '.join(filter(None, (said, many.message)))}. {note}")
    belongs = state.name_of(NAMED, begun)
    view = shown | {"caption": begun.caption, "openable": same}
    runs_shown(view, belongs, state.dealt(ANSWERED), SHOWN, _open_asked)
    if was_running and not running:
        st.rerun()


def _open_asked() -> None:
    """A run of the table is to be opened; the request may be forged, or come again."""
    asked = state.read(SHOWN).open
    if isinstance(asked, dict):
        state.deal_once(ANSWERED, asked.get("at"), lambda: _open_number(asked))


def _open_number(asked: Mapping[str, Any]) -> None:
    begun: Begun | None = state.read(MANY)
    if begun is None or asked.get("run") != state.name_of(NAMED, begun):
        return
    try:
        number = checked_whole(asked.get("number"), "the run, from 0,", 0, begun.many.found.total - 1)
    except InputError as reason:
        state.refuse(str(reason))
        return
    _open(begun, begun.many.runs[number])


def _open(begun: Begun, run: SentRun) -> None:
    """Show one of the runs alone, with its settings; it is trained again, as it was."""
    how, size = run.how, min(run.how["batch_size"], begun.place.rows)
    place = replace(begun.place, size=size, rule=table.called(how["rule"]))
    values = {
        table.ALPHA: how["learning_rate"],
        table.ROWS: size,
        table.RULE: how["rule"] or PLAIN,
        table.SEED: run.seed,
        table.EPOCHS: begun.epochs,
        table.UNTIL: begun.until or 0.0,
        table.RACE: False,
        table.COMPARE: False,
    }
    table.put(place, values)
    kept: tuple[Any, list[Runner]] | None = state.read(state.RUNS)
    for runner in kept[1] if kept else ():
        runner.stop()
    for key in (state.RUNS, state.LOOK):
        state.show(key, None)
    _show_one()
    state.show(OPENED_BEGINS, how["path"])
