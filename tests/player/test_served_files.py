"""The code of a component is a file that the browser fetches, not part of what each rerun sends."""

import re
import shutil
from pathlib import Path

import pytest
import streamlit as st

from simulator.player.bundle import script, stylesheet
from simulator.player.components import served_files
from simulator.player.components.served_files import ServedCode, fetched


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


def test_a_component_fetches_its_script_and_its_sheet(
    folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several components with the same sheet it is one file."""
    monkeypatch.setattr(served_files, "CODE", ServedCode())
    css, code, addresses = fetched("entries/trainer_mount.js", stylesheet())
    assert css == "" and len(code) < 2000
    files = re.findall(r'"component/[\w.]*code/([\w-]+\.(?:js|css))"', code)
    texts = [(folders[-1] / file).read_text(encoding="utf-8") for file in files]
    assert texts == [script("entries/trainer_mount.js"), stylesheet()]
    assert [address.rpartition("/")[2] for address in addresses] == files
    _, other, _ = fetched("entries/many_runs_mount.js", stylesheet())
    assert f"/{files[1]}" in other and f"/{files[0]}" not in other


def test_another_script_has_another_address(folders: list[Path]) -> None:
    """A browser that keeps the file of an older version does not show that."""
    scripts = ServedCode()
    assert scripts.address("a.js", "1") != scripts.address("a.js", "2")
    assert [path.read_text() for path in sorted(folders[-1].iterdir())] in (["1", "2"], ["2", "1"])


@pytest.mark.parametrize("gone", ["the file", "the folder"])
def test_what_a_system_clears_away_is_written_anew(folders: list[Path], gone: str) -> None:
    scripts = ServedCode()
    address, other = scripts.address("a.js", "text"), scripts.address("b.js", "another's")
    scripts.keep([address, other])
    assert len({*folders}) == 1
    before = folders[0] / Path(address).name
    if gone == "the file":
        before.unlink()
    else:
        shutil.rmtree(folders[0])
    scripts.keep([address])
    assert [(folders[-1] / Path(one).name).read_text() for one in (address, other)] == ["text", "another's"]
    shutil.rmtree(folders[0], ignore_errors=True)


def test_nothing_stays_behind(folders: list[Path]) -> None:
    scripts = ServedCode()
    scripts.clear()  # nothing was written
    scripts.address("a.js", "text")
    scripts.clear()
    assert not folders[0].exists()


def test_a_component_has_its_texts_where_no_file_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> str:
        raise OSError

    monkeypatch.setattr(served_files, "CODE", ServedCode())
    monkeypatch.setattr(served_files.tempfile, "mkdtemp", refused)
    assert fetched("entries/drag_mount.js") == ("", "\n" + script("entries/drag_mount.js"), ())
    code = fetched("entries/drag_mount.js", "p { }")
    assert code.css == "p { }"
    served_files.CODE.keep(code.addresses)  # which must not refuse the page either
