"""What to say on the phone, from the cover alone: the person is named on the report only."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from spona import deadlines
from spona.cases.offline_partners.report import Sheet, in_one_script
from spona.cases.referrals.packet import Cover
from spona.directory.models import Member
from spona.documents import CallSheet, Language, call_sheet_pdf
from spona.reference.scripts import in_latin


def call_sheet(sheet: Sheet, cover: Cover, *, caller: Member, language: str) -> bytes:
    """One A4 in the reader's language and in one script; raises `documents.DocumentError`."""
    typed = (caller.person.name, caller.position, cover.asked, cover.age_detail, cover.language)
    language = in_one_script(language, typed)
    with translation.override(language):
        made = _made(sheet, cover, caller)
    return call_sheet_pdf(
        made if language == "sr" else in_latin(made),
        language=cast("Language", language),
        font_paths=settings.FONT_PATHS,
    )


def _made(sheet: Sheet, cover: Cover, caller: Member) -> CallSheet:
    zone = ZoneInfo(sheet.network.time_zone)
    codes: Any = {"kind": sheet.kind, "urgency": cover.urgency, "age": cover.age or None}
    who = (caller.person.name, caller.position, str(caller.institution.words))
    return CallSheet(
        **codes,
        reference=sheet.reference,
        recipient=str(sheet.recipient.words),
        numbers=tuple(one.number for one in sheet.numbers),
        caller=", ".join(filter(None, who)),
        asked=cover.asked,
        printed_at=deadlines.now().astimezone(zone),
        age_detail=cover.age_detail,
        language=cover.language,
        deadline=sheet.deadline.deadline_label if sheet.deadline else "",
    )
