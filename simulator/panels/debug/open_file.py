"""A network from a file or from pasted text, and the present one as a file."""

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Activation
from ...core.inputs import Array, InputError
from ...core.loss import LOSSES
from ...draw.lens import Lens
from ...files.handouts.markdown import literal
from ...files.networks.load_save import bytes_of, model_json, read_model
from ...files.networks.model import LIMITS, MOST_BYTES, ActivationsMissing, Model
from ...files.networks.npz_format import write as npz
from ...files.recordings.reader import is_recording, read_recording
from ...files.sessions.archive.session_file import SUFFIX, Saved, read_session
from ...files.untrusted.quoting import quoted
from ...files.untrusted.titles import file_name
from ...steps.notes_of_file import StepNote
from ...steps.session import MOST_PAIRS, Session, check_size
from .. import page_state as state
from ..fields import checked_menus
from ..fields.activation_menu import activation_menu
from ..fields.upload_limit import MOST_SENT
from ..whole_page import open_saved
from .recorded_loop import show_recording

UPLOAD, PASTED, ORIENTATION = "network file", "network text", "network orientation"
RECORDING, MODEL, SESSION = "recording read", "model read", "session read"
STARTED = "started with"  # the file named on the command line, as its name and bytes
ORIENTATIONS = {
    "H x L": "inputs × outputs: W as it is here",
    "L x H": "outputs × inputs: Wᵀ, as PyTorch has it",
}


def open_file(now: Session) -> Lens | None:
    """Choose a file, or paste JSON, and open it; download the network that is shown."""
    st.text(f"A network of your own: JSON, NPZ, safetensors or ONNX, {LIMITS}.")
    if state.read(STARTED):
        name, data = state.read(STARTED)
        st.text(f"Named at the start: {name}")
        _offer(name, data, "started")
    _upload()
    _paste()
    with st.expander("Save the network shown"):
        said = state.desk().scene.caption
        name = file_name(said.title)
        whole = state.once("saved JSON", _as_json, now, said.title, said.about, state.desk().scene.notes_now)
        st.download_button("JSON, with pairs, error and α", whole, f"{name}.json", "application/json")
        arrays = state.once("saved NPZ", npz, now.network)
        st.download_button("NPZ, for NumPy", arrays, f"{name}.npz", "application/octet-stream")
    return None


def _as_json(now: Session, title: str, about: str, notes: tuple[StepNote, ...]) -> bytes:
    return model_json(
        now.network,
        loss=now.loss,
        learning_rate=now.learning_rate,
        X=now.X,
        T=now.T,
        title=title,
        about=about,
        notes=notes,
    )


def _upload() -> None:
    # Of any size and ending: what cannot be read is refused below, in a sentence that says why.
    sent = st.file_uploader(f"A file, at most {MOST_BYTES >> 20} MB", key=UPLOAD, max_upload_size=MOST_SENT)
    if sent is not None:
        _offer(sent.name, sent.getvalue(), "sent")


def _paste() -> None:
    with st.expander("Paste JSON"):
        text = st.text_area("A network as JSON", key=state.keep(PASTED, ""), height=140)
        if text.strip():
            _offer("pasted.json", text.encode("utf-8", "surrogatepass"), "pasted")


def _offer(name: str, data: bytes, how: str) -> None:
    """Read it, ask for what it does not say, offer to open it; `how` it came: the same may come twice."""
    digest = hashlib.sha256(data).hexdigest()[:12]
    try:
        if name.lower().endswith(SUFFIX):
            saved = state.once(f"{SESSION} {how}", read_session, data)
            st.text("A session file: the walk with its undo and redo, and the training if there was any.")
            st.button(
                "Open the session", type="primary", on_click=lambda: _open(saved), key=f"open {how} {digest}"
            )
            return
        if is_recording(data):
            show_recording(state.once(RECORDING, read_recording, data), name, f"{how} {digest}")
            return
        model = _asked(name, data, how, digest)
    except InputError as reason:
        state.say(f"{reason}.")
        return
    st.text(_shapes(model))
    for remark in model.remarks:
        st.text(remark)
    widths = "-".join(map(str, model.network.widths))
    st.button(
        f"Open {widths}", type="primary", on_click=lambda: put_model(model, name, data), key=f"open {how}"
    )


def _asked(name: str, data: bytes, how: str, digest: str) -> Model:
    """The model, with what its file does not say as it is chosen here; raises InputError while it is not."""
    kinds = None
    try:
        model = _read(how, data, name)
    except ActivationsMissing as missing:
        st.text("The file does not say which activations its layers have.")
        kinds = [_kind(l, missing.layers + 1, how) for l in range(2, missing.layers + 2)]
        model = _read(how, data, name, tuple(kinds))
    if model.undecided:
        st.text(f"{', '.join(model.undecided)}: square, so shapes do not say which way round.")
        key = state.keep(f"{ORIENTATION} {how}", next(iter(ORIENTATIONS)))
        way = checked_menus.radio("Stored as", ORIENTATIONS, format_func=ORIENTATIONS.__getitem__, key=key)
        model = _read(how, data, name, None if kinds is None else tuple(kinds), way)
    if model.orders:
        chosen = _order(model.orders, f"{how} {digest}")
        model = _read(how, data, name, None if kinds is None else tuple(kinds), None, chosen)
    return model


