"""A link to the page of training, and what the page shows when one is opened."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from ...core.inputs import InputError
from ...core.loss import LOSSES
from ...core.sets.dataset import DataSet, split, standardised
from ...files.scripts.training_in_torch import torch_training_script
from ...files.scripts.training_script import training_script
from ...files.sessions.links.training_link import Second, TrainScreen, train_link_text
from ...files.tables.built_in_sets import DATASETS, dataset
from .. import page_state as state
from ..fields.rule_menu import PLAIN
from ..reader_notation import reader_notation
from . import settings_table as table
from .data import CHOICE, Chosen
from .run_settings import Settings

LINK = "t"  # the query parameter
SCRIPT = "script of the training"
NOTED = "settings noted"  # what the page of training shows, as a link has it


def link_to_training(chosen: Chosen, made: Settings) -> None:
    """The link to these settings, to be copied with one click, and their script; made when it is opened.

    Streamlit loads its highlighter for the box, which alone would take as long as the rest of the page.
    """
    box = st.expander("Link and script of this training", key="link to this training", on_change="rerun")
    if not box.open:
        return
    with box:
        _link(chosen, made)
        try:
            texts = state.once(
                SCRIPT,
                lambda *_: _scripts(chosen, made),
                chosen.key,
                made.setups,
                made.plans,
                made.portion,
                reader_notation().name,
            )
        except InputError as reason:
            state.say(f"{reason}.")
            return
        for (label, name), text in texts.items():
            if isinstance(text, InputError):
                state.say(f"{text}.")
            else:
                st.download_button(label, text, name, "text/x-python", on_click="ignore")


def _link(chosen: Chosen, made: Settings) -> None:
    source, *prepared = chosen.key.split()
    if source not in DATASETS:
        st.text("A link holds a built-in set; for this one, ↗ share in Step saves the session file.")
        return
    if made.setups[0].given is not None:
        st.text(
            "A link draws its weights from a seed, so it holds no run from given ones; "
            "↗ share in Step saves it in a session file."
        )
        return
    try:
        text = train_link_text(_screen(source, prepared, made, len(chosen.data.train)))
    except InputError as reason:
        state.say(f"{reason}.")
        return
    scheme, host, path, *_ = urlsplit(st.context.url or "")
    st.code(urlunsplit((scheme, host, path, urlencode({LINK: text}), "")), language=None, wrap_lines=True)
    st.text("It opens with these settings; from the same seed they train the same run.")


def _scripts(chosen: Chosen, made: Settings) -> dict[tuple[str, str], str | InputError]:
    """By the label of a button and the name of a file; PyTorch's may be refused where the other is not.

    From the first network on, for as many epochs as are set; the condition to stop at is not in it."""
    until = {} if made.portion.until is None else {"until": made.portion.until}
    runs = [
        (setup.network(), plan.settings | {"epochs": made.portion.epochs} | until)
        for setup, plan in zip(made.setups, made.plans, strict=True)
    ]
    X, T = chosen.data.training
    title, read = chosen.data.name, reader_notation().name
    try:
        by_torch: str | InputError = torch_training_script(X, T, runs, title=title, notation=read)
    except InputError as reason:
        by_torch = reason
    return {
        ("Python script of this training", "training.py"): training_script(
            X, T, runs, title=title, notation=read
        ),
        ("PyTorch script of this training", "training-torch.py"): by_torch,
    }


def _screen(source: str, prepared: list[str], made: Settings, rows: int) -> TrainScreen:
    share, seed_of_split, standardise = prepared
    setup, plan = made.setups[0], made.plans[0]
    second, race = None, len(made.setups) > 2
    if len(made.setups) == 2:
        second = _second(made, rows)
    return TrainScreen(
        source=source,
        share=int(share),
        split=int(seed_of_split),
        standardise=standardise == "True",
        hidden=setup.widths[1:-1],
        kind=setup.kinds[0] if len(setup.kinds) > 1 else "tanh",
        last=setup.kinds[-1],
        loss=setup.loss,
        scheme=setup.scheme,
        seed=int(setup.seed),
        learning_rate=float(plan.learning_rate),
        epochs=int(made.portion.epochs),
        rows=0 if plan.batch_size == rows else int(plan.batch_size),
        order=plan.order,
        update_order=plan.update_order,
        until=float(made.portion.until or 0.0),
        second=second,
        rule=plan.rule,
        race=tuple(float(each.learning_rate) for each in made.plans) if race else (),
    )


def _second(made: Settings, rows: int) -> Second:
    """The second run; what it shares with the first is not said."""
    (setup, other), (plan, how) = made.setups, made.plans
    return Second(
        float(how.learning_rate),
        other.kinds[0] if len(other.kinds) > 1 else "tanh",
        other.scheme,
        how.order,
        how.update_order,
        how.rule,
        None if other.widths == setup.widths else other.widths[1:-1],
        None if how.seed == plan.seed else int(how.seed),
        None if how.batch_size == plan.batch_size else 0 if how.batch_size == rows else int(how.batch_size),
    )


def note_settings(chosen: Chosen, made: Settings) -> None:
    """Note what the page of training shows, to be kept; of what no link holds, nothing."""
    source, *prepared = chosen.key.split()
    shown: TrainScreen | None = None
    if source in DATASETS and made.setups[0].given is None:
        try:
            shown = _screen(source, prepared, made, len(chosen.data.train))
        except InputError:
            shown = None
    state.show(NOTED, shown)


def set_of(screen: TrainScreen) -> DataSet:
    """The set that these settings train on; raises InputError where they do not fit it."""
    data = split(dataset(screen.source), screen.share / 100, screen.split)
    if (screen.last, screen.loss) not in data.endings:
        raise InputError(
            f"the last layer and error must suit {data.name}; got {screen.last}, {LOSSES[screen.loss].title}"
        )
    return standardised(data) if screen.standardise else data


def open_training(screen: TrainScreen) -> None:
    """Show the page of training with these settings; raises InputError where they do not fit the set."""
    put_settings(screen)
    state.show(state.MODE, state.TRAIN)


def put_settings(screen: TrainScreen) -> None:
    """Let the widgets of that page hold them; raises InputError where they do not fit the set."""
    key, data = screen.source, set_of(screen)
    rows = len(data.train)
    size = min(screen.rows or rows, rows)
    place = table.Place(key, tuple(data.endings), rows, size, screen.loss, table.called(screen.rule))
    state.put_in(CHOICE, key)
    table.put(place, _values_of(screen, size))
    if screen.second is not None:
        other = screen.second
        own = size if other.rows is None else min(other.rows or rows, rows)
        place = replace(place, size=own, rule=table.called(screen.rule, other.rule))
        table.put(place, _values_of_second(screen, other, own))


def _values_of(screen: TrainScreen, size: int) -> dict[table.Setting, Any]:
    """What the widgets of the run hold; `size`: rows an update."""
    return {
        table.SHARE: screen.share,
        table.SPLIT: screen.split,
        table.STANDARDISE: screen.standardise,
        table.HIDDEN: screen.hidden,
        table.KIND: screen.kind,
        table.ENDING: (screen.last, screen.loss),
        table.ROWS: size,
        table.RULE: screen.rule or PLAIN,
        table.ALPHA: screen.learning_rate,
        table.EPOCHS: screen.epochs,
        table.SCHEME: screen.scheme,
        table.SEED: screen.seed,
        table.ORDER: screen.order,
        table.UPDATE_ORDER: screen.update_order,
        table.UNTIL: screen.until,
        table.COMPARE: screen.second is not None,
        table.RACE: bool(screen.race),
        **dict(zip(table.RACE_ALPHAS, screen.race, strict=False)),
    }


def _values_of_second(screen: TrainScreen, other: Second, size: int) -> dict[table.Setting, Any]:
    return {
        table.HIDDEN_B: screen.hidden if other.hidden is None else other.hidden,
        table.SEED_B: screen.seed if other.seed is None else other.seed,
        table.ROWS_B: size,
        table.RULE_B: other.rule or PLAIN,
        table.ALPHA_B: other.learning_rate,
        table.KIND_B: other.kind,
        table.SCHEME_B: other.scheme,
        table.ORDER_B: other.order,
        table.UPDATE_ORDER_B: other.update_order,
    }
