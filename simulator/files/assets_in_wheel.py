"""Lays assets/ and the settings into the wheel, as simulator/assets; only a build imports this.

They stand on the top level of the project, from which setuptools by itself takes no data.
"""

from pathlib import Path

from setuptools.command.build_py import build_py

SHIPPED = {  # what is taken, and the folder inside simulator/assets
    "assets/*.svg": "",
    "assets/data/*": "data",
    "assets/examples/*.json": "examples",
    "assets/lessons/*.json": "lessons",
    ".streamlit/config.toml": "",
}
SOURCES_ALONE = ("app.py",)  # starts a checkout; in the source archive, but not in the wheel


class BuildWithAssets(build_py):
    """Builds the package as ever, and copies these files into it."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # an editable installation reads them where they are
            return
        for source, target in self._assets():
            self.mkpath(str(target.parent))
            self.copy_file(str(source), str(target))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """With the files that are copied, so that an installer knows them."""
        found = super().get_outputs(include_bytecode)
        return found if self.editable_mode else [*found, *(str(target) for _, target in self._assets())]

    def get_source_files(self) -> list[str]:
        """With what they are made of, so that the source archive can be built from."""
        return [
            *super().get_source_files(),
            *(source.as_posix() for source, _ in self._assets()),
            *SOURCES_ALONE,
        ]

    def _assets(self) -> list[tuple[Path, Path]]:
        place = Path(self.build_lib, "simulator", "assets")
        return [
            (source, place / inside / source.name)
            for pattern, inside in SHIPPED.items()
            for source in sorted(Path().glob(pattern))
        ]
