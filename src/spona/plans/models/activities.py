"""What was done: a workshop, a stall, a lesson; how many came, and nobody's name or face."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from spona.access.actor import Actor
from spona.plans.models.plan import Line
from spona.prevention.models import Observation
from spona.projects.models import Project
from spona.reference.scripts import fold


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, actor: Actor) -> Self:
        """Of the networks in which the actor's institution sits."""
        return self.filter(network__in=actor.networks)

    def standing(self) -> Self:
        """Without those that were withdrawn: what every list and count begins with."""
        return self.filter(withdrawn_at=None)

    def between(self, first: dt.date, last: dt.date) -> Self:
        return self.filter(held_on__gte=first, held_on__lte=last)

    def matching(self, query: str) -> Self:
        """Each word of `query` stands in title, place or reference; blind to script and marks."""
        found = self
        for word in fold(query).split():
            found = found.filter(search_key__contains=word)
        return found


class Activity(models.Model):
    """`kind` and `audience` are codes of `reference`. `numbers`: sex and age group → how many,
    as in `{"f_15_17": 12}`; `total` is all who came, also those who were not told apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    held_on = models.DateField()
    kind = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=80, blank=True)
    audience = models.SlugField(max_length=60, blank=True)
    numbers = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    note = models.TextField(max_length=1000, blank=True)
    partners = models.ManyToManyField("directory.Institution", related_name="+")
    project = models.ForeignKey(
        Project, null=True, on_delete=models.PROTECT, related_name="activities"
    )
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="activities")
    prompted_by = models.ForeignKey(
        Observation, null=True, on_delete=models.PROTECT, related_name="activities"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True)
    search_key = models.TextField(blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-recorded_at", "pk")
        indexes = (models.Index(fields=["network", "held_on"], name="activity_of_network"),)
        constraints = (
            models.CheckConstraint(condition=Q(total__gte=0), name="activity_total_not_negative"),
        )

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(f"{self.title} {self.place} {self.reference}")
        super().save(*args, **kwargs)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("activity", self.pk)
