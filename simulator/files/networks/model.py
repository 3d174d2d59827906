"""What a network file may hold, and how large it may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError
from ...core.network import Network
from ...steps.notes_of_file import StepNote
from ..untrusted.bounded_zip import Bounds
from ..untrusted.quoting import shown

MOST_BYTES = 16 * 2**20  # of a file: 2,000,000 parameters in float64 and their names
MOST_UNPACKED = 64 * 2**20  # of all members of an archive
MOST_LAYERS = 32  # with a W, so the input is not counted
MOST_ENTRIES = 2 * MOST_LAYERS + 3  # of an archive: W and b of each, and what else our own holds
MOST_NEURONS = 4096  # in a layer
MOST_PARAMETERS = 2_000_000
LIMITS = (
    f"up to {MOST_BYTES // 2**20} MB, {MOST_LAYERS} layers after the input, "
    f"{MOST_NEURONS:,} neurons a layer, {MOST_PARAMETERS:,} parameters"
)


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """A network, and what else its file said: X is (N, H) and T (N, L), pair by pair.

    `remarks`: what was done to the file's numbers to show them, one sentence each. `undecided`: the square
    W's that may stand either way round for all the shapes say, such as ("W2",); they were taken as H × L.
    `orders`: the W's names in each of several orders that shapes allow, where nothing says which is meant;
    the first was taken. `departures`: those remarks that say what is not as in the file, of which a caller
    in Python is warned. `title` and `about`: what the file calls it and tells of it, as it stands
    there; `notes`: what it tells of single steps.
    """

    network: Network
    loss: str | None = None
    learning_rate: float | None = None
    X: Array | None = None
    T: Array | None = None
    remarks: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    title: str = ""
    about: str = ""
    orders: tuple[tuple[str, ...], ...] = ()
    departures: tuple[str, ...] = ()
    notes: tuple[StepNote, ...] = ()


class ActivationsMissing(InputError):  # noqa: N818  less an error than a question
    """A file holds W and b but no activations; `layers` says how many must be given."""

    def __init__(self, layers: int) -> None:
        names = "1 name, for layer 2" if layers == 1 else f"{layers} names, for layers 2 to {layers + 1}"
        super().__init__(f"the file holds no activations; give activations=[…] with {names}")
        self.layers = layers


def archive_of(names: re.Pattern[str], known: str) -> Bounds:
    """The bounds of an archive whose members have these names."""
    return Bounds("the file", "an .npz archive", names, known, MOST_ENTRIES, MOST_UNPACKED)


def check_length(data: Any) -> bytes:
    """Return a file's bytes; raises InputError for anything else and for too many or none of them."""
    if not isinstance(data, bytes | bytearray | memoryview):
        raise InputError(f"a file must be given as bytes; got {type(data).__name__}")
    length = data.nbytes if isinstance(data, memoryview) else len(data)
    if length > MOST_BYTES:
        raise InputError(f"a network file must have at most {MOST_BYTES:,} bytes; it has more")
    if not length:
        raise InputError("the file must hold a network; it is empty")
    return bytes(data)


def check_size(shapes: Sequence[tuple[int, ...]]) -> None:
    """Raise InputError where the W's of these shapes make too large a network."""
    if len(shapes) > MOST_LAYERS:
        raise InputError(f"a network must have at most {MOST_LAYERS} layers with a W; got {len(shapes):,}")
    if (widest := max(max(shape) for shape in shapes)) > MOST_NEURONS:
        raise InputError(f"a layer must have at most {MOST_NEURONS:,} neurons; one has {widest:,}")
    if (parameters := sum(H * L + L for H, L in shapes)) > MOST_PARAMETERS:
        raise InputError(f"a network must have at most {MOST_PARAMETERS:,} parameters; got {parameters:,}")


def activations_of(held: Sequence[Any] | None, given: Sequence[Any] | None, layers: int) -> list[str]:
    """The names that the file holds or the caller gives, one for each W.

    Raises ActivationsMissing if neither, InputError if both and they differ, or for what is no such list.
    """
    if held is None and given is None:
        raise ActivationsMissing(layers)
    found = [
        _checked(names, who, layers)
        for names, who in ((held, " in the file"), (given, ""))
        if names is not None
    ]
    if found[0] != found[-1]:
        raise InputError(
            f"activations must be left out or be those of the file, {', '.join(found[0])}; "
            f"got {', '.join(found[-1])}"
        )
    return found[0]


def _checked(names: Any, who: str, layers: int) -> list[str]:
    if not isinstance(names, list | tuple) or len(names) != layers:
        got = len(names) if isinstance(names, list | tuple) else shown(names)
        raise InputError(f"the activations{who} must be a list of {layers}, one for each W; got {got}")
    for l, name in enumerate(names, start=2):
        if not isinstance(name, str) or name not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise InputError(f"the activation of layer {l} must be one of {known}; got {shown(name)}")
    return [ACTIVATIONS[name].name for name in names]
