"""Whom something can be sent on to: one's own networks first, then every other open one."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.cases.intake.recipients import Choice, choices_in, networks_for
from spona.cases.marks import INSTITUTION, mark
from spona.cases.referrals.words import full_name
from spona.directory.models import Network


def networks_to(actor: Actor, *, practice: bool) -> list[Network]:
    """Practice stays in practice; a network that has not opened casework gets nothing."""
    own = [one for one in networks_for(actor) if one.practice == practice]
    others = (
        # A drill stays in its own training network, apart from the drill of another town.
        (Network.objects.visible_to(actor) if practice else Network.objects.real())
        .filter(practice=practice, casework_open=True)
        .exclude(pk__in=[one.pk for one in own])
        .select_related("town")
        .order_by("slug")
    )
    return [*own, *(one for one in others if one.is_ours())]


def chosen_network(networks: list[Network], wanted: object) -> Network | None:
    """The one that was chosen, else the first."""
    return next((one for one in networks if str(one.pk) == wanted), next(iter(networks), None))


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
    return [
        one
        for one in choices_in(network, actor)
        if one.id not in without and mark(INSTITUTION, one.id) not in marks
    ]


def as_choices(recipients: list[Choice]) -> list[tuple[str, str]]:
    """(id, words) for a form; who cannot open anything is said so, and is refused later."""
    return [(str(one.id), _label(one)) for one in recipients]


def _label(one: Choice) -> str:
    name = full_name(one.institution)
    return name if one.connected else f"{name} ({_('on paper and by phone')})"
