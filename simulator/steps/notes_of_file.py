"""What a file tells of single steps of its walk, beside what is told of each by itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepNote:
    """A text on the steps of this kind, layer and update, from 1; layer None: of whatever layer they are."""

    kind: str
    layer: int | None
    update: int
    text: str
