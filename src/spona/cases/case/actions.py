"""What happens to a file: it is opened, written in, added to."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.prepared_rows import PreparedRows
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.attached import ATTACHMENT_KINDS, PREFIX, Attached, section_name
from spona.cases.case.count.actions import count_again, read_count
from spona.cases.case.count.registry import COUNT_SOURCES, still_latest
from spona.cases.case.models import Case, CaseExclusion, LightNote
from spona.cases.case.notes import KINDS, Event
from spona.cases.case.permissions import (
    check_can_add,
    check_can_begin,
    check_can_end_light_note,
    check_can_keep_light_notes,
    check_can_open_case,
    check_can_read,
    check_can_write,
)
from spona.cases.case.queries import absent_sections, readers_of
from spona.cases.case.sections import (
    BESIDE,
    EDITED,
    EMPTY,
    NOT_KNOWN,
    OWN,
    empty_section,
)
from spona.cases.case.steps.actions import FirstContact, begin_first_contact
from spona.cases.case.steps.kinds import OWN_WORDS
from spona.cases.marks import note_excluded
from spona.deadlines.late import day_passed
from spona.deadlines.time import today
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import networks_of
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.reference.reference_codes import new_reference
from spona.statistics.codes import UNKNOWN
from spona.statistics.record import begin, carries_count, empty
from spona.tasks.actions import close_task, open_task
from spona.vault import schemas
from spona.vault.actions import (
    add_section,
    create_box,
    erase_box,
    grant_sections,
    open_file,
    open_many,
    open_section,
    save_section,
)
from spona.vault.files import StoredFile
from spona.vault.models import ASSIGNED, Section
from spona.vault.queries import connected
from spona.vault.recipients import COUNTED_SECTION, Recipient, to_account, to_institution
from spona.vault.refusals import TextConflict

# Add a sealed file to somebody's file, and read it back untouched.

# Whoever reads the notes of a file reads what is attached to it.
READ_WITH = "notes"


def attach_file(
    case: Case, stored: StoredFile, *, by: Actor, text: str = "", kind: str = ""
) -> Attached:
    """Tie an uploaded file, sealed already, to the file of a person; needs no keyring.

    `kind` is a code of `ATTACHMENT_KINDS`, or empty. Denied for an empty file. It stays as it
    came: nothing here ever changes or replaces it.
    """
    check_can_add(by, case, READ_WITH)
    if kind and kind not in ATTACHMENT_KINDS:
        raise ValueError(f"{kind!r} is no kind of attachment")
    if not stored.size:
        raise Denied(_("This file is empty. Choose another one."))
    with audit.transaction() as log:
        kept = replace(stored, name=_shown_name(stored.name))
        name = acting_membership(by).person.name
        attached = Attached(kept, deadlines.now(), name, text.strip(), kind)
        add_section(
            case.box,
            section_name(stored.id),
            attached.to_document(),
            readers_of(case, READ_WITH),
            by=by,
            stored=[stored],
        )
        log.record("case:attached", by=by, subject=("case", case.pk))
    return attached


def read_attached(
    case: Case, file_id: UUID, *, by: Actor, keys: Keyring
) -> tuple[StoredFile, Iterator[bytes]] | None:
    """What the file knows of an attachment, and its content; None where there is none.

    The whole of it was authenticated before the first byte is handed out.
    """
    rows = Section.objects.visible_to(by).named(case.box_id, section_name(file_id))
    section = rows.select_related("box").first()
    if section is None:
        return None
    return open_file(section, file_id, by=by, keys=keys, whole=True)


def _shown_name(name: str) -> str:
    """Without control signs: one of them turns `exe.jpg` around, so that a page shows a lie."""
    return "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))


# A light note that somebody may need help: inside the institution, with an end, no report.

REVIEW = "review"
SECTION = "note"
# A light note is no file: what is needed for longer is a file or a report.
LONGEST = dt.timedelta(days=183)


def write_light_note(*, who: str, text: str, review_on: dt.date, by: Actor) -> LightNote:
    """Seal a note to its writer and the institution's holders; a task asks on `review_on`.

    Denied without a text, or for a day that is over or more than half a year away.
    """
    check_can_keep_light_notes(by)
    _check_day(review_on)
    if not text.strip():
        raise Denied(_("Write what you noticed."))
    author = acting_membership(by)
    if not any(one.casework_open for one in networks_of(author.institution)):
        raise Denied(_("Casework is not open in this network yet."))
    account = author.person.account
    assert account is not None
    readers = [to_account(account, member_of=author.institution_id)]
    if connected(author.institution):
        readers.append(to_institution(author.institution))
    with audit.transaction() as log:
        box = create_box(
            "note",
            owner=author.institution_id,
            sections={SECTION: {"schema": 1, "who": who.strip(), "text": text.strip()}},
            grants={SECTION: readers},
            by=by,
        )
        row = LightNote.objects.create(
            institution=author.institution,
            written_by=author,
            box=box,
            written_at=deadlines.now(),
            review_on=review_on,
        )
        _ask_again(row, by)
        log.record("light_note:written", by=by, subject=("light_note", row.pk))
    return row


def renew_light_note(note: LightNote, *, review_on: dt.date, by: Actor) -> LightNote:
    """Keep it until another day; without this it is deleted after the day it has."""
    check_can_end_light_note(by, note)
    _check_day(review_on)
    with audit.transaction() as log:
        row = LightNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
        if row.review_on != review_on:
            row.review_on = review_on
            row.save(update_fields=["review_on"])
            close_task(REVIEW, row.subject, by=by)
            _ask_again(row, by)
            log.record("light_note:renewed", by=by, subject=row.subject)
    return row


def end_light_note(note: LightNote, *, by: Actor) -> bool:
    """Destroy it for good; False where it was gone already."""
    check_can_end_light_note(by, note)
    with audit.transaction() as log:
        row = (
            LightNote.objects.select_for_update(of=("self",))
            .select_related("box")
            .filter(pk=note.pk)
            .first()
        )
        if row is None:
            return False
        outcome = "dropped" if by.is_system else "done"
        close_task(REVIEW, row.subject, by=by, outcome=outcome)
        box, subject, lane = row.box, row.subject, row.institution_id
        row.delete()
        erase_box(box, by=by)
        log.record("light_note:ended", by=by, subject=subject, lane=lane)
    return True


def end_light_notes_due(*, by: Actor) -> int:
    """Delete what nobody renewed by its day; return how many. Needs nobody's key."""
    with audit.transaction():
        due = LightNote.objects.filter(day_passed("review_on", today()))
        return sum(end_light_note(note, by=by) for note in due.order_by("review_on", "pk"))


