"""Who sits in a network, and who speaks for them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit import endings
from spona.directory.actions.people import write_down
from spona.directory.models import Institution, Member, Network, Seat, Standing
from spona.directory.permissions import check_can_edit_network, check_can_name_representatives


def seat(
    institution: Institution,
    *,
    network: Network,
    by: Actor,
    member: Member | None = None,
    deputy: Member | None = None,
    standing: str = Standing.MEMBER,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    mandate_starts_on: dt.date | None = None,
    mandate_ends_on: dt.date | None = None,
    source: str = "",
) -> Seat:
    """Gives a seat from `starts_on` (None: nobody knows since when) until before `ends_on`.

    Conflict with a sentence when it already sits there in that time.
    """
    check_can_edit_network(by, network)
    _check_people(institution, member, deputy)
    _check_dates(starts_on, ends_on)
    _check_dates(mandate_starts_on, mandate_ends_on)
    with audit.transaction() as log:
        # Two clicks at once meet at this lock; the database refuses a second open seat anyway.
        Network.objects.select_for_update().get(pk=network.pk)
        taken = Seat.objects.filter(network=network, institution=institution)
        if taken.overlapping(starts_on, ends_on).exists():
            raise Conflict(
                _("%(institution)s already sits in this network in that time. End that seat first.")
                % {"institution": institution.words}
            )
        made = Seat.objects.create(
            network=network,
            institution=institution,
            member=member,
            deputy=deputy,
            standing=standing,
            starts_on=starts_on,
            ends_on=ends_on,
            mandate_starts_on=mandate_starts_on,
            mandate_ends_on=mandate_ends_on,
            source=source,
        )
        log.record("seat:given", by=by, subject=("seat", made.pk), lane=institution.pk)
    return made


def name_representatives(
    seat: Seat,
    *,
    member: Member | None,
    deputy: Member | None,
    by: Actor,
    mandate_starts_on: dt.date | None = None,
    mandate_ends_on: dt.date | None = None,
    names: tuple[str, str] = ("", ""),
) -> Seat:
    """Who speaks for the institution from now on, and who in their absence.

    The old line stays as it was: the running seat ends and a new one begins, so that
    minutes of last year keep their members. `names`: of a member and a deputy who are written down
    with it, on paper.
    """
    check_can_name_representatives(by, seat.network, seat.institution)
    _check_dates(mandate_starts_on, mandate_ends_on)
    today = timezone.localdate()
    with audit.transaction() as log:
        member, deputy = (
            write_down(name, institution=seat.institution, by=by) if name.strip() else chosen
            for name, chosen in zip(names, (member, deputy), strict=True)
        )
        _check_people(seat.institution, member, deputy)
        running = Seat.objects.select_for_update().get(pk=seat.pk)
        if not running.is_active_on(today):
            raise Conflict(_("This seat has ended. Open the network page again."))
        named_before = running.member_id or running.deputy_id
        if named_before and running.starts_on != today:
            until = running.ends_on
            running.ends_on = today
            running.save(update_fields=["ends_on"])
            running = Seat(
                network=running.network,
                institution=running.institution,
                standing=running.standing,
                source=running.source,
                starts_on=today,
                ends_on=until,
            )
        running.member, running.deputy = member, deputy
        running.mandate_starts_on = mandate_starts_on
        running.mandate_ends_on = mandate_ends_on
        running.save()
        log.record("seat:named", by=by, subject=("seat", running.pk), lane=running.institution_id)
    return running


def end_seat(seat: Seat, *, by: Actor, on: dt.date | None = None) -> Seat:
    """The institution no longer sits in the network from `on` (default today) onwards."""
    check_can_edit_network(by, seat.network)
    day = on or timezone.localdate()
    with audit.transaction() as log:
        running = Seat.objects.select_for_update().get(pk=seat.pk)
        if running.ends_on is None or running.ends_on > day:
            running.ends_on = max(day, running.starts_on or day)
            running.save(update_fields=["ends_on"])
            log.ending(endings.SEAT, running.pk, {"on": str(running.ends_on)})
            log.record(
                "seat:ended", by=by, subject=("seat", running.pk), lane=running.institution_id
            )
    return running


def _check_people(institution: Institution, member: Member | None, deputy: Member | None) -> None:
    for person in (member, deputy):
        if person is not None and person.institution_id != institution.pk:
            raise Denied(_("A seat is held by somebody who works at that institution."))
    if member is not None and deputy is not None and member.person_id == deputy.person_id:
        raise Denied(_("The deputy is somebody else than the member. Choose another person."))


def _check_dates(start: dt.date | None, end: dt.date | None) -> None:
    if start and end and end <= start:
        raise Denied(_("The last day comes before the first one. Correct one of the two dates."))
