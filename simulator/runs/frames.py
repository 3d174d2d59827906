"""What runs have learnt at one moment of each, as plain JSON: a picture of it is a frame of their film."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..core.inputs import InputError
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.sets.metrics import chosen, confusion, labels, outputs
from ..draw.colour_bytes import share_bytes, signed_bytes, whole_bytes
from ..draw.colours import scale_end
from ..draw.graph import drawn_rows
from ..draw.regions import NEURON_POINTS, NEURON_SIDE, neuron_maps, region
from ..files.sessions.run_record import Point
from .moments import film, in_step
from .runner import Runner

MOST_FRAMES = 40  # that one request has answered
LONGEST = 0.4  # seconds that they take, but for the last of them
MOST_ROWS = 24  # shown of a cell of the confusion matrix, or of those that are wrong

Cell = tuple[int, int, int]  # of a confusion matrix: the run, the true class and the answer, from 0
Json = dict[str, Any]


def frames(runs: Sequence[Runner], updates: Sequence[int], cell: Cell | None) -> list[Json]:
    """Frames at these updates of the first run's curve, as many as there is time for."""
    found: list[Json] = []
    begun = time.perf_counter()
    for now in film(runs, updates[:MOST_FRAMES]):
        found.append(frame(runs, now, cell))
        if time.perf_counter() - begun > LONGEST:
            break
    return found


def frame(runs: Sequence[Runner], now: Sequence[Point], cell: Cell | None) -> Json:
    """One moment of each run, named by the update of the first."""
    panes = []
    for place, (run, point) in enumerate(zip(runs, now, strict=True)):
        own = cell[1:] if cell is not None and cell[0] == place else None
        panes.append(_pane(run.data, point, own, shows_rows=cell is None or cell[0] == place))
    same = now[0].network.widths == now[-1].network.widths
    apart = zip(now[0].network.W.values(), now[-1].network.W.values(), strict=True) if same else ()
    return {
        "k": now[0].k,
        "title": _title(runs, now),
        "runs": panes,
        "apart": scale_end(abs(a - b) for a, b in apart),
    }


def _title(runs: Sequence[Runner], now: Sequence[Point]) -> str:
    """What the pictures are of."""
    if all(point.k == 0 for point in now):
        return "Before training: what the first weights say"
    what = "What it has learnt" if len(now) == 1 else "What they have learnt"
    if len({point.k for point in now}) == 1:
        return f"{what} by update {now[0].k}"
    return f"{what}, each by its own update" if in_step(runs) else f"{what} by epoch {now[0].epoch:.4g}"


def _pane(data: DataSet, point: Point, cell: tuple[int, int] | None, *, shows_rows: bool) -> Json:
    net = point.network
    shown = drawn_neurons(net)
    return {
        "k": point.k,
        "W": _weights(net, shown),
        "map": _where_finite(lambda: _map(net, data)),
        "neurons": _where_finite(lambda: _neurons(net, data, shown)),
        "confusion": _where_finite(lambda: _confusion(net, data)),
        "rows": _where_finite(lambda: rows_shown(net, data, cell)) if shows_rows else None,
    }


def drawn_neurons(net: Network) -> list[list[int]]:
    """By layer, which neurons are drawn, from 1."""
    return [[c for c in drawn_rows(width) if c] for width in net.widths]


def _where_finite(make: Callable[[], Any]) -> Any:
    """What a network says, or None where that is past what float64 holds."""
    try:
        return make()
    except InputError:
        return None


def _weights(net: Network, shown: list[list[int]]) -> Json:
    """W_l of the neurons that are drawn."""
    found = {}
    for l, W in net.W.items():
        rows, columns = (np.array(shown[i]) - 1 for i in (l - 2, l - 1))
        found[str(l)] = W[np.ix_(rows, columns)].tolist()
    return found


def middle_and_reach(data: DataSet) -> tuple[float, float]:
    """The value of the first output that has no colour, and how far from it the colours reach."""
    values = data.T[:, 0]
    return (0.5, 0.5) if data.classes else (float(np.mean(values)), float(np.ptp(values) or 1.0))


def _map(net: Network, data: DataSet) -> Json | None:
    """The function of one input as it is, the plane of two by the bytes of its colours."""
    drawn = region(net, data)
    if drawn is None:
        return None
    if "x" in drawn:
        return {"x": drawn["x"].tolist(), "y": drawn["y"].tolist()}
    if "winner" in drawn:
        return {
            "side": drawn["side"],
            "winner": whole_bytes(drawn["winner"]),
            "lead": share_bytes(drawn["lead"]),
        }
    middle, reach = middle_and_reach(data)
    return {"side": drawn["side"], "value": signed_bytes(drawn["value"] - middle, reach)}


def _neurons(net: Network, data: DataSet, shown: list[list[int]]) -> Json | None:
    """a of every neuron that is drawn over the inputs, by bytes; in a layer one end for all of them."""
    maps = neuron_maps(net, data)
    if maps is None:
        return None
    ends, layers = [], []
    for a, rows in zip(maps, shown, strict=True):
        ends.append(scale_end([a[:, np.array(rows) - 1]]))
        layers.append([signed_bytes(a[:, c - 1], ends[-1]) for c in rows])
    one = len(data.inputs) == 1
    size = {"points": NEURON_POINTS} if one else {"side": NEURON_SIDE}
    return {**size, "ends": ends, "layers": layers}


def part_told(data: DataSet) -> tuple[str, Any]:
    """The part of the set by which a network is told: the test rows where there are some; and which."""
    return ("test", data.test) if len(data.test) else ("training", data.train)


def _confusion(net: Network, data: DataSet) -> list[list[int]] | None:
    if not data.classes:
        return None
    _, rows = part_told(data)
    found: list[list[int]] = confusion(outputs(net, data.X[rows]), data.T[rows]).tolist()
    return found


def rows_shown(net: Network, data: DataSet, cell: tuple[int, int] | None) -> Json | None:
    """The rows of a cell of the confusion matrix, true class and answer; without one, of pictures the wrong.

    The answers that the network is surest of come first, at most MOST_ROWS of them.
    """
    if not data.classes or (cell is None and data.image is None):
        return None
    part, rows = part_told(data)
    Y, true = outputs(net, data.X[rows]), labels(data.T[rows])
    said = chosen(Y)
    sure = np.where(said == 1, Y[:, 0], 1 - Y[:, 0]) if Y.shape[1] == 1 else Y[np.arange(len(Y)), said]
    wanted = said != true if cell is None else (true == cell[0]) & (said == cell[1])
    places = np.flatnonzero(wanted)
    first = places[np.argsort(-sure[places], kind="stable")][:MOST_ROWS]
    items = [
        {
            "row": int(rows[place]),
            "true": int(true[place]),
            "said": int(said[place]),
            "y": float(sure[place]),
            "x": data.X[rows[place]][:4].tolist() if data.image is None else [],
            "image": _ink(data, int(rows[place])),
        }
        for place in first
    ]
    return {"part": part, "of": len(places), "all": len(rows), "cell": cell, "items": items}


def _ink(data: DataSet, row: int) -> str | None:
    """A row as the picture that it is, from the least to the most of what the inputs hold."""
    if data.image is None:
        return None
    x = data.X[row] if data.scaling is None else data.scaling.undo(data.X[row])
    return share_bytes((x - x.min()) / (np.ptp(x) or 1.0))
