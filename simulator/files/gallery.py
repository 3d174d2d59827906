"""The gallery: networks from the literature and for the blackboard, one JSON file each in assets/examples."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..core.inputs import InputError
from ..core.network import Network
from ..steps.session import Session
from ..steps.words.published import Printed
from .assets import ASSETS
from .untrusted.quoting import shown

FOLDER = ASSETS / "examples"

# The order of the gallery; the first is what a newcomer sees.
EXAMPLES = (
    "notes-4-layer",
    "hagan-1-2-1",
    "mazur-half",
    "mazur-half-as-you-go",
    "mazur-tse",
    "mazur-tse-as-you-go",
    "relu-2-2-1",
    "linear-1-1",
    "softmax-2-3-3",
    "xor-2-2-1",
)


@dataclass(frozen=True, eq=False)
class Example:
    """A session to start from, its title, and one sentence on what it shows."""

    name: str
    title: str
    about: str
    session: Session
    printed: tuple[Printed, ...] = ()  # what the source printed
    remark: str = ""  # on what it printed


def example(name: str) -> Example:
    """One example of the gallery; raises InputError for a name that is not in EXAMPLES."""
    if name not in EXAMPLES:
        raise InputError(f"an example must be one of {', '.join(EXAMPLES)}; got {shown(name)}")
    return _read(name)


@cache
def _read(name: str) -> Example:
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    layers, pairs = content["layers"], content["pairs"]
    network = Network.from_arrays(
        [layer["W"] for layer in layers],
        [layer["b"] for layer in layers],
        [layer["activation"] for layer in layers],
        frozen=content.get("frozen", ()),
    )
    session = Session(
        network,
        np.array([pair["x"] for pair in pairs]),
        np.array([pair["t"] for pair in pairs]),
        content["loss"],
        content["learning_rate"],
        content.get("updates", 5),
        content.get("order", "gradients-first"),
    )
    printed = tuple(tuple(entry) for entry in content.get("printed", ()))
    return Example(name, content["title"], content["about"], session, printed, content.get("remark", ""))
