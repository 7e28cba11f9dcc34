"""The whole of a case for paper: everything that its reader may open, read as one reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.guards import check_stepped_up
from spona.audit.witnesses import root_line
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.attached import PREFIX, Attached
from spona.cases.case.models import Case
from spona.cases.case.notes import Note, entries_of
from spona.cases.case.sections import LATER, SECTIONS, Document
from spona.cases.case.steps.kinds import OWN_WORDS, STEPS
from spona.cases.case.steps.queries import ARE_STEPS, words_section
from spona.cases.casefile.boxes import boxes_of, referrals_of
from spona.cases.casefile.counted import counted_lines
from spona.cases.casefile.file_log import PRINTED_FOR, file_happened, file_read
from spona.cases.casefile.happened import happened, moves_of_each
from spona.cases.casefile.printed_sections import ON_PAPER, Read
from spona.cases.closure.documents import Closing, Said, shown_name
from spona.cases.conferences.documents import Kept
from spona.cases.conferences.models import Conference
from spona.cases.consent.answers import answers_in
from spona.cases.consent.words import HOW
from spona.cases.fields.facts import section_facts
from spona.cases.fields.related_people import RelatedPerson
from spona.cases.referrals.additions import SECTION as ADDITION
from spona.cases.referrals.addressee import SECTION as ADDRESSEE
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.facts import addition_lines
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.packet import Addition, Body, Cover, Signs
from spona.cases.referrals.parts import PARTS
from spona.directory.institution_names import full_name
from spona.documents import Language, PaperEntry, PaperPart, WholeCase, whole_case_pdf
from spona.documents.report_words import Answer, answer_word, date_and_time
from spona.documents.report_words import second_hand as second_hand_mark
from spona.documents.whole_case import paper_day
from spona.identity.keyring import Keyring
from spona.reference.templatetags.scripts import in_script
from spona.statistics.record import carries_count
from spona.tasks.models import Task
from spona.vault.actions import open_many
from spona.vault.models import Section, SectionRevision
from spona.vault.refusals import ReasonNeeded
from spona.vault.slots import slot_of

# Under which name the log has the reading of all parts.
READ_AS: Final = "whole_case"
_READERS: Final = 5000

type Texts = dict[tuple[UUID, str], Document]


@dataclass(slots=True)
class _Paper:
    """What was opened, and for whom it is set. `documents` are of the case's own box, by name."""

    case: Case
    by: Actor
    language: Language
    referrals: list[Referral]
    texts: Texts
    left_out: list[str]

    @property
    def documents(self) -> dict[str, Document]:
        return {name: one for (box, name), one in self.texts.items() if box == self.case.box_id}

    def at(self, when: datetime) -> str:
        return date_and_time(when.astimezone(ZoneInfo(self.case.network.time_zone)), self.language)

    def day(self, when: date) -> str:
        if isinstance(when, datetime):
            when = when.astimezone(ZoneInfo(self.case.network.time_zone))
        return paper_day(when, self.language)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a whole case. `rows`: the sections that opened; `left_out`: those that the
    reader reaches and that did not, each with its name.
    """

    paper: _Paper
    conferences: list[Conference]
    rows: list[Section]
    left_out: list[str]

    @property
    def texts(self) -> Texts:
        return self.paper.texts

    @property
    def referrals(self) -> list[Referral]:
        return self.paper.referrals


def print_whole_case(
    case: Case, *, purpose: str, language: str, by: Actor, keys: Keyring, reason: str = ""
) -> bytes:
    """All that this reader may open, as a PDF; logged as one reading before a byte leaves.

    StepUpNeeded without a fresh second factor; ReasonNeeded where parts are assigned to
    colleagues and no `reason` is given, so that no paper stands for a whole that it is not.
    Reminders, which are somebody's own, are never on it, nor what has arrived and nobody has
    opened yet.
    """
    check_stepped_up(by)
    if purpose not in PRINTED_FOR:
        raise Denied(_("Choose what it is for."))
    reading = read_whole_case(case, language=language, by=by, keys=keys, reason=reason)
    if any(name in SECTIONS for name in reading.left_out):
        raise ReasonNeeded
    audit.record_read("case:printed", by=by, subject=case.subject, detail={"purpose": purpose})
    return whole_case_paper(reading, purpose=str(PRINTED_FOR[purpose]))


def read_whole_case(
    case: Case,
    *,
    language: str,
    by: Actor,
    keys: Keyring,
    reason: str = "",
    told: bool = False,
) -> Reading:
    """Open everything that this reader may open. With a `reason` also what is assigned to
    colleagues; `told`: the caller has told the other holders of it once.
    """
    referrals = [one for one in _visible(referrals_of(case), by) if not _is_unopened(one, by)]
    conferences = list(
        Conference.objects.led_by(by)
        .filter(case=case)
        .select_related("meeting")
        .prefetch_related("decided__decision__institution__town")
        .order_by("meeting__starts_at")
    )
    boxes = boxes_of(referrals)
    boxes |= {one.box_id for conference in conferences for one in conference.decided.all()}
    found = Section.objects.visible_to(by).filter(Q(box__in=boxes) | Q(box=case.box_id))
    rows = [
        row
        for row in sorted(found.select_related("box"), key=lambda row: (row.name, row.pk))
        if row.name != "kept" and not row.name.startswith(OWN_WORDS)
    ]
    opened = open_many(rows, by=by, keys=keys, purpose=READ_AS, reason=reason, told=told)
    texts = {(row.box_id, row.name): opened[row.pk] for row in rows if row.pk in opened}
    left_out = [str(title) for name, title in SECTIONS.items() if (case.box_id, name) not in texts]
    return Reading(
        _Paper(case, by, cast("Language", language), referrals, texts, left_out),
        conferences,
        [row for row in rows if row.pk in opened],
        [row.name for row in rows if row.box_id == case.box_id and row.pk not in opened],
    )


def whole_case_paper(reading: Reading, *, purpose: str) -> bytes:
    """`purpose` in words."""
    paper = reading.paper
    case, me = paper.case, acting_membership(paper.by)
    return whole_case_pdf(
        WholeCase(
            reference=case.reference,
            institution=full_name(case.owner_institution),
            printed_by=me.person.shown_name,
            printed_at=deadlines.now().astimezone(ZoneInfo(case.network.time_zone)),
            purpose=purpose,
            opened_on=paper.day(case.opened_at),
            closed_on=paper.day(case.closed_at) if case.closed_at else "",
            parts=tuple(_parts(paper, reading.conferences)),
            left_out=tuple(paper.left_out),
            practice=case.network.practice,
        ),
        language=paper.language,
        checkpoint=root_line(paper.language),
        font_paths=settings.FONT_PATHS,
    )


def _parts(paper: _Paper, conferences: list[Conference]) -> Iterator[PaperPart]:
    """Who the person is and what was written first, then what happened, each in order of time."""
    earlier = _earlier(paper)
    for name, title in SECTIONS.items():
        if name not in ("notes", "count") and name in paper.documents:
            yield _section(name, str(title), paper.documents[name], earlier.get(name, ""))
    if "count" in paper.documents and carries_count(paper.case.opened_by):
        yield _count(paper, paper.documents["count"])
    for name in LATER:
        if name in paper.documents and name in ON_PAPER:
            yield _later(paper, name, earlier.get(name, ""))
    yield _notes(paper)
    yield _steps(paper)
    yield from (_referral(paper, one) for one in paper.referrals)
    yield _agreements(paper)
    yield _conferences(paper, conferences)
    if "closing" in paper.documents:
        yield _closing(paper, Closing.from_document(paper.documents["closing"]))
    yield _attachments(paper)
    yield PaperPart(
        _("What happened"),
        lines=tuple(
            (
                paper.at(one.at),
                " · ".join(
                    filter(None, (_heard(one.sentence, second_hand=one.second_hand), one.reference))
                ),
            )
            for one in reversed(file_happened(paper.case, paper.referrals, reader=paper.by))
        ),
    )
    yield PaperPart(
        _("Who read it"),
        lines=tuple(
            (paper.at(one.at), one.sentence)
            for one in reversed(file_read(paper.case, at_most=_READERS))
        ),
    )


def _section(name: str, title: str, document: Document, lead: str) -> PaperPart:
    """As it stands today; of people around each is one line."""
    facts = [(one.label, one.value) for one in section_facts(name, document) if name != "people"]
    entries = [
        PaperEntry(head=one.title, more=(" · ".join(one.said),) if one.said else ())
        for one in map(RelatedPerson.of, document.get("people", []))
    ]
    if signs := document.get("signs"):
        found = Signs.from_document(signs)
        lines = tuple(
            f"{one.words}: {answer_word(cast('Answer', one.answer))}" for one in found.asked
        )
        entries.append(PaperEntry(head=str(found.title), more=lines))
    written = bool(facts or entries)
    return PaperPart(title, lead if written else "", tuple(facts), tuple(entries))


def _count(paper: _Paper, document: Document) -> PaperPart:
    """All of it, as on the page of the file."""
    lines = counted_lines(paper.case, document)
    return PaperPart(str(SECTIONS["count"]), facts=tuple((one.label, one.value) for one in lines))


def _earlier(paper: _Paper) -> dict[str, str]:
    """Name of a section → the days of its earlier texts, and which were erased."""
    names = {slot_of(paper.case.box_id, name): name for name in paper.documents}
    rows = SectionRevision.objects.filter(section__slot__in=names).order_by("revision")
    written: dict[str, datetime] = {}
    found: dict[str, list[str]] = {}
    for slot, replaced, erased in rows.values_list("section__slot", "replaced_at", "erased_at"):
        name = names[slot]
        day = paper.day(written.get(name, paper.case.opened_at))
        written[name] = replaced
        word = _("%(day)s, erased") % {"day": day} if erased else day
        found.setdefault(name, []).append(word)
    return {
        name: _("As it stands. Earlier texts are of: %(days)s.")
        % {"days": "; ".join(dict.fromkeys(days)).removesuffix(".")}
        for name, days in found.items()
    }


def _notes(paper: _Paper) -> PaperPart:
    """By the day of the event, oldest first; under each what it was before it was corrected."""
    entries = []
    for entry in reversed(entries_of(paper.documents.get("notes", {}))):
        note = entry.note
        before = tuple(
            _("Corrected on %(when)s. Before: %(text)s")
            % {"when": paper.at(one.at), "text": one.note.text}
            for one in entry.before
        )
        written = _("Written by %(who)s, %(when)s") % {
            "who": shown_name(note.by),
            "when": paper.at(note.at),
        }
        entries.append(
            PaperEntry(_happened(paper, note), _note_head(note), note.text, (written, *before))
        )
    return PaperPart(str(SECTIONS["notes"]), entries=tuple(entries))


def _happened(paper: _Paper, note: Note) -> str:
    if note.event is None:
        return paper.at(note.at)
    hour = f", {note.event.time:%H:%M}" if note.event.time else ""
    return paper.day(note.event.day) + hour


def _note_head(note: Note) -> str:
    whom = note.event.whom if note.event else ""
    return ": ".join(filter(None, (str(note.kind.label), whom)))


def _steps(paper: _Paper) -> PaperPart:
    """Those that were ended, with the day; what is open says so."""
    rows = Task.objects.filter(ARE_STEPS, subject_id=paper.case.pk)
    entries = []
    for task in rows.select_related("owner__person").order_by("created_at"):
        said = paper.documents.get(words_section(task), {})
        words, reason = str(said.get("what") or ""), str(said.get("reason") or "")
        if task.done_at is None:
            ended = _("open")
        elif task.outcome == "dropped":
            ended = _("not done, %(when)s") % {"when": paper.at(task.done_at)}
        else:
            ended = _("done, %(when)s") % {"when": paper.at(task.done_at)}
        who = [task.owner.person.shown_name] if task.owner is not None else []
        more = [" · ".join([ended, *who])]
        more += [_("Why not: %(reason)s") % {"reason": reason}] if reason else []
        label = str(STEPS[task.kind].label)
        entries.append(PaperEntry(paper.day(task.created_at), label, words, tuple(more)))
    return PaperPart(_("Steps"), entries=tuple(entries))


def _referral(paper: _Paper, row: Referral) -> PaperPart:
    """One that came or went: what was asked, which parts went along, and each move."""
    came = row.to_case_id == paper.case.pk
    cover, body = (
        paper.texts.get((row.packet_id, "cover")),
        paper.texts.get((row.packet_id, "body")),
    )
    typed = paper.texts.get((row.packet_id, ADDRESSEE))
    to = Addressee.from_document(typed).as_institution() if typed else row.recipient_institution
    moves = moves_of_each([row])[row.pk]
    heard = any(move.second_hand and move.to_state == row.state for move in moves)
    facts = [
        (_("From"), full_name(row.sender_institution)),
        (_("To"), full_name(to)),
        (_("State"), _heard(str(row.get_state_display()), second_hand=heard)),
    ]
    if cover:
        facts.append((_("What is asked"), Cover.from_document(cover).asked))
    if body:
        facts.append((_("What went along"), ", ".join(_went_along(Body.from_document(body)))))
    said = {
        move.pk: str(text["text"])
        for move in moves
        if move.message_id and (text := paper.texts.get((move.message_id, "message")))
    }
    for move in moves:
        if added := paper.texts.get((move.message_id, ADDITION)) if move.message_id else None:
            said[move.pk] = "\n".join(addition_lines(Addition.from_document(added)))
    lines = happened(moves, said, reader=paper.by, sender_side=not came, to=to)
    return PaperPart(
        f"{row.reference}: {row.get_kind_display()}",
        facts=tuple((label, value) for label, value in facts if value),
        entries=tuple(
            PaperEntry(
                paper.at(one.at), _heard(one.sentence, second_hand=one.second_hand), one.text
            )
            for one in lines
        ),
    )


def _heard(said: str, *, second_hand: bool) -> str:
    """With the mark of what the recipient said, and somebody here wrote down."""
    return f"{said} – {second_hand_mark()}" if second_hand else said


def _went_along(body: Body) -> list[str]:
    given = {name: getattr(body, name) for name in ("signs", "account", "who", "reach", "stay")}
    found = [str(PARTS[name]) for name, part in given.items() if part]
    found += [str(title) for name, title in SECTIONS.items() if name in body.sections]
    return list(dict.fromkeys(found))


def _agreements(paper: _Paper) -> PaperPart:
    """What the person agreed to and what not, oldest first."""
    entries = []
    for row, details in reversed(answers_in(paper.case, paper.documents)):
        if details is None:
            continue
        yes = [str(PARTS[one]) for one in details.agreed_among(row.parts) if one in PARTS]
        no = [str(PARTS[one]) for one in details.refused if one in PARTS]
        days = paper.day(row.starts_on)
        if row.ends_on is not None:
            days = f"{days} – {paper.day(row.ends_on)}"
        spoken = ", ".join(filter(None, (details.language, details.interpreter)))
        more = [
            _("Yes: %(parts)s") % {"parts": ", ".join(yes)} if yes else "",
            _("No: %(parts)s") % {"parts": ", ".join(no)} if no else "",
            _("Holds: %(days)s") % {"days": days},
            ", ".join(filter(None, (str(HOW.get(details.how, "")), spoken))),
            _("Taken back on %(day)s") % {"day": paper.day(row.withdrawn_at)}
            if row.withdrawn_at
            else "",
        ]
        entries.append(
            PaperEntry(
                paper.day(row.written_at),
                details.recipient or full_name(row.recipient),
                details.purpose,
                tuple(filter(None, more)),
            )
        )
    return PaperPart(_("What the person agreed to"), entries=tuple(entries))


def _conferences(paper: _Paper, conferences: list[Conference]) -> PaperPart:
    entries = []
    for one in conferences:
        kept = paper.documents.get(one.section_name)
        found = Kept.from_document(kept) if kept else None
        decided = []
        for each in one.decided.all():
            words = str(paper.texts.get((each.box_id, "message"), {}).get("text") or "")
            decision = each.decision
            decided.append(
                (decision.number,
                 _("Decision %(number)d, %(who)s, until %(day)s: %(words)s")
                 % {"number": decision.number, "who": full_name(decision.institution),
                    "day": paper.day(decision.due_on), "words": words or "–"})
            )  # fmt: skip
        more = [
            _("Place: %(place)s") % {"place": found.place} if found and found.place else "",
            _("Minutes: %(text)s") % {"text": found.minutes} if found and found.minutes else "",
            *(line for _number, line in sorted(decided)),
        ]
        head = _("Conference %(reference)s") % {"reference": one.meeting.reference}
        entries.append(
            PaperEntry(
                paper.at(one.meeting.starts_at),
                head,
                found.about if found else "",
                tuple(filter(None, more)),
            )
        )
    return PaperPart(_("Conferences"), entries=tuple(entries))


def _closing(paper: _Paper, closing: Closing) -> PaperPart:
    """What was said at each closing, and who confirmed it, sent it back or opened it again."""
    told = {
        "asked": _("%(who)s asked that the file be closed"),
        "taken_back": _("%(who)s took back the request to close the file"),
        "sent_back": _("%(who)s did not confirm the closing"),
        "closed": _("%(who)s confirmed it, and the file was closed"),
        "reopened": _("%(who)s opened the file again"),
    }
    entries = [
        PaperEntry(
            paper.at(one.when),
            told.get(one.what, "%(who)s") % {"who": shown_name(one.by)},
            one.said.summary if one.said else one.words,
            tuple(_said(one.said)) if one.said else (),
        )
        for one in closing.happened
    ]
    return PaperPart(_("Closing"), entries=tuple(entries))


def _said(said: Said) -> Iterator[str]:
    yield _("Why: %(reasons)s") % {"reasons": ", ".join(said.reason_labels)}
    if said.reasons_more:
        yield said.reasons_more
    for step in said.steps:
        words = f" – {step.words}" if step.words else ""
        yield f"{step.title}: {step.reason_label}{words}"
    for label, answer in (*said.pillar_lines, *said.answer_lines):
        yield f"{label.rstrip('?')}: {answer}"
    if said.own_words:
        yield _("In the words of the person: %(words)s") % {"words": said.own_words}
    if said.told_labels:
        how = f" ({said.told_how})" if said.told_how else ""
        yield _("Told: %(who)s") % {"who": in_script(", ".join(said.told_labels))} + how
    if said.may_return_label:
        yield _("Told that they may come back at any time: %(answer)s") % {
            "answer": said.may_return_label
        }


def _attachments(paper: _Paper) -> PaperPart:
    """Which files are attached; their content is no part of the paper."""
    found = [Attached.of(one) for name, one in paper.documents.items() if name.startswith(PREFIX)]
    entries = []
    for one in sorted(found, key=lambda one: one.at):
        more = [_("Added by %(who)s") % {"who": shown_name(one.by)}, f"SHA-256 {one.sha256}"]
        head = ": ".join(filter(None, (str(one.kind_label), one.name)))
        entries.append(PaperEntry(paper.at(one.at), head, one.text, tuple(more)))
    return PaperPart(_("Attached files"), entries=tuple(entries))


_LATER_TITLES: Final[Mapping[str, Promise]] = {
    "decisions": gettext_lazy("Decisions"),
    "legal_track": gettext_lazy("Legal track"),
    "careplan": gettext_lazy("Care plan"),
    "assessment_approval": gettext_lazy("A second person for the initial assessment"),
}


def _later(paper: _Paper, name: str, lead: str) -> PaperPart:
    """What is written when the work comes so far, each part in words of its own."""
    read = Read(paper.case, paper.documents, paper.day)
    entries = tuple(ON_PAPER[name](read, paper.documents[name]))
    return PaperPart(str(_LATER_TITLES[name]), lead if entries else "", entries=entries)


def _visible(referrals: list[Referral], by: Actor) -> list[Referral]:
    ids = [one.pk for one in referrals]
    seen = set(Referral.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    return [one for one in referrals if one.pk in seen]


def _is_unopened(row: Referral, by: Actor) -> bool:
    """Opening what has arrived is a move of its own."""
    return row.recipient_institution_id == by.institution_id and row.state == State.SENT
