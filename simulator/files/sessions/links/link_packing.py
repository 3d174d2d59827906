"""A header and numbers packed into a text that an address can carry, and safely out of it again.

It is the version, "2.", and base64url, without padding, of 6 bytes of SHA-256 over what follows them: raw
deflate (with the version's dictionary below) of the header's length (2 bytes, little endian), the header and
the numbers.
"""

import base64
import binascii
import hashlib
import re
import zlib
from typing import Any

from ....core.inputs import InputError
from ...untrusted.json_fields import NEWEST, Fields, checked_version, read_json
from ...untrusted.quoting import shown

MOST_CHARACTERS = 7_800  # of the text; servers and proxies let 8,000 of an address through
MOST_BYTES = 1_200_000  # unpacked: the largest network of the page takes 970,000
DIGEST = 6  # bytes

# What a header is likely to say, the likeliest last. Each is a part of its version and never changes.
DICTIONARIES = {
    1: (
        b'"example":"digest":"drawn":{"scheme":"uniform","lecun","he","tenths","zeros","glorot","seed":0}'
        b'"loss":"hse""mse""tce""order":"as-you-go""speed":"matrices":true"edges":"change""dW""W"'
        b'"neurons":"S""a""n""picked":[2,1,1]"digits":0"grain":"neuron","cursor":1"about":" of a run on '
        b'Update , counted from 0, with its rows and the next ones.Network -","title":"name":"'
        b'"softplus","silu","elu","leaky_relu","relu","softmax","identity","tanh","sigmoid"],'
        b'"frozen":["W2","b2","W3","b3"],{"widths":[2,3,4,2],"activations":["tanh","sigmoid"],"frozen":[],'
        b'"pairs":1,"loss":"tse","learning_rate":0.1,"updates":5,"order":"gradients-first","numbers":"decimals"'
    ),
}
DICTIONARIES[2] = (
    b'"practice":"notation":"state":[["W2[1,1]","b2[1]"],"adamw","rmsprop","sgd","rule":{"name":"adam",'
    b'"momentum":0.9,"weight_decay":"clip":"leaky_relu(0.2)","elu("gelu""selu""relu6""softsign""hardtanh"'
    b'"bce""batch_size":{"train":{"source":"iris""circles""spirals""xor""digits""moons","share":20,"split":0,'
    b'"standardise":false,"hidden":[8],"kind":"tanh","last":"softmax","loss":"tce","scheme":"glorot","seed":0,'
    b'"learning_rate":0.1,"epochs":50,"rows":1,"order":"turn""random","update_order":"gradients-first",'
    b'"until":0.0,"second":null}}' + DICTIONARIES[1]
)


def fitting(text: str) -> str:
    """The text itself; raises InputError if it is too long for an address."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"a link must have at most {MOST_CHARACTERS:,} characters, as some servers take no more; "
            f"this screen would take {len(text):,} (a session file holds it whole)"
        )
    return text


def packed(header: bytes, numbers: bytes) -> str:
    """The text of a header and numbers."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=DICTIONARIES[NEWEST])
    body = deflate.compress(len(header).to_bytes(2, "little") + header + numbers) + deflate.flush()
    return f"{NEWEST}." + _base64(hashlib.sha256(body).digest()[:DIGEST] + body)


def unpacked(text: Any) -> tuple[int, bytes, bytes]:
    """The version, the header and the numbers; InputError, in bounded time and memory, for any other text."""
    number, dot, body = _checked(text).partition(".")
    if not dot or not re.fullmatch("[1-9][0-9]{0,8}", number):
        raise InputError(f"a link must begin with its version, such as {NEWEST}.; got {shown(text)}")
    version = checked_version(int(number), "the link")
    return version, *_unpacked(body, DICTIONARIES[version])


def fields_in(text: Any, name: str, of: str) -> tuple[int, Fields]:
    """The version of a link without numbers, and the fields that it has under this name, its only one.

    `of` says in a refusal what the link is to: "a lesson". Raises InputError for any other text.
    """
    version, header, numbers = unpacked(text)
    outer = read_json(header, "the link")
    given = Fields(outer.take(name), "the link")
    outer.end()
    if numbers:
        raise InputError(f"a link to {of} must hold no numbers; this one does")
    return version, given


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _checked(text: Any) -> str:
    if type(text) is not str or not text:
        raise InputError(f"a link must be a text such as 2.eJw; got {shown(text)}")
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"a link must have at most {MOST_CHARACTERS:,} characters; this one has {len(text):,}"
        )
    return text


def _unpacked(body: str, dictionary: bytes) -> tuple[bytes, bytes]:
    damaged = InputError("the link must be whole; a part of it was changed or is missing")
    if not re.fullmatch("[A-Za-z0-9_-]+", body):
        raise damaged
    try:
        data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except binascii.Error:
        raise damaged from None
    packed = data[DIGEST:]
    if _base64(data) != body or hashlib.sha256(packed).digest()[:DIGEST] != data[:DIGEST]:
        raise damaged
    inflate = zlib.decompressobj(-15, zdict=dictionary)
    try:
        content = inflate.decompress(packed, MOST_BYTES)
    except zlib.error:
        raise damaged from None
    if not inflate.eof:
        raise InputError(f"a link must hold at most {MOST_BYTES:,} bytes, and all of them; this one does not")
    length = int.from_bytes(content[:2], "little")
    if inflate.unused_data or len(content) < 2 + length:
        raise damaged
    return content[2 : 2 + length], content[2 + length :]
