"""Requests about data: small records with a kind, a day and an owner."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.roles import OVERSEES
from spona.cases.data_requests.permissions import SEES
from spona.reference.models import Signed


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, actor: Actor) -> Self:
        """Of the actor's own institution, for its head and intake holders. The words need a key."""
        if actor.institution_id is None or not actor.may(SEES):
            return self.none()
        return self.filter(institution_id=actor.institution_id)

    def overseen_by(self, actor: Actor) -> Self:
        """Kind, days and deadline only, for the data-protection officer of the institution."""
        if actor.institution_id is None or not actor.may(OVERSEES):
            return self.none()
        return self.filter(institution_id=actor.institution_id)

    def running(self) -> Self:
        return self.filter(ended_at=None)


class DataRequest(Signed):
    """`number` counts those of one institution. `box`: who asks, what, and what was answered."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("Wants to know what is kept about them")
        CORRECTION = "correction", _("Wants something corrected or erased")
        RESTRICTION = "restriction", _("Wants something not to be used for now")
        COMPLAINT = "complaint", _("Complains about how the work was done")
        BREACH = "breach", _("Data was lost, seen or sent where it should not be")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    received_at = models.DateTimeField()
    owner = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    signed_label = "cases.datarequest"
    signed_fields = (
        "institution", "network", "number", "kind", "received_at", "owner", "box", "written_at",
        "ended_at",
    )  # fmt: skip

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "number"], name="data_request_number_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("received_at")),
                name="data_request_ends_after_it_came",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks, deadlines and the log name this row."""
        return ("data_request", self.pk)

    @property
    def is_breach(self) -> bool:
        return self.kind == self.Kind.BREACH
