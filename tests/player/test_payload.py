"""What the player is given: every number of the session, exact, and every step in full."""

import base64
import json
import re
import struct
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Network, jacobian
from simulator.core.activation import ACTIVATIONS
from simulator.files.gallery import EXAMPLES, example
from simulator.files.handouts.content import network_said
from simulator.player.bundle import script, stylesheet
from simulator.player.components.player_component import ASSETS
from simulator.player.payload.payload import payload, sent
from simulator.player.payload.sent_steps import pattern_of_neurons, step_sent
from simulator.player.payload.shared_values import LISTED, SharedValues, token_sent
from simulator.steps.session import ORDERS, Session
from simulator.steps.timeline import GRAINS, of_one_neuron, steps_of

from ..benchmark_apps.network import large_session
from ..core.networks import problems

LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def sessions() -> dict[str, Session]:
    """The gallery, and one of numbers that no short decimal gives."""
    found = {name: example(name).session for name in EXAMPLES}
    first = found["hagan-1-2-1"]
    found["odd numbers"] = replace(
        first, X=first.X * np.pi * 1e-9, T=first.T + 1e17 / 3, learning_rate=1e-17 / 3
    )
    return found | wide_sessions()


def wide_sessions() -> dict[str, Session]:
    """Layers whose arrays are sent as bytes or as rules, with zeros of both signs and slopes that are 0."""
    rng = np.random.default_rng(4)

    def session(widths: tuple[int, ...], kinds: list[str], loss: str, **options: Any) -> Session:
        W = [np.where(rng.random(pair) < 0.2, -0.0, rng.normal(size=pair)) for pair in pairwise(widths)]
        b = [rng.normal(size=width) for width in widths[1:]]
        net = Network.from_arrays(W, b, kinds, frozen=options.pop("frozen", ()))
        X = np.where(rng.random((2, widths[0])) < 0.3, -0.0, rng.normal(size=(2, widths[0])))
        return Session(net, X, np.abs(rng.normal(size=(2, widths[-1]))), loss, 0.007, **options)

    return {
        "wide": session((300, 21, 40, 17), ["relu", "leaky_relu", "tanh"], "tse", updates=3),
        "wide softmax": session((30, 40, 20), ["softmax", "softmax"], "tce", updates=3),
        "wide frozen": session((40, 50, 3), ["silu", "sigmoid"], "hse", updates=3, frozen=["W2", "b3"]),
        "wide as you go": session(
            (40, 18, 50, 30), ["tanh", "relu", "sigmoid"], "tce", updates=3, order="as-you-go"
        ),
    }


def arrived(session: Session) -> dict[str, Any]:
    """The walk as it arrives in the browser."""
    return json.loads(sent(session, "walk", "about"))


def test_what_has_larger_values_than_its_scale_is_named_where_there_is_any() -> None:
    """In a walk that explodes alone: any other is sent as ever."""
    given = example("notes-4-layer").session
    wild = arrived(replace(given, learning_rate=10.0))
    assert wild["beyond"] == ["S", "W", "a", "change", "dW", "n"]
    assert wild["scales"]["n"] == 3 < max(map(abs, wild["arrays"][wild["updates"][-1]["n"]["4"]]))
    assert not [name for name, session in sessions().items() if "beyond" in arrived(session)]


@pytest.mark.parametrize("batch_size", [1, 2])
@pytest.mark.parametrize("name", [*ACTIVATIONS, "leaky_relu(0.2)"])
def test_no_sentence_has_a_name_from_inside(name: str, batch_size: int) -> None:
    """No word with an underscore: in what is said of a step and of a letter, in the hand-out."""
    rng = np.random.default_rng(2)
    net = Network.from_arrays([rng.normal(size=(2, 2))] * 2, [np.zeros(2)] * 2, [name, "tanh"])
    found = Session(net, rng.normal(size=(2, 2)), np.eye(2), updates=1, batch_size=batch_size)
    said = [*arrived(found)["texts"], network_said(found)]
    assert any("passes its n through" in words for words in said)
    assert [words for words in said if re.search(r"[a-z]_[a-z]", words)] == []


def read(walk: dict[str, Any], place: int) -> Any:
    """An array of the walk: as listed, from its bytes, or by its rule."""
    match walk["arrays"][place]:
        case {"f8": text, "shape": shape}:
            return np.frombuffer(base64.b64decode(text), "<f8").reshape(shape)
        case {"outer": [a, S]}:
            return np.outer(read(walk, a), read(walk, S))
        case {"descended": [W, a, S]}:
            return read(walk, W) - walk["alpha"] * np.outer(read(walk, a), read(walk, S))
        case {"softmax": [y]}:
            return softmax_slopes_of(np.array(read(walk, y)))
        case {"jacobian": [W, A]} | {"product": [W, A]}:
            A = np.array(read(walk, A))
            rows = zip(read(walk, W), np.diag(A) if A.ndim == 1 else A, strict=True)
            return 0.0 + sum(np.outer(w, row) for w, row in rows)
        case listed:
            return listed


