"""The notation in which a visitor reads the page: chosen in the player, followed by every panel."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..draw.lens import Lens
from ..files.gallery import EXAMPLES
from ..steps.formulas.notation import Notation, notation_named
from ..steps.undo import Scene
from ..steps.words.caption import AS_YOU_GO_SAID, Caption
from . import page_state as state
from .page_state import reader_notation as reader_notation  # noqa: PLC0414


def choose_notation(name: str) -> None:
    """Read the page in another notation; raises InputError for a name that is none."""
    state.show(state.NOTATION, notation_named(name).name)


def spelt(text: str) -> str:
    """Words of the page's own, written here with the notes' letters, with those of the reader."""
    notation = reader_notation()
    return notation.entries(notation.said(text))


def caption_in(scene: Scene, notation: Notation) -> Caption:
    """What is shown is called and what is said about it, of an example of the gallery in these letters.

    Of any other as it was written, but for what the page itself says of its order.
    """
    said, own = scene.caption, notation.said
    if scene.name in EXAMPLES:
        return Caption(own(said.title), own(said.about))
    return Caption(said.title, said.about.replace(AS_YOU_GO_SAID, own(AS_YOU_GO_SAID)))


def title_of(scene: Scene) -> str:
    """What is shown is called, for its reader."""
    return caption_in(scene, reader_notation()).title


def about(scene: Scene) -> str:
    """What is said about it, likewise."""
    return caption_in(scene, reader_notation()).about


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
