"""The installed program, started from an empty folder by its command, is the one of the checkout."""

import os
import tomllib

import pytest

from simulator.files.gallery import EXAMPLES, example

from ..grids import grid
from ..wheel import ROOT, built, installed
from .machine import started
from .screen import gallery, wait_for_player

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The address of the program, run from a folder and a home that are empty."""
    place = tmp_path_factory.mktemp("installed")
    found = installed(built(place / "wheel"), place / "packages")
    (script,) = (place / "packages" / "bin").glob("backprop-simulator*")
    folder = place / "empty"
    folder.mkdir()
    environment = {**os.environ, **found, "HOME": str(folder)}
    with started([str(script), "--server.headless", "true"], folder, environment) as server:
        yield server.address
        assert list(folder.iterdir()) == []


@grid(1, theme=["dark", "light"])
def test_the_program_opens_with_examples_icon_and_theme(program, empty_page, theme):
    """All of the gallery, the icon's own drawing, the colours of the settings, and nobody else is asked."""
    page = empty_page(color_scheme=theme)
    page.goto(program)
    wait_for_player(page)
    assert page.title() == "Backprop Simulator"
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][theme]
    shown = "name => getComputedStyle(document.querySelector('.bp-host')).getPropertyValue(name)"
    assert page.evaluate(shown, "--st-primary-color") == colours["primaryColor"]
    assert page.evaluate(shown, "--st-background-color") == colours["backgroundColor"]
    icon = "() => fetch(document.querySelector(\"link[rel='shortcut icon']\").href).then(sent => sent.text())"
    assert page.evaluate(icon) == (ROOT / "assets" / "icon.svg").read_text(encoding="utf-8")
    gallery(page).click()
    rows = [row.split("\n") for row in page.get_by_role("menuitem").all_inner_texts()]
    assert rows == [[example(name).title, example(name).about] for name in EXAMPLES]
    assert page.strangers == []
    assert not [line for line in page.heard if line.startswith(("error", "page error"))]
