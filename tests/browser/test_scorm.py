"""The SCORM package is played under scorm-again, a run time of another make, as in a learning system."""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simulator.files.gallery import example
from simulator.files.practice.scorm import scorm_package

from .machine import ROOT, serve_contents
from .screen import until_equal, wait_for_player

pytestmark = pytest.mark.browser

RUN_TIME = ROOT / "tests/js/node_modules/scorm-again/dist/scorm12.js"
# A learning system in one page: the API stands in the window above that of the object.
SYSTEM = """<!doctype html><meta charset="utf-8"><title>Course</title>
<script src="/run_time.js"></script>
<script>window.API = new Scorm12API({ autocommit: false, logLevel: 5 });
API.on("LMSSetValue.cmi.core.session_time", (_, time) => {
  window.told = /^\\d\\d:\\d\\d:\\d\\d$/.test(time);
});
if (location.hash) API.loadFromJSON(JSON.parse(decodeURIComponent(location.hash.slice(1))));</script>
<iframe src="/object/index.html" style="width: 1200px; height: 760px; border: 0"></iframe>"""
CORE = """() => { const { core } = window.API.cmi;
return [core.lesson_status, core.score.raw, core.score.min, core.score.max]; }"""
SAID = "() => document.querySelector('.bp-reported').textContent"
TELL = """detail => document.querySelector('.bp-host').firstElementChild.dispatchEvent(
    new CustomEvent('bp-practice', { bubbles: true, composed: true, detail }))"""


@pytest.fixture(scope="module")
def course() -> Iterator[str]:
    """The address of a learning system that has unpacked the object."""
    if not RUN_TIME.exists():
        pytest.skip("scorm-again is not installed; npm install --prefix tests/js brings it")
    package = scorm_package(example("notes-4-layer").session, "By hand")
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {f"/object/{name}": archive.read(name) for name in archive.namelist()}
    contents = {"/": SYSTEM.encode(), "/run_time.js": RUN_TIME.read_bytes(), **files}
    with serve_contents(contents) as address:
        yield address


def frame_of(page: Any) -> Any:
    """The object's own window, once its player is there."""
    frame = page.frame(url="**/object/index.html")
    frame.wait_for_selector(".bp-host .bp", state="attached")
    frame.wait_for_function("() => document.querySelector('.bp-reported')?.textContent")
    return frame


def test_score_and_completion_reach_the_learning_system(empty_page: Callable[..., Any], course: str) -> None:
    """One step of 25 is answered rightly, all others are shown; then the learner leaves."""
    page = empty_page(new=True)
    page.goto(course)
    frame = frame_of(page)
    assert page.evaluate("() => API.isInitialized()")
    assert page.evaluate(CORE)[0] == "incomplete"
    frame.locator(".bp").press("ArrowRight")
    fields = frame.locator(".bp-practice input[data-answer]")
    for place, text in enumerate(["1", "-0,3", "1/2"]):
        fields.nth(place).fill(text)
    fields.nth(2).press("Enter")
    page.wait_for_function("() => API.cmi.core.score.raw !== ''")
    assert page.evaluate(CORE) == ["incomplete", "4", "0", "100"]
    assert frame.evaluate(SAID) == "Reported: 1 of 25 right, 24 still open; the score is 4 of 100."
    for _ in range(48):
        frame.locator(".bp").press("ArrowRight")
    page.wait_for_function("() => API.cmi.core.lesson_status === 'completed'")
    assert page.evaluate(CORE)[:2] == ["completed", "4"]
    assert frame.evaluate(SAID) == "Reported: 1 of 25 right, 0 still open; the score is 4 of 100."
    page.evaluate("() => { document.querySelector('iframe').src = 'about:blank'; }")
    page.wait_for_function("() => API.isTerminated()")
    assert page.evaluate("() => window.told")


@pytest.mark.nightly
def test_only_the_chosen_steps_are_asked(empty_page: Callable[..., Any]) -> None:
    """F and S of layer 2: two of 24; all others are told at once, and the page says so."""
    content = scorm_package(example("notes-4-layer").session, "Two", asked=["F", "S:2"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page_text = archive.read("index.html")
    page = empty_page(new=True)
    with serve_contents({"/": page_text}) as address:
        page.goto(address)
        wait_for_player(page)
        asked = page.evaluate(
            """() => {
              const { player } = document.querySelector(".bp-host");
              return player.steps.filter((_, at) => player.moving.asks(at)).map(({ kind }) => kind);
            }"""
        )
        assert asked == ["error", "S"]
        page.locator(".bp").press("ArrowRight")
        assert "This step is given" in page.locator(".bp-verdict").first.text_content()
        assert page.locator(".bp").get_attribute("data-asking") == "false"


@pytest.mark.nightly
def test_an_earlier_better_result_stays(empty_page: Callable[..., Any], course: str) -> None:
    page = empty_page(new=True)
    kept = '{"core":{"lesson_status":"completed","score":{"raw":"70"}}}'
    page.goto(f"{course}/#{kept}")
    frame = frame_of(page)
    frame.evaluate(TELL, {"right": 1, "revealed": 0, "asked": 24})
    assert page.evaluate(CORE)[:2] == ["completed", "70"]


def test_without_a_learning_system_the_page_says_so(empty_page: Callable[..., Any], course: str) -> None:
    page = empty_page()
    page.goto(f"{course}/object/index.html")
    wait_for_player(page)
    until_equal(lambda: page.evaluate(SAID), "No learning system answers here: nothing is reported.")
