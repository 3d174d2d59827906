"""The rooms of the player's JavaScript: who may import whom, and that one script comes of it."""

from collections import Counter
from itertools import takewhile
from pathlib import Path

import pytest

from simulator.player import bundle
from simulator.player.bundle import imports, script

ROOT = Path(__file__).parents[1] / "simulator" / "player" / "js"
FLOORS = [  # from below; a room imports from lower floors alone. "": the player itself
    ("text", "storage", "page/browser"),
    ("drawing", "requests", "walk", "walk/payload", "page/loading", "page/keys", "practice/judging"),
    ("training/words", "training/playing"),
    ("graph/layout", "pictures", "drag", "slice", "page/moving", "page/pointing", "page/controls"),
    ("practice/asking", "practice/records", "training/pictures", "training/many"),
    (
        "graph/overlays/neurons",
        "panel/inspector",
        "panel/matrices",
        "practice/answering",
        "practice/fields",
        "training",
    ),
    ("graph/overlays/edges", "panel", "practice"),
    ("graph/overlays",),
    ("graph",),
    ("graph/large", "presenter"),
    ("page/looks",),
    ("",),
    ("lesson",),
    ("entries",),
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MOST = 12  # files of a room
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.js"))
ENTRIES = [name for name in FILES if name.startswith("entries/")]
PURE = ("announcement.js", "digits.js", "elision.js", "exact.js", "token_numbers.js", "formula.js")


def room(name: str) -> str:
    return name.rpartition("/")[0]


@pytest.mark.parametrize("name", FILES)
def test_a_room_imports_only_from_lower_floors(name: str) -> None:
    """So that no circle between rooms can be made."""
    for target in imports(name):
        assert target in FILES, f"{name} imports {target}"
        inside = room(target) == room(name)
        assert inside or FLOOR[room(target)] < FLOOR[room(name)], f"{name} imports {target}"


def test_every_room_has_its_floor_and_few_files() -> None:
    """As many as are read at a glance."""
    counts = Counter(map(room, FILES))
    assert counts.keys() == FLOOR.keys()
    assert {name: count for name, count in counts.items() if count > MOST} == {}


def test_a_prefix_shared_by_three_files_is_a_folder() -> None:
    """And no name says again what its folder says, three times over."""
    prefixes = Counter(f"{room(name)}/{Path(name).stem.split('_')[0]}" for name in FILES)
    assert {prefix: count for prefix, count in prefixes.items() if count > 2} == {}


def test_no_file_has_the_name_of_another() -> None:
    """Who looks for one finds it."""
    names = Counter(Path(name).name for name in FILES)
    assert {name: count for name, count in names.items() if count > 1} == {}


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


def is_pure(name: str) -> bool:
    """By its room, by its name, or as it says of itself at its head."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    head = " ".join(line.removeprefix("// ") for line in takewhile(lambda line: line.startswith("//"), lines))
    own = ("Pure rules", "Pure functions", "pure functions", "Nothing of a page")
    return room(name).startswith("walk") or Path(name).name in PURE or any(words in head for words in own)


@pytest.mark.parametrize("name", [name for name in FILES if is_pure(name)])
def test_pure_rules_know_no_page(name: str) -> None:
    """They run in Node as in a browser."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for word in ("document.", "globalThis.", "window.", "localStorage", "sessionStorage", "svgNode(", " el("):
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
