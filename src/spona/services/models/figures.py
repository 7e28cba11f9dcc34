"""Totals of services given, made of the sealed plans of an institution's files.

Once a month a person makes them; a row is never changed. Behind each amount stand as many people
as the rule of `statistics` asks of sealed records, and how many there were is not kept.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q

from spona.services.quarters import Quarter


class FiguresUpdate(models.Model):
    """That an institution made its figures in a month, whether anything could be told or not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    # The first day of the month.
    month = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-month",)
        constraints = (
            models.UniqueConstraint(fields=["institution", "month"], name="figures_once_a_month"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class GivenTotal(models.Model):
    """An amount of one kind, unit, provider and donor. It is complete in `year` and `quarter` and
    counts from `since_year` and `since_quarter`, for small ones wait until enough people stand
    behind them. `kind` is a code of the list `service`, `unit` of the care plan.

    `provider` empty: the institution itself. `project` and `donor` are ids of the app `projects`,
    which stands beside this one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    update = models.ForeignKey(FiguresUpdate, on_delete=models.PROTECT, related_name="totals")
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    since_year = models.PositiveSmallIntegerField()
    since_quarter = models.PositiveSmallIntegerField()
    kind = models.SlugField(max_length=60)
    unit = models.SlugField(max_length=20)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    provider = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    project = models.UUIDField(null=True)
    donor = models.UUIDField(null=True)

    class Meta:
        ordering = ("year", "quarter", "kind", "unit", "currency")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=Decimal(0)), name="given_total_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4)
                & Q(since_quarter__gte=1, since_quarter__lte=4),
                name="given_total_quarter_of_four",
            ),
        )
        indexes = (
            models.Index(fields=["network", "year", "quarter"], name="given_total_of_network"),
            models.Index(fields=["project"], name="given_total_of_project"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.complete}"

    @property
    def complete(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def since(self) -> Quarter:
        return Quarter(self.since_year, self.since_quarter)
