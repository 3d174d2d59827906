"""One server for all browser tests, one browser, and for each test pages as if they were new."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from simulator.player.bundle import folder, script, stylesheet

from .machine import FLAGS, chromium, serve, serve_contents
from .page_pool import AS_NEW, BLANK, CHANGEABLE, MOVES, PagePool, SharedPage
from .screen import START_PLAYER, wait_for_player


def unavailable(reason: str) -> None:
    """Skip; where a browser is required, fail."""
    (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(reason)


RESET = "*, *::before { box-sizing: border-box; }"  # as every page that the player stands on


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


@pytest.fixture(scope="package")
def page_pool(browser: Any) -> Iterator[PagePool]:
    """The pages that one test leaves to the next."""
    pool = PagePool(browser)
    yield pool
    pool.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """With a test that failed stands what its pages showed."""
    report = yield
    pool = getattr(item, "funcargs", {}).get("page_pool")
    if report.failed and report.when == "call" and pool:
        report.sections += [(f"page at {page.url}", shown_by(page)) for page in pool.out]
    return report


def shown_by(page: Any) -> str:
    """Its words, what has the keys, and what it said to whoever develops it."""
    from playwright.sync_api import Error  # noqa: PLC0415  # it may not be installed

    try:
        words, keys = page.evaluate(
            "[document.body.innerText, document.activeElement.outerHTML.slice(0, 300)]"
        )
    except Error as reason:
        return f"it does not answer: {reason}"
    return "\n".join([" ".join(words.split()), f"the keys go to: {keys}", *page.heard])[:6000]


@contextmanager
def given_back(pool: PagePool, request: pytest.FixtureRequest, pages: list[Any]) -> Iterator[None]:
    """At the end the pages go back to the pool; after a failure they are closed."""
    failed = request.session.testsfailed
    yield
    for page in pages:
        if request.session.testsfailed > failed:
            page.context.close()
        else:
            pool.give_back(page)


@pytest.fixture
def moving(page_pool: PagePool) -> Iterator[None]:
    """Pages on which what a step makes flow is drawn, as the app has it."""
    page_pool.moving = True
    yield
    page_pool.moving = False


@pytest.fixture
def empty_page(page_pool: PagePool, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens empty pages, each in a context of its own; what is asked of other hosts is kept and refused.

    `new`: one that no test has used, for scripts that stay with a page. So is one with
    options that cannot change while it is open, and every one after a failure.
    """
    used: list[Any] = []
    thrown_away: list[Any] = []

    def open_page(size: tuple[int, int] = (1440, 900), new: bool = False, **options: Any) -> Any:
        again = not new and options.keys() <= CHANGEABLE
        page = (page_pool.take if again else page_pool.new)(size, **options)
        (used if again else thrown_away).append(page)
        return page

    with given_back(page_pool, request, used):
        yield open_page
    for page in thrown_away:
        page.context.close()


@pytest.fixture
def open_app(
    address: str, page_pool: PagePool, empty_page: Callable[..., Any], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """Opens the app and waits for the first step."""

    def open_page(
        size: tuple[int, int] = (1440, 900), before: Callable[[Any], None] | None = None, **options
    ):
        if before or options.keys() - AS_NEW.keys():
            page = empty_page(size, **options)
            if before:
                before(page)
            page.goto(address)
            wait_for_player(page)
            return page
        used.append(page_pool.opened(address, size, **options))
        return used[-1]

    used: list[Any] = []
    with given_back(page_pool, request, used):
        yield open_page


@pytest.fixture
def page(open_app: Callable[..., Any]) -> Any:
    """The app at 1440 × 900."""
    return open_app()


@pytest.fixture(scope="module")
def shared_page(address: str, page_pool: PagePool) -> Iterator[SharedPage]:
    """The page that the steppers of a module share."""
    shared = SharedPage(page_pool, address)
    yield shared
    shared.close()


@pytest.fixture
def stepper(shared_page: SharedPage, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The app at 1440 × 900 at its first step; other tests of the module may have used the page before."""
    failed = request.session.testsfailed
    yield shared_page.open()
    shared_page.rest(request.session.testsfailed > failed)


@pytest.fixture(scope="package")
def player_address(browser: Any) -> Iterator[str]:
    """The address of the player alone, without Streamlit."""
    html = f"""<!doctype html><meta charset="utf-8"><style>{RESET}{stylesheet()}</style>
        <body style="margin:0"><div class="bp-host"></div><script>{script()}</script>"""
    files = {"plotly.min.js": ("plotly", "package_data"), "STIXTwoMath-Regular.ttf": ("ziamath", "fonts")}
    contents = {f"/{name}": (folder(*place) / name).read_bytes() for name, place in files.items()}
    with serve_contents({"/": html.encode(), BLANK: b"", **contents}) as found:
        yield found


@pytest.fixture
def open_player(
    player_address: str, page_pool: PagePool, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """Opens the player alone, without Streamlit, with a walk of the test's own."""

    def open_walk(walk: dict[str, Any], size: tuple[int, int] = (1440, 900), **options: Any) -> Any:
        if options.keys() <= CHANGEABLE:
            used.append(page := page_pool.bare(player_address, size, **options))
        else:  # one that nobody else can use
            thrown_away.append(page := page_pool.new(size, **options))
            page.goto(player_address)
        page.evaluate(START_PLAYER, walk)
        page.evaluate(MOVES, page_pool.moving)
        wait_for_player(page)
        return page

    used: list[Any] = []
    thrown_away: list[Any] = []
    with given_back(page_pool, request, used):
        yield open_walk
    for page in thrown_away:
        page.context.close()
