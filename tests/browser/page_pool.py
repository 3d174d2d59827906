"""Pages that are used again: one that was open before loads the app in a quarter of the time of a new one.

What costs in a new page is that the browser reads Plotly afresh. A page that comes back is emptied: it
has left the app, and what the app's address had stored is gone, so its next user starts as a newcomer.
"""

from typing import Any
from urllib.parse import urlsplit

from .screen import wait_for_player

HERE = ("localhost", "127.0.0.1")
BLANK = "/_stcore/health"  # a page of two letters at the app's own address
# What a page can change while it is open, as a new one has it.
AS_NEW = {"color_scheme": "light", "reduced_motion": "no-preference"}
FORGET = """async () => {
  localStorage.clear();
  sessionStorage.clear();
  for (const { name } of await indexedDB.databases()) {
    await new Promise((done) => {
      const asked = indexedDB.deleteDatabase(name);
      asked.onsuccess = asked.onerror = asked.onblocked = done;
    });
  }
}"""

# The first step as a newcomer sees it, if the walk is still the one with which the page was opened.
MARK = "() => { globalThis.openedWith = document.querySelector('.bp-host').player.walk; }"
AT_FIRST = """async () => {
  const player = document.querySelector(".bp-host")?.player;
  const popover = document.querySelector("[data-baseweb=popover]");
  if (popover || player?.walk !== globalThis.openedWith) return false;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  const view = { grain: "operation", digits: 3, neurons: "follow", edges: "follow", speed: 1 };
  player.pause();
  player.adopt({ ...view, matrices: false, start: false, cursor: 0, picked: [] });
  await player.redraw();
  document.activeElement?.blur();
  return true;
}"""


def watched(page: Any) -> Any:
    """Keep what the page says and whom else it asks; nobody else is there, by the browser's own flags."""
    page.heard, page.strangers = [], []
    page.on("console", lambda message: page.heard.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: page.heard.append(f"page error: {error}"))
    page.on("request", lambda request: keep_stranger(page, request.url))
    page.on("websocket", lambda socket: keep_stranger(page, socket.url))
    return page


def keep_stranger(page: Any, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HERE:
        page.strangers.append(url)


class PagePool:
    """Pages of one browser, each in a context of its own."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.idle: list[Any] = []

    def new(self, size: tuple[int, int], **options: Any) -> Any:
        """A page that nobody has used."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        page = context.new_page()
        page.set_default_timeout(60_000)  # for a machine that does much else
        return watched(page)

    def take(self, size: tuple[int, int], **options: Any) -> Any:
        """An empty page; `options` as in AS_NEW."""
        page = self.idle.pop() if self.idle else self.new(size)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(**{**AS_NEW, **options})
        return page

    def give_back(self, page: Any) -> None:
        """Empty a page and keep it; one that was closed, or has not been at an address, goes."""
        parts = urlsplit(page.url)
        if page.is_closed() or parts.scheme != "http":
            page.context.close()
            return
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.goto(f"{parts.scheme}://{parts.netloc}{BLANK}")
        page.evaluate(FORGET)
        page.context.clear_cookies()
        page.mouse.move(0, 0)
        page.heard.clear()
        page.strangers.clear()
        self.idle.append(page)

    def close(self) -> None:
        for page in self.idle:
            page.context.close()


class SharedPage:
    """The app at 1440 × 900 for a module's tests that look and step: one load for as long as its walk stays.

    Between two tests it goes back to the first step, as a newcomer sees it. Where the numbers were changed,
    or a test failed, the next test has a page that is loaded anew.
    """

    def __init__(self, pool: PagePool, address: str) -> None:
        self.pool, self.address = pool, address
        self.page: Any = None

    def open(self) -> Any:
        """The page at its first step."""
        if self.page is None:
            self.page = self.pool.take((1440, 900))
            self.page.goto(self.address)
            wait_for_player(self.page)
            self.page.evaluate(MARK)
        return self.page

    def rest(self, failed: bool) -> None:
        """After a test: keep the page if it can be as new without a load."""
        if failed:
            self.page.context.close()
            self.page = None
            return
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.emulate_media(**AS_NEW)
        self.page.mouse.move(0, 0)
        if not self.page.evaluate(AT_FIRST):
            self.close()
        else:
            self.page.heard.clear()

    def close(self) -> None:
        """Leave the page to the pool."""
        if self.page is not None:
            self.pool.give_back(self.page)
            self.page = None
