"""What is built, installed and imported: the wheel, the command, and the package's own words."""

import os
import re
import subprocess
import sys
import tomllib
import urllib.request
import venv
from zipfile import ZipFile

import pytest

import simulator
from simulator.panels.start import command
from simulator.panels.start.command import divided, main, settings, variable

from .browser.machine import started
from .wheel import ROOT, built

SETTINGS = ROOT / ".streamlit" / "config.toml"


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> ZipFile:
    return ZipFile(built(tmp_path_factory.mktemp("wheel")))


def test_the_wheel_has_every_file_of_the_package_and_what_stands_beside_it(wheel):
    """Code, scripts, styles, schema; examples, icon, data and settings; and nothing besides."""
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "simulator").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".ts"  # read by tsc alone
    }
    assets = {
        f"simulator/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "assets").rglob("*")
        if path.is_file() and path.suffix != ".png"  # pictures of the README
    }
    assert len(assets) > 10
    assert names == package | assets | {"simulator/assets/config.toml"}
    assert wheel.read("simulator/assets/config.toml") == SETTINGS.read_bytes()


def test_the_wheel_says_what_it_is(wheel):
    """One version, a command, and types."""
    (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    said = wheel.read(name).decode()
    assert f"\nVersion: {simulator.__version__}\n" in said
    assert "simulator/py.typed" in wheel.namelist()
    entry = wheel.read(name.replace("METADATA", "entry_points.txt")).decode()
    assert "backprop-simulator = simulator.panels.start.command:main" in entry


@pytest.mark.nightly
def test_a_fresh_installation_starts(tmp_path):
    """With what it asks for and nothing else, from a folder that is empty."""
    venv.create(tmp_path / "fresh", with_pip=True)
    programs = tmp_path / "fresh" / ("Scripts" if os.name == "nt" else "bin")
    wheel = built(tmp_path / "wheel")
    pip = [str(programs / "pip"), "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if "No matching distribution" in done.stderr:
        pytest.skip("the packages cannot be had without a connection")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "empty"
    folder.mkdir()
    with (
        started([str(programs / "backprop-simulator"), "--server.headless", "true"], folder) as server,
        urllib.request.urlopen(f"{server.address}/_stcore/health") as answer,
    ):
        assert answer.status == 200
    code = (
        "from simulator.files.tables.built_in_sets import DATASETS, dataset; [dataset(n) for n in DATASETS];"
        "import simulator; print(simulator.__version__)"
    )
    said = subprocess.run(
        [str(programs / "python"), "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert said.stdout == f"{simulator.__version__}\n"


# The command


@pytest.fixture
def served(monkeypatch) -> list:
    """What would be given to Streamlit: options and files."""
    given: list = []
    monkeypatch.setattr(command, "_serve", lambda options, files: given.extend((options, files)) or 0)
    return given


def test_the_settings_are_those_of_a_checkout():
    """Every one of the file, in Streamlit's spelling."""
    written = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    said = settings()
    assert "--server.address=localhost" in said
    assert "--server.showEmailPrompt=false" in said
    assert "--browser.gatherUsageStats=false" in said
    assert "--runner.postScriptGC=false" in said
    assert f"--theme.dark.primaryColor={written['theme']['dark']['primaryColor']}" in said
    assert len(said) == sum(
        len(each) if name != "theme" else sum(map(len, each.values())) for name, each in written.items()
    )


def test_what_the_user_sets_otherwise_is_left_to_them(monkeypatch):
    """On the command line or in the environment."""
    assert not [each for each in settings(["--server.address=0.0.0.0"]) if "server.address" in each]
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert not [each for each in settings() if "server.address" in each]


def test_the_environment_spells_settings_as_streamlit_does():
    from streamlit import config  # noqa: PLC0415

    written = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    for section, values in written.items():
        if section != "theme":
            for name in values:
                key = f"{section}.{name}"
                assert variable(key) == config._config_options_template[key].env_var


@pytest.mark.parametrize(
    ("words", "options", "files"),
    [
        ([], [], []),
        (["net.json"], [], ["net.json"]),
        (["--server.port", "8600", "net.json"], ["--server.port=8600"], ["net.json"]),
        (["net.json", "--server.port=8600"], ["--server.port=8600"], ["net.json"]),
        (["--", "--odd.json"], [], ["--odd.json"]),
        (["--server.headless", "true", "--", "a"], ["--server.headless=true"], ["a"]),
    ],
)
def test_options_and_a_file_in_any_order(words, options, files):
    assert divided(words) == (options, files)


def test_a_file_is_handed_on_with_the_settings(served, tmp_path):
    """And what the user says comes last, so that it holds."""
    file = tmp_path / "net.json"
    file.write_text("{}")
    assert main([str(file), "--server.port", "8600"]) == 0
    assert served == [[*settings(), "--server.port=8600"], [str(file)]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.json"], "nowhere.json must be a file that can be read; no such file or directory."),
        (["."], " must be a file; it is something else."),
        (["a.json", "b.json"], "backprop-simulator opens at most one file; got 2: a.json, b.json."),
        (["--server.port"], "--server.port must have a value, as in --server.port=…; nothing follows it."),
    ],
)
def test_what_cannot_be_opened_is_refused_before_the_server_starts(served, capsys, words, said):
    """In one sentence, and with a status that a shell sees."""
    assert main(words) == 2
    assert capsys.readouterr().err == f"{said}\n"
    assert served == []


def test_a_first_word_may_be_a_command(served, monkeypatch):
    """It is given the words after it; at another place it is a file like any other."""
    monkeypatch.setitem(command.COMMANDS, "count", lambda words: len(words) + 10)
    assert main(["count", "a", "b"]) == 12
    assert main(["--server.port=1", "count"]) == 2
    assert served == []


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("--version", f"backprop-simulator {simulator.__version__}\n"),
        ("--help", "Usage: backprop-simulator [FILE]"),
    ],
)
def test_help_and_version_come_without_streamlit(tmp_path, word, said):
    """From any folder, as `python -m simulator`."""
    code = (
        "import runpy, sys; sys.argv = ['simulator', sys.argv[1]]\n"
        "try: runpy.run_module('simulator', run_name='__main__')\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert 'streamlit' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, word],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(said)


def test_the_project_names_the_command_once():
    """pyproject.toml, the help and __main__ mean the same function."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {command.NAME: f"{main.__module__}:{main.__name__}"}


# The README's map


def test_the_map_has_every_room_and_what_it_names_is_there():
    """Rooms and sub-rooms by their names; files wherever in the project they stand."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("## Where things are")[2].partition("## Contribute")[0]
    files = {
        path.name
        for path in (*ROOT.glob("*"), *(ROOT / "simulator").rglob("*"), *(ROOT / "tests").rglob("*"))
    }
    rooms = {path.parent for path in (ROOT / "simulator").glob("*/*/__init__.py")}
    rooms |= {room.parent for room in rooms} | {ROOT / "simulator" / "runs"}
    for room in rooms:
        assert f" {room.name}/ " in shown, room
    named = set(re.findall(r"[\w/]+\.(?:py|js)\b", shown))
    assert len(named) > 10
    for name in named:
        if "/" in name:
            assert (ROOT / "simulator" / name).is_file(), name
        else:
            assert name in files, name
