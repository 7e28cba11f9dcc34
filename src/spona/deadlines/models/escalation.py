"""The escalation policy, and how far each deadline has climbed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.deadlines.models.rules import once
from spona.deadlines.models.running import Deadline


class StepTo(models.TextChoices):
    """Who hears of it next. More steps are more rows, not more code."""

    QUEUE = "queue", _("the queue")
    DEPUTY = "deputy", _("the deputy")
    COORDINATOR = "coordinator", _("the coordinator's list")


class EscalationStep(models.Model):
    """A step of the escalation policy: after which share of the time it is reached, in percent.

    Steps of an event replace the general ones (empty `event`), and a network's own
    replace both. 100 is the deadline itself; more than 100 is after it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        "directory.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    event = models.SlugField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField()
    to = models.CharField(max_length=20, choices=StepTo)
    after_percent = models.PositiveIntegerField()

    class Meta:
        ordering = ["event", "order"]
        constraints = [
            *once("deadline_step_once", "event", "order"),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'any'} {self.order} {self.to}"


class StepReached(models.Model):
    """A step that a deadline has reached. Its row is the promise that nobody is reminded twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reached")
    step = models.ForeignKey(EscalationStep, on_delete=models.PROTECT, related_name="+")
    reached_at = models.DateTimeField()

    class Meta:
        ordering = ["reached_at", "step__order"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "step"], name="deadline_step_reached_once"),
        ]
