"""The rooms of the house: who may import whom, and what lies on the top level."""

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

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
FACE = ROOMS["runs"]  # simulator/__init__.py offers core, steps, files, the player in a notebook and sweeps
FLOORS = {  # inside a folder: of its sub-rooms, and of the files that stand in it, together or by name
    "core": {
        "inputs": 0,
        "spelling": 0,
        "activations/": 1,
        "losses/": 2,
        "files": 3,
        "training/": 4,
        "sets/": 4,
        "checks/": 4,
        "origin/": 4,
        "health/": 5,
        "practice/": 5,
    },
    "core/training": {
        "rule_state": 0,
        "row_order": 0,
        "rules/": 1,
        "update_rule": 2,
        "fast/": 3,
        "batches": 4,
        "machine_code/": 5,
        "files": 6,
    },
    "core/checks": {"slips/": 0, "files": 1},
    "core/practice": {"files": 0, "marking/": 1, "exercises/": 1},
    "steps": {
        "formulas/": 0,
        "files": 1,
        "kinds/": 2,
        "words/": 2,
        "written_step": 1,
        "timeline": 3,
        "undo": 4,
        "walks/": 5,
    },
    "draw": {"files": 0, "slides/": 1},
    "player": {"files": 0, "answers/": 0, "payload/": 1, "pages/": 2, "components/": 2},
    "files": {
        "untrusted/": 0,
        "files": 1,
        "frameworks/": 1,
        "networks/": 2,
        "tables/": 2,
        "handouts/": 2,
        "lessons/": 3,
        "recordings/": 3,
        "scripts/": 3,
        "practice/": 5,
        "sessions/": 4,
    },
    "files/networks": {"files": 0, "load_save": 2, "onnx/": 1},
    "files/recordings": {"files": 0, "departures/": 1, "record": 2, "session_of_update": 2},
    "files/sessions": {"files": 0, "links/": 1, "archive/": 2},
    "runs": {"aside/": 0, "files": 1, "many/": 2},
    "panels": {
        "page_state": 0,
        "plain_tables": 0,
        "reader_notation": 0,
        "player_digits": 0,
        "fields/": 1,
        "work_aside": 2,
        "slice_view": 3,
        "train/": 4,
        "whole_page": 5,
        "debug/": 6,
        "walk/": 6,
        "files": 7,
        "page": 8,
        "start/": 9,
    },
}
TOP_LEVEL = {"pyproject.toml", "app.py", "simulator", "tests", "assets", "README.md", "LICENSE"}
ARTEFACTS = ("*.egg-info", "build", "dist", "__pycache__")
SOURCES = sorted([*(ROOT / "simulator").rglob("*.py"), *ROOT.glob("app.py")])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in SOURCES}


