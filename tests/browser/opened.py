"""What the inspector must show of a neuron or an edge, told from the session's numbers alone."""

from typing import Any

import numpy as np

from simulator.steps.formulas.digits import printed

from .expected import Moment

Row = list[str]

# The inspector as it stands on the page: its title, its fields, and every table with its caption.
OPENED = """() => {
  const box = document.querySelector(".bp-inspector");
  if (box.hidden) return null;
  const texts = (row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent);
  return {
    title: box.querySelector("h3").textContent,
    fields: Object.fromEntries(
      [...box.querySelectorAll("input")].map((input) => [input.ariaLabel, input.value])),
    tables: Object.fromEntries([...box.querySelectorAll("table")].map((table) =>
      [table.caption.textContent, [...table.querySelectorAll("tbody tr")].map(texts)])),
    points: box.querySelectorAll(".bp-point").length,
    tangents: box.querySelectorAll(".bp-tangent").length,
  };
}"""


class Opened:
    """One neuron or edge at one step."""

    def __init__(self, moment: Moment) -> None:
        self.m, self.u, self.run = moment, moment.update, moment.update.run

    def number(self, value: Any) -> str:
        return self.m.number(None if value is None else float(value))

    def known(self, quantity: str, l: int, c: int, array: Any) -> float | None:
        """An entry of a vector, or None before its step."""
        return float(array[c - 1]) if self.m.knows(quantity, l, c) else None

    def term(self, name: str, left: float | None, right: float | None, done: bool) -> Row:
        """left × right, and once the sum is there their product."""
        if not done or left is None or right is None:
            return [name, self.number(left), "×", self.number(right), "–"]
        seen = [printed(np.asarray(x), self.m.digits) for x in (left, right, left * right)]
        sign = "=" if seen[0] * seen[1] == seen[2] else "≈"
        return [name, self.number(left), "×", self.number(right), f"{sign} {self.number(left * right)}"]

    def neuron(self, l: int, c: int) -> dict[str, list[Row]]:
        """Its tables by caption; of an input only x."""
        if l == 1:
            x = self.number(self.run.x[c - 1])
            lowered = str(c).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
            return {f"a1,{c} = x{lowered}: an input is sent on as it is": [[f"x{lowered}", x]]}
        return {**self.weighted_sum(l, c), **self.activated(l, c), **self.back(l, c), **self.bias(l, c)}

    def weighted_sum(self, l: int, c: int) -> dict[str, list[Row]]:
        W, b, a = self.u.before.W[l], self.u.before.b[l], self.run.a[l - 1]
        n = self.known("n", l, c, self.run.n[l])
        rows = [
            self.term(
                f"neuron {r} of layer {l - 1}",
                W[r - 1, c - 1],
                self.known("a", l - 1, r, a),
                n is not None,
            )
            for r in range(1, len(a) + 1)
        ]
        below = [["bias b", self.number(b[c - 1])], ["n", self.number(n)]]
        return {f"n{l},{c} = Σ W · â + b": rows + below}

    def slope(self, l: int, c: int) -> float | None:
        return float(self.run.slopes[l][c - 1]) if ("A", l, 1) in self.m.done else None

    def activated(self, l: int, c: int) -> dict[str, list[Row]]:
        name = self.u.before.activation[l]
        rows = [
            ["n", self.number(self.known("n", l, c, self.run.n[l]))],
            ["a = y" if l == self.m.K else "a", self.number(self.known("a", l, c, self.run.a[l]))],
        ]
        if name != "softmax":
            rows.append(["slope σ′(n)", self.number(self.slope(l, c))])
        return {f"a{l},{c} = σ(n), {name}": rows}

    def back(self, l: int, c: int) -> dict[str, list[Row]]:
        S = self.known("S", l, c, self.run.S[l])
        done, end = S is not None, [["S", self.number(S)]]
        name = f"S{l},{c} = ∂F/∂n"
        full = self.run.slopes[l].ndim == 2
        if l == self.m.K:
            return self.at_the_output(c, done, name, full, end)
        W, later = self.u.through(l + 1), self.run.S[l + 1]
        if full:
            slopes = self.run.slopes[l][c - 1] if ("A", l, 1) in self.m.done else [None] * len(W)
            arrives = W @ later if done else [None] * len(W)
            rows = [
                self.term(f"A row {c}, column {j} × what reaches neuron {j}", A, x, done)
                for j, (A, x) in enumerate(zip(slopes, arrives, strict=True), start=1)
            ]
            return {name: rows + end}
        as_you_go = self.u.truth is not None  # through a W that its own step must have made by then
        there = not as_you_go or ("update_W", l + 1, 1) in self.m.done
        rows = [
            self.term(
                f"neuron {k} of layer {l + 1}",
                W[c - 1, k - 1] if there else None,
                self.known("S", l + 1, k, later),
                done,
            )
            for k in range(1, len(later) + 1)
        ]
        below = [
            ["sum", self.number((W @ later)[c - 1] if done else None)],
            ["× slope σ′(n)", self.number(self.slope(l, c))],
        ]
        return {f"{name} = σ′(n) Σ W · S": rows + below + end}

    def at_the_output(
        self, c: int, done: bool, name: str, full: bool, end: list[Row]
    ) -> dict[str, list[Row]]:
        loss, K, run = self.u.rule.name, self.m.K, self.run
        factor = [] if loss == "tce" else [["×", "−1" if loss == "hse" else "−2"]]
        what = "−t/y" if loss == "tce" else "e"
        answers = -run.t / run.y if loss == "tce" else run.e
        there = ("a", K, 1) in self.m.done if loss == "tce" else ("error", K, 1) in self.m.done
        if full:
            slopes = run.slopes[K][c - 1] if ("A", K, 1) in self.m.done else [None] * len(answers)
            rows = [
                self.term(f"A row {c}, column {j} × {what} of output {j}", A, x if there else None, done)
                for j, (A, x) in enumerate(zip(slopes, answers, strict=True), start=1)
            ]
            return {f"{name}: its row of A, times how F answers each y": rows + factor + end}
        first = [
            "∂φ/∂y = −t/y" if loss == "tce" else "e = t − y",
            self.number(answers[c - 1] if there else None),
        ]
        slope = ["× slope σ′(n)", self.number(self.slope(K, c))]
        return {f"{name}: the slope times how F answers y": [first, slope, *factor, *end]}

    def bias(self, l: int, c: int) -> dict[str, list[Row]]:
        frozen = " (frozen)" if f"b{l}" in self.u.before.frozen else ""
        gradient = self.run.db[l][c - 1] if ("db", l, 1) in self.m.done else None
        after = self.u.after.b[l][c - 1] if ("update_b", l, 1) in self.m.done else None
        return {
            f"b ← b − α ∂F/∂b{frozen}": [
                ["b before this update", self.number(self.u.before.b[l][c - 1])],
                ["∂F/∂b = S", self.number(gradient)],
                ["b after", self.number(after)],
            ]
        }

    def edge(self, l: int, r: int, c: int) -> list[list[Row]]:
        """Its three tables: W, the gradient, the change."""
        old, new = self.u.before.W[l][r - 1, c - 1], self.u.after.W[l][r - 1, c - 1]
        a = self.known("a", l - 1, r, self.run.a[l - 1])
        S = self.known("S", l, c, self.run.S[l])
        done, changed = ("dW", l, 1) in self.m.done, ("update_W", l, 1) in self.m.done
        gradient = self.run.dW[l][r - 1, c - 1] if done else None
        return [
            [["W before this update", self.number(old)]],
            [self.term(f"a of neuron {r} × S of neuron {c}", a, S, done), ["∂F/∂W", self.number(gradient)]],
            [
                ["α", self.number(self.u.alpha)],
                ["change of W", self.number(new - old if changed else None)],
                ["W after", self.number(new if changed else None)],
            ],
        ]
