"""The code of a component is a file that the browser fetches, not part of what each rerun sends."""

import re
import shutil
from pathlib import Path

import pytest
import streamlit as st

from simulator.player import served_files
from simulator.player.bundle import script
from simulator.player.served_files import ServedScripts, fetched


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that are served, in the order in which they were declared."""
    found: list[Path] = []
    real = st.components.v1.declare_component

    def declared(name: str, path: Path) -> object:
        found.append(Path(path))
        return real(name, path=path)

    monkeypatch.setattr(st.components.v1, "declare_component", declared)
    return found


def test_a_component_fetches_its_script(folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_files, "SCRIPTS", ServedScripts())
    code = fetched("training/trainer_mount.js")
    assert len(code) < 300
    (address,) = re.findall(r'"\./component/[\w.]*code/([\w-]+\.js)"', code)
    assert (folders[-1] / address).read_text(encoding="utf-8") == script("training/trainer_mount.js")


def test_another_script_has_another_address(folders: list[Path]) -> None:
    """A browser that keeps the file of an older version does not show that."""
    scripts = ServedScripts()
    assert scripts.address("a", "1") != scripts.address("a", "2")
    assert [path.read_text() for path in sorted(folders[-1].iterdir())] in (["1", "2"], ["2", "1"])


@pytest.mark.parametrize("gone", ["the file", "the folder"])
def test_what_a_system_clears_away_is_written_anew(folders: list[Path], gone: str) -> None:
    scripts = ServedScripts()
    address = scripts.address("a", "text")
    scripts.keep()
    assert len(folders) == 1
    before = folders[0] / Path(address).name
    if gone == "the file":
        before.unlink()
    else:
        shutil.rmtree(folders[0])
    scripts.keep()
    assert (folders[-1] / Path(address).name).read_text() == "text"
    shutil.rmtree(folders[0], ignore_errors=True)


def test_nothing_stays_behind(folders: list[Path]) -> None:
    scripts = ServedScripts()
    scripts.clear()  # nothing was written
    scripts.address("a", "text")
    scripts.clear()
    assert not folders[0].exists()


def test_a_component_has_its_script_where_no_file_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> str:
        raise OSError

    monkeypatch.setattr(served_files, "SCRIPTS", ServedScripts())
    monkeypatch.setattr(served_files.tempfile, "mkdtemp", refused)
    assert fetched("drag_mount.js") == "\n" + script("drag_mount.js")
    served_files.SCRIPTS.keep()  # which must not refuse the page either
