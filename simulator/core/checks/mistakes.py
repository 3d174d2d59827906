"""The usual mistakes of a backward pass, each made on purpose: what would one see who had made it?

One row of the table is one mistake: its name, its sentence, and what it does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..activations.activation_row import Activation
from ..inputs import Array
from ..losses.loss_row import Loss
from .slips import batch_slips as batch
from .slips import error_slips as error
from .slips import single_layer_slips as single
from .slips import update_slips as update
from .slips.rounding_slips import roundings
from .slips.scalar_autograd import RunTwice, run_twice
from .slips.worked_with_slips import Key, Slip, Task, Truth

Way = Slip | RunTwice | batch.Misread
Instead = Callable[[Task, Truth, Key], Iterator[Array]]


@dataclass(frozen=True, eq=False, slots=True)
class Mistake:
    """A row. `looks`: what it looks as if, in a few words; `sentence`: what was done, and what it leads to.

    `ways`: how it is made in a whole pass; `instead`: what it makes of an array by itself.
    `counted`: the sentence where the mistake has a number of its own, which stands for {number}. `rate`: the
    learning rate that it takes in place of α.
    """

    name: str
    looks: str
    sentence: str
    ways: Callable[[Task], Iterator[Way]] | None = None
    instead: Instead | None = None
    counted: str = ""
    rate: Callable[[float], float] | None = None

    def said(self, number: float | None) -> str:
        """The sentence, with the number where there is one."""
        if number is None or not self.counted:
            return self.sentence
        return self.counted.format(number=f"{number:.6g}".replace("-", "−"))


def _slip(**what: Any) -> Callable[[Task], Iterator[Slip]]:
    def ways(task: Task) -> Iterator[Slip]:
        yield Slip(**what)

    return ways


def _factor_n(task: Task) -> Iterator[Slip]:
    if (N := len(task.X)) > 1:
        yield Slip(total=N if task.rule.mean else 1 / N)


def _mean_over_both(task: Task) -> Iterator[Slip]:
    N, L = task.T.shape
    if N > 1 and L > 1:
        yield Slip(total=1 / L if task.rule.mean else 1 / (N * L))


def _slope_at_a(task: Task) -> Iterator[Slip]:
    yield Slip(start=_start_at_a, back=_slopes_at_a)
    yield Slip(start=_start_at_a_but_shares, back=_slopes_at_a_but_shares)


def _transposed(task: Task) -> Iterator[Slip]:
    yield Slip(forth_turned=True)
    yield Slip(back_turned=True)
    yield Slip(forth_turned=True, back_turned=True)


def _bias_skipped(task: Task) -> Iterator[Slip]:
    yield Slip(without_b=True)
    yield Slip(keeps_b=True)
    yield Slip(without_b=True, keeps_b=True)


def _softmax_elementwise(task: Task) -> Iterator[Slip]:
    shares = any(row.shares for row in task.sigma.values())
    if shares:
        yield Slip(start=_start_elementwise, back=_slopes_elementwise)
    if shares and task.sigma[task.net.depth].name in task.rule.fused:  # S_K from y Σt − t, without slopes
        yield Slip(back=_slopes_elementwise)


def _mean_over_outputs(task: Task) -> Iterator[Slip]:
    if (L := task.T.shape[1]) > 1:
        yield Slip(scale=1 / L)


def _accumulated(task: Task) -> Iterator[Way]:
    yield Slip(total=2.0)
    yield from run_twice(task)


# Likeliest first, where numbers fit several; those with a free number come after all others.
TABLE = (
    Mistake(
        "factor-n",
        "you divided by the number of items, N, or did not where it is done",
        "The sum over the set was divided by its N items where the notes sum, or was not where they"
        " average: every ∂F/∂W and ∂F/∂b is off by the factor N.",
        _factor_n,
        instead=error.over_items,
    ),
    Mistake(
        "bias-not-summed",
        "you did not sum ∂F/∂b over the items",
        "S of one item, or their mean, stands in ∂F/∂b where S 1 belongs, the sum over the items.",
        batch.bias_not_summed,
    ),
    Mistake(
        "items-as-rows",
        "you took columns for rows in X or T",
        "The items were taken along the wrong axis of a square X or T: its columns for its rows.",
        batch.items_as_rows,
    ),
    Mistake(
        "slope-forgotten",
        "you forgot the slope σ′(n)",
        "σ′(n) was left out: of every Ŝ = ÂWS, of one layer's S, or where ∂F/∂W is formed.",
        single.slope_forgotten,
    ),
    Mistake(
        "slope-at-a",
        "you took the slope at a instead of n",
        "The slopes were taken at a instead of n: σ′(a) stands where A = diag(σ′(n)) belongs.",
        _slope_at_a,
    ),
    Mistake(
        "updated-weights",
        "you went back through the updated W",
        "Ŝ = ÂWS went back through the W that was already updated; it needs the old one.",
        _slip(through_new=True),
    ),
    Mistake(
        "transposed",
        "you mixed up W and Wᵀ",
        "W and Wᵀ are mixed up at every square W: n = Wᵀâ + b goes forward with Wᵀ, Ŝ = ÂWS back with W.",
        _transposed,
    ),
    Mistake(
        "sign",
        "you turned the sign of e around",
        "e has the other sign, y − t instead of t − y: every S, ∂F/∂W and ∂F/∂b is negated.",
        _slip(scale=-1.0),
        instead=error.sign_turned,
    ),
    Mistake(
        "bias-skipped",
        "you forgot the bias b",
        "b was forgotten: n = Wᵀâ lacks it, or b ← b − α ∂F/∂b was not done.",
        _bias_skipped,
    ),
    Mistake(
        "softmax-elementwise",
        "you treated softmax like sigmoid",
        "softmax was treated like sigmoid: y(1 − y) stands where its A = diag(y) − yyᵀ belongs.",
        _softmax_elementwise,
    ),
    Mistake(
        "slope-of-n",
        "you put n where the formula of the slope takes a",
        "The slope was computed from n by the formula for a: 1 − n² stands for 1 − a², or n(1 − n) for"
        " a(1 − a).",
        single.slope_of_n,
    ),
    Mistake(
        "slope-twice",
        "you multiplied by the slope σ′(n) twice",
        "σ′(n) was multiplied in twice at one layer on the way back.",
        single.slope_twice,
    ),
    Mistake(
        "gradient-transposed",
        "you have a matrix transposed",
        "A matrix is turned: ∂F/∂W is âSᵀ, with a row for each neuron on the left (H × L), not Sâᵀ; PyTorch"
        " keeps W and its gradient as L × H. Its transpose fits.",
        instead=update.gradient_transposed,
    ),
    Mistake(
        "n-for-a",
        "you took n instead of a in ∂F/∂W",
        "∂F/∂W = âSᵀ was formed with n of the layer to the left in place of its a.",
        single.n_for_a,
    ),
    Mistake(
        "input-forgotten",
        "you forgot â in ∂F/∂W",
        "â was forgotten in ∂F/∂W = âSᵀ: S alone stands in every row.",
        single.input_forgotten,
    ),
    Mistake(
        "one-output",
        "you carried back S of one output alone",
        "S of one output alone was carried back; every output has its share in Ŝ = ÂWS.",
        single.one_output,
    ),
    Mistake(
        "loss-for-error",
        "you took the loss itself instead of its derivative",
        "The loss itself, e² or ½e², stands where its derivative begins with e.",
        single.loss_for_error,
        instead=error.loss_itself,
    ),
    Mistake(
        "mean-over-outputs",
        "you averaged F over the outputs",
        "F was averaged over the outputs: S and all that follows are divided by how many there are.",
        _mean_over_outputs,
        instead=error.over_outputs,
    ),
    Mistake(
        "mean-over-both",
        "you averaged F over rows and outputs together",
        "F was averaged over rows and outputs together, as PyTorch's MSELoss does: every ∂F/∂W and ∂F/∂b is"
        " divided by the outputs too.",
        _mean_over_both,
        instead=error.over_both,
    ),
    Mistake(
        "factor-half",
        "you lost a factor 2",
        "S of the last layer is half as large, and so is all that follows: F was ½‖t − y‖², or the"
        " 2 of −2Ae was dropped.",
        _slip(scale=0.5),
        instead=error.halved,
    ),
    Mistake(
        "accumulated",
        "you did not set the gradients back to 0",
        "∂F/∂W and ∂F/∂b were added up twice: those of an earlier pass were not set back to 0.",
        _accumulated,
        counted="∂F/∂W and ∂F/∂b were added up {number} times: those of earlier passes were not set back"
        " to 0.",
    ),
    Mistake(
        "factor-2",
        "you took a factor 2 once too often",
        "S of the last layer is twice as large, and so is all that follows: a 2 was taken once too often.",
        _slip(scale=2.0),
        instead=error.doubled,
    ),
    Mistake(
        "ascent",
        "you went uphill",
        "The update went uphill: W + α ∂F/∂W stands where W − α ∂F/∂W belongs.",
        instead=update.ascent,
        rate=lambda alpha: -alpha,
    ),
    Mistake(
        "rate-forgotten",
        "you forgot the learning rate α",
        "The learning rate α was left out of the update: W − ∂F/∂W.",
        instead=update.rate_forgotten,
        rate=lambda alpha: 1.0,
    ),
    Mistake(
        "adam-step",
        "you took a step of Adam",
        "The update is the first step of Adam, W − α g / (|g| + ε), which moves every weight by almost α;"
        " plain descent takes W − α ∂F/∂W.",
        instead=update.adam_step,
    ),
    Mistake(
        "rounded",
        "you rounded too early",
        "Numbers were rounded to 2 or 3 decimals as soon as they were computed, and used so.",
        roundings,
    ),
    Mistake(
        "weight-decay",
        "you added weight decay",
        "λW was added to the gradient of W: weight decay, or a penalty in F.",
        counted="λW with λ = {number} was added to the gradient of W: weight decay, or a penalty in F.",
    ),
    Mistake(
        "clipped",
        "you clipped the gradients",
        "All gradients are smaller by one common factor, as clipping by their norm leaves them.",
        counted="All gradients are multiplied by one common factor, {number}, as clipping by their norm"
        " leaves them.",
    ),
    Mistake(
        "momentum",
        "you used momentum",
        "The update has momentum in it: it is larger than α ∂F/∂W by one common factor, or follows from"
        " the state that was handed over.",
        counted="The update has momentum in it: it is α ∂F/∂W times {number} (1 + μ in Nesterov's first"
        " step), or takes {number} of the state that was handed over.",
    ),
)
MISTAKES = {row.name: row.sentence for row in TABLE}


def rows(task: Task) -> list[Mistake]:
    """The table, likeliest first for this loss: the ½ that cancels the 2 is easily lost."""
    if task.rule.factor != -1:
        return list(TABLE)
    names = {"accumulated": "factor-2", "factor-2": "accumulated"}
    by_name = {row.name: row for row in TABLE}
    return [by_name[names.get(row.name, row.name)] for row in TABLE]


def _slopes_at_a(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return row.applied(a, row.value(a), v)


def _start_at_a(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    return _slopes_at_a(row, n, y, rule.slope(t, y))


def _slopes_at_a_but_shares(row: Activation, n: Array, a: Array, v: Array) -> Array:
    """The slopes of softmax are made of a to begin with."""
    return _slopes_at_a(row, n, a, v) if row.elementwise else row.applied(n, a, v)


def _start_at_a_but_shares(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    start = _start_at_a if row.elementwise else Loss.sensitivity
    return start(rule, row, t, n, y)


def _slopes_elementwise(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return row.applied(n, a, v) if row.elementwise else np.asarray(row.diagonal(n, a) * v)


def _start_elementwise(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    if row.elementwise:
        return rule.sensitivity(row, t, n, y)
    fused = rule.fused.get(row.name)
    if fused and fused.alone:
        return fused.alone(t, y)
    return _slopes_elementwise(row, n, y, rule.slope(t, y))