def read_light_notes(
    notes: Collection[LightNote], *, by: Actor, keys: Keyring
) -> dict[UUID, dict[str, Any]]:
    """Note id → what stands in it; one row of the read log."""
    rows = Section.objects.visible_to(by).filter(box__in=[one.box_id for one in notes])
    found = {row.box_id: row for row in rows.select_related("box")}
    opened = open_many(found.values(), by=by, keys=keys, purpose="page")
    return {
        one.pk: opened[found[one.box_id].pk]
        for one in notes
        if one.box_id in found and found[one.box_id].pk in opened
    }


def _ask_again(row: LightNote, by: Actor) -> None:
    """Whoever renews it is asked next time."""
    day = dt.datetime.combine(row.review_on, dt.time(12), tzinfo=dt.UTC)
    owner = acting_membership(by)
    open_task(REVIEW, row.subject, institution=row.institution, owner=owner, due_at=day, by=by)


def _check_day(day: dt.date) -> None:
    if day <= today():
        raise Denied(_("Choose a day that is still to come."))
    if day > today() + LONGEST:
        raise Denied(_("At most half a year. What is needed for longer belongs in a file."))


# Notes of a file are only added to: what happened, own words, time, author; nothing is rewritten.

# Two colleagues who write in the same second are both heard.
_TRIES = 5


