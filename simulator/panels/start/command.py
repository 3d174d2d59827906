"""The command `backprop-simulator`, which is also `python -m simulator`: the page with its own settings."""

import os
import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ... import __version__
from ...core.inputs import InputError
from ...files.assets import SETTINGS
from ...files.networks.load_save import bytes_of

NAME = "backprop-simulator"
HELP = f"""Usage: {NAME} [FILE] [OPTIONS]

See backpropagation in any dense network, number by number: opens the page in a browser.

  FILE         a network (.json, .npz, .safetensors, .onnx), a recorded training loop
               or a session file to open with it
  OPTIONS      those of "streamlit run", such as --server.port 8600 or
               --server.headless true; "streamlit run --help" lists them
  --help       this text
  --version    the version

"{NAME} mark --help" tells how answers that were handed in are marked.

Ctrl+C ends it. The same without the command: python -m simulator
"""


def _mark(words: list[str]) -> int:
    from .mark_command import run  # noqa: PLC0415  the page does without it

    return run(words)


# A first word that stands here is a command and is given what follows it; any other word is a FILE.
COMMANDS: dict[str, Callable[[list[str]], int]] = {"mark": _mark}


def main(words: Sequence[str] | None = None) -> int:
    """Run the command with `words`, those of the command line unless given; returns the exit status."""
    given = [*(sys.argv[1:] if words is None else words)]
    if given and given[0] in COMMANDS:
        return COMMANDS[given[0]](given[1:])
    if "--help" in given or "-h" in given:
        print(HELP, end="")
        return 0
    if "--version" in given:
        print(f"{NAME} {__version__}")
        return 0
    try:
        options, files = divided(given)
        if len(files) > 1:
            raise InputError(f"{NAME} opens at most one file; got {len(files)}: {', '.join(files)}")
        for file in files:
            bytes_of(file)  # refuses what cannot be read before the server starts
    except InputError as reason:
        print(f"{reason}.", file=sys.stderr)
        return 2
    return _serve([*settings(options), *options], files)


def divided(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The options and the files among the words; an option without = takes the word after it as its value.

    Raises InputError for an option that lacks its value.
    """
    options: list[str] = []
    files: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            return options, [*files, *rest]
        if not word.startswith("-"):
            files.append(word)
            continue
        name, equals, after = word.partition("=")
        value = after if equals else next(rest, None)
        if value is None:
            raise InputError(f"{name} must have a value, as in {name}=…; nothing follows it")
        options.append(f"{name}={value}")
    return options, files


def settings(options: Sequence[str] = ()) -> list[str]:
    """The program's own settings as Streamlit's options, but for those that the user sets otherwise."""
    chosen = {option.partition("=")[0] for option in options}
    return [
        f"--{name}={value}"
        for name, value in _flat(tomllib.loads(SETTINGS.read_text(encoding="utf-8")), "")
        if f"--{name}" not in chosen and variable(name) not in os.environ
    ]


def variable(name: str) -> str:
    """The environment's name of a setting: STREAMLIT_SERVER_PORT for server.port."""
    spelt = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return f"STREAMLIT_{spelt.replace('.', '_').upper()}"


def _flat(table: dict[str, Any], before: str) -> list[tuple[str, str]]:
    found = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{key}.")
        else:
            found.append((before + key, str(value).lower() if isinstance(value, bool) else str(value)))
    return found


def _serve(options: list[str], files: list[str]) -> int:
    from streamlit.web import cli  # noqa: PLC0415  a second that neither --help nor a refusal should wait for

    script = str(Path(__file__).with_name("app_script.py"))
    words = ["run", script, *options, *(["--", *files] if files else [])]
    status: int | None = cli.main(words, prog_name=NAME, standalone_mode=True)
    return status or 0
