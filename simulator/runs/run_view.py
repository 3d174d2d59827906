"""What the view of training shows of its runs: numbers in, plain JSON out."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..core.sets.dataset import DataSet
from ..core.sets.metrics import labels
from ..draw.colours import LIGHT, PALETTES, scale_end
from ..draw.regions import spans
from ..files.sessions.run_record import Point
from .curve import weight_history
from .frames import Cell, drawn_neurons, frame, frames, middle_and_reach, part_told
from .moments import in_step, moments
from .runner import Runner
from .standing import TWO, a_row, called, details, names_of, over_rows, part_sizes, standing

MOST_ITEMS = 400  # drawn on the map; of more, evenly many
MOST_SCALED = 40  # points of a run whose weights say how far the scale of W goes
Weight = tuple[int, int, int]  # l, r, c from 1


def view(
    runs: Sequence[Runner],
    weight: Weight | None,
    look: int | None,
    cell: Cell | None = None,
    updates: Sequence[int] = (),
) -> dict[str, Any]:
    """Runs over the same data, at update `look` or as they stand.

    `cell`: whose rows are shown; `updates`: of the points whose frames the page asks for.
    """
    data, now, names = runs[0].data, moments(runs, look), names_of(runs)
    told, rows = part_told(data)
    return {
        "state": "\n".join(
            standing(run, point, name, len(runs) > len(TWO))
            for run, point, name in zip(runs, now, names, strict=True)
        ),
        "details": _details(runs),
        "running": any(run.running for run in runs),
        "palettes": PALETTES,
        "light": LIGHT,
        "frame": frame(runs, now, cell),
        "frames": frames(runs, updates, cell),
        "answers": list(updates),
        **_runs(runs, now),
        **_map(data),
        "classes": list(data.classes),
        "image": data.image,
        "inputs": [f"{name} (standardised)" if data.scaling else name for name in data.inputs],
        "outputs": list(data.outputs),
        "tableNote": f"{len(rows):,} {told} rows",
        "cell": cell,
        "look": look,
        "picked": None if weight is None else _picked(runs, weight),
    }


def _details(runs: Sequence[Runner]) -> list[dict[str, str]]:
    """Of each run that diverged where and by what, behind a heading."""
    return [
        {"what": f"Details of the divergence{f' of {who}' if who else ''}", "text": text}
        for who, text in zip(called(runs), map(details, runs), strict=True)
        if text
    ]


def _runs(runs: Sequence[Runner], now: Sequence[Point]) -> dict[str, Any]:
    """The curve of each run, which of its neurons are drawn, and what the colours of W reach to."""
    together = in_step(runs)
    found = []
    for run, name, who in zip(runs, names_of(runs), called(runs), strict=True):
        net, layers = run.start, drawn_neurons(run.start)
        found.append(
            {
                "name": name,
                "called": who,
                "points": _points(run),
                "layers": layers,
                "more": [width - len(drawn) for width, drawn in zip(net.widths, layers, strict=True)],
                "titles": ["input", *net.titles.values()],
                "over": [over_rows(run.plan.loss, rows) for rows in part_sizes(run.data)],
            }
        )
    scaled = [W for run in runs for point in _evenly(run.points) for W in point.network.W.values()]
    return {
        "runs": found,
        "axis": "update" if together else "epoch",
        "difference": len(runs) == len(TWO) and runs[0].start.widths == runs[1].start.widths,
        "scale": scale_end([*scaled, *(W for point in now for W in point.network.W.values())]),
    }


def _evenly(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """So many points at most, the last one among them."""
    return points[:: -max(1, -(-len(points) // MOST_SCALED))]


def _map(data: DataSet) -> dict[str, Any]:
    """The rows over the inputs."""
    items = _items(data)
    middle, reach = middle_and_reach(data)
    return {
        "spans": spans(data) if len(data.inputs) <= 2 else [],
        "items": items,
        "middle": middle,
        "reach": reach,
        "mapNote": _map_note(data, len(items["row"])),
    }


def _picked(runs: Sequence[Runner], weight: Weight) -> dict[str, Any] | None:
    """One weight over the points of each run that has it."""
    l, r, c = weight
    series = [
        {
            "name": f"{name} W{l},{r}{c}".strip(),
            "run": place,
            "k": [p.k for p in run.points],
            "epoch": [p.epoch for p in run.points],
            "y": weight_history(run.points, l, r, c),
        }
        for place, (run, name) in enumerate(zip(runs, names_of(runs), strict=True))
        if _exists(run.start.widths, weight)
    ]
    return {"at": [l, r, c], "series": series} if series else None


def _finite(values: Sequence[float | None]) -> list[float | None]:
    """What JSON can hold; a gap in the curve where there is no number."""
    return [value if value is not None and math.isfinite(value) else None for value in values]


def _points(run: Runner) -> dict[str, Any]:
    """The curve: the errors of both parts as they are, and as means over their rows."""
    points, loss = run.points, run.plan.loss
    errors: dict[str, list[float | None]] = {
        "error": [p.error for p in points],
        "test": [p.test_error for p in points],
    }
    means = {
        f"{part}_a_row": _finite([None if y is None else a_row(loss, y, rows) for y in errors[part]])
        for part, rows in zip(errors, part_sizes(run.data), strict=True)
    }
    sums = {part: _finite(values) for part, values in errors.items()}
    return {"k": [p.k for p in points], "epoch": [p.epoch for p in points], **sums, **means}


def _items(data: DataSet) -> dict[str, Any]:
    """The rows on the map, and which of them are held out; of more than two inputs none."""
    order = np.concatenate([data.train, data.test]).astype(int)
    if len(data.inputs) > 2:
        order = order[:0]
    if len(order) > MOST_ITEMS:
        order = order[np.linspace(0, len(order) - 1, MOST_ITEMS).astype(int)]
    held = set(data.test.tolist())
    return {
        "x": data.X[order].tolist(),
        "t": data.T[order].tolist(),
        "label": labels(data.T)[order].tolist() if data.classes else None,
        "test": [int(row) in held for row in order],
        "row": order.tolist(),
    }


def _map_note(data: DataSet, count: int) -> str:
    held = "Hollow: test rows." if len(data.test) else ""
    first = f"Coloured by {data.outputs[0]}." if not data.classes and len(data.outputs) > 1 else ""
    all_rows = len(data.train) + len(data.test)
    part = f"{count} of {all_rows:,} rows are drawn." if count < all_rows else ""
    return " ".join(filter(None, (held, first, part, "A click on a row offers to open it.")))


def _exists(widths: tuple[int, ...], weight: Weight) -> bool:
    l, r, c = weight
    return 2 <= l <= len(widths) and 1 <= r <= widths[l - 2] and 1 <= c <= widths[l - 1]
