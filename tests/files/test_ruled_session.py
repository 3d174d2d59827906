"""A session with an update rule and what that keeps, in a link and in a session file."""

from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError, Network, update_rule
from simulator.core.training.rule_state import RuleState
from simulator.files.gallery import example
from simulator.files.sessions import session_facts
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.links import link
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.screen import Screen
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene
from tests.steps.ruled import RULES, ruled


def in_the_middle(name: str) -> Session:
    """The session that goes on after two updates."""
    session = ruled(name)
    return replace(session, network=session.walked[1].after, state=session.walked[1].state_after)


def file_of(desk: Desk) -> Desk:
    return read_session(write_session(Saved(desk))).desk


@pytest.mark.parametrize("name", RULES)
def test_rule_and_state_come_back_bit_for_bit(name):
    for session in (ruled(name), in_the_middle(name)):
        for found in (
            read_link(link_text(Screen(session))).session,
            file_of(Desk(Scene("a", "A", "", session, session))).scene.session,
        ):
            assert (found.rule, found.state) == (session.rule, session.state)
            assert found.walked[-1].state_after == session.walked[-1].state_after
            assert found.walked[-1].after.W[2].tobytes() == session.walked[-1].after.W[2].tobytes()


def wide(hidden: int) -> Session:
    """A network whose W fit into a link, and not with what Adam keeps of them."""
    rng = np.random.default_rng(1)
    W = [rng.normal(size=(8, hidden)), rng.normal(size=(hidden, 2))]
    net = Network.from_arrays(W, [np.zeros(hidden), np.zeros(2)], ["tanh", "identity"])
    rule = update_rule("adam")
    kept = {name: rng.normal(size=array.shape) ** 2 for name, array in rule.start(net).arrays.items()}
    state = RuleState(12, kept)
    return Session(net, rng.normal(size=(1, 8)), [[0.5, -0.5]], "hse", 0.01, 2, rule=rule, state=state)


def test_a_link_without_room_for_the_state_says_so_and_begins_at_0():
    session = wide(40)
    found = read_link(link_text(Screen(session, about="About it.")))
    assert found.session.rule == session.rule
    assert found.session.state is None
    assert (
        found.about == "About it. What Adam kept of 12 updates had no room in the link: here it begins at 0."
    )
    small = wide(3)
    assert read_link(link_text(Screen(small))).session.state == small.state
    with pytest.raises(InputError, match="a link must have at most"):
        link_text(Screen(wide(400)))


def test_of_other_weights_the_state_is_not_sent():
    """Drawn ones, and those of the start, which had a state of their own."""
    session = in_the_middle("adam")
    drawn = read_link(link_text(Screen(session), "none", seed=3))
    assert drawn.session.state is None
    assert "What Adam kept of 2 updates was not sent" in drawn.about
    begun = ruled("adam")
    of_start = read_link(link_text(Screen(session), "start", origin=begun)).session
    assert of_start.state is None
    later = read_link(link_text(Screen(begun), "start", origin=session)).session
    assert later.state == session.state


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": 3}, "state must come with its update rule"),
        ({"rule": {"name": "adam", "beta1": 1.0}}, "beta1 must be"),
        ({"rule": {"name": "adams"}}, "one of"),
        ({"rule": {"name": "adam", "gamma": 1}}, "no key but those known"),
        ({"rule": {"name": "adam"}, "state": -1}, "state must be"),
        ({"rule": {"name": "adam"}, "state": 2}, "must be"),
    ],
)
def test_forged_facts_are_refused(changed, said):
    session = replace(ruled("adam"), rule=None)
    facts = session_facts.session_facts(session) | {"numbers": "decimals", **changed}
    vector = np.concatenate(
        [a.ravel() for a in (*session_facts.parameters_of(session.network), session.X, session.T)]
    )
    text = link.packed(link.json_bytes(facts), link.decimals_of(vector))
    with pytest.raises(InputError, match=said):
        read_link(text)


def test_a_state_that_leaves_no_number_for_the_walks_updates_is_refused_for_that() -> None:
    """At the start, by the session, not in the middle of its walk."""
    start = example("notes-4-layer").session
    rule = update_rule("adam")
    kept = replace(rule.start(start.network), updates=2**53)
    with pytest.raises(InputError) as refused:
        replace(start, rule=rule, state=kept)
    assert str(refused.value).startswith(
        "what the rule keeps must be of at most 9,007,199,254,740,987 updates"
    )
    assert replace(start, rule=rule, state=replace(kept, updates=2**53 - start.updates)).walked
