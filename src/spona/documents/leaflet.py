"""Whom to call, on one A4 to hang up or hand out: large numbers, few words, nothing on a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from spona.documents.certificate import square
from spona.documents.render import Language, Printable, render


@dataclass(frozen=True, slots=True)
class Line:
    """A number as people write it, and whose it is with the day on which it was confirmed."""

    number: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """Texts as they are printed. `address` is the page of help; empty prints no square."""

    title: str
    lead: str
    emergency: Line
    lines: tuple[Line, ...]
    signs_title: str
    signs: tuple[str, ...]
    rights_title: str
    rights: tuple[str, ...]
    enough: str
    foot: str
    address: str = ""


def leaflet_pdf(
    leaflet: Leaflet, *, language: Language, printed_at: datetime, font_paths: Iterable[Path]
) -> bytes:
    """One page as PDF bytes; its metadata says nothing. Raises `DocumentError`."""
    with translation.override(language):
        words: dict[str, Printable] = {
            "rights_unsure": _("A lawyer has not confirmed this list yet."),
            "qr": _("Square with the address of this page"),
        }
    data: dict[str, Printable] = {
        "words": words,
        "title": leaflet.title,
        "lead": leaflet.lead,
        "emergency": _line(leaflet.emergency),
        "lines": [_line(one) for one in leaflet.lines],
        "signs_title": leaflet.signs_title,
        "signs": list(leaflet.signs),
        "rights_title": leaflet.rights_title,
        "rights": list(leaflet.rights),
        "enough": leaflet.enough,
        "foot": leaflet.foot,
        "address": leaflet.address,
        "qr": square(leaflet.address) if leaflet.address else "",
    }
    return render("leaflet.typ", data, language=language, made_at=printed_at, font_paths=font_paths)


def _line(one: Line) -> dict[str, Printable]:
    return {"number": one.number, "label": one.label}
