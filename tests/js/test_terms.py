"""What the inspector shows of a neuron or an edge: products and sums that give what the walk computed."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.kinds.backward_batches import of_item
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of

from ..grids import grid
from ..player.test_payload import read
from ..steps.ruled import SESSIONS as RULED
from .batches import BATCHES
from .node import answer


def hidden_softmax() -> Session:
    """Softmax in the middle, and cross-entropy at the end."""
    rng = np.random.default_rng(5)
    sizes = (2, 3, 2, 3)
    W = [rng.normal(size=pair) for pair in pairwise(sizes)]
    net = Network.from_arrays(W, [rng.normal(size=n) for n in sizes[1:]], ["tanh", "softmax", "softmax"])
    return Session(net, rng.normal(size=2), np.eye(3)[1], "tce", 0.1, 1)


def saturated() -> Session:
    """An output that has rounded to 1."""
    net = Network.from_arrays([np.array([[900.0, -900.0]])], [np.zeros(2)], ["sigmoid"])
    return Session(net, np.ones(1), np.array([1.0, 0.0]), "tce", 0.1, 1)


SESSIONS = {
    **{name: example(name).session for name in ("notes-4-layer", "mazur-half", "softmax-2-3-3", "xor-2-2-1")},
    "hidden softmax": hidden_softmax(),
    "as you go": example("mazur-tse-as-you-go").session,
    "saturated": saturated(),
}


def things_of(session: Session) -> list[dict[str, int]]:
    """Every neuron and every edge."""
    widths = session.network.widths
    neurons = [{"l": l, "c": c + 1} for l, width in enumerate(widths, start=1) for c in range(width)]
    edges = [
        {"l": l, "r": r + 1, "c": c + 1}
        for l in range(2, len(widths) + 1)
        for r in range(widths[l - 2])
        for c in range(widths[l - 1])
    ]
    return neurons + edges


def product(table: dict[str, Any]) -> float:
    return sum(row["product"] for row in table["rows"])


def below(table: dict[str, Any]) -> dict[str, Any]:
    return {row["text"]: row["value"] for row in table["below"]}


@pytest.mark.parametrize("name", SESSIONS)
def test_terms_give_what_the_walk_computed(name: str) -> None:
    """At the end of the walk, where everything is known."""
    session = SESSIONS[name]
    things = things_of(session)
    last = answer("terms", {"walk": payload(session, name), "grain": "operation", "things": things})[-1]
    update = session.walked[-1]
    for thing, terms in zip(things, last, strict=True):
        tables, l, c = terms["tables"], thing["l"], thing["c"]
        if "r" in thing:
            r = thing["r"]
            assert below(tables[1])["∂F/∂W"] == product(tables[1]) == update.run.dW[l][r - 1, c - 1]
            assert below(tables[2])["W after"] == update.after.W[l][r - 1, c - 1]
        elif l > 1:
            check_neuron(tables, update, l, c)


def check_neuron(tables: list[dict[str, Any]], update: Any, l: int, c: int) -> None:
    """n from its products, a, and S from what stands in its own table."""
    n, S = update.run.n[l][c - 1], update.run.S[l][c - 1]
    assert below(tables[0])["n"] == n
    assert product(tables[0]) + below(tables[0])["bias b"] == pytest.approx(n, rel=1e-12)
    found = below(tables[2])
    assert found["S"] == S
    assert below(tables[3])["b after"] == update.after.b[l][c - 1]
    if "from n" in tables[2]["caption"][2]:
        return
    sides = [value for text, value in found.items() if text != "S"]
    if "sum" in found:
        assert found["sum"] == pytest.approx(product(tables[2]), rel=1e-12)
        assert found["sum"] * found["× slope σ′(n)"] == pytest.approx(S, rel=1e-12)
    else:
        result = np.prod(sides) * (product(tables[2]) if tables[2]["rows"] else 1)
        assert result == pytest.approx(S, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("name", ("notes-4-layer", "softmax-2-3-3", "as you go"))
def test_nothing_stands_there_before_it_is_computed(name: str, grain: str) -> None:
    """n, a, S, ∂F/∂W and what comes after the update, step by step."""
    session = SESSIONS[name]
    things = things_of(session)
    found = answer("terms", {"walk": payload(session, name), "grain": grain, "things": things})
    done: set[tuple[str, int, int]] = set()
    for step, shown in zip(steps_of(session, grain), found, strict=True):
        if step.kind == "input":
            done = set()
        neurons = [step.neuron] if step.neuron else range(1, 100)
        done |= {(step.kind, step.layer, c) for c in neurons}
        for thing, terms in zip(things, shown, strict=True):
            l, c, tables = thing["l"], thing["c"], terms["tables"]
            if "r" in thing:
                wanted = {"∂F/∂W": "dW"}
                rows = below(tables[1])
            elif l > 1:
                wanted = {"n": "n", "S": "S"}
                rows = {"n": below(tables[0])["n"], "S": below(tables[2])["S"]}
                assert (None in [row["product"] for row in tables[0]["rows"]]) == (("n", l, c) not in done)
            else:
                continue
            for text, kind in wanted.items():
                known = (
                    (kind, l, c) in done if kind != "dW" else any(k == "dW" and at == l for k, at, _ in done)
                )
                assert (rows[text] is None) != known, f"{text} of {thing} at {step.title}"


def test_an_output_that_has_rounded_is_said_to_come_from_n() -> None:
    """From the step on at which y is known."""
    session = SESSIONS["saturated"]
    asked = {"walk": payload(session, "saturated"), "grain": "operation", "things": [{"l": 2, "c": 1}]}
    captions = [terms["tables"][2]["caption"][2] for [terms] in answer("terms", asked)]
    knows = [step.kind for step in steps_of(session)].index("a")
    assert ["from n" in caption for caption in captions] == [at >= knows for at in range(len(captions))]


@grid(4, name=[*RULED])
def test_what_an_update_rule_makes_of_one_number_is_opened(name: str) -> None:
    """A line for each of its steps, "–" until then, whose last number is what the walk computed."""
    session = RULED[name]
    if session.network.widths[1] > 20:
        session = replace(session, updates=1)
    things = [thing for thing in things_of(session) if thing["l"] > 1][-9:]
    walk = payload(session, name)
    steps = [*steps_of(session)]
    found = answer("terms", {"walk": walk, "grain": "operation", "things": things})
    for at in (len(steps) // session.updates // 2, len(steps) - 2, len(steps) - 1):
        for thing, terms in zip(things, found[at], strict=True):
            lines = [line for one in terms["tables"] for line in one.get("lines", ())]
            letter = "W" if "r" in thing else "b"
            mine = [
                (place, step)
                for place, step in enumerate(steps)
                if step.update == steps[at].update
                and step.layer == thing["l"]
                and step.kind.endswith(f"_{letter}")
                and step.matrices
            ]
            clips = [one for one in enumerate(steps) if one[1].kind == "clip"] if mine else []
            factor = [one for one in clips if one[1].update == steps[at].update]  # of every gradient
            due = [(place, step, line) for place, step in (*factor, *mine) for line in step.lines]
            assert len(lines) == len(due)
            where = (thing["r"] - 1, thing["c"] - 1) if letter == "W" else (thing["c"] - 1,)
            for shown, (place, _, line) in zip(lines, due, strict=True):
                assert (shown["line"] is None) == (place > at)
                if shown["line"]:
                    last = shown["line"]["tokens"][-1]
                    value, wanted = np.array(read(walk, last["v"])), line.tokens[-1].array
                    for index in (last["r"], last["c"]):
                        value = value if index is None else value[index]
                    assert value == (wanted[where] if wanted.ndim else wanted)


@pytest.mark.parametrize("name", BATCHES)
@pytest.mark.parametrize("item", [0, 1, 2])
def test_of_a_batch_a_gradient_is_opened_into_its_addends_and_a_column_as_in_its_own_walk(
    name: str, item: int
) -> None:
    """∂F/∂W and ∂F/∂b have a row for each item; n, a and S are of the one looked at, not of a sum."""
    session = BATCHES[name]
    things = things_of(session)
    asked = {"walk": payload(session, name), "grain": "operation", "things": things, "item": item}
    last = answer("terms", asked)[-1]
    u = session.walked[-1]
    N = len(u.items) if session.loss == "mse" else 1
    j = min(item, len(u.items)) - 1
    for thing, terms in zip(things, last, strict=True):
        tables, l, c = terms["tables"], thing["l"], thing["c"]
        if l == 1:
            assert bool(terms["fields"]) == bool(item)
            continue
        if "r" not in thing:
            (caption,) = (one["caption"] for one in tables if one["caption"][0] == "S")
            assert caption[2].startswith(" = ∂φ/∂n" if session.loss == "mse" else " = ∂F/∂n")
        gradients, right = (
            (tables[1], u.batch.S[l][c - 1]) if "r" in thing else (tables[3], 1 + 0 * u.batch.S[l][c - 1])
        )
        left = u.batch.a[l - 1][thing["r"] - 1] if "r" in thing else u.batch.S[l][c - 1]
        assert [(row["left"], row["right"], row["item"]) for row in gradients["rows"]] == [
            (x, s, k) for k, (x, s) in enumerate(zip(left, right, strict=True), start=1)
        ]
        assert [row["name"] for row in gradients["rows"]] == [f"item {row + 1}" for row in u.items]
        found, mine = below(gradients), u.batch.dW[l][thing["r"] - 1] if "r" in thing else u.batch.db[l]
        mean = " ÷ B" * (N > 1)  # as the loss makes it of the sum
        assert found["∂F/∂W" if "r" in thing else f"∂F/∂b = Σ S{mean}"] == mine[c - 1]
        assert "r" not in thing or gradients["caption"].startswith(f"∂F/∂W = Σ â · S{mean}, a of neuron")
        assert found.get("÷ number of items", 1) == N
        assert product(gradients) / N == pytest.approx(mine[c - 1], rel=1e-12, abs=1e-15)
        if "r" not in thing and item:
            check_neuron(tables, column_of(u, j), l, c)
        elif "r" not in thing:
            assert below(tables[0])["n"] is None and below(tables[2])["S"] is None
            assert all(row["product"] is None for row in (*tables[0]["rows"], *tables[2]["rows"]))


def column_of(u: Any, j: int) -> Any:
    """The run of item j, from 0, beside the network after the whole batch."""
    return SimpleNamespace(run=of_item(u, j).run, after=u.after)
