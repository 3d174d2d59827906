"""The rooms of the player's JavaScript: who may import whom, and that one script comes of it."""

from pathlib import Path

import pytest

from simulator.player import bundle
from simulator.player.bundle import imports, script

ROOT = Path(__file__).parents[1] / "simulator" / "player" / "js"
FLOORS = {
    "text": 0,
    "requests": 0,
    "storage": 0,
    "walk": 1,
    "graph": 2,
    "graph/overlays": 2,
    "graph/large": 2,
    "pictures": 3,
    "practice": 3,
    "presenter": 3,
    "drag": 3,
    "slice": 3,
    "panel": 4,
    "training": 4,
    "page": 4,
    "": 5,
    "lesson": 6,
}  # "": the files beside the rooms
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.js"))
ENTRIES = [
    *("mount.js", "drag_mount.js", "offline.js", "scorm.js", "browser_keeper.js", "browser_history.js"),
    "fetched_component.js",
    *("training/trainer_mount.js", "training/many_runs_mount.js", "slice/slice_mount.js"),
    *("lesson/lesson_mount.js", "lesson/lesson_offline.js"),
]
PURE = ("announcement.js", "digits.js", "elision.js", "exact.js", "token_numbers.js", "formula.js")


def room(name: str) -> str:
    return name.rpartition("/")[0]


@pytest.mark.parametrize("name", FILES)
def test_lower_rooms_never_import_higher_ones(name: str) -> None:
    """A circle between rooms would need an arrow upwards."""
    for target in imports(name):
        assert target in FILES, f"{name} imports {target}"
        assert FLOORS[room(target)] <= FLOORS[room(name)], f"{name} imports {target}"
        assert {room(name), room(target)} != {"panel", "training"}, f"{name} imports {target}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_and_its_imports_become_one_script(name: str) -> None:
    """Without a circle, a file that does not exist, or a name that is not exported."""
    text = script(name)
    assert "\nimport " not in text and not text.startswith("import ")
    assert "\nexport " not in text.replace("\nexport default ", "\n")


def test_every_file_is_reached_from_an_entry() -> None:
    """None is left over."""
    reached: set[str] = set()
    waiting = list(ENTRIES)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += imports(name)
    assert reached == {*FILES}


@pytest.mark.parametrize(
    "name", [name for name in FILES if room(name) == "walk" or name.split("/")[-1] in PURE]
)
def test_pure_rules_know_no_page(name: str) -> None:
    """They run in Node as in a browser."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for word in ("document.", "globalThis.", "window.", "localStorage", "sessionStorage"):
        assert word not in text


FAULTS = {
    "a circle": (
        {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'},
        "a circle",
    ),
    "no such file": ({"a.js": 'import { b } from "./b.js";\n'}, "there is no b.js"),
    "no such name": (
        {"a.js": 'import { b, c } from "./b.js";\n', "b.js": "export const b = 1;\nconst c = 2;\n"},
        "imports c, which b.js does not export",
    ),
    "outside": ({"a.js": 'import { b } from "../../b.js";\n'}, "outside the player's code"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_one_script_is_an_import_error(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the program starts, not when a page is opened."""
    files, words = FAULTS[fault]
    (tmp_path / "js").mkdir()
    for name, text in files.items():
        (tmp_path / "js" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(bundle, "HERE", tmp_path)
    with pytest.raises(ImportError, match=words):
        script.__wrapped__("a.js")


def test_two_files_may_have_private_names_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file has a scope of its own, and is in the script once."""
    files = {
        "a.js": 'import {\n  b,\n} from "./b.js";\nimport { c } from "./c.js";\nconst own = b + c + 2;\n',
        "b.js": 'import { c } from "./c.js";\nexport const own = 1;\nexport const b = own + c;\n',
        "c.js": "const own = 40;\nexport const c = own;\n",
    }
    (tmp_path / "js").mkdir()
    for name, text in files.items():
        (tmp_path / "js" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(bundle, "HERE", tmp_path)
    text = script.__wrapped__("a.js")
    assert text.count("const own = 40") == 1
    assert text.index("40") < text.index("own + c") < text.index("b + c + 2")
