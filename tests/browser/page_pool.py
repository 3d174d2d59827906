"""Pages that are used again: one that was open before loads the app in a quarter of the time of a new one.

What costs in a new page is that the browser reads Plotly afresh. A page that comes back is emptied: it
has left the app, and what the app's address had stored is gone, so its next user starts as a newcomer.
"""

from typing import Any
from urllib.parse import urlsplit

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
