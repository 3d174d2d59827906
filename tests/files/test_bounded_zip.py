"""An archive from outside is unpacked up to its bounds, and not beyond."""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from simulator import InputError
from simulator.files.untrusted.bounded_zip import Bounds, members

HELD = {"one.npy": b"x" * 60, "two.npy": b"y" * 40}
BOUNDS = Bounds("the file", "a sound archive", re.compile("[a-z]+[.]npy"), "one.npy", 2, 100)


def packed() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in HELD.items():
            opened.writestr(name, content)
    return archive.getvalue()


def test_as_much_as_its_bounds_allow_is_unpacked() -> None:
    """To the byte, and to the member."""
    assert members(packed(), BOUNDS) == {"one": HELD["one.npy"], "two": HELD["two.npy"]}


@pytest.mark.parametrize(
    ("less", "words"),
    [
        ({"most_unpacked": 99}, "must unpack to at most 99 bytes; two.npy is beyond"),
        ({"most_members": 1}, "must hold at most 1 members; it has 2"),
    ],
)
def test_one_more_is_refused(less: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=words):
        members(packed(), replace(BOUNDS, **less))
