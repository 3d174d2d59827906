"""What the pictures of n, S, a and A are drawn from: every product, sum and slope is the core's own."""

from typing import Any

import numpy as np
import pytest

from simulator.player.payload.payload import payload
from simulator.steps.kinds.backward_batches import of_item
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of

from .batches import BATCHES
from .node import answer
from .test_terms import SESSIONS


@pytest.mark.parametrize("name", SESSIONS)
@pytest.mark.parametrize("grain", GRAINS)
def test_a_sum_is_made_of_the_products_of_the_core(name: str, grain: str) -> None:
    """At its own step, and at no other; of all neurons, or of the step's own."""
    session = SESSIONS[name]
    found = answer("made", {"walk": payload(session, name), "grain": grain, "item": 1})
    for step, (sums, points) in zip(steps_of(session, grain), found, strict=True):
        u, width = session.walked[step.update - 1], session.network.widths[step.layer - 1]
        neurons = [step.neuron] if step.neuron else [*range(1, width + 1)]
        assert [c for c, _ in sums] == (neurons if step.kind in ("n", "S") else [])
        assert [c for c, _ in points] == (neurons if step.kind in ("a", "A") else [])
        for c, one in sums:
            (check_n if step.kind == "n" else check_S)(one, u, step.layer, c - 1)
        for c, one in points:
            check_value(one, u, step, c - 1)


def check_n(one: dict[str, Any], u: Any, l: int, c: int) -> None:
    a, W = u.run.a[l - 1], u.before.W[l]
    assert [part["value"] for part in one["parts"]] == [*(a * W[:, c])]
    assert [part["edge"] for part in one["parts"]] == [[l, r + 1, c + 1] for r in range(len(a))]
    assert (one["bias"]["value"], one["total"]["value"]) == (u.before.b[l][c], u.run.n[l][c])
    terms = [*(part["value"] for part in one["parts"]), one["bias"]["value"]]
    assert sum(terms) == pytest.approx(one["total"]["value"], rel=1e-12, abs=1e-15)


def check_S(one: dict[str, Any], u: Any, l: int, c: int) -> None:
    """W S, their sum and the slope that scales it; of softmax the row of A times what arrives."""
    S, values = u.run.S[l][c], [part["value"] for part in one["parts"]]
    assert one["total"]["value"] == S
    if l < u.before.depth and u.run.slopes[l].ndim == 1:
        assert values == [*(u.through(l + 1)[c] * u.run.S[l + 1])]
        assert one["slope"]["value"] == u.run.slopes[l][c]
        assert one["sum"]["value"] == pytest.approx(sum(values), rel=1e-12, abs=1e-15)
        assert one["sum"]["value"] * one["slope"]["value"] == S
    elif values:
        scaled = sum(values) * (one["slope"]["value"] if "slope" in one else 1)
        assert scaled == pytest.approx(S, rel=1e-12, abs=1e-15)


def check_value(one: dict[str, Any], u: Any, step: Any, c: int) -> None:
    l = step.layer
    assert (one["n"], one["a"]) == (u.run.n[l][c], u.run.a[l][c])
    slope = u.run.A[l][c, c] if step.kind == "A" else None
    assert one["slope"] == slope


@pytest.mark.parametrize("name", BATCHES)
def test_of_a_batch_they_are_those_of_the_item(name: str) -> None:
    """And of the sum over the items there are none."""
    session: Session = BATCHES[name]
    walk = payload(session, name)
    assert not any(
        sums or points for sums, points in answer("made", {"walk": walk, "grain": "operation", "item": 0})
    )
    found = answer("made", {"walk": walk, "grain": "operation", "item": 2})
    for step, (sums, _) in zip(steps_of(session), found, strict=True):
        u = session.walked[step.update - 1]
        if not u.in_matrices:
            continue
        run = of_item(u, min(2, len(u.items)) - 1).run
        for c, one in sums:
            wanted = run.n if step.kind == "n" else run.S
            assert one["total"]["value"] == wanted[step.layer][c - 1]
            if step.kind == "n":
                products = run.a[step.layer - 1] * u.before.W[step.layer][:, c - 1]
                assert np.array_equal([part["value"] for part in one["parts"]], products)
