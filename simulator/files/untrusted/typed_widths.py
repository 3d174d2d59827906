"""The neurons of layers as somebody types them: "2-3-2"."""

import re

from ...core.inputs import counted


def parts_of(typed: str) -> list[str]:
    """The numbers of "2-3-2", as texts; commas, spaces and × part them too."""
    return re.split(r"\s*[-–,;×x ]\s*", typed.strip()) if typed.strip() else []


def typed_widths(typed: str, widest: int, *, first: int = 1) -> list[int]:
    """How many neurons each layer has, from layer `first` on; raises InputError for one not 1 to `widest`."""
    parts = enumerate(parts_of(typed), start=first)
    return [counted(text, f"the neurons of layer {l}", 1, widest) for l, text in parts]
