"""The walk as a SCORM 1.2 package: the page that needs no network, which reports score and completion."""

from collections.abc import Collection
from dataclasses import replace
from xml.etree import ElementTree as ET

from ...player.pages.offline import offline_page
from ...steps.formulas.digits import DEFAULT_DIGITS
from ...steps.formulas.notation import NOTES
from ...steps.session import Session
from ..untrusted.titles import one_line
from .packed_files import packed

PAGE, MANIFEST = "index.html", "imsmanifest.xml"
CONTENT_PACKAGE = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"


def scorm_package(
    session: Session,
    title: str,
    *,
    name: str = "",
    digits: int = DEFAULT_DIGITS,
    notation: str = NOTES.name,
    asked: Collection[str] | None = None,
) -> bytes:
    """One learning object, as a zip file: the first update, which opens with "ask me" on.

    `asked`: what is computed by the steps that are asked, as "S:2", "F"; all others are given. The score, 0
    to 100, is the share of steps asked that were answered rightly; the object is completed once each step was
    answered so or its result was shown. How the page reports is in js/entries/scorm.js.
    Raises InputError as `offline_page` does.
    """
    heading = one_line(title) or "Backpropagation by hand"
    first = replace(session, updates=1)
    page = offline_page(
        first, name or heading, heading, digits=digits, reported=True, notation=notation, asked=asked
    )
    return packed({MANIFEST: _manifest(heading), PAGE: page.encode()})


def _manifest(title: str) -> bytes:
    root = ET.Element(
        "manifest",
        {"identifier": "backprop", "version": "1.0", "xmlns": CONTENT_PACKAGE, "xmlns:adlcp": ADL},
    )
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "ADL SCORM"
    ET.SubElement(metadata, "schemaversion").text = "1.2"
    organizations = ET.SubElement(root, "organizations", default="course")
    organization = ET.SubElement(organizations, "organization", identifier="course")
    ET.SubElement(organization, "title").text = title
    item = ET.SubElement(organization, "item", identifier="walk", identifierref="page")
    ET.SubElement(item, "title").text = title
    resources = ET.SubElement(root, "resources")
    page = {"identifier": "page", "type": "webcontent", "adlcp:scormtype": "sco", "href": PAGE}
    ET.SubElement(ET.SubElement(resources, "resource", page), "file", href=PAGE)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
