"""The pages of a file: one for each of the four pillars, and those for all that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.case.models import Case
from spona.cases.case.sections import pillar_of
from spona.cases.fields.need_areas import PILLARS

FIRST: Final = "identification"
REFERRALS: Final = "referrals"
# Of the view of a file itself.
PARTS: Final[Mapping[str, Promise]] = {**PILLARS, REFERRALS: _("Referrals")}
_BESIDE: Final[Mapping[str, tuple[str, Promise]]] = {
    "notes": ("cases:notes", _("Notes")),
    "attached": ("cases:attachments", _("Attached files")),
    "log": ("cases:file_log", _("Who read it")),
}
_ORDER: Final = (*PILLARS, "notes", "attached", REFERRALS, "log")


@dataclass(frozen=True, slots=True)
class FilePage:
    """`is_pillar`: the others stand apart from the pillars."""

    code: str
    label: str | Promise
    url: str
    is_here: bool
    is_pillar: bool


def file_pages(case: Case, here: str) -> list[FilePage]:
    """In their order; `here` is the code of the page on which they stand."""
    return [
        FilePage(code, label, url, code == here, code in PILLARS)
        for code in _ORDER
        for label, url in [_labelled(case, code)]
    ]


def _labelled(case: Case, code: str) -> tuple[str | Promise, str]:
    if code in PARTS:
        return PARTS[code], part_url(case, code)
    name, label = _BESIDE[code]
    return label, reverse(name, args=[case.reference])


def part_url(case: Case, part: str) -> str:
    if part == FIRST:
        return reverse("cases:file", args=[case.reference])
    return reverse("cases:file_part", args=[case.reference, part])


def section_url(case: Case, section: str, at: str = "") -> str:
    """Where a section stands, or what is written beside it; `at`: at another place there."""
    return f"{part_url(case, pillar_of(section))}#{at or section}"
