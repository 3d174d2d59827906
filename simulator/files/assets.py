"""Where the examples, data, icon and settings lie: beside the package in a checkout, in it when installed."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_INSTALLED = PACKAGE / "assets"

ASSETS = _INSTALLED if _INSTALLED.is_dir() else PACKAGE.parent / "assets"
SETTINGS = ASSETS / "config.toml" if ASSETS == _INSTALLED else PACKAGE.parent / ".streamlit" / "config.toml"
