"""A sheet per institution and quarter, and the totals on it."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.db.models import F, Q

from spona.statistics.disclosure import FEWEST

# The code list of `reference` with the kinds of services.
KINDS: Final = "service"
LARGEST: Final = 1_000_000


class Sheet(models.Model):
    """Of a seat in a quarter: the services given to people of that network.

    `typed_at` empty: asked for and not typed yet. `nothing`: there was nothing to report.
    `second_hand`: typed by the coordinator, for a partner on paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    nothing = models.BooleanField(default=False)
    typed_at = models.DateTimeField(null=True)
    typed_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ("year", "quarter", "institution__code")
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "network", "year", "quarter"], name="sheet_once"
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="sheet_quarter_of_four"
            ),
            models.CheckConstraint(
                condition=Q(nothing=False) | Q(typed_at__isnull=False),
                name="sheet_nothing_is_typed",
            ),
        )
        indexes = (models.Index(fields=["network", "year", "quarter"], name="sheet_of_network"),)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("quarter_sheet", self.pk)


class TotalQuerySet(models.QuerySet["Total"]):
    def standing(self) -> TotalQuerySet:
        """Those that no correction has replaced."""
        return self.filter(replaced_at=None)


class Total(models.Model):
    """`kind` is a code of the list `service`. `number` empty: fewer than five, but not zero.

    A corrected one stays, with the moment at which another took its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="totals")
    kind = models.SlugField(max_length=60)
    number = models.PositiveIntegerField(null=True)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_hand = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True)

    objects = TotalQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "typed_at")
        constraints = (
            models.UniqueConstraint(
                fields=["sheet", "kind"], condition=Q(replaced_at=None), name="total_stands_once"
            ),
            # The database too keeps no number that could single somebody out.
            models.CheckConstraint(
                condition=Q(number=None) | Q(number=0) | Q(number__gte=FEWEST),
                name="total_is_never_small",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(replaced_at__gte=F("typed_at")),
                name="total_replaced_afterwards",
            ),
        )

    @property
    def at_least(self) -> int:
        return 1 if self.number is None else self.number
