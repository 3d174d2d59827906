"""The SCORM package is what the standard's manifest says; how it reports is played in tests/browser."""

import io
import zipfile
from xml.etree import ElementTree as ET

from simulator.files.gallery import example
from simulator.files.practice.scorm import scorm_package

from .test_sheets import HOSTILE

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def test_the_manifest_leads_to_the_page() -> None:
    """By the rules of SCORM 1.2: one organization, whose item refers to a SCO, whose files are there."""
    session = example("notes-4-layer").session
    content = scorm_package(session, HOSTILE)
    assert content == scorm_package(session, HOSTILE), "the same walk is the same package"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        root = ET.fromstring(archive.read("imsmanifest.xml"))
        page = archive.read("index.html").decode()
        names = archive.namelist()
    assert root.tag == f"{CP}manifest"
    assert [root.findtext(f"{CP}metadata/{CP}{name}") for name in ("schema", "schemaversion")] == [
        "ADL SCORM",
        "1.2",
    ]
    organizations = root.find(f"{CP}organizations")
    (organization,) = organizations.findall(f"{CP}organization")
    assert organizations.get("default") == organization.get("identifier")
    (item,) = organization.findall(f"{CP}item")
    assert item.findtext(f"{CP}title") == HOSTILE
    (resource,) = root.findall(f"{CP}resources/{CP}resource")
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get(f"{ADL}scormtype") == "sco" and resource.get("type") == "webcontent"
    files = [file.get("href") for file in resource.findall(f"{CP}file")]
    assert resource.get("href") in files and {*files} | {"imsmanifest.xml"} == {*names}
    assert "<b>" not in page and "&lt;b&gt;" in page
