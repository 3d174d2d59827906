"""The side panel and the tables of numbers in the browser: how they are used."""

from typing import Any

from .screen import button, idle, until, wait_for_player

EDIT = "Edit the numbers that the walk starts from"


def open_panel(page: Any) -> None:
    """Open the side panel."""
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("heading", name="Edit", exact=True).wait_for()
    page.get_by_role("button", name="Make this network").wait_for()


def open_tables(page: Any, l: int = 2) -> None:
    """Open the tables of what the walk starts from, at one layer."""
    if button(page, EDIT).get_attribute("aria-pressed") != "true":
        button(page, EDIT).click()
    page.get_by_role("combobox", name="Layer to edit").select_option(str(l))


def cell(page: Any, place: str) -> Any:
    """A cell of those tables by its place: "W2, row 1, column 3", "b2, neuron 1", "x1 of pair 2"."""
    return page.locator(".bp-start").get_by_label(place, exact=True)


def type_in(page: Any, place: str, text: str) -> None:
    """Type over a cell; Enter takes it."""
    found = cell(page, place)
    found.fill(text)
    found.press("Enter")


def numbers(page: Any, name: str) -> Any:
    """An array of the first update of the walk that the player holds: W2 or b3."""
    return page.evaluate(
        """([quantity, l]) => {
          const { walk } = document.querySelector(".bp-host").player;
          return walk.arrays[walk.updates[0][quantity][l]];
        }""",
        [name[0], name[1:]],
    )


def tick(page: Any, label: str) -> None:
    """Click a checkbox."""
    page.get_by_test_id("stCheckbox").filter(has_text=label).locator("label").first.click()


def alert(page: Any) -> str:
    """The refusal that is read aloud, or nothing."""
    found = page.get_by_role("alert").all_inner_texts()
    return found[0] if found else ""


def until_alert(page: Any, text: str) -> None:
    """Wait for one refusal, word for word."""
    until(lambda: alert(page) == text, f"for {text!r}")


def select(page: Any, label: str, option: str) -> None:
    """Choose in one of Streamlit's selects."""
    field = page.get_by_role("combobox", name=label, exact=True)
    field.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # its list closes where the panel is still scrolling
    field.click()
    found = page.get_by_role("option", name=option, exact=True)
    page.wait_for_timeout(200)
    if not found.count():
        field.fill(option)  # a long list draws only what is in sight: narrow it down
    found.click()


def make_network(page: Any, widths: str, kinds: list[str], scheme: str) -> None:
    """Fill in the form of a new network and press its button; wait for it."""
    field = page.get_by_role("textbox", name="Neurons of each layer, the input first")
    field.fill(widths)
    field.press("Enter")
    idle(page)
    for l, kind in enumerate(kinds, start=2):
        select(page, f"New layer {l}: activation", kind)
    select(page, "Initialisation", scheme)
    page.get_by_role("button", name="Make this network").click()
    until(lambda: page.evaluate("document.querySelector('.bp-host').player.drawn.widths") == widths)
    wait_for_player(page)
