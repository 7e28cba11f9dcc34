"""The plan: objectives, measures, and the lines in which each institution reads its own work."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.plans.numbering import order_of
from spona.reference.scripts import fold


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")
    ENDED = "ended", _("ended")


class Currency(models.TextChoices):
    RSD = "RSD", "RSD"
    EUR = "EUR", "EUR"


class Counts(models.TextChoices):
    """Who says how many of the planned are done."""

    HAND = "hand", _("who is responsible writes it")
    ACTIVITIES = "activities", _("counts by itself, from recorded activities")
    MEETINGS = "meetings", _("counts by itself, from meetings")


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, actor: Actor) -> Self:
        """Plans of the networks in which the actor's institution sits; drafts too, so that the
        table can say what it thinks before the plan is adopted.
        """
        return self.filter(network__in=actor.networks)

    def on(self, day: dt.date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Plan(models.Model):
    """`adopted_by` in words: "City council, act 02-15/2026". Both days belong to the plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    adopted_on = models.DateField(null=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    copied_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "title", "pk")
        indexes = (models.Index(fields=["network", "starts_on"], name="plan_of_network"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(adopted_on__isnull=False),
                name="plan_adopted_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("plan", self.pk)

    @property
    def report_subject(self) -> tuple[str, uuid.UUID]:
        """How the task that asks for its report names it: that one leads to another page."""
        return ("plan_report", self.pk)

    @property
    def years(self) -> list[int]:
        return list(range(self.starts_on.year, self.ends_on.year + 1))


class Numbered(models.Model):
    """A part with a number as people write it ("2.1"); `order` puts 2.10 behind 2.9."""

    number = models.CharField(max_length=15)
    order = models.CharField(max_length=24, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.order = order_of(self.number)
        super().save(*args, **kwargs)


class Objective(Numbered):
    """`aligned_to`: a code of the list `national_objective`, which holds confirmed ones only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="objectives")
    title = models.CharField(max_length=200)
    aligned_to = models.SlugField(max_length=60, blank=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="objective_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Measure(Numbered):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="measures")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="measure_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class LineQuerySet(models.QuerySet["Line"]):
    def standing(self) -> Self:
        """Without those that an amendment has taken out of the plan."""
        return self.filter(dropped_on=None)


class Line(Numbered):
    """A planned activity. `months`: "2026-03", those in which something of it happens.

    How far it is: `percent` by hand, or `units_done` of `units_planned`, which `counts` says who
    fills. `partners_words` is for those who have no seat ("all members"). `prompted_by`: what was
    noticed and led to it; its words are read there and never copied, so that they go with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="lines")
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="lines")
    title = models.CharField(max_length=200)
    responsible = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    partners = models.ManyToManyField("directory.Institution", related_name="+")
    partners_words = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    months = models.JSONField(default=list)
    funding = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, choices=Currency, blank=True)
    counts = models.CharField(max_length=10, choices=Counts, default=Counts.HAND)
    percent = models.PositiveSmallIntegerField(default=0)
    units_planned = models.PositiveIntegerField(null=True)
    units_done = models.PositiveIntegerField(default=0)
    progress_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    prompted_by = models.ForeignKey(
        "prevention.Observation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    search_key = models.TextField(blank=True, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "number"], condition=Q(dropped_on=None), name="line_number_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="line_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="line_percent_at_most_all"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="line_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | ~Q(currency=""), name="line_amount_in_a_currency"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(f"{self.number} {self.title} {self.partners_words} {self.funding}")
        super().save(*args, **kwargs)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("plan_line", self.pk)

    @property
    def money(self) -> tuple[Decimal, str] | None:
        return None if self.amount is None else (self.amount, self.currency)
