"""Every file and link says its version: older ones open as they did, newer ones are refused by name."""

import io
import json
import struct
import zipfile

import numpy as np
import pytest

from simulator import InputError, Network, load_network, save_network
from simulator.files.networks.load_save import model_json, read_model
from simulator.files.recordings.reader import read_recording
from simulator.files.sessions.archive.sealed_zip import SEAL, seal_of
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.links.link_packing import packed, unpacked
from simulator.files.sessions.links.training_link import TrainScreen, read_train_link, train_link_text
from simulator.files.sessions.screen import Screen, View
from simulator.files.untrusted.json_fields import NEWEST
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene

from .test_recording import ABOUT, told
from .version_1 import JSON, NPZ, SAFETENSORS, SESSION, kept

NET = Network.from_arrays([[[0.5], [-0.25]]], [[0.125]], ["sigmoid"], frozen=["b2"])
WALK = Session(NET, [[1.0, 0.0], [0.0, 1.0]], [[1.0], [0.0]], "hse", 0.1, 3, "as-you-go")
DESK = Desk(Scene("own", "Own", "About.", WALK, WALK))
TRAIN = TrainScreen(
    *("xor", 0, 0, False, (2,), "tanh", "sigmoid", "tse", "glorot", 1, 0.5, 10, 1, "turn", "as-you-go")
)


def bits(net):
    return [array.tobytes() for layer in net.layers for array in (layer.W, layer.b)]


def same(net):
    return (bits(net), net.activation, net.frozen) == (bits(NET), NET.activation, NET.frozen)


@pytest.mark.parametrize(("text", "format"), [(JSON, "json"), (NPZ, "npz"), (SAFETENSORS, "safetensors")])
def test_a_network_of_version_1_opens_to_what_it_did(text, format):
    assert same(load_network(kept(text), format=format))


def test_what_a_network_of_version_1_holds_beside_it_is_read():
    found = read_model(kept(JSON), "a.json")
    assert (found.loss, found.learning_rate, found.remarks) == ("hse", 0.1, ())
    assert found.X.tolist() == [[1, 0], [0, 1]] and found.T.tolist() == [[1], [0]]


def test_a_session_file_of_version_1_opens_to_what_it_did():
    """Its plans call the order of updates their rule."""
    found = read_session(kept(SESSION))
    session = found.desk.scene.session
    assert same(session.network) and (found.mode, found.view) == ("Train", View(2, digits=4))
    rest = session.loss, session.learning_rate, session.updates, session.order
    assert rest == ("hse", 0.1, 3, "as-you-go")
    (run,) = found.training.runs
    assert run.plan == run.segments[0].plan and run.plan.update_order == "as-you-go"
    assert (run.plan.loss, run.plan.order, run.plan.seed, run.plan.batch_size) == ("hse", "turn", 3, 2)
    last = run.segments[0].opened(run.start, found.training.data).network
    assert last.W[2].tolist() == [[0.43598804945921155], [-0.2619788135809226]]


def test_a_recording_of_version_1_is_read():
    assert ABOUT["version"] == 1 and read_recording(told(ABOUT)).updates == 2
    assert read_recording(told(ABOUT | {"version": 2})).updates == 2


# ---- what is written now, and the same said to be of the version after it
def manifest_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("manifest.json"))


def newer_session():
    data = write_session(Saved(DESK))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"]) | {"version": NEWEST + 1}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (members | {"manifest.json": json.dumps(manifest).encode()}).items():
            archive.writestr(name, content)
        archive.comment = b"0" * SEAL
    body = out.getvalue()[:-SEAL]
    return body + seal_of(body)


def newer_npz():
    out = io.BytesIO()
    arrays = {"W2": NET.W[2], "b2": NET.b[2], "activations": np.array(["sigmoid"])}
    np.savez(out, format=np.array([f"backprop-simulator {NEWEST + 1}"]), **arrays)
    return out.getvalue()


def newer_safetensors(tmp_path):
    save_network(NET, tmp_path / "a.safetensors")
    data = (tmp_path / "a.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header["__metadata__"]["backprop-simulator"] = str(NEWEST + 1)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data[8 + length :]


def newer_json():
    return json.dumps(json.loads(model_json(NET)) | {"version": NEWEST + 1}).encode()


NEWER = {
    "the link": lambda tmp_path: read_link(f"{NEWEST + 1}.eJw"),
    "the link to training": lambda tmp_path: read_train_link(f"{NEWEST + 1}.eJw"),
    "the session file": lambda tmp_path: read_session(newer_session()),
    "the recording": lambda tmp_path: read_recording(told(ABOUT | {"version": NEWEST + 1})),
    "the file (JSON)": lambda tmp_path: load_network(newer_json()),
    "the file (NPZ)": lambda tmp_path: load_network(newer_npz()),
    "the file (safetensors)": lambda tmp_path: load_network(newer_safetensors(tmp_path)),
}


@pytest.mark.parametrize("what", NEWER)
def test_one_of_a_newer_version_is_refused_by_name(tmp_path, what):
    said = what.split(" (")[0].removesuffix(" to training")
    with pytest.raises(InputError) as refused:
        NEWER[what](tmp_path)
    assert str(refused.value) == f"{said} was made by version 3 of the format; this program reads up to 2"


def test_what_is_written_says_its_version(tmp_path):
    for name in ("a.npz", "a.safetensors", "a.json"):
        save_network(NET, tmp_path / name)
        assert same(load_network(tmp_path / name))
    assert json.loads((tmp_path / "a.json").read_bytes())["version"] == NEWEST
    assert np.load(tmp_path / "a.npz")["format"].tolist() == [f"backprop-simulator {NEWEST}"]
    assert b'"backprop-simulator":"2"' in (tmp_path / "a.safetensors").read_bytes()
    assert manifest_of(write_session(Saved(DESK)))["version"] == NEWEST
    for text in (link_text(Screen(WALK)), train_link_text(TRAIN)):
        assert text.startswith(f"{NEWEST}.") and unpacked(text)[0] == NEWEST


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("speech", "must have no key but those known; got 'speech'"),
        ("practice", "must have no key but those known; got 'practice'"),
        ("notation", "the view's notation must be one of notes, delta, pytorch; got 'adam'"),
    ],
)
def test_what_a_later_program_may_write_in_version_2_is_refused_by_name(key, why):
    """One that does not know a key, or what it says, must not open another walk."""
    _, header, numbers = unpacked(link_text(Screen(WALK)))
    with pytest.raises(InputError, match=why):
        read_link(packed(json.dumps(json.loads(header) | {key: "adam"}).encode(), numbers))


def test_a_link_to_training_is_short():
    """The second version's dictionary knows its words: 185 characters with that of the first."""
    assert read_train_link(train_link_text(TRAIN)) == TRAIN
    assert len(train_link_text(TRAIN)) < 110
