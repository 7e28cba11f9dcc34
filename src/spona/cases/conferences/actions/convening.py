"""A content-free meeting about what stands still in a network: references and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import marks_for
from spona.access.roles import ROLES
from spona.cases.case.acting_membership import acting_membership
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.cases.referrals.onward import marks_on
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import members_of
from spona.identity.models import Account
from spona.meetings import actions as meetings
from spona.meetings.actions.calling import Asked
from spona.meetings.models import READ, Form, Meeting
from spona.meetings.permissions import check_can_convene
from spona.tasks.actions import close_task


def convene(
    references: Sequence[str],
    *,
    network: Network,
    starts_at: dt.datetime,
    place: str,
    institutions: Sequence[Institution],
    by: Actor,
) -> Meeting:
    """Call together those for whom these referrals wait; who was locked out hears nothing.

    Denied for a reference that is not on the coordinator's desk, or where an institution was
    locked out of one of them. The coordinator's "see who it is waiting for" is done by it.
    """
    check_can_convene(by, network)
    wanted = set(references)
    rows = Referral.objects.waiting_in(by).exclude(state__in=CLOSED)
    found = list(rows.filter(network=network, reference__in=wanted))
    if not found or {one.reference for one in found} != wanted:
        raise Denied(_("One of these references is not on your desk. Compare them once more."))
    out = {stamp for one in found for stamp in marks_on(one)}
    for institution in institutions:
        if marks_for(people=(), institutions=[institution.pk]) & out:
            raise Denied(_("%(name)s cannot be invited to this.") % {"name": institution.words})
    people = {institution.pk: _people(institution, out) for institution in institutions}
    with audit.transaction() as log:
        meeting = meetings.call(
            Form.NETWORK,
            network=network,
            called_by=acting_membership(by),
            starts_at=starts_at,
            place=place.strip(),
            about=[one for one in references if one in wanted],
            asked=[
                Asked(institution, on_paper=not people[institution.pk])
                for institution in institutions
            ],
            by=by,
        )
        told = [_account(one) for each in people.values() for one in each]
        meeting = meetings.announce(meeting, told=filter(None, told), by=by)
        for one in found:
            close_task("convene", one.subject, by=by)
            log.record(
                "referral:convened",
                by=by,
                subject=one.subject,
                detail={"meeting": meeting.reference},
            )
    return meeting


def _people(institution: Institution, out: set[str]) -> list[Member]:
    """Those who read meetings there, can sign in, and were locked out of nothing of this."""
    return [
        one
        for one in members_of(institution)
        if any(READ in ROLES[role].permissions for role in one.roles if role in ROLES)
        and _account(one) is not None
        and not marks_for(people=[one.person_id], institutions=()) & out
    ]


def _account(member: Member) -> Account | None:
    account = member.person.account
    return account if account is not None and account.is_active else None
