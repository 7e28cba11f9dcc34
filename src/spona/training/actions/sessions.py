"""Planning a session, moving it, calling it off."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.models import Institution, Member, Network
from spona.tasks.actions import close_all, open_task
from spona.training.actions.modules import check_is_running
from spona.training.actions.registering import fill_places
from spona.training.models import (
    Attendance,
    Module,
    Moment,
    Participant,
    Session,
    SessionDay,
)
from spona.training.permissions import check_can_edit, check_is_open
from spona.training.questions import asked_in, check_whole
from spona.training.telling import tell

PREPARE = "run_training"
FURTHEST = dt.timedelta(days=730)
MOST_PLACES = 500
MOST_DAYS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where, as a form gives it. Every day has the same hours."""

    days: tuple[dt.date, ...]
    starts: dt.time
    ends: dt.time
    place: str
    capacity: int
    register_until: dt.date
    language: str = "sr"
    trainers: str = ""


def plan_session(module: Module, plan: Plan, *, network: Network, by: Actor) -> Session:
    """Registration is open from now on. Denied where the test of the module cannot be asked."""
    check_can_edit(by, network)
    check_is_running(module)
    for moment in Moment:
        check_whole(asked_in(module, moment))
    _check(plan)
    with audit.transaction() as log:
        leads = _member(by)
        made = Session(
            module=module,
            network=network,
            link=secrets.token_urlsafe(16),
            planned_by=leads,
            planned_at=deadlines.now(),
        )
        _put(made, plan)
        # Its own people prepare it; what the system planned lies on the network's desk.
        open_task(
            PREPARE,
            made.subject,
            institution=_institution(leads),
            owner=leads,
            network=network,
            due_at=made.days.all()[0].starts_at,
            by=by,
        )
        log.record("training:planned", by=by, subject=made.subject)
    return made


def change_session(session: Session, plan: Plan, *, by: Actor) -> Session:
    """Who is registered hears of it. Days on which somebody was written down stay."""
    check_can_edit(by, session.network)
    _check(plan)
    with audit.transaction() as log:
        row = _locked(session)
        check_is_open(row)
        dropped = row.days.exclude(day__in=plan.days)
        if Attendance.objects.filter(day__in=dropped).exists():
            raise Denied(_("Attendance of a day is written down, so that day stays."))
        if plan.capacity < row.participants.placed().count():
            raise Denied(_("More people have a place already. Move them first."))
        _put(row, plan)
        fill_places(row, by=by)
        tell(_participants(row), by=by)
        log.record("training:changed", by=by, subject=row.subject)
    return row


def renew_link(session: Session, *, by: Actor) -> Session:
    """The old address of the registration leads nowhere from now on; who is in stays in."""
    check_can_edit(by, session.network)
    with audit.transaction() as log:
        row = _locked(session)
        check_is_open(row)
        row.link = secrets.token_urlsafe(16)
        row.save(update_fields=["link"])
        log.record("training:link_renewed", by=by, subject=row.subject)
    return row


def call_off(session: Session, reason: str, *, by: Actor) -> Session:
    """It does not take place; who is registered hears of it, by a mail that says nothing."""
    check_can_edit(by, session.network)
    if not reason.strip():
        raise Denied(_("Write why it does not take place."))
    with audit.transaction() as log:
        row = _locked(session)
        check_is_open(row)
        row.cancelled_at, row.reason = deadlines.now(), reason.strip()
        row.save(update_fields=["cancelled_at", "reason"])
        close_all(row.subject, by=by)
        tell(_participants(row), by=by)
        log.record("training:called_off", by=by, subject=row.subject)
    return row


def _check(plan: Plan) -> None:
    day = today()
    if not plan.days:
        raise Denied(_("Choose the day."))
    if len(set(plan.days)) != len(plan.days):
        raise Denied(_("One day is written twice. Write each once."))
    if len(plan.days) > MOST_DAYS:
        raise Denied(_("Ten days are the most. Plan a second training for the rest."))
    if max(plan.days) > day + FURTHEST or min(plan.days) < day - FURTHEST:
        raise Denied(_("Check the year: this day is too far away."))
    if plan.ends <= plan.starts:
        raise Denied(_("It ends before it begins. Check the hours."))
    if not 1 <= plan.capacity <= MOST_PLACES:
        raise Denied(_("Write how many places there are: 1 to 500."))
    if plan.register_until > max(plan.days):
        raise Denied(_("Registration ends on the last day of the training at the latest."))
    if not plan.place.strip():
        raise Denied(_("Write where it takes place."))


def _put(session: Session, plan: Plan) -> None:
    session.first_day, session.last_day = min(plan.days), max(plan.days)
    for name in ("place", "capacity", "register_until", "language", "trainers"):
        setattr(session, name, getattr(plan, name))
    session.save()
    session.days.exclude(day__in=plan.days).delete()
    for day in plan.days:
        at = {"starts_at": _at(day, plan.starts), "ends_at": _at(day, plan.ends)}
        SessionDay.objects.update_or_create(session=session, day=day, defaults=at)


def _at(day: dt.date, hour: dt.time) -> dt.datetime:
    """The instant, in the time zone in which the networks live."""
    return timezone.make_aware(dt.datetime.combine(day, hour))


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update().get(pk=session.pk)


def _participants(session: Session) -> Iterable[Participant]:
    return session.participants.standing().select_related(
        "member__person__account", "session__network"
    )


def _member(by: Actor) -> Member | None:
    return Member.objects.filter(pk=by.member_id).first() if by.member_id else None


def _institution(leads: Member | None) -> Institution | None:
    return leads.institution if leads else None
