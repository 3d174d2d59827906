"""Everything for a course of one exercise in many variants: sheets and keys, tests for Moodle, answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ...core.inputs import InputError
from ...steps.formulas.digits import CHOICES, CHOICES_SAID, DEFAULT_DIGITS
from ...steps.formulas.formula import COLUMNS
from ...steps.formulas.notation import NOTES, notation_named
from ...steps.session import Session
from ..handouts.latex import latex_parts
from ..handouts.pdf import pdf_of_parts
from ..untrusted.json_fields import checked_choice
from ..untrusted.quoting import shown
from ..untrusted.titles import file_name, one_line
from .answers_csv import answers_text
from .moodle_xml import moodle_text
from .packed_files import packed
from .questions import QUANTITIES, questions
from .scorm import scorm_package
from .sheet import Paper
from .variants import Variant, exercises_like, names_from, variants_of


def sheets(
    exercises: Any,
    *,
    steps: Iterable[str] = QUANTITIES,
    points: float | Mapping[str, float] = 1,
    format: str = "pdf",
    title: str = "",
    digits: int = DEFAULT_DIGITS,
    formulas: bool = True,
    notation: str = NOTES.name,
) -> dict[str, bytes]:
    """The files of an exercise, by their names: for "pdf" and "tex" the sheets and, apart, their key.

    `exercises`: a dictionary of names, which are printed, to sessions or exercises, of each of which the
    first update is asked; or one of them. What `steps` and `points` mean is said in questions.questions; with
    `formulas` each step says its rule in letters. `digits`: 2 to 6, or FULL. `format`: "pdf" (needs the
    extra `handout`), "tex", "csv" (the answers, a row for each blank), "moodle" (see moodle_xml.py) or
    "scorm" (see scorm.py). `notation` gives the letters, and which way round W stands, in answers too.
    Raises InputError for whatever cannot be printed or asked.
    """
    checked_choice(format, "the format", FORMATS)
    if digits not in CHOICES:
        raise InputError(f"digits must be one of {CHOICES_SAID}; got {shown(digits)}")
    row = notation_named(notation)
    heading = one_line(title) or "Backpropagation by hand"
    wanted = [steps] if isinstance(steps, str) else list(steps)
    papers = []
    for variant in variants_of(exercises):
        _check_widths(variant)
        papers.append(
            Paper(variant, questions(variant.session, wanted, points, row), heading, digits, formulas, row)
        )
    found = FORMATS[format](heading, papers)
    return {f"{file_name(heading)}{ending}": content for ending, content in found.items()}


def _check_widths(variant: Variant) -> None:
    """Raise InputError where a matrix would be printed in part."""
    widths = variant.session.network.widths
    if max(widths) > COLUMNS:
        raise InputError(
            f"an exercise needs layers of at most {COLUMNS} neurons, so that every number is printed; layer "
            f"{widths.index(max(widths)) + 1} has {max(widths)}"
        )


# What a course may ask, by name.
ASKED: dict[str, tuple[str, ...]] = {
    "all": QUANTITIES,
    "forward": ("n", "a", "e", "F"),
    "backward": ("A", "S", "dW", "db"),
    "update": ("W", "b"),
    "S": ("S",),
}
Papers = Sequence[Paper]
MOST_PACKAGES = 10
A_FILE = 100  # variants in one PDF: setting one takes 2 MB, which is free again after the file


def _pdf(title: str, papers: Papers) -> dict[str, bytes]:
    """With more variants than a file holds, several of each: "-sheets-101-200.pdf"."""
    found = {}
    for first in range(0, len(papers), A_FILE):
        some = papers[first : first + A_FILE]
        place = f"-{first + 1}-{first + len(some)}" if len(papers) > A_FILE else ""
        found[f"-sheets{place}.pdf"] = pdf_of_parts(title, [paper.sheet for paper in some])
        found[f"-key{place}.pdf"] = pdf_of_parts(f"{title}: key", [paper.key for paper in some])
    return found


def _tex(title: str, papers: Papers) -> dict[str, bytes]:
    return {
        "-sheets.tex": latex_parts(paper.sheet for paper in papers).encode(),
        "-key.tex": latex_parts(paper.key for paper in papers).encode(),
    }


def _csv(title: str, papers: Papers) -> dict[str, bytes]:
    return {"-answers.csv": answers_text(papers).encode()}


def _moodle(title: str, papers: Papers) -> dict[str, bytes]:
    return {"-moodle.xml": moodle_text(title, papers)}


def _scorm(title: str, papers: Papers) -> dict[str, bytes]:
    """A package for each variant, in which a step is asked where a sheet leaves a number of it blank."""
    if len(papers) > MOST_PACKAGES:
        raise InputError(
            f"at most {MOST_PACKAGES} SCORM packages, of 3 MB each, are made at once; got {len(papers)}"
        )
    found = {}
    for number, paper in enumerate(papers, start=1):
        place = f"-{number}-{file_name(paper.variant.name)}" if paper.variant.name else ""
        asked = [
            one.quantity if one.layer is None else f"{one.quantity}:{one.layer}"
            for one in paper.questions
            if one.blanks
        ]
        found[f"{place}-scorm.zip"] = scorm_package(
            paper.variant.session, paper.name, digits=paper.digits, notation=paper.notation.name, asked=asked
        )
    return found


def check_asked(asked: Any) -> None:
    """Raise InputError for what is none of ASKED."""
    checked_choice(asked, "what is asked", ASKED)


def course_file(
    like: Session,
    variants: str,
    asked: str,
    format: str,
    title: str,
    digits: int = DEFAULT_DIGITS,
    notation: str = NOTES.name,
) -> bytes:
    """One file of exercises like a session, each with its own exact numbers: several as one zip file.

    `variants`: how many, or their names, as `names_from` reads them; `asked`: one of ASKED; `format`: one of
    FORMATS. Raises InputError as `exercise` and `sheets` do.
    """
    check_asked(asked)
    made = exercises_like(like, names_from(variants))
    files = sheets(made, steps=ASKED[asked], format=format, title=title, digits=digits, notation=notation)
    if len(files) == 1:
        return next(iter(files.values()))
    return packed(files)


FORMATS: dict[str, Callable[[str, Papers], dict[str, bytes]]] = {
    "pdf": _pdf,
    "tex": _tex,
    "moodle": _moodle,
    "scorm": _scorm,
    "csv": _csv,
}
