"""What is on the screen, as one value: a session, what it is called, and how it is looked at."""

from dataclasses import dataclass, field
from typing import Any

from ...core.inputs import InputError
from ...core.network import Network
from ...draw.shown_items import SUM
from ...draw.step_view import EDGES, NEURONS, SPEEDS
from ...steps.formulas.notation import NOTATIONS, NOTES
from ...steps.notes_of_file import StepNote
from ...steps.session import MOST_ITEMS, Session
from ...steps.timeline import GRAINS, step_count
from ..untrusted.json_fields import LARGEST, Fields, checked_choice, checked_text, checked_whole
from .practice_answers import AnsweredStep, checked_answers
from .practice_counts import PracticeCounts
from .session_facts import Facts, check_limits

MOST_NAME, MOST_TITLE, MOST_ABOUT = 200, 200, 1000  # characters

# What the player's menus offer.
DIGITS = (2, 3, 4, 5, 6, 0)  # 0: all


@dataclass(frozen=True)
class View:
    """How a walk is looked at: the step, from 0, and what the player shows.

    `picked`: (l,) a layer, (l, c) a neuron, (l, r, c) the edge from neuron r of layer l − 1, all from 1;
    () for nothing. `practised`: how the reader did with this network so far, and `answered`: what was typed,
    which a session file keeps and a link does not. Raises InputError for what the player's menus do not
    offer.
    """

    cursor: int = 0
    grain: str = "operation"
    digits: int = 3
    neurons: str = "follow"
    edges: str = "follow"
    picked: tuple[int, ...] = ()
    matrices: bool = False  # of the step, in the place of its formulas
    speed: float = 1.0
    item: int = 1  # of a batch, from 1, whose numbers the graph shows; SUM, 0, what is summed over them
    ask: bool = False  # each result is asked for before it is shown
    notation: str = NOTES.name  # in which it is read
    practised: PracticeCounts | None = None
    answered: tuple[AnsweredStep, ...] = ()

    def __post_init__(self) -> None:
        checked_whole(self.cursor, "the step", 0, LARGEST)
        checked_whole(self.item, "the item of the batch", SUM, MOST_ITEMS)
        if type(self.speed) is int:  # as a browser writes 1.0
            object.__setattr__(self, "speed", float(self.speed))
        for name, offered in CHOICES.items():
            checked_choice(getattr(self, name), f"the view's {name}", offered)
        if self.practised is not None and not isinstance(self.practised, PracticeCounts):
            raise InputError("the counts of practice must be counts or None")
        object.__setattr__(self, "answered", checked_answers(self.answered))
        if type(self.picked) is not tuple or len(self.picked) > 3:
            raise InputError(f"picked must be (l,), (l, c), (l, r, c) or (); got {self.picked!r:.40}")
        for number in self.picked:
            checked_whole(number, "a layer or neuron that is picked", 1, LARGEST)


CHOICES: dict[str, tuple[Any, ...]] = {
    "grain": GRAINS,
    "digits": DIGITS,
    "neurons": NEURONS,
    "edges": EDGES,
    "matrices": (False, True),
    "speed": SPEEDS,
    "ask": (False, True),
    "notation": tuple(NOTATIONS),
}
DEFAULTS = View()  # what a link or a file does not say; never to be changed, or old ones open otherwise


@dataclass(frozen=True, eq=False)
class Screen:
    """A session as it stands in the stepper, within the limits of the page's widgets.

    Raises InputError where a limit is passed, a text holds control characters, the step or what is picked
    is not there, or the walk cannot be made.
    """

    session: Session
    name: str = ""
    title: str = ""
    about: str = ""
    view: View = field(default_factory=View)
    notes: tuple[StepNote, ...] = ()  # on single steps

    def __post_init__(self) -> None:
        check_limits(self.session, "a link")
        check_names(self.name, self.title, self.about)
        check_view(self.view, self.session)
        _ = self.session.walked


def check_names(name: Any, title: Any, about: Any) -> None:
    """Raises InputError for texts that are too long or cannot be shown."""
    checked_text(name, "the name", MOST_NAME)
    checked_text(title, "the title", MOST_TITLE)
    checked_text(about, "the text about it", MOST_ABOUT)


def check_view(view: View, session: Session) -> None:
    """Raises InputError where the step or what is picked is not there in the session."""
    checked_whole(view.cursor, "the step", 0, step_count(session, view.grain) - 1)
    if view.picked and not _exists(view.picked, session.network):
        shape = "-".join(map(str, session.network.widths))
        raise InputError(f"what is picked must be in the network {shape}; got {view.picked}")


def _exists(picked: tuple[int, ...], net: Network) -> bool:
    l, *rest = picked
    if l > net.depth or (len(rest) == 2 and l < 2):
        return False
    return not rest or (rest[-1] <= net.widths[l - 1] and (len(rest) < 2 or rest[0] <= net.widths[l - 2]))


def view_facts(view: View) -> Facts:
    """What differs from the default."""
    facts = {name: getattr(view, name) for name in ("cursor", "item", *CHOICES)}
    facts["picked"] = [*view.picked]
    standard = {name: getattr(DEFAULTS, name) for name in facts} | {"picked": []}
    return {name: value for name, value in facts.items() if value != standard[name]}


def taken_view(fields: Fields) -> View:
    """The view that was written; what is not there is the default."""
    chosen = {name: fields.take(name, getattr(DEFAULTS, name)) for name in ("cursor", "item", *CHOICES)}
    return View(picked=fields.wholes("picked", 3, []), **chosen)
