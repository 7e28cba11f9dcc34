"""Pictures as Spona encoded them anew; what was uploaded is not kept."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from spona.reference.words import WordsField


class Picture(models.Model):
    """`alt` says in words what it shows. Without a network it is for all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    alt = WordsField()
    credit = models.CharField(max_length=160, blank=True)
    put_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    put_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-put_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(alt={}), name="picture_says_what_it_shows"),
        )

    def __str__(self) -> str:
        return str(self.alt)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("picture", self.pk)


class PictureFile(models.Model):
    """One width of a picture, a JPEG. `sha256` of its bytes in hexadecimal is its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="files")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()

    class Meta:
        ordering = ("width",)
        constraints = (
            models.UniqueConstraint(fields=["picture", "width"], name="picture_width_once"),
        )

    def __str__(self) -> str:
        return self.sha256
