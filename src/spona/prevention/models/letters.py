"""A letter to an inspection, and the answer that is awaited."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.prevention.models.observations import Observation


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> Self:
        """Letters about observations of the real networks of the actor's institution."""
        real = Network.objects.real().filter(pk__in=actor.networks)
        return self.filter(observation__network__in=real)


class Letter(models.Model):
    """To an institution of the directory, or to one whose name was typed. `registry_number` is
    the one of the sender's records office; `outcome` a code of `reference`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="letters")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient_name = models.CharField(max_length=160, blank=True)
    body = models.TextField(max_length=4000)
    names_firm = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    registry_number = models.CharField(max_length=60, blank=True)
    sent_on = models.DateField(null=True)
    answer_due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    outcome = models.SlugField(max_length=60, blank=True)
    outcome_note = models.TextField(max_length=1000, blank=True)
    dropped_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("written_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) ^ ~Q(recipient_name=""),
                name="letter_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(sent_on__isnull=False),
                name="letter_answered_after_it_was_sent",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("letter", self.pk)

    @property
    def to(self) -> str:
        return str(self.recipient.words) if self.recipient else self.recipient_name

    @property
    def state(self) -> str:
        """draft, sent, answered or dropped."""
        if self.dropped_at is not None:
            return "dropped"
        if self.answered_on is not None:
            return "answered"
        return "draft" if self.sent_on is None else "sent"
