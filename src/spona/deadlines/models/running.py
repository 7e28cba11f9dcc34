"""Deadlines: one promise each. They name their thing by (kind, id), never by content."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django.db import models
from django.db.models import Q

from spona.access.actor import Actor
from spona.deadlines.exclusions import not_excluded
from spona.deadlines.models.rules import Rule

# Deadlines inside a case file: they tell how urgent it is, so nobody outside sees them.
INTERNAL: Final = ("first_contact",)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> DeadlineQuerySet:
        """Not stopped; a paused deadline counts as running."""
        return self.filter(stopped_at=None)

    def paused(self, at: dt.datetime) -> DeadlineQuerySet:
        """Those that run and whose time stands still at `at`, as `Deadline.is_paused` says of
        one.
        """
        return self.running().filter(paused_until__gt=at)

    def visible_to(self, actor: Actor) -> DeadlineQuerySet:
        """Lateness is seen by the institution itself and by the network's coordinator only,
        and by nobody who was locked out of the thing. What an institution owes a person of its
        own file is no coordinator's.
        """
        networks = actor.networks_where("network:read_waiting")
        seen = Q(network_id__in=networks) & ~Q(kind__in=INTERNAL)
        if actor.institution_id is not None:
            seen |= Q(institution_id=actor.institution_id)
        return self.filter(seen).filter(not_excluded(actor))

    def read_by(self, actor: Actor) -> DeadlineQuerySet:
        """Whose rule and hours the actor may read: of their own institution, and only where they
        have a part in its work. A coordinator learns from a deadline late or not late, nothing
        else.
        """
        works = any(actor.may(one) for one in ("institution:read_deadlines", "case:open"))
        if actor.institution_id is None or not works:
            return self.none()
        own = self.filter(institution_id=actor.institution_id)
        return own.filter(not_excluded(actor))


class Deadline(models.Model):
    """One promise: what (kind, subject), whose (institution), until when, by which rule.

    `paused_for` is the sum of all pauses, so the share of time used stays honest. A pause ends by
    itself: `paused_until`, `due_at`, `paused_for` and `next_step_at` say from its beginning what
    holds if nobody ends it before, so nothing has to run for the time to run on.
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
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="deadlines")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    paused_for = models.DurationField(default=dt.timedelta)
    pause_reason = models.SlugField(max_length=40, blank=True)
    stopped_at = models.DateTimeField(null=True)
    outcome = models.SlugField(max_length=40, blank=True)
    next_step_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(stopped_at=None),
                name="deadline_running_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="deadline_subject"),
            models.Index(
                fields=["next_step_at"],
                condition=Q(stopped_at=None),
                name="deadline_next_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def is_paused(self, at: dt.datetime) -> bool:
        """True while a pause lasts; one that has ended by itself is none, also before a resume."""
        return self.paused_until is not None and at < self.paused_until
