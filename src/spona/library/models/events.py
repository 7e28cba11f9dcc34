"""The public calendar of a network."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from spona.library.models.visibility import Showing, ShowingQuerySet
from spona.reference.words import WordsField


class Event(Showing):
    """In words of its own also where a meeting or a training stands behind it.

    Of an all-day event the times are the midnights at its start and after its last day.
    `sequence` grows with each change, so that calendars replace what they have.
    """

    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        "projects.Project", null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = WordsField()
    text = WordsField(default=dict, blank=True)
    place = WordsField(default=dict, blank=True)
    town = models.ForeignKey(
        "reference.Town", null=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    contact = models.CharField(max_length=160, blank=True)
    called_off_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = ShowingQuerySet["Event"].as_manager()

    class Meta(Showing.Meta):
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=["starts_at"], name="event_by_start"),)
        constraints = [
            *Showing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("public_event", self.pk)
