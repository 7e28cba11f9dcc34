"""What somebody carries home. Its public page tells of the training and of nobody."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from spona.reference.models import Signed
from spona.reference.words import WordsField
from spona.training.models.people import Participant


class Certificate(Signed):
    """`code` (128 bit) stands in the square, `number` of `year` on the paper. The title and the
    hours are as they were that day.

    Signed, because the access of an institution can hang on it: whoever writes the database
    alone makes none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="certificate"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=26, unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = WordsField()
    # As text, since a tag is made over it.
    hours = models.CharField(max_length=6)
    day = models.DateField()
    valid_until = models.DateField()
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    signed_label = "trainings.certificate"
    signed_fields = (
        "participant", "network", "code", "year", "number", "title", "hours", "day",
        "valid_until", "issued_at", "withdrawn_at",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["network", "year", "number"], name="certificate_number_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(reason=""),
                name="certificate_withdrawn_with_a_reason",
            ),
        )
        indexes = (models.Index(fields=["network", "valid_until"], name="certificate_valid"),)

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_certificate", self.pk)

    def is_valid_on(self, day: dt.date) -> bool:
        return self.has_valid_mac() and self.withdrawn_at is None and self.valid_until >= day
