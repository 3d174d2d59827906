"""What is said of marked answers: what is wrong, why, and where to look; verdict.js says the same."""

from collections.abc import Mapping

from ...checks.mistakes import TABLE
from ...wording import listed
from .judgement import EARLY, FEWER, RIGHT, WRONG
from .prompt import Prompt
from .typed_number import TypedNumber

Place = tuple[int, ...]
BY_NAME = {row.name: row for row in TABLE}
FEW_NAMES, OTHERS = 2, 2  # entries that are named though all are meant; further mistakes that are named
SAID = {  # {0}: entries, or one; {1}: of what is typed why it is no number, of a mistake its sentence
    "no number": "{0}: {1}.",
    "wrong": "{0} is wrong.",
    "all wrong": "{0} are wrong.",
    "early": "{0} was rounded too early.",
    "all early": "{0} were rounded too early.",
    "keep": "Numbers were rounded on the way, to 2 or 3 decimals: keep more digits until the end.",
    "no name": "No usual mistake gives it.",
    "no name for all": "No usual mistake gives all that was answered.",
    "no name tried": "None of the usual mistakes that were tried gives it; for all of them there are too many"
    " numbers.",
    "mistake": "It looks as if {0}. {1}",
    "others": "It could also be that {0}.",
    "or": ", or that ",
    "look": "Look at {0}.",
    "right": "Right.",
    "all right": "All {0} are right.",
    "few": "Right, with fewer than three significant digits: more are asked for.",
    "some few": "Right, {0} with fewer than three significant digits: more are asked for.",
    "all": "All {0}",
}


def said_of(
    asked: Prompt,
    answers: Mapping[Place, TypedNumber | str],
    verdicts: Mapping[Place, str],
    found: Mapping[str, float | None],
) -> str:
    """The sentences, in one text; "" where nothing was answered."""
    parts = []
    for place, answer in answers.items():
        if isinstance(answer, str):
            parts.append(SAID["no number"].format(asked.called.entry(place), answer))
            break
    wrong, early = (_named(asked, verdicts, verdict) for verdict in (WRONG, EARLY))
    if wrong:
        parts.append(SAID["wrong" if len(wrong) == 1 else "all wrong"].format(_all(wrong, verdicts)))
    if early:
        parts.append(SAID["early" if len(early) == 1 else "all early"].format(_all(early, verdicts)))
    if wrong or early:
        parts += [*_why(asked, bool(wrong), len(verdicts), found), SAID["look"].format(asked.look)]
    elif RIGHT in verdicts.values() or FEWER in verdicts.values():
        parts.append(_right(asked, verdicts))
    return " ".join(parts)


def _named(asked: Prompt, verdicts: Mapping[Place, str], verdict: str) -> list[str]:
    """The entries of which this is said."""
    return [asked.called.entry(place) for place, one in verdicts.items() if one == verdict]


def _all(names: list[str], verdicts: Mapping[Place, str]) -> str:
    """A few names, or how many there are; "All 4" where it is said of every answer."""
    if len(names) == len(verdicts) > FEW_NAMES:
        return SAID["all"].format(len(names))
    return listed(names)


def _why(asked: Prompt, wrong: bool, count: int, found: Mapping[str, float | None]) -> list[str]:
    """Which mistakes give what was answered, the likeliest with what it is."""
    if not wrong:
        return [SAID["keep"]]
    if not found and asked.partly:
        return [SAID["no name tried"]]
    if not found:
        return [SAID["no name" if count == 1 else "no name for all"]]
    return mistakes_said(found)


def mistakes_said(found: Mapping[str, float | None]) -> list[str]:
    """The likeliest mistake with what it is and its own number, and what else it could be."""
    (name, number), *others = found.items()
    parts = [SAID["mistake"].format(BY_NAME[name].looks, BY_NAME[name].said(number))]
    if others:
        looks = [BY_NAME[other].looks for other, _ in others[:OTHERS]]
        parts.append(SAID["others"].format(SAID["or"].join(looks)))
    return parts


def _right(asked: Prompt, verdicts: Mapping[Place, str]) -> str:
    """Right, and how many digits were too few."""
    few = _named(asked, verdicts, FEWER)
    if not few:
        return SAID["right" if len(verdicts) == 1 else "all right"].format(len(verdicts))
    if len(few) == len(verdicts):
        return SAID["few"]
    return SAID["some few"].format(listed(few))
