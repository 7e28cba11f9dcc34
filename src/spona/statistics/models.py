"""A snapshot: what of a network's numbers may be seen, as it was on a day; and which reports
are counted.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.deadlines.time import next_monthly
from spona.directory.models import Network
from spona.directory.models.row_integrity import Authenticated
from spona.reference.models import Certainty, Signed
from spona.statistics.releases.models import BudgetEntry, Release

__all__ = [
    "BudgetEntry", "CountSheet", "KeptCounts", "Release", "ReportCount", "SheetUpdate", "Snapshot",
    "StandardProfile",
]  # fmt: skip


class ReportCountQuerySet(models.QuerySet["ReportCount"]):
    def standing(self) -> Self:
        """Without those of reports that went on to another institution or were taken back."""
        return self.filter(ended_at=None)


class ReportCount(Signed):
    """That a report is counted, and in which box its record lies sealed; nothing of what it says.

    `report` is the id of a row above, which is not known here. Signed, because an analyst counts
    the box that the row names.

    A row for each, where people are counted in sheets (ADR 0027): a sheet is written from files,
    and a report is counted also where none was opened for it. The row says what the report's own
    row says; when its record was written is what it adds, and whose it is to an analyst who has
    the database too (`SECURITY.md`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.UUIDField()
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    signed_label = "statistics.reportcount"
    signed_fields = ("report", "network", "box", "ended_at")

    objects = ReportCountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(ended_at=None), name="statistics_report_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.report)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("report_count", self.pk)


class KeptCounts(Signed):
    """Which box holds the counted records of an institution's destroyed files in a network.

    Signed, because the count sheets are written from the box that the row names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")

    signed_label = "statistics.keptcounts"
    signed_fields = ("institution", "network", "box")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["institution", "network"], name="statistics_kept_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class CountSheet(Signed):
    """Which box holds the records of an institution's people of one year, for a network's analysts.

    Written whole in one press, for each year since the first one, whether anybody is in it or not:
    that a row is there tells nothing. Signed, because an analyst counts the box that it names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    cohort_year = models.PositiveSmallIntegerField()
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")

    signed_label = "statistics.countsheet"
    signed_fields = ("institution", "network", "cohort_year", "box")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "network", "cohort_year"], name="statistics_sheet_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.cohort_year)


class SheetUpdate(models.Model):
    """That an institution wrote its count sheets in a month: at most once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    # The first day of the month.
    month = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-month",)
        constraints = (
            models.UniqueConstraint(
                fields=["institution", "month"], name="statistics_sheets_once_a_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def opens_again(self) -> dt.date:
        """The first day on which the sheets may be written once more."""
        return next_monthly(self.month, self.made_at)


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of real networks in which a role of the actor reads numbers."""
        return self.filter(
            network__in=Network.objects.real(),
            network_id__in=actor.networks_where("statistics:read"),
        )

    def fresh(self) -> Self:
        """Those that counted anew; the others point to the one that still stands."""
        return self.filter(stands_on=None)


class Snapshot(models.Model):
    """At most one a month, so that a second click makes no second one and nobody can probe.

    `tables` holds the shown cells only. What was counted lies sealed in `exact`, for nothing but
    comparing the next one with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    # "2026-04": the month in which it was made.
    period = models.CharField(max_length=7)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    rule_version = models.PositiveIntegerField()
    stands_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    tables = models.JSONField(default=dict)
    exact = models.OneToOneField("vault.Box", null=True, on_delete=models.PROTECT, related_name="+")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ("-period",)
        constraints = (
            models.UniqueConstraint(fields=["network", "period"], name="statistics_one_a_month"),
            models.CheckConstraint(
                condition=models.Q(stands_on=None, exact__isnull=False)
                | models.Q(stands_on__isnull=False, exact=None),
                name="statistics_fresh_or_standing",
            ),
        )

    def __str__(self) -> str:
        return self.period

    @property
    def source(self) -> Snapshot:
        """The snapshot whose numbers this one shows: itself, or the one that still stands."""
        return self.stands_on or self


class StandardProfile(Signed):
    """The list of a standard of others that somebody has loaded: which code of the counted record
    is which of theirs, as it was checked.

    Signed, because what goes out under the name of a standard is written by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=30, choices=Certainty)
    body = models.JSONField()
    loaded_at = models.DateTimeField()

    signed_label = "statistics.standardprofile"
    signed_fields = ("name", "version", "source", "certainty", "body")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "version"], name="statistics_profile_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("standard_profile", self.pk)


class FiguresState(models.TextChoices):
    """Where the figures of a year stand. Codes as the row says them in clear."""

    WAITING = "waiting", _("Waits for the second analyst")
    RELEASED = "released", _("Handed over to the Centre")
    ON_PAPER = "on_paper", _("Handed over on paper")
    DROPPED = "dropped", _("Thrown away before anybody had it")


class YearFiguresQuerySet(models.QuerySet["YearFigures"]):
    def handed_over(self) -> Self:
        return self.filter(state__in=(FiguresState.RELEASED, FiguresState.ON_PAPER))


class YearFigures(Authenticated):
    """The exact figures of a network for a year, as two analysts hand them over to the Centre.

    `box` holds them, sealed to both by name and held for the national key; once released, to that
    key alone. Handed over on paper it holds the registry number instead, for the network's own
    analysts. A row says which town has handed over for which year, and nothing of what: each town
    does, each year, whether anybody is counted or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    # None where it can only go on paper.
    national = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=FiguresState, default=FiguresState.WAITING)
    ended_at = models.DateTimeField(null=True)

    signed_label = "statistics.yearfigures"
    signed_fields = (
        "network", "national", "year", "version", "supersedes", "box", "made_by", "second",
        "made_at", "state", "ended_at",
    )  # fmt: skip

    objects = YearFiguresQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-version", "-made_at")
        constraints = (
            models.UniqueConstraint(
                fields=["network", "year", "version"],
                condition=~models.Q(state="dropped"),
                name="statistics_figures_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} ({self.version})"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("figures", self.pk)


class ComparedKey(Authenticated):
    """That an analyst of a network compared the eight words of the national key with the Centre.

    Of one version of the key: another one is compared anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    signed_label = "statistics.comparedkey"
    signed_fields = ("network", "key", "by", "at")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["network", "key"], name="statistics_compared_once"),
        )

    def __str__(self) -> str:
        return str(self.key)