def softmax_slopes_of(y: Any) -> Any:
    """diag(y) − y yᵀ, each diagonal entry summed down its column as the browser does it."""
    A = np.outer(-y, y)
    np.fill_diagonal(A, 0.0)
    for c in range(len(y)):
        A[c, c] = -sum(A[r, c] for r in range(len(y)))
    return A


def bits(values: Any) -> bytes:
    """Float64 bit for bit."""
    flat = np.ravel(values)
    return struct.pack(f"<{flat.size}d", *flat)


@pytest.mark.parametrize("name", sessions())
def test_every_number_of_the_runs_arrives_bit_for_bit(name: str) -> None:
    """n, a, S, ∂F/∂W, W and b before and after, e, t and F of every update."""
    session = sessions()[name]
    walk = arrived(session)
    assert len(walk["updates"]) == session.updates
    for u, got in zip(session.walked, walk["updates"], strict=True):
        layers = range(2, session.network.depth + 1)
        pairs = [(got["F"], u.run.loss), (got["after"], u.loss_after)]
        pairs += [(read(walk, got[key]), getattr(u.run, key)) for key in ("t", "e")]
        pairs += [(read(walk, got["a"][str(l)]), u.run.a[l]) for l in (1, *layers)]
        for l in layers:
            pairs += [
                (read(walk, got[key][str(l)]), getattr(u.run, key)[l]) for key in ("n", "S", "dW", "db")
            ]
            pairs += [(read(walk, got["A"][str(l)]), u.run.slopes[l])]
            if l > 2:
                pairs += [(read(walk, got["J"][str(l)]), jacobian(u.before, u.run, l))]
            pairs += [(read(walk, got[key][str(l)]), getattr(u.before, key)[l]) for key in ("W", "b")]
            pairs += [
                (read(walk, got[key][str(l)]), getattr(u.after, letter)[l])
                for key, letter in (("newW", "W"), ("newb", "b"))
            ]
        for found, wanted in pairs:
            assert np.shape(found) == np.shape(wanted)
            assert bits(found) == bits(wanted)


@pytest.mark.parametrize("name", sessions())
def test_what_S_is_made_of_arrives(name: str) -> None:
    """∂φ/∂y by its definition, and W S before the slopes, of the W that S went back through."""
    session = sessions()[name]
    walk = arrived(session)
    factor = walk["outputSlope"]["factor"]
    assert factor == {"tse": -2, "mse": -2, "hse": -1, "tce": None}[session.loss]
    assert walk["outputSlope"]["name"] == ("−t/y" if factor is None else "e")
    for u, got in zip(session.walked, walk["updates"], strict=True):
        t, y, e = u.run.t, u.run.y, u.run.e
        wanted = factor * e if factor else np.where(t == 0, 0, -t / np.where(t == 0, 1, y))
        np.testing.assert_array_equal(read(walk, got["dphi"]), wanted)
        assert got["fused"] == (factor is None and bool(np.any((y == 0) | (y == 1))))
        assert [*got["sent"]] == [str(l) for l in range(2, session.network.depth)]
        for l, place in got["sent"].items():
            through = u.after if session.order == "as-you-go" else u.before
            back = through.W[int(l) + 1] @ u.run.S[int(l) + 1]
            np.testing.assert_allclose(read(walk, place), back, rtol=1e-12, atol=1e-300)


def test_where_y_has_rounded_to_0_there_is_no_slope_to_send() -> None:
    """−t / y is not finite there: S comes from n."""
    net = Network.from_arrays([[[0.0, 0.0]]], [[-800.0, 800.0]], ["sigmoid"])
    [update] = arrived(Session(net, [[1.0]], [[1.0, 0.0]], "tce", 0.1, 1))["updates"]
    assert update["dphi"] is None
    assert update["fused"]


def test_the_pieces_of_what_is_piecewise_linear_arrive() -> None:
    """Slopes as exact decimals from left to right, and the kinks between them; nothing of the others."""
    found = arrived(wide_sessions()["wide"])["pieces"]
    assert found == {
        "relu": {"kinks": ["0"], "slopes": ["0", "1"], "atKinks": ["0"]},
        "leaky_relu": {"kinks": ["0"], "slopes": ["0.01", "1"], "atKinks": ["0.01"]},
    }


def spelt(walk: dict[str, Any], grain: str) -> list[dict[str, Any]]:
    """The steps that arrived, those of a pattern one for each neuron, as the player makes them."""
    operation = walk["steps"]["operation"]
    if grain == "operation":
        return list(operation)
    return [
        step
        for entry in walk["steps"]["neuron"]
        for step in (
            [operation[entry]]
            if isinstance(entry, int)
            else [expanded(entry["step"], c) for c in range(1, entry["count"] + 1)]
        )
    ]


