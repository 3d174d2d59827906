"""How fast a step reaches the screen, where the time goes, and what the page weighs: no test, figures only.

Run as: python -m tests.benchmark_browser
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from simulator.player.payload.payload import sent

from .benchmark_apps.network import large_session
from .browser.machine import FLAGS, chromium, serve
from .browser.screen import wait_for_player

APPS = Path(__file__).parent / "benchmark_apps"
STEPS = 60
CHANGES = 12
EDITS = 40
DRAGS = 60
PAUSE = 120  # ms between two clicks, so that each finds a quiet page
WINDOW = 800  # ms within which a rerun and all that follows it is over

# From the click's own time stamp to the task after the frame in which what is shown has changed.
STOPWATCH = """(shown) => {
  window.times = [];
  const node = () => document.querySelector(shown[0]);
  const now = () => node()?.[shown[1]] ?? node()?.getAttribute(shown[1]);
  document.addEventListener("click", (event) => {
    const before = now();
    const look = () => {
      if ([before, undefined, null].includes(now())) { requestAnimationFrame(look); return; }
      const channel = new MessageChannel();
      channel.port1.onmessage = () => times.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(0);
    };
    requestAnimationFrame(look);
  }, true);
}"""

# The player's own work, by part.
PARTS = """() => {
  const player = document.querySelector(".bp-host").player;
  window.spent = {};
  const clock = (part, object, name) => {
    const real = object[name].bind(object);
    object[name] = (...args) => {
      const start = performance.now();
      const result = real(...args);
      spent[part] = (spent[part] ?? 0) + performance.now() - start;
      return result;
    };
  };
  clock("words", player, "showText");
  clock("formulas", player.panel, "showFormulas");
  clock("controls", player.transport, "show");
  clock("controls", player.legends, "show");
  clock("graph", player.graph, "show");
}"""
# From Enter in the field to the task after the frame with the new walk; and how long its parts took.
EDIT_WATCH = """() => {
  const player = document.querySelector(".bp-host").player;
  Object.assign(window, { edits: [], parts: [] });
  let start = 0;
  const enter = (event) => { if (event.key === "Enter") start = event.timeStamp; };
  document.addEventListener("keydown", enter, true);
  const load = player.load.bind(player);
  player.load = async (walk) => {
    const arrived = performance.now();
    await load(walk);
    parts.push([arrived - start, performance.now() - arrived]);
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => edits.push(performance.now() - start);
      channel.port2.postMessage(0);
    });
  };
}"""
# From the move of the pointer to the task after the frame with the update of that position.
DRAG_WATCH = """() => {
  const { drag } = document.querySelector(".bp-host").player;
  window.drags = [];
  let moved = 0;
  document.addEventListener("pointermove", (event) => { moved = event.timeStamp; }, true);
  const show = drag.show.bind(drag);
  drag.show = (walk) => {
    show(walk);
    if (drag.positions.out) return; // of an earlier position
    const since = moved;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => drags.push(performance.now() - since);
      channel.port2.postMessage(0);
    });
  };
}"""
# A neuron opened twenty times: from the call that a click makes to the task after the next frame.
OPENING = """async () => {
  const { inspector } = document.querySelector(".bp-host").player;
  const times = [];
  for (let i = 0; i < 20; i += 1) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    inspector.pick({ l: 3, c: (i % 8) + 1 });
    await new Promise((done) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = done;
      channel.port2.postMessage(0);
    }));
    times.push(performance.now() - start);
  }
  return times;
}"""
FIRST_MAP = """() => {
  const look = () => {
    if (!document.querySelector(".bp-host")?.player?.graph?.last) { requestAnimationFrame(look); return; }
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { window.firstPaint = performance.now(); };
    channel.port2.postMessage(0);
  };
  requestAnimationFrame(look);
}"""
FIRST_EDGE = """() => {
  const look = () => {
    const path = document.querySelector("path.js-line");
    if (path && path.getBoundingClientRect().width) window.firstEdge = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def main() -> None:
    """Print one table."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        sys.exit("The browser is driven by playwright: pip install '.[test]'")
    path = chromium()
    if not path:
        sys.exit("No Chromium found; set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        print(
            f"Chromium {browser.version}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, 1440 × 900"
        )
        chart = clicks(browser)
        first_paint(browser)
        reruns(browser)
        edits(browser)
        drags(browser, chart)
        large(browser)
        browser.close()


def row(name: str, *values: str) -> None:
    """One line of the table."""
    print(f"  {name:<52}" + "".join(f"{value:>12}" for value in values))


def p95(values: list[float]) -> float:
    """The value that 95 of 100 stay below."""
    return sorted(values)[round(0.95 * (len(values) - 1))]


def new_page(browser: Any) -> Any:
    """A page in a context of its own, which lets the stopwatches in: the app's pages run no other code."""
    return browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True).new_page()


# ---- click → painted
def clicks(browser: Any) -> list[float]:
    """The player beside st.plotly_chart, whose milliseconds are given."""
    with serve(APPS / "player_app.py") as server:
        page = new_page(browser)
        page.goto(server.address)
        wait_for_player(page)
        player = stepped(page, [".bp", "data-cursor"])
        page.evaluate(PARTS)
        stepped(page, [".bp", "data-cursor"])
        spent = page.evaluate("window.spent")
        work = traced(browser, page)
        page.context.close()
    with serve(APPS / "chart_app.py") as server:
        page = new_page(browser)
        page.goto(server.address)
        page.wait_for_selector(".js-plotly-plot .gtitle")
        chart = stepped(page, [".js-plotly-plot .gtitle", "textContent"])
        page.context.close()
    print(f"\nNext step, click → painted, {STEPS} steps on 2-4-4-2")
    row("", "p50 ms", "p95 ms", "most ms")
    for name, times in (("the player, formulas included", player), ("st.plotly_chart in a fragment", chart)):
        row(name, *(f"{x:.1f}" for x in (statistics.median(times), p95(times), max(times))))
    ratios = [statistics.median(chart) / statistics.median(player), p95(chart) / p95(player)]
    row("times faster", *(f"{x:.1f}" for x in ratios))
    breakdown(spent, work)
    return chart


def stepped(page: Any, shown: list[str], steps: int = STEPS) -> list[float]:
    """Click Next with the mouse; the milliseconds of each step."""
    box = page.get_by_role("button", name="Next step").bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if page.evaluate("window.times === undefined"):
        page.evaluate(STOPWATCH, shown)
    page.evaluate("times.length = 0")
    page.mouse.move(*at)
    page.wait_for_timeout(1000)
    for step in range(steps):
        page.mouse.down()
        page.mouse.up()
        page.wait_for_function(f"times.length > {step}")
        page.wait_for_timeout(PAUSE)
    return page.evaluate("times")


def to_start(page: Any) -> None:
    """To the first step of all: the key goes to that of the update first."""
    page.keyboard.press("Home")
    page.keyboard.press("Home")


def traced(browser: Any, page: Any) -> dict[str, float]:
    """The main thread's work in ms a step, as the browser's own trace has it."""
    to_start(page)
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    stepped(page, [".bp", "data-cursor"])
    events = [event for event in json.loads(browser.stop_tracing())["traceEvents"] if "dur" in event]
    handlers = [e for e in events if e["name"] == "EventDispatch" and e["args"]["data"]["type"] == "click"]
    spans = [(e["ts"], e["ts"] + e["dur"]) for e in handlers]

    def total(*names: str, within: bool = False) -> float:
        mine = [e for e in events if e["name"] in names and within is any(a <= e["ts"] < b for a, b in spans)]
        return sum(e["dur"] for e in mine) / 1000 / STEPS

    return {
        "handler": sum(e["dur"] for e in handlers) / 1000 / STEPS,
        "layout within": total("Layout", within=True),
        "style": total("UpdateLayoutTree"),
        "layout": total("Layout"),
        "paint": total("PrePaint", "Paint", "Layerize", "Commit"),
    }


def breakdown(spent: dict[str, float], work: dict[str, float]) -> None:
    """Where the milliseconds of one step go."""
    step = {part: total / STEPS for part, total in spent.items()}
    step["words"] -= step["formulas"] + step["controls"]  # which are parts of the same call
    print("\nWhere they go, ms a step (what is left of a step is waiting for the next frame)")
    row("the click's handler, all in all", f"{work['handler']:.2f}")
    row("  state and words", f"{step['words']:.2f}")
    row("  formulas", f"{step['formulas']:.2f}")
    row("  controls and legends (they ask for styles)", f"{step['controls']:.2f}")
    row("  graph", f"{step['graph']:.2f}")
    row("  layout, which giving back the focus asks for", f"{work.pop('layout within'):.2f}")
    for kind in ("style", "layout", "paint"):
        row(f"then {kind}", f"{work[kind]:.2f}")
    row("together", f"{sum(work.values()):.2f}")


# ---- opening the page
def first_paint(browser: Any) -> None:
    """Until the first edge is visible, from the start of the navigation; and what came over the line."""
    print("\nOpening the app, once the server is up")
    row("", "ms", "requests", "HTTP kB", "socket kB")
    with serve("app.py") as server:
        for name in ("first visitor", "second visitor"):
            page = new_page(browser)
            bytes_of: dict[str, list[float]] = {"http": [], "socket": []}
            listen(page, bytes_of)
            page.add_init_script(f"({FIRST_EDGE})()")
            page.goto(server.address)
            page.wait_for_function("window.firstEdge")
            page.wait_for_timeout(1000)
            took = page.evaluate("window.firstEdge")
            sizes = [sum(sizes) / 1000 for sizes in bytes_of.values()]
            row(name, f"{took:.0f}", str(len(bytes_of["http"])), *(f"{size:.0f}" for size in sizes))
            page.context.close()


def listen(page: Any, bytes_of: dict[str, list[float]]) -> None:
    """Count the bytes on the line."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda e: bytes_of["http"].append(e["encodedDataLength"]))

    def frame(event: dict[str, Any]) -> None:
        data = event["response"]["payloadData"]
        bytes_of["socket"].append(len(data) * 3 / 4 if event["response"]["opcode"] == 2 else len(data))

    client.on("Network.webSocketFrameReceived", frame)


# ---- the server
def reruns(browser: Any) -> None:
    """Changing α: the server's time, with and without a collection of garbage after each rerun."""
    print(f"\nChanging α, {CHANGES} times, on the notes' example")
    row("", "CPU ms", "wall ms")
    found = {}
    for name, collect in (("garbage collected after each rerun", "true"), ("as configured", "false")):
        with serve("app.py", "--runner.postScriptGC", collect) as server:
            found[name] = rerun_times(browser, server.address, server.pid)
        row(name, *(f"{value:.0f}" for value in found[name]))
    with_gc, without = found.values()
    row("times less", *(f"{x / y:.1f}" for x, y in zip(with_gc, without, strict=True)))


def rerun_times(browser: Any, address: str, pid: int) -> tuple[float, float]:
    """CPU time of the server, the mean, and time until the page shows the change, the median; in ms."""
    page = new_page(browser)
    page.goto(address)
    wait_for_player(page)
    page.get_by_test_id("stPopoverButton").click()
    field = page.get_by_role("textbox", name="Learning rate α")
    wall = []
    before = cpu_time(pid)
    page.wait_for_timeout(WINDOW * CHANGES)
    idle, before = cpu_time(pid) - before, cpu_time(pid)
    for change in range(1, CHANGES + 1):
        alpha = f"{0.1 + change / 100:.2f}"
        field.fill(alpha)
        start = time.perf_counter()
        field.press("Enter")
        page.get_by_role("button", name=f"α = {float(alpha):g} ").wait_for()
        wall.append(1000 * (time.perf_counter() - start))
        page.wait_for_timeout(WINDOW - wall[-1])
    cpu = cpu_time(pid) - before - idle
    page.context.close()
    return 1000 * cpu / CHANGES, statistics.median(wall)


# ---- changing a number
def edits(browser: Any) -> None:
    """A weight typed over on 4-8-8-4 with 5 updates → the new walk painted; opening a neuron → painted."""
    with serve(APPS / "edit_app.py") as server:
        page = new_page(browser)
        page.goto(server.address)
        wait_for_player(page)
        page.keyboard.press("ArrowRight")
        page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 3, r: 2, c: 5 })")
        page.evaluate(EDIT_WATCH)
        times = []
        for change in range(1, EDITS + 1):
            field = page.get_by_role("textbox", name="W at the start")
            field.fill(f"{change / 100}")
            field.press("Enter")
            page.wait_for_function(f"edits.length === {change}")
            times.append(page.evaluate("edits.at(-1)"))
            page.wait_for_timeout(PAUSE)
        parts = page.evaluate("parts")
        page.keyboard.press("Escape")
        opened = page.evaluate(OPENING)
        page.context.close()
    print(f"\n4-8-8-4 with 5 updates: a weight typed over, {EDITS} times, Enter → the new walk painted")
    row("", "p50 ms", "p95 ms", "most ms")
    row("in all", *(f"{x:.0f}" for x in (statistics.median(times), p95(times), max(times))))
    arrived = [arrived for arrived, _ in parts]
    row("  until the walk is there (server, line, page)", f"{statistics.median(arrived):.0f}")
    row("  taking the walk in", f"{statistics.median([taken for _, taken in parts]):.0f}")
    row("opening a neuron, click → painted", f"{statistics.median(opened):.0f}", f"{p95(opened):.0f}")


