"""How a form is filled in: on pages without a script, on one page with it, or only on phones.

The page with a script gets the XForm as phones do, in the language of its reader and without maps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from spona.reference.scripts import latin
from spona.surveys.form_model import Form
from spona.surveys.models import FormVersion
from spona.surveys.xlsform.cells import language_of

# What the script draws no question for. Lines and areas are drawn on a map, which we do not have.
_PHONE_TYPES: Final = frozenset({"dateTime", "geotrace", "geoshape", "barcode"})
_BIND, _UPLOAD, _INSTANCE = "bind", "upload", "instance"
# A place is then taken from where the device is; of a choice on a map, the list is left.
_MAPS: Final = re.compile(r"\s*\b(?:placement-map|maps|map|image-map)\b")
_TEXTS: Final = re.compile(r"<(h:title|label|hint|value)(?:\s[^>]*)?>.*?</\1>", re.S)
_MESSAGE: Final = re.compile(r'(jr:(?:constraintMsg|requiredMsg)=")(?!jr:itext)([^"]*)')
_TRANSLATION: Final = re.compile(r'<translation lang="([^"]*)"[^>]*>(.*?)</translation>', re.S)


class Way(StrEnum):
    PAGES = "pages"
    SCRIPT = "script"
    PHONE = "phone"


def way_of(version: FormVersion) -> Way:
    """Pages without a script wherever they can ask all of it."""
    if not Form.from_json(version.model).needs_script:
        return Way.PAGES
    return Way.PHONE if only_on_phones(version.xform) else Way.SCRIPT


def only_on_phones(xform: str) -> tuple[str, ...]:
    """Paths of what no page can ask; a list outside the form by its own address."""
    return tuple(dict.fromkeys(_beyond(fromstring(xform))))


def _beyond(root: Element) -> Iterator[str]:
    for node in root.iter():
        name = str(node.tag).rpartition("}")[2]
        if name == _BIND and node.get("type") in _PHONE_TYPES and "preload" not in _names(node):
            yield _path(node.get("nodeset", ""))
        elif name == _UPLOAD and not node.get("mediatype", "").startswith("image/"):
            yield _path(node.get("ref", ""))
        elif name == _INSTANCE and node.get("src"):
            yield node.get("src", "")


def _names(node: Element) -> set[str]:
    return {one.rpartition("}")[2] for one in node.attrib}


def _path(nodeset: str) -> str:
    """`/data/about/age` → `about/age`, as our own model has it."""
    return nodeset.removeprefix("/").partition("/")[2]


def for_reader(xform: str, language: str) -> str:
    """With the texts of one language only: the page was chosen in it. `language` as of a page;
    where the form does not have it, Serbian, then English, then the first one.
    """
    wanted = language.lower()
    said = {language_of(name): text for name, text in _TRANSLATION.findall(xform)}
    spoken = wanted.partition("-")[0]
    chosen = next((one for one in (spoken, "sr", "en") if one in said), next(iter(said), ""))
    if said:
        xform = _TRANSLATION.sub("", xform).replace(
            "<itext>",
            f'<itext><translation lang="{chosen}" default="true()">{said[chosen]}</translation>',
            1,
        )
    xform = re.sub(r' appearance="([^"]*)"', _without_map, xform)
    # Whoever reads no Serbian is still better served by Latin letters.
    return xform if wanted == "sr" else _in_latin(xform)


def _without_map(found: re.Match[str]) -> str:
    left = _MAPS.sub("", found[1]).strip()
    return f' appearance="{left}"' if left else ""


def _in_latin(xform: str) -> str:
    """Texts that are read, and no name, code or condition."""
    xform = _TEXTS.sub(
        lambda found: re.sub(r">[^<]+<", lambda text: latin(text[0]), found[0]), xform
    )
    return _MESSAGE.sub(lambda found: found[1] + latin(found[2]), xform)
