"""What was changed, by whom and when (`metadata` of HSDS)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Institution

from .offers import Service


class ChangeKind(models.TextChoices):
    CREATED = "create", _("added")
    CHANGED = "update", _("changed")
    REMOVED = "delete", _("removed")


class Change(models.Model):
    """One field of one row, before and after; of a row that came or went, its words.

    `resource` names the table as HSDS does, `resource_id` the row; `service` is empty for what
    belongs to a place. Never holds a word of where a confidential place is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    resource = models.SlugField(max_length=30)
    resource_id = models.UUIDField()
    kind = models.CharField(max_length=6, choices=ChangeKind)
    field = models.SlugField(max_length=40, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    at = models.DateTimeField()
    # Empty: an import or the system.
    by = models.ForeignKey(
        "directory.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "resource", "field", "pk"]
        indexes = [
            models.Index(fields=["service", "-at"], name="change_of_service"),
            models.Index(fields=["resource", "resource_id"], name="change_of_resource"),
        ]
