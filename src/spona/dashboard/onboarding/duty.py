"""Step 4: who answers when the offices are closed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.dashboard.onboarding.holders import NEEDED, without_centre
from spona.dashboard.onboarding.step import Line, Links, Step, day_year
from spona.dashboard.overview.check import Ready, first
from spona.deadlines.models import Duty
from spona.directory.models import ContactKind, ContactPoint, Institution, Network, Seat
from spona.directory.permissions import may_confirm_contact, may_edit_contacts
from spona.directory.queries import members_of
from spona.directory.row_integrity import only_latest


def step(network: Network, seats: list[Seat], actor: Actor) -> Step:
    """Of the centres for social work: theirs is the number that the page of the town gives."""
    here = reverse("dashboard:start_step", args=[network.slug, "duty"])
    bodies = [seat.institution for seat in seats if seat.institution.sector == NEEDED]
    lines: list[Line] = [] if bodies else [without_centre(network)]
    for where in bodies:
        lines += [*_numbers(where, actor, here), _roster(where, actor)]
    return Step(
        "duty",
        _(
            "Nobody watches a queue at two in the morning. The page of the town gives a number on "
            "call only after somebody called it and was answered, best at night."
        ),
        tuple(lines),
        seen=_("the number on call was called, and a turn is entered"),
    )


def _numbers(where: Institution, actor: Actor, here: str) -> list[Line]:
    rows = only_latest(
        where.contact_points.filter(kind=ContactKind.ON_CALL, ended_at=None).select_related(
            "confirmed_by"
        )
    )
    if rows:
        return [_number(row, where, actor) for row in rows]
    title = _("%(name)s, number on call") % {"name": where.words}
    who = _("The centre for social work, or the coordinator, enters it; then somebody calls.")
    if may_edit_contacts(actor, where):
        asked = urlencode({"kind": ContactKind.ON_CALL.value, "back": here})
        there = f"{reverse('directory:add_contact', args=[where.code])}?{asked}"
        links: Links = ((there, _("Enter a number")),)
    else:
        links = ((reverse("directory:institution", args=[where.code]), _("Its page")),)
    return [Line(Ready.NOT_YET, title, _("not entered"), who, links)]


def _number(row: ContactPoint, where: Institution, actor: Actor) -> Line:
    title = f"{where.words}: {row.number}"
    if row.confirmed_on is None:
        may = may_confirm_contact(actor, where)
        who = "" if may else _("The centre for social work or the coordinator calls it.")
        return Line(Ready.NOT_YET, title, _("not confirmed"), who, contact=row if may else None)
    said = _("confirmed by a call on %(day)s %(year)s") % day_year(row.confirmed_on)
    name = row.confirmed_by.shown_name if row.confirmed_by else ""
    return Line(Ready.DONE, title, ", ".join(filter(None, (said, name))))


def _roster(where: Institution, actor: Actor) -> Line:
    title = _("%(name)s, roster") % {"name": where.words}
    ahead = Duty.objects.standing().filter(institution=where, ends_at__gt=deadlines.now())
    if any(row.has_valid_mac() for row in ahead):
        return Line(Ready.DONE, title, _("entered"))
    if not _has_login(where):
        there = (reverse("directory:institution", args=[where.code]), _("Its page"))
        return Line(Ready.CANNOT_YET, title, first(_("somebody there has a login")), links=(there,))
    who = _("The head or an intake officer there enters whose turn it is.")
    own = where.pk == actor.institution_id
    links = ((reverse("deadlines:roster"), _("Who is on duty")),) if own else ()
    return Line(Ready.NOT_YET, title, _("nobody's turn is entered"), who, links)


def _has_login(where: Institution) -> bool:
    return any(one.person.account_id for one in members_of(where))
