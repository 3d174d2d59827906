"""A walk as one HTML file that opens from disk: the same player, with no server and no network."""

import base64
import gzip
import json
from collections.abc import Collection, Sequence
from functools import cache
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ...core.inputs import InputError, one_of
from ...draw.colours import PAGES
from ...draw.step_view import Moment, moment
from ...steps.formulas.digits import CHOICES, DEFAULT_DIGITS
from ...steps.formulas.notation import Notation, notation_named
from ...steps.notes_of_file import StepNote
from ...steps.session import Session
from ...steps.walk_cost import most_asked
from ..bundle import folder, read, script, stylesheet
from ..payload.payload import payload

THEMES = ("auto", *PAGES)
FONTS = "'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
# Whatever the page may do, it asks nobody: its code and styles stand in it, and nothing else is allowed.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
NO_SCRIPT = "This page steps through a network by JavaScript, which is switched off here."
PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{made_by}">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header class="bp-origin">{heading}<p>{made_by}</p></header>
<noscript>{no_script}</noscript>
<div class="bp-host"></div>
<script type="application/json" id="{what}">{content}</script>
<script type="text/plain" id="plotly">{plotly}</script>
<script type="text/plain" id="font">{font}</script>
<script>
{script}</script>
{reporter}</body>
</html>
"""


def offline_page(
    session: Session,
    name: str,
    title: str,
    about: str = "",
    *,
    cursor: int = 0,
    grain: str = "operation",
    digits: int = DEFAULT_DIGITS,
    neurons: str = "follow",
    edges: str = "follow",
    item: int = 1,
    theme: str = "auto",
    reported: bool = False,
    notation: str = "notes",
    asked: Collection[str] | None = None,
    notes: Sequence[StepNote] = (),
) -> str:
    """The walk of a session as one self-contained HTML page; the same call gives the same text.

    It is 3.8 MB for the notes' example, most of it Plotly and the font of the formulas, compressed; for a
    network of 784-128-10 the numbers are 7 MB an update. It opens at the step `cursor` of the timeline by
    `grain`, with `digits` 2 to 6 or 0 for all, neurons and edges showing what is named (draw/step_view.py),
    of a batch its `item`, or the sum, 0, in this `notation`. Steps of all updates can be asked for, or of as
    many from that one on as are found in time (steps/walk_cost.py); `reported`, they are (scorm.js);
    `asked`: only those that compute one of these, as "S:2" or "F". `notes` are on single steps. Raises
    InputError for a look, theme, notation or step that there is not.
    """
    start = moment(session, cursor, grain, neurons, edges, item=item)
    view = _view(grain, _checked(digits, theme), neurons, edges, item) | ({"ask": True} if reported else {})
    return filled_page(
        title,
        what="walk",
        content=_content(session, name, about, view, start, notation_named(notation), asked, notes),
        entry="entries/offline_player.js",
        theme=theme,
        reporter=_reporter() if reported else "",
    )


def filled_page(
    title: str, *, what: str, content: str, entry: str, theme: str = "auto", reporter: str = ""
) -> str:
    """The page with its content, JSON for the script of that entry, which finds it by `what` it is."""
    return PAGE.format(
        theme=theme,
        policy=POLICY,
        made_by=made_by(),
        title=_text(title or made_by()),
        style=_style(),
        heading=f"<h1>{_text(title)}</h1>" if title else "",
        no_script=NO_SCRIPT,
        what=what,
        content=content,
        plotly=_packed("plotly", "package_data", "plotly.min.js"),
        font=_packed("ziamath", "fonts", "STIXTwoMath-Regular.ttf"),
        script=script(entry),
        reporter=reporter,
    )


def _style() -> str:
    return f"{_themes()}\n{stylesheet()}\n{read('css/pages/offline.css')}"


def _checked(digits: int, theme: str) -> int:
    one_of(digits, CHOICES, "the digits")
    one_of(theme, THEMES, "the theme")
    return digits


def _view(grain: str, digits: int, neurons: str, edges: str, item: int) -> dict[str, Any]:
    return {"grain": grain, "digits": digits, "neurons": neurons, "edges": edges, "item": item}


def _content(
    session: Session,
    name: str,
    about: str,
    view: dict[str, Any],
    start: Moment,
    notation: Notation,
    asked: Collection[str] | None,
    notes: Sequence[StepNote],
) -> str:
    """The walk, with what answers are compared with."""
    last, count = len(session.walked), most_asked(session)
    first = max(1, min(start.steps[start.cursor].update, last - count + 1))
    updates = range(first, first + count)
    walk = payload(session, name, about, practice=updates, notation=notation, notes=notes)
    if asked is not None:
        known = {key for keys in walk["practice"]["updates"].values() for key in keys}
        if strangers := [one for one in asked if one not in known]:
            raise InputError(f"what is asked must be computed in the walk; {strangers[0]!r:.60} is not")
        walk["practice"]["asks"] = sorted(asked)
    return safe_json({"walk": walk, "view": view, "cursor": start.cursor})


@cache
def made_by() -> str:
    """The program and its version, where it is installed."""
    try:
        return f"Backprop Simulator {version('backprop-simulator')}"
    except PackageNotFoundError:
        return "Backprop Simulator"


def _reporter() -> str:
    """What tells a learning system how the reader did, in braces, so that its names are its own."""
    return f"<script>{{\n{script('entries/scorm.js')}}}</script>\n"


@cache
def _packed(package: str, inside: str, name: str) -> str:
    """A file of an installed package, gzipped, in letters that are safe in HTML."""
    content = (folder(package, inside) / name).read_bytes()
    return base64.b64encode(gzip.compress(content, mtime=0)).decode("ascii")


def _text(words: str) -> str:
    """Any text as HTML; half of a surrogate pair, which no file can hold, becomes a question mark."""
    return escape(words.encode("utf-8", "replace").decode("utf-8"))


def safe_json(content: Any) -> str:
    """JSON in ASCII in which no HTML can begin or end."""
    return json.dumps(content, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def _themes() -> str:
    """The two themes; "auto" follows the reader's system."""
    light, dark = (_theme(name) for name in PAGES)
    return f""":root {{ {light} }}
@media (prefers-color-scheme: dark) {{ :root[data-theme="auto"] {{ {dark} }} }}
:root[data-theme="dark"] {{ {dark} }}"""


def _theme(name: str) -> str:
    colours = PAGES[name]
    return (
        f"color-scheme: {name}; --st-font: {FONTS}; --st-background-color: {colours['page']}; "
        f"--st-secondary-background-color: {colours['soft']}; --st-text-color: {colours['ink']}; "
        f"--st-primary-color: {colours['accent']};"
    )
