"""What the view of training shows of its runs: numbers in, plain JSON out."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..core.inputs import InputError
from ..core.loss import LOSSES
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.sets.metrics import confusion, labels, outputs
from ..core.training.update_rule import rule_said
from ..draw.colours import LIGHT, PALETTES, scale_end
from ..draw.graph import picture
from ..draw.regions import region, spans
from ..files.sessions.run_record import Plan, Point
from .curve import weight_history
from .runner import Runner

MOST_ITEMS = 400  # drawn on the map; of more, evenly many
TWO = ("A", "B")


def names_of(runs: list[Runner]) -> list[str]:
    """What each run is called: one not at all, two by a letter, more by their update rules, as in a race.

    Two that differ in their update rule say it.
    """
    rules = [rule_said(runner.plan_shown.rule) for runner in runs]
    if len(runs) > len(TWO):
        return [rule[0].upper() + rule[1:] for rule in rules]
    if len(runs) < len(TWO):
        return [""]
    alike = rules[0] == rules[1]
    return [letter if alike else f"{letter} ({rule})" for letter, rule in zip(TWO, rules, strict=True)]


def called(runs: list[Runner]) -> list[str]:
    """What each run is called in a sentence: "run A", or in a race "Adam"; one alone not at all."""
    names = names_of(runs)
    return [f"run {name}" for name in names] if len(runs) == len(TWO) else names


def view(runs: list[Runner], weight: tuple[int, int, int] | None, look: int | None) -> dict[str, Any]:
    """Runs over the same data, at update `look` or as they stand; `weight` is (l, r, c) from 1."""
    data, now, names = runs[0].data, _moments(runs, look), names_of(runs)
    first = called(runs)[0]
    net = now[0].network
    return {
        "state": "\n".join(
            _state(runner, point, name, len(runs) > len(TWO))
            for runner, point, name in zip(runs, now, names, strict=True)
        ),
        "running": any(runner.running for runner in runs),
        "palettes": PALETTES,
        "light": LIGHT,
        **_networks(runs, now),
        **_map(data, net, first),
        "netNote": "Edges by W (dashed below 0). A click on an edge, or the list above, shows its history.",
        "classes": list(data.classes),
        **_table(data, net, first),
        "picked": _picked(runs, weight) if weight is not None and _exists(net.widths, weight) else None,
    }


def _networks(runs: list[Runner], now: list[Point]) -> dict[str, Any]:
    """The curve and the weights of each run, which neurons are drawn, and what their colours reach to."""
    first, last, names = now[0].network, now[-1].network, names_of(runs)
    drawn = picture(first)
    layers = [[c for l, c in sorted(drawn.place) if l == layer] for layer in range(1, first.depth + 1)]
    return {
        "runs": [
            {
                "name": name,
                "called": who,
                "k": point.k,
                "points": _points(runner),
                "W": _weights(point.network, layers),
                "over": [over_rows(runner.plan.loss, rows) for rows in _part_sizes(runner.data)],
            }
            for runner, point, name, who in zip(runs, now, names, called(runs), strict=True)
        ],
        "shown": layers,
        "hidden": [drawn.hidden[l] for l in range(1, first.depth + 1)],
        "panes": _panes(names, now),
        "scale": scale_end(W for point in now for W in point.network.W.values()),
        "apart": scale_end(abs(a - b) for a, b in zip(first.W.values(), last.W.values(), strict=True)),
    }


def _panes(names: list[str], now: list[Point]) -> list[str]:
    """What stands above the pictures of networks: of two runs also their difference, of one nothing."""
    if len(names) != len(TWO):
        return names
    return [*(f"{name} at update {point.k}" for name, point in zip(TWO, now, strict=True)), "B − A"]


def _map(data: DataSet, net: Network, run: str) -> dict[str, Any]:
    """The rows over the inputs, and what the network of the run that is called so says between them."""
    items, values = _items(data), data.T[:, 0]
    return {
        "region": _where_finite(lambda: region(net, data)),
        "spans": spans(data),
        "items": items,
        "middle": 0.5 if data.classes else float(np.mean(values)),
        "reach": 0.5 if data.classes else float(np.ptp(values) or 1.0),
        "mapNote": _map_note(data, len(items["x"]), run),
    }


def _table(data: DataSet, net: Network, run: str) -> dict[str, Any]:
    """Classes against what was said, over the test rows where there are some; of numbers, nothing."""
    if not data.classes:
        return {"confusion": None, "tableNote": ""}
    part, (X, T) = ("test", data.testing) if len(data.test) else ("training", data.training)
    return {
        "confusion": _where_finite(lambda: confusion(outputs(net, X), T).tolist()),
        "tableNote": f"{len(X)} {part} rows{', ' * bool(run)}{run}",
    }


def _picked(runs: list[Runner], weight: tuple[int, int, int]) -> dict[str, Any]:
    """One weight of each run over its points."""
    l, r, c = weight
    series = [
        {
            "name": f"{name} W{l},{r}{c}".strip(),
            "k": [p.k for p in runner.points],
            "y": weight_history(runner.points, l, r, c),
        }
        for runner, name in zip(runs, names_of(runs), strict=True)
    ]
    return {"at": [l, r, c], "series": series}


def _where_finite(make: Callable[[], Any]) -> Any:
    """What a network says, or None where that is past what float64 holds."""
    try:
        return make()
    except InputError:
        return None


def _moments(runs: list[Runner], look: int | None) -> list[Point]:
    """One moment of each run, all at the same update."""
    still = not any(runner.running for runner in runs)
    if still and look is not None and all(runner.first <= look <= runner.updates for runner in runs):
        return [runner.point(look) for runner in runs]
    last = min(runner.points[-1].k for runner in runs)
    return [_nearest(runner.points, last) for runner in runs]


def _nearest(points: tuple[Point, ...], k: int) -> Point:
    return min(points, key=lambda point: abs(point.k - k))


def _state(runner: Runner, point: Point, name: str, race: bool) -> str:
    """One line on where a run stands, or how it stood at the update that is looked at.

    In a race the legend alone says over which rows an error is.
    """
    last = runner.points[-1].k
    where = f"update {point.k}" if point.k == last else f"looking at update {point.k} of {last}"
    parts = [f"{name}: {where}" if name else where.capitalize(), runner.curve.epoch_of(point)]
    if said := _rule_of(runner.plan_shown, name):
        parts.append(said)
    loss, (training, test) = runner.plan.loss, _part_sizes(runner.data)
    errors = [_error_of(loss, point.error, training, race)]
    if point.test_error is not None:
        errors.append(f"test {_error_of(loss, point.test_error, test, race)}")
    parts.append(f"{LOSSES[loss].title} {', '.join(errors)}")
    if point.accuracy is not None:
        also = "" if point.test_accuracy is None else f", test {point.test_accuracy:.1%}"
        parts.append(f"{point.accuracy:.1%} right{also}")
    if runner.running:
        parts.append(runner.waits or "training …")
    elif runner.diverged:
        parts += ["diverged: try a smaller learning rate", runner.message.removeprefix("diverged: ")]
    elif runner.message:
        parts.append(runner.message)
    return " · ".join(parts)


def _rule_of(plan: Plan, name: str) -> str:
    """The update rule with its α, without what the run's name says of it; of plain descent alone, nothing."""
    rule, alpha = rule_said(plan.rule), f"α = {plan.learning_rate:g}"
    if rule in name or name.lower() == rule:
        return alpha
    return f"{rule}, {alpha}" if plan.rule else ""


