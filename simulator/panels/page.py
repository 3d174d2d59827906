"""The page: a bar to choose from, the player below it, and a side panel for changes."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ..core.activation import ACTIVATIONS
from ..core.inputs import InputError
from ..core.loss import LOSSES, offered_after
from ..core.training.rule_state import RuleState
from ..core.training.update_rule import UpdateRule
from ..core.wording import counted_as
from ..files.gallery import example
from ..files.sessions.links.lesson_link import read_lesson_link
from ..files.sessions.links.link import read_link
from ..files.sessions.links.training_link import read_train_link
from ..player.components.player_component import player, serial_of
from ..player.payload.later_answers import later_answers
from ..player.payload.payload import sent
from ..steps.formulas.notation import Notation
from ..steps.notes_of_file import StepNote
from ..steps.session import MOST_ITEMS, MOST_UPDATES, ORDERS, Session
from ..steps.undo import Desk, Scene
from . import page_state as state
from .debug.chosen_update import look_at_update, looked
from .debug.debug_page import SLICE, Beside, debug_tools, open_tool, slice_beside
from .debug.open_file import open_at_start
from .debug.where_from import pick
from .early_imports import import_early
from .fields import checked_menus
from .fields.number_field import number_field
from .fields.rule_menu import rule_menu
from .kept_in_browser import keeper
from .lessons_page import LINK as LESSON
from .lessons_page import lesson_bar, lessons_page, open_lesson
from .reader_notation import about, choose_notation, reader_notation, spelt, title_of
from .train.link_box import LINK as TRAINING
from .train.link_box import open_training
from .train.train_page import train_page
from .visited_places import choose_mode, visited
from .walk.better_loss import offer_better_loss
from .walk.dragging import dragging
from .walk.edit_panel import edit
from .walk.gallery_menu import gallery
from .walk.new_network import build, scheme_and_seed
from .walk.player_requests import (
    Change,
    ItemAlone,
    Looked,
    NeuronAdded,
    NeuronPicked,
    NeuronTaken,
    NotationChosen,
    StartHere,
    ToolWanted,
    UpdateLooked,
    left_out,
    practised_update,
    read_request,
)
from .walk.share import Making, answer, offered
from .walk.textbook import textbook
from .walk.whatif import what_if
from .whole_page import open_screen, opening
from .work_aside import PULSE

ORDER_NAMES = {
    "gradients-first": "gradients first, then update",
    "as-you-go": "update as you go: each layer at once, before going on (a common mistake)",
}
BATCH_HELP = (
    "How many training pairs an update takes at once: its matrices have a column for each of them. "
    "With 1 it takes one pair, in vectors. Edit adds pairs."
)
WALK, SENT, ANSWERED, GIVEN = "walk", "sent", "answered", "given"
MAKING, TOLD = "making", "told"  # a file that is made aside, and what was said of it
LINK = "s"  # the query parameter of a link to a screen
STYLE = Path(__file__).with_name("page.css")

import_early()
# What has been imported by now lives as long as the server: looked through by the collector again and again,
# it costs now and then 40 ms of a change.
gc.freeze()


def page(arguments: Sequence[str] = ()) -> None:
    """Draw the whole page from the desk; `arguments`: at most one file to open with it."""
    st.html(STYLE)
    fresh = state.first_run()
    if fresh:
        _first(arguments)
    if st.context.is_embedded:
        _messages()
        _player(tools=None)
        return
    place = st.container(key="keeping")
    _mode(place)
    with place:  # filled last: a run may end while the page is drawn
        keeper(fresh=fresh)


@dataclass(frozen=True, slots=True)
class Mode:
    """What a page draws; one of the session has its bar and its side panel besides."""

    draw: Callable[[], None]
    of_session: bool = True
    bar: Callable[[], None] | None = None  # what else stands in the bar


def _mode(place: DeltaGenerator) -> None:
    mode = MODES[_bar(state.desk())]
    with place:  # before what takes long to draw: Back from there must find its entry
        visited()
    _messages(offer_better_loss if mode.of_session else None)
    mode.draw()  # first: what was changed is seen before the side panel has followed
    if mode.of_session:
        with st.sidebar:
            edit()
            what_if()
            st.button(spelt(SLICE), on_click=open_tool, args=(SLICE, 0, 0, ""))
            build()
            textbook()


def _messages(more: Callable[[], None] | None = None) -> None:
    with st.container(key="messages"):  # always there, or a message would remount the player below it
        state.say_refusal()
        if more:
            state.say_remarks()
            more()


def _first(arguments: Sequence[str]) -> None:
    """What the page opens with: the screen of its link, or the file named on the command line."""
    try:
        if (link := state.asked(LINK)) is not None:
            open_screen(read_link(link), link)
        elif (link := state.asked(TRAINING)) is not None:
            open_training(read_train_link(link))
        elif (link := state.asked(LESSON)) is not None:
            open_lesson(read_lesson_link(link))
        elif arguments:
            open_at_start(arguments[0])
    except InputError as reason:
        state.refuse(str(reason))


def _player(tools: str | None = "closed", draw: Callable[[], Beside] = Beside) -> None:
    """The player; `tools` as in `player`, and `draw` draws those that are open."""
    with st.container(key="stepper"):  # the same place in every mode, or the player would be mounted anew
        place = st.container(key="player")
        beside = draw()
    with place:
        desk = state.desk()
        scene = desk.scene
        look = beside.look
        if look is None and desk.held is not None:  # its numbers follow the player's digits too
            look = looked(scene.session, of_one_update=False)
        player(
            _walk(scene),
            key=WALK,
            belongs=state.walk_shown(),
            on_edit=_edited,
            answered=state.dealt(ANSWERED),
            lens=beside.lens.json() if beside.lens else None,
            tools="picking" if beside.picking else tools,
            looked=None if look is None else dict(look),
            opening=opening(scene.session),
            given=state.taken(GIVEN),
            offered=offered(),
        )
        if (making := state.read(MAKING)) is not None:
            st.fragment(_follow, run_every=PULSE)(making)
    dragging(_take, _after_typing, _compared)


def _step() -> None:
    if state.read(state.SLICED):
        _player("open", slice_beside)
    else:
        _player()


def _walk(scene: Scene) -> str:
    """The walk shown, as the player takes it."""
    now = scene.session
    given = (now, scene.name, about(scene), reader_notation(), scene.notes_now)
    found: str = state.once(SENT, _sent, *given)
    return found


def _after_typing() -> dict[str, Any]:
    """What the player is told before the rest of the page is drawn anew."""
    walk = _walk(state.desk().scene)
    return {"walk": walk, "serial": serial_of(walk), "belongs": state.walk_shown()}


def _compared(asked: dict[str, Any]) -> dict[str, Any]:
    """What answers to an update are compared with, for a player that shows this very walk.

    It is asked for anew with each walk: where there is no such update, another walk is on its way.
    """
    scene = state.desk().scene
    try:
        update = practised_update(asked, scene.session)
    except InputError:
        return {"compared": None}
    walk = _walk(scene)
    compared = later_answers(scene.session, walk, update, reader_notation())
    return {"serial": serial_of(walk), "compared": compared}


def _sent(
    now: Session,
    name: str,
    said: str,
    notation: Notation,
    notes: tuple[StepNote, ...],
) -> str:
    return sent(now, name, said, notation=notation, notes=notes)


def _follow(making: Making) -> None:
    """Look at the file that is made aside; the dialog is told where it stands otherwise than before."""
    given = making.given
    if given != state.read(TOLD):
        _tell(making if "making" in given else None, given)
        st.rerun()


def _tell(making: Making | None, given: dict[str, Any]) -> None:
    for key, value in ((MAKING, making), (TOLD, given), (GIVEN, given)):
        state.show(key, value)


def _bar(desk: Desk) -> str:
    """The bar; which of the page's modes is to be shown."""
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        st.title("Backprop Simulator", anchor=False, width="content")
        mode = choose_mode(MODES, state.STEP)
        if MODES[mode].of_session:
            _bar_of_session(desk)
        if bar := MODES[mode].bar:
            bar()
    return mode


