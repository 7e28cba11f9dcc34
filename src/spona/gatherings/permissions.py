"""Who may call, answer, hold and call off. Each refusal is the sentence the user reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _

from spona import clocks
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.gatherings.models import READ, Invitation, Meeting
from spona.reference.models.signed import check_is_ours

# More than this is an assembly, and a day further away a mistyped year.
AT_MOST = 15
FURTHEST = dt.timedelta(days=366)


def check_can_convene(actor: Actor, network: Network) -> None:
    """Who leads the network calls its meetings."""
    if not actor.may("network:read_waiting", network=network.pk):
        raise Denied(_("Only who leads the network calls its meetings."))


def check_time(starts_at: dt.datetime) -> None:
    now = clocks.now()
    if starts_at < now:
        raise Denied(_("This time has passed already. Choose a later one."))
    if starts_at > now + FURTHEST:
        raise Denied(_("Check the year: this day is too far away."))


def check_invited(
    network: Network, calls: Institution, institutions: Collection[Institution]
) -> None:
    """Other institutions of the network, each once."""
    ids = {one.pk for one in institutions}
    if not ids:
        raise Denied(_("Choose whom you invite."))
    if len(ids) > AT_MOST:
        raise Denied(_("Invite fifteen institutions at most."))
    if calls.pk in ids or len(ids) != len(institutions):
        raise Denied(_("Invite each other institution once."))
    if institutions_of(network).filter(pk__in=ids).count() != len(ids):
        raise Denied(_("This institution does not sit in the network. Choose another one."))


def check_can_answer(actor: Actor, invitation: Invitation) -> None:
    """Somebody of the invited institution; for a partner on paper, who calls the meeting."""
    meeting = invitation.meeting
    check_is_ours(meeting, invitation)
    side = meeting.institution_id if invitation.on_paper else invitation.institution_id
    named = actor.member_id is not None and actor.member_id in (
        invitation.member_id,
        meeting.called_by_id,
    )
    leads = invitation.on_paper and actor.may("case:write")
    if actor.institution_id != side or not (named or leads or actor.may(READ)):
        raise Denied(_("The invited institution answers for itself."))
    check_open(meeting)


def check_leads(actor: Actor, meeting: Meeting) -> None:
    check_is_ours(meeting)
    if actor.institution_id != meeting.institution_id:
        raise Denied(_("Only the institution that calls the meeting does this."))


def check_open(meeting: Meeting) -> None:
    if meeting.cancelled_at is not None:
        raise Conflict(_("This meeting was called off."))
    if meeting.ended_at is not None:
        raise Conflict(_("This meeting is closed."))
    if meeting.announced_at is None:
        raise Conflict(_("Nobody has been invited yet: a second person looks at it first."))


def check_is_of_meeting(meeting: Meeting, institution: Institution) -> None:
    """Who calls it or was invited to it."""
    invited = meeting.invitations.filter(institution=institution).first()
    if invited is not None:
        check_is_ours(invited)
    elif institution.pk != meeting.institution_id:
        raise Denied(_("This institution was not invited."))