@pytest.mark.parametrize("name", ["notes-4-layer", "mazur-half-as-you-go", "xor-2-2-1"])
def test_every_step_arrives_with_its_words(name: str) -> None:
    """In order, for both grains: kind, layer, update, title, sentence, sizes, note, gain."""
    session = example(name).session
    walk = arrived(session)

    def text(found: int | str) -> Any:
        return walk["texts"][found] if isinstance(found, int) else found

    for grain in GRAINS:
        for step, got in zip(steps_of(session, grain), spelt(walk, grain), strict=True):
            assert (got["kind"], got["l"], got["u"] + 1, got["neuron"], got["phase"]) == (
                step.kind,
                step.layer,
                step.update,
                step.neuron,
                step.phase,
            )
            texts = [text(got[key]) for key in ("title", "text", "sizes")]
            assert texts == [step.title, step.text, step.sizes]
            assert text(got["note"]) == step.note if step.note else "note" not in got
            assert got.get("gain") == (list(step.gain) if step.gain else None)


@pytest.mark.parametrize("name", wide_sessions())
def test_large_arrays_that_follow_from_others_are_not_sent(name: str) -> None:
    """Bytes are sent of x and the first W alone; the rest are rules, what softmax makes full too."""
    session = wide_sessions()[name]
    walk = arrived(session)
    assert max(np.size(array) for array in walk["arrays"] if not isinstance(array, dict)) <= LISTED
    given = [array["shape"] for array in walk["arrays"] if isinstance(array, dict) and "f8" in array]
    weights = [list(W.shape) for W in session.network.W.values() if W.size > LISTED]
    assert all(given.count(shape) == 1 for shape in weights)
    others = [shape for shape in given if shape not in weights]
    inputs = [list(session.X.shape), [session.X.shape[1]]]
    assert all(shape in inputs for shape in others)


def test_a_large_network_is_sent_in_few_bytes() -> None:
    """784-128-10 with five updates: its weights once, a third more as text, and little besides."""
    session = large_session()
    weights = sum(W.nbytes for W in session.network.W.values())
    assert len(sent(session, "walk")) < 4 / 3 * weights + 400_000
    fifty = replace(session, updates=50)
    assert len(sent(fifty, "walk")) < 4_000_000


class Plain(SharedValues):
    """A table whose texts and formulas stay where they are used."""

    def text(self, text: str) -> str:
        return text

    def formula(self, tokens: Any) -> Any:
        return [token_sent(one, self) for one in tokens]


def expanded(given: Any, c: int) -> Any:
    """The step of neuron c by its layer's pattern, as the player makes it."""
    match given:
        case {"c": str(text), **rest} if not rest:
            return text.replace("\x01", str(c)).replace("\x02", str(c).translate(LOWERED))
        case {"c": int(offset), **rest} if not rest:
            return c + offset
        case dict():
            return {key: expanded(value, c) for key, value in given.items()}
        case list():
            return [expanded(value, c) for value in given]
    return given


def assert_patterns_give_every_neuron(session: Session) -> None:
    """Word for word, number for number, for each neuron of each layer of each update."""
    table = Plain()
    for step in steps_of(session):
        if step.kind in ("n", "S"):
            entry = pattern_of_neurons(session, step, table)
            update = session.walked[step.update - 1]
            assert entry["count"] == len(step.value)
            for c in range(1, entry["count"] + 1):
                assert expanded(entry["step"], c) == step_sent(of_one_neuron(update, step, c), table)


@pytest.mark.parametrize("name", sessions())
def test_one_pattern_gives_the_steps_of_every_neuron(name: str) -> None:
    """In the gallery and in layers of many neurons."""
    assert_patterns_give_every_neuron(sessions()[name])


@given(problems(), st.sampled_from(ORDERS), st.integers(1, 3))
def test_one_pattern_gives_the_steps_of_every_neuron_of_any_network(
    made: Any, order: str, updates: int
) -> None:
    """Whatever the widths, activations, loss and order."""
    assert_patterns_give_every_neuron(
        Session(made.net, made.x, made.t, made.loss, 1e-6, updates=updates, order=order)
    )


def test_neuron_by_neuron_a_walk_is_sent_as_patterns() -> None:
    """One entry for each step by operation, whose own place it is where it is about no one neuron."""
    for steps in (arrived(session)["steps"] for session in sessions().values()):
        for at, (entry, step) in enumerate(zip(steps["neuron"], steps["operation"], strict=True)):
            assert isinstance(entry, dict) if step["kind"] in ("n", "S") else entry == at


def test_numbers_are_sent_once() -> None:
    """A walk ten times as long is at most ten times as large, and small."""
    session = example("notes-4-layer").session
    sizes = [len(json.dumps(payload(replace(session, updates=n), "walk"))) for n in (1, 10)]
    assert sizes[1] < 10 * sizes[0]
    assert sizes[1] < 400_000


def test_the_same_session_gives_the_same_walk() -> None:
    """Or a rerun of the page would send it again and start afresh."""
    one, other = (json.dumps(payload(example("xor-2-2-1").session, "walk")) for _ in range(2))
    assert one == other


def test_the_player_asks_for_nothing_from_elsewhere() -> None:
    """No address in its code but that of SVG's namespace; large files come from this very server."""
    code = script() + stylesheet()
    assert "://" not in code.replace("http://www.w3.org/2000/svg", "")
    assert all(address.startswith("component/") for address in ASSETS.values())
