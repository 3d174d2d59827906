"""What a browser fetches once from this server: folders of packages, and the code of the components."""

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from threading import Lock

import streamlit as st

from .bundle import script


def served(name: str, folder: Path) -> str:
    """Serve a folder; its address, relative to the page."""
    return f"component/{st.components.v1.declare_component(name, path=folder).name}"


class ServedScripts:
    """Scripts as files in a folder of their own, as long as the server runs."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}  # by the files' names
        self._folder: Path | None = None
        self._one_at_a_time = Lock()
        atexit.register(self.clear)

    def address(self, stem: str, text: str) -> str:
        """The address of a script, relative to the page; raises OSError where no file can be written."""
        name = f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.js"
        address = self._written({name: text})
        return f"{address}/{name}"

    def keep(self) -> None:
        """Write anew what is gone: a system may clear its temporary folder while the server runs."""
        if self._texts and not self._are_there():
            self.clear()
            self._folder = None
            self._written(self._texts)

    def clear(self) -> None:
        """Take them away."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _are_there(self) -> bool:
        """Whether all are, in a folder that is not somebody else's who put one in its place."""
        try:
            return (
                self._folder is not None
                and self._folder.stat().st_uid == getattr(os, "getuid", int)()
                and all((self._folder / name).exists() for name in self._texts)
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


SCRIPTS = ServedScripts()


def fetched(entry: str) -> str:
    """A component's code that fetches what it does: the script of an entry of js/, see bundle.py.

    Streamlit sends the code of a component again with every rerun, half a megabyte in the player's case; a
    file is fetched once, and kept by the browser. The script itself where no file can be written.
    """
    text = script(entry)
    try:
        address = SCRIPTS.address(Path(entry).stem, text)
    except OSError:
        return f"\n{text}"
    url = f'new URL("./{address}", document.baseURI).href'
    return f"\nconst {{ default: shown }} = await import({url});\nexport default shown;\n"
