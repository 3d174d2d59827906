"""The notation in which a visitor reads the page: chosen in the player, followed by every panel."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..draw.lens import Lens
from ..files.gallery import EXAMPLES
from ..steps.caption import AS_YOU_GO_SAID
from ..steps.notation import notation_named
from ..steps.undo import Scene
from . import page_state as state
from .page_state import reader_notation as reader_notation  # noqa: PLC0414


def choose_notation(name: str) -> None:
    """Read the page in another notation; raises InputError for a name that is none."""
    state.show(state.NOTATION, notation_named(name).name)


def spelt(text: str) -> str:
    """Words of the page's own, written here with the notes' letters, with those of the reader."""
    notation = reader_notation()
    return notation.entries(notation.said(text))


def title_of(scene: Scene) -> str:
    """What is shown is called; an example of the gallery with the reader's letters, any other as it is."""
    return spelt(scene.caption.title) if scene.name in EXAMPLES else scene.caption.title


def about(scene: Scene) -> str:
    """What is said about it, likewise; what the page itself says of its order is the page's own."""
    text = scene.caption.about
    return spelt(text) if scene.name in EXAMPLES else text.replace(AS_YOU_GO_SAID, spelt(AS_YOU_GO_SAID))


def spelt_lens(lens: Lens) -> Lens:
    """A lens with its words in the reader's letters."""
    stops = lens.stops and {
        grain: {at: spelt(why) for at, why in found.items()} for grain, found in lens.stops.items()
    }
    return replace(
        lens,
        note=spelt(lens.note),
        early=spelt(lens.early),
        neurons=tuple((l, c, spelt(mark), tone) for l, c, mark, tone in lens.neurons),
        edges=tuple((l, r, c, spelt(mark), tone) for l, r, c, mark, tone in lens.edges),
        layers=tuple((l, spelt(text), tone) for l, text, tone in lens.layers),
        legend=tuple((tone, spelt(words)) for tone, words in lens.legend),
        stops=stops,
    )


def spelt_view(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the view of training is told, likewise, and whether W stands as L × H."""
    details = [{**one, "text": spelt(one["text"])} for one in shown["details"]]
    return {**shown, "state": spelt(shown["state"]), "details": details, "turned": reader_notation().turned}