# ---- dragging a number
def drags(browser: Any, chart: list[float]) -> None:
    """A weight dragged, the pointer's move → the update of that position painted; beside st.plotly_chart."""
    print(f"\nA weight dragged, {DRAGS} positions, move → painted; and the steps after it")
    row("", "p50 ms", "p95 ms", "most ms")
    for name, app in (("2-4-4-2", "small_app.py"), ("4-8-8-4", "edit_app.py")):
        with serve(APPS / app) as server:
            page = new_page(browser)
            page.goto(server.address)
            wait_for_player(page)
            times = dragged(page)
            steps = stepped(page, [".bp", "data-cursor"])
            page.context.close()
        for what, found in ((f"{name}, dragged", times), (f"{name}, Next", steps)):
            row(what, *(f"{x:.0f}" for x in (statistics.median(found), p95(found), max(found))))
        ratios = [statistics.median(chart) / statistics.median(times), p95(chart) / p95(times)]
        row("  times faster than st.plotly_chart", *(f"{x:.1f}" for x in ratios))


def dragged(page: Any) -> list[float]:
    """The milliseconds of each position; the number is let go at its place, so that nothing is changed."""
    page.keyboard.press("ArrowRight")
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 3, r: 2, c: 2 })")
    box = page.get_by_role("slider", name="Drag W at the start").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(DRAG_WATCH)
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, DRAGS + 1):
        page.mouse.move(x, y - 5 * (k % 10 + 1))
        page.wait_for_function(f"drags.length >= {k}")
        page.wait_for_timeout(PAUSE)
    found: list[float] = page.evaluate("drags")
    page.keyboard.press("Escape")
    page.mouse.up()
    page.keyboard.press("Escape")
    return found


