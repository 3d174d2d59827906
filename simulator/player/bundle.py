"""The player's code and style sheet as texts; the page and the file that is opened from disk share them."""

import importlib.util
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = (
    "digits.js",
    "formula.js",
    "arrays.js",
    "neurons.js",
    "view.js",
    "elements.js",
    "heads.js",
    "graph.js",
    "lens.js",
    "detail.js",
    "overview.js",
    "canvas.js",
    "heatmaps.js",
    "legends.js",
    "inspector.js",
    "matrices.js",
    "start.js",
    "panel.js",
    "transport.js",
    "share.js",
    "player.js",
)


def script() -> str:
    """The player's own code as one text."""
    return "\n".join(read(name) for name in SCRIPTS)


def stylesheet() -> str:
    """Its style sheet."""
    return read("player.css")


def read(name: str) -> str:
    """One file of the player."""
    return (HERE / name).read_text(encoding="utf-8")


def folder(package: str, inside: str) -> Path:
    """A folder of an installed package, which is not imported for it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {package} is not installed")
    return Path(spec.origin).parent / inside
