"""How the reader did goes into a session file and comes back; a link leaves it out; nothing is trusted."""

import io
import json
import re
import zipfile

import pytest

from simulator import InputError
from simulator.files.sessions.archive.sealed_zip import SEAL, seal_of
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.practice_answers import AnsweredStep, answers_from
from simulator.files.sessions.practice_counts import MOST_COUNTED, PracticeCounts, counts_from
from simulator.files.sessions.screen import Screen, View
from simulator.panels.walk.share import view_of
from simulator.steps.undo import Desk, Scene

from .screens import a_session

DESK = Desk(Scene("own", "Own", "", a_session(2, 1), a_session(2, 1)))
COUNTS = PracticeCounts(3, 1, 2, 4, {"bias-skipped": 2, "slope-at-a": 1})


def manifest(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("manifest.json"))


def with_practice(data, practice):
    """The file with these counts, sealed as a stranger can seal it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    changed = json.dumps(json.loads(members["manifest.json"]) | {"practice": practice}).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (members | {"manifest.json": changed}).items():
            archive.writestr(name, content)
        archive.comment = b"0" * SEAL
    body = out.getvalue()[:-SEAL]
    return body + seal_of(body)


def test_a_session_file_keeps_them():
    data = write_session(Saved(DESK, View(ask=True, practised=COUNTS)))
    found = read_session(data)
    assert found.view == View(ask=True, practised=COUNTS)
    assert dict(found.view.practised.mistakes) == {"bias-skipped": 2, "slope-at-a": 1}
    plain = write_session(Saved(DESK, View()))
    assert "practice" not in manifest(plain), "a file of before has no such key"
    assert read_session(plain).view.practised is None


def test_a_link_asks_too_but_says_nothing_of_the_reader():
    screen = Screen(a_session(2, 1), "own", "Own", "", View(ask=True, practised=COUNTS))
    assert read_link(link_text(screen, origin=screen.session)).view == View(ask=True)


def test_what_the_browser_sends_is_checked():
    sent = {"cursor": 1, "ask": True, "practised": COUNTS.facts()}
    assert view_of(sent) == View(1, ask=True, practised=COUNTS)
    assert view_of(sent | {"practised": None}).practised is None
    with pytest.raises(InputError, match="the view's ask must be one of"):
        view_of(sent | {"ask": "yes"})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"once": -1}, "the counts of practice, once must be a whole number from 0 to 1000000; got -1"),
        ({"hint": True}, "the counts of practice, hint must be a whole number"),
        ({"revealed": MOST_COUNTED + 1}, "the counts of practice, revealed must be"),
        ({"mistakes": [1]}, "the counts of practice, mistakes must be an object of at most 60 names"),
        ({"mistakes": {f"m{i}": 1 for i in range(61)}}, "the counts of practice, mistakes must be an object"),
        ({"mistakes": {"<b>": 1}}, "the counts of practice, mistakes must have names of a to z"),
        ({"mistakes": {"sign": 1.5}}, "the counts of practice, sign must be a whole number"),
        ({"more": 1}, "the counts of practice must have no key but those known; got"),
    ],
)
def test_a_file_with_other_counts_is_refused(change, why):
    good = write_session(Saved(DESK))
    assert read_session(with_practice(good, COUNTS.facts())).view.practised == COUNTS
    for read in (counts_from, lambda counts: read_session(with_practice(good, counts))):
        with pytest.raises(InputError, match="^" + re.escape(why)) as refused:
            read(COUNTS.facts() | change)
        assert len(str(refused.value)) <= 300
    with pytest.raises(InputError, match="must be an object"):
        counts_from([1])


ANSWERS = (
    AnsweredStep(1, "operation", 1, "corrected", {"n:2:1": "−0,5", "n:2:2": "1/3"}),
    AnsweredStep(2, "neuron", 40, "", {"newW:2:1:3": "what"}, {"newW:2:1:3": "7"}, shown=True),
)


def test_a_session_file_keeps_what_was_typed_and_a_link_does_not():
    data = write_session(Saved(DESK, View(ask=True, answered=ANSWERS)))
    assert manifest(data)["answers"][0]["typed"] == {"n:2:1": "−0,5", "n:2:2": "1/3"}
    found = read_session(data).view.answered
    assert [one.facts() for one in found] == [one.facts() for one in ANSWERS]
    assert "answers" not in manifest(write_session(Saved(DESK, View())))
    screen = Screen(a_session(2, 1), "own", "Own", "", View(ask=True, answered=ANSWERS))
    assert read_link(link_text(screen, origin=screen.session)).view == View(ask=True)
    sent = {"cursor": 1, "ask": True, "answered": [one.facts() for one in ANSWERS]}
    assert [one.facts() for one in view_of(sent).answered] == sent["answered"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"update": 0}, "update must be a whole number from 1 to 50; got 0"),
        ({"grain": "row"}, "grain must be one of"),
        ({"step": -1}, "step must be a whole number"),
        ({"done": "twice"}, "done must be one of"),
        ({"typed": {"n:2:1": "1" * 41}}, "n:2:1 must"),
        ({"first": {"n:2:1": 1}}, "n:2:1 must"),
        ({"first": {"<b>": ""}}, "first must have names such as S:3:1; got '<b>'"),
        ({"typed": {"<b>": "1"}}, "typed must have names such as S:3:1; got '<b>'"),
        ({"typed": ["1"]}, "typed must be an object of at most"),
        ({"shown": 1}, "shown must be true or false; got 1"),
    ],
)
def test_answers_that_no_page_wrote_are_refused(change, why):
    with pytest.raises(InputError, match="^the answers to a step, " + re.escape(why)) as refused:
        answers_from([ANSWERS[0].facts() | change])
    assert len(str(refused.value)) <= 300
    with pytest.raises(InputError, match="must be a list of at most 500 steps"):
        answers_from([ANSWERS[0].facts()] * 501)


def test_a_file_from_before_these_were_kept_opens_without_them():
    older = {name: fact for name, fact in ANSWERS[1].facts().items() if name not in ("first", "shown")}
    [found] = answers_from([older])
    assert (dict(found.first), found.shown) == ({}, False)
