"""What the player asks for, a class for each kind: read from what the browser sent, which may be forged."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, ClassVar

from ...core.edit import with_frozen, with_parameter
from ...core.inputs import Array, InputError, parsed
from ...core.network import frozen_names
from ...files.untrusted.json_fields import LARGEST
from ...files.untrusted.quoting import shown
from ...steps.session import Session, item_alone
from ...steps.undo import started_at
from ...steps.walks.neurons import with_another_neuron, without_one_neuron

FIELDS: dict[Any, str] = {int: "a whole number", str: "a text"}


@dataclass(frozen=True, slots=True)
class WeightTyped:
    """Another number for W_l at row r and column c, from 1."""

    l: int
    r: int
    c: int
    text: str

    @property
    def said(self) -> str:
        """What it is, to say of it that it was left out."""
        return f"The number typed for W{self.l}, row {self.r}, column {self.c}"

    def session(self, now: Session) -> Session:
        """The session with it; raises InputError, as all do, where place or number cannot be."""
        values = _parameter(now, "W", self.l)
        H, L = values.shape
        r, c = _between(self.r, "the row", H), _between(self.c, "the column", L)
        values[r - 1, c - 1] = parsed(self.text, f"W{self.l}, row {r}, column {c}")
        return replace(now, network=with_parameter(now.network, f"W{self.l}", values))


@dataclass(frozen=True, slots=True)
class BiasTyped:
    """Another number for b_l at neuron c, from 1."""

    l: int
    c: int
    text: str

    @property
    def said(self) -> str:
        """What it is."""
        return f"The number typed for b{self.l}, neuron {self.c}"

    def session(self, now: Session) -> Session:
        """The session with it."""
        values = _parameter(now, "b", self.l)
        c = _between(self.c, "the neuron", len(values))
        values[c - 1] = parsed(self.text, f"b{self.l}, neuron {c}")
        return replace(now, network=with_parameter(now.network, f"b{self.l}", values))


@dataclass(frozen=True, slots=True)
class InputTyped:
    """Another number for x_c, from 1, of a pair, from 0."""

    item: int
    c: int
    text: str

    @property
    def said(self) -> str:
        """What it is."""
        return f"The number typed for x{self.c} of pair {self.item + 1}"

    def session(self, now: Session) -> Session:
        """The session with it."""
        return replace(now, X=_with_number(now.X, "x", self.item, self.c, self.text))


@dataclass(frozen=True, slots=True)
class TargetTyped:
    """Another number for t_c, from 1, of a pair, from 0."""

    item: int
    c: int
    text: str

    @property
    def said(self) -> str:
        """What it is."""
        return f"The number typed for t{self.c} of pair {self.item + 1}"

    def session(self, now: Session) -> Session:
        """The session with it."""
        return replace(now, T=_with_number(now.T, "t", self.item, self.c, self.text))


@dataclass(frozen=True, slots=True)
class EntryFrozen:
    """One entry, as W2[1,3] or b2[3], is to be frozen, "yes", or to be free again, "no"."""

    entry: str
    frozen: str

    @property
    def said(self) -> str:
        """What it is."""
        return f"The choice to freeze {shown(self.entry)}"

    def session(self, now: Session) -> Session:
        """The session with it."""
        if self.frozen not in ("yes", "no"):
            raise InputError(f"frozen must be yes or no; got {shown(self.frozen)}")
        if "[" not in self.entry:
            raise InputError(f"one entry must be named, as W2[1,1] or b2[1]; got {shown(self.entry)}")
        held = now.network.frozen
        (entry,) = frozen_names([self.entry], now.network.widths)
        return replace(
            now,
            network=with_frozen(now.network, held | {entry} if self.frozen == "yes" else held - {entry}),
        )


@dataclass(frozen=True, slots=True)
class NeuronAdded:
    """One more neuron in layer l, from 1."""

    l: int

    @property
    def said(self) -> str:
        """What it is."""
        return f"The neuron added to layer {self.l}"

    def session(self, now: Session, scheme: str, seed: int) -> Session:
        """The session with it, drawn by this scheme from this seed."""
        return with_another_neuron(now, self.l, scheme, seed)


@dataclass(frozen=True, slots=True)
class NeuronTaken:
    """Neuron c of layer l is to be taken away."""

    l: int
    c: int

    @property
    def said(self) -> str:
        """What it is."""
        return f"The choice to take neuron {self.c} of layer {self.l} away"

    def session(self, now: Session) -> Session:
        """The session without it."""
        return without_one_neuron(now, self.l, self.c)


@dataclass(frozen=True, slots=True)
class StartHere:
    """The walk is to start from the network of this step."""

    grain: str
    cursor: int
    said: ClassVar[str] = "“Make this the new start”"

    def session(self, now: Session) -> Session:
        """The session that starts there."""
        return started_at(now, self.grain, self.cursor)


@dataclass(frozen=True, slots=True)
class ItemAlone:
    """The walk is to be of one item of a batch, its row from 0, from the network of an update, from 1, on."""

    item: int
    update: int

    @property
    def said(self) -> str:
        """What it is."""
        return f"The choice to walk item {self.item + 1} alone"

    def session(self, now: Session) -> Session:
        """The session of that item."""
        return item_alone(
            now,
            _between(self.item, "the item", len(now.X) - 1, least=0),
            _between(self.update, "the update", now.updates),
        )


@dataclass(frozen=True, slots=True)
class NeuronPicked:
    """Neuron c of layer l was opened."""

    l: int
    c: int
    said: ClassVar[str] = "The neuron that was opened"


@dataclass(frozen=True, slots=True)
class ToolWanted:
    """A tool is to be opened; where it is of a neuron on neuron c of layer l, and its S or n as `way`."""

    tool: str
    l: int
    c: int
    way: str
    said: ClassVar[str] = "The tool"


@dataclass(frozen=True, slots=True)
class UpdateLooked:
    """The cursor stands in this update, from 1, and numbers are printed with so many digits.

    `item`: which one of a batch the graph shows, by its place in it, from 1; 0 for the sum over them.
    """

    update: int
    digits: int
    item: int = 1
    said: ClassVar[str] = "The step"


@dataclass(frozen=True, slots=True)
class NotationChosen:
    """The page is to be read in another notation."""

    name: str
    said: ClassVar[str] = "The notation"


@dataclass(frozen=True, slots=True)
class PracticeWanted:
    """What answers to an update, from 1, and to the next are compared with."""

    update: int
    said: ClassVar[str] = "“Ask me”"

    def of(self, now: Session) -> int:
        """The update of this session; raises InputError where there is none such."""
        return _between(self.update, "the update", now.updates)


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """A link to the screen as the view says, with these weights; both are checked where the link is made."""

    view: object
    weights: str
    said: ClassVar[str] = "The link"


@dataclass(frozen=True, slots=True)
class FileWanted:
    """A file of this kind, and what was chosen for it: a kind of file reads what concerns it."""

    view: object
    kind: str
    format: str = ""
    theme: str = ""
    transparent: str = ""
    blanks: str = ""
    variants: str = ""
    asked: str = ""
    said: ClassVar[str] = "The file"


@dataclass(frozen=True, slots=True)
class StopWanted:
    """What is being made is to be left."""

    said: ClassVar[str] = "“Stop”"


Typed = WeightTyped | BiasTyped | InputTyped | TargetTyped


@dataclass(frozen=True, slots=True)
class NumberDragged:
    """A number is dragged from `start` to where `number` says, as one that is typed.

    `base` names the walk that the browser holds, of which the walk there is told; "" where it holds none.
    """

    start: str
    base: str
    number: object
    said: ClassVar[str] = "The position of what is dragged"

    @property
    def typed(self) -> Typed:
        """The number; raises InputError where it is none."""
        typed = read_request(self.number) if isinstance(self.number, Mapping) else None
        if not isinstance(typed, Typed):
            raise InputError("only W, b, x and t can be dragged")
        return typed


Change = Typed | EntryFrozen | NeuronTaken | StartHere | ItemAlone
Looked = NeuronPicked | UpdateLooked | ToolWanted | NotationChosen
Wanted = LinkWanted | FileWanted | StopWanted
Request = Change | NeuronAdded | Looked | Wanted | NumberDragged | PracticeWanted
TYPED: dict[str, type[Request]] = {"W": WeightTyped, "b": BiasTyped, "x": InputTyped, "t": TargetTyped}
KINDS: dict[str, type[Request]] = {
    **TYPED,
    "freeze": EntryFrozen,
    "add": NeuronAdded,
    "take": NeuronTaken,
    "start": StartHere,
    "item": ItemAlone,
    "pick": NeuronPicked,
    "look": UpdateLooked,
    "tool": ToolWanted,
    "notation": NotationChosen,
    "link": LinkWanted,
    "save": FileWanted,
    "stop": StopWanted,
}
# Asked for over a channel of their own.
DRAGGED: dict[str, type[Request]] = {"drag": NumberDragged}
PRACTISED: dict[str, type[Request]] = {"practice": PracticeWanted}
OF_A_STEP = (StartHere, ItemAlone, LinkWanted, FileWanted)  # of the very walk; the others are of its network


def read_request(asked: Mapping[str, Any], kinds: Mapping[str, type[Request]] = KINDS) -> Request:
    """The request of the kind "what"; raises InputError for an unknown kind, or a field that cannot be."""
    what = asked.get("what")
    if not isinstance(what, str) or what not in kinds:
        raise InputError(f"what the player asks for is one of {', '.join(kinds)}; got {_came(what)}")
    given: dict[str, Any] = {}
    for field in fields(kinds[what]):
        value = asked.get(field.name, None if field.default is MISSING else field.default)
        if field.type in FIELDS and type(value) is not field.type:
            raise InputError(f"{field.name} of {what!r} must be {FIELDS[field.type]}; got {_came(value)}")
        given[field.name] = value
    return kinds[what](**given)


def practised_update(asked: Mapping[str, Any], now: Session) -> int:
    """The update, from 1, to which answers are to be compared; raises InputError where there is none such."""
    request = read_request(asked, PRACTISED)
    assert isinstance(request, PracticeWanted)
    return request.of(now)


def left_out(request: Request, walk: object, shown: str) -> str:
    """Why a request is left out: it came from another walk than the one shown. Nothing where it is of this.

    A walk is named "network.walk": another network has another first part, a change of it another second.
    """
    if walk == shown or isinstance(request, NotationChosen):  # of every walk
        return ""
    same = isinstance(walk, str) and walk.partition(".")[0] == shown.partition(".")[0]
    if same and not isinstance(request, OF_A_STEP):
        return ""
    since = "the walk had changed" if same else "another network was opened"
    return f"{request.said} came after {since}; it was left out"


def _parameter(now: Session, letter: str, l: int) -> Array:
    """A copy of W_l or b_l."""
    arrays: dict[int, Array] = getattr(now.network, letter)
    return arrays[_between(l, "the layer", now.network.depth, least=2)].copy()


def _with_number(rows: Array, letter: str, item: int, c: int, text: str) -> Array:
    """The pairs' rows with another number at entry c of pair `item`."""
    rows = rows.copy()
    item = _between(item, "the pair", len(rows) - 1, least=0)
    c = _between(c, f"the entry of {letter}", rows.shape[1])
    rows[item, c - 1] = parsed(text, f"{letter}{c} of pair {item + 1}")
    return rows


def _came(value: object) -> str:
    """What came, as a sentence quotes it; Python writes no whole number of thousands of digits."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return "a longer number" if type(value) is int and abs(value) > LARGEST else shown(value)


def _between(value: int, name: str, most: int, least: int = 1) -> int:
    if not least <= value <= most:
        came = value if abs(value) <= LARGEST else "a longer one"
        raise InputError(f"{name} must be one of {least} to {most}; got {came}")
    return value
