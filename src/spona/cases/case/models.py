"""A file. Everything about the person lies in its box; the row says only whose it is."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models

from spona.access.actor import Actor
from spona.vault.models import Section


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> Self:
        """Files of the actor's own institution to which an open key leads."""
        keys = Section.objects.visible_to(actor).filter(box=models.OuterRef("box"))
        return self.filter(models.Exists(keys), owner_institution_id=actor.institution_id)


class Case(models.Model):
    """`opened_by` tells what opened it: only a report or self-report carries a count."""

    class OpenedBy(models.TextChoices):
        REPORT = "report", "report"
        SELF_REPORT = "self_report", "self_report"
        REFERRAL = "referral", "referral"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    owner_institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    opened_by = models.CharField(max_length=12, choices=OpenedBy)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["owner_institution", "opened_at"], name="case_of_owner"),)

    def __str__(self) -> str:
        return self.reference
