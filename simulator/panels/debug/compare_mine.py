"""Compare mine: numbers that somebody computed, beside those of the walk, and the likely mistake by name."""

from collections.abc import Iterator

import numpy as np
import streamlit as st

from ...core.checks.compare import Comparison, compare
from ...core.inputs import Array, InputError, parsed
from ...core.loss import LOSSES
from ...core.wording import GRADIENTS
from ...draw.lens import BAD, GOOD, WARN, Lens
from ...draw.lenses import compare_lens
from ...files.networks.pasted_numbers import Theirs, example_in, read_theirs
from ...files.networks.printed_arrays import DecimalAsked
from ...runs.aside.work_cost import compare_seconds
from ...steps.formulas.digits import CHOICES, FULL, raised
from ...steps.session import Session, Update
from ...steps.walks.step_places import place_of
from .. import page_state as state
from ..fields import checked_menus
from ..fields.upload_limit import MOST_SENT
from ..plain_tables import table, verdict
from ..player_digits import player_digits
from ..reader_notation import reader_notation, spelt
from ..work_aside import worked
from .chosen_update import chosen_update, lens_of, not_the_gradient, said, taken

HOW, PASTED, UPLOAD, WHOLE = "compare how", "compare text", "compare file", "compare whole set"
READ, GIVEN, FOUND = "compare read", "compare given", "compare found"
DECIMAL, READ_SO = "compare decimal", "compare read so"
MARKS = {"Between numbers": ".", "A decimal comma": ","}
LAYER, NEURON = "compare layer", "compare neuron"
WAYS = ("Paste", "File", "One neuron")
LETTERS = GRADIENTS | {"W": "new W", "b": "new b"}
OF_A_NEURON = (("n", "n"), ("a", "a"), ("S", "S"), ("db", "∂F/∂b"), ("b", "new b"))
OF_EDGES = tuple((name, LETTERS[name]) for name in ("dW", "W"))


def compare_mine(now: Session) -> Lens | None:
    """Ask for their numbers, and show where they part from ours, and why."""
    st.text(spelt("Your own n, a, S, ∂F/∂W, ∂F/∂b, or W and b after the update: any of them."))
    total = "Mean of the gradients" if LOSSES[now.loss].mean else "Gradients summed"
    whole = len(now.X) > 1 and st.checkbox(
        f"{total} over all {len(now.X)} pairs", key=state.keep(WHOLE, False)
    )
    update = chosen_update(now)
    state.keep(HOW, WAYS[0])
    how = checked_menus.segmented_control(
        "Their numbers", WAYS, key=HOW, label_visibility="collapsed", required=True
    )
    try:
        theirs = {"Paste": _pasted, "File": _file, "One neuron": _typed}[str(how)](update)
        theirs = _known(theirs, now)
        if not theirs:
            return None
        pair = (now.X, now.T) if whole else taken(now, update)
        seconds = compare_seconds(update.before, len(now.X) if whole else len(update.items))
        setting = (now.loss, float(update.alpha))
        found = worked(FOUND, "Comparing", seconds, compare, update.before, *pair, theirs, *setting)
    except InputError as reason:
        state.say(f"{reason}.")
        return None
    if found is None:
        return None
    where = f"All pairs, update {update.number}" if whole else said(update)
    _say(found, where)
    own = now.order != "as-you-go"
    if not own:
        st.text(f"{not_the_gradient()} Your numbers are compared with the true gradient.")
    if rows := [*_departing(found)]:
        table(["entry", "yours", "correct" if own and not whole else "true"], rows)
    if found.first is None or whole or not own:
        return lens_of(where, compare_lens(found, {}), update)
    name, l = found.first
    why = f"First difference from your numbers: {_letter(name)} of layer {l}."
    stops = {grain: {at: why} for grain, at in place_of(now, name, l, update.number).items()}
    return lens_of(where, compare_lens(found, stops), update)


def _letter(name: str) -> str:
    """What a quantity is called in the reader's notation."""
    return spelt(LETTERS.get(name, name))


def _known(theirs: Theirs, now: Session) -> Theirs:
    """What can be compared: of an update rule no new W and b."""
    if now.rule is None or not theirs.keys() & {"W", "b"}:
        return theirs
    st.text(
        "Your new W and b are left out: they are compared with plain descent alone, and the update rule "
        f"here is {now.rule.row.title}."
    )
    return Theirs({name: arrays for name, arrays in theirs.items() if name not in ("W", "b")})


def _say(found: Comparison, where: str) -> None:
    if found.turned:
        matrices = " and ".join(f"{_letter(name)} of layer {l}" for name, l in found.turned)
        other = "H × L" if reader_notation().turned else "L × H"
        st.text(f"Given as {other}: {matrices}. The transpose fits, and is what is compared.")
    if found.first is None:
        verdict(f"{where}. Every number you gave is right.", GOOD)
        return
    name, l = found.first
    verdict(f"{where}. First difference: {_letter(name)} of layer {l}.", BAD)
    for mistake, sentence in found.sentences.items():
        verdict(spelt(f"It looks as if {found.looks[mistake]}: {sentence}"), WARN)
    if not found.mistakes:
        st.text("No single known mistake explains all of your numbers.")
    elif len(found.mistakes) > 1:
        st.text("Your numbers fit each of these.")
    if found.skipped:
        untried = ", ".join(spelt(found.looks[mistake]) for mistake in found.skipped)
        st.text(f"For so many numbers it was not tried in every way whether {untried}.")


