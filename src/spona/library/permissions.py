"""Who writes what the public reads. Each refusal is the sentence the user reads."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.library.models import Event, Publication, Recording
from spona.projects.models import Project

EDIT = "library:edit"


def edited_networks(actor: Actor) -> frozenset[UUID]:
    """Real networks only: practice has no public page."""
    mine = actor.networks_where(EDIT)
    if not mine:
        return frozenset()
    return frozenset(Network.objects.real().filter(pk__in=mine).values_list("pk", flat=True))


def edits_somewhere(actor: Actor) -> bool:
    return bool(actor.networks_where(EDIT))


def edited(actor: Actor, network: str, *, project: str) -> Q:
    """Rows this actor may see before they appear, by the names of their two columns: of the own
    networks and their projects, and those for all, which every editor writes.
    """
    mine = edited_networks(actor)
    if not mine:
        return Q(pk__in=())
    rows = Q(**{f"{network}__in": mine})
    if not project:
        return rows | Q(**{network: None})
    own = Project.objects.filter(networks__in=mine)
    return rows | Q(**{f"{project}__in": own}) | Q(**{network: None, project: None})


def check_can_edit(
    actor: Actor, networks: Collection[Network | UUID | None], project: Project | None = None
) -> None:
    """At least one of the networks, or of those of the project, is the actor's to edit. Without
    both it is for all, and every editor may.
    """
    if actor.is_system:
        allowed = actor.may("network:edit")
    else:
        mine = edited_networks(actor)
        asked = {getattr(one, "pk", one) for one in networks} - {None}
        if project is not None:
            asked |= {one.pk for one in project.networks.all()}
        allowed = bool(mine and (not asked or mine & asked))
    if not allowed:
        raise Denied(_("Editors of the network and its coordinator write this. Ask one of them."))


def check_can_edit_thing(actor: Actor, thing: Publication | Event | Recording) -> None:
    """The same for a row that is there."""
    if isinstance(thing, Publication):
        check_can_edit(actor, list(thing.networks.all()), thing.project)
    elif isinstance(thing, Event):
        check_can_edit(actor, [thing.network], thing.project)
    else:
        check_can_edit(actor, [thing.network])


def check_can_read_files(actor: Actor) -> None:
    """The job that reads the words of publications."""
    if not (actor.is_system and actor.may("life:remind")):
        raise Denied(_("The system reads files by itself."))
