"""The keys of the player, and the fields that keep their own."""

from typing import Any

import pytest

from .screen import button, choose_example, click, cursor, gallery, press, settings, steps, until

pytestmark = pytest.mark.browser


@pytest.fixture
def page(stepper: Any) -> Any:
    """One page for the tests of this module."""
    return stepper


def playing(page: Any) -> bool:
    """Whether the player runs by itself."""
    return button(page, "Pause").count() == 1


def test_arrows_home_and_end(page: Any) -> None:
    """One step each way, to both ends of the update and then of all; nothing beyond them."""
    last = steps(page) - 1
    assert press(page, "ArrowLeft") == 0
    assert press(page, "ArrowRight", "ArrowRight", "ArrowRight") == 3
    assert press(page, "ArrowLeft") == 2
    assert press(page, "End") == 25
    assert press(page, "End") == last
    assert press(page, "ArrowRight") == last
    assert press(page, "Home") == last - 25
    assert press(page, "Home") == 0
    assert click(page, "Last step") == 25
    assert press(page, "ArrowRight", "ArrowRight") == 27
    assert click(page, "First step") == 26
    assert click(page, "First step") == 0
    modified = ("Control+ArrowRight", "Alt+ArrowDown", "Meta+ArrowRight", "Control+End")
    assert press(page, *modified) == 0, "these belong to the browser"
    for _ in range(40):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    assert cursor(page) == 40, "a held key runs, and stops where it is let go"


def test_a_presenters_clicker(page: Any) -> None:
    """Page Down and Page Up, with nothing clicked before, and with whatever was clicked before."""
    assert press(page, *["PageDown"] * 5) == 5
    assert press(page, "PageUp") == 4
    click(page, "Last step", "First step", "First step")
    assert press(page, "PageDown") == 1
    page.get_by_role("heading", name="Backprop Simulator").click()
    assert press(page, "PageDown") == 2
    page.get_by_role("slider", name="Step").focus()
    assert press(page, "PageDown", "PageDown", "PageUp") == 3
    choose_example(page, "Hagan 1-2-1")
    assert press(page, "PageDown") == 1


def test_space_plays_and_pauses(page: Any) -> None:
    """After a click on Next too, instead of pressing it again; a button reached with Tab has it to itself."""
    press(page, " ")
    assert playing(page)
    until(lambda: cursor(page) > 0, "for the first step while playing")
    at = press(page, " ")
    assert not playing(page)
    page.wait_for_timeout(1200)
    assert cursor(page) == at
    press(page, " ", "ArrowRight")
    assert not playing(page), "who steps by hand is not carried on"
    press(page, "Home", "Home")
    assert click(page, "Next step") == 1
    assert press(page, " ") == 1
    assert playing(page)
    assert click(page, "Pause", "First step") == 0
    button(page, "Next step").focus()
    assert press(page, " ", " ", "Enter") == 3
    assert not playing(page)
    assert press(page, "ArrowLeft") == 2


def test_the_dialog_of_keys(page: Any) -> None:
    """The key ? opens it, it names every key, no key steps behind it, Escape closes it."""
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    for name in ("→", "←", "Page Down", "Page Up", "Space", "Home", "End", "?", "Esc"):
        assert name in dialog.inner_text()
    assert press(page, "ArrowRight", "PageDown", "End") == 0
    press(page, "Escape")
    assert not dialog.is_visible()
    assert press(page, "ArrowRight") == 1
    click(page, "Keys")
    assert dialog.is_visible()
    page.get_by_role("button", name="Close").click()
    assert not dialog.is_visible()
    assert press(page, "ArrowRight") == 2


