"""What phones are answered: OpenRosa 1.0 as ODK Collect holds to it.

The list, the manifest and each message are `text/xml` and name the version in a header; whoever
reads them is a program, so nothing redirects, sets a cookie or is a page.
"""

from __future__ import annotations

import hashlib
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from spona.surveys.models import FormVersion

PREFIX: Final = "/d/"
# Larger answers with pictures come in parts of so many bytes, which a bad network carries.
PART: Final = 10_000_000
_LIST: Final = "http://openrosa.org/xforms/xformsList"
_MANIFEST: Final = "http://openrosa.org/xforms/xformsManifest"
_RESPONSE: Final = "http://openrosa.org/http/response"


def is_of_phones(request: HttpRequest) -> bool:
    """Whether it was asked for below the prefix of phones, where nothing is a page."""
    return request.path_info.startswith(PREFIX)


def answered(body: bytes = b"", *, status: int = 200) -> HttpResponse:
    """With the headers that each answer to a phone has."""
    answer = HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")
    answer["X-OpenRosa-Version"] = "1.0"
    answer["X-OpenRosa-Accept-Content-Length"] = str(PART)
    answer["Cache-Control"] = "no-store"
    return answer


def message(status: int, sentence: str) -> HttpResponse:
    """A sentence that the phone shows; 201: what it sent has arrived."""
    root = Element("OpenRosaResponse", {"xmlns": _RESPONSE})
    SubElement(
        root, "message", {"nature": "submit_success" if status < 300 else "error"}
    ).text = sentence
    return answered(_xml(root), status=status)


def refusal(status: int) -> HttpResponse:
    """As the server refuses before any view is asked; the answer stays on the phone."""
    stays = _("The answer stays on the phone.")
    if status in (404, 405):
        sentence = _("There is nothing at this address. Scan the square of the phone again.")
        return message(status, sentence)
    sentences = {
        400: _("This came incomplete. Send it again."),
        413: _("This is larger than one answer can be. Make pictures and recordings smaller."),
        429: _("Too much is being sent here at once. Send it again in a minute."),
        503: _("The server is being worked on. Send it again in some minutes."),
    }
    said = sentences.get(status) or _("Something broke on our side. Send it again in a minute.")
    return message(status, f"{said} {stays}")


def form_list(versions: list[FormVersion], *, trial: bool) -> HttpResponse:
    """The forms that a phone may fetch, each with everything without which Collect takes none."""
    root = Element("xforms", {"xmlns": _LIST})
    for one in versions:
        row = SubElement(root, "xform")
        title = str(one.round.title)
        said = {
            "formID": one.model["form_id"],
            "name": _("Trial: %(title)s") % {"title": title} if trial else title,
            "version": one.version,
            "hash": f"md5:{_md5(one)}",
            "downloadUrl": _address("phone_form", one),
            "manifestUrl": _address("phone_manifest", one),
        }
        for name, text in said.items():
            SubElement(row, name).text = text
    return answered(_xml(root))


def form(version: FormVersion) -> HttpResponse:
    return answered(version.xform.encode())


def manifest() -> HttpResponse:
    """Forms of Spona bring no pictures or tables of their own."""
    return answered(_xml(Element("manifest", {"xmlns": _MANIFEST})))


def _md5(version: FormVersion) -> str:
    """By it a phone knows that a form has changed; nothing is protected by it."""
    return hashlib.md5(version.xform.encode(), usedforsecurity=False).hexdigest()


def _address(name: str, version: FormVersion) -> str:
    return settings.SPONA_URL + reverse(f"surveys:{name}", args=[version.pk])


def _xml(root: Element) -> bytes:
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body
