"""Numbers as the bytes of their colours, for pictures of many cells: an eye tells fewer than 254 of them."""

import base64
from typing import Any

import numpy as np

STEPS = 127  # on each side of the middle


def signed_bytes(values: Any, end: float) -> str:
    """One byte a number in base64: 0 is 128, ±`end` are 255 and 1; what lies beyond is taken for the end."""
    shares = np.clip(np.asarray(values, dtype=float) / end, -1, 1)
    return _coded(np.rint(STEPS * shares) + STEPS + 1)


def share_bytes(shares: Any) -> str:
    """One byte a number from 0 to 1 in base64: 0 and 255 are the ends."""
    return _coded(np.rint(255 * np.clip(np.asarray(shares, dtype=float), 0, 1)))


def whole_bytes(numbers: Any) -> str:
    """One byte a whole number from 0 to 255, in base64."""
    return _coded(np.asarray(numbers))


def _coded(numbers: Any) -> str:
    return base64.b64encode(numbers.astype(np.uint8).tobytes()).decode("ascii")
