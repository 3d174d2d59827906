"""One server for all browser tests, one browser, and for each test pages of its own."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from simulator.player.bundle import folder, script, stylesheet

from .machine import FLAGS, chromium, serve
from .screen import wait_for_player

HERE = ("localhost", "127.0.0.1")


def unavailable(reason: str) -> None:
    """Skip; where a browser is required, fail."""
    (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(reason)


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """An installed Chromium."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        unavailable("playwright is not installed")
    path = chromium()
    if not path:
        unavailable("no Chromium found; set CHROMIUM to its path")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=path,
            args=FLAGS,
            ignore_default_args=["--hide-scrollbars"],  # as its users see it
        )
        yield found
        found.close()


@pytest.fixture(scope="package")
def address(browser: Any) -> Iterator[str]:
    """The address of the running app."""
    with serve("app.py") as server:
        yield server.address


@pytest.fixture
def empty_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens empty pages, each in a context of its own; what is asked of other hosts is kept and refused."""
    contexts = []

    def open_page(size: tuple[int, int] = (1440, 900), **options: Any) -> Any:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.heard, page.strangers = [], []
        page.on("console", lambda message: page.heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: page.heard.append(f"page error: {error}"))

        def elsewhere(url: str) -> bool:
            parts = urlsplit(url)
            return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HERE

        def refuse(route: Any) -> None:
            page.strangers.append(route.request.url)
            route.abort()

        page.route(elsewhere, refuse)
        page.on("websocket", lambda socket: elsewhere(socket.url) and page.strangers.append(socket.url))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def open_app(address: str, empty_page: Callable[..., Any]) -> Callable[..., Any]:
    """Opens the app and waits for the first step."""

    def open_page(
        size: tuple[int, int] = (1440, 900), before: Callable[[Any], None] | None = None, **options
    ):
        page = empty_page(size, **options)
        if before:
            before(page)
        page.goto(address)
        wait_for_player(page)
        return page

    return open_page


@pytest.fixture
def page(open_app: Callable[..., Any]) -> Any:
    """The app at 1440 × 900."""
    return open_app()


@pytest.fixture
def open_player(empty_page: Callable[..., Any]) -> Callable[..., Any]:
    """Opens the player alone, without Streamlit, with a walk of the test's own."""
    html = f"""<!doctype html><meta charset="utf-8"><style>{stylesheet()}</style>
        <body style="margin:0"><div class="bp-host"></div><script>{script()}</script>"""
    files = {"plotly.min.js": ("plotly", "package_data"), "STIXTwoMath-Regular.ttf": ("ziamath", "fonts")}
    start = """async (walk) => {
      const host = document.querySelector(".bp-host");
      host.player = new Player(host, { plotly: "/plotly.min.js", font: "/STIXTwoMath-Regular.ttf" });
      await host.player.load(walk);
    }"""

    def serve_file(route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name in files:
            route.fulfill(path=folder(*files[name]) / name)
        else:
            route.fulfill(body=html, content_type="text/html")

    def open_walk(walk: dict[str, Any], size: tuple[int, int] = (1440, 900), **options: Any) -> Any:
        page = empty_page(size, **options)
        page.route("http://localhost/**", serve_file)
        page.goto("http://localhost/")
        page.evaluate(start, walk)
        wait_for_player(page)
        return page

    return open_walk
