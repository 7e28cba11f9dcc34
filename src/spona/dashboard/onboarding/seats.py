"""Step 2: who leads the network, who sits in it, who speaks for them."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.roles import ROLES
from spona.dashboard.onboarding.step import Line, Links, Step
from spona.dashboard.overview.check import Ready, first
from spona.directory import coverage
from spona.directory.models import Network, Seat, Standing
from spona.directory.permissions import may_edit_network, may_edit_people, may_name_leaders
from spona.directory.queries import COORDINATOR, DEPUTY, network_members
from spona.reference.scripts import serbian_key

OFFICER = "data_protection_officer"


def step(network: Network, seats: list[Seat], day: dt.date, actor: Actor) -> Step:
    leading = tuple(_leader(network, role, actor) for role in (COORDINATOR, DEPUTY, OFFICER))
    members = [seat for seat in seats if seat.standing == Standing.MEMBER]
    members.sort(key=lambda seat: serbian_key(str(seat.institution.words)))
    return Step(
        "network",
        _("Each institution has one seat: somebody who speaks for it, and a deputy."),
        (*leading, *(_seat(seat, day, actor) for seat in members)),
    )


def _leader(network: Network, role: str, actor: Actor) -> Line:
    title = str(ROLES[role].title)
    held = network_members(network, role)
    if held:
        return Line(Ready.DONE, title, ", ".join(one.person.shown_name for one in held))
    if may_name_leaders(actor, network):
        there = reverse("directory:give_network_role", args=[network.slug])
        return Line(
            Ready.NOT_YET, title, _("nobody named yet"), links=((there, _("Name somebody")),)
        )
    if role != COORDINATOR and not network_members(network, COORDINATOR):
        link = (reverse("directory:network"), _("Members"))
        said = first(ROLES[COORDINATOR].title)
        return Line(Ready.CANNOT_YET, title, said, links=(link,))
    who = (
        _("The operator names the first one: ./spona init --coordinates.")
        if role == COORDINATOR
        else _("The coordinator names somebody.")
    )
    return Line(Ready.NOT_YET, title, _("nobody named yet"), who)


def _seat(seat: Seat, day: dt.date, actor: Actor) -> Line:
    state = coverage.state_of(seat, day)
    title, said = str(seat.institution.words), str(state.word)
    if state is coverage.FULL:
        return Line(Ready.DONE, title, said)
    who = _("The institution names its people; the coordinator may write down whom it has named.")
    return Line(Ready.NOT_YET, title, said, who, _where(seat, actor))


def _where(seat: Seat, actor: Actor) -> Links:
    """Two people of the institution have to be there before one of them can be named."""
    links: Links = (
        (reverse("directory:institution", args=[seat.institution.code]), _("Its page")),
    )
    if may_edit_people(actor, seat.institution) or may_edit_network(actor, seat.network):
        here = reverse("dashboard:start_step", args=[seat.network.slug, "network"])
        asked = urlencode({"back": here})
        there = f"{reverse('directory:name_representatives', args=[seat.pk])}?{asked}"
        links = ((there, _("Name member and deputy")), *links)
    return links
