"""Who types totals, and who writes services. Each refusal is the sentence the user reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.roles import ROLES
from spona.audit.models import Entry
from spona.audit.verified_rows import remembered
from spona.deadlines.late import has_passed, today_in
from spona.deadlines.time import next_monthly
from spona.directory.models import Institution, Member, Network, Seat
from spona.directory.permissions import is_national
from spona.directory.queries import members_at, members_of
from spona.services.models import FiguresUpdate, GivenTotal
from spona.services.quarters import Quarter
from spona.ui.days import until_day

# The head and the intake holders: who answers for the institution.
TYPES: Final = "institution:read_deadlines"
EDITS: Final = "service:edit"
TELLS_ROOM: Final = "service:tell_room"
# The line of the log about what was told.
FIGURES_TOLD: Final = "services:figures_updated"


def today() -> dt.date:
    return timezone.localdate(deadlines.now())


def typists(institution: Institution) -> list[Member]:
    """Its people who can sign in and type its totals; none: a partner on paper."""
    return [one for one in members_of(institution) if _types(one)]


def without_typists(institutions: Iterable[Institution]) -> set[UUID]:
    """Ids of the partners on paper among these; one query."""
    asked = {one.pk for one in institutions}
    found = members_at(asked) if asked else []
    return asked - {one.institution_id for one in found if _types(one)}


def _types(member: Member) -> bool:
    held = (ROLES[role].permissions for role in member.roles if role in ROLES)
    return bool(member.person.account_id) and any(TYPES in one for one in held)


def may_type(actor: Actor, institution: Institution, network: Network) -> bool:
    """The institution itself; the coordinator for one that has nobody here who could."""
    if actor.is_system:
        return actor.may("network:edit")
    if actor.institution_id == institution.pk and actor.may(TYPES):
        return network.pk in actor.networks
    return network.pk in actor.networks_where("network:edit") and not typists(institution)


def may_type_for(actor: Actor, institutions: Iterable[Institution], network: Network) -> set[UUID]:
    """Ids of those for which `may_type` says yes to a person; one query."""
    asked = {one.pk: one for one in institutions}
    own = asked.get(actor.institution_id) if actor.institution_id and actor.may(TYPES) else None
    found = {own.pk} if own is not None and may_type(actor, own, network) else set()
    if network.pk in actor.networks_where("network:edit"):
        found |= without_typists(one for one in asked.values() if one is not own)
    return found


def latest_figures(institution: UUID) -> FiguresUpdate | None:
    rows = FiguresUpdate.objects.filter(institution=institution)
    return rows.select_related("made_by__person").first()


def open_again(update: FiguresUpdate) -> dt.date:
    """The first day on which the figures may be made once more."""
    return next_monthly(update.month, update.made_at)


def check_can_keep_figures(actor: Actor, institution: Institution) -> None:
    """Who types the totals of the institution; once in a month, and only while what it told
    earlier is there: a total that is gone would be told again, and the two compared.
    """
    if actor.institution_id != institution.pk or not actor.may(TYPES):
        raise Denied(_("An intake officer of the institution makes its figures."))
    if _are_some_gone(institution.pk):
        raise Denied(
            _(
                "Figures that your institution told earlier are gone from the database, so nothing "
                "new is told. Tell the operator of the server."
            )
        )
    latest = latest_figures(institution.pk)
    if latest is not None and not has_passed(open_again(latest) - dt.timedelta(days=1), today()):
        raise Denied(
            _("The figures of this month are made already. They open again on %(day)s.")
            % {"day": until_day(open_again(latest))}
        )


def _are_some_gone(institution: UUID) -> bool:
    """Whether there are fewer or other than the log says that were written."""
    lines = Entry.objects.filter(
        subject_kind="institution", subject_id=institution, name=FIGURES_TOLD
    )
    written = [one.get("totals") for one in lines.values_list("detail", flat=True)]
    updates = FiguresUpdate.objects.filter(institution=institution).count()
    totals = GivenTotal.objects.filter(update__institution=institution).count()
    known = sum(int(one) for one in written if one is not None)
    # An older line does not say how many there were.
    gone = totals < known if None in written else totals != known
    return gone or updates != len(written)


def is_second_hand(actor: Actor, institution: Institution) -> bool:
    """Told to the coordinator by somebody of another institution."""
    return actor.institution_id != institution.pk


def check_can_type(
    actor: Actor, institution: Institution, network: Network, quarter: Quarter
) -> None:
    """Denied also for a quarter that is not over, or in which it did not sit in the network."""
    if not may_type(actor, institution, network):
        raise Denied(
            _("The head or an intake officer types the totals of an institution; the coordinator "
              "only for a partner who works on paper.")
        )  # fmt: skip
    if not has_passed(quarter.last, today_in(network)):
        raise Denied(_("This quarter is not over yet. Type its totals afterwards."))
    if not sat_there(institution, network, quarter):
        raise Denied(_("The institution did not sit in this network in that quarter."))


def sat_there(institution: Institution, network: Network, quarter: Quarter) -> bool:
    """For some of it at least; one query."""
    seats = Seat.objects.overlapping(quarter.first, quarter.after.first)
    return any(
        seat.has_valid_mac() for seat in seats.filter(network=network, institution=institution)
    )


def check_can_remind(actor: Actor) -> None:
    if not actor.may("life:remind"):
        raise Denied(_("Reminders are sent by the system itself."))


def editors(institution: Institution) -> list[Member]:
    """Its people who can sign in and write its services; none: a partner on paper."""
    day = today()
    return list(
        remembered(
            ("editors of services", institution.pk, day),
            lambda: tuple(
                one
                for one in members_of(institution, day)
                if one.person.account_id
                and any(EDITS in ROLES[role].permissions for role in one.roles if role in ROLES)
            ),
        )
    )


def may_edit(actor: Actor, institution: Institution) -> bool:
    """The institution itself; the coordinator for one that has nobody here who could.

    What a body of the whole country offers stands in every town, so nobody who signs in changes
    it: `./spona import` and the operator do, as with its numbers.
    """
    if actor.is_system or is_national(institution):
        return actor.may("directory:load")
    if actor.institution_id == institution.pk:
        return actor.may(EDITS)
    return _leads(actor, institution) and not editors(institution)


def check_can_edit(actor: Actor, institution: Institution) -> None:
    if may_edit(actor, institution):
        return
    if is_national(institution):
        raise Denied(_("A service of the whole country is changed by the operator. Ask them."))
    raise Denied(
        _("The head or an intake officer writes the services of an institution; the coordinator "
          "only for a partner who works on paper.")
    )  # fmt: skip


def may_tell_own_room(actor: Actor) -> bool:
    return actor.may(TELLS_ROOM) or actor.may(EDITS)


def may_tell_room(actor: Actor, institution: Institution) -> bool:
    """Who works there says whether there is room tonight."""
    own = actor.institution_id == institution.pk and may_tell_own_room(actor)
    return own or may_edit(actor, institution)


def check_can_tell_room(actor: Actor, institution: Institution) -> None:
    if not may_tell_room(actor, institution):
        raise Denied(_("Somebody of this institution says whether there is room. Call them."))


def may_confirm(actor: Actor, institution: Institution) -> bool:
    """Whoever may change it, and the coordinator, who only has to call."""
    if may_edit(actor, institution):
        return True
    if is_national(institution):
        return bool(actor.networks_where("network:edit"))
    return _leads(actor, institution)


def check_can_confirm(actor: Actor, institution: Institution) -> None:
    if not may_confirm(actor, institution):
        raise Denied(_("Only this institution or the coordinator may confirm its services."))


def _leads(actor: Actor, institution: Institution) -> bool:
    """A network in which it sits today is led by the actor."""
    edited = actor.networks_where("network:edit")
    if not edited:
        return False
    day = today()
    seats = Seat.objects.active_on(day).filter(network__in=edited, institution=institution)
    return remembered(
        ("is led", edited, institution.pk, day),
        lambda: any(seat.has_valid_mac() for seat in seats),
    )