def add_note(
    case: Case,
    text: str,
    *,
    by: Actor,
    keys: Keyring,
    event: Event | None = None,
    corrects: str = "",
    about: str = "",
) -> str:
    """Append one note and return its id; `event` is what it tells of, `corrects` the id of the
    note in whose place it stands, `about` a code of what Spona explains itself (`joined`).

    Denied for an empty one, for an event still to come and where no such note is in this file.
    Somebody else's note of the same moment stays beside it, also where both correct the same one.
    """
    check_can_write(by, case)
    if not text.strip():
        raise Denied(_("Write the note first."))
    if event is not None and event.kind not in KINDS:
        raise ValueError(f"{event.kind!r} is no kind of note")
    if event is not None and (ahead := event.ahead):
        raise Denied(ahead)
    author = acting_membership(by)
    note = {
        "id": str(uuid4()),
        "at": deadlines.now().isoformat(timespec="seconds"),
        "by": author.person.name,
        "member": str(author.pk),
        "about": about,
        "text": text.strip(),
        "corrects": corrects,
    } | (event.to_document() if event else {})
    for _number in range(_TRIES):
        section = Section.objects.named(case.box_id, "notes").select_related("box").get()
        document = open_section(section, by=by, keys=keys)
        notes = document.get("notes", [])
        if corrects and all(one.get("id") != corrects for one in notes):
            raise Denied(_("The note that you correct is not in this file."))
        document["notes"] = [*notes, note]
        try:
            save_section(section, document, revision=section.revision, by=by, keys=keys)
        except TextConflict:
            continue
        return note["id"]
    raise Conflict(_("Several colleagues write at this moment. Try again."))


# Open a file, and let a colleague in who will lead it.


@dataclass(frozen=True, slots=True)
class Reported:
    """What the counted record knows of how a person was reported, as of `statistics.begin`: `by` a
    sector, `self` or `anonymous`; `year` is this one, where no file of before counts the person.
    """

    by: str = UNKNOWN
    year: int | None = None
    facts: Mapping[str, bool] | None = None
    in_time: bool | None = None


def _begun_count(
    documents: Mapping[str, dict[str, Any]], reported: Reported, opened_by: str, network: Network
) -> dict[str, Any]:
    """What the first texts of the file say already; of one that was handed over, on top of what
    came along. Nothing where another file counts the person.
    """
    carried = documents[COUNTED_SECTION]
    if not carries_count(opened_by):
        return empty()
    follows = COUNT_SOURCES["file"]
    if carried != EMPTY:
        known = schemas.read("case", COUNTED_SECTION, carried)
        return follows.computed(known, documents, network)
    begun = begin(
        opened_by=opened_by,
        year=reported.year or today().year,
        reported_by=reported.by,
        facts=reported.facts,
        in_time=reported.in_time,
    )
    return follows.computed(begun, {**{one: {} for one in follows.sources}, **documents}, network)


def open_case(
    documents: Mapping[str, dict[str, Any]],
    *,
    institution: Institution,
    network: Network,
    readers: Sequence[Recipient],
    opened_by: str,
    by: Actor,
    keys: Keyring,
    reported: Reported | None = None,
    excluded: Collection[str] = (),
    first: FirstContact | None = None,
) -> Case:
    """Seal all sections to `readers` (the owner's holders, or some of them by name), and open the
    first step of the file.

    The counted record is computed from them, and is theirs alone: no analyst opens it. The caller
    has checked what of `documents` may be kept. `excluded`: marks of whom the writer
    of a word shut out; nothing goes from the file to them either.
    """
    check_can_open_case(by, institution)
    with audit.transaction() as log:
        reference = new_reference("F")
        while Case.objects.filter(reference=reference).exists():
            reference = new_reference("F")
        count = _begun_count(documents, reported or Reported(), opened_by, network)
        documents = {**documents, COUNTED_SECTION: count}
        box = create_box(
            "case",
            owner=institution.pk,
            sections=documents,
            grants={name: list(readers) for name in documents},
            by=by,
            reference=reference,
            keys=keys,
        )
        case = Case.objects.create(
            reference=reference,
            owner_institution=institution,
            network=network,
            box=box,
            opened_by=opened_by,
            opened_at=deadlines.now(),
        )
        out = [CaseExclusion(case=case, mark=one).stamp() for one in sorted(set(excluded))]
        CaseExclusion.objects.bulk_create(out)
        note_excluded(log, out, subject=case.subject, by=by)
        begin_first_contact(case, first or FirstContact(), by=by)
        log.record("case:opened", by=by, subject=("case", case.pk))
    return case


