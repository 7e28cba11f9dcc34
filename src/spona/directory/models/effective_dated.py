"""Rows that hold for a time. Half open, as in `reference`: `ends_on` is the first day without.

So a mandate can be ended at once (`ends_on` = today); pages show the last day instead.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q


def during(day: dt.date, prefix: str = "") -> Q:
    """The condition "holds on this day"; `prefix` leads to the row, as `seats__`."""
    begun = Q(**{f"{prefix}starts_on": None}) | Q(**{f"{prefix}starts_on__lte": day})
    return begun & (Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": day}))


class EffectiveDatedQuerySet[M: models.Model](models.QuerySet[M]):
    def active_on(self, day: dt.date) -> EffectiveDatedQuerySet[M]:
        """Rows that hold on this day; an empty date is an open end."""
        return self.filter(during(day))

    def overlapping(self, start: dt.date | None, end: dt.date | None) -> EffectiveDatedQuerySet[M]:
        """Rows that hold on at least one day of [start, end)."""
        rows = self.exclude(ends_on__isnull=False, ends_on=F("starts_on"))
        if start is not None:
            rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=start))
        if end is not None:
            rows = rows.filter(Q(starts_on=None) | Q(starts_on__lt=end))
        return rows


class EffectiveDated(models.Model):
    """From and to. An empty `starts_on` means that nobody knows since when."""

    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_active_on(self, day: dt.date) -> bool:
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or self.ends_on > day)

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, as people write it."""
        return self.ends_on - dt.timedelta(days=1) if self.ends_on else None


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Equal dates are allowed: what is ended on its first day never held."""
    open_end = Q(starts_on=None) | Q(ends_on=None)
    return models.CheckConstraint(condition=open_end | Q(ends_on__gte=F("starts_on")), name=name)
