"""The player's code and style sheet as texts; the page and the file that is opened from disk share them."""

import importlib.util
import re
from functools import cache
from pathlib import Path, PurePosixPath

from ..draw.colours import LETTERS, PHASES, RUNS

HERE = Path(__file__).parent
SELECTORS = {"light": ".bp, .bp-slice", "dark": ':is(.bp, .bp-slice)[data-theme="dark"]'}
IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)


@cache
def script(entry: str = "player.js") -> str:
    """One script of an entry of js/ and all that it imports, each file in a scope of its own.

    The entry itself stands last and open, so that what it names, and its default export, are the script's.
    Raises ImportError for a circle, a file that does not exist, or a name that it does not export.
    """
    parts: dict[str, str] = {}
    exported: dict[str, list[str]] = {}

    def place(name: str, trail: tuple[str, ...]) -> str:
        """Put a file behind those that it imports; its text, in which the imports are its first constants."""
        if name in trail:
            raise ImportError(f"a circle: {' → '.join([*trail, name])}")
        source = _source(name)
        exported[name] = EXPORT.findall(source)

        def constants(found: re.Match[str]) -> str:
            wanted = [part.strip() for part in found[1].split(",") if part.strip()]
            target = _beside(name, found[2])
            if target not in parts:
                body = place(target, (*trail, name))
                gives = f"return {{ {', '.join(exported[target])} }};"
                parts[target] = f"const {_scope(target)} = (() => {{\n{body}{gives}\n}})();\n"
            if missing := sorted({*wanted} - {*exported[target]}):
                raise ImportError(f"{name} imports {', '.join(missing)}, which {target} does not export")
            return f"const {{ {', '.join(wanted)} }} = {_scope(target)};"

        return EXPORT.sub("", IMPORT.sub(constants, source))

    own = place(entry, ())
    return "".join([*parts.values(), own])


def imports(name: str) -> list[str]:
    """The files that a file of js/ imports, by their paths in it."""
    return [_beside(name, found[2]) for found in IMPORT.finditer(_source(name))]


def stylesheet() -> str:
    """Its style sheets, with the colours of passes, letters, runs: that of the frame, then of its parts."""
    rules = [f"{SELECTORS[theme]} {{ {_passes(theme)} }}\n" for theme in PHASES]
    first = "player.css"
    parts = sorted(part.name for part in (HERE / "css").glob("*.css") if part.name != first)
    return "".join([*rules, *(read(f"css/{name}") for name in (first, *parts))])


def read(name: str) -> str:
    """One file of the player."""
    return (HERE / name).read_text(encoding="utf-8")


def folder(package: str, inside: str) -> Path:
    """A folder of an installed package, which is not imported for it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {package} is not installed")
    return Path(spec.origin).parent / inside


def _passes(theme: str) -> str:
    letters = {f"of-{letter}": colour for letter, colour in LETTERS[theme].items()}
    runs = {f"run{place}": colour for place, colour in enumerate(RUNS[theme])}
    return " ".join(f"--{name}: {colour};" for name, colour in (PHASES[theme] | letters | runs).items())


def _source(name: str) -> str:
    """A file of js/."""
    try:
        return read(f"js/{name}")
    except FileNotFoundError:
        raise ImportError(f"there is no {name} in the player's code") from None


def _beside(name: str, written: str) -> str:
    """The path in js/ of what a file there imports as "./…" or "../…"."""
    parts = [*PurePosixPath(name).parent.parts]
    for part in written.split("/"):
        if part == "..":
            if not parts:
                raise ImportError(f"{name} imports {written}, which is outside the player's code")
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _scope(name: str) -> str:
    """The name that stands for a file in a script."""
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
