"""A public page as somebody reads it aloud, and translations that a named person stands for."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.library.models.visibility import Showing, ShowingQuerySet

# Public pages that can be spoken; `public` says where each of them is heard.
SPOKEN: Final = {
    "help": _("Whom to call"),
    "signs": _("Signs"),
    "rights": _("Rights"),
    "after": _("What happens after you report"),
}


class Recording(Showing):
    """`page` is a key of `SPOKEN`, `language` a code of `reference`.

    `confirmed_by` heard it, understands the language and says that it is right.
    """

    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    page = models.SlugField(max_length=40)
    language = models.SlugField(max_length=60)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    confirmed_by = models.CharField(max_length=120)
    confirmed_on = models.DateField()

    objects = ShowingQuerySet["Recording"].as_manager()

    class Meta(Showing.Meta):
        ordering = ("page", "language", "-written_at")
        constraints = [
            *Showing.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(confirmed_by=""), name="recording_somebody_stands_for_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.language}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("recording", self.pk)


class RecordingBytes(models.Model):
    recording = models.OneToOneField(
        Recording, primary_key=True, on_delete=models.CASCADE, related_name="bytes"
    )
    content = models.BinaryField()


class TranslationConfirmed(models.Model):
    """Somebody who is named says that these words of that language are right.

    `digest` is the SHA-256 of the words: where they change, the confirmation is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=40)
    language = models.SlugField(max_length=60)
    digest = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=120)
    confirmed_on = models.DateField()
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("key", "language", "-written_at")
        constraints = (
            models.UniqueConstraint(
                fields=["key", "language", "digest"],
                condition=Q(withdrawn_at=None),
                name="translation_confirmed_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.language}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("translation", self.pk)
