"""Recordings from outside are read whole or refused in one sentence, whatever their bytes are."""

import io
import json
import tracemalloc
import warnings
import zipfile
from copy import deepcopy

import numpy as np
import pytest

from simulator import InputError
from simulator.files.recordings.reader import read_recording
from simulator.files.recordings.recorded_arrays import packed, unpacked
from simulator.files.recordings.recording import FORMAT

UPDATE = {
    "step": 1,
    "passes": [2, 1],
    "before": 0,
    "after": 1,
    "frozen": ["b2"],
    "missing": ["b2"],
    "carried": False,
    "F": 0.5,
}
ABOUT = {
    "format": FORMAT,
    "version": 1,
    "activations": ["tanh", "softmax"],
    "loss": "tce",
    "reduction": "mean",
    "remarks": ["one is missing"],
    "updates": [
        UPDATE,
        UPDATE | {"step": 3, "passes": [1], "before": 2, "after": 3, "frozen": [], "carried": True},
    ],
}


def arrays(seed=0):
    """Two updates of a 2-3-2 network with 3 rows and 1 row, and a gap between them."""
    rng = np.random.default_rng(seed)
    shapes = {"x": (4, 2), "t": (4, 2), "scale": (4,)}
    for l, (H, L) in enumerate([(2, 3), (3, 2)], start=2):
        shapes |= {f"W{l}": (4, H, L), f"b{l}": (4, L), f"dW{l}": (2, H, L), f"db{l}": (2, L)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def told(about, given=None):
    """A file that says this of these arrays."""
    text = about if isinstance(about, bytes) else json.dumps(about).encode()
    return packed({"about": np.frombuffer(text, np.uint8), **(given or arrays())})


def saying(*path, value, about=ABOUT, given=None):
    """The sound file with one thing in its JSON changed."""
    about = deepcopy(about)
    place = about
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return told(about, given)


GROUPS = [
    {"parameters": ["W2", "W3"], "learning_rate": 0.1, "settings": 0},
    {"parameters": ["b3"], "learning_rate": None, "settings": 1},
]
STATE = {"at": 0, "made": [3, 0, 3, 2]}
OPTIMIZED = ABOUT | {
    "optimizer": {"name": "Adam", "kind": "Adam"},
    "precision": "float32",
    "settings": [{"betas": [0.9, 0.99], "eps": 1e-8, "amsgrad": False, "weight_decay": 0.0}, {"eps": None}],
    "updates": [
        ABOUT["updates"][0] | {"groups": GROUPS, "state": STATE},
        ABOUT["updates"][1] | {"groups": GROUPS[:1]},
    ],
}
KEPT = arrays() | {name: np.full((1, 17), 0.25) for name in ("momentum", "square", "largest")}


def optimized(*path, value):
    """The sound file with an optimizer, and one thing of that changed."""
    return saying(*path, value=value, about=OPTIMIZED, given=KEPT)


def keeping(**changed):
    return told(OPTIMIZED, {k: v for k, v in (KEPT | changed).items() if v is not None})


def holding(**changed):
    """The sound file with arrays changed, or left out where they are None."""
    return told(ABOUT, {k: v for k, v in (arrays() | changed).items() if v is not None})


def zipped(*entries, how=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", how) as archive:
        warnings.simplefilter("ignore")  # of a name that is there twice
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def npy(array, **settings):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **settings)
    return file.getvalue()


def bomb():
    return zipped(*((f"W{l}.npy", b"\0" * 2**23) for l in range(2, 12)), how=zipfile.ZIP_DEFLATED)


def lying_zip():
    """An entry whose table of contents says 100 bytes and that unpacks to a million."""
    data = bytearray(zipped(("x.npy", b"\0" * 10**6), how=zipfile.ZIP_DEFLATED))
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def lying_header(shape):
    """Four numbers under a header, of the right length, that says another shape."""
    text = b"{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + b", }\n"
    start = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little")
    return zipped(("x.npy", start + text + b"\0" * 32))


