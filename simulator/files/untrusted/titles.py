"""What a user calls a session, made fit to be written into a file."""

import unicodedata

LONGEST = 150


def one_line(title: str, longest: int = LONGEST) -> str:
    """On one line, without control characters and others that have no picture, and not too long."""
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in title)
    words = " ".join(shown.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def file_name(title: str) -> str:
    """A title as a file's name: plain letters, digits and dashes."""
    kept = "".join(c if c.isalnum() and c.isascii() else "-" for c in title.lower())
    return "-".join(filter(None, kept.split("-")))[:40] or "network"
