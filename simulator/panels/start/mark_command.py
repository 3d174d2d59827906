"""The command `mark`: answers that were handed in as text files are marked against an exercise."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ...core.inputs import InputError, counted, parsed
from ...core.practice.exercises.exercise import FEWEST, MOST, WIDEST, exercise
from ...core.wording import counted_as
from ...files.networks.load_save import bytes_of, read_model
from ...files.practice.answered_session import answers_of_session
from ...files.practice.handed_in import (
    Marked,
    Typed,
    mark_answers,
    marks_text,
    read_answers,
)
from ...files.practice.variants import seed_of, variants_of
from ...files.sessions.archive.session_file import SUFFIX
from ...files.untrusted.quoting import printable
from ...files.untrusted.typed_widths import typed_widths
from ...steps.formulas.notation import NOTATIONS, NOTES, Notation
from ...steps.session import Session

MOST_FILES = 1_000
DESCRIPTION = """Mark answers to the first update of an exercise. The exercise is a network file with x and
t, or a seed (or the name on a sheet) with widths and activations. A file of answers has lines such as
S3 = -0.34, 0.43, or δ3, or dL/dz3, or is a session file of the program, of which the answers alone are
taken: the last ones, and beside them what was answered first, before a correction, or that a number was shown
first. Of a folder every .txt and .backprop file is marked. Ends with 0 where all that was answered is right,
with 1 where something is not, with 2 where something cannot be read."""


def run(words: Sequence[str]) -> int:
    """Print the marks of each file; returns the exit status."""
    asked = _parser().parse_args([*words])
    status, marked = 0, []
    try:
        session = _exercise(asked)
        files = _files(asked.answers)
    except InputError as reason:
        print(f"{reason}.", file=sys.stderr)
        return 2
    for file in files:
        try:
            found = _marked(session, file, NOTATIONS[asked.notation])
        except InputError as reason:
            print(f"{printable(file.name)}: {reason}.", file=sys.stderr)
            status = 2
            continue
        marked += [(printable(file.name), one) for one in found]
        _print(printable(file.name), found)
        right = all(verdict in ("right", "") for one in found for *_, verdict in one.entries())
        status = max(status, 0 if right else 1)
    if asked.csv is not None:
        try:
            Path(asked.csv).write_text(marks_text(marked), encoding="utf-8", newline="")
        except OSError as reason:
            print(f"{printable(asked.csv)} cannot be written: {reason.strerror}.", file=sys.stderr)
            return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("backprop-simulator mark", description=DESCRIPTION)
    parser.add_argument("answers", nargs="+", help="text or session files, or folders of them")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--network", help="a network file that has x and t, its loss and learning rate")
    which.add_argument("--seed", help="the seed of the exercise, or the name it was made for")
    parser.add_argument("--widths", default="2-3-2")
    parser.add_argument("--activations", default="relu,identity")
    parser.add_argument("--loss", default="tse")
    parser.add_argument("--rate", default="0.1", help="the learning rate")
    parser.add_argument("--decimals", default="2")
    parser.add_argument(
        "--notation",
        choices=[*NOTATIONS],
        default=NOTES.name,
        help="how W and its gradients were typed, and in which letters marks are told",
    )
    parser.add_argument("--csv", help="a file for the marks as a table, a row for each entry")
    return parser


def _exercise(asked: argparse.Namespace) -> Session:
    if asked.network is None:
        made = exercise(
            typed_widths(asked.widths, WIDEST),
            [name.strip() for name in asked.activations.split(",")],
            asked.loss,
            learning_rate=parsed(asked.rate, "the learning rate"),
            decimals=counted(asked.decimals, "decimals", FEWEST, MOST),
            seed=seed_of(asked.seed),
        )
        return variants_of(made)[0].session
    model = read_model(bytes_of(asked.network), Path(asked.network).name)
    if model.X is None or model.T is None:
        raise InputError("the network file must have x and t, as the files of an exercise have; it has none")
    if model.loss is None or model.learning_rate is None or len(model.X) != 1:
        raise InputError(
            "the network file must have one pair, its loss and its learning rate, on which answers depend;"
            f" got {counted_as(len(model.X), 'pair')}, loss {model.loss}, learning rate {model.learning_rate}"
        )
    return Session(model.network, model.X, model.T, model.loss, model.learning_rate, updates=1)


def _files(given: Sequence[str]) -> list[Path]:
    found: list[Path] = []
    for name in given:
        place = Path(name)
        inside = (one for one in place.glob("*") if one.suffix in (".txt", SUFFIX))
        found += sorted(inside) if place.is_dir() else [place]
    if not 1 <= len(found) <= MOST_FILES:
        raise InputError(f"there must be 1 to {MOST_FILES:,} files of answers; found {len(found):,}")
    return found


def _marked(session: Session, file: Path, notation: Notation) -> list[Marked]:
    data = bytes_of(file)
    first: list[Typed] = []
    if file.suffix == SUFFIX:
        answers, first = answers_of_session(data, session)
    else:
        answers = read_answers(data, session.network.widths, notation)
    how = (session.loss, session.learning_rate, notation, first)
    return mark_answers(session.network, session.X[0], session.T[0], answers, *how)


def _print(file: str, found: Sequence[Marked]) -> None:
    points = sum(one.points for one in found)
    most = sum(1 for one in found for _ in one.entries())
    at_first = sum(one.first.points for one in found if one.first)
    tries = f", {at_first:g} at the first try" if any(one.first for one in found) else ""
    print(f"{file}: {points:g} of {most} points{tries}")
    for one in found:
        print(f"  {one.called}: {', '.join(one.told())}")
        if one.sentence:
            print(f"    {one.sentence}")
