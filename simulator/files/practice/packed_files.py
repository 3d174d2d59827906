"""Several files as one zip file, the same bytes for the same files."""

import io
import zipfile
from collections.abc import Mapping

WHEN = (1980, 1, 1, 0, 0, 0)  # of every file, so that nothing depends on the clock


def packed(files: Mapping[str, bytes]) -> bytes:
    """The zip file of these contents, by their names and in their order."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return found.getvalue()
