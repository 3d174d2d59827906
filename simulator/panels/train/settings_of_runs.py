"""The settings of runs that are there already, put into the widgets: of a link, a file, or a race."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...core.initialise import SCHEMES, initialise
from ...core.inputs import InputError
from ...core.network import Network
from ...core.sets.dataset import DataSet
from ...core.training.update_rule import RACERS
from ...runs.runner import Runner
from ..fields.rule_menu import PLAIN
from . import settings_table as table
from .given_start import HAND, NEW, Taken, endings_of, put_taken
from .settings_table import Place


def show_settings(key: str, data: DataSet, runs: Sequence[Runner]) -> None:
    """Let the widgets of the set with this key say what these runs were trained with."""
    (net, plan), rows = (runs[0].start, runs[0].plan), len(data.train)
    race = is_race(runs)
    size, ending = min(plan.batch_size, rows), (net.layers[-1].activation, plan.loss)
    scheme = _scheme_of(net, plan.seed)
    if scheme is None:
        put_taken(Taken("First network of the run", net))
    endings = data.endings if scheme else endings_of(net, data)
    values = {
        table.START: NEW if scheme else HAND,
        table.HIDDEN: net.widths[1:-1],
        table.KIND: _hidden_kind(net),
        table.ENDING: ending if ending in endings else None,
        table.ROWS: size,
        table.ALPHA: plan.learning_rate,
        table.ORDER: plan.order,
        table.UPDATE_ORDER: plan.update_order,
        table.SCHEME: scheme,
        table.SEED: plan.seed,
        table.RULE: plan.rule or PLAIN,
        table.COMPARE: len(runs) == 2,
        table.RACE: race,
    }
    if race:
        del values[table.RULE], values[table.ALPHA]
        values |= {of: run.plan.learning_rate for of, run in zip(table.RACE_ALPHAS, runs, strict=True)}
    place = Place(key, tuple(endings), rows, size, plan.loss, table.called(plan.rule))
    table.put(place, values)
    if len(runs) == 2:
        _show_second(place, runs, rows)


def _show_second(place: Place, runs: Sequence[Runner], rows: int) -> None:
    """What run B was trained with."""
    first, (other, second) = runs[0].plan, (runs[1].start, runs[1].plan)
    size = min(second.batch_size, rows)
    values = {
        table.RULE_B: second.rule or PLAIN,
        table.ALPHA_B: second.learning_rate,
        table.HIDDEN_B: other.widths[1:-1],
        table.ROWS_B: size,
        table.KIND_B: _hidden_kind(other),
        table.SCHEME_B: _scheme_of(other, second.seed),
        table.SEED_B: second.seed,
        table.ORDER_B: second.order,
        table.UPDATE_ORDER_B: second.update_order,
    }
    table.put(replace(place, size=size, rule=table.called(first.rule, second.rule)), values)


def is_race(runs: Sequence[Runner]) -> bool:
    """Whether these are the runs of a race; raises InputError for more than two that are none."""
    if len(runs) < 3:
        return False
    if [run.plan.rule for run in runs] != [*RACERS]:
        raise InputError(
            f"more than two runs must be the {len(RACERS)} of a race, one for each of its update rules; "
            f"got {len(runs)}"
        )
    return True


def _hidden_kind(net: Network) -> str:
    return net.layers[0].activation if net.depth > 2 else str(table.KIND.default)


def _scheme_of(net: Network, seed: int) -> str | None:
    """The scheme that the page draws this very network by; None where it came otherwise."""
    names = [layer.activation for layer in net.layers]
    if net.frozen or len(set(names[:-1])) > 1:
        return None  # the page makes no such network
    for scheme in SCHEMES:
        drawn = initialise(net.widths, names, scheme, seed)
        if all(np.array_equal(drawn.W[l], net.W[l]) and np.array_equal(drawn.b[l], net.b[l]) for l in net.W):
            return scheme
    return None