# ---- a large network
def large(browser: Any) -> None:
    """784-128-10, 101,632 weights: opening it, then a whole update at each level of detail."""
    print(f"\n784-128-10 with 5 updates, {STEPS} steps at each level of detail")
    row("", "p50 ms", "p95 ms", "most ms")
    with serve(APPS / "large_app.py") as server:
        opened, moved = [], {}
        for _ in range(3):
            page = new_page(browser)
            page.add_init_script(f"({FIRST_MAP})()")
            page.goto(server.address)
            page.wait_for_function("window.firstPaint")
            opened.append(page.evaluate("window.firstPaint"))
            page.context.close()
        page = new_page(browser)
        page.goto(server.address)
        wait_for_player(page)
        for level, name in (
            ("heat", "heat maps"),
            ("strongest", "strongest edges"),
            ("edges", "some neurons"),
        ):
            page.get_by_role("combobox", name="Detail").select_option(level)
            to_start(page)
            moved[name] = stepped(page, [".bp", "data-cursor"])
        client = page.context.new_cdp_session(page)
        client.send("HeapProfiler.collectGarbage")
        heap = client.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        page.context.close()
    row(
        "opening, navigation → first map painted",
        *(f"{x:.0f}" for x in (statistics.median(opened), p95(opened), max(opened))),
    )
    for name, times in moved.items():
        row(
            f"next step, click → painted: {name}",
            *(f"{x:.1f}" for x in (statistics.median(times), p95(times), max(times))),
        )
    row("JavaScript's memory after all that, MB", f"{heap:.0f}")
    row("the walk as it is sent, MB", f"{len(sent(large_session(), 'walk')) / 1e6:.2f}")


def cpu_time(pid: int) -> float:
    """Seconds of CPU that a process has used, its ended threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
