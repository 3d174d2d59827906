"""The walk of a session as a hand-out: the worked solution, or a work-sheet with boxes for every result."""

import operator
from collections.abc import Callable, Iterable, Sequence

from ...core.inputs import InputError, one_of
from ...steps.formulas.digits import CHOICES, CHOICES_SAID
from ...steps.formulas.formula import COLUMNS
from ...steps.formulas.notation import notation_named
from ...steps.session import Session
from ...steps.timeline import step_count
from ..untrusted.titles import one_line
from .content import Block, content
from .latex import latex_text
from .markdown import markdown_text
from .pdf import pdf_bytes

MOST_STEPS = 400
MOST_WEIGHTS = 20_000  # each is read and rounded several times


def handout(
    session: Session,
    *,
    title: str = "",
    digits: int = 3,
    blanks: bool = False,
    updates: Sequence[int] = (1,),
    format: str = "md",
    notation: str = "notes",
) -> bytes:
    """The chosen updates, from 1, with every formula in letters and in numbers: Markdown, LaTeX or PDF.

    With `blanks` every result is a box to write in: the same call without it is the answer key, step by
    step under the same numbers. `format` is "md" (UTF-8), "tex" (UTF-8) or "pdf" (needs the extra
    `handout`). `digits` are 2 to 6, or FULL. `notation` gives the letters, and which way round W stands:
    "notes", "delta" or "pytorch". Raises InputError for anything else, for an update that the session has
    not, for a walk too long for paper, and for a work-sheet whose matrices would not be whole.
    """
    one_of(format, FORMATS, "the format")
    if digits not in CHOICES:
        raise InputError(f"digits must be one of {CHOICES_SAID}; got {digits!r:.60}")
    row = notation_named(notation)
    chosen = _chosen(session, updates)
    _check_size(session, chosen, blanks)
    heading = one_line(title) or "Backpropagation by hand"
    name = "Work-sheet" if blanks else "Worked solution"
    return FORMATS[format](f"{heading}: {name.lower()}", content(session, digits, blanks, chosen, row))


def _chosen(session: Session, updates: Sequence[int]) -> list[int]:
    try:
        found = sorted({operator.index(number) for number in updates})
    except TypeError:
        raise InputError(
            f"updates must be whole numbers from 1, such as (1, 2); got {updates!r:.60}"
        ) from None
    if not found or found[0] < 1 or found[-1] > session.updates:
        raise InputError(
            f"updates must be among the session's, 1 to {session.updates}, at least one; got {list(updates)}"
        )
    return found


def _check_size(session: Session, chosen: list[int], blanks: bool) -> None:
    net = session.network
    steps = len(chosen) * step_count(session) // session.updates
    if steps > MOST_STEPS:
        raise InputError(
            f"a hand-out holds at most {MOST_STEPS} steps; {len(chosen)} updates of {net.depth} layers "
            f"are {steps}"
        )
    weights = sum(layer.W.size for layer in net.layers)
    if weights > MOST_WEIGHTS:
        raise InputError(f"a hand-out is for at most {MOST_WEIGHTS} weights; this network has {weights}")
    if blanks and session.at_once > COLUMNS:
        raise InputError(
            f"a work-sheet needs batches of at most {COLUMNS} items, so that every number that it gives is "
            f"printed; these have {session.at_once}"
        )
    widest = max(net.widths)
    if blanks and widest > COLUMNS:
        raise InputError(
            f"a work-sheet needs layers of at most {COLUMNS} neurons, so that every number that it gives is "
            f"printed; layer {net.widths.index(widest) + 1} has {widest}"
        )


FORMATS: dict[str, Callable[[str, Iterable[Block]], bytes]] = {
    "md": lambda title, blocks: markdown_text(title, blocks).encode(),
    "tex": lambda title, blocks: latex_text(title, blocks).encode(),
    "pdf": pdf_bytes,
}
