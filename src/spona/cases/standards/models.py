"""Profiles of standards that somebody has loaded: what of ours is which of theirs."""

from __future__ import annotations

import uuid

from django.db import models

from spona.reference.models import Certainty, Signed


class StandardProfile(Signed):
    """`body` is the profile as it was checked (`profiles`). Signed, because what goes out under the
    name of a standard is written by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=30, choices=Certainty)
    body = models.JSONField()
    loaded_at = models.DateTimeField()

    signed_label = "cases.standardprofile"
    signed_fields = ("name", "version", "source", "certainty", "body")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "version"], name="cases_profile_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("standard_profile", self.pk)
