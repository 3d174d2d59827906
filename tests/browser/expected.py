"""What must stand on the screen at each step, told from the session's numbers alone."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from simulator.draw.colours import scales
from simulator.steps.formulas.digits import DEFAULT_DIGITS, FULL, shown
from simulator.steps.session import Session, Update
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
PHASES = {"forward": "Forward", "error": "Error", "backward": "Backward", "update": "Update"}
SUMS_SHOWN = 6


def on_screen(value: float | None, digits: int) -> str:
    """A number as read on the screen; "–" where it is not known yet."""
    if value is None:
        return "–"
    mantissa, _, power = shown(float(value), digits).partition("e")
    return mantissa.replace("-", "−") + (f"·10{power.translate(RAISED)}" if power else "")


def kept_where_it_fits(neurons: dict[str, Any], wanted: dict[str, Any], digits: int) -> None:
    """What a neuron keeps besides its number: the first of it, and with few digits two at least."""
    for name, neuron in neurons.items():
        whole, found = wanted[name]["kept"], neuron["kept"]
        if found == whole[: len(found)] and (digits == FULL or len(found) >= 2):
            neuron["kept"] = whole


def fitted(found: dict[str, Any], wanted: dict[str, Any], digits: int = DEFAULT_DIGITS) -> dict[str, Any]:
    """A screen to be compared with the one that is wanted: what has no room may be missing in it.

    That are the numbers on the edges, which are left out, the last that a neuron keeps, and the last sums of
    those neuron by neuron, of which the page says how many they are.
    """
    unsaid, sums = found["unsaid"], found["sums"]
    left = len(wanted["sums"]) - len(sums)
    found = {name: part for name, part in found.items() if name not in ("labels", "unsaid")}
    wide = len(wanted["sums"]) == SUMS_SHOWN  # there may be more than are wanted
    counted = unsaid >= left if wide else unsaid == left
    if counted and sums == wanted["sums"][: len(sums)]:
        found["sums"] = wanted["sums"]
    kept_where_it_fits(found["neurons"], wanted["neurons"], digits)
    if digits == FULL:
        uncut(found["neurons"], wanted["neurons"])
    return found


def uncut(neurons: dict[str, Any], wanted: dict[str, Any]) -> None:
    """A number with all its digits may end in "…" in the graph, where its beginning is right."""
    for name, neuron in neurons.items():
        for i, word in enumerate(neuron["words"]):
            whole = wanted[name]["words"][i]
            if word.endswith("…") and len(word) > 6 and whole.startswith(word[:-1]):
                neuron["words"][i] = whole


class Walk:
    """The screens of a walk, the view following the step; each is made when it is asked for."""

    def __init__(self, session: Session, digits: int, grain: str = "operation") -> None:
        self.session, self.digits = session, digits
        self.steps = steps_of(session, grain)
        self.by_neuron = [step for step in steps_of(session, "neuron") if step.neuron]
        self.made: dict[int, dict[str, Any]] = {}

    def moment(self, at: int) -> "Moment":
        """A step, to ask for more than the screen."""
        return Moment(self.session, self.steps, at, self.digits)

    def __getitem__(self, at: int) -> dict[str, Any]:
        """The screen at a step, but for the numbers on the edges."""
        if at not in self.made:
            self.made[at] = self.moment(at).screen(self.by_neuron)
        return self.made[at]


class Moment:
    """One step of a walk."""

    def __init__(self, session: Session, steps: Sequence[Step], at: int, digits: int) -> None:
        self.steps, self.at, self.step, self.digits = steps, at, steps[at], digits
        self.update: Update = session.walked[self.step.update - 1]
        self.own = [i for i, step in enumerate(steps) if step.update == self.step.update]
        self.done = {
            (steps[i].kind, steps[i].layer, neuron)
            for i in self.own
            if i <= at
            for neuron in ([steps[i].neuron] if steps[i].neuron else range(1, 100))
        }
        self.widths = session.network.widths
        self.K = session.network.depth
        self.scales = scales(session)

    def number(self, value: float | None) -> str:
        return on_screen(value, self.digits)

    def numbers(self, *arrays: Any) -> list[str]:
        """Row by row; a vector from top to bottom."""
        return [self.number(value) for array in arrays for value in np.asarray(array).ravel()]

    def screen(self, sums: Sequence[Step]) -> dict[str, Any]:
        step, u = self.step, self.update
        edges = {
            f"{l},{r},{c}": {"lit": self.lit_edge(l, r, c), "sign": self.sign(l, r, c)}
            for l in range(2, self.K + 1)
            for r in range(1, self.widths[l - 2] + 1)
            for c in range(1, self.widths[l - 1] + 1)
        }
        known = ("error", self.K, 1) in self.done
        gain = f"F {self.number(u.run.loss)} → {self.number(u.loss_after)}" if step.gain else ""
        parts = (
            []
            if step.neuron
            else [
                part
                for part in sums
                if (part.kind, part.layer, part.update) == (step.kind, step.layer, step.update)
            ]
        )
        return {
            "cursor": self.at,
            "steps": len(self.steps),
            "where": f"{PHASES[step.phase]} · step {self.at - self.own[0] + 1} of {len(self.own)}",
            "title": step.title,
            "sentence": f"{step.text} {gain}." if gain else step.text,
            "F": gain or f"F = {self.number(u.run.loss if known else None)}",
            "neurons": {
                f"{l},{c}": self.neuron(l, c)
                for l, width in enumerate(self.widths, start=1)
                for c in range(1, width + 1)
            },
            "edges": edges,
            "chips": {str(l): self.chips(l) for l in range(1, self.K + 1) if self.chips(l)},
            "lines": self.lines(step),
            "sums": [line for part in parts[:SUMS_SHOWN] for line in self.lines(part)],
            "note": step.note,
            "compared": self.compared(),
            "update": step.update,
            "slider": self.at - self.own[0] + 1,
        }

    # ---- the graph
    def shows(self, l: int) -> str:
        """The quantity that layer l shows."""
        step = self.step
        if l == 1:
            return "a"
        if step.phase in ("forward", "error"):
            return "n" if (step.kind, step.layer) == ("n", l) else "a"
        if (step.kind, step.layer) == ("A", l):
            return "A"
        sent_back = any(kind == "S" and layer == l for kind, layer, _ in self.done)
        return "a" if (step.kind, step.layer) == ("dW", l + 1) or not sent_back else "S"

    def knows(self, quantity: str, l: int, c: int) -> bool:
        return (quantity, l) == ("a", 1) or (quantity, l, c) in self.done

    def neuron(self, l: int, c: int) -> dict[str, Any]:
        u, quantity = self.update, self.shows(l)
        value = self.value(quantity, l, c) if self.knows(quantity, l, c) else None
        words = [self.number(value)]
        if l > 1:
            net = u.after if ("update_b", l, c) in self.done else u.before
            words.append(f"b {self.number(net.b[l][c - 1])}")
        if l == self.K:
            y = u.run.y[c - 1] if self.knows("a", l, c) else None
            e = u.run.e[c - 1] if ("error", l, c) in self.done else None
            ends = (("y", y), ("t", u.run.t[c - 1]), ("e", e))
            words += [f"{name}{str(c).translate(LOWERED)} {self.number(end)}" for name, end in ends]
        return {
            "lit": self.lit_neuron(l, c),
            "hollow": value is None,
            "words": words,
            "kept": self.kept(l, c),
        }

    def value(self, quantity: str, l: int, c: int) -> float:
        """n, a, S, or of A what stands on its diagonal."""
        found = getattr(self.update.run, quantity)[l]
        return found[c - 1, c - 1] if quantity == "A" else found[c - 1]

    def kept(self, l: int, c: int) -> list[str]:
        """What else is known of a neuron by now, the first first where there is little room."""
        now = (self.step.kind, self.step.layer) == ("S", l)
        order = ["A", "a", "n"] if now else ["S", "a", "n", "A"]
        return [
            f"{quantity} {self.number(self.value(quantity, l, c))}"
            for quantity in order
            if quantity != self.shows(l) and self.knows(quantity, l, c) and l > 1
        ]

    def chips(self, l: int) -> list[str]:
        """n, a, S of a layer where all of it is known; "*" marks the one that the neurons show."""
        letters = ["a"] if l == 1 else ["n", "a", "S"]
        width = self.widths[l - 1]
        marks = {q: "*" * (q == self.shows(l)) for q in letters}
        return [q + marks[q] if self.knows(q, l, width) else "–" for q in letters]

    def lit_neuron(self, l: int, c: int) -> bool:
        kind, layer, neuron = self.step.kind, self.step.layer, self.step.neuron
        mine = l == layer and neuron in (None, c)
        return {
            "n": mine or l == layer - 1,
            "S": mine or (l == layer + 1 <= self.K),
            "dW": mine or l == layer - 1,
            "update_W": False,
        }.get(kind, mine)

    def lit_edge(self, l: int, r: int, c: int) -> bool:
        kind, layer, neuron = self.step.kind, self.step.layer, self.step.neuron
        return {
            "n": l == layer and neuron in (None, c),
            "S": l == layer + 1 and neuron in (None, r),
            "dW": l == layer,
            "update_W": l == layer,
        }.get(kind, False)

    def edge(self, l: int, r: int, c: int) -> float | None:
        """The number that colours an edge: W or its gradient."""
        u, updated = self.update, ("update_W", l, 1) in self.done
        old, new = u.before.W[l][r - 1, c - 1], u.after.W[l][r - 1, c - 1]
        match self.step.kind:
            case "dW" | "db":
                return u.run.dW[l][r - 1, c - 1] if ("dW", l, 1) in self.done else None
            case _:
                return new if updated else old

    def before(self, l: int, r: int, c: int) -> float:
        """W of an edge before this update."""
        return self.update.before.W[l][r - 1, c - 1]

    def sign(self, l: int, r: int, c: int) -> str:
        value = self.edge(l, r, c)
        return "unknown" if value is None else "-" if value < 0 else "+"

    def product(self, l: int, r: int, c: int) -> tuple[str, str] | None:
        """At the steps of n and S what an edge adds to the sum, short and with its factors."""
        u = self.update
        if self.step.kind == "n":
            factors = u.run.a[l - 1][r - 1], u.before.W[l][r - 1, c - 1]
        elif self.step.kind == "S" and u.run.slopes[l - 1].ndim == 1:
            factors = u.through(l)[r - 1, c - 1], u.run.S[l][c - 1]
        else:
            return None
        left, right, value = (shown(float(x), self.digits) for x in (*factors, factors[0] * factors[1]))
        sign = "=" if Fraction(left) * Fraction(right) == Fraction(value) else "≈"
        long = " ".join([self.number(factors[0]), "×", self.number(factors[1]), sign])
        short = self.number(factors[0] * factors[1])
        return short, f"{long} {short}"

    def labels_left(self, labels: Sequence[str]) -> list[str]:
        """What of the numbers on the edges is wrong, or missing: no edge has one, or each that is lit.

        At an update each with what W was, where it has the room.
        """
        if not labels:
            return []
        lit = [
            (l, r, c)
            for l in range(2, self.K + 1)
            for r in range(1, self.widths[l - 2] + 1)
            for c in range(1, self.widths[l - 1] + 1)
            if self.lit_edge(l, r, c)
        ]
        left = [*labels]
        missing = []
        for edge in lit:
            word = self.number(self.edge(*edge))
            longer = [f"{self.number(self.before(*edge))} → {word}"] if self.step.kind == "update_W" else []
            said = [text for text in (*longer, word) if text in left]
            left.remove(said[0]) if said else missing.append(word)
        return left + missing

    # ---- the formulas
    def lines(self, step: Step) -> list[dict[str, Any]]:
        """The numbers of each line in order, and the sign before the result."""
        rows = self.error_lines() if step.kind == "error" else [self.operands(step)]
        signs = ["=" if line.holds(self.digits) else "≈" for line in step.lines]
        return [{"numbers": row, "sign": sign} for row, sign in zip(rows, signs, strict=True)]

    def error_lines(self) -> list[list[str]]:
        run = self.update.run
        F = self.numbers(run.loss)
        squares = [text for e in run.e for text in (self.number(e), "2")]
        total = {
            "tse": squares + F,
            "mse": squares + F,
            "hse": ["1", "2", *squares, *F],
            "tce": self.numbers(run.t, run.y) + F,
        }
        return [self.numbers(run.t, run.y, run.e), total[self.update.rule.name]]

    def operands(self, step: Step) -> list[str]:
        """The printed operands of a step and its result."""
        u, run, l = self.update, self.update.run, step.layer
        arrays = {
            "input": lambda: (run.x, run.x),
            "n": lambda: self.weighted_sum(l, step.neuron),
            "a": lambda: (run.n[l], run.a[l]),
            "A": lambda: self.slopes(l),
            "S": lambda: self.sensitivity(l, step.neuron),
            "dW": lambda: (run.a[l - 1], run.S[l], run.dW[l]),
            "db": lambda: (run.S[l], run.db[l]),
            "update_W": lambda: self.parameter("W", l),
            "update_b": lambda: self.parameter("b", l),
        }[step.kind]()
        twice = step.kind == "S" and l == self.K and u.rule.name in ("tse", "mse")
        return ["2"] * twice + self.numbers(*arrays)

    def weighted_sum(self, l: int, one: int | None) -> tuple[Any, ...]:
        run, W, b = self.update.run, self.update.before.W[l], self.update.before.b[l]
        if not one:
            return W.T, run.a[l - 1], b, run.n[l]
        return np.column_stack([W[:, one - 1], run.a[l - 1]]), b[one - 1], run.n[l][one - 1]

    def slopes(self, l: int) -> tuple[Any, ...]:
        run, y = self.update.run, self.update.run.a[l]
        full = run.slopes[l].ndim == 2
        return (np.diag(y), y, y, run.A[l]) if full else (run.n[l], run.A[l])

    def sensitivity(self, l: int, one: int | None) -> tuple[Any, ...]:
        u, run = self.update, self.update.run
        A, S = run.A[l], run.S[l]
        if l < self.K:
            W, later = u.through(l + 1), run.S[l + 1]
            if not one:
                return A, W, later, S
            return A[one - 1, one - 1], np.column_stack([W[one - 1], later]), S[one - 1]
        slope = -run.t / run.y if u.rule.name == "tce" else run.e
        if not one:
            return A, slope, S
        if run.slopes[l].ndim == 2:
            return A[one - 1], slope, S[one - 1]
        return A[one - 1, one - 1], slope[one - 1], S[one - 1]

    def parameter(self, symbol: str, l: int) -> tuple[Any, ...]:
        u = self.update
        old, new = getattr(u.before, symbol)[l], getattr(u.after, symbol)[l]
        if f"{symbol}{l}" in u.before.frozen:
            return old, new
        return old, u.alpha, getattr(u.run, f"d{symbol}")[l], new

    def compared(self) -> list[list[str]]:
        """As you go: S through the old W, S through the new W, and the difference."""
        u, step = self.update, self.step
        if u.truth is None or step.kind != "S" or step.layer == self.K:
            return []
        l = step.layer
        pairs = zip(u.truth.S[l], u.run.S[l], strict=True)
        return [
            [f"S{str(l).translate(LOWERED)},{str(c).translate(LOWERED)}", *self.numbers(old, new, new - old)]
            for c, (old, new) in enumerate(pairs, start=1)
        ]
