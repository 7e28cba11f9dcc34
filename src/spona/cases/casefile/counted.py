"""What is counted of a file, line by line, and where each line is corrected."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from spona.cases.case.models import Case
from spona.cases.case.sections import EDITED, LATER, SECTIONS
from spona.cases.casefile.pages import section_url
from spona.cases.count.sources import CORRECTED_IN, COUNTED_FIELDS
from spona.cases.identification import decisions
from spona.cases.templatetags.cases import anchor
from spona.statistics.record import Document
from spona.statistics.words import LABELS, record_words

_PLACES = {decisions.SECTION: "decision"}


@dataclass(frozen=True, slots=True)
class Counted:
    """`url` leads to what corrects it, `where` is the title of that part; both empty for what the
    report says, which stays.
    """

    label: str
    value: str
    url: str = ""
    where: str = ""


def counted_lines(case: Case, document: Document) -> list[Counted]:
    """Of the record of a file, in the order in which it is read."""
    return [_line(case, name, value) for name, value in record_words(document).items()]


def _line(case: Case, name: str, value: str) -> Counted:
    section = CORRECTED_IN.get(name, "")
    label = str(LABELS[name])
    if not section:
        return Counted(label, value)
    where = str(SECTIONS[LATER.get(section, section)])
    if section not in EDITED:
        return Counted(label, value, section_url(case, section, _PLACES.get(section, "")), where)
    field = COUNTED_FIELDS.get(name)
    at = f"#ask-{anchor(field.name)}" if field is not None else ""
    url = reverse("cases:write_section", args=[case.reference, section])
    return Counted(label, value, url + at, where)
