"""Answers to steps, marked: is the mistake that was made named, and none where there was none?

Run it as python -m tests.benchmark_practice [networks]; the usual number is 1,000, which takes long.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator import MISTAKES, exercise, mark, propagate_batch
from simulator.core.practice.alternatives import alternatives_of
from simulator.core.practice.marking.marks import marked
from simulator.core.practice.marking.prompt import Prompt
from simulator.core.practice.true_steps import TrueSteps, true_steps
from simulator.player.payload.payload import payload
from simulator.steps.session import Session

from .core.networks import Problem, problem
from .core.planted import PLANTS, by_hand
from .core.planted_in_one_place import NAMED, in_one_place, places
from .js.node import answer

ALPHA = 0.1
HIDDEN = ("tanh", "sigmoid", "relu", "softplus", "leaky_relu", "elu", "silu", "softmax", "identity")
OUTPUTS = (("identity", "tse"), ("sigmoid", "mse"), ("softmax", "tce"), ("sigmoid", "bce"), ("tanh", "hse"))
FREE = ("weight-decay", "clipped", "momentum")  # they are named where three answers agree on their number
AGREEING = 3
NETWORKS, WRONG_ANSWERS, EXERCISES = 1_000, 1_000, 400


@dataclass
class Count:
    """How often what was so."""

    made: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    invented: int = 0  # names of numbers that nobody gets
    confused: int = 0  # entries: rounded called wrong, or something else called rounded
    entries: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def named(self) -> float:
        """The share of the mistakes made that are among those named."""
        return 1 - self.missed.total() / max(1, self.made.total())


def a_network(seed: int) -> Problem:
    """2 to 4 layers of 2 to 5 neurons."""
    rng = np.random.default_rng(seed)
    widths = rng.integers(2, 6, rng.integers(2, 5)).tolist()
    output, loss = OUTPUTS[rng.integers(len(OUTPUTS))]
    hidden = [str(name) for name in rng.choice(HIDDEN, len(widths) - 2)]
    return problem(seed, widths, [*hidden, output], loss, [0.8] * (len(widths) - 1))


def made_on(given: Problem) -> Iterator[tuple[str, dict[str, dict[int, Any]]]]:
    """Every mistake that can be made with one pair, by its name, with all numbers that come of it."""
    for plant in PLANTS:
        yield plant[0], by_hand(given.net, given.x, given.t, given.loss, ALPHA, *plant)
    for plant in places(given):
        if not plant[1].startswith("autograd"):
            yield NAMED.get(plant[0], plant[0]), in_one_place(given, ALPHA, *plant)


def typed(array: Any, digits: int) -> Any:
    """As somebody types it who rounds only now."""
    if np.ndim(array):
        return [typed(one, digits) for one in array]
    return f"{float(array):.{digits}g}".replace("-", "−")


def count_mistakes(count: Count, given: Problem, rng: np.random.Generator) -> None:
    """Every mistake once, at one of the steps at which its numbers are others."""
    steps = true_steps(given.net, given.x, given.t, given.loss, ALPHA)
    known = alternatives_of(steps, steps.arrays)
    for name, numbers in made_on(given):
        digits = int(rng.integers(4, 8))
        keys = [key for key in steps.arrays if departs(steps, key, numbers, digits, name)]
        if not keys:
            continue
        key = keys[rng.integers(len(keys))]
        theirs = numbers[key[0]][key[1]]
        marks = marked(Prompt(steps, key, known), typed(theirs, digits))
        verdicts = np.ravel(marks.verdicts)
        if not np.isin(verdicts, ("wrong", "rounded early")).any():
            continue  # what was rounded along is right, as far as its digits go
        count.made[name] += 1
        count.missed[name] += name not in marks.mistakes
        count.entries += len(verdicts)
        if name == "rounded":
            count.confused += int((verdicts == "wrong").sum())
        else:
            early = verdicts == "rounded early"
            count.confused += int((early & ~near_rounded(known.by_key[key], theirs)).sum())


def count_batch_mistakes(count: Count, given: Problem, rng: np.random.Generator) -> None:
    """Those that only a batch allows, of three items or, where X is to be square, of as many as inputs."""
    N = len(given.x)
    X, T = np.stack([given.x, *rng.normal(size=(N - 1, N))]), np.stack([given.t] * N)
    run, turned = (propagate_batch(given.net, one, T, given.loss) for one in (X, X.T))
    L, over = T.shape[1], given.loss == "mse"
    dW = run.dW[2]
    made = [
        ("factor-n", "dW", dW * N if over else dW / N),
        ("mean-over-both", "dW", dW / (L if over else N * L)),
        ("bias-not-summed", "db", run.S[2][:, -1]),
        ("items-as-rows", "dW", turned.dW[2]),
        ("items-as-rows", "n", turned.n[2]),
    ]
    for name, quantity, numbers in made:
        marks = mark(
            *(given.net, X, T, quantity, 2, typed(numbers, int(rng.integers(4, 8))), given.loss, ALPHA),
            batch_size=N,
        )
        if np.isin(np.ravel(marks.verdicts), ("wrong", "rounded early")).any():
            count.made[name] += 1
            count.missed[name] += name not in marks.mistakes


def departs(steps: TrueSteps, key: Any, numbers: Any, digits: int, name: str) -> bool:
    """Whether the mistake shows in what is typed there; one with a number of its own in three entries."""
    if key[0] not in numbers or key[1] not in numbers[key[0]]:
        return False
    true, theirs = steps.arrays[key], numbers[key[0]][key[1]]
    others = np.abs(theirs - true) > 10.0 ** (2 - digits) * np.abs(theirs)
    return bool(others.sum() >= (AGREEING if name in FREE or name == "accumulated" else 1))


def near_rounded(others: Any, theirs: Any) -> Any:
    """Which numbers are, to the three digits that must be typed, those of rounding as well."""
    rounded = [one.array for one in others if one.mistake == "rounded"]
    close = [np.abs(one - theirs) <= 5e-3 * np.abs(theirs) + 1e-12 for one in rounded]
    return np.ravel(np.any(close, axis=0)) if close else np.zeros(np.size(theirs), bool)


def count_inventions(count: Count, given: Problem, rng: np.random.Generator) -> None:
    """Numbers that nobody gets, in all entries of a step with two or more of them."""
    steps = true_steps(given.net, given.x, given.t, given.loss, ALPHA)
    keys = [key for key, array in steps.arrays.items() if array.size > 1]
    key = keys[rng.integers(len(keys))]
    numbers = steps.arrays[key] + rng.normal(size=steps.arrays[key].shape)
    quantity, l = key
    start = time.process_time()  # not what other work takes
    marks = mark(
        *(given.net, given.x, given.t, quantity, None if quantity == "e" else l),
        typed(numbers, int(rng.integers(3, 8))),
        *(given.loss, ALPHA),
    )
    count.times.append(time.process_time() - start)
    count.invented += bool(marks.mistakes)


def in_node(networks: int = 20) -> float:
    """Milliseconds for a verdict in Node, over wrong answers to every step."""
    worst = 0.0
    for seed in range(networks):
        given = a_network(seed)
        session = Session(given.net, given.x, given.t, given.loss, ALPHA)
        steps = true_steps(given.net, given.x, given.t, given.loss, ALPHA)
        names = {key: key[0] if key[0] in ("e", "F") else f"{key[0]}:{key[1]}" for key in steps.arrays}
        cases = [[0, names[key], typed(array + 0.123, 4)] for key, array in steps.arrays.items()]
        walk = json.loads(json.dumps(payload(session, "a", practice=1)))
        told = answer("marks", {"walk": walk, "cases": cases})
        worst = max(worst, told["milliseconds"] / len(cases))
    return worst


def main() -> None:
    """Print what was counted."""
    networks = int(sys.argv[1]) if len(sys.argv) > 1 else NETWORKS
    count, rng = Count(), np.random.default_rng(0)
    for seed in range(networks):
        count_mistakes(count, a_network(seed), rng)
        count_batch_mistakes(count, a_network(seed), rng)
    for seed in range(WRONG_ANSWERS * networks // NETWORKS):
        count_inventions(count, a_network(10_000 + seed), rng)
    print(f"{networks:,} networks, {count.made.total():,} mistakes made: {100 * count.named:.2f} % named")
    print("not named:", dict(count.missed.most_common(8)), "never made:", sorted({*MISTAKES} - {*count.made}))
    print(f"names of {len(count.times):,} wrong answers: {count.invented}")
    print(f"rounded and wrong confused: {count.confused} of {count.entries:,} entries")
    if count.times:
        each = np.array(count.times) * 1000
        print(f"mark(): median {np.median(each):.0f} ms, 99 % below {np.quantile(each, 0.99):.0f} ms")
    start = time.process_time()
    drawn = {
        exercise((2, 3, 2), ("relu", "identity"), seed=seed).network.W[2].tobytes()
        for seed in range(EXERCISES)
    }
    seconds = time.process_time() - start
    print(f"exercise(): {EXERCISES} seeds of 2-3-2 in {seconds:.1f} s, {len(drawn)} different W")
    print(f"in Node: {in_node():.2f} ms a verdict, of the slowest network")


if __name__ == "__main__":
    main()
