"""Where a walk stops: at the step that shows what the sentence says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, Network
from simulator.core.health.breakpoints import Breakpoint
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of
from simulator.steps.walks.stopping_steps import stops

from ..core.networks import problem, problems

ORDERS = ("gradients-first", "as-you-go")
RELU = problem(6, (2, 4, 3, 1), ("relu", "relu", "identity"), "tse", (1.0, 1.0, 1.0)).net
FLAT_UP_TO = {"relu": 0.0, "relu6": 0.0, "hardtanh": -1.0}  # on their left they answer nothing
PAIRS = [[1.0, -0.3], [0.2, 0.9]], [[1.0], [-1.0]]


@given(problems(), st.sampled_from(GRAINS), st.sampled_from(ORDERS), st.sampled_from([1e-3, 0.3]))
def test_each_stop_is_the_step_that_shows_it(given, grain, order, alpha):
    try:
        session = Session(given.net, given.x, given.t, given.loss, alpha, 3, order)
        steps = steps_of(session, grain)
    except InputError:
        return
    at = {
        name: dict(stops(session, Breakpoint(name, bound=0.05), grain))
        for name in ("small S", "dead", "F rises", "not finite", "sign change")
    }
    assert at["not finite"] == {}
    W = [u.before.W for u in session.walked]
    for u in session.walked:
        own = [i for i, step in enumerate(steps) if step.update == u.number]
        last = {(steps[i].kind, steps[i].layer): i for i in own}
        small = [l for l in sorted(W[0], reverse=True) if np.linalg.norm(u.run.S[l]) < 0.05]
        flat = {l: FLAT_UP_TO.get(name) for l, name in given.net.activation.items()}
        off = [l for l, n in u.run.n.items() if flat[l] is not None and (n <= flat[l]).any()]
        changed = [l for l in W[0] if (u.before.W[l] * u.after.W[l] < 0).any()]
        expected = {
            "small S": [last["S", l] for l in small[:1]],
            "dead": [last["a", l] for l in off[:1]],
            "F rises": own[-1:] if u.loss_after > u.run.loss else [],
            "sign change": [last["update_W", l] for l in changed[:1]],
        }
        for name, places in expected.items():
            assert [i for i in at[name] if i in own] == places, name
            for i in places:
                assert at[name][i].endswith(f" in update {u.number}.")


def test_the_sentence_has_the_numbers_of_its_step():
    session = Session(RELU, *PAIRS, "tse", 0.6, 4)
    steps = steps_of(session)
    found = stops(session, Breakpoint("F rises"))
    assert found
    for at, sentence in found:
        before, after = steps[at].gain
        assert after > before
        assert sentence.startswith(f"F rose from {before:.3g} to {after:.3g}")
    for at, sentence in stops(session, Breakpoint("dead", layer=3)):
        assert (steps[at].kind, steps[at].layer) == ("a", 3)
        r = int(sentence.split()[1]) - 1
        assert session.walked[steps[at].update - 1].run.n[3][r] <= 0


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("order", ORDERS)
def test_a_walk_that_breaks_off_says_where(order, grain):
    net = Network.from_arrays([[[1e100]], [[1.0]]], [[0.0], [0.0]], ["identity", "identity"])
    session = Session(net, [[1e-100], [1.0], [1e250]], [[1.0], [1e100], [0.0]], "hse", 1e-300, 5, order)
    ((at, sentence),) = stops(session, Breakpoint("not finite"), grain)
    walkable = steps_of(Session(net, session.X[:2], session.T[:2], "hse", 1e-300, 3, order), grain)
    assert (walkable[at].update, walkable[at].kind, walkable[at].layer) == (3, "n", 2)
    assert sentence.startswith("n₂,₁ = Σ w·a + b = 1e100 · 1e250 + 0 = inf: past")
    assert sentence.endswith(" in update 3.")
    with pytest.raises(InputError, match="In update 3"):
        stops(session, Breakpoint("F rises"), grain)


@pytest.mark.parametrize("order", ORDERS)
def test_an_update_that_only_its_own_network_cannot_bear_is_named_at_its_end(order):
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
    session = Session(net, [1.0], [3.0], "tse", 1e200, 2, order)
    ((at, sentence),) = stops(session, Breakpoint("not finite"))
    one = steps_of(Session(net, [1.0], [3.0], "tse", 0.1, 1, order))
    assert at == len(one) - 1
    assert sentence.startswith("With the network after update 1: F = φ(t, y) with t = 3 and y = 8e200")


def test_a_wrong_grain_or_place_is_refused():
    session = Session(RELU, *PAIRS)
    with pytest.raises(InputError, match="the grain must be one of operation, neuron; got 'layer'"):
        stops(session, Breakpoint("dead"), "layer")
    with pytest.raises(
        InputError, match="only relu, relu6 and hardtanh neurons can be dead; layer 4 has identity"
    ):
        stops(session, Breakpoint("dead", layer=4))


def test_as_you_go_a_break_on_the_way_back_is_told_as_it_is_refused():
    """Its S goes back through the updated W, so that what `first_not_finite` finds need not be so."""
    net = Network.from_arrays([[[1e100]], [[0.0]]], [[0.0], [0.0]], ["identity", "identity"])
    walk = [1.0], [-1e150], "hse", 1e60, 1
    ((_, plain),) = stops(Session(net, *walk), Breakpoint("not finite"))
    assert plain.startswith("The updated W₃,₁₁ = 0 − 1e60 · 1e250 = −inf")
    ((at, sentence),) = stops(Session(net, *walk, "as-you-go"), Breakpoint("not finite"))
    assert sentence.startswith("In update 1: the gradient of W2 must stay finite")
    assert at == len(steps_of(Session(net, [1.0], [0.0], updates=1))) - 1
