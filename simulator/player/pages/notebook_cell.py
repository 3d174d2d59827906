"""The walk in a notebook: the player in a frame of its own, with no server behind it."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from ...core.inputs import whole
from ...core.network import Network
from ...core.training.rule_state import RuleState
from ...core.training.update_rule import UpdateRule, rule_named
from ...steps.formulas.digits import DEFAULT_DIGITS
from ...steps.session import Session
from ...steps.timeline import steps_of

HEIGHTS = (300, 4000)


@dataclass(frozen=True, eq=False)
class Walk:
    """A session to look at: a notebook shows it as the player; `page` and `save` give the same as a file."""

    session: Session
    title: str = ""
    height: int = 760
    view: dict[str, Any] = field(default_factory=dict)

    def page(self) -> str:
        """The walk as one self-contained HTML page."""
        from .offline import offline_page  # noqa: PLC0415  (Plotly is imported when a walk is looked at)

        return offline_page(self.session, "walk", self.title, **self.view)

    def save(self, path: str | Path) -> None:
        """Write the page to a file, which any browser opens without a network."""
        Path(path).write_text(self.page(), encoding="utf-8")

    def _repr_html_(self) -> str:
        """The page in a frame that cannot reach the notebook around it."""
        # In single quotes only these two have to be written otherwise, which keeps the cell small.
        inside = self.page().replace("&", "&amp;").replace("'", "&#39;")
        return (
            f'<iframe title="{escape(self.title or repr(self))}" sandbox="allow-scripts" '
            f'allow="clipboard-write" allowfullscreen '
            f'style="width:100%;height:{self.height}px;border:0" '
            f"srcdoc='{inside}'></iframe>"
        )

    def __repr__(self) -> str:
        widths = "-".join(map(str, self.session.network.widths))
        return f"<walk of a {widths} network, {len(steps_of(self.session))} steps>"


def show(
    net: Network,
    x: Any,
    t: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    *,
    updates: int = 1,
    order: str = "gradients-first",
    rule: UpdateRule | str | None = None,
    state: RuleState | None = None,
    batch_size: int = 1,
    title: str = "",
    height: int = 760,
    cursor: int = 0,
    grain: str = "operation",
    digits: int = DEFAULT_DIGITS,
    theme: str = "auto",
    notation: str = "notes",
) -> Walk:
    """The walk that `timeline` gives, to be stepped through in a notebook: let it be the value of a cell.

    Arguments up to `batch_size`, and `notation`, as for `timeline`; `height` in pixels; `cursor`, `grain`,
    `digits` and `theme` ("auto", "light", "dark") say how it opens. It needs no server and no network, also
    in the notebook's HTML export. Each cell that shows a walk adds almost 4 MB to the notebook's file: Plotly
    and the font of the formulas travel with it, compressed. A notebook that is opened again must be trusted
    to show it. Raises InputError as `timeline` does, and for a height that is no whole number from 300 to
    4000.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> show(net, [1, 2], [3])
    <walk of a 2-1 network, 10 steps>
    """
    how: Any = {"rule": rule_named(rule), "state": state, "batch_size": batch_size}
    session = Session(net, x, t, loss, learning_rate, updates, order, **how)
    view = {"cursor": cursor, "grain": grain, "digits": digits, "theme": theme, "notation": notation}
    walk = Walk(session, str(title), whole(height, "the height in pixels", *HEIGHTS), view)
    walk.page()  # what cannot be shown is refused here, not when the cell is drawn
    return walk
