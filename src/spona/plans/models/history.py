"""What was said about a plan on the way: progress, amendments, imports, reports."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.attachments.models import Attachment
from spona.plans.models.plan import Line, Plan


class Progress(models.Model):
    """How far a line was on a day, who wrote it, and the paper that shows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="progress")
    percent = models.PositiveSmallIntegerField(default=0)
    units_done = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    evidence = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-recorded_at", "-pk")


class Amendment(models.Model):
    """A change after the adoption: what was changed, from what to what, why.

    `changes`: [{"what": "2.1 …", "field": "ends_on", "old": "…", "new": "…"}]; `field` is a name
    of `plans.fields`, `old` and `new` are words as people wrote them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="amendment_number_once"),
        )


class PlanImport(models.Model):
    """A workbook that was sent in: looked at first, taken over afterwards, or never."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="imports")
    paper = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at",)


class Half(models.IntegerChoices):
    """Of which part of the year a report tells."""

    YEAR = 0, _("the whole year")
    FIRST = 1, _("the first half")
    SECOND = 2, _("the second half")


class ReportWords(models.Model):
    """What people add to a report: what was hard, and what is proposed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="report_words")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(choices=Half)
    problems = models.TextField(max_length=2000, blank=True)
    proposals = models.TextField(max_length=2000, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "year", "half"], name="report_words_once"),
        )


class FiledReport(models.Model):
    """A report as it went out on a day, whatever the numbers are later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reports")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(choices=Half)
    reader = models.SlugField(max_length=10)
    paper = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-filed_at",)
