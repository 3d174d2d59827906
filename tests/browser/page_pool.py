"""Pages that are used again: one that was open before loads the app in a quarter of the time of a new one.

What costs in a new page is that the browser reads Plotly afresh. A page that comes back is emptied: it
has left the app, and what the app's address had stored is gone, so its next user starts as a newcomer. One
with which the server was asked for nothing since it opened is as new without that: it goes back to the
first step, and its next user need not load it at all.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .screen import wait_for_player

RUNS = (Path(__file__).parent / "runs.js").read_text(encoding="utf-8")
HERE = ("localhost", "127.0.0.1")
BLANK = "/_stcore/health"  # a page of two letters at the app's own address
USUAL = (1440, 900)
# What a page can change while it is open, as a new one has it.
AS_NEW = {"media": "null", "color_scheme": "light", "reduced_motion": "no-preference"}
CHANGEABLE = {*AS_NEW, "permissions"}
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

# A player that stands alone is gone, and so is what it knew of the tab.
STOPPED = """() => {
  const host = document.querySelector("body > .bp-host");
  host?.player?.stop();
  if (host) document.documentElement.removeAttribute("style");
  for (const known of ["backpropCursor", "backpropBefore", "backpropOpened"]) delete globalThis[known];
  return Boolean(host);
}"""

# Whether what a step makes flow is drawn: half a second of frames that most tests do not look at.
MOVES = "(yes) => { document.querySelector('.bp-host').player.motion.on = yes; }"

# Until what follows a change of size or theme is drawn.
SETTLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  await frame();
  await document.querySelector(".bp-host").player.drawn.redraw();
  await frame();
}"""

# The first step as a newcomer sees it, if the walk is still the one with which the page was opened. What a
# step has written ahead is not seen, and depends on which one that was.
MARK = """() => {
  globalThis.openedWith = document.querySelector(".bp-host").player.walk;
  globalThis.seenNow = () => {
    let text = document.body.innerText;
    for (const ahead of document.querySelectorAll(".bp-ahead")) text = text.replace(ahead.innerText, "");
    return [location.href, text.replace(/\\s+/g, " ")].join();
  };
  globalThis.openedAs = globalThis.seenNow();
}"""
AT_FIRST = """async () => {
  const player = document.querySelector(".bp-host")?.player;
  const popover = document.querySelector("[data-baseweb=popover]");
  if (popover || player?.walk !== globalThis.openedWith) return false;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.querySelector("[aria-label='More settings'][aria-expanded=true]")?.click();
  const view = { grain: "operation", digits: 3, neurons: "follow", edges: "follow", speed: 1 };
  player.playing.pause();
  player.look.adopt({ ...view, matrices: false, start: false, ask: false, cursor: 0, picked: [] });
  await player.drawn.redraw();
  document.activeElement?.blur();
  scrollTo(0, 0);
  return globalThis.seenNow() === globalThis.openedAs;
}"""


def watched(page: Any) -> Any:
    """Keep what the page says and whom else it asks; nobody else is there, by the browser's own flags."""
    page.heard, page.strangers, page.asked = [], [], 0
    page.on("console", lambda message: page.heard.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: page.heard.append(f"page error: {error}"))
    page.on("request", lambda request: keep_stranger(page, request.url))
    page.on("websocket", lambda socket: keep_socket(page, socket))
    return page


def keep_socket(page: Any, socket: Any) -> None:
    def asked(_: Any) -> None:
        page.asked += 1

    socket.on("framesent", asked)
    keep_stranger(page, socket.url)


def keep_stranger(page: Any, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HERE:
        page.strangers.append(url)


class PagePool:
    """Pages of one browser, each in a context of its own."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.made: list[Any] = []
        self.idle: list[Any] = []
        self.at_first: dict[str, list[Any]] = {}  # by address, as a newcomer has them
        self.moving = False  # whether what a step makes flow is drawn; once a page is loaded again it is

    def new(self, size: tuple[int, int], **options: Any) -> Any:
        """A page that nobody has used."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.add_init_script(RUNS)
        page = context.new_page()
        page.set_default_timeout(60_000)  # for a machine that does much else
        self.made.append(page)
        return watched(page)

    @property
    def out(self) -> list[Any]:
        """Those that tests have now."""
        waiting = [*self.idle, *(page for pages in self.at_first.values() for page in pages)]
        return [page for page in self.made if page not in waiting and not page.is_closed()]

    def take(self, size: tuple[int, int], **options: Any) -> Any:
        """An empty page; `options` as in CHANGEABLE."""
        page = self.idle.pop() if self.idle else self.new(size)
        page.asked = 0
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.context.grant_permissions(options.pop("permissions", []))
        page.emulate_media(**{**AS_NEW, **options})
        return page

    def opened(self, address: str, size: tuple[int, int] = USUAL, **options: Any) -> Any:
        """The app at its first step; `options` as in AS_NEW."""
        if waiting := self.at_first.get(address):
            page = waiting.pop()
        else:
            page = self.take(USUAL)
            page.goto(address)
            wait_for_player(page)
            page.evaluate(MARK)
            page.asked = 0
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(**{**AS_NEW, **options})
        page.evaluate(MOVES, self.moving)
        page.evaluate(SETTLED)
        return page

    def bare(self, address: str, size: tuple[int, int], **options: Any) -> Any:
        """A page on which a player can be started, at an address that has its script and nothing else."""
        if waiting := self.at_first.get(address):
            page = waiting.pop()
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(**{**AS_NEW, **options})
        else:
            page = self.take(size, **options)
            page.goto(address)
        return page

    def give_back(self, page: Any) -> None:
        """Keep a page, at its first step or else empty; one that was closed, or was at no address, goes."""
        from playwright.sync_api import Error  # noqa: PLC0415  # it may not be installed

        parts = urlsplit(page.url)
        if page.is_closed() or parts.scheme != "http":
            page.context.close()
            return
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.mouse.move(0, 0)
        page.unroute_all()
        page.context.clear_permissions()
        if self._is_at_first(page):
            page.heard.clear()
            page.strangers.clear()
            self.at_first.setdefault(page.url.rstrip("/"), []).append(page)
            return
        try:
            page.goto(f"{parts.scheme}://{parts.netloc}{BLANK}")
        except Error:  # its server is gone, and with it what its address had stored
            page.context.close()
            return
        page.evaluate(FORGET)
        page.context.clear_cookies()
        page.heard.clear()
        page.strangers.clear()
        self.idle.append(page)

    def _is_at_first(self, page: Any) -> bool:
        """Whether it shows the first step again, and its session at the server is untouched."""
        if page.asked or urlsplit(page.url).path != "/":
            return False
        if page.evaluate(STOPPED):
            page.evaluate(FORGET)
            return True
        if page.evaluate("!globalThis.openedWith"):
            return False
        page.set_viewport_size({"width": USUAL[0], "height": USUAL[1]})
        page.emulate_media(**AS_NEW)
        return bool(page.evaluate(AT_FIRST))

    def close(self) -> None:
        for page in [*self.idle, *(page for pages in self.at_first.values() for page in pages)]:
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
            self.page = self.pool.opened(self.address)
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
