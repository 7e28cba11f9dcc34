"""Step 6: who counts for the network, and the key with which they do."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.access.actor import Actor
from spona.dashboard.onboarding.step import Line, Links, Step
from spona.dashboard.overview.check import Check, Ready, first
from spona.directory.models import Network
from spona.directory.permissions import may_name_leaders
from spona.directory.queries import network_members
from spona.vault.queries import Counting, counting_in

ANALYST = "analyst"
WANTED = 2


def step(network: Network, actor: Actor) -> Step:
    seen = counting_in(network.pk)
    return Step(
        "statistics",
        _(
            "Two analysts count the network's files without reading them. What became of reports "
            "is counted from the day of the key on only. Casework may open without it."
        ),
        (_analysts(network, seen, actor), _key(network, seen, actor)),
    )


def check(network: Network, actor: Actor) -> Check:
    """The line of readiness: the key, whether or not casework is open."""
    line = _key(network, counting_in(network.pk), actor)
    url, button = line.links[0] if line.links else ("", "")
    return Check(line.state, line.title, line.said, url, str(button))


def _analysts(network: Network, seen: Counting, actor: Actor) -> Line:
    title = _("Two analysts")
    names = ", ".join(person.shown_name for person in seen.able)
    if len(seen.able) >= WANTED:
        return Line(Ready.DONE, title, names)
    able = {person.pk for person in seen.able}
    without = [
        member.person.shown_name
        for member in network_members(network, ANALYST)
        if member.person.account_id is None and member.person_id not in able
    ]
    said = names or _("nobody named yet")
    if without:
        said += " · " + _("without a login: %(names)s") % {"names": ", ".join(without)}
    who = _(
        "The coordinator names them: people with a login who neither coordinate the network nor "
        "open what arrives at an institution."
    )
    links: Links = ()
    if may_name_leaders(actor, network):
        there = reverse("directory:give_network_role", args=[network.slug])
        links = ((there, _("Name somebody")),)
    return Line(Ready.NOT_YET, title, said, who, links)


def _key(network: Network, seen: Counting, actor: Actor) -> Line:
    title = _("Statistics key")
    there: Links = ()
    if network.pk in actor.networks_where("statistics:read"):
        there = ((reverse("vault:analysts", args=[network.slug]), _("Statistics key")),)
    if seen.altered:
        said = _("The key was altered. Call the operator before you do anything.")
        return Line(Ready.NOT_YET, title, said)
    if seen.holding:
        said = ngettext(
            "%(n)d analyst holds it", "%(n)d analysts hold it", seen.holding
        ) % {"n": seen.holding}  # fmt: skip
        if seen.holding >= WANTED:
            return Line(Ready.DONE, title, said, links=there)
        who = _("Whoever holds it gives it to a second one.")
        return Line(Ready.NOT_YET, title, said, who, there)
    if not seen.able:
        links: Links = ()
        if may_name_leaders(actor, network):
            roles = reverse("directory:give_network_role", args=[network.slug])
            links = ((roles, _("Name somebody")),)
        return Line(Ready.CANNOT_YET, title, first(_("an analyst is named")), links=links)
    said = _("not made yet: nothing is counted")
    return Line(Ready.NOT_YET, title, said, _("The coordinator makes it."), there)
