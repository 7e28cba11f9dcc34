"""Who may call, answer, hold and call off. Each refusal is the sentence the user reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.late import has_passed, today_in
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.meetings.models import READ, Invitation, Meeting
from spona.reference.models.signed import verify_rows

# More than this is an assembly, and a day further away a mistyped year.
AT_MOST = 15
FURTHEST = dt.timedelta(days=366)
LONGEST: Final = dt.timedelta(hours=12)


def check_can_convene(actor: Actor, network: Network) -> None:
    """Who leads the network calls its meetings."""
    if not actor.may("network:read_waiting", network=network.pk):
        raise Denied(_("Only who leads the network calls its meetings."))


def leads_network(actor: Actor, network: UUID) -> bool:
    """The coordinator and the deputy; a role of an institution never leads a network."""
    if actor.is_system:
        return actor.may("network:edit")
    return network in actor.networks_where("network:edit")


def check_leads_network(actor: Actor, network: Network) -> None:
    if not leads_network(actor, network.pk):
        raise Denied(_("Only who leads the network calls its meetings."))


def check_time(starts_at: dt.datetime) -> None:
    now = deadlines.now()
    if starts_at < now:
        raise Denied(_("This time has passed already. Choose a later one."))
    if starts_at > now + FURTHEST:
        raise Denied(_("Check the year: this day is too far away."))


def check_end(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise Denied(_("It would end before it begins. Choose a later end."))
    if ends_at > starts_at + LONGEST:
        raise Denied(_("No meeting lasts longer than twelve hours. Check the end."))


def check_invited(
    network: Network,
    calls: Institution,
    institutions: Collection[Institution],
    *,
    at_most: int | None = AT_MOST,
) -> None:
    """Other institutions of the network, each once; None: as many as sit at its table."""
    ids = {one.pk for one in institutions}
    if not ids:
        raise Denied(_("Choose whom you invite."))
    if at_most is not None and len(ids) > at_most:
        raise Denied(_("Invite fifteen institutions at most."))
    if calls.pk in ids or len(ids) != len(institutions):
        raise Denied(_("Invite each other institution once."))
    if institutions_of(network).filter(pk__in=ids).count() != len(ids):
        raise Denied(_("This institution does not sit in the network. Choose another one."))


def check_can_answer(actor: Actor, invitation: Invitation) -> None:
    """Somebody of the invited institution; for a partner on paper, who calls the meeting."""
    verify_rows(invitation.meeting, invitation)
    if not answers_for(actor, invitation):
        raise Denied(_("The invited institution answers for itself."))
    check_open(invitation.meeting)


def answers_for(actor: Actor, invitation: Invitation) -> bool:
    """At a meeting of the table everybody of the institution may say whether it comes."""
    meeting = invitation.meeting
    named = actor.member_id is not None and actor.member_id in (
        invitation.member_id,
        meeting.called_by_id,
    )
    if meeting.is_of_table:
        if invitation.on_paper:
            return leads_network(actor, meeting.network_id)
        own = actor.institution_id == invitation.institution_id
        return own and meeting.network_id in actor.networks and actor.may("life:record")
    side = meeting.institution_id if invitation.on_paper else invitation.institution_id
    leads = invitation.on_paper and actor.may("case:write")
    return actor.institution_id == side and (named or leads or actor.may(READ))


def check_leads(actor: Actor, meeting: Meeting) -> None:
    """Of the table: who leads the network. Else the institution that calls it."""
    verify_rows(meeting)
    if meeting.is_of_table:
        if not leads_network(actor, meeting.network_id):
            raise Denied(_("Only who leads the network does this. Ask the coordinator."))
    elif actor.institution_id != meeting.institution_id:
        raise Denied(_("Only the institution that calls the meeting does this."))


def check_of_table(meeting: Meeting) -> None:
    """What follows is kept in clear, so no conference ever comes here."""
    if not meeting.is_of_table:
        raise Denied(_("This is no meeting of the whole network."))


def check_open(meeting: Meeting) -> None:
    if meeting.cancelled_at is not None:
        raise Conflict(_("This meeting was called off."))
    if meeting.ended_at is not None:
        raise Conflict(_("This meeting is closed."))
    if meeting.announced_at is None:
        raise Conflict(_("Nobody has been invited yet: a second person looks at it first."))


def check_ahead(meeting: Meeting) -> None:
    """Nobody moves or calls off what has taken place."""
    check_open(meeting)
    if meeting.held_at is not None:
        raise Conflict(_("The meeting was held already."))


def check_has_begun(meeting: Meeting) -> None:
    """Attendance and minutes of what has not been are no attendance and no minutes; once written
    they would also keep it from being called off.
    """
    check_open(meeting)
    if not meeting.has_begun:
        raise Denied(
            _("The meeting has not begun yet. From a quarter of an hour before it you can write.")
        )


def check_due(meeting: Meeting, due_on: dt.date) -> None:
    today = today_in(meeting.network)
    if has_passed(due_on, today):
        raise Denied(_("This day has passed already. Choose a later one."))
    if due_on < meeting.day:
        raise Denied(_("This day comes before the meeting. Choose a later one."))
    if due_on > today + FURTHEST:
        raise Denied(_("Check the year: this day is too far away."))


def check_is_of_meeting(meeting: Meeting, institution: Institution) -> None:
    """Who calls it or was invited to it; of the table, who still sits at it."""
    invited = meeting.invitations.filter(institution=institution).first()
    if invited is not None:
        verify_rows(invited)
    elif institution.pk != meeting.institution_id:
        raise Denied(_("This institution was not invited."))
    if meeting.is_of_table and not institutions_of(meeting.network).filter(pk=institution.pk):
        raise Denied(_("This institution has left the network. Choose another one."))


def check_contributes(actor: Actor, meeting: Meeting) -> None:
    """An institution at the table writes its own lines, until the minutes are closed."""
    verify_rows(meeting)
    sits = meeting.network_id in actor.networks and actor.may("life:record")
    if not meeting.is_of_table or not sits or actor.institution_id is None:
        raise Denied(_("Only institutions at this table write here."))
    check_open(meeting)
