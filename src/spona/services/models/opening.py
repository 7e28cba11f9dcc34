"""When it is open (`schedule` of HSDS, which is a rule of RFC 5545), and the days apart."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spona.directory.models.row_integrity import Authenticated
from spona.reference.words import WordsField

from .offers import Service
from .places import ServiceAtLocation


class Freq(models.TextChoices):
    """The two values of HSDS."""

    WEEKLY = "WEEKLY", _("each week")
    MONTHLY = "MONTHLY", _("each month")


class Holidays(models.TextChoices):
    """What a public holiday does to the hours."""

    CLOSED = "closed", _("closed on public holidays")
    OPEN = "open", _("open on public holidays too")


def _one_owner(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(service=None, at_location__isnull=False)
        | Q(service__isnull=False, at_location=None),
        name=name,
    )


class Schedule(Authenticated):
    """One rule. Hours are of the clock on the wall of its town; `closes_at` before `opens_at`
    is on the next day. `all_day`: from midnight to midnight, and no hours then.

    `valid_from` and `valid_to` (the last day) say when the rule itself holds; `dtstart`, `until`
    (the last day), `interval`, `count`, `byday`, `bymonthday` and `wkst` are those of RFC 5545.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="schedules"
    )
    at_location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.PROTECT, null=True, blank=True,
        related_name="schedules",
    )  # fmt: skip
    freq = models.CharField(max_length=8, choices=Freq, default=Freq.WEEKLY)
    interval = models.PositiveSmallIntegerField(default=1)
    byday = models.CharField(max_length=80, blank=True)
    bymonthday = models.CharField(max_length=120, blank=True)
    wkst = models.CharField(max_length=2, default="MO")
    dtstart = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    all_day = models.BooleanField(default=False)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    holidays = models.CharField(max_length=6, choices=Holidays, default=Holidays.CLOSED)
    # How one attends: comes, calls, is visited (free text, as in HSDS).
    attending_type = models.CharField(max_length=60, blank=True)
    notes = WordsField(default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    signed_label = "services.schedule"
    signed_fields = (
        "service", "at_location", "freq", "interval", "byday", "bymonthday", "wkst", "dtstart",
        "until", "count", "valid_from", "valid_to", "all_day", "opens_at", "closes_at",
        "holidays", "attending_type", "notes",
    )  # fmt: skip

    class Meta:
        ordering = ["order", "opens_at", "pk"]
        constraints = [
            _one_owner("schedule_of_one_thing"),
            models.CheckConstraint(condition=Q(interval__gte=1), name="schedule_interval"),
            models.CheckConstraint(
                condition=Q(all_day=True, opens_at=None, closes_at=None)
                | (
                    Q(all_day=False, opens_at__isnull=False, closes_at__isnull=False)
                    & ~Q(opens_at=F("closes_at"))
                ),
                name="schedule_opens_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="schedule_valid_in_order",
            ),
            models.CheckConstraint(
                condition=Q(dtstart=None) | Q(until=None) | Q(until__gte=F("dtstart")),
                name="schedule_until_after_start",
            ),
            # Every second week needs a first one.
            models.CheckConstraint(
                condition=(Q(interval=1) & Q(count=None)) | Q(dtstart__isnull=False),
                name="schedule_interval_has_its_start",
            ),
        ]


class SpecialDays(Authenticated):
    """Days on which its rules do not hold: closed, or open at other hours.

    `last_day` belongs to them. Both hours empty: closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="special_days")
    first_day = models.DateField()
    last_day = models.DateField()
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    words = WordsField(default=dict, blank=True)

    signed_label = "services.specialdays"
    signed_fields = ("service", "first_day", "last_day", "opens_at", "closes_at", "words")

    class Meta:
        ordering = ["first_day", "last_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="special_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None)
                | (
                    Q(opens_at__isnull=False, closes_at__isnull=False) & ~Q(opens_at=F("closes_at"))
                ),
                name="special_days_open_for_a_while",
            ),
        ]