def _part_sizes(data: DataSet) -> tuple[int, int]:
    """How many rows are trained on, and how many held out."""
    return len(data.training[0]), len(data.test)


def over_rows(loss: str, rows: int) -> str:
    """Of what an error of a part of the set is made: "sum over 160 rows", "mean over 160 rows"."""
    return f"{'mean' if LOSSES[loss].mean else 'sum'} over {rows:,} row{'' if rows == 1 else 's'}"


def _error_of(loss: str, error: float, rows: int, alone: bool) -> str:
    """The error, of how many rows, and where that is a sum the mean, which parts of any size share.

    `alone`: nothing but the error.
    """
    if alone:
        return _error(error)
    if LOSSES[loss].mean or not math.isfinite(error):
        return f"{_error(error)} ({over_rows(loss, rows)})"
    return f"{_error(error)} ({over_rows(loss, rows)}: {_error(error / rows)} a row)"


def _error(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "past what float64 holds"


def _finite(values: list[float | None]) -> list[float | None]:
    """What JSON can hold; a gap in the curve where there is no number."""
    return [value if value is not None and math.isfinite(value) else None for value in values]


def _points(runner: Runner) -> dict[str, Any]:
    points = runner.points
    return {
        "k": [p.k for p in points],
        "error": _finite([p.error for p in points]),
        "test": _finite([p.test_error for p in points]),
    }


def _weights(net: Network, layers: list[list[int]]) -> dict[int, Any]:
    """W_l of the neurons that are drawn."""
    found = {}
    for l, W in net.W.items():
        rows, columns = (np.array(layers[i]) - 1 for i in (l - 2, l - 1))
        found[l] = W[np.ix_(rows, columns)].tolist()
    return found


def _items(data: DataSet) -> dict[str, Any]:
    """The rows on the map, and which of them are held out."""
    order = np.concatenate([data.train, data.test]).astype(int)
    if len(order) > MOST_ITEMS:
        order = order[np.linspace(0, len(order) - 1, MOST_ITEMS).astype(int)]
    held = set(data.test.tolist())
    return {
        "x": data.X[order].tolist() if len(data.inputs) <= 2 else [],
        "t": data.T[order].tolist() if len(data.inputs) <= 2 else [],
        "label": labels(data.T)[order].tolist() if data.classes else None,
        "test": [int(row) in held for row in order],
        "row": order.tolist(),
    }


def _map_note(data: DataSet, count: int, run: str) -> str:
    what = f"{', '.join(data.inputs)}{': ' + ', '.join(data.classes) if data.classes else ''}"
    held = " Hollow: test rows." if len(data.test) else ""
    of_run = f" {run[0].upper()}{run[1:]}." if run else ""
    all_rows = len(data.train) + len(data.test)
    first = f" Coloured by {data.outputs[0]}." if not data.classes and len(data.outputs) > 1 else ""
    part = f" {count} of {all_rows} rows are drawn." if count < all_rows else ""
    return f"{what}.{held}{first}{part}{of_run} A click on a row opens it in the stepper."


def _exists(widths: tuple[int, ...], weight: tuple[int, int, int]) -> bool:
    l, r, c = weight
    return 2 <= l <= len(widths) and 1 <= r <= widths[l - 2] and 1 <= c <= widths[l - 1]
