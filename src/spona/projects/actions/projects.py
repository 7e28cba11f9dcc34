"""A project comes into being, and changes."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.projects.checks import check_project
from spona.projects.models import Project
from spona.projects.neutral_titles import slug_of
from spona.projects.permissions import check_can_create, check_can_edit


def create_project(project: Project, *, networks: Collection[Network], by: Actor) -> Project:
    """Keeps a project that was only filled in; its address comes from the short name."""
    check_can_create(by, networks)
    check_project(project)
    with audit.transaction() as log:
        project.slug = _free_slug(project)
        project.changed_at, project.changed_by_id = deadlines.now(), by.member_id
        project.save(force_insert=True)
        project.networks.set(networks)
        log.record("project:created", by=by, subject=project.subject, detail=_told(project))
    return project


def edit_project(project: Project, *, networks: Collection[Network] | None, by: Actor) -> Project:
    """Keeps what was changed in it. `networks` None: they stay.

    A network in which the actor does not sit is neither added nor taken away.
    """
    check_can_edit(by, project)
    check_project(project)
    with audit.transaction() as log:
        project.changed_at, project.changed_by_id = deadlines.now(), by.member_id
        project.save()
        if networks is not None:
            _set_networks(project, networks, by)
        log.record("project:edited", by=by, subject=project.subject, detail=_told(project))
    return project


def _set_networks(project: Project, networks: Collection[Network], by: Actor) -> None:
    before = set(project.networks.all())
    others = {one for one in before if one.pk not in by.networks}
    kept = others | {one for one in networks if one.pk in by.networks}
    if not kept & (before | set(networks)):
        raise Denied(_("A project belongs to at least one network."))
    project.networks.set(kept)


def _free_slug(project: Project) -> str:
    first = slug_of(project.name.get("sr", ""))
    if not first:
        raise Denied(_("Write a short name with letters in it."))
    slug, number = first, 2
    while Project.objects.filter(slug=slug).exists():
        slug, number = f"{first}-{number}", number + 1
    return slug


def _told(project: Project) -> dict[str, object]:
    return {
        "networks": project.networks.count(),
        "status": str(project.status),
        "public": project.public,
    }
