"""Who may change a project. Each refusal is the sentence the user reads."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.projects.models import Project


def edited_networks(actor: Actor) -> frozenset[UUID]:
    return actor.networks_where("network:edit")


def may_edit(actor: Actor, project: Project) -> bool:
    """The coordinator or a deputy of one of its networks, and the system that built it."""
    if actor.is_system:
        return actor.may("network:edit")
    mine = edited_networks(actor)
    return bool(mine) and any(one.pk in mine for one in project.networks.all())


def check_can_edit(actor: Actor, project: Project) -> None:
    if not may_edit(actor, project):
        raise Denied(_("The coordinator of one of its networks changes a project. Ask them."))


def check_can_create(actor: Actor, networks: Collection[Network]) -> None:
    """At least one network is the actor's to edit; all are networks they sit in."""
    if actor.is_system and actor.may("network:edit"):
        return
    mine = edited_networks(actor)
    if not any(one.pk in mine for one in networks):
        raise Denied(_("Choose a network that you coordinate. It may be one of several."))
    if any(one.pk not in actor.networks for one in networks):
        raise Denied(_("Your institution does not sit in one of these networks. Leave it out."))


def check_can_enter_rates(actor: Actor) -> None:
    """A rate is the same for everybody, so any coordinator enters it."""
    if not (edited_networks(actor) or (actor.is_system and actor.may("network:edit"))):
        raise Denied(_("Coordinators and their deputies enter rates. Ask one of them."))


def check_can_load(actor: Actor) -> None:
    if not actor.may("directory:load"):
        raise Denied(_("Only the operator loads what is collected. Ask the operator."))


def check_can_remind(actor: Actor) -> None:
    if not actor.may("life:remind"):
        raise Denied(_("Reminders are sent by the system itself."))
