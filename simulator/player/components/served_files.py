"""What a browser fetches once from this server: folders of packages, and the code of the components."""

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import streamlit as st

from ..bundle import script


def served(name: str, folder: Path) -> str:
    """Serve a folder; its address, relative to the page."""
    return f"component/{st.components.v1.declare_component(name, path=folder).name}"


class ServedCode:
    """Scripts and style sheets as files in a folder of their own, as long as the server runs."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}  # by the files' names
        self._folder: Path | None = None
        self._one_at_a_time = Lock()
        atexit.register(self.clear)

    def address(self, file: str, text: str) -> str:
        """The address of a text as a file named about so, relative to the page.

        Raises OSError where no file can be written.
        """
        stem, dot, ending = file.rpartition(".")
        name = f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:16]}{dot}{ending}"
        address = self._written({name: text})
        return f"{address}/{name}"

    def keep(self, addresses: Collection[str]) -> None:
        """Write all anew where one of these is gone: a system may clear its temporary folder meanwhile."""
        if addresses and not self._are_there(addresses):
            self.clear()
            self._folder = None
            self._written(self._texts)

    def clear(self) -> None:
        """Take them away."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _are_there(self, addresses: Collection[str]) -> bool:
        """Whether these are, in a folder that is not somebody else's who put one in its place."""
        try:
            return (
                self._folder is not None
                and self._folder.stat().st_uid == getattr(os, "getuid", int)()
                and all((self._folder / address.rpartition("/")[2]).exists() for address in addresses)
            )
        except OSError:
            return False

    def _written(self, texts: dict[str, str]) -> str:
        with self._one_at_a_time:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="backprop-simulator-"))
            for name, text in texts.items():
                (self._folder / name).write_text(text, encoding="utf-8")
            self._texts |= texts
            return served("code", self._folder)


CODE = ServedCode()


class Code(NamedTuple):
    """What Streamlit sends of a component, and the addresses of what this fetches."""

    css: str
    js: str
    addresses: tuple[str, ...] = ()


def fetched(entry: str, sheet: str = "") -> Code:
    """The code of a component that fetches what it is: the script of an entry of js/, and a style sheet.

    Streamlit sends them again with every rerun, half a megabyte in the player's case; a file is fetched
    once, and kept by the browser, and a sheet stays on the page. The texts themselves where no file can be
    written.
    """
    text = script(entry)
    try:
        files = [CODE.address("style.css", sheet)] if sheet else []
        address = CODE.address(f"{Path(entry).stem}.js", text)
    except OSError:
        return Code(sheet, f"\n{text}")
    called = f"await fetchedComponent({json.dumps(address)}, {json.dumps(files)})"
    js = f"\n{script('entries/fetched_component.js')}\nexport default {called};\n"
    return Code("", js, (address, *files))
