"""What stands on the screen, and what to press."""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import Any

SCREEN = (Path(__file__).parent / "screen.js").read_text(encoding="utf-8")
NEW_START = "Make this the new start: the network of this step becomes the start of the walk"
MANY = 3  # times that a key is pressed by the browser each time
AGAIN = """([key, times]) => {
  const how = { key, bubbles: true, cancelable: true, composed: true };
  const place = () => document.activeElement ?? document.body;
  for (; times > 0; times -= 1) place().dispatchEvent(new KeyboardEvent("keydown", how));
}"""
# What stands behind ⋯.
BEHIND = ("Speed", "Steps by", "Neurons show", "Edges show", "Digits", "Keys", NEW_START)
CHANGES = ("Undo", "Redo", "Reset")  # of the page's bar, which follows after the player has shown a change
PATIENCE = 60  # seconds; for a machine that does much else
PAUSE = 0.06  # between two looks, which take from the page what it needs to get there


# The player alone, without Streamlit, with a walk.
START_PLAYER = """async (walk) => {
  const host = document.querySelector(".bp-host");
  host.player = new Player(host, { plotly: "/plotly.min.js", font: "/STIXTwoMath-Regular.ttf" });
  await host.player.load(walk);
}"""


def wait_for_player(page: Any) -> None:
    """Until the graph with its words, and the font of the formulas, are there."""
    page.wait_for_selector(".bp-seen .bp-chip")
    page.evaluate("document.fonts.ready.then(() => {})")


def idle(page: Any) -> None:
    """Until the server has dealt with what was asked of it; where nothing was asked, at once."""
    page.wait_for_timeout(60)  # until the event that asks has been dealt with
    until(lambda: page.evaluate("globalThis.isIdle()"), "for the server")


def screen(page: Any) -> dict[str, Any]:
    """Everything the player shows now."""
    return json.loads(page.evaluate(f"JSON.stringify(({SCREEN})())"))


def cursor(page: Any) -> int:
    """The step shown, over all updates, from 0."""
    return int(page.locator(".bp").get_attribute("data-cursor"))


def steps(page: Any) -> int:
    """How many steps there are, over all updates."""
    return int(page.locator(".bp").get_attribute("data-steps"))


def press(page: Any, *keys: str) -> int:
    """Press keys one after another; the step shown after them.

    Of the same key many times over all but the last are events of the page's own, made in one call.
    """
    for key, run in groupby(keys):
        times = len([*run])
        if times > MANY:
            page.evaluate(AGAIN, [key, times - 1])
            times = 1
        for _ in range(times):
            page.keyboard.press(key)
    return cursor(page)


def button(page: Any, name: str) -> Any:
    """A button by its accessible name."""
    return page.get_by_role("button", name=name, exact=True)


def click(page: Any, *names: str) -> int:
    """Click buttons one after another, also such as have nothing to do; the step shown after them."""
    for name in names:
        if name in CHANGES:  # a press before then is one on a grey button, and does nothing
            until(button(page, name).is_enabled, f"for {name}")
        with behind(page) if name in BEHIND else nullcontext():
            found = button(page, name)
            found.click(force=found.is_disabled())
    return cursor(page)


def choose(page: Any, name: str, value: str) -> None:
    """Choose in one of the player's own selects."""
    with behind(page) if name in BEHIND else nullcontext():
        page.get_by_role("combobox", name=name, exact=True).select_option(value)


def chosen(page: Any, name: str) -> str:
    """What is chosen in one of the player's own selects, in sight or not."""
    return str(page.locator(f'select[aria-label="{name}"]').input_value())


@contextmanager
def behind(page: Any) -> Iterator[None]:
    """What stands behind ⋯ is in sight, and afterwards only where it was before."""
    more = button(page, "More settings")
    closed = more.get_attribute("aria-expanded") == "false"
    if closed:
        more.click()
    yield
    if closed and more.get_attribute("aria-expanded") == "true" and not page.locator("dialog[open]").count():
        more.click()


def gallery(page: Any) -> Any:
    """The button that opens the list of examples."""
    return page.get_by_role("button", name=re.compile("^Example: "))


def shown_example(page: Any) -> str:
    """What the page says it shows, an example or not."""
    return str(gallery(page).locator("p").text_content()).removeprefix("Example: ")


def choose_example(page: Any, title: str) -> None:
    """Choose in the gallery, and wait until that network stands at its first step."""
    if cursor(page) == 0:
        click(page, "Next step")
    gallery(page).click()
    page.get_by_role("menuitem").filter(has_text=title).first.click()
    until(lambda: cursor(page) == 0, f"for {title} to start at its first step")
    wait_for_player(page)


def settings(page: Any) -> None:
    """Open, or close, the settings above the player."""
    page.get_by_role("button", name=re.compile("α = .* update")).click()


def until(holds: Callable[[], Any], what: str = "") -> None:
    """Wait until something holds."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < PATIENCE, f"waited in vain {what}"
        time.sleep(PAUSE)


def until_equal(read: Callable[[], Any], wanted: Any) -> None:
    """Wait until two values are equal; at last say how they differ."""
    start = time.monotonic()
    while (found := read()) != wanted and time.monotonic() - start < PATIENCE:
        time.sleep(PAUSE)
    assert found == wanted


def along(page: Any, read: str, keys: Sequence[str], frames: bool = False) -> list[Any]:
    """What `read`, a function in JavaScript, finds now and after each of these keys, in one call.

    The keys reach the page as events of its own, many in a frame; with `frames`, each has one of its own,
    so that what follows a change of size is seen too.
    """
    walk = f"""async ([keys, frames]) => {{
      const read = {read};
      const found = [JSON.stringify(read() ?? null)];
      for (const key of keys) {{
        const how = {{ key, bubbles: true, cancelable: true, composed: true }};
        const event = new KeyboardEvent("keydown", how);
        (document.activeElement ?? document.body).dispatchEvent(event);
        if (frames) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        found.push(JSON.stringify(read() ?? null));
      }}
      return found;
    }}"""
    # As texts: of thousands of values the driver takes longer to hand each over than the page to find them.
    return [json.loads(one) for one in page.evaluate(walk, [list(keys), frames])]
