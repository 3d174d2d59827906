"""NPZ files that must be refused: name, format, what makes the bytes, words of the refusal."""

import gzip
import pickle
import zipfile

import numpy as np

from .evil import TOO_MANY, Evil
from .made import B2, W2, W3, headed, npy, npz, zipped


def _npz(name, made, *words):
    return name, "npz", made, words


def _lying_size() -> bytes:
    """The directory says 10 bytes for a member of a million."""
    data = bytearray(zipped(("W2.npy", b"\0" * 1_000_000)))
    for start in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
        data[start : start + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def _many(count: int) -> bytes:
    return zipped(*((f"W{number}.npy", b"") for number in range(count)))


def _flagged() -> bytes:
    """A member that says it is encrypted."""
    data = bytearray(npz())
    data[data.find(b"PK\x03\x04") + 6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _first_header(header: str, body: bytes = W2.tobytes(), version: bytes = b"\1\0"):
    return lambda: npz(W2=headed(header, body, version))


def _damaged() -> bytes:
    data = bytearray(npz())
    data[60] ^= 0xFF
    return bytes(data)


def _no_character() -> bytes:
    header = "{'descr': '<U1', 'fortran_order': False, 'shape': (2,), }"
    return headed(header, b"\xff" * 8)


PLAIN = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"


NPZ = [
    _npz("empty", lambda: b"", "it is empty"),
    _npz("no archive", lambda: b"hello", "must be an .npz archive"),
    _npz("a pickle", lambda: pickle.dumps(Evil()), "must be an .npz archive"),
    _npz("a single array", lambda: npy(W2), "must be an .npz archive"),
    _npz("gzip", lambda: gzip.compress(npz()), "must be an .npz archive"),
    _npz("an archive without members", zipped, "must be an .npz archive"),
    _npz("cut off", lambda: npz()[:200], "must be whole"),
    _npz("only a beginning", lambda: b"PK\x03\x04", "must be whole"),
    _npz("a damaged byte", _damaged, "must be whole"),
    _npz("too long", lambda: b"PK\x03\x04" + b"\0" * TOO_MANY, "16,777,216 bytes"),
    _npz(
        "a member beyond", lambda: zipped(("W2.npy", b"\0" * (64 * 2**20 + 1))), "67,108,864 bytes", "W2.npy"
    ),
    _npz(
        "members beyond together",
        lambda: zipped(("W2.npy", b"\0" * 40 * 2**20), ("b2.npy", b"\0" * 40 * 2**20)),
        *("67,108,864 bytes", "b2.npy"),
    ),
    _npz("a lying size", _lying_size, "must be whole"),
    _npz("many members", lambda: _many(100), "at most 67 members", "100"),
    _npz("very many members", lambda: _many(60_000), "at most 67 members", "60,000"),
    _npz("a name that climbs", lambda: zipped(("../../evil.npy", npy(W2))), "'../../evil.npy'"),
    _npz("an absolute name", lambda: zipped(("/etc/W2.npy", npy(W2))), "'/etc/W2.npy'"),
    _npz("a directory", lambda: zipped(("W2/", b"")), "'W2/'"),
    _npz("a nested archive", lambda: npz(W2=npz()), "W2 must be an array", "PK"),
    _npz("an archive inside", lambda: zipped(("inner.npz", npz())), "'inner.npz'"),
    _npz("a member twice", lambda: zipped(("W2.npy", npy(W2)), ("W2.npy", npy(W2))), "W2.npy is there twice"),
    _npz("encrypted", _flagged, "not encrypted"),
    _npz("bzip2", lambda: zipped(("W2.npy", npy(W2)), kind=zipfile.ZIP_BZIP2), "stored or deflated"),
    _npz("lzma", lambda: zipped(("W2.npy", npy(W2)), kind=zipfile.ZIP_LZMA), "stored or deflated"),
    _npz("another name", lambda: npz(kernel=W2), "members must be named", "'kernel.npy'"),
    _npz("no ending", lambda: zipped(("W2", npy(W2))), "members must be named", "'W2'"),
    _npz("other names beside", lambda: npz(arr_0=W2), "must all be numbered", "'arr_0'"),
    _npz("two of a number", lambda: npz(w2=W2), "W2 and w2 have the same"),
    _npz(
        "no pairs",
        lambda: zipped(("arr_0.npy", npy(W2)), ("arr_1.npy", npy(np.ones(7)))),
        "without names must be W, b",
    ),
    _npz("a bias alone", lambda: zipped(("a/bias.npy", npy(B2))), "must have a weight"),
    _npz("W3 missing", lambda: npz(W3=None), "W3 is missing"),
    _npz("b2 missing", lambda: npz(b2=None), "b2 is missing"),
    _npz(
        "a gap",
        lambda: zipped(*((f"{n}.npy", npy(W2)) for n in ("W2", "b2", "W4", "b4"))),
        "W3",
        "is missing",
    ),
    _npz(
        "only activations", lambda: zipped(("activations.npy", npy(np.array(["tanh"])))), "W2", "is missing"
    ),
    _npz("objects", lambda: npz(W2=np.array([[Evil()]], dtype=object)), "W2", "objects"),
    _npz("a pickle as a member", lambda: npz(W2=pickle.dumps(Evil())), "W2 must be an array"),
    _npz("text", lambda: npz(W2=np.array([["1", "2"]])), "W2 must hold real numbers", "text"),
    _npz("bytes", lambda: npz(W2=np.array([[b"1"]])), "W2 must hold real numbers", "bytes"),
    _npz("bool", lambda: npz(W2=W2 > 0), "W2 must hold real numbers", "bool"),
    _npz("complex", lambda: npz(W2=W2 + 1j), "W2 must hold real numbers", "complex"),
    _npz("dates", lambda: npz(W2=np.array(["2020-01-01"], "M8[D]")), "W2 must hold real numbers"),
    _npz(
        "records",
        lambda: npz(W2=np.zeros((2, 3), [("a", "<f8")])),
        "W2 must have an array's header",
        "plain type",
    ),
    _npz("128 bits", _first_header(PLAIN.replace("<f8", "<f16")), "up to 64 bits"),
    _npz("no axis", lambda: npz(b2=np.array(1.0)), "b2 must have one or two axes", "()"),
    _npz("three axes", lambda: npz(W2=W2[None]), "W2 must have one or two axes", "(1, 2, 3)"),
    _npz("W of one axis", lambda: npz(W2=B2), "W2 must have two axes"),
    _npz("b of two axes", lambda: npz(b2=W2), "b2 must have one axis, or be one row or column"),
    _npz("nothing in it", lambda: npz(W2=np.zeros((0, 3))), "W2 must have one or two axes", "(0, 3)"),
    _npz("NaN", lambda: npz(W2=np.where(W2 == 2, np.nan, W2)), "W2 must be finite", "entry 1, 3 is nan"),
    _npz("infinity", lambda: npz(b3=[np.inf, 0.0]), "b3 must be finite", "entry 1 is inf"),
    _npz(
        "a signalling NaN", lambda: npz(b2=np.array([0x7F800001] * 3, "<u4").view("<f4")), "b2 must be finite"
    ),
    _npz(
        "4 GB declared", _first_header(PLAIN.replace("2, 3", "500000000, 1")), "W2 must hold the 500,000,000"
    ),
    _npz("more than memory has", _first_header(PLAIN.replace("2, 3", "9" * 20)), "W2 must hold the"),
    _npz("a negative axis", _first_header(PLAIN.replace("2, 3", "-2, -3")), "W2 must have an array's header"),
    _npz("bytes too many", _first_header(PLAIN, W2.tobytes() + b"\0"), "W2 must hold the 6", "49 bytes"),
    _npz("bytes too few", _first_header(PLAIN, W2.tobytes()[:-1]), "W2 must hold the 6", "47 bytes"),
    _npz(
        "code in the header",
        _first_header("__import__('os').system('true')"),
        "W2 must have an array's header",
    ),
    _npz("a nested header", _first_header("(" * 900 + ")" * 90), "W2 must have an array's header"),
    _npz("a long header", _first_header(PLAIN + " " * 60_000), "W2 must have an array's header"),
    _npz(
        "a header of 4 GB", lambda: npz(W2=b"\x93NUMPY\2\0\xff\xff\xff\xff"), "W2 must have an array's header"
    ),
    _npz(
        "a key twice",
        _first_header(PLAIN.replace("fortran_order", "descr")),
        "W2 must have an array's header",
    ),
    _npz(
        "swapped values", _first_header("{'descr': (2, 3), 'fortran_order': False, 'shape': '<f8'}"), "header"
    ),
    _npz("version 9", _first_header(PLAIN, version=b"\x09\0"), "W2 must be an array as NumPy saves it"),
    _npz("b2 does not fit", lambda: npz(b2=[1.0]), "b2 must have shape (3,)", "nor do all chain"),
    _npz("W3 does not follow", lambda: npz(W3=np.ones((4, 2))), "W3 must have 3 inputs", "nor do all chain"),
    _npz("activations of numbers", lambda: npz(activations=np.ones(2)), "activations must hold text"),
    _npz("too few activations", lambda: npz(activations=np.array(["tanh"])), "must be a list of 2", "got 1"),
    _npz("an unknown activation", lambda: npz(activations=np.array(["tanh", "mish"])), "layer 3", "'mish'"),
    _npz("half a character", lambda: npz(activations=np.array(["tanh", "\ud800"])), "layer 3", "ud800"),
    _npz(
        "no character at all",
        lambda: npz(activations=_no_character()),
        "activations must hold text",
        "no character",
    ),
    _npz("long activations", lambda: npz(activations=np.array(["x" * 1000])), "at most 40 characters"),
    _npz("very many activations", lambda: npz(activations=np.array(["t"] * 10_000)), "at most 134 texts"),
    _npz("another's mark", lambda: npz(format=np.array(["keras"])), "format must be", "keras"),
    _npz(
        "a newer version",
        lambda: npz(format=np.array(["backprop-simulator 3"])),
        *("was made by version 3", "reads up to 2"),
    ),
    _npz("frozen unknown", lambda: npz(frozen=np.array(["W9"])), "frozen must name", "'W9'"),
    _npz(
        "our mark, turned", lambda: npz(W2=W2.T, W3=W3.T, format=np.array(["backprop-simulator 1"])), "L x H"
    ),
    _npz("4097 neurons", lambda: npz(W2=np.zeros((2, 4097)), b2=np.zeros(4097)), "4,096 neurons"),
    _npz(
        "too many parameters",
        lambda: npz(W2=np.zeros((2000, 1000)), b2=np.zeros(1000)),
        "2,000,000 parameters",
    ),
]
