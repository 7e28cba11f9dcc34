"""Write in the legal track; each act saves it, and with it the review outside the seal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import uuid4

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.count.actions import count_again, read_count
from spona.cases.case.count.registry import still_latest
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_add, check_can_write
from spona.cases.case.queries import readers_of
from spona.cases.case.sealed_entry import EntryChanged
from spona.cases.case.steps.actions import NextStep, StepWords, end_step, read_words
from spona.cases.case.steps.queries import case_of, day_of
from spona.cases.legal_track.codes import COMING, DONE, MOVED
from spona.cases.legal_track.dates import to_day
from spona.cases.legal_track.queries import Opened, read_dates, read_track
from spona.cases.legal_track.review import keep, looked_at
from spona.cases.legal_track.track import (
    KINDS,
    READ_WITH,
    SECTION,
    Entry,
    Hearing,
    LegalTrack,
    Proceeding,
    mark,
)
from spona.deadlines.late import today_in
from spona.identity.keyring import Keyring
from spona.tasks.models import Task
from spona.vault.actions import add_section, save_section
from spona.vault.models import Section

MOST: Final = 60
# As many saves of colleagues at the same moment are waited for.
_TRIES: Final = 5


def add_entry(case: Case, name: str, entry: Entry, *, by: Actor, keys: Keyring) -> str:
    """Write one more entry of a kind of `KINDS`; return its id."""
    if not isinstance(entry, KINDS[name]):
        raise TypeError(f"{entry!r} is none of {name}")
    added = replace(entry, id=str(uuid4()))

    def act(track: LegalTrack, _today: date) -> LegalTrack:
        if len(track.entries(name)) >= MOST:
            raise Denied(_("Sixty of them stand here. Take one out first."))
        return track.with_entry(name, added)

    _write(case, act, by=by, keys=keys)
    return added.id


def change_entry(case: Case, entry: Entry, *, read: str, by: Actor, keys: Keyring) -> None:
    """In the place of the one of this id; hearings stay as they are."""

    def act(track: LegalTrack, _today: date) -> LegalTrack:
        name, before = _entry(track, entry.id, read)
        after = entry
        if isinstance(after, Proceeding) and isinstance(before, Proceeding):
            after = replace(after, hearings=before.hearings)
        return track.with_entry(name, replace(after, rest=before.rest))

    _write(case, act, by=by, keys=keys)


def remove_entry(case: Case, ident: str, *, read: str, by: Actor, keys: Keyring) -> None:
    """Take out what was written by mistake; the earlier text keeps it."""

    def act(track: LegalTrack, _today: date) -> LegalTrack:
        _entry(track, ident, read)
        return track.without(ident)

    _write(case, act, by=by, keys=keys)


def add_hearing(
    case: Case, proceeding_id: str, hearing: Hearing, *, by: Actor, keys: Keyring
) -> str:
    """Write one more hearing of a proceeding; return its id. Denied for a day that cannot be."""
    added = replace(hearing, id=str(uuid4()))

    def act(track: LegalTrack, today: date) -> LegalTrack:
        _check_hearing(added, today)
        proceeding = _proceeding(track, proceeding_id)
        if len(proceeding.hearings) >= MOST:
            raise Denied(_("Sixty of them stand here. Take one out first."))
        return track.with_hearing(proceeding, added)

    _write(case, act, by=by, keys=keys)
    return added.id


def change_hearing(
    case: Case,
    hearing: Hearing,
    *,
    read: str,
    moved_to: date | None = None,
    moved_hour: str = "",
    by: Actor,
    keys: Keyring,
) -> None:
    """What it is, how it ended. Moved to a day that is known, it is written once more for then."""

    def act(track: LegalTrack, today: date) -> LegalTrack:
        proceeding, before = _hearing(track, hearing.id, read)
        _check_hearing(hearing, today)
        track = track.with_hearing(proceeding, replace(hearing, rest=before.rest))
        if hearing.state != MOVED or moved_to is None:
            return track
        again = replace(
            hearing, id=str(uuid4()), day=moved_to.isoformat(), hour=moved_hour, state=COMING,
            came_of_it="",
        )  # fmt: skip
        _check_hearing(again, today)
        return track.with_hearing(_proceeding(track, proceeding.id), again)

    _write(case, act, by=by, keys=keys)


def remove_hearing(case: Case, ident: str, *, read: str, by: Actor, keys: Keyring) -> None:
    def act(track: LegalTrack, _today: date) -> LegalTrack:
        proceeding, _before = _hearing(track, ident, read)
        return track.without_hearing(proceeding, ident)

    _write(case, act, by=by, keys=keys)


def _check_hearing(hearing: Hearing, today: date) -> None:
    """Denied for a coming one on a day that is over, and for a held one on a day to come."""
    day = to_day(hearing.day)
    if day is None:
        raise Denied(_("Choose the day."))
    if hearing.state == COMING and day < today:
        raise Denied(_("This day is over. Write how it ended, or another day."))
    if hearing.state == DONE and day > today:
        raise Denied(_("This day is still to come. Nothing was held yet."))


def end_review(
    task: Task,
    *,
    dropped: bool,
    reason: str,
    following: NextStep | None,
    by: Actor,
    keys: Keyring,
) -> Task | None:
    """As `end_step`, of a review: the next one is kept for the dates that are still ahead."""
    case = case_of(task)
    opened = read_dates(case, by=by, keys=keys)
    words = read_words(case, task, by=by, keys=keys) if dropped else StepWords()
    with audit.transaction():
        locked = _locked(case)
        if not _is_latest(locked, opened):
            raise Conflict(_("Several colleagues write at this moment. Try again."))
        followed = end_step(
            task, dropped=dropped, reason=reason, following=following, by=by, keys=keys, read=words
        )
        opened = looked_at(opened, day_of(task, locked), today_in(locked.network))
        _keep_and_save(locked, opened, by=by, keys=keys, renew=True)
        return followed


def follow_review(case: Case, *, renew: bool = False, by: Actor, keys: Keyring) -> None:
    """After something else than the track was written that the review hangs on: a day that people
    chose for it; or, to `renew` it, who the person is, or the end of a step.
    """
    for _number in range(_TRIES):
        opened = read_dates(case, by=by, keys=keys)
        if opened.identity is None and (opened.track is None or opened.section is None):
            return
        with audit.transaction():
            locked = _locked(case)
            if locked.closed_at is not None:
                return
            if not _is_latest(locked, opened):
                continue
            _keep_and_save(locked, opened, by=by, keys=keys, renew=renew)
            return


def _keep_and_save(
    case: Case,
    opened: Opened,
    *,
    by: Actor,
    keys: Keyring,
    renew: bool = False,
) -> None:
    """Keep the review, and in the track what it was kept for, where there is one."""
    kept = keep(case, opened, by=by, renew=renew)
    section, track = opened.section, opened.track
    if section is None or track is None:
        return
    document = replace(track, review=kept).to_document()
    if document == dict(track.rest):
        return
    save_section(section, document, revision=section.revision, by=by, keys=keys)


def _write(
    case: Case,
    act: Callable[[LegalTrack, date], LegalTrack],
    *,
    by: Actor,
    keys: Keyring,
) -> None:
    """Read, then save what `act` makes of it; what somebody else saved in between is read anew."""
    check_can_write(by, case)
    for _number in range(_TRIES):
        check_can_add(by, case, _beside(case))
        opened = read_track(case, by=by, keys=keys)
        assert opened.track is not None
        count = read_count(case, writes=[SECTION], by=by, keys=keys)
        with audit.transaction():
            locked = _locked(case)
            check_can_write(by, locked)
            if not _is_latest(locked, opened) or not still_latest(count, beside=opened.section):
                continue
            track = act(opened.track, today_in(locked.network))
            kept = keep(locked, replace(opened, track=track), by=by)
            document = replace(track, review=kept).to_document()
            section = opened.section
            if section is None:
                readers = readers_of(locked, READ_WITH)
                add_section(locked.box, SECTION, document, readers, by=by)
            else:
                save_section(section, document, revision=section.revision, by=by, keys=keys)
            count_again(locked, count, {SECTION: document}, by=by, keys=keys)
            return
    raise Conflict(_("Several colleagues write at this moment. Try again."))


def _beside(case: Case) -> str:
    there = Section.objects.named(case.box_id, SECTION).exists()
    return SECTION if there else READ_WITH


def _is_latest(case: Case, opened: Opened) -> bool:
    """Whether the track is as it was read, now that the case waits."""
    rows = Section.objects.named(case.box_id, SECTION)
    now = rows.values_list("revision", flat=True).first()
    return now == (opened.section.revision if opened.section is not None else None)


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("owner_institution", "network__town", "box").get(pk=case.pk)


def _entry(track: LegalTrack, ident: str, read: str) -> tuple[str, Entry]:
    found = track.find(ident)
    if found is None or mark(found[1]) != read:
        raise EntryChanged
    return found


def _proceeding(track: LegalTrack, ident: str) -> Proceeding:
    found = track.find(ident)
    if found is None or not isinstance(found[1], Proceeding):
        raise EntryChanged
    return found[1]


def _hearing(track: LegalTrack, ident: str, read: str) -> tuple[Proceeding, Hearing]:
    found = track.hearing(ident)
    if found is None or mark(found[1]) != read:
        raise EntryChanged
    return found
