"""A packet as the paper of a records office: what was opened, as `documents` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from spona import deadlines
from spona.audit.witnesses import root_line
from spona.cases.casefile.reading import Reading
from spona.cases.consent.ground import Ground
from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.codes import TOLD, word
from spona.cases.fields.facts import part_facts, typed_in
from spona.cases.intake.presets import PARTS
from spona.cases.referrals.actions.dispatch import ANSWER_DEADLINE
from spona.cases.referrals.facts import addition_lines, sections_of
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.numbers import Number, numbers_of
from spona.cases.referrals.packet import Addition, Body, Cover
from spona.cases.referrals.passing import GIVES_PLACES
from spona.deadlines.queries import DeadlineView, view_if_begun
from spona.directory.models import Institution, Network
from spona.documents import (
    Deadline,
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
from spona.reference.scripts import has_latin_words, in_latin
from spona.reference.sources import version_words

# A draft has no reference yet; the number is written in by hand.
NO_REFERENCE: Final = "R-____-__"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed beside the packet itself. Times are aware; `number` is the reader's own.

    `sender` is whose paper it is, for how to answer them; `entries` is what the sender wrote down
    of a partner on paper, oldest first; `numbers` are those to call; `passed_on_by` is who hands it
    on and gets the answer. `slip`: it is answered on
    paper.
    """

    reference: str
    recipient: Institution
    network: Network
    sent_at: datetime
    deadline: DeadlineView | None = None
    number: str = ""
    kind: str = "report"
    entries: Sequence[Entry] = ()
    sender: Institution | None = None
    passed_on_by: Institution | None = None
    slip: bool = False
    numbers: Sequence[Number] = ()


def printed(sheet: Sheet, cover: Cover, body: Body, *, language: str) -> bytes:
    """A4 PDF bytes in the reader's language and in one script; raises `documents.DocumentError`."""
    language = in_one_script(language, _typed(sheet, cover, body))
    with translation.override(language):
        document = report_document(sheet, cover, body)
    return report_pdf(
        document if language == "sr" else in_latin(document),
        language=cast("Language", language),
        checkpoint=root_line(language),
        font_paths=settings.FONT_PATHS,
    )


def printed_addition(
    sheet: Sheet, cover: Cover, body: Body, added: Sequence[Addition], *, language: str
) -> bytes:
    """Only what was added, under the same reference as the report."""
    sender, ground = body.sender, body.ground
    return printed(sheet, cover, Body(sender, ground, additions=tuple(added)), language=language)


def in_one_script(language: str, typed: Iterable[str]) -> str:
    """The language of a paper with these texts on it.

    Whoever reads Cyrillic gets Cyrillic, unless somebody has typed in Latin letters: then the
    whole paper is Latin, for only that way is exact (`reference.scripts`).
    """
    return "sr-latn" if language == "sr" and any(map(has_latin_words, typed)) else language


def report_document(sheet: Sheet, cover: Cover, body: Body) -> ReportDocument:
    """The plain data of the paper; texts of codes are in the active language."""
    zone = ZoneInfo(sheet.network.time_zone)
    codes: Any = {"kind": sheet.kind, "urgency": cover.urgency, "age": cover.age or None}
    return ReportDocument(
        **codes,
        reference=sheet.reference,
        sender=_sender(body, sheet.sender),
        passed_on_by=_passed_on(sheet.passed_on_by),
        recipient=str(sheet.recipient.words),
        sent_at=sheet.sent_at.astimezone(zone),
        printed_at=deadlines.now().astimezone(zone),
        asked=cover.asked,
        legal_basis=_basis(body.ground),
        # An agreement of which the table says nothing needs no lawyer either.
        legal_basis_confirmed=body.ground.confirmed or not (_by_law(body) or body.ground.known),
        age_detail=cover.age_detail,
        language=cover.language,
        safety=_safety(cover),
        deadline=_deadline(sheet, cover),
        registry_number=sheet.number or body.sender.registry_number,
        own_words=(body.account or {}).get("own_words", ""),
        signs=_signs(body),
        signs_source=_signs_source(body),
        observations=_observations(body),
        person=_person(body),
        withheld=_withheld(sheet, body),
        entries=tuple(replace(one, at=one.at.astimezone(zone)) for one in sheet.entries),
        practice=sheet.network.practice,
        refused=body.ground.refused,
        slip=sheet.slip,
        gives_places=sheet.kind == Kind.REFERRAL and sheet.recipient.sector in GIVES_PLACES,
    )


def _basis(ground: Ground) -> str:
    sentences = [str(words) for words in ground.sentences]
    if ground.rests_on == RestsOn.AGREEMENT:
        sentences = [_("It rests on the person's agreement."), *sentences]
    return " ".join(sentences)


def _by_law(body: Body) -> bool:
    return body.ground.rests_on == RestsOn.DUTY