def _read(how: str, *given: Any) -> Model:
    """Read once, not each time the page is drawn; what was refused is refused again."""
    model: Model = state.once(f"{MODEL} {how} {len(given)}", read_model, *given)
    return model


def _open(saved: Saved) -> None:
    try:
        open_saved(saved)
    except InputError as reason:
        state.refuse(str(reason))


def _order(orders: tuple[tuple[str, ...], ...], how: str) -> tuple[str, ...]:
    """The order that is chosen; raises InputError until one is."""
    said = {place: literal(" → ".join(quoted(name) for name in order)) for place, order in enumerate(orders)}
    place = checked_menus.radio(
        "Order of the layers, from the input: names do not say it, and shapes allow",
        [*said],
        index=None,
        key=state.keep(f"layer order {how}", None),
        format_func=said.__getitem__,
    )
    if place is None:
        raise InputError("Choose the order of the layers; nothing is guessed before")
    return orders[place]


def _kind(l: int, K: int, how: str) -> str:
    key = f"file activation {how} {'last' if l == K else l}"
    state.keep(key, "identity" if l == K else "tanh")
    return activation_menu(f"Activation of layer {l}", key)


def put_model(model: Model, name: str, data: bytes) -> None:
    """On the desk, as a scene of its own."""
    key = f"file {hashlib.sha256(data).hexdigest()[:12]}"
    state.open_scene(
        key,
        model.title.strip() or name,
        _about(model, name),
        lambda: session_of(model),
        model.remarks,
        model.notes,
    )


def open_at_start(path: str) -> None:
    """The file named on the command line: in the stepper, or in the tool that asks what it leaves open."""
    name = Path(path).name
    model = None
    try:
        data = bytes_of(path)
        if name.lower().endswith(SUFFIX):
            open_saved(read_session(data))
            return
        if not is_recording(data):
            model = read_model(data, name)
    except ActivationsMissing:
        pass
    except InputError as reason:
        state.refuse(str(reason))
        return
    if model is not None and not model.undecided and not model.orders:
        put_model(model, name, data)
        return
    state.show(STARTED, (name, data))
    state.show(state.MODE, state.DEBUG)
    state.show(state.TOOL, "Open a file")


def _about(model: Model, name: str) -> str:
    pairs = "" if model.X is not None else f" It holds no pairs: {_filled_in(model)} until you type others."
    more = (
        f" {len(model.X) - MOST_PAIRS} more pairs are left out."
        if model.X is not None and len(model.X) > MOST_PAIRS
        else ""
    )
    told = [model.about.strip()] if model.about.strip() else []
    return " ".join([*told, f"{name}.{pairs}{more}", _shapes(model), *model.remarks])


def _filled_in(model: Model) -> str:
    """What x and t are where the file holds none."""
    _, T = _pairs(model, _loss_of(model))
    ones = np.flatnonzero(T[0]) + 1
    return f"x is 0, t{ones[0]} is 1 and every other t is 0" if ones.size else "x and t are 0"


def _shapes(model: Model) -> str:
    """Which way round every W is shown."""
    shapes = ", ".join(f"W{l} {H} × {L}" for l, (H, L) in enumerate(pairwise(model.network.widths), start=2))
    return f"{shapes}: inputs × outputs, H × L."


def session_of(model: Model) -> Session:
    """A session with the model's network; what the file does not say is as a new session has it."""
    net = model.network
    check_size(net.widths)
    loss = _loss_of(model)
    X, T = _pairs(model, loss)
    return Session(net, X, T, loss, model.learning_rate or 0.1)


def _loss_of(model: Model) -> str:
    return model.loss or _usual_loss(ACTIVATIONS[model.network.layers[-1].activation])


def _usual_loss(output: Activation) -> str:
    """After shares of a whole the loss that has a form of its own there; the first of the table otherwise."""
    fused = [name for name, loss in LOSSES.items() if output.name in loss.fused]
    return fused[0] if output.shares is not None and fused else next(iter(LOSSES))


def _pairs(model: Model, loss: str) -> tuple[Array, Array]:
    if model.X is not None and model.T is not None:
        return model.X[:MOST_PAIRS], model.T[:MOST_PAIRS]
    widths = model.network.widths
    T = np.zeros((1, widths[-1]))
    if LOSSES[loss].outputs is not None:
        T[0, 0] = 1.0  # some class must be the right one
    return np.zeros((1, widths[0])), T
