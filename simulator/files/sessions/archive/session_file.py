"""A session file, .backprop: everything the page holds, and every number of it bit for bit.

It is a zip (sealed_zip.py) of `manifest.json` and of arrays that the manifest points into by the place of
their first number. The manifest:

- format, version; mode, the part of the page that is shown; view, what differs from the standard view;
- practice, where steps were answered: how it went with the network that is shown (practice_counts.py);
- answers, where there are any: what was typed, step by step (practice_answers.py);
- settings, where the page of training shows a built-in set: as its link has them (training_link.py);
- desk: `sessions`, each the facts of a session with the places of W2, b2, W3, b3 and so on, X, T; `scenes`,
  each with name, title, about and the numbers of its session and of the origin that Reset returns to: first
  those that undo goes back to, at `shown` the one shown, then those of redo; `held`, the session held. Undo
  and redo keep the nearest states in about 6 MB;
- training, or null: `data`, the set with its rows and scaling; `preparation`, what the page's widgets say of
  it; `epochs`, how many a press of its button trains, where no settings say it; `runs`. A run is its first
  network, its `segments` (each a plan, the parameters before every so many updates, and the last ones), and
  the `points` of its curve. What lies between is replayed, to the same bits by the `path` that the segment
  took: "numba", or NumPy's where none is said.

All older versions are read: in version 1 a plan called the order of updates its `rule`. A file that breaks a
rule anywhere is refused; no part of it is opened.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from ....core.inputs import InputError
from ....steps.undo import Desk
from ...untrusted.json_fields import NEWEST, Fields, checked_text, checked_version, json_bytes, read_json
from ..links.training_link import TrainScreen, read_train_link, train_link_text
from ..practice_answers import answers_from
from ..practice_counts import counts_from
from ..screen import View, check_view, taken_view, view_facts
from ..trainer_state import Training
from .sealed_zip import Kept, sealed, unsealed
from .training_facts import training_facts, training_of
from .undo_facts import DeskWriter, desk_of

SUFFIX = ".backprop"
FORMAT = "backprop-simulator session"
MOST_MODE = 40  # characters


@dataclass(frozen=True, eq=False)
class Saved:
    """What a session file holds. Raises InputError where the view does not fit the desk."""

    desk: Desk
    view: View = field(default_factory=View)
    mode: str = "Step"
    training: Training | None = None
    settings: TrainScreen | None = None  # of the page of training

    def __post_init__(self) -> None:
        check_view(self.view, self.desk.scene.session)
        checked_text(self.mode, "the mode", MOST_MODE)


def write_session(saved: Saved) -> bytes:
    """The file; raises InputError where it would be past its limits, and says by how much."""
    numbers, rows = Kept("<f8"), Kept("<i8")
    training = saved.training
    table = None if training is None or training.preparation is None else training.preparation.table
    manifest = {
        "format": FORMAT,
        "version": NEWEST,
        "mode": saved.mode,
        "view": view_facts(saved.view),
        "desk": DeskWriter(numbers).facts(saved.desk),
        "training": None if training is None else training_facts(training, numbers, rows),
    }
    if saved.view.practised is not None:
        manifest["practice"] = saved.view.practised.facts()
    content = None if table is None else table[1].encode() if isinstance(table[1], str) else table[1]
    if saved.view.answered:
        manifest["answers"] = [one.facts() for one in saved.view.answered]
    if saved.settings is not None:
        manifest["settings"] = train_link_text(saved.settings)
    return sealed(json_bytes(manifest), numbers, rows, content)


def read_session(data: Any) -> Saved:
    """What a file holds; raises InputError, in one sentence, for anything that is no session file."""
    manifest, numbers, rows, table = unsealed(data)
    fields = read_json(manifest, "the session file")
    fields.choice("format", (FORMAT,))
    version = checked_version(fields.take("version"), "the session file")
    mode = fields.text("mode", MOST_MODE)
    given = Fields(fields.take("view"), "the view")
    view = taken_view(given)
    given.end()
    if (practised := fields.take("practice", None)) is not None:
        view = replace(view, practised=counts_from(practised))
    view = replace(view, answered=answers_from(fields.take("answers", [])))
    given = Fields(fields.take("desk"), "the desk")
    desk = desk_of(given, numbers)
    given.end()
    settings = fields.take("settings", None)
    content = fields.take("training")
    fields.end()
    if content is None and table is not None:
        raise InputError("a table in the session file must belong to a set; there is none")
    training = (
        None if content is None else training_of(Fields(content, "training"), numbers, rows, table, version)
    )
    return Saved(desk, view, mode, training, None if settings is None else read_train_link(settings))
