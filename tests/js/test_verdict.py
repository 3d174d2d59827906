"""Answers are judged in the browser as mark() judges them: verdicts, mistakes, numbers, what is said."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from simulator import InputError
from simulator.core.practice.alternatives import alternatives_of
from simulator.core.practice.marking.marks import marked
from simulator.core.practice.marking.prompt import Prompt
from simulator.core.practice.true_steps import of_update
from simulator.core.training.update_rule import update_rule
from simulator.player.payload.later_answers import later_answers
from simulator.player.payload.payload import payload, sent
from simulator.steps.session import Session

from ..core.networks import problem
from ..grids import by_day, one_of
from .node import answer

FORMS = ("{:.3g}", "{:.2f}", "{:.4f}", "{:.6g}", "{:.1e}", "{!r}")
JUNK = (
    "abc",
    "1,500",
    "1/0",
    "1e999",
    "--1",
    "0",
    "0.00",
    "-0",
    "1/3",
    "−0,25",
    " 2 · 10^−3 ",
    "10⁻²",
    "7/8",
    "9" * 90,
)
SESSIONS: dict[str, Any] = {
    "tse": (7, (2, 4, 4, 2), ("tanh", "sigmoid", "identity"), "tse", {}),
    "tce": (3, (4, 5, 5, 3), ("relu", "tanh", "softmax"), "tce", {}),
    "hse": (5, (1, 1, 1), ("tanh", "identity"), "hse", {}),
    "bce, as you go": (2, (3, 3, 2), ("softmax", "sigmoid"), "bce", {"order": "as-you-go"}),
    "batch": (4, (2, 2, 3), ("tanh", "softmax"), "mse", {"batch_size": 2}),
    "frozen": (9, (3, 3, 3), ("tanh", "identity"), "tse", {"frozen": ["W2[1,2]", "b3", "b2[1]"]}),
    "adamw": (6, (2, 3, 2), ("tanh", "identity"), "tse", {"rule": update_rule("adamw", weight_decay=0.1)}),
    "clipped momentum": (
        *(8, (2, 3, 2), ("softplus", "identity"), "mse"),
        {"rule": update_rule("sgd", momentum=0.9, clip=0.5), "batch_size": 3},
    ),
    "adam clipped and decayed": (
        *(5, (4, 5, 3), ("tanh", "identity"), "tse"),
        {"rule": update_rule("adam", weight_decay=0.1, clip=0.5)},
    ),
    "wide": (12, (13, 14, 8), ("sigmoid", "softmax"), "tce", {}),
    "wide batch by adam": (
        *(13, (9, 13, 8), ("tanh", "identity"), "tse"),
        {"rule": update_rule("adam"), "batch_size": 3},
    ),
    "large": (1, (40, 60, 5), ("tanh", "identity"), "tse", {}),
}

# By day the frozen network stands for plain descent by TSE, the wide batch for what is cut of a wide matrix.
DAILY = ("tce", "bce, as you go", "frozen", "adam clipped and decayed", "wide batch by adam")


def session_of(name: str) -> Session:
    seed, widths, activations, loss, how = SESSIONS[name]
    made, how = problem(seed, widths, activations, loss, [0.8] * len(activations)), dict(how)
    net = made.net.replace(frozen=how.pop("frozen", ()))
    X, T = (np.stack([one, one[::-1] * 0.7, one * 0.4]) for one in (made.x, made.t))
    return Session(net, X, T, loss, 0.1, updates=3, **how)


def prompts_of(session: Session, number: int) -> dict[str, Prompt]:
    """Those of an update, from 1, by the keys of the walk."""
    u = session.walked[number - 1]
    steps = of_update(
        u.before,
        session.X[u.items.start : u.items.stop],
        session.T[u.items.start : u.items.stop],
        session.loss,
        session.learning_rate,
        order=session.order,
        in_matrices=u.in_matrices,
        rule=u.update_rule,
        state=u.state,
    )
    found = alternatives_of(steps, steps.arrays)
    names = {key: key[0] if key[0] in ("e", "F", "clip") else f"{key[0]}:{key[1]}" for key in steps.arrays}
    if session.rule is not None and session.rule.name == "adamw":
        names = {key: name.replace("decay_W", "decayed_W") for key, name in names.items()}
    return {name: Prompt(steps, key, found) for key, name in names.items()}


def typed_cases(prompt: Prompt, sent: dict[str, Any], rng: np.random.Generator) -> list[Any]:
    """What somebody might type: the truth, what mistakes give, numbers beside them; all of it, or a part."""
    sources = [prompt.truth, prompt.truth + rng.normal(size=prompt.truth.shape) * 0.01]
    sources += [rng.normal(size=prompt.truth.shape)]
    sources += [one.array for one in rng.permutation(np.array(prompt.others, dtype=object))[:6]]
    for family, along in prompt.fitted:
        sources.append(prompt.truth + (family.least + 0.35) * along)
    asked = np.ones(prompt.truth.shape, bool)
    if sent["entries"] is not None:
        asked[:] = False
        asked[tuple(np.array(sent["entries"]).T - 1)] = True
    elif "axes" in sent:
        asked[:] = False
        asked[np.ix_(*(np.array(axis) - 1 for axis in sent["axes"]))] = True
    return [typed(np.asarray(one), asked, rng) for one in sources]


def typed(numbers: Any, asked: Any, rng: np.random.Generator) -> Any:
    form, some = FORMS[rng.integers(len(FORMS))], rng.random() < 0.3
    texts = np.array([form.format(float(value)) for value in numbers.ravel()], dtype=object)
    if rng.random() < 0.15:
        texts[rng.integers(texts.size)] = JUNK[rng.integers(len(JUNK))]
    if rng.random() < 0.3:
        texts = np.array([text.replace("-", "−") for text in texts], dtype=object)
    texts = texts.reshape(numbers.shape)
    blank = ~asked | (some & (rng.random(numbers.shape) < 0.5))
    return np.where(blank, "", texts).tolist()


@pytest.mark.parametrize("second", [1, pytest.param(None, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("name", by_day(*DAILY, of=SESSIONS))
def test_the_browser_judges_as_python_does(name: str, second: int | None) -> None:
    """By day one case of each quantity in the second update, which is judged as the first one is."""
    session, rng = session_of(name), np.random.default_rng(len(name))
    walk = json.loads(json.dumps(payload(session, "a", practice=1)))
    cases, expected = [], []
    for number in (1, 2):
        prompts, sent = prompts_of(session, number), walk["practice"]["updates"][str(number - 1)]
        assert sent.keys() == prompts.keys()
        for key, prompt in prompts.items():
            for one in typed_cases(prompt, sent[key], rng)[: None if number == 1 else second]:
                cases.append([number - 1, key, one])
                expected.append(marked(prompt, one))
    found = answer("marks", {"walk": walk, "cases": cases})["marks"]
    named = 0
    for case, mine, theirs in zip(cases, expected, found, strict=True):
        assert theirs["verdicts"] == mine.verdicts, case
        assert (theirs["mistakes"], theirs["sentence"]) == ([*mine.mistakes], mine.sentence), case
        assert theirs["numbers"] == pytest.approx(mine.numbers), case
        named += bool(mine.mistakes)
    assert named > len(cases) / 6


def sent_sessions() -> Iterator[Session]:
    """Small and wide ones, by rules whose steps hold many arrays, and batches."""
    ways: list[Any] = [{}, {"rule": update_rule("adam")}, {"rule": update_rule("sgd", momentum=0.9)}]
    for widths, output, loss in (
        ((2, 4, 4, 2), "identity", "tse"),
        ((4, 8, 8, 4), "softmax", "tce"),
        ((20, 40, 20), "identity", "tse"),
        ((12, 7, 7), "sigmoid", "bce"),
    ):
        kinds = ("tanh", "sigmoid")[: len(widths) - 2]
        made = problem(5, widths, (*kinds, output), loss, [0.8] * (len(widths) - 1))
        X, T = (np.stack([one * (1 - i / 20) for i in range(7)]) for one in (made.x, made.t))
        yield from (Session(made.net, made.x, made.t, loss, **how) for how in ways)
        yield from (
            Session(made.net, X, T, loss, batch_size=rows, **how)
            for rows, how in zip((3, 7), ways[:2], strict=True)
        )
    made = problem(5, (4, 6, 6), ("tanh", "identity"), "tse", [0.8] * 2)
    X, T = (np.stack([one, one * 0.9]) for one in (made.x, made.t))
    clipped = update_rule("adam", weight_decay=0.1, clip=1.0)
    yield Session(made.net, X, T, "tse", batch_size=2, rule=clipped)


@pytest.mark.parametrize("every", [14, pytest.param(3, marks=pytest.mark.nightly)])
def test_what_is_sent_later_to_a_walk_is_what_would_have_come_with_it(every: int) -> None:
    """One update after the other, with large arrays and update rules, after all of the walk was read."""
    for session in [*sent_sessions()][::every]:
        text = sent(session, "a")
        walk = json.loads(text)
        numbers = (1, session.updates)
        parts = [json.loads(later_answers(session, text, number)) for number in numbers]
        found = answer("compared", {"walk": walk, "parts": parts})
        for number, later in zip(numbers, found, strict=True):
            whole = json.loads(sent(session, "a", practice=number))
            assert later["arrays"] == answer("arrays", {"walk": whole})
            asked = [one for update in whole["practice"]["updates"].values() for one in update.values()]
            looks = [(whole["texts"][one.pop("look")], one) for one in asked]
            assert [tuple(one) for one in later["known"]] == looks
            assert later["updates"] == [*whole["practice"]["updates"]]
    with pytest.raises(InputError, match="the update that is asked for must be a whole number from 1 to 5"):
        later_answers(session, text, 6)


def test_the_next_update_waits_where_both_would_be_more_than_half_of_the_walk() -> None:
    """As of a clip without decay, where each mistake has a factor of its own; the page then asks for each."""
    widths, how = (4, 5, 3), {"centered": True, "momentum": 0.9, "clip": 0.5}
    made = problem(5, widths, ("tanh", "identity"), "tse", [0.8] * 2)
    few, many = (
        Session(made.net, made.x, made.t, "tse", rule=one) for one in (None, update_rule("rmsprop", **how))
    )
    for session, updates in ((few, [1, 2]), (many, [1])):
        walk = sent(session, "a")
        length, text = len(walk), later_answers(session, walk, 2)
        assert len(text) < 0.5 * length, (session.rule, len(text) / length)
        found = json.loads(text)["practice"]["updates"]
        assert [int(u) for u in found] == updates
        whole = payload(session, "a", practice=2)["practice"]["updates"]
        assert [int(u) for u in whole] == [1, 2]


@one_of(7)
def test_without_practice_not_a_byte_more_is_sent_and_with_it_less_than_half_as_much_again(
    every: int,
) -> None:
    """By day a small, a wide and a large one, in which a batch and each way to update come up."""
    for session in [*sent_sessions()][::every]:
        plain = payload(session, "a")
        full = payload(session, "a", practice=1)
        assert "practice" not in plain and {*full} - {*plain} == {"practice"}
        length, more = (len(json.dumps(one, separators=(",", ":"))) for one in (plain, full))
        assert more < 1.5 * length, (session.network.widths, session.rule, more / length)
        assert [*full["practice"]["updates"]] == [0, 1]
    assert [*payload(session, "a", practice=session.updates)["practice"]["updates"]] == [session.updates - 1]
    with pytest.raises(InputError, match="the update that is asked for must be a whole number from 1 to 5"):
        payload(session, "a", practice=6)