def test_fields_keep_their_keys(page: Any) -> None:
    """Typing in the settings moves nothing, nor does choosing in the gallery."""
    press(page, "ArrowRight", "ArrowRight")
    gallery(page).click()
    assert press(page, "ArrowDown", "ArrowRight", "Home", "End", "PageDown", "PageUp") == 2
    press(page, "Escape")
    settings(page)
    field = page.get_by_role("textbox", name="Learning rate α")
    field.click()
    assert press(page, "Home", "End", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", " ", "?") == 2
    assert not playing(page)
    assert not page.get_by_role("dialog", name="Keys").is_visible()
    field.fill("0.2")
    assert field.input_value() == "0.2"
    assert press(page, "ArrowLeft", "ArrowLeft") == 2
    press(page, "Escape")
    for tag in ("input", "textarea"):
        page.evaluate("(tag) => document.body.appendChild(document.createElement(tag)).focus()", tag)
        assert press(page, "a", " ", "?", "Home", "ArrowRight", "PageDown", "End") == 2
        assert page.locator(f"body > {tag}").input_value() == "a ?"
        assert not playing(page)


def test_a_clicker_goes_on_while_a_drop_down_has_the_focus(page: Any) -> None:
    """Of a closed list also Space, which plays; the page's own button opens its list with it."""
    click(page, "More settings")
    for at, name in enumerate(("Update", "Digits")):
        field = page.get_by_role("combobox", name=name, exact=True)
        field.focus()
        before = field.input_value()
        assert press(page, "PageDown", "PageDown", "ArrowRight", "PageUp") == 2 * at + 2, name
        assert press(page, "ArrowLeft", "ArrowRight") == 2 * at + 2, name
        press(page, " ")
        assert playing(page), name
        assert press(page, " ") == 2 * at + 2, name
        assert not playing(page), name
        assert page.get_by_role("listbox").count() == 0, name
        assert page.evaluate("document.activeElement !== document.body"), name
        assert name == "Update" or field.input_value() == before, name
    gallery(page).focus()
    assert press(page, "PageDown", "ArrowRight", "PageUp") == 5
    press(page, " ")
    page.get_by_role("menu").wait_for()
    assert not playing(page)
    assert press(page, "Escape", "PageDown") == 6


def test_selects_keep_their_keys(page: Any) -> None:
    """The arrows up and down choose in them, and do not step."""
    click(page, "More settings")
    for name in ("Speed", "Digits", "Neurons show", "Edges show", "Update", "Steps by"):
        select = page.get_by_role("combobox", name=name, exact=True)
        start = cursor(page)
        select.focus()
        before = select.input_value()
        press(page, "Home", "ArrowDown", "ArrowDown", "ArrowDown")
        assert select.input_value() != before, name
        assert cursor(page) == (start if name != "Update" else 3 * 26), name
        press(page, "Home")
        button(page, "Keys").focus()


def test_the_slider_steps_by_one(page: Any) -> None:
    """With the focus on it every key does what it does elsewhere."""
    slider = page.get_by_role("slider", name="Step")
    slider.focus()
    assert press(page, "ArrowRight") == 1
    assert press(page, "ArrowRight", "PageDown") == 3
    assert press(page, "PageUp") == 2
    assert press(page, "ArrowLeft") == 1
    assert press(page, "End", "End") == steps(page) - 1
    assert press(page, "Home", "Home") == 0
    press(page, " ")
    assert playing(page)


def test_a_letter_of_the_formula_explains_itself(page: Any) -> None:
    """On focus and on hover, at the foot of the panel; else that says how."""
    press(page, "ArrowRight")
    tip = page.get_by_role("tooltip")
    assert tip.inner_text().startswith("Point at")
    letters = page.locator(".bp-formulas .bp-letter")
    letters.nth(0).focus()
    assert "weighted sums" in tip.inner_text()
    assert press(page, "ArrowRight") == 2
    assert tip.inner_text().startswith("Point at")
    letters.nth(0).hover()
    assert "activated outputs" in tip.inner_text()
    press(page, "Escape")
    assert tip.inner_text().startswith("Point at")


# Counts how often the focus moves from here on.
COUNT_MOVES = """() => {
  window.moved = 0;
  document.addEventListener("focusin", () => { window.moved += 1; });
}"""


def test_a_click_on_next_leaves_the_keys_with_the_player(page: Any) -> None:
    """Where the player has the focus no click moves it, and no ring stays; else a click brings it there."""
    has_it = "document.activeElement.matches('.bp')"
    page.get_by_role("slider", name="Step").focus()
    click(page, "Next step")
    assert page.evaluate(has_it)
    page.evaluate("document.activeElement.dataset.ring = 'true'")  # as after Tab
    page.evaluate(COUNT_MOVES)
    at = cursor(page)
    assert click(page, "Next step", "Next step", "Previous step") == at + 1
    assert page.evaluate("window.moved") == 0
    assert page.evaluate(has_it)
    assert page.locator(".bp").get_attribute("data-ring") == "false"
