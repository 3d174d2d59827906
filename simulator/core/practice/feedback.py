"""What is said of marked answers: what is wrong, why, and where to look; verdict.js says the same."""

from collections.abc import Mapping

from ..checks.mistakes import TABLE
from ..wording import listed
from .judgement import EARLY, FEWER, RIGHT, WRONG
from .prompt import Prompt
from .typed_number import TypedNumber

Place = tuple[int, ...]
BY_NAME = {row.name: row for row in TABLE}
FEW_NAMES, OTHERS = 2, 2  # entries that are named though all are meant; further mistakes that are named
KEEP = "Numbers were rounded on the way, to 2 or 3 decimals: keep more digits until the end."
FEW = "with fewer than three significant digits"
NO_NAME = "No usual mistake gives {}."


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
            parts.append(f"{asked.called.entry(place)}: {answer}.")
            break
    wrong, early = (_named(asked, verdicts, verdict) for verdict in (WRONG, EARLY))
    if wrong:
        parts.append(f"{_all(wrong, verdicts)} {'is' if len(wrong) == 1 else 'are'} wrong.")
    if early:
        parts.append(f"{_all(early, verdicts)} {'was' if len(early) == 1 else 'were'} rounded too early.")
    if wrong or early:
        parts += [*_why(bool(wrong), len(verdicts), found), f"Look at {asked.look}."]
    elif RIGHT in verdicts.values() or FEWER in verdicts.values():
        parts.append(_right(asked, verdicts))
    return " ".join(parts)


def _named(asked: Prompt, verdicts: Mapping[Place, str], verdict: str) -> list[str]:
    """The entries of which this is said."""
    return [asked.called.entry(place) for place, one in verdicts.items() if one == verdict]


def _all(names: list[str], verdicts: Mapping[Place, str]) -> str:
    """A few names, or how many there are; "All 4" where it is said of every answer."""
    if len(names) == len(verdicts) > FEW_NAMES:
        return f"All {len(names)}"
    return listed(names)


def _why(wrong: bool, count: int, found: Mapping[str, float | None]) -> list[str]:
    """Which mistakes give what was answered, the likeliest with what it is."""
    if not wrong:
        return [KEEP]
    if not found:
        return [NO_NAME.format("it" if count == 1 else "all that was answered")]
    (name, number), *others = found.items()
    parts = [f"It looks as if {BY_NAME[name].looks}. {BY_NAME[name].said(number)}"]
    if others:
        looks = [BY_NAME[other].looks for other, _ in others[:OTHERS]]
        parts.append(f"It could also be that {', or that '.join(looks)}.")
    return parts


def _right(asked: Prompt, verdicts: Mapping[Place, str]) -> str:
    """Right, and how many digits were too few."""
    few = _named(asked, verdicts, FEWER)
    if not few:
        return "Right." if len(verdicts) == 1 else f"All {len(verdicts)} are right."
    if len(few) == len(verdicts):
        return f"Right, {FEW}: more are asked for."
    return f"Right, {listed(few)} {FEW}: more are asked for."