@cache
def trees() -> dict[str, ast.Module]:
    """Every file, read when the first test asks for it."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def definitions(kind: type) -> Iterator[tuple[str, Any]]:
    """Every definition of a kind, wherever it stands, with its module."""
    return (
        (name, node) for name, tree in trees().items() for node in ast.walk(tree) if isinstance(node, kind)
    )


def imported(name: str) -> set[str]:
    """Every module that a file imports, wherever in the file, by its full name."""
    package = MODULES[name].relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(trees()[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = [*package[: len(package) - node.level + 1]] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            inside = {f"{base}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= inside or {base}
    return found


@cache
def imports() -> dict[str, set[str]]:
    """What every file imports."""
    return {name: imported(name) for name in MODULES}


def room(name: str) -> str | None:
    """core, steps, …, app; None outside the house."""
    parts = name.split(".")
    if parts[0] == "simulator":
        return parts[1] if len(parts) > 1 else ""
    return "app" if parts[0] == "app" else None


def level(name: str) -> int:
    return ROOMS[room(name)] if room(name) else FACE


def inside(name: str) -> tuple[str, ...]:
    """Its folders from the room on, then the file: ("core", "training", "train"); of a door its folders."""
    return tuple(name.split(".")[1:])


def is_folder(name: str) -> bool:
    return MODULES[name].name == "__init__.py"


def part(name: str, folder: tuple[str, ...]) -> str:
    """What of a folder a file belongs to: "training/", a sub-room, "network", itself, or "", the door."""
    below = inside(name)[len(folder) :]
    return f"{below[0]}/" if len(below) > 1 or (below and is_folder(name)) else "".join(below)


def floor(folder: str, of: str) -> int:
    return FLOORS[folder].get(of, FLOORS[folder]["files"])


def test_every_room_and_sub_room_has_its_floor():
    rooms = [name for name in MODULES if room(name) not in {*ROOMS, ""}]
    sub_rooms = {
        ("/".join(inside(name)[:-1]), f"{inside(name)[-1]}/")
        for name in MODULES
        if is_folder(name) and len(inside(name)) > 1
    }
    nowhere = [f"{folder}/{of}" for folder, of in sub_rooms if of not in FLOORS.get(folder, ())]
    gone = [
        f"{folder}/{of}"
        for folder, floors in FLOORS.items()
        for of in floors
        if of != "files"
        and (folder, of) not in sub_rooms
        and f"simulator.{folder.replace('/', '.')}.{of}" not in MODULES
    ]
    assert rooms + nowhere + gone == []


def test_lower_rooms_never_import_higher_ones():
    up = [
        f"{name} imports {target}"
        for name, targets in imports().items()
        for target in targets
        if room(target) is not None and level(target) > level(name)
    ]
    assert up == []


def test_inside_a_room_a_sub_room_imports_only_from_lower_floors():
    """Files that stand in a folder itself may also import one another; its door is above them all."""
    up = []
    for name, targets in imports().items():
        for target in targets & MODULES.keys():
            folder = shared(inside(name), inside(target))
            here, there = part(name, folder), part(target, folder)
            if "/".join(folder) not in FLOORS or "" in (here, there):
                continue
            both_files = not (here.endswith("/") or there.endswith("/"))
            there_floor, here_floor = floor("/".join(folder), there), floor("/".join(folder), here)
            if there_floor + (not both_files) > here_floor:
                up.append(f"{name} imports {target}")
    assert up == []


def shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The folder in which both stand."""
    return tuple(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def test_core_imports_only_numpy_and_the_standard_library():
    allowed = {*sys.stdlib_module_names, "numpy"}
    strangers = [
        f"{name} imports {target}"
        for name, targets in imports().items()
        for target in targets
        if room(name) == "core" and room(target) != "core" and target.split(".")[0] not in allowed
    ]
    assert strangers == []


def test_only_panels_and_player_know_the_screen():
    """And of them one file alone knows where its state is kept."""
    knowing = [
        name for name, targets in imports().items() if any(t.split(".")[0] == "streamlit" for t in targets)
    ]
    assert [name for name in knowing if room(name) not in ("panels", "player", "app")] == []
    state = {
        name
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("session_state", "query_params")
    }
    assert state == {"simulator.panels.page_state"}


def test_no_module_imports_itself_through_others():
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"a cycle: {' → '.join([*trail, name])}"
        if name not in done:
            for target in sorted(imports()[name] & MODULES.keys()):
                visit(target, (*trail, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


def twice(places: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What stands in more than one place, and where."""
    found: dict[str, list[str]] = {}
    for what, where in places:
        found.setdefault(what, []).append(where)
    return {what: where for what, where in found.items() if len(where) > 1}


def test_no_module_and_no_public_class_has_the_name_of_another():
    files = [(path.stem, name) for name, path in MODULES.items() if path.name != "__init__.py"]
    assert twice(files) == {}
    assert twice((node.name, name) for name, node in definitions(ast.ClassDef) if node.name[0] != "_") == {}


def test_a_prefix_shared_by_three_files_is_a_folder():
    stems = [(str(path.parent), path.stem) for path in MODULES.values() if path.name != "__init__.py"]
    prefixes = twice((f"{folder}/{stem.split('_')[0]}", stem) for folder, stem in stems)
    assert {prefix: names for prefix, names in prefixes.items() if len(names) > 2} == {}


def test_no_function_is_longer_than_40_lines():
    """Signature, docstring and all; of tests too."""
    tests = [path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts]
    assert len(tests) > 100
    tested = ((name_of(path), ast.parse(path.read_text(encoding="utf-8"))) for path in tests)  # one at a time
    long = [
        f"{name}.{node.name}: {length} lines"
        for name, tree in chain(trees().items(), tested)
        for node in functions(tree)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > 40
    ]
    assert long == []


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function; none stands in an expression, and of these most of a tree is made."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        if not isinstance(node, ast.expr):
            yield from functions(node)


def test_what_is_read_first_is_short():
    """core/ itself from top to bottom, and the app."""
    core = [path.name for path in (ROOT / "simulator/core").glob("*.py") if path.name != "__init__.py"]
    assert len(core) <= 10
    assert all(len(path.read_text(encoding="utf-8").splitlines()) < 40 for path in ROOT.glob("app.py"))


def test_the_top_level_holds_what_it_should():
    strangers = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and not any(path.match(artefact) for artefact in ARTEFACTS)
    }
    assert strangers <= TOP_LEVEL
