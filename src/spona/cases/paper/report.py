"""A packet as the paper of a records office: what was opened, as `documents` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from spona import clocks
from spona.audit.actions import checkpoint_line
from spona.audit.queries import latest_checkpoint
from spona.cases.intake.presets import PARTS
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.packet import Body, Cover
from spona.cases.referrals.words import CERTAINTY, TOLD, word
from spona.cases.timeline.reading import Reading
from spona.clocks.queries import ClockView
from spona.directory.models import Institution, Network
from spona.documents import (
    Entry,
    Fact,
    Language,
    Observation,
    ReportDocument,
    Sender,
    SignAnswer,
    Withheld,
    report_pdf,
)
from spona.reference.sources import version_words

# A draft has no reference yet; the number is written in by hand.
NO_REFERENCE: Final = "R-____-__"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed beside the packet itself. Times are aware; `number` is the reader's own.

    `entries` is what the sender wrote down of a partner on paper, oldest first.
    """

    reference: str
    recipient: Institution
    network: Network
    sent_at: datetime
    clock: ClockView | None = None
    number: str = ""
    kind: str = "report"
    entries: Sequence[Entry] = ()


def printed(sheet: Sheet, cover: Cover, body: Body, *, language: str) -> bytes:
    """A4 PDF bytes in the reader's language and script; raises `documents.DocumentError`."""
    return report_pdf(
        report_document(sheet, cover, body),
        language=cast("Language", language),
        checkpoint=checkpoint_line(latest_checkpoint()),
        font_paths=settings.FONT_PATHS,
    )


def report_document(sheet: Sheet, cover: Cover, body: Body) -> ReportDocument:
    """The plain data of the paper; texts of codes are in the active language."""
    zone = ZoneInfo(sheet.network.time_zone)
    codes: Any = {"kind": sheet.kind, "urgency": cover.urgency, "age": cover.age or None}
    return ReportDocument(
        **codes,
        reference=sheet.reference,
        sender=_sender(body),
        recipient=str(sheet.recipient.words),
        sent_at=sheet.sent_at.astimezone(zone),
        printed_at=clocks.now().astimezone(zone),
        asked=cover.asked,
        legal_basis=" ".join(str(words) for words in body.ground.sentences),
        legal_basis_confirmed=body.ground.confirmed,
        age_detail=cover.age_detail,
        language=cover.language,
        safety=_safety(cover),
        deadline=sheet.clock.deadline_label if sheet.clock else "",
        deadline_source=sheet.clock.source if sheet.clock else "",
        registry_number=sheet.number or body.sender.registry_number,
        signs=_signs(body),
        signs_source=_signs_source(body),
        observations=_observations(body),
        person=_person(body),
        withheld=_withheld(body),
        entries=tuple(replace(one, at=one.at.astimezone(zone)) for one in sheet.entries),
        practice=sheet.network.practice,
    )


def _sender(body: Body) -> Sender:
    told = [word(TOLD, code) for code in body.sender.told]
    return Sender(
        institution=str(body.sender.institution),
        name=body.sender.name,
        role=body.sender.position,
        contact=body.sender.phone,
        told=", ".join(filter(None, [*told, body.sender.told_more])),
    )


def _safety(cover: Cover) -> str:
    safe = {
        "no": _("Do not contact the person directly."),
        "not_sure": _("It is not known whether it is safe to contact the person."),
    }.get(cover.safe, "")
    call = cover.call
    reached = ", ".join(filter(None, (call.reached, call.role, call.at)))
    told = _("Reached by phone: %(who)s.") % {"who": reached} if reached else ""
    return " ".join(filter(None, (safe, cover.how_to_reach, told)))


def _signs(body: Body) -> tuple[SignAnswer, ...]:
    if body.signs is None:
        return ()
    answers: list[Any] = list(body.signs.answers)
    return tuple(SignAnswer(str(one.words), one.answer, one.seen, one.how_word) for one in answers)


def _signs_source(body: Body) -> str:
    return f"{body.signs.title}, {version_words(body.signs.version)}" if body.signs else ""


def _observations(body: Body) -> tuple[Observation, ...]:
    """The account, and each section of the file that goes along."""
    parts = [Observation(f"{one.title}: {text}") for one in sections_of(body) for text in one.texts]
    return (*_account(body), *parts)


def _account(body: Body) -> tuple[Observation, ...]:
    if body.account is None:
        return ()
    account = body.account
    certainty = word(CERTAINTY, body.sender.certainty)
    lines = (
        (_("In their own words"), account.own_words),
        (_("What else was noticed"), account.noticed),
        (_("Who else heard or saw it"), account.who_else),
        (_("The writer's certainty"), certainty),
    )
    return tuple(Observation(f"{label}: {text}") for label, text in lines if text)


def _person(body: Body) -> tuple[Fact, ...]:
    lines: list[tuple[str, str]] = [(_("A word that stands for the person"), body.code_name)]
    if body.who is not None:
        lines += [
            (_("Name and surname"), body.who.name),
            (_("Date or year of birth"), body.who.born),
            (_("What else says who it is"), body.who.more),
        ]
    if body.reach is not None:
        lines += [
            (_("Phone of the person"), body.reach.phone),
            (_("Address"), body.reach.address),
            (_("A person they trust"), body.reach.trusted),
        ]
    if body.stay is not None:
        lines.append((_("Place of stay"), str(body.stay)))
    return tuple(Fact(label, text) for label, text in lines if text)


def _withheld(body: Body) -> tuple[Withheld, ...]:
    """Parts that were not sent: the paper says that they exist, and with whom."""
    given = {"signs": body.signs, "account": body.account, "who": body.who, "reach": body.reach}
    return tuple(
        Withheld(str(PARTS[name]), str(body.sender.institution))
        for name, part in given.items()
        if part is None
    )


def entries_of(reading: Reading) -> list[Entry]:
    """Calls and second-hand answers, as the sender reads them; nobody else gets any."""
    if reading.paper is None:
        return []
    return [
        Entry(
            at=one.note.at,
            what=": ".join(filter(None, (one.said, str(one.how)))),
            who=one.note.person,
            number=one.note.number,
            text=one.text,
            second_hand=one.second_hand,
        )
        for one in reading.paper.entries
    ]
