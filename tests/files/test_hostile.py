"""Every file of the corpus is refused in one sentence, within bounds of memory, and nothing in it runs."""

import re
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from simulator import InputError, load_network
from simulator.files.networks.load_save import READERS, read_model

from .hostile_json import JSON
from .hostile_npz import NPZ
from .hostile_onnx import ONNX
from .hostile_safetensors import SAFETENSORS

HOSTILE = [*JSON, *NPZ, *SAFETENSORS, *ONNX]
MOST_MEMORY = 512 * 2**20
MOST_SECONDS = 120  # for all of a format, so that a file that hangs fails


@pytest.mark.parametrize(
    ("format", "made", "words"), [row[1:] for row in HOSTILE], ids=[f"{row[1]}: {row[0]}" for row in HOSTILE]
)
def test_a_hostile_file_is_refused_in_one_sentence(format, made, words):
    data = made()
    with pytest.raises(InputError) as reason:
        load_network(data, format=format)
    said = str(reason.value)
    for word in words:
        assert word in said
    assert len(said) < 600
    assert said.isprintable()
    assert not re.search(r"Traceback|Error|\. [A-Z]", said)
    assert "pickled" not in sys.modules


def test_the_corpus_covers_every_format():
    """By name, each once."""
    counts = Counter(format for _, format, _, _ in HOSTILE)
    assert counts.keys() == READERS.keys()
    assert min(counts.values()) >= 40
    assert len({(name, format) for name, format, _, _ in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("format", READERS)
def test_the_page_says_the_file(format):
    """Every refusal begins with the file's name."""
    _, _, made, words = next(row for row in HOSTILE if row[1] == format and row[0] != "empty")
    with pytest.raises(InputError, match=rf"^my\.{format}: ") as reason:
        read_model(made(), f"my.{format}")
    assert words[0] in str(reason.value)


@pytest.mark.parametrize("format", READERS)
def test_hostile_files_are_refused_within_bounds_of_memory(format, tmp_path):
    """In a process of its own for each format, which may never hold more than 512 MiB of addresses."""
    files = []
    for number, row in enumerate(HOSTILE):
        if row[1] == format:
            files.append(tmp_path / str(number))
            files[-1].write_bytes(row[2]())
    done = subprocess.run(
        [sys.executable, "-m", "tests.files.test_hostile", format, *map(str, files)],
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [line.split() for line in done.stdout.splitlines()]
    assert len(rows) == len(files)


def _refuse_all(format: str, places: list[str]) -> None:
    """Load one file after the other within the bound; print how long each took."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for place in places:
        data = Path(place).read_bytes()
        begun = time.perf_counter()
        try:
            load_network(data, format=format)
        except InputError:
            print(f"{time.perf_counter() - begun:.3f}", place)
        else:
            sys.exit(f"{place} was not refused")


if __name__ == "__main__":
    _refuse_all(sys.argv[1], sys.argv[2:])