def let_in(
    case: Case, *, member: Member, by: Actor, keys: Keyring, beside: Sequence[Section] = ()
) -> None:
    """Grant every section of the file to one colleague; again changes nothing that matters.

    `beside`: sections of other boxes, each with its box, to which they get the key at once with it.
    `by` must be able to open the sections: whoever cannot open cannot let in.
    """
    verify_rows(case)
    account = member.person.account
    if account is None:
        raise Conflict("a colleague without a login cannot be let in")
    with audit.transaction() as log:
        # A reminder is its owner's alone.
        found = Section.objects.filter(box=case.box_id).select_related("box").order_by("id")
        sections = [one for one in found if not one.name.startswith(OWN_WORDS)]
        grant_sections([*beside, *sections], to_account(account, basis=ASSIGNED), by=by, keys=keys)
        log.record(
            "case:assigned", by=by, subject=("case", case.pk), detail={"member": str(member.pk)}
        )


# Open a file, or the names of many, in memory; each page is one row of the read log.

type Document = dict[str, Any]


@dataclass(slots=True)
class OpenFile:
    """`documents` and `revisions` by the name of the section, as far as it opened.

    `needs_reason`: sections that a key leads to and that are assigned to colleagues. `attachments`:
    how many a key leads to; `unopened`: how many of those that were asked for did not open, for
    that or because they were altered.
    """

    documents: dict[str, Document] = field(default_factory=dict, repr=False)
    revisions: dict[str, int] = field(default_factory=dict)
    needs_reason: set[str] = field(default_factory=set)
    attached: list[Attached] = field(default_factory=list, repr=False)
    attachments: int = 0
    unopened: int = 0


_SECTIONS: Final = PreparedRows(
    lambda by, boxes: (
        Section.objects.visible_to(by).filter(box__in=boxes).select_related("box").order_by("id")
    )
)


def read_sections(case: Case, names: Collection[str], *, by: Actor, keys: Keyring) -> OpenFile:
    """These and no others, as far as they are open to this reader."""
    return _read(case, lambda name: name in names, by=by, keys=keys)


def read_notes(case: Case, *, by: Actor, keys: Keyring) -> OpenFile:
    """The notes and nothing else; Denied where they were not shared."""
    check_can_read(by, case, READ_WITH)
    return _read(case, lambda name: name == READ_WITH, by=by, keys=keys)


def read_attachments(case: Case, *, by: Actor, keys: Keyring) -> OpenFile:
    """What is attached, without the content of it; Denied where the notes were not shared."""
    check_can_read(by, case, READ_WITH)
    return _read(case, lambda name: name.startswith(PREFIX), by=by, keys=keys)


def _read(case: Case, wanted: Callable[[str], bool], *, by: Actor, keys: Keyring) -> OpenFile:
    found_rows = _SECTIONS.rows(by, [case.box_id])
    rows = [row for row in found_rows if wanted(row.name)]
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    found = OpenFile(attachments=sum(row.name.startswith(PREFIX) for row in found_rows))
    for row in rows:
        document = opened.get(row.pk)
        if row.name.startswith(PREFIX):
            if document is None:
                found.unopened += 1
            else:
                found.attached.append(Attached.of(document))
        elif document is None:
            found.needs_reason.add(row.name)
        else:
            found.documents[row.name] = document
            found.revisions[row.name] = row.revision
    found.attached.sort(key=lambda one: one.at)
    _add_absent(case, found, wanted, shown={row.name for row in rows})
    return found


