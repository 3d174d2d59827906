"""What the browser keeps of the page, for the tab it is open in."""

from collections.abc import Callable

from .declared_component import declared_component

_shown = declared_component("keeper", "entries/browser_keeper.js", host="bp-keeper")


def browser_keeper(
    file: str | None,
    *,
    visit: str,
    restored: bool,
    moved: bool,
    key: str,
    on_found: Callable[[], None],
    on_moved: Callable[[], None],
) -> None:
    """Let the browser keep a file, in base64, after it was asked, once a `visit`, for what it kept before.

    `on_found` is called where there is something; the component's state then has it as `found`. Until it is
    `restored` the browser keeps nothing else. `moved`: a link in the address is no longer what is shown, and
    goes; `on_moved` is called where that came about in the browser.
    """
    data = {"file": file, "visit": visit, "restored": restored, "moved": moved}
    _shown(key, data, {"found": on_found, "moved": on_moved})
