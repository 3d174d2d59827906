"""How often a reader answered the steps of a network, and which mistakes were made, for a session file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ...core.inputs import InputError
from ..untrusted.json_fields import Fields, checked_whole
from .session_facts import Facts

MOST_COUNTED = 1_000_000
MOST_MISTAKES = 60
MISTAKE = re.compile(r"[a-z0-9-]{1,40}")  # as core/checks/mistakes names them
OUTCOMES = ("once", "hint", "corrected", "revealed")
PLACE = "the counts of practice"


@dataclass(frozen=True, slots=True)
class PracticeCounts:
    """Steps that were right at once, after a hint or after a correction, or shown without a right answer.

    `mistakes`: by name how often each was made. Raises InputError for a count out of bounds or a name that
    no mistake can have.
    """

    once: int = 0
    hint: int = 0
    corrected: int = 0
    revealed: int = 0
    mistakes: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for name in OUTCOMES:
            checked_whole(getattr(self, name), f"{PLACE}, {name}", 0, MOST_COUNTED)
        if not isinstance(self.mistakes, Mapping) or len(self.mistakes) > MOST_MISTAKES:
            raise InputError(f"{PLACE}, mistakes must be an object of at most {MOST_MISTAKES} names")
        for name, count in self.mistakes.items():
            if type(name) is not str or not MISTAKE.fullmatch(name):
                raise InputError(f"{PLACE}, mistakes must have names of a to z, 0 to 9 and -, 40 at most")
            checked_whole(count, f"{PLACE}, {name}", 0, MOST_COUNTED)
        object.__setattr__(self, "mistakes", MappingProxyType(dict(self.mistakes)))

    def facts(self) -> Facts:
        """As a file has them, and the player."""
        return {name: getattr(self, name) for name in OUTCOMES} | {"mistakes": dict(self.mistakes)}


def counts_from(content: Any) -> PracticeCounts:
    """The counts that were written; raises InputError where they are none."""
    fields = Fields(content, PLACE)
    found = PracticeCounts(**{name: fields.take(name) for name in (*OUTCOMES, "mistakes")})
    fields.end()
    return found