def _departing(found: Comparison) -> Iterator[list[str]]:
    """Every entry that departs, in the order of the walk."""
    for (name, l), departs in found.entries.items():
        for place in np.argwhere(departs):
            at = tuple(place)
            turned = len(place) == len("HL") and reader_notation().turned
            index = ",".join(str(i + 1) for i in (place[::-1] if turned else place))
            yield [
                f"{_letter(name)} {l},{index}",
                *_apart(float(found.given[name, l][at]), float(found.truth[name, l][at])),
            ]


def _apart(yours: float, right: float) -> tuple[str, str]:
    """Two numbers that differ, with the player's digits, or as many more as show that they do."""
    asked = player_digits()
    texts = ("", "")
    for digits in (*(more for more in CHOICES if asked and more >= asked), FULL):
        texts = raised(yours, digits), raised(right, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _pasted(update: Update) -> Theirs:
    text = st.text_area(
        "One quantity a line, or JSON",
        key=state.keep(PASTED, ""),
        height=170,
        placeholder=example_in(reader_notation()),
    )
    return _read(text.encode("utf-8", "surrogatepass"), "pasted text") if text.strip() else Theirs()


def _file(update: Update) -> Theirs:
    sent = st.file_uploader("JSON, NPZ or CSV", key=UPLOAD, max_upload_size=MOST_SENT)
    return _read(sent.getvalue(), sent.name) if sent is not None else Theirs()


def _read(data: bytes, name: str) -> Theirs:
    """Read once, not each time the page is drawn; where a comma can be read both ways, it is asked."""
    turned = reader_notation().turned
    found = state.once(READ, _read_or_asked, data, name, turned)
    if isinstance(found, str):
        st.text(f"{found[:1].upper()}{found[1:]}.")
        state.keep(DECIMAL, None)
        mark = checked_menus.segmented_control("The comma in your numbers", [*MARKS], key=DECIMAL)
        if mark is None:
            return Theirs()
        found = state.once(READ_SO, _read_so, data, name, MARKS[str(mark)], turned)
    theirs: Theirs = found
    for remark in theirs.remarks:
        st.text(remark)
    return theirs


def _read_or_asked(data: bytes, name: str, turned: bool) -> Theirs | str:
    """Their numbers, matrices as H × L; or what is to be asked."""
    try:
        return read_theirs(data, name).upright(turned)
    except DecimalAsked as reason:
        return str(reason)


def _read_so(data: bytes, name: str, decimal: str, turned: bool) -> Theirs:
    return read_theirs(data, name, decimal=decimal).upright(turned)


def _typed(update: Update) -> Theirs:
    """The numbers of one neuron, all others not given."""
    net = update.before
    state.keep(LAYER, net.depth)
    state.show(LAYER, min(state.read(LAYER), net.depth))
    l = int(checked_menus.number_input("Layer", 2, net.depth, key=LAYER))
    width = net.widths[l - 1]
    state.keep(NEURON, 1)
    state.show(NEURON, min(state.read(NEURON), width))
    c = int(checked_menus.number_input("Neuron", 1, width, key=NEURON))
    places = [*st.columns(3), *st.columns(2)]
    typed = [
        (name, place.text_input(f"{spelt(label)} of {l},{c}", key=state.keep(f"their {name} {l} {c}", "")))
        for place, (name, label) in zip(places, OF_A_NEURON, strict=True)
    ]
    for name, label in OF_EDGES:
        key = state.keep(f"their {name} {l} {c}", "")
        line = "row" if reader_notation().turned else "column"
        text = st.text_input(f"{spelt(label)}, {line} {c} of layer {l}", key=key, placeholder="0.1, −0.2, …")
        typed.append((name, text))
    given: Theirs = state.once(GIVEN, _numbers_of, net.W[l].shape, l, c, tuple(typed))
    return given


def _numbers_of(shape: tuple[int, int], l: int, c: int, typed: tuple[tuple[str, str], ...]) -> Theirs:
    """What was typed for one neuron, by name, as arrays in which nothing else is given."""
    labels, theirs = dict((*OF_A_NEURON, *OF_EDGES)), Theirs()
    for name, text in typed:
        if not text.strip():
            continue
        if name in dict(OF_EDGES):
            values = _column(text, shape, c, f"{spelt(labels[name])} into neuron {c} of layer {l}")
        else:
            values = _not_given(shape[1:])
            values[c - 1] = parsed(text, f"{spelt(labels[name])} of neuron {c} of layer {l}")
        theirs.setdefault(name, {})[l] = values
    return theirs


def _column(text: str, shape: tuple[int, ...], c: int, place: str) -> Array:
    parts = _parts(text, shape[0])
    if len(parts) != shape[0]:
        raise InputError(
            f"{place} must be {shape[0]} numbers, one for each neuron on the left; got {len(parts)}"
        )
    values = _not_given(shape)
    for r, part in enumerate(parts):
        values[r, c - 1] = parsed(part, f"{place}, number {r + 1},")
    return values


def _parts(text: str, count: int) -> list[str]:
    """The numbers of a list: commas part them, but where semicolons or blanks already give so many."""
    for parts in (text.split(";"), text.split()):
        if len(parts) == count and not any(part.rstrip().endswith(",") for part in parts):
            return parts
    return text.replace(",", " ").split()


def _not_given(shape: tuple[int, ...]) -> Array:
    """An array of which no entry is given yet."""
    return np.ma.masked_array(np.zeros(shape), mask=True)
