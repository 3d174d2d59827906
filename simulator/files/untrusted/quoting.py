"""How a refusal quotes what came from outside: short, on one line, with nothing in it that acts."""

import re
from collections.abc import Iterable
from typing import Any

CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # the last ones turn text around
LONGEST, QUOTED = 300, 60  # characters of a message; of them from the input
PLAIN_NAME = re.compile(r"[A-Za-z0-9_./:-]{1,40}")


def shown(cell: Any) -> str:
    """A value as a message quotes it: at most QUOTED characters, control characters spelled out."""
    text = repr(str(cell)[:40])
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 2]}…{text[0]}"


def shortened(sentences: str) -> str:
    """What a page says, no longer than LONGEST."""
    return sentences if len(sentences) <= LONGEST else f"{sentences[: LONGEST - 1]}…"


def printable(name: str) -> str:
    """A file's or a member's name without quotation marks; what has no picture becomes ?."""
    return "".join(c if c.isprintable() else "?" for c in name[:60])


def quoted(name: str) -> str:
    """A name from a file as a sentence may hold it: plain as it is, anything else quoted and cut short."""
    return name if PLAIN_NAME.fullmatch(name) else shown(name)


def listed(names: Iterable[str]) -> str:
    """The first few names from a file, as many as QUOTED characters hold, in one sentence; one at least."""
    names = [quoted(name) for name in names]
    kept = names[:1]
    for name in names[1:4]:
        if sum(map(len, kept)) + len(name) > QUOTED:
            break
        kept.append(name)
    return ", ".join(kept) + (f" and {len(names) - len(kept)} more" if len(kept) < len(names) else "")


def first_twice(names: Iterable[str]) -> str | None:
    """The first name that was there before, or None."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
