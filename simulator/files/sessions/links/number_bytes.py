"""Numbers as a text of decimals or as bytes, whichever packs shorter; every bit comes back from both."""

import re

import numpy as np

from ....core.inputs import Array, InputError

PLAIN = re.compile(rb"[-+.0-9e ]*")  # characters that float() reads as we do: no underscore, no "nan"


def decimals_of(vector: Array) -> bytes:
    """Finite numbers (N,) as the shortest decimals: 0.1 -2 1e-300."""
    return " ".join(repr(number).removesuffix(".0") for number in vector.tolist()).encode()


def numbers_of(text: bytes, size: int) -> Array:
    """So many numbers back, (N,); raises InputError where it is no such text. They may be infinite."""
    parts = text.split(b" ", size)
    if len(parts) != size:
        raise InputError(
            f"the numbers must be {size}; there are {'more' if len(parts) > size else len(parts)}"
        )
    if not PLAIN.fullmatch(text):
        raise InputError("the numbers must be decimals; there are other characters")
    try:
        return np.array([float(part) for part in parts])
    except ValueError:
        raise InputError("the numbers must be decimals; at least one is not") from None


def float64(array: Array) -> bytes:
    """8 bytes a number, little endian, row by row."""
    return array.astype("<f8").tobytes()


def shuffled(vector: Array) -> bytes:
    """Numbers (N,) as bytes, all first ones, then all second ones: exponents are alike and pack together."""
    return np.frombuffer(float64(vector), np.uint8).reshape(-1, 8).T.tobytes()


def unshuffled(numbers: bytes, size: int) -> Array:
    """So many numbers back, (N,); raises InputError for another count. They may be NaN."""
    if len(numbers) != 8 * size:
        raise InputError(f"the link must hold {size} numbers of 8 bytes; it holds {len(numbers)} bytes")
    return np.frombuffer(numbers, np.uint8).reshape(8, -1).T.copy().view("<f8").ravel().astype(np.float64)
