"""Papers of a module, each with its version."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.training.models import Material, Module
from spona.training.permissions import check_can_edit_module


def add_material(module: Module, title: str, incoming: Incoming, *, by: Actor) -> Material:
    """Under a title that is there already it is the next version, and the old one ends."""
    check_can_edit_module(by, module)
    with audit.transaction() as log:
        Module.objects.select_for_update().get(pk=module.pk)
        before = module.materials.filter(title=title).order_by("-version").first()
        if before is not None and before.ended_at is None:
            before.ended_at = deadlines.now()
            before.save(update_fields=["ended_at"])
        made = Material.objects.create(
            module=module,
            title=title,
            version=before.version + 1 if before else 1,
            paper=put(incoming, network=module.network, by=by),
            added_at=deadlines.now(),
        )
        log.record(
            "training:material_added",
            by=by,
            subject=module.subject,
            detail={"version": made.version},
        )
    return made


def end_material(material: Material, *, by: Actor) -> None:
    check_can_edit_module(by, material.module)
    with audit.transaction() as log:
        row = Material.objects.select_for_update().get(pk=material.pk)
        if row.ended_at is None:
            row.ended_at = deadlines.now()
            row.save(update_fields=["ended_at"])
            log.record("training:material_ended", by=by, subject=material.module.subject)
