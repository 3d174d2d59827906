"""What the page shows of many runs, as plain JSON: a table, and where each run is drawn over its α."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array
from ...core.loss import LOSSES
from ...core.training.update_rule import UpdateRule, rule_named, rule_said
from ...core.wording import counted_as
from ..standing import a_row
from .sent_run import Row
from .sweeps import Settings, Sweep

FEW = 20  # rows of a set that is learnt as a whole
ALL, NEARLY_ALL = 100, 95  # % of rows that are to be right
PART = 0.1  # of the error of answering with the mean: so little is learnt, where nothing else is said
MOST_TICKS = 5
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Learnt:
    """When a run counts as having learnt its set: by a share of rows right, in %, or by its error a row."""

    share: int | None = None
    error: float = 0.0

    def of(self, row: Row, loss: str, rows: int) -> bool:
        """Whether this run has."""
        if row["diverged"]:
            return False
        if self.share is None:
            return bool(a_row(loss, row["loss"], rows) <= self.error)
        return bool(100 * round(row["accuracy"] * rows) >= self.share * rows)

    def said(self, rows: int) -> str:
        """In a sentence."""
        if self.share is None:
            return f"Learnt: the error at the end is at most {self.error:.4g} a row."
        what = f"all of the {rows:,}" if self.share == ALL else f"at least {self.share}% of the {rows:,}"
        return f"Learnt: {what} training rows are right at the end."


def usual_share(rows: int) -> int:
    """Of how many rows in % a set of classes counts as learnt, where nothing else is said."""
    return ALL if rows <= FEW else NEARLY_ALL


def usual_error(T: Array, loss: str, last: str) -> float:
    """So small an error a row counts as learnt at first: part of that of always answering with the mean."""
    y, rule, output = T.mean(axis=0), LOSSES[loss], ACTIVATIONS[last]
    with np.errstate(all="ignore"):
        n = output.inverse(y) if output.inverse else np.full_like(y, np.nan if last in rule.fused else 0.0)
    if not np.isfinite(n).all():  # no n gives this y, or none is known where the loss is made of n
        return PART
    mean = rule.total(T, np.broadcast_to(n, T.shape), np.broadcast_to(y, T.shape), output)
    return float(f"{PART * mean / len(T):.2g}") or PART


def table_of(
    found: Sweep, each: Sequence[Settings], loss: str, rows: int, learnt: Learnt, alpha: str = "α"
) -> Json:
    """The table and the picture of the runs that have ended, of all of `each`, over so many training rows.

    `alpha`: how the reader writes α.
    """
    alphas = sorted({one["learning_rate"] for one in each})
    groups = [*dict.fromkeys(map(_group, each))]
    seeds = [*dict.fromkeys(one["seed"] for one in each)]
    columns = [alpha, "seed", *(["batch size"] if _several(each, "batch_size") else [])]
    columns += ["update rule"] if _several(each, "rule") else []
    columns += [f"error a row ({LOSSES[loss].title})", *(["right"] if learnt.share else []), "learnt"]
    shown = []
    for number, row in zip(found.numbers, found.rows, strict=True):
        y = a_row(loss, row["loss"], rows)
        one = {
            "number": number,
            "alpha": alphas.index(row["learning_rate"]),
            "group": groups.index(_group(row)),
            "seed": seeds.index(row["seed"]),
            "y": math.log10(y) if 0 < y < math.inf else None,
            "exact": y == 0,
            "learnt": learnt.of(row, loss, rows),
            "diverged": row["diverged"],
        }
        one |= {"cells": _cells(row, y, columns, one["learnt"]), "said": _said(row, y, columns)}
        shown.append(one | {"keys": _keys(row, y, columns, one["learnt"])})
    return {
        "columns": columns,
        "rows": shown,
        "letter": alpha,
        "alphas": [f"{rate:g}" for rate in alphas],
        "groups": [_group_said(group, groups) for group in groups],
        "seeds": len(seeds),
        "shares": _shares(shown, len(alphas), len(groups)),
        "axis": f"{LOSSES[loss].title} a row at the end, over {counted_as(rows, 'training row')}",
        **_scale([one["y"] for one in shown if one["y"] is not None]),
    }


def standing_of(found: Sweep, table: Json) -> str:
    """How many ended, learnt and diverged, in a line."""
    ended, rows = len(found.rows), table["rows"]
    parts = [f"{ended:,} of {found.total:,} runs ended" if ended < found.total else f"{ended:,} runs"]
    if ended:
        parts.append(f"{sum(row['learnt'] for row in rows):,} of {ended:,} learnt")
    if lost := sum(row["diverged"] for row in rows):
        parts.append(f"{lost:,} diverged")
    return " · ".join(parts)


def _several(each: Sequence[Settings], name: str) -> bool:
    return len({one[name] for one in each}) > 1


def _group(one: Settings) -> tuple[int, Any]:
    return one["batch_size"], one["rule"]


def _group_said(group: tuple[int, Any], groups: Sequence[tuple[int, Any]]) -> str:
    """What tells this group of runs from the others; of one alone nothing."""
    sizes, rules = ({one[place] for one in groups} for place in (0, 1))
    parts = [f"batch size {group[0]:,}"] if len(sizes) > 1 else []
    return ", ".join([*parts, *([rule_of(group[1])] if len(rules) > 1 else [])])


def rule_of(rule: UpdateRule | str | None) -> str:
    """A rule in words; plain descent by that name."""
    named = rule_named(rule)
    return rule_said(None if named and named.is_plain else named)


def _cells(row: Row, y: float, columns: Sequence[str], learnt: bool) -> list[str]:
    cells = [f"{row['learning_rate']:g}", f"{row['seed']}"]
    cells += [f"{row['batch_size']:,}"] if "batch size" in columns else []
    cells += [rule_of(row["rule"])] if "update rule" in columns else []
    cells.append("–" if row["diverged"] else f"{y:.4g}")
    if "right" in columns:
        cells.append("–" if row["accuracy"] is None else f"{row['accuracy']:.1%}")
    return [*cells, "diverged" if row["diverged"] else "learnt" if learnt else "not learnt"]


def _keys(row: Row, y: float, columns: Sequence[str], learnt: bool) -> list[float | str | None]:
    """By what the table is sorted, column by column, None last: the exact numbers."""
    keys: list[float | str | None] = [row["learning_rate"], row["seed"]]
    keys += [row["batch_size"]] if "batch size" in columns else []
    keys += [rule_of(row["rule"])] if "update rule" in columns else []
    keys.append(None if row["diverged"] else y)
    keys += [row["accuracy"]] if "right" in columns else []
    return [*keys, None if row["diverged"] else 1.0 - learnt]


def _said(row: Row, y: float, columns: Sequence[str]) -> str:
    """A run in a line, as its point says."""
    parts = [f"{columns[0]} = {row['learning_rate']:g}", f"seed {row['seed']}"]
    parts += [f"batch size {row['batch_size']:,}"] if "batch size" in columns else []
    parts += [rule_of(row["rule"])] if "update rule" in columns else []
    ended = "diverged" if row["diverged"] else f"error {y:.4g} a row"
    right = "" if row.get("accuracy") is None else f", {row['accuracy']:.1%} right"
    return f"{', '.join(parts)}: {ended}{right}"


def _shares(shown: Sequence[Json], alphas: int, groups: int) -> list[Json]:
    """Of each α and group, how many learnt of those that ended."""
    found = []
    for alpha in range(alphas):
        for group in range(groups):
            own = [row["learnt"] for row in shown if (row["alpha"], row["group"]) == (alpha, group)]
            found.append({"alpha": alpha, "group": group, "learnt": sum(own), "ended": len(own)})
    return found


def _scale(heights: Sequence[float]) -> Json:
    """The ends of the logarithmic axis, and its ticks."""
    low, high = (math.floor(min(heights)), math.ceil(max(heights))) if heights else (-1, 0)
    high = max(high, low + 1)
    every = -(-(high - low) // MOST_TICKS)
    ticks = [{"y": power, "said": f"{10.0**power:g}"} for power in range(high, low - 1, -every)]
    return {"low": low, "high": high, "ticks": ticks}
