"""What an institution has to have in a network, with its dates; and what happens without it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.directory.models import Institution, Member, Network


class ConditionQuerySet(models.QuerySet["Condition"]):
    def visible_to(self, actor: Actor) -> ConditionQuerySet:
        return self.filter(network__in=actor.networks, network__practice=False)

    def standing(self) -> ConditionQuerySet:
        """Without those that were taken back because they were written down by mistake."""
        return self.filter(withdrawn_at=None)


class Condition(models.Model):
    """That a condition was met on a day, and how long that lasts. A new one is a new row.

    `code` is of the list `condition`; `valid_until` is the last day, None without an end.
    `document`: the number that the records office gave to what was signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    done_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=80, blank=True)
    paper = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["network", "institution", "code", "-done_on"]
        indexes = [
            models.Index(fields=["network", "institution", "code"], name="condition_of_whom")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("done_on")),
                name="condition_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("condition", self.pk)


class Switch(models.Model):
    """Whether a network lets nobody in without this condition; without a row it does not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    blocks = models.BooleanField(default=False)
    turned_at = models.DateTimeField()
    turned_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "code"], name="switch_once")]
