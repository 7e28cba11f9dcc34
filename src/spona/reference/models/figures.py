"""Published figures, value by value: what one source says about one year or one period."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sureness(models.TextChoices):
    """How sure one value is, as whoever collected it wrote down."""

    HIGH = "high", _("read in the source")
    MEDIUM = "medium", _("read in the source, not quite clear")
    LOW = "low", _("doubtful")
    NONE = "none", _("not found")


class Figure(models.Model):
    """One value of one series. Series are never joined: each counts in its own way.

    `series` and `metric` are codes of `figure_series` and `figure_metric`. `year` is a year, or
    the years of a longer `period`; `period` is `year` for a whole one. `value` empty: nobody has
    found it, so it stays a gap. `unit` is persons, reports, percent or years.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.SlugField(max_length=40)
    metric = models.SlugField(max_length=60)
    year = models.CharField(max_length=20)
    period = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.SlugField(max_length=20)
    source = models.TextField(blank=True)
    evidence = models.CharField(max_length=80)
    certainty = models.CharField(max_length=10, choices=Sureness)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["series", "metric", "year", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "metric", "year", "period"], name="figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.metric} {self.year} {self.period}"
