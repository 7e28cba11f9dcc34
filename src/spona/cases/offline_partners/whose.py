"""Whose it may be, where a partner on paper says that it is not theirs."""

from __future__ import annotations

from uuid import UUID

from spona.access.actor import Actor
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.cases.intake.recipients import choices_in, networks_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.onward import marks_on, who_had_it
from spona.directory.institution_names import full_name
from spona.directory.models import Institution, Network

type Choices = list[tuple[str, list[tuple[str, str]]]]


def whose_it_may_be(referral: Referral, actor: Actor) -> Choices:
    """Institutions by network, the one where it waits first, without those who have had it and
    those whom somebody locked out; (network:institution, name).
    """
    had, marks = who_had_it(referral), marks_on(referral)
    found: Choices = []
    for network in _networks(referral, actor):
        rows = [
            (f"{network.pk}:{one.id}", full_name(one.institution))
            for one in choices_in(network, actor)
            if one.id not in had and mark(INSTITUTION, one.id) not in marks
        ]
        if rows:
            found.append((network.short_name, rows))
    return found


def institution_and_network(code: str) -> tuple[Institution, Network]:
    """The two that a choice of `whose_it_may_be` names."""
    network, institution = code.split(":")
    return (
        Institution.objects.get(pk=UUID(institution)),
        Network.objects.get(pk=UUID(network)),
    )


def _networks(referral: Referral, actor: Actor) -> list[Network]:
    """Practice stays in practice; a network that has not opened casework gets nothing."""
    practice = referral.network.practice
    own = [one for one in networks_for(actor) if one.practice == practice]
    # A drill stays in its own training network, apart from the drill of another town.
    there = Network.objects.visible_to(actor) if practice else Network.objects.real()
    others = there.filter(practice=practice, casework_open=True).select_related("town")
    everybody = {one.pk: one for one in [*own, *others.order_by("slug")] if one.has_valid_mac()}
    open_ones = [one for one in everybody.values() if one.casework_open]
    return sorted(open_ones, key=lambda one: one.pk != referral.network_id)
