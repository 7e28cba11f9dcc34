"""Periods of keeping of an institution, and its review month.

No row here belongs to a case: by which period one is kept, and until when, is sealed with it.
"""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from spona.reference.models import Signed


class RetentionRule(Signed):
    """How many years a case with this outcome is kept, and by which source.

    One proposes and another adopts. A rule never changes: it ends, and a new one begins.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.SlugField(max_length=40)
    years = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=64)
    proposed_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    adopted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    signed_label = "cases.retentionrule"
    signed_fields = (
        "institution", "outcome", "years", "source", "proposed_by", "proposed_at", "adopted_by",
        "adopted_at", "ended_at",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "outcome"],
                condition=Q(ended_at=None, adopted_at__isnull=False),
                name="retention_rule_holds_once",
            ),
            models.UniqueConstraint(
                fields=["institution", "outcome"],
                condition=Q(ended_at=None, adopted_at=None),
                name="retention_rule_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by=None) | ~Q(adopted_by=F("proposed_by")),
                name="retention_rule_by_two",
            ),
            models.CheckConstraint(condition=Q(years__gt=0), name="retention_rule_some_time"),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.years}"


class ReviewMonth(Signed):
    """In which month an institution looks through its closed cases; January where it has no row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.OneToOneField(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    month = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(12)]
    )

    signed_label = "cases.reviewmonth"
    signed_fields = ("institution", "month")

    def __str__(self) -> str:
        return str(self.month)
