"""Where a run stands, in words: its update, its errors, and what went wrong."""

import math
from collections.abc import Sequence

from ..core.loss import LOSSES
from ..core.sets.dataset import DataSet
from ..core.training.update_rule import rule_said
from ..files.sessions.run_record import Plan, Point
from .runner import Runner

TWO = ("A", "B")
MANY = 10**9
JUMPED = 10  # times the error before training: an error that was so large is said


def names_of(runs: Sequence[Runner]) -> list[str]:
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


def called(runs: Sequence[Runner]) -> list[str]:
    """What each run is called in a sentence: "run A", or in a race "Adam"; one alone not at all."""
    names = names_of(runs)
    return [f"run {name}" for name in names] if len(runs) == len(TWO) else names


def standing(runner: Runner, point: Point, name: str, race: bool) -> str:
    """One line on where a run stands, or how it stood at the update that is looked at.

    In a race the legend alone says over which rows an error is.
    """
    last = runner.points[-1].k
    where = f"update {point.k}" if point.k == last else f"looking at update {point.k} of {last}"
    before = "" if point.k else ", before training"
    wrong = _what_went_wrong(runner)
    where = where if name and not wrong else where.capitalize()
    parts = [f"{wrong} {where}".strip(), f"{runner.curve.epoch_of(point)}{before}"]
    parts.append(_rule_of(runner.plan_shown, name))
    loss, (training, test) = runner.plan.loss, part_sizes(runner.data)
    errors = [_error_of(loss, point.error, training, race)]
    if point.test_error is not None:
        errors.append(f"test {_error_of(loss, point.test_error, test, race)}")
    parts.append(f"{LOSSES[loss].title} {', '.join(errors)}")
    if point.accuracy is not None:
        also = "" if point.test_accuracy is None else f", test {point.test_accuracy:.1%}"
        parts.append(f"{point.accuracy:.1%} right{also}")
    if runner.running:
        parts.append(runner.waits or "training …")
    elif not runner.diverged:
        parts.append(runner.message)
    parts.append(runner.agreement)
    return (f"{name}: " if name else "") + " · ".join(filter(None, parts))


def details(runner: Runner) -> str:
    """Of a run that diverged where and by what; of others nothing."""
    return runner.message.removeprefix("diverged: ") if runner.diverged and not runner.running else ""


def _what_went_wrong(runner: Runner) -> str:
    if runner.diverged and not runner.running:
        return f"Diverged at update {runner.updates + 1}: the weights exploded. Try a smaller α."
    first, *later = (point.error for point in runner.points)
    if not later or not 0 < first < math.inf:
        return ""
    if (most := max(later)) > JUMPED * first:
        much = (
            f"to {_times(most / first)} times that"
            if most < math.inf
            else "past what float64 holds, from that"
        )
        return f"The error jumped {much} before training. Try a smaller α."
    return "The error is larger than before training. Try a smaller α." if later[-1] > first else ""


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio < MANY else f"{ratio:.2g}"


def _rule_of(plan: Plan, name: str) -> str:
    """The update rule with its α, without what the run's name says of it; of plain descent alone, nothing."""
    rule, alpha = rule_said(plan.rule), f"α = {plan.learning_rate:g}"
    if rule in name or name.lower() == rule:
        return alpha
    return f"{rule}, {alpha}" if plan.rule else ""


def part_sizes(data: DataSet) -> tuple[int, int]:
    """How many rows are trained on, and how many held out."""
    return len(data.training[0]), len(data.test)


def over_rows(loss: str, rows: int) -> str:
    """Of what an error of a part of the set is made: "sum over 160 rows", "mean over 160 rows"."""
    return f"{'mean' if LOSSES[loss].mean else 'sum'} over {rows:,} row{'' if rows == 1 else 's'}"


def a_row(loss: str, error: float, rows: int) -> float:
    """The error of a part of the set, a mean over its rows, which parts of any size share."""
    return error if LOSSES[loss].mean else error / rows


def _error_of(loss: str, error: float, rows: int, alone: bool) -> str:
    """The error as a mean over its rows, and where the loss is a sum, that beside it.

    `alone`: the mean alone.
    """
    mean = _error(a_row(loss, error, rows))
    if alone or not math.isfinite(error):
        return f"{mean} a row" if math.isfinite(error) else mean
    if LOSSES[loss].mean:
        return f"{mean} ({over_rows(loss, rows)})"
    return f"{mean} a row ({over_rows(loss, rows)}: {_error(error)})"


def _error(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "past what float64 holds"
