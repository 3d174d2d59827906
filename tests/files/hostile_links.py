"""Texts that look like links and are none, most of them packed by the rules and with the right sum."""

import base64
import hashlib
import json
import struct
import zlib

import numpy as np

from simulator.files.sessions.links.link import link_text
from simulator.files.sessions.links.link_packing import DICTIONARIES
from simulator.files.sessions.screen import Screen

from .screens import a_session

SMALL = link_text(Screen(a_session(2, 3, 1)))


def sealed(content: bytes) -> str:
    """Packed as a stranger would who knows the format: the sum is right."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=DICTIONARIES[1])
    body = deflate.compress(content) + deflate.flush()
    return summed(body)


def summed(body: bytes) -> str:
    """With the right sum of whatever it is."""
    return "1." + base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:6] + body).decode().rstrip("=")


def forged(header, numbers: bytes = b"") -> str:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return sealed(struct.pack("<H", len(text)) + text + numbers)


FACTS = {
    "widths": [1, 1], "activations": ["tanh"], "frozen": [], "pairs": 1, "loss": "tse",
    "learning_rate": 0.1, "updates": 1, "order": "gradients-first", "numbers": "decimals",
}  # fmt: skip
NUMBERS = b"1 2 3 4"


def facts(**changes) -> str:
    return forged(FACTS | changes, NUMBERS)


def as_bytes(*numbers: float) -> bytes:
    return np.frombuffer(np.array(numbers).tobytes(), np.uint8).reshape(-1, 8).T.tobytes()


HOSTILE = {
    "nothing": "",
    "no text": None,
    "a number": 7,
    "bytes": b"1.eJw",
    "long": "1." + "A" * 10**6,
    "a dot": ".",
    "no version": "eJw",
    "version 0": "0.eJw",
    "version 2": "2.eJw",
    "version 3": "3.eJw",
    "version x": "x.eJw",
    "version 1.0": "1.0.eJw",
    "empty": "1.",
    "one character": "1.A",
    "blank": "1. ",
    "line": "1.eJw\n",
    "padded": SMALL + "=",
    "plus": "1.++//",
    "not ascii": "1.ä",
    "percent": "1.%00",
    "twice": SMALL * 2,
    "other digits": "١." + SMALL[2:],
    "not deflate": summed(b"\xff" * 9),
    "empty content": sealed(b""),
    "short content": sealed(b"\xff"),
    "lying length": sealed(b"\xff\xff{}"),
    "bomb": sealed(struct.pack("<H", 2) + b"{}" + bytes(5_000_000)),
    "spaces": sealed(struct.pack("<H", 60_000) + b" " * 60_000),
    "no json": forged(b"{"),
    "a list": forged([]),
    "a text": forged("x"),
    "null": forged(None),
    "not utf-8": forged(b"\xff\xfe"),
    "deep": forged(b"[" * 60_000),
    "deep objects": forged(b'{"a":' * 9_000),
    "key twice": forged(b'{"widths":[1,1],"widths":[1,1]}'),
    "nan": forged(b'{"learning_rate":NaN}'),
    "long int": forged(b'{"updates":' + b"9" * 5000 + b"}"),
    "unknown key": facts(extra=1),
    "no widths": forged({}),
    "widths text": facts(widths="11"),
    "widths 0": facts(widths=[0, 1]),
    "widths -1": facts(widths=[-1, 1]),
    "width true": facts(widths=[True, 1]),
    "width 1.0": facts(widths=[1.0, 1]),
    "one layer": facts(widths=[1], activations=[]),
    "nine layers": facts(widths=[1] * 9, activations=["tanh"] * 8),
    "wide": facts(widths=[1, 129]),
    "huge": facts(widths=[10**12, 10**12]),
    "googol": facts(widths=[10**100, 1]),
    "activation": facts(activations=["cos"]),
    "activations": facts(activations=["tanh"] * 2),
    "activation list": facts(activations=[["tanh"]]),
    "frozen": facts(frozen=["W9"]),
    "frozen text": facts(frozen="W2"),
    "frozen list": facts(frozen=[[]]),
    "pairs 0": facts(pairs=0),
    "pairs 21": facts(pairs=21),
    "loss": facts(loss="l1"),
    "loss and layer": facts(loss="tce"),
    "alpha 0": facts(learning_rate=0),
    "alpha -1": facts(learning_rate=-1),
    "alpha inf": forged(json.dumps(FACTS).encode().replace(b"0.1", b"1e999"), NUMBERS),
    "alpha text": facts(learning_rate="0.1"),
    "alpha true": facts(learning_rate=True),
    "alpha long": facts(learning_rate=10**400),
    "updates 0": facts(updates=0),
    "updates 51": facts(updates=51),
    "updates 10^18": facts(updates=10**18),
    "order": facts(order="random"),
    "order list": facts(order=[]),
    "cursor": facts(cursor=10),
    "cursor -1": facts(cursor=-1),
    "cursor 1.5": facts(cursor=1.5),
    "cursor long": facts(cursor=10**30),
    "grain": facts(grain="<b>"),
    "digits 7": facts(digits=7),
    "digits list": facts(digits=[3]),
    "neurons": facts(neurons="W"),
    "edges": facts(edges=None),
    "speed": facts(speed=1e9),
    "matrices": facts(matrices=1),
    "picked text": facts(picked="2"),
    "picked 0": facts(picked=[0]),
    "picked deep": facts(picked=[1, 1, 1, 1]),
    "picked outside": facts(picked=[2, 2]),
    "title": facts(title="a\u0000b"),
    "title turned": facts(title="a\u202eb"),
    "title long": facts(title="x" * 201),
    "title half": facts(title="\ud83d"),
    "title list": facts(title=["<img src=x>"]),
    "about long": facts(about="x" * 1001),
    "name line": facts(name="a\nb"),
    "drawn": facts(drawn={"scheme": "x", "seed": 0}),
    "drawn list": forged(FACTS | {"drawn": []}, b"3 4"),
    "drawn seed": forged(FACTS | {"drawn": {"scheme": "he", "seed": -1}}, b"3 4"),
    "drawn more": forged(FACTS | {"drawn": {"scheme": "he", "seed": 1, "x": 1}}, b"3 4"),
    "drawn scheme": forged(FACTS | {"drawn": {"scheme": ["he"], "seed": 1}}, b"3 4"),
    "few numbers": forged(FACTS, b"1 2 3"),
    "many numbers": forged(FACTS, b"1 2 3 4 5"),
    "no numbers": forged(FACTS),
    "nan number": forged(FACTS, b"1 2 3 nan"),
    "inf": forged(FACTS, b"1 2 3 1e999"),
    "underscore": forged(FACTS, b"1 2 3 1_0"),
    "two spaces": forged(FACTS, b"1 2  4"),
    "dots": forged(FACTS, b"1 2 3 1.2.3"),
    "not a number": forged(FACTS, "1 2 3 ٣".encode()),
    "nan bytes": forged(FACTS | {"numbers": "bytes"}, as_bytes(1, 2, 3, np.nan)),
    "inf bytes": forged(FACTS | {"numbers": "bytes"}, as_bytes(1, 2, 3, -np.inf)),
    "odd bytes": forged(FACTS | {"numbers": "bytes"}, bytes(31)),
    "form": forged(FACTS | {"numbers": "hex"}, NUMBERS),
    "too large": forged(FACTS, b"1e308 1e308 1e308 1e308"),
    "example": forged({"example": "x", "digest": ""}),
    "example path": forged({"example": "../../etc/passwd", "digest": ""}),
    "no digest": forged({"example": "xor-2-2-1"}),
    "digest": forged({"example": "xor-2-2-1", "digest": "00000000"}),
    "example list": forged({"example": ["xor-2-2-1"], "digest": []}),
}