def _deadline(sheet: Sheet, cover: Cover) -> Deadline | None:
    """By the deadline that runs; before it was handed over, by the one that would begin now."""
    deadline, printed_early = sheet.deadline, sheet.deadline is None
    if deadline is None:
        deadline = view_if_begun(
            ANSWER_DEADLINE,
            network=sheet.network,
            sector=sheet.recipient.sector,
            urgency=cover.urgency,
            at=deadlines.now(),
        )
    if deadline is None or deadline.due_at is None:
        return None
    zone, begun = ZoneInfo(sheet.network.time_zone), deadline.started_at
    return Deadline(
        deadline.due_at.astimezone(zone),
        str(sheet.network.town.words),
        deadline.source,
        proposed=deadline.proposed,
        from_printing=printed_early,
        note=f"{deadline.label}: {deadline.deadline_label}" if deadline.state == "stopped" else "",
        rule=deadline.rule,
        runs_from=begun.astimezone(zone) if begun is not None and not printed_early else None,
    )


def _typed(sheet: Sheet, cover: Cover, body: Body) -> Iterator[str]:
    """What people wrote themselves; our own words and names of institutions are in both scripts."""
    yield from _strings(replace(cover, urgency="", age="", safe=""))
    yield from typed_in("account", body.account or {})
    yield from typed_in("who", body.who or {})
    yield from typed_in("reach", body.reach or {})
    sender = body.sender
    yield from (sender.name, sender.position, sender.phone, sender.told_more, body.code_name)
    yield from (sheet.number, sender.registry_number)
    for one in sections_of(body):
        yield from one.texts
    for answer in body.signs.answers if body.signs else ():
        yield answer.seen
    for added in body.additions:
        yield from (added.name, added.position, added.text)
        yield from (answer.seen for answer in added.signs.asked) if added.signs else ()
        yield from typed_in("account", added.account or {})
        yield from typed_in("who", added.who or {})
        yield from typed_in("reach", added.reach or {})
        for texts in sections_of(added):
            yield from texts.texts
    for entry in sheet.entries:
        yield from (entry.who, entry.number, entry.text)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _strings(getattr(value, one.name))


def _sender(body: Body, institution: Institution | None) -> Sender:
    told = [word(TOLD, code) for code in body.sender.told]
    return Sender(
        institution=str(body.sender.institution),
        name=body.sender.name,
        role=body.sender.position,
        contact=body.sender.phone,
        told=", ".join(filter(None, [*told, body.sender.told_more])),
        **_reached(institution),
    )


def _passed_on(institution: Institution | None) -> Sender | None:
    """Who handed it on: whoever answers reaches them, the first sender stays named."""
    return Sender(str(institution.words), **_reached(institution)) if institution else None


def _reached(institution: Institution | None) -> dict[str, Any]:
    """How an institution is called and written to."""
    if institution is None:
        return {}
    return {
        "phones": tuple(one.number for one in numbers_of(institution)),
        # An institution that has no address has no line on which one could be written either.
        "address": None if institution.confidential else institution.address_shown,
        "email": institution.contact_email or "",
    }


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
    return (*_account(body), *parts, *map(_added, body.additions))


def _added(one: Addition) -> Observation:
    """What was added, with who wrote it and when; of the signs each that was answered."""
    who = ", ".join(filter(None, (one.name, one.position, str(one.institution))))
    when = f"{timezone.localtime(one.written_at):%d. %m. %Y. %H:%M}, " if one.written_at else ""
    head = _("Added: %(when)s%(who)s") % {"when": when, "who": who}
    return Observation("\n".join([head, *addition_lines(one)]))


def _account(body: Body) -> tuple[Observation, ...]:
    """The person's own words stand above the lists, so not here again."""
    if body.account is None:
        return ()
    certainty = asdict(body.sender) if body.sender.certainty else {}
    facts = [*part_facts("account", body.account), *part_facts("sender", certainty)]
    said = [one for one in facts if one.field.section == "account"]
    return tuple(
        Observation(f"{one.label}: {one.value}") for one in said if one.field.name != "own_words"
    )


def _person(body: Body) -> tuple[Fact, ...]:
    lines: list[tuple[str, str]] = [(_("A word that stands for the person"), body.code_name)]
    facts = [*part_facts("who", body.who or {}), *part_facts("reach", body.reach or {})]
    lines += [(one.label, one.value) for one in facts]
    if body.stay is not None:
        lines.append((_("Place of stay"), str(body.stay)))
    return tuple(Fact(label, text) for label, text in lines if text)


def _withheld(sheet: Sheet, body: Body) -> tuple[Withheld, ...]:
    """Parts that were not sent: the paper says that they exist, and with whom."""
    if sheet.kind == "addition":
        # The report itself says what stays.
        return ()
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
