"""Who may count and who may read what was counted."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.guards import check_stepped_up
from spona.directory.models import Network
from spona.statistics.record import carries_count
from spona.vault.models import Section
from spona.vault.recipients import COUNTED_SECTION


def check_can_make_snapshot(actor: Actor, network: Network) -> None:
    """An analyst of this network who neither coordinates it nor opens its files, just proved.

    StepUpNeeded where the second factor was shown too long ago.
    """
    if network.practice or network.pk not in actor.networks_where("statistics:hold_key"):
        raise Denied(_("Only an analyst of the network may do this."))
    if actor.may("key:hold") or network.pk in actor.networks_where("network:edit"):
        raise Denied(
            _("Who coordinates the network or opens its files does not count them. Ask an analyst.")
        )
    check_stepped_up(actor)


def check_can_write_count(section: Section, opened_by: str) -> None:
    """The counted section of a file that a report or the person opened; the vault checks who."""
    if section.name != COUNTED_SECTION:
        raise ValueError("not a counted section")
    if not carries_count(opened_by):
        raise Denied(
            _("The file of the institution that received the report counts this person already.")
        )