def _add_absent(
    case: Case, found: OpenFile, wanted: Callable[[str], bool], *, shown: Collection[str]
) -> None:
    """What the file does not have yet, as an empty first text, to whoever has what is beside it."""
    lacking = {
        name: beside
        for name, beside in BESIDE.items()
        if wanted(name) and name not in shown and beside in shown
    }
    for name in lacking.keys() & absent_sections(case) if lacking else ():
        if lacking[name] in found.needs_reason:
            found.needs_reason.add(name)
        elif lacking[name] in found.documents:
            found.documents[name], found.revisions[name] = empty_section(name), 1


def read_names(cases: Collection[Case], *, by: Actor, keys: Keyring) -> dict[UUID, str]:
    """Case id → the name in it, for a list; what is not for this reader is absent."""
    rows = (
        Section.objects.visible_to(by)
        .named([one.box_id for one in cases], "name")
        .select_related("box")
    )
    by_box = {row.box_id: row.pk for row in rows}
    opened = open_many(rows, by=by, keys=keys, purpose="list")
    return {
        one.pk: str(opened[by_box[one.box_id]].get("name") or "")
        for one in cases
        if by_box.get(one.box_id) in opened
    }


# Write in a section of a file: what stands beside the changed fields stays as it is.


def write_section(
    case: Case,
    name: str,
    changes: Mapping[str, Any],
    *,
    revision: int,
    by: Actor,
    keys: Keyring,
) -> Section:
    """Seal the changed fields of a section over revision `revision`, and with it the counted record
    as it follows now; nothing new saves nothing.

    TextConflict, carrying both texts, where somebody saved since. ValueError for a section
    that is not written this way: notes are only added to, the count is computed.
    """
    check_can_write(by, case)
    if name not in EDITED:
        raise ValueError(f"{name!r} is not written here")
    if name in BESIDE:
        begin_section(case, name, by=by)
    section = Section.objects.named(case.box_id, name).select_related("box").get()
    before = open_section(section, by=by, keys=keys)
    document = before | _with_what_was_not_asked(before, changes)
    if document == before and section.revision == revision:
        return section
    for _number in range(_TRIES):
        count = read_count(case, writes=[name], by=by, keys=keys)
        with audit.transaction():
            if not still_latest(count, beside=section):
                continue
            locked = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
            if locked.revision != revision:
                break
            saved = save_section(section, document, revision=revision, by=by, keys=keys)
            count_again(case, count, {name: document}, by=by, keys=keys)
            return saved
    else:
        raise Conflict(_("Several colleagues write at this moment. Try again."))
    # Somebody saved since: theirs is opened, and logged, before the refusal carries it.
    return save_section(section, document, revision=revision, by=by, keys=keys)


def begin_section(case: Case, name: str, *, by: Actor) -> None:
    """Seal it, empty, into a file that does not have it yet, for whoever reads the one beside it.

    Nothing where it is there. Denied, or ReasonNeeded, for whoever does not open that one.
    """
    if name not in absent_sections(case):
        return
    check_can_begin(by, case, name)
    # A colleague may be faster.
    with suppress(IntegrityError):
        add_section(case.box, name, empty_section(name), readers_of(case, BESIDE[name]), by=by)


def _with_what_was_not_asked(
    before: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """A form asks what the network asks today: answers to other questions stay as they were."""
    found = dict(changes)
    if NOT_KNOWN in changes:
        kept = [one for one in before.get(NOT_KNOWN, []) if one not in changes]
        found[NOT_KNOWN] = [*kept, *changes[NOT_KNOWN]]
    if OWN in changes:
        answers = {**before.get(OWN, {}), **changes[OWN]}
        found[OWN] = {key: one for key, one in answers.items() if one}
    return found