def _bar_of_session(desk: Desk) -> None:
    now = desk.scene.session
    gallery(title_of(desk.scene), _choose)
    updates = counted_as(now.updates, "update")
    rule = f" · {now.rule.row.title}" if now.rule else ""
    batch = f" · batches of {now.at_once}" if now.at_once > 1 else ""
    alpha = spelt("α")
    label = f"{LOSSES[now.loss].title} · {alpha} = {now.learning_rate:g}{rule} · {updates}{batch}"
    with st.popover(label, icon=":material/tune:", width="content"):
        with st.container(horizontal=True, key="changes"):  # seen on a phone, whose bar has no room for them
            _changes(desk, "menu", ("Undo a change", "Redo a change", "Reset all"))
        _settings(now)
    _changes(desk, "bar", ("Undo", "Redo", "Reset"))


def _changes(desk: Desk, place: str, names: Sequence[str]) -> None:
    """What goes over the changes made: in the bar as signs alone, whose names are heard, see page.css."""
    for name, icon, act, dead in zip(
        names,
        ("undo", "redo", "restart_alt"),
        (Desk.undo, Desk.redo, Desk.reset),
        (not desk.past, not desk.future, desk.scene.session is desk.scene.origin),
        strict=True,
    ):
        st.button(
            name,
            icon=f":material/{icon}:",
            key=f"{place} {name}",
            on_click=state.change,
            args=(act,),
            disabled=dead,
        )


