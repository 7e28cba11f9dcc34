"""Who takes counted records out and in; each refusal is the sentence that they read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.guards import check_stepped_up
from spona.directory.models import Network

HOLDS = "key:hold"


def check_can_take_over(actor: Actor, network: Network) -> None:
    """An intake holder, into a real network in which their institution sits."""
    _check_holds(actor)
    if network.pk not in actor.networks:
        raise Denied(_("Your institution does not sit in this network."))
    if network.practice:
        raise Denied(_("In the training network no figures are made."))


def check_can_export_rows(actor: Actor) -> None:
    """An intake holder, of the records of their own institution, the second factor just shown."""
    _check_holds(actor)
    check_stepped_up(actor)


def check_can_load(actor: Actor) -> None:
    """The operator, from the command line: a profile holds for everybody."""
    if not actor.may("reference:load"):
        raise Denied(_("A profile of a standard is loaded by the operator of the server."))


def _check_holds(actor: Actor) -> None:
    """What is counted lies in sealed lists of the institution, which its intake holders open."""
    if actor.member_id is None or not actor.may(HOLDS):
        raise Denied(_("Only an intake officer of the institution may do this."))
