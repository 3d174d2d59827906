"""Take it with you: a link that reopens the very screen, a tab that loses nothing, files of this step."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.core.initialise import initialise
from simulator.files.gallery import EXAMPLES, example
from simulator.files.sessions.links.link import link_text
from simulator.files.sessions.screen import Screen, View
from simulator.steps.session import Session

from ..grids import by_night, grid, one_of
from .panel import alert, numbers, select
from .screen import (
    button,
    choose,
    choose_example,
    chosen,
    click,
    cursor,
    idle,
    press,
    screen,
    steps,
    until,
    until_equal,
    wait_for_player,
)
from .test_look import LOOK, faults
from .test_training import paste

pytestmark = pytest.mark.browser

SECOND = example(EXAMPLES[1]).title
SHARE = "Share: links, pictures, files, hand-outs"


def change_bias(page: Any, text: str) -> None:
    """Of neuron 1 of layer 4, in the inspector."""
    page.get_by_role("combobox", name="Look inside a number").select_option("4,1")
    field = page.locator(".bp-inspector").get_by_label("b at the start", exact=True)
    field.fill(text)
    field.press("Enter")
    until(lambda: numbers(page, "b4")[0] == float(text))


def link_of(page: Any) -> str:
    """The link that the dialog gives."""
    button(page, SHARE).click()
    button(page, "Copy link").click()
    field = page.get_by_label("The link", exact=True)
    field.wait_for()
    until(lambda: page.locator(".bp-share-said").inner_text() != "…")
    link = field.input_value()
    page.get_by_role("dialog", name="Share").get_by_role("button", name="Close").click()
    return link


def said(page: Any) -> str:
    return page.locator(".bp-share-said").inner_text()


def as_left(page: Any, biases: Any) -> bool:
    """At step 15 with five digits, a neuron opened, and these b₄."""
    opened = page.get_by_role("heading", name="Neuron 2 of layer 3").count() == 1
    kept = chosen(page, "Digits") == "5"
    return cursor(page) == 15 and opened and kept and bool(numbers(page, "b4") == biases)


@pytest.mark.parametrize("to_the_end", [False, by_night(True)])
def test_a_link_reopens_the_very_screen_for_someone_else_and_only_once(
    page: Any, empty_page: Callable[..., Any], to_the_end: bool
) -> None:
    """An edited number, the step, digits, colours and what was picked; what is done after that stays.

    The address is the link until the first step, then the app's own: at a reload, after a look at the
    training, and with another network the link does not come back.
    """
    change_bias(page, "0.912345678901")
    choose(page, "Digits", "6")
    choose(page, "Edges show", "dW")
    click(page, *["Next step"] * 12)
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 3, c: 2 })")
    other = empty_page()
    other.goto(link_of(page))
    wait_for_player(other)
    until(lambda: cursor(other) == 12)
    until_equal(lambda: screen(other), screen(page))
    assert numbers(other, "b4") == numbers(page, "b4")
    assert chosen(other, "Digits") == "6"
    assert chosen(other, "Edges show") == "dW"
    assert other.get_by_role("heading", name="Neuron 2 of layer 3").count() == 1
    idle(other)
    assert "?s=" in other.url
    click(other, *["Next step"] * 3)
    until(lambda: not other.evaluate("location.search"), other.url)
    choose(other, "Digits", "5")
    if to_the_end:
        to_training_and_back(other)
    biases = numbers(page, "b4")
    assert as_left(other, biases)
    other.reload()
    wait_for_player(other)
    idle(other)
    assert as_left(other, biases)
    if to_the_end:
        choose_example(other, SECOND)  # it has no neuron 2 in layer 3
        to_training_and_back(other)
        assert cursor(other) == 0
    assert [line for line in other.heard if "error" in line] == []


@pytest.mark.nightly
def test_a_reload_comes_back_to_the_step_of_another_example(
    empty_page: Callable[..., Any], address: str
) -> None:
    """Also where the address is a link to the first one."""
    page, first = empty_page(), example(EXAMPLES[0])
    page.goto(f"{address}/?s={link_text(Screen(first.session, first.name, '', '', View()))}")
    wait_for_player(page)
    idle(page)
    choose_example(page, SECOND)
    click(page, *["Next step"] * 7)
    idle(page)
    page.reload()
    until(lambda: page.locator(".bp-seen .bp-chip").count() and steps(page) == 90)
    until(lambda: cursor(page) == 7)


@pytest.mark.nightly
def test_a_damaged_link_says_so_and_the_way_back_works(page: Any, address: str) -> None:
    """One sentence above the first example; Back returns to the screen that was there before."""
    press(page, *["ArrowRight"] * 3)
    link = link_of(page)
    page.goto(link)
    wait_for_player(page)
    page.goto(link[:-2])
    wait_for_player(page)
    until(lambda: "The link must be whole" in alert(page))
    assert cursor(page) == 0
    page.go_back()
    wait_for_player(page)
    until(lambda: cursor(page) == 3)
    assert alert(page) == ""


def to_training_and_back(page: Any) -> None:
    """The player is taken down and put up again."""
    page.get_by_role("radio", name="Train", exact=True).click()
    page.locator(".bp-state", has_text="epoch").wait_for()
    idle(page)
    page.get_by_role("radio", name="Step", exact=True).click()
    wait_for_player(page)


DAY = 24 * 3600 * 1000  # milliseconds
# What the browser keeps, by tab; before that, what is given is put beside it as of so long ago.
KEPT = """async (given) => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const database = await done(indexedDB.open("backprop", 1));
  const store = database.transaction("kept", "readwrite").objectStore("kept");
  for (const [tab, ago] of Object.entries(given)) {
    store.put({ file: "", search: "", at: Date.now() - ago }, tab);
  }
  const tabs = await done(store.getAllKeys());
  database.close();
  return tabs;
}"""


def test_a_tab_keeps_for_itself(page: Any) -> None:
    """A reload loses neither edit, undo nor step.

    What other tabs kept is thrown away after a week, at the next change; what is younger stays.
    """
    first = example(EXAMPLES[0]).session.network.b[4][0]
    change_bias(page, "0.5")
    click(page, *["Next step"] * 5)
    idle(page)
    page.reload()
    wait_for_player(page)
    until(lambda: numbers(page, "b4")[0] == 0.5)
    until(lambda: cursor(page) == 5)
    button(page, "Undo").click()
    until(lambda: numbers(page, "b4")[0] == first)
    kept = {*page.evaluate(KEPT, {})}
    assert len(kept) == 1
    others = {"old": 7 * DAY + 60_000, "older": 400 * DAY, "young": 7 * DAY - 600_000}
    assert {*page.evaluate(KEPT, others)} == {*kept, *others}
    change_bias(page, "0.125")
    until_equal(lambda: {*page.evaluate(KEPT, {})}, {*kept, "young"})


@pytest.mark.nightly
def test_a_duplicate_begins_as_its_original_and_a_new_tab_as_new(page: Any, address: str) -> None:
    """From then on each is by itself."""
    first = example(EXAMPLES[0]).session.network.b[4][0]
    change_bias(page, "0.5")
    idle(page)
    with page.expect_popup() as caught:
        page.evaluate("void window.open(location.href)")
    other = caught.value
    wait_for_player(other)
    until(lambda: numbers(other, "b4")[0] == 0.5)
    idle(other)
    change_bias(other, "0.25")
    idle(other)
    page.reload()
    wait_for_player(page)
    until(lambda: numbers(page, "b4")[0] == 0.5)
    other.reload()
    wait_for_player(other)
    until(lambda: numbers(other, "b4")[0] == 0.25)
    assert len(page.evaluate(KEPT, {})) == 2
    fresh = page.context.new_page()
    fresh.goto(address)
    wait_for_player(fresh)
    idle(fresh)
    assert numbers(fresh, "b4")[0] == first


def at_rest(page: Any) -> None:
    """As somebody who looks before going on: the browser has kept the page and has its entry."""
    idle(page)
    page.wait_for_timeout(400)
    idle(page)


@pytest.mark.nightly
def test_back_goes_where_one_was(page: Any) -> None:
    """Back leaves the page only from where it was opened; none is lost that is pressed as a page comes up."""
    choose_example(page, SECOND)
    at_rest(page)
    page.get_by_role("radio", name="Train", exact=True).click()
    page.locator(".bp-state", has_text="epoch").wait_for()
    page.go_back()
    wait_for_player(page)
    until(lambda: steps(page) == 90)
    at_rest(page)
    page.get_by_role("radio", name="Train", exact=True).click()
    page.locator(".bp-state", has_text="epoch").wait_for()
    at_rest(page)
    page.go_back()
    wait_for_player(page)
    at_rest(page)
    page.go_back()
    until(lambda: steps(page) != 90)
    at_rest(page)
    page.go_forward()
    until(lambda: steps(page) == 90)
    at_rest(page)
    page.go_forward()
    button(page, "One epoch").wait_for()


def of_training(page: Any) -> list[str]:
    """What the page of training says: its set, epochs and α, and where the run stands."""
    fields = (
        page.get_by_role("combobox", name="Data set", exact=True),
        page.get_by_role("spinbutton", name="Epochs", exact=True),
        page.get_by_role("textbox", name="Learning rate α", exact=True),
    )
    if not page.locator(".bp-state").count():
        return []
    return [*(field.input_value() for field in fields), page.locator(".bp-state").inner_text()]


def test_training_survives_a_reload(page: Any) -> None:
    """Its settings, before anything is trained too; the run, and every update of it."""
    page.get_by_role("radio", name="Train", exact=True).click()
    page.locator(".bp-state", has_text="epoch").wait_for()
    at_rest(page)
    select(page, "Data set", "Two spirals")
    idle(page)
    for role, name, text in (("spinbutton", "Epochs", "30"), ("textbox", "Learning rate α", "0.02")):
        field = page.get_by_role(role, name=name, exact=True)
        field.fill(text)
        field.press("Enter")
        idle(page)
    at_rest(page)
    before = of_training(page)
    assert before[:3] == ["Two spirals", "30", "0.02"]
    page.reload()
    until_equal(lambda: of_training(page), before)
    at_rest(page)
    button(page, "One epoch").click()
    until(lambda: "epoch 1" in page.locator(".bp-state").inner_text())
    at_rest(page)
    trained = of_training(page)
    assert trained[:3] == before[:3]
    page.reload()
    until_equal(lambda: of_training(page), trained)


@pytest.mark.nightly
def test_a_table_of_ones_own_survives_a_reload(page: Any) -> None:
    """Its rows and the epochs, though nothing was trained; its name says that they were kept."""
    page.get_by_role("radio", name="Train", exact=True).click()
    page.locator(".bp-state", has_text="epoch").wait_for()
    select(page, "Data set", "A table of my own (CSV)")
    idle(page)
    table = "\n".join(f"{k / 10},{1 - k / 10},{'a' if k < 12 else 'b'}" for k in range(24))
    paste(page, f"u,v,kind\n{table}")
    page.locator(".bp-state", has_text="epoch").wait_for()
    field = page.get_by_role("spinbutton", name="Epochs", exact=True)
    field.fill("7")
    field.press("Enter")
    at_rest(page)
    state = of_training(page)[-1]
    page.reload()
    until(lambda: of_training(page)[-1:] == [state])
    assert of_training(page)[0].endswith(", as it was kept")
    assert of_training(page)[1] == "7"


@one_of(6)
def test_every_file_can_be_saved(page: Any, every: int) -> None:
    """Each is offered as a download named after the example, and nothing is asked of the network."""
    press(page, *["ArrowRight"] * 9)
    button(page, SHARE).click()
    rows = page.locator(".bp-share-row button", has_text="Save")
    page.locator(".bp-share-row input").fill("Ada, Zoë")  # whose exercises are made
    names = []
    for i in range(0, rows.count(), every):
        with page.expect_download() as caught:
            rows.nth(i).click()
        names.append(caught.value.suggested_filename)
        assert caught.value.path().stat().st_size > 500
        until(lambda: said(page).startswith("Saved "))
    offered = [".png", ".html", ".pdf", ".ipynb", ".py", ".py", ".zip", ".backprop"]
    assert rows.count() == len(offered) and [Path(name).suffix for name in names] == offered[::every]
    assert all(name.startswith("the-notes-4-layer-network") for name in names)
    assert page.strangers == []


@pytest.mark.nightly
def test_a_picture_that_takes_long_is_made_beside_the_page_and_can_be_stopped(
    empty_page: Callable[..., Any], address: str
) -> None:
    kinds = ["tanh"] * 24
    net = initialise([4] * 25, kinds, "glorot", 0)
    session = Session(net, np.ones((1, 4)), np.ones((1, 4)), updates=2)
    page = empty_page()
    page.goto(f"{address}/?s={link_text(Screen(session, 'deep', 'Deep', '', View()), 'none')}")
    wait_for_player(page)
    button(page, SHARE).click()
    saving = button(page, "Save: Picture of this step")
    saving.click()
    until(lambda: said(page) == "It is being made.")
    button(page, "Stop making it").click()
    until(lambda: said(page) == "Stopped.")
    assert button(page, "Stop making it").count() == 0
    with page.expect_download(timeout=60_000) as caught:
        saving.click()
        until(lambda: said(page) == "It is being made.")
    assert caught.value.suggested_filename.endswith(".png")
    until(lambda: said(page).startswith("Saved "))


@pytest.mark.nightly
def test_the_offline_player_shows_the_same_step(
    page: Any, empty_page: Callable[..., Any], tmp_path: Path
) -> None:
    """Saved at step 10, opened from disk without a network: the same words, numbers and colours."""
    press(page, *["ArrowRight"] * 9)
    button(page, SHARE).click()
    with page.expect_download() as caught:
        button(page, "Save: This walk as one HTML file, for any browser, without a network").click()
    caught.value.save_as(path := tmp_path / "walk.html")
    page.get_by_role("dialog", name="Share").get_by_role("button", name="Close").click()
    other = empty_page(offline=True)
    other.goto(path.as_uri())
    wait_for_player(other)
    until(lambda: cursor(other) == 9)
    here, there = screen(page), screen(other)
    for name in ("title", "sentence", "F"):
        assert here[name] == there[name]
    assert {key: value["words"] for key, value in here["neurons"].items()} == {
        key: value["words"] for key, value in there["neurons"].items()
    }
    assert other.get_by_role("button", name=SHARE).count() == 0


def test_embedded_the_player_stands_alone(empty_page: Callable[..., Any], address: str) -> None:
    """Fit for a frame on a course page: no bar, no side panel, and the keys work; a damaged link says so."""
    page = empty_page((900, 620))
    second = example(EXAMPLES[1])
    link = link_text(Screen(second.session, second.name, second.title, second.about, View()))
    page.goto(f"{address}/?embed=true&s={link}")
    wait_for_player(page)
    assert page.get_by_role("heading", name="Backprop Simulator").count() == 0
    assert press(page, "ArrowRight", "ArrowRight") == 2
    # The frame's address is its page's own: it keeps the link, and a reload shows the link's network.
    widths = "-".join(map(str, second.session.network.widths))
    page.reload()
    wait_for_player(page)
    assert f"s={link}" in page.url
    assert widths in page.locator(".bp-plot").get_attribute("aria-label")
    page.goto(f"{address}/?embed=true&s=1.xx")  # or the first example would pass for the network of the link
    wait_for_player(page)
    until(lambda: "The link must be whole" in alert(page))


@pytest.mark.nightly
@grid(1, size={"390": (390, 844), "1920": (1920, 1080), "1440": (1440, 900)}, theme=["light", "dark"])
def test_the_dialog_is_legible(open_app: Callable[..., Any], size: tuple[int, int], theme: str) -> None:
    page = open_app(size, color_scheme=theme)
    if size[0] < 900:
        click(page, "More settings")
    button(page, SHARE).click()
    dialog = page.get_by_role("dialog", name="Share")
    box = dialog.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
    button(page, "Copy link").click()  # the topmost: what it says must not stand below the fold
    until(lambda: said(page) not in ("", "…"))
    line = page.locator(".bp-share-said").bounding_box()
    assert box["y"] <= line["y"]
    assert line["y"] + line["height"] <= box["y"] + box["height"]
    texts = [line for line in faults(page.evaluate(LOOK), size) if re.search(r"px: |contrast", line)]
    assert texts == []
