"""Builds the wheel from a copy of the project, and installs it into a folder of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "app.py", "simulator", "assets", ".streamlit")


def built(folder: Path) -> Path:
    """The wheel; what a build leaves behind stays in `folder`."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source))
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed(wheel: Path, folder: Path) -> dict[str, str]:
    """Install the wheel into `folder`, beside what this Python has; where to find it, for the environment."""
    _pip("install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return {"PYTHONPATH": str(folder)}


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
