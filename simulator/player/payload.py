"""All that the player needs for a walk, as one JSON value: every number once, every step by reference."""

import json
from functools import cache
from typing import Any

import numpy as np
from latex2mathml.converter import convert

from ..core.activation import ACTIVATIONS
from ..core.inputs import Array
from ..core.loss import LOSSES
from ..core.propagation import jacobian
from ..draw.colours import PALETTES, scales
from ..draw.figure import edge_order, figure
from ..draw.graph import picture
from ..steps.formula import Letter, Line, Mark, Numbers, Products, Relation, Token
from ..steps.session import Session, Update
from ..steps.step import Step
from ..steps.timeline import GRAINS, steps_of

CURVE_POINTS, CURVE_REACH = 121, 4.0


def payload(session: Session, name: str, about: str = "") -> dict[str, Any]:
    """The walk of a session as JSON data; `name` says which walk it is: a new one starts at step 0."""
    network, drawn = session.network, picture(session.network)
    walks = {grain: steps_of(session, grain) for grain in GRAINS}  # kept: arrays are told apart by identity
    table = Table()
    content = {
        "name": name,
        "about": about,
        "loss": LOSSES[session.loss].title,
        "pairs": len(session.X),
        "asYouGo": session.order == "as-you-go",
        "layers": [
            {
                "width": width,
                "activation": network.activation.get(l, "input"),
                "shown": [c for layer, c in sorted(drawn.place) if layer == l],
                "hidden": drawn.hidden[l],
                "gap": drawn.gap.get(l),
            }
            for l, width in enumerate(network.widths, start=1)
        ],
        "rows": drawn.rows,
        "place": [[*spot, *at] for spot, at in sorted(drawn.place.items())],
        "edges": {l: edge_order(drawn, l) for l in network.W},
        "figure": json.loads(figure(drawn, network.depth).to_json()),
        "palettes": PALETTES,
        "scales": scales(session),
        "alpha": session.learning_rate,
        "frozen": sorted(network.frozen),
        "curves": {name: _curve(name, session) for name in sorted(set(network.activation.values()))},
        "set": {"x": table.array(session.X), "t": table.array(session.T)},
        "updates": [_update(u, table) for u in session.walked],
        "steps": {grain: [_step(step, table) for step in steps] for grain, steps in walks.items()},
    }
    return content | {"arrays": table.arrays, "texts": table.texts, "formulas": table.formulas}


class Table:
    """Arrays, texts and formulas that many steps share, each kept once and then referred to by its place."""

    def __init__(self) -> None:
        self.arrays: list[Any] = []
        self.texts: list[str] = []
        self.formulas: list[list[Any]] = []
        self._places: dict[Any, int] = {}
        self._seen: list[
            Array
        ] = []  # as long as they are kept, no other array can have the id of one of them

    def array(self, array: Array) -> int:
        self._seen.append(array)
        return self._place(("array", id(array)), self.arrays, array.tolist)

    def text(self, text: str) -> int:
        return self._place(text, self.texts, lambda: text)

    def formula(self, tokens: tuple[Token, ...]) -> int:
        return self._place(
            ("formula", tokens), self.formulas, lambda: [self.token(token) for token in tokens]
        )

    def token(self, token: Token) -> dict[str, Any]:
        match token:
            case Letter(latex=latex, meaning=meaning):
                return {"m": self.text(mathml(latex)), "tip": self.text(meaning)}
            case Mark(latex=latex):
                return (
                    {"m": self.text(mathml(latex)), "open": latex == "("} if latex else {"m": self.text("")}
                )
            case Numbers():
                return {"v": self.array(token.array), "r": token.row, "c": token.column, "f": token.form}
            case Products():
                sides = [self.token(token.left), self.token(token.right)]
                return {"s": sides, "squares": token.squares}
            case Relation():
                return {"rel": True}

    def line(self, line: Line) -> dict[str, Any]:
        return {"tokens": [self.token(token) for token in line.tokens], "rule": line.rule}

    def _place(self, key: Any, column: list[Any], content: Any) -> int:
        if key not in self._places:
            self._places[key] = len(column)
            column.append(content())
        return self._places[key]


def _curve(name: str, session: Session) -> list[list[float]] | None:
    """Points of σ to draw, as n, σ(n); None for softmax, which is no function of one n."""
    activation = ACTIVATIONS[name]
    if not activation.elementwise:
        return None
    reach = max(
        float(abs(u.run.n[l]).max())
        for u in session.walked
        for l in u.run.n
        if u.before.activation[l] == name
    )
    n = np.linspace(-1, 1, CURVE_POINTS) * max(CURVE_REACH, reach * 1.1)
    return [n.tolist(), activation.value(n).tolist()]


@cache
def mathml(latex: str) -> str:
    """One piece of a formula as MathML, without the <math> around it."""
    whole = convert(latex)
    return whole[whole.index(">") + 1 : whole.rindex("<")]


def _update(u: Update, table: Table) -> dict[str, Any]:
    run = u.run

    def by_layer(arrays: dict[int, Array]) -> dict[int, int]:
        return {l: table.array(array) for l, array in arrays.items()}

    return {
        "item": u.item,
        "t": table.array(run.t),
        "e": table.array(run.e),
        "F": run.loss,
        "after": u.loss_after,
        "n": by_layer(run.n),
        "a": by_layer(run.a),
        "A": by_layer(run.slopes),
        "J": by_layer({l: jacobian(u.before, run, l) for l in range(3, u.before.depth + 1)}),
        "S": by_layer(run.S),
        "dW": by_layer(run.dW),
        "db": by_layer(run.db),
        "W": by_layer(u.before.W),
        "b": by_layer(u.before.b),
        "newW": by_layer(u.after.W),
        "newb": by_layer(u.after.b),
    }


def _step(step: Step, table: Table) -> dict[str, Any]:
    out = {
        "kind": step.kind,
        "phase": step.phase,
        "l": step.layer,
        "u": step.update - 1,
        "neuron": step.neuron,
        "title": table.text(step.title),
        "text": table.text(step.text),
        "letters": table.formula(step.letters),
        "numbered": table.formula(step.numbered_letters),
        "lines": [table.line(line) for line in step.lines],
        "sizes": table.text(step.sizes),
        "lit": [step.lit.neurons, step.lit.edges],
    }
    if step.definition:
        out["definition"] = table.formula(step.definition)
    if step.note:
        out["note"] = table.text(step.note)
    if step.gain:
        out["gain"] = step.gain
    if step.comparison:
        out["compared"] = [table.array(step.comparison.old), table.array(step.comparison.new)]
    return out