def _choose(name: str) -> None:
    if state.desk().scene.session is not example(name).session:  # else it is chosen already
        state.change(lambda desk: desk.put(state.scene_of(name)))


def _settings(now: Session) -> None:
    def field(draw: Callable[..., Any], label: str, name: str, **options: Any) -> None:
        key = state.bound(name, getattr(now, name))

        def changed() -> None:
            state.change_session(lambda s: _with_setting(s, name, state.read(key)), own=True, place=name)

        draw(label, key=key, on_change=state.while_bound(key, changed), **options)
        state.say_refusal(name)  # here, where the open box hides the top of the page

    offered = offered_after(ACTIVATIONS[now.network.layers[-1].activation])
    field(
        checked_menus.selectbox,
        "Error",
        "loss",
        options=[name for name in LOSSES if name in (*offered, now.loss)],
        format_func=lambda name: LOSSES[name].called,
    )
    _learning_rate(now)
    _update_rule(now)
    field(st.number_input, "Number of updates", "updates", step=1)
    field(st.number_input, "Batch size", "batch_size", step=1, help=BATCH_HELP)
    field(
        checked_menus.radio, "Order of updates", "order", options=ORDERS, format_func=ORDER_NAMES.__getitem__
    )


def _update_rule(now: Session) -> None:
    """The menu of update rules, and what the chosen one begins with."""

    def choose(rule: UpdateRule | None) -> None:
        def changed(s: Session) -> Session:
            kept = s.state if rule is not None and rule.goes_on_from(s.rule) else None
            return replace(s, rule=rule, state=kept)

        state.change_session(changed, own=True, place="step update rule")

    rule_menu("step", now.rule, choose)
    if now.rule is not None and (begins := _begins(now.rule, now.state)):
        st.text(begins)
    if now.state is not None:
        st.button("Begin at 0", on_click=lambda: state.change_session(lambda s: replace(s, state=None)))


def _begins(rule: UpdateRule, kept: RuleState | None) -> str:
    """What the rule keeps, and with what it begins."""
    letters = [row.letter for row in rule.active if row.letter]
    if not letters:
        return ""
    many = len(letters) > 1
    named = f"{', '.join(letters[:-1])} and {letters[-1]}" if many else letters[0]
    if kept is None:
        return f"{named} {'begin' if many else 'begins'} at 0."
    made = counted_as(kept.updates, "update")
    return f"{named} {'begin' if many else 'begins'} with what {made} left in {'them' if many else 'it'}."


