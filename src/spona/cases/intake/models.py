"""Drafts: sealed under the writer's own key, truly deleted when sent or thrown away."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models

from spona.access.actor import Actor


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Actor) -> Self:
        """The writer's own, under the membership in which they were written."""
        return self.filter(member_id=actor.member_id) if actor.member_id else self.none()


class Draft(models.Model):
    """`revision` counts the saves; `tab` is the page that saved last, so that two windows
    with the same draft notice each other and one window never quarrels with itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    sealed = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)
    tab = models.CharField(max_length=43, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["member", "updated_at"], name="draft_of_member"),)

    def aad(self) -> bytes:
        """Where a sealed draft lies: under another row or account it does not open."""
        return f"spona cases draft 1|{self.pk}|{self.member_id}".encode()
