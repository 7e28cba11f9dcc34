"""Indicators with their targets, and the readings that people write down."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.attachments.models import Attachment
from spona.plans.models.plan import Numbered, Objective, Plan


class Unit(models.TextChoices):
    NUMBER = "number", _("number")
    PERCENT = "percent", _("percent")
    YES_NO = "yes_no", _("yes or no")
    SHARE = "share", _("so many of all")


class Feed(models.TextChoices):
    """From where the number comes."""

    HAND = "hand", pgettext_lazy("feed of an indicator", "by hand")
    MEETINGS = "meetings", pgettext_lazy("feed of an indicator", "meetings held")
    ACTIVITIES = "activities", pgettext_lazy("feed of an indicator", "activities held")
    PEOPLE = "people", pgettext_lazy("feed of an indicator", "people at activities")
    TRAINED = "trained", pgettext_lazy("feed of an indicator", "people trained")
    DEPUTIES = "deputies", pgettext_lazy("feed of an indicator", "members with a deputy")
    REPORTS = "reports", pgettext_lazy("feed of an indicator", "reports")
    ANSWERED = "answered", pgettext_lazy("feed of an indicator", "answered in time")
    SERVICES = "services", pgettext_lazy("feed of an indicator", "totals of services")


class Indicator(Numbered):
    """`targets`: year → number as text, as in {"2026": "20"}; without one the target is all.

    `only` narrows a feed: a kind of activity, a sector, a kind of service. Of yes or no, 1 is
    yes, 0.5 is being prepared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicators")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="indicators")
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.NUMBER)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    targets = models.JSONField(default=dict)
    verification = models.CharField(max_length=200, blank=True)
    feed = models.CharField(max_length=12, choices=Feed, default=Feed.HAND)
    only = models.SlugField(max_length=60, blank=True)
    responsible = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_on = models.DateField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=Q(dropped_on=None),
                name="plan_indicator_number_once",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """A number that somebody wrote down for a day; `source` tells from where it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="readings")
    read_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=200, blank=True)
    evidence = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-read_on", "-recorded_at")
        constraints = (
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_not_negative"),
        )