def _learning_rate(now: Session) -> None:
    name = "learning_rate"
    key = state.bound(name, now.learning_rate)

    def changed(number: float) -> None:
        if state.is_bound(key):
            state.change_session(lambda s: _with_setting(s, name, number), own=True, place=name)

    number_field(
        spelt("Learning rate α"),
        key=key,
        name=spelt("α of the walk"),
        least=0.0,
        above=True,
        on_change=changed,
    )
    state.say_refusal(name)


def _with_setting(now: Session, name: str, value: Any) -> Session:
    """The session with another setting; raises InputError for more updates than the page walks through."""
    if name == "updates" and not 1 <= value <= MOST_UPDATES:
        raise InputError(f"the number of updates must be 1 to {MOST_UPDATES}; got {value}")
    if name == "batch_size" and not 1 <= value <= MOST_ITEMS:
        raise InputError(f"the batch size must be 1 to {MOST_ITEMS}; got {value}")
    return replace(now, **{name: value})


# ---- what the player asks for
def _edited() -> None:
    """Something was asked for in the player: a number typed there, "start from here", a link."""
    asked = state.read(WALK).edit
    if isinstance(asked, dict):
        _take(asked)


def _take(asked: dict[str, Any]) -> None:
    state.deal_once(ANSWERED, asked.get("at"), partial(_deal_with, asked))


def _deal_with(asked: dict[str, Any]) -> None:
    if asked.get("what") in SHARED:
        _share(asked)
        return
    try:
        request = read_request(asked)
    except InputError as reason:
        state.refuse(str(reason), "Not changed")
        return
    if late := left_out(request, asked.get("walk"), state.walk_shown()):
        if not isinstance(request, Looked):  # nobody waits for those; clock.js tells an update again
            state.refuse(late, "Not changed")
        return
    ANSWERS[type(request)](request)


def _share(asked: dict[str, Any]) -> None:
    """A visitor has one file made at a time; another one, or "stop", ends the one before."""
    before: Making | None = state.read(MAKING)
    if before is not None:
        before.aside.stop()
    if asked.get("what") == "stop":
        _tell(None, {"at": asked.get("at"), "refused": "Stopped."})
        return
    found = answer(state.desk(), asked, state.walk_shown())
    if isinstance(found, Making):
        _tell(found, found.given)
    else:
        _tell(None, found)


def _change(request: Change) -> None:
    state.change_session(request.session, own=not isinstance(request, StartHere | NeuronTaken | ItemAlone))


def _add_neuron(request: NeuronAdded) -> None:
    state.change_session(lambda s: request.session(s, *scheme_and_seed()))


def _looked(request: UpdateLooked) -> None:
    try:
        look_at_update(request.update, request.digits, request.item)
    except InputError as reason:
        state.refuse(str(reason), "Not shown")


def _read_in(request: NotationChosen) -> None:
    try:
        choose_notation(request.name)
    except InputError as reason:
        state.refuse(str(reason), "Not changed")


ANSWERS: dict[type, Callable[[Any], object]] = {
    **dict.fromkeys(get_args(Change), _change),
    NeuronAdded: _add_neuron,
    NeuronPicked: lambda request: pick(request.l, request.c),
    UpdateLooked: _looked,
    NotationChosen: _read_in,
    ToolWanted: lambda request: open_tool(request.tool, request.l, request.c, request.way),
}
SHARED = ("link", "save", "stop")  # answered in the player's own dialog, refusals too

# A page is one file and one line here.
MODES = {
    state.STEP: Mode(_step),
    state.TRAIN: Mode(train_page, of_session=False),
    state.DEBUG: Mode(lambda: _player("open", debug_tools)),
    state.LESSONS: Mode(lessons_page, of_session=False, bar=lesson_bar),
}
