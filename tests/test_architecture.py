"""The rooms of the house: who may import whom, and what lies on the top level."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {
    "core": 0,
    "steps": 1,
    "draw": 2,
    "player": 3,
    "files": 3,
    "runs": 4,
    "panels": 5,
    "app": 6,
    "__main__": 6,
}
FACE = ROOMS["player"]  # simulator/__init__.py offers core, steps, files and the player in a notebook
TOP_LEVEL = {"pyproject.toml", "app.py", "simulator", "tests", "assets", "README.md", "LICENSE"}
ARTEFACTS = ("*.egg-info", "build", "dist", "__pycache__")
SOURCES = sorted([*(ROOT / "simulator").rglob("*.py"), *ROOT.glob("app.py")])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in SOURCES}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file, by its full name."""
    package = path.relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = [*package[: len(package) - node.level + 1]] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            inside = {f"{base}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= inside or {base}
    return found


IMPORTS = {name: imported(path) for name, path in MODULES.items()}


def room(name: str) -> str | None:
    """core, steps, …, app; None outside the house."""
    parts = name.split(".")
    if parts[0] == "simulator":
        return parts[1] if len(parts) > 1 else ""
    return "app" if parts[0] == "app" else None


def level(name: str) -> int:
    return ROOMS[room(name)] if room(name) else FACE


@pytest.mark.parametrize("name", MODULES)
def test_every_file_has_a_room(name):
    assert room(name) in {*ROOMS, ""}


@pytest.mark.parametrize("name", MODULES)
def test_lower_rooms_never_import_higher_ones(name):
    for target in IMPORTS[name]:
        if room(target) is not None:
            assert level(target) <= level(name), f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) == "core"])
def test_core_imports_only_numpy_and_the_standard_library(name):
    for target in IMPORTS[name]:
        allowed = {*sys.stdlib_module_names, "numpy"}
        assert room(target) == "core" or target.split(".")[0] in allowed, f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) not in ("panels", "player", "app")])
def test_only_panels_and_player_know_the_screen(name):
    assert not {target for target in IMPORTS[name] if target.split(".")[0] == "streamlit"}


def test_no_module_imports_itself_through_others():
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"a cycle: {' → '.join([*trail, name])}"
        if name not in done:
            for target in sorted(IMPORTS[name] & MODULES.keys()):
                visit(target, (*trail, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


@pytest.mark.parametrize("path", [*ROOT.glob("app.py")], ids=str)
def test_the_app_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 40


def test_the_top_level_holds_what_it_should():
    strangers = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and not any(path.match(artefact) for artefact in ARTEFACTS)
    }
    assert strangers <= TOP_LEVEL