def encrypted():
    data = bytearray(told(ABOUT))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def test_a_sound_recording_is_read():
    given = arrays()
    found = read_recording(told(ABOUT, given))
    assert (found.updates, found.activations, found.loss, found.reduction) == (
        2,
        ("tanh", "softmax"),
        "tce",
        "mean",
    )
    assert found.remarks == ("one is missing",)
    assert [found.step(k) for k in (0, 1)] == [1, 3] and found.passes(0) == (2, 1)
    assert (found.carried(0), found.carried(1), found.error(1)) == (False, True, 0.5)
    assert np.array_equal(found.X(0), given["x"][:3]) and np.array_equal(found.T(1), given["t"][3:])
    assert np.array_equal(found.scale(1), given["scale"][3:])
    assert np.array_equal(found.network(1).W[3], given["W3"][2])
    assert np.array_equal(found.after(0).b[2], given["b2"][1])
    assert found.network(0).frozen == {"b2"} and not found.network(1).frozen
    assert [*found.gradient(0)["db"]] == [3]
    assert np.array_equal(found.gradient(1)["dW"][2], given["dW2"][1])
    assert not found.X(0).flags.writeable and not found.gradient(0)["dW"][2].flags.writeable


def test_a_sound_recording_with_the_optimizer_s_settings_is_read():
    found = read_recording(told(OPTIMIZED, KEPT))
    assert (found.optimizer.name, found.optimizer.kind, found.precision) == ("Adam", "Adam", "float32")
    first, second = found.groups(0)
    assert (first.parameters, first.learning_rate) == (("W2", "W3"), 0.1)
    assert first.settings == {"betas": (0.9, 0.99), "eps": 1e-8, "amsgrad": False, "weight_decay": 0.0}
    assert (second.parameters, second.learning_rate, second.settings) == (("b3",), None, {"eps": None})
    assert [group.parameters for group in found.groups(1)] == [("W2", "W3")]
    assert found.made[0].state.made == (3, 0, 3, 2) and found.made[1].state is None
    assert found.arrays["square"].shape == (1, 17)
    unknown = told(OPTIMIZED | {"optimizer": {"name": "mine.Lion", "kind": ""}, "updates": [
        one | {"groups": []} for one in ABOUT["updates"]
    ]})  # fmt: skip
    assert read_recording(unknown).optimizer.name == "mine.Lion"
    assert read_recording(told(ABOUT)).optimizer is None and read_recording(told(ABOUT)).groups(0) == ()


@pytest.mark.parametrize("k", [-1, 2, 0.0, True, "0", None])
def test_an_update_that_is_not_there_is_refused(k):
    with pytest.raises(InputError, match="a whole number from 0 to 1"):
        read_recording(told(ABOUT)).network(k)


def test_arrays_come_back_to_the_last_bit():
    given = arrays(3)
    assert all(np.array_equal(found, given[name]) for name, found in unpacked(packed(given)).items())


