"""When and where it is taught."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from spona.access.actor import Actor
from spona.training.models.modules import Module

# So long after the last day the second test and the three questions can be answered.
OPEN_AFTER = dt.timedelta(days=14)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's networks."""
        return self.filter(network__in=actor.networks)

    def ahead(self, day: dt.date) -> Self:
        """Neither over nor called off, the nearest first."""
        rows = self.filter(cancelled_at=None, closed_at=None, last_day__gte=day)
        return rows.order_by("first_day", "pk")

    def held(self) -> Self:
        return self.exclude(closed_at=None)


class Session(models.Model):
    """`link` is the unguessable part of the address by which people without an account register.

    `first_day` and `last_day` repeat what stands in `days`, so that lists need one table.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="sessions")
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    place = models.CharField(max_length=120)
    capacity = models.PositiveSmallIntegerField()
    trainers = models.CharField(max_length=200, blank=True)
    language = models.SlugField(max_length=60)
    register_until = models.DateField()
    link = models.CharField(max_length=22, unique=True)
    planned_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["network", "first_day"], name="session_of_network"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="session_days_run_forward"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_places"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(reason=""), name="session_off_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_session", self.pk)

    @property
    def is_open(self) -> bool:
        """Neither called off nor closed."""
        return self.cancelled_at is None and self.closed_at is None

    def takes_people(self, day: dt.date) -> bool:
        """By link and by oneself; whoever leads it adds somebody until it is closed."""
        return self.is_open and day <= self.register_until

    def begun(self, day: dt.date) -> bool:
        return day >= self.first_day

    @property
    def last_answers(self) -> dt.date:
        """The last day on which the second test and the three questions are answered."""
        return self.last_day + OPEN_AFTER

    def takes_pre(self, day: dt.date) -> bool:
        return self.cancelled_at is None and day <= self.first_day

    def takes_post(self, day: dt.date) -> bool:
        return self.cancelled_at is None and self.last_day <= day <= self.last_answers


class SessionDay(models.Model):
    """One day of a session; attendance is written down for each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(fields=["session", "day"], name="session_day_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="session_hours_run_forward"
            ),
        )

    def __str__(self) -> str:
        return str(self.day)
