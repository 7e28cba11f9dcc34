"""What to say on the phone, from the cover alone: the person is named on the report only."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings

from spona import clocks
from spona.cases.paper.report import Sheet
from spona.cases.referrals.numbers import numbers_of
from spona.cases.referrals.packet import Cover
from spona.directory.models import Member
from spona.documents import CallSheet, Language, call_sheet_pdf


def call_sheet(sheet: Sheet, cover: Cover, *, caller: Member, language: str) -> bytes:
    """One A4 in the reader's language and script; raises `documents.DocumentError`."""
    zone = ZoneInfo(sheet.network.time_zone)
    codes: Any = {"kind": sheet.kind, "urgency": cover.urgency, "age": cover.age or None}
    who = (caller.person.name, caller.position, str(caller.institution.words))
    made = CallSheet(
        **codes,
        reference=sheet.reference,
        recipient=str(sheet.recipient.words),
        numbers=tuple(one.number for one in numbers_of(sheet.recipient)),
        caller=", ".join(filter(None, who)),
        asked=cover.asked,
        printed_at=clocks.now().astimezone(zone),
        age_detail=cover.age_detail,
        language=cover.language,
        deadline=sheet.clock.deadline_label if sheet.clock else "",
    )
    return call_sheet_pdf(made, language=cast("Language", language), font_paths=settings.FONT_PATHS)