with_nan = arrays()["W3"]
with_nan[1, 2, 0] = np.nan
MALFORMED = {
    "not bytes": ("text", "must be given as bytes"),
    "nothing": (b"", "the file is empty"),
    "text": (b"W2,b2\n1,2\n", "sound NPZ"),
    "too large": (b"PK\x03\x04" + b"\0" * 2**24, "at most 16,777,216 bytes"),
    "cut": (told(ABOUT)[:-30], "sound NPZ"),
    "cut in front": (told(ABOUT)[50:], "sound NPZ|it has"),
    "encrypted": (encrypted(), "sound NPZ"),
    "a bomb": (bomb(), "unpack to at most 67,108,864 bytes"),
    "a lying size": (lying_zip(), "sound NPZ|bytes it says"),
    "many entries": (zipped(*((f"W{l}.npy", b"") for l in range(2, 999))), "at most 400 arrays"),
    "an evil name": (
        zipped(("../../evil.npy", b"")),
        r"must be named about, x, .*; got '\.\./\.\./evil\.npy'",
    ),
    "a strange name": (zipped(("about.json", b"{}")), "must be named about, x, .*; got 'about.json'"),
    "an array twice": (zipped(("x.npy", b"1"), ("x.npy", b"2")), "x.npy is there twice"),
    "no array": (zipped(("x.npy", b"hello")), "x must be an array of float64"),
    "pickle": (zipped(("x.npy", npy(np.array([{}], object), allow_pickle=True))), "x must be an array"),
    "float32": (holding(x=np.zeros((4, 2), np.float32)), "x must be an array of float64"),
    "complex": (holding(t=np.zeros((4, 2), complex)), "t must be an array of float64"),
    "by columns": (zipped(("x.npy", npy(np.asfortranarray(np.zeros((2, 3)))))), "row by row"),
    "a header of code": (lying_header(b"(__import__('os'), 2)"), "x must be an array"),
    "a lying shape": (
        lying_header(b"(2, 999999999)"),
        "x must hold the 1,999,999,998 numbers its header says; there are 32 bytes",
    ),
    "a vast shape": (lying_header(b"(" + b"999999999, " * 50 + b")"), "x must have at most 3 axes"),
    "a hundred axes": (lying_header(b"(" + b"0, " * 100 + b")"), "x must have at most 3 axes"),
    "an empty vast shape": (lying_header(b"(0, 999999999, 999999999)"), "none of them empty"),
    "no about": (packed(arrays()), "JSON in about"),
    "about of numbers": (packed({"about": np.zeros(3), **arrays()}), "JSON in about"),
    "no JSON": (told(b"{'format': 1}"), "about must be JSON"),
    "no UTF-8": (told(b"\xff\xfe{}"), "about must be JSON"),
    "deep JSON": (told(b"[" * 100_000), "about must be JSON"),
    "NaN in JSON": (told(json.dumps(ABOUT).replace("0.5", "NaN").encode()), "it holds NaN"),
    "a key twice": (told(b'{"format": 1, "format": 1}'), "a key is there twice"),
    "a long number": (told(b'{"format": ' + b"9" * 5_000 + b"}"), "about must be JSON"),
    "a list": (told([]), "about must be an object of keys and values; got a list"),
    "another format": (saying("format", value="onnx"), "its format is"),
    "another version": (
        saying("version", value=3),
        "made by version 3 of the format; this program reads up to 2$",
    ),
    "version true": (
        saying("version", value=True),
        "the version of the recording must be a whole number from 1 to 2; got True",
    ),
    "a strange key": (saying("more", value=1), "about must have no key but those known; got 'more'"),
    "no activations": (saying("activations", value=[]), "activations must be a list"),
    "a strange activation": (saying("activations", value=["tanh", "mish"]), "activation of layer 3 must be"),
    "an activation of lists": (saying("activations", value=[[], "softmax"]), "activation of layer 2 must be"),
    "too few activations": (saying("activations", value=["softmax"]), "just the arrays of its 1 layers"),
    "a strange loss": (saying("loss", value="huber"), "loss must be one of tse, mse, tce"),
    "a loss of lists": (saying("loss", value=["tce"]), "loss must be one of"),
    "a pair that is none": (saying("activations", value=["tanh", "relu"]), "must be positive"),
    "a strange reduction": (saying("reduction", value="none"), "reduction must be one of"),
    "remarks of numbers": (saying("remarks", value=[1]), "about, remarks must be a text; got 1"),
    "a remark that turns text": (
        saying("remarks", value=["\u202eabc"]),
        "must not hold control characters",
    ),
    "half a character": (saying("remarks", value=["\ud800"]), "control characters or halves of one"),
    "no updates": (saying("updates", value=[]), "updates must be a list of 1"),
    "updates of numbers": (
        saying("updates", value=[1, 2]),
        "update 0 must be an object of keys",
    ),
    "step backwards": (saying("updates", 1, "step", value=1), "update 1, step must be a whole number from 2"),
    "step of text": (saying("updates", 0, "step", value="1"), "update 0, step must be"),
    "no rows": (saying("updates", 0, "passes", value=[]), "update 0, passes must be a list"),
    "negative rows": (saying("updates", 0, "passes", value=[4, -1]), "update 0, passes must be a whole"),
    "more rows": (saying("updates", 0, "passes", value=[9]), "all 4 rows"),
    "vast rows": (saying("updates", 0, "passes", value=[10**300]), "update 0, passes must be a whole"),
    "a state beyond": (
        saying("updates", 1, "after", value=9),
        "lead from a state of the network to the next",
    ),
    "a state too few": (holding(W2=np.ones((5, 2, 3)), W3=np.ones((5, 3, 2))), "b2 must have shape"),
    "frozen nonsense": (saying("updates", 0, "frozen", value=["W9"]), "frozen must name parameters"),
    "missing lists": (saying("updates", 0, "missing", value=[["W2"]]), "missing must name parameters"),
    "carried 1": (saying("updates", 0, "carried", value=1), "carried must be true or false"),
    "F of text": (saying("updates", 0, "F", value="x"), "F must be a finite number"),
    "F infinite": (told(json.dumps(ABOUT).replace("0.5", "1e999").encode()), "F must be a finite number"),
    "an array missing": (holding(db3=None), "not so db3"),
    "an array too many": (holding(W4=np.ones((4, 2, 2))), "not so W4"),
    "not finite": (holding(W3=with_nan), "W3 must be finite; entry 2, 3, 1 is nan"),
    "infinite gradient": (holding(dW2=np.full((2, 2, 3), np.inf)), "dW2 must be finite"),
    "widths that do not chain": (holding(W3=np.ones((4, 5, 2))), r"W3 must have shape \(4, 3, L\)"),
    "a bias of length 1": (holding(b2=np.ones((4, 1))), r"b2 must have shape \(4, 3\)"),
    "a flat weight": (holding(W2=np.ones(4)), "W2 must have shape"),
    "a single number": (holding(W2=np.float64(3)), "W2 must have shape"),
    "no states": (holding(W2=np.ones((0, 2, 3))), "W2 must have at most 3 axes, none of them empty"),
    "gradients of another count": (holding(dW2=np.ones((3, 2, 3))), r"dW2 must have shape \(2, 2, 3\)"),
    "targets of another width": (holding(t=np.ones((4, 1))), r"t must have shape \(4, 2\)"),
    "an optimizer of text": (optimized("optimizer", value="Adam"), "optimizer must be an object of keys"),
    "a kind without a row": (
        optimized("optimizer", "kind", value="Lion"),
        "kind must be one of , SGD, RMSprop",
    ),
    "no name": (optimized("optimizer", "name", value=None), "optimizer, name must be a text"),
    "a precision": (optimized("precision", value="float8"), "precision must be one of float64, float32"),
    "settings of text": (optimized("settings", 1, value="x"), "settings 1 must be an object of at most 40"),
    "many settings": (
        optimized("settings", 1, value={str(i): 1 for i in range(41)}),
        "settings 1 must be an object of at most 40",
    ),
    "a setting of text": (
        optimized("settings", 0, "eps", value="x"),
        "settings 0, eps must be a finite number",
    ),
    "a setting of lists": (optimized("settings", 0, "eps", value=[[1]]), "eps must be a finite number"),
    "a long setting": (optimized("settings", 0, "eps", value=[1] * 41), "eps must hold at most 40 numbers"),
    "settings that are not there": (
        optimized("updates", 0, "groups", 0, "settings", value=2),
        "update 0, group 0, settings must be a whole number from 0 to 1; got 2",
    ),
    "a parameter twice": (
        optimized("updates", 0, "groups", 1, "parameters", value=["W2"]),
        "update 0, group 1 must name parameters such as W2, each once; got 'W2'",
    ),
    "an unknown parameter": (
        optimized("updates", 0, "groups", 1, "parameters", value=["W9"]),
        "update 0, group 1 must name parameters such as W2, each once; got 'W9'",
    ),
    "α of text": (
        optimized("updates", 0, "groups", 0, "learning_rate", value="x"),
        "learning_rate must be a finite number",
    ),
    "groups missing": (told(OPTIMIZED | {"updates": ABOUT["updates"]}, KEPT), "must have the key groups"),
    "no state to begin with": (optimized("updates", 0, "state", value=None), "update 0 must have the state"),
    "a state out of order": (
        optimized("updates", 0, "state", "at", value=1),
        "states must be counted from 0",
    ),
    "made of too few": (
        optimized("updates", 0, "state", "made", value=[1]),
        "made must hold 4 numbers; got 1",
    ),
    "made backwards": (
        optimized("updates", 0, "state", "made", value=[-1] * 4),
        "made must be a whole number",
    ),
    "states missing": (keeping(square=None), "not so square"),
    "states of another count": (
        keeping(square=np.zeros((2, 17))),
        "states must be counted from 0, 1 of each",
    ),
    "states of another network": (keeping(square=np.zeros((1, 16))), r"square must have shape \(G, 17\)"),
    "states without an optimizer": (holding(momentum=np.zeros((1, 17))), "not so momentum"),
    "scale as rows": (holding(scale=np.ones((4, 1))), r"scale must have shape \(4,\)"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_recording_is_refused_in_one_sentence(case):
    data, text = MALFORMED[case]
    with pytest.raises(InputError, match=text) as refused:
        read_recording(data)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 400


def test_a_bomb_takes_no_memory():
    data = bomb()
    tracemalloc.start()
    with pytest.raises(InputError):
        read_recording(data)
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


def survives(data):
    """Whether it is a recording; then everything in it can be looked at."""
    try:
        found = read_recording(data)
        for k in range(found.updates):
            found.network(k), found.after(k), found.gradient(k), found.simulated(k)
    except InputError:
        return False
    return True


def mutated(rng, data):
    """Bytes flipped, cut out, doubled or overwritten in one to three places."""
    data = bytearray(data)
    for _ in range(rng.integers(1, 4)):
        place, length = rng.integers(len(data)), rng.integers(1, 9)
        kind = rng.integers(4)
        if kind == 0:
            data[place] ^= 1 << rng.integers(8)
        elif kind == 1:
            del data[place : place + length]
        elif kind == 2:
            data[place:place] = data[place : place + length]
        else:
            data[place : place + length] = rng.bytes(length)
    return bytes(data)


def test_mutated_files_are_read_or_refused():
    rng = np.random.default_rng(0)
    whole = told(ABOUT)
    assert sum(survives(mutated(rng, whole)) for _ in range(6_000)) < 3_000


@pytest.mark.parametrize("turns", [1_000, pytest.param(4_000, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("about", [ABOUT, OPTIMIZED], ids=["plain", "with an optimizer"])
def test_mutated_contents_in_a_sound_zip_are_read_or_refused(about, turns):
    """Behind a right checksum: mutated JSON, mutated arrays."""
    rng = np.random.default_rng(1)
    with zipfile.ZipFile(io.BytesIO(told(about, KEPT if about is OPTIMIZED else None))) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    text = json.dumps(about).encode()
    read = 0
    for turn in range(turns):
        changed = dict(contents)
        if turn % 2:
            name = rng.choice([*contents])
            changed[name] = mutated(rng, contents[name])
        else:
            changed["about.npy"] = npy(np.frombuffer(mutated(rng, text), np.uint8))
        read += survives(zipped(*changed.items()))
    assert 0 < read < turns / 2  # some mutations are harmless, most are not


def test_a_million_rows_in_a_small_file_are_refused():
    rows = 1_000_000
    data = file(rows)
    assert len(data) < 100_000
    with pytest.raises(InputError, match="at most 200,000 rows; it has 1,000,000"):
        read_recording(data)


def file(rows: int) -> bytes:
    """One update of a 1-1 network over so many rows of zeros."""
    update = UPDATE | {"passes": [rows], "frozen": [], "missing": []}
    about = ABOUT | {"activations": ["identity"], "loss": "mse", "updates": [update]}
    one, pair = np.zeros((1, 1, 1)), np.zeros((2, 1, 1))
    return packed(
        {
            "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
            "x": np.zeros((rows, 1)), "t": np.zeros((rows, 1)), "scale": np.zeros(rows),
            "W2": pair, "b2": pair[:, :, 0], "dW2": one, "db2": one[:, :, 0],
        }
    )  # fmt: skip


def test_just_as_many_rows_as_are_let_through_are_read():
    assert len(read_recording(file(200_000)).X(0)) == 200_000
