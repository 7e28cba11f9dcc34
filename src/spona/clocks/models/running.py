"""Clocks: one promise each. They name their thing by (kind, id), never by content."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from spona.access.actor import Actor
from spona.clocks.hidden import not_hidden_from
from spona.clocks.models.rules import Rule


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> ClockQuerySet:
        """Not stopped; a paused clock counts as running."""
        return self.filter(stopped_at=None)

    def visible_to(self, actor: Actor) -> ClockQuerySet:
        """Lateness is seen by the institution itself and by the network's coordinator only,
        and by nobody who was locked out of the thing.
        """
        networks = actor.networks_where("network:read_waiting")
        seen = Q(network_id__in=networks)
        if actor.institution_id is not None:
            seen |= Q(institution_id=actor.institution_id)
        return self.filter(seen).filter(not_hidden_from(actor))


class Clock(models.Model):
    """One promise: what (kind, subject), whose (institution), until when, by which rule.

    `paused_for` is the sum of all pauses, so the share of time used stays honest.
    `next_step_at` is when the next reminder falls due; the job looks at nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.SlugField(max_length=40)
    subject_kind = models.SlugField(max_length=40)
    subject_id = models.UUIDField()
    reference = models.CharField(max_length=12, blank=True)
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="clocks")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_for = models.DurationField(default=dt.timedelta)
    pause_reason = models.SlugField(max_length=40, blank=True)
    stopped_at = models.DateTimeField(null=True)
    outcome = models.SlugField(max_length=40, blank=True)
    next_step_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(stopped_at=None),
                name="clock_running_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="clock_subject"),
            models.Index(
                fields=["next_step_at"],
                condition=Q(stopped_at=None, paused_at=None),
                name="clock_next_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
