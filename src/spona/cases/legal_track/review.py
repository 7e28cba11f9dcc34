"""The one review outside the seal, kept on the earliest day that anything sealed asks for.

People agree on a day, the track has dates, a child becomes 18: outside stands one task of the kind
`review` with one day, and which of them it is for is known only to who opens the parts.

So that a birthday is told by nothing: when who the person is was written, or a step has ended, a
review is kept for everybody whose whole day of birth is known, whatever their age, at most a
quarter ahead; and for a birthday no day beyond that is told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from spona.access.actor import Actor
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import drop_review, keep_review
from spona.cases.case.steps.kinds import CLOSING, CONFIRM_CLOSING, REVIEW
from spona.cases.case.steps.queries import able_owners, day_of, is_by_name, open_steps
from spona.cases.legal_track.dates import (
    Dated,
    birth_of,
    birthday,
    dates_of,
    review_day,
    to_day,
)
from spona.cases.legal_track.queries import IDENTITY, Opened
from spona.cases.legal_track.track import READ_WITH, LegalTrack, ReviewKept
from spona.deadlines.late import start_of, today_in
from spona.directory.models import Member
from spona.tasks.models import Task
from spona.tasks.queries import open_of

_QUARTER: Final = timedelta(weeks=13)


@dataclass(frozen=True, slots=True)
class _Now:
    """The open review, and for whom its day was chosen. `agreed`: what people chose; `ours`: it was
    opened for what is sealed, and nobody has chosen a day.
    """

    task: Task | None
    day: date | None
    agreed: date | None
    ours: bool


def keep(case: Case, opened: Opened, *, by: Actor, renew: bool = False) -> ReviewKept:
    """Date the review of a case, open it, or end one that nothing asks for any more; return what
    the track keeps of it. Inside a transaction that holds the case.

    `renew`: who the person is was written, or a step has ended.
    """
    today = today_in(case.network)
    track = opened.track or LegalTrack()
    now = _now(case, track.review)
    dates = [*dates_of(track), *_birthday(opened, now, today)]
    seen = {*track.seen, *_looked_since(case, opened)}
    wanted = review_day(dates, seen=seen, today=today)
    if _is_over(opened, seen, today):
        wanted = today
    if wanted is None and (now.day is None or (now.ours and now.agreed is None)):
        wanted = _quarter_day(case, opened, now, today, renew=renew)
        if wanted is None and opened.identity is not None:
            return _without(now, by=by)
    # Who does not open who the person is cannot know whether it is kept for that.
    day = min(filter(None, (wanted, now.agreed)), default=now.day)
    if day is None:
        return ReviewKept()
    if day != now.day:
        day = max(day, today)
    task = keep_review(case, day=day, owner=_owner(case, now.task, opened, by=by), by=by)
    kept = day_of(task, case)
    return ReviewKept(
        task=str(task.pk),
        day=kept.isoformat() if kept else "",
        agreed=now.agreed.isoformat() if now.agreed else "",
        own=now.ours or now.task is None,
        rest=track.review.rest,
    )


def _now(case: Case, before: ReviewKept) -> _Now:
    rows = open_steps(case).filter(kind=REVIEW)
    task = rows.select_related("deadline__rule", "owner__person").first()
    if task is None:
        return _Now(None, None, None, ours=False)
    day = day_of(task, case)
    if str(task.pk) == before.task and day == to_day(before.day):
        return _Now(task, day, to_day(before.agreed), ours=before.own)
    return _Now(task, day, day, ours=False)


def _without(now: _Now, *, by: Actor) -> ReviewKept:
    """Nothing sealed asks for a review: what was opened for it alone ends."""
    if now.task is not None and now.ours:
        drop_review(now.task, by=by)
    return ReviewKept()


def _birthday(opened: Opened, now: _Now, today: date) -> list[Dated]:
    """Only as far ahead as a review of anybody may lie."""
    horizon = today + _QUARTER
    return [one for one in birthday(opened.identity) if one.monday <= horizon]


def _is_over(opened: Opened, seen: Collection[str], today: date) -> bool:
    """They became 18, the part still says that it is a child, and nobody has looked."""
    said = opened.identity or {}
    return said.get("age") == "child" and any(
        one.day <= today and one.key not in seen for one in birthday(said)
    )


def _looked_since(case: Case, opened: Opened) -> list[str]:
    """The birthday, where a review was done since the Monday before it: also without a track."""
    zone = case.network.time_zone
    done = Task.objects.filter(subject_kind="case", subject_id=case.pk, kind=REVIEW)
    return [
        one.key
        for one in birthday(opened.identity)
        if done.filter(done_at__gte=start_of(one.monday, zone)).exists()
    ]


def _quarter_day(case: Case, opened: Opened, now: _Now, today: date, *, renew: bool) -> date | None:
    """For everybody whose day of birth is known, whatever their age, unless the case is closing."""
    if now.task is None and not renew:
        return None
    if birth_of(str((opened.identity or {}).get("born") or "")) is None:
        return None
    if open_of(case.subject).filter(kind__in=(CLOSING, CONFIRM_CLOSING)).exists():
        return None
    day = today + _QUARTER
    return day - timedelta(days=day.weekday())


def _owner(case: Case, task: Task | None, opened: Opened, *, by: Actor) -> Member | None:
    """Who has it, if they open what it is for; else who has just written."""
    me = acting_membership(by)
    if task is None:
        return me
    if task.owner is None:
        return me if is_by_name(case) else None
    able = {one.pk for one in able_owners(case, section=_read_for_it(opened))}
    return task.owner if task.owner.pk in able else me


def _read_for_it(opened: Opened) -> str:
    """Which part one opens to know what the review is for; empty: any of them."""
    if opened.track is not None and not opened.track.is_empty:
        return READ_WITH
    return IDENTITY if birth_of(str((opened.identity or {}).get("born") or "")) else ""


def looked_at(opened: Opened, ended: date | None, today: date) -> Opened:
    """A review that was due on `ended` is over: it was early enough for every date whose Monday had
    come by then or by today. Keys of what is gone are forgotten.
    """
    if opened.track is None:
        return opened
    track, until = opened.track, max(filter(None, (ended, today)))
    dates = [*dates_of(track), *birthday(opened.identity)]
    there = {one.key for one in dates}
    seen = {one.key for one in dates if one.monday <= until} | (set(track.seen) & there)
    return replace(opened, track=replace(track, seen=tuple(sorted(seen))))
