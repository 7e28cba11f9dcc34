"""Whom something can be sent on to: one's own networks first, then those of all other towns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.cases.intake.recipients import Choice, choices_in, networks_for
from spona.cases.referrals.permissions import opens_here
from spona.directory.institution_names import full_name
from spona.directory.models import Network
from spona.reference.scripts import serbian_key


def networks_to(actor: Actor, *, practice: bool) -> list[Network]:
    """Practice stays in practice. A town that has not opened casework gets paper (`carrier`)."""
    own = [one for one in networks_for(actor) if one.practice == practice]
    # A drill stays in its own training network, apart from the drill of another town.
    others = Network.objects.visible_to(actor) if practice else Network.objects.real()
    others = others.filter(practice=practice).exclude(pk__in=[one.pk for one in own])
    found = [one for one in others.select_related("town") if one.has_valid_mac()]
    return [*own, *sorted(found, key=lambda one: serbian_key(str(one.town.words)))]


def as_towns(networks: list[Network]) -> list[tuple[str, str]]:
    """(id, town) for a form, so that one finds it by its first letter; where two networks are of
    one town, their names.
    """
    towns = [one.town_id for one in networks]
    return [
        (str(one.pk), str(one.words if towns.count(one.town_id) > 1 else one.town.words))
        for one in networks
    ]


def chosen_network(networks: list[Network], wanted: object) -> Network | None:
    """The one that was chosen, else the first."""
    return next((one for one in networks if str(one.pk) == wanted), next(iter(networks), None))


def carrier(chosen: Network | None, home: Network | None) -> Network | None:
    """The network by which something goes to a body of the one that was chosen: where that one has
    not opened casework, the network of who sends, on paper.
    """
    if chosen is None or chosen.casework_open or home is None or home.practice:
        return chosen
    return home


def recipients_in(
    network: Network | None,
    actor: Actor,
    *,
    without: Collection[UUID] = (),
    marks: Collection[str] = (),
) -> list[Choice]:
    """Everybody there but oneself, those `without`, and those whom a mark locks out."""
    if network is None:
        return []
    found = [
        one
        for one in choices_in(network, actor)
        if one.id not in without and mark(INSTITUTION, one.id) not in marks
    ]
    if network.casework_open:
        return found
    # Nothing is sent there before it has opened casework, whoever holds a key already.
    return [replace(one, connected=one.connected and opens_here(one.institution)) for one in found]


# With whom somebody may live: a home, a hospital, a boarding school, a foster family of the centre.
_LODGE: Final = frozenset(
    {"shelter", "cso", "red_cross", "social_work", "health", "school", "migration"}
)


def lodging_choices(recipients: list[Choice]) -> list[tuple[str, str]]:
    """(id, words) of those with whom the person may stay."""
    return as_choices([one for one in recipients if one.institution.sector in _LODGE])


def as_choices(recipients: list[Choice]) -> list[tuple[str, str]]:
    """(id, words) for a form; who cannot open anything is said so, and is refused later."""
    return [(str(one.id), _label(one)) for one in recipients]


def _label(one: Choice) -> str:
    name = full_name(one.institution)
    return name if one.connected else f"{name} ({_('on paper and by phone')})"
