"""What is planned, what was spent, and what one currency is worth in another on a day."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from spona.projects.models.people import Donor
from spona.projects.models.project import Part, PartQuerySet


class BudgetLine(Part):
    """`donor` empty: nobody has said who pays it."""

    frozen_kind = "project_budgetline"
    title = models.CharField(max_length=160)
    donor = models.ForeignKey(Donor, null=True, on_delete=models.PROTECT, related_name="lines")
    planned = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)

    objects = PartQuerySet["BudgetLine"].as_manager()

    class Meta:
        default_related_name = "lines"
        ordering = ("changed_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(planned__gte=0), name="line_planned_not_negative"),
        )

    def __str__(self) -> str:
        return self.title


class Spending(Part):
    """Paid on a day for a line, in the currency in which it was paid."""

    frozen_kind = "project_spending"
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spendings")
    spent_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    title = models.CharField(max_length=160, blank=True)

    objects = PartQuerySet["Spending"].as_manager()

    class Meta:
        default_related_name = "spendings"
        ordering = ("spent_on", "changed_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="spending_above_zero"),
        )

    def __str__(self) -> str:
        return self.title or str(self.line)


class Rate(models.Model):
    """`rate` dinars for one unit of `currency` on `day`, as the `source` says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=14, decimal_places=6)
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = PartQuerySet["Rate"].as_manager()

    class Meta:
        ordering = ("currency", "-day")
        constraints = (
            models.UniqueConstraint(
                fields=["currency", "day"],
                condition=Q(withdrawn_at=None),
                name="rate_of_a_day_once",
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_above_zero"),
        )

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
