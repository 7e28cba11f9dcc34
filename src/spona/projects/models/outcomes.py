"""What a project wants, what came of it, and the reports that are due."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spona.attachments.models import Attachment
from spona.directory.models import DatePrecision
from spona.projects.models.people import Donor
from spona.projects.models.project import Part, PartQuerySet
from spona.reference.words import WordsField


class Goal(Part):
    """`objective`: the code of a confirmed objective of a national document, or nothing."""

    frozen_kind = "project_goal"
    words = WordsField()
    objective = models.SlugField(max_length=60, blank=True)

    objects = PartQuerySet["Goal"].as_manager()

    class Meta:
        default_related_name = "goals"
        ordering = ("changed_at", "pk")

    def __str__(self) -> str:
        return str(self.words)


class Result(Part):
    """`paper` is the attached evidence."""

    frozen_kind = "project_result"
    words = WordsField()
    reached_on = models.DateField(null=True)
    reached_precision = models.CharField(max_length=10, choices=DatePrecision, blank=True)
    paper = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PartQuerySet["Result"].as_manager()

    class Meta:
        default_related_name = "results"
        ordering = ("reached_on", "changed_at", "pk")

    def __str__(self) -> str:
        return str(self.words)


class Publication(Part):
    """`language` is a code of `reference`; `licence` as its authors say it."""

    frozen_kind = "project_publication"
    words = WordsField()
    language = models.SlugField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    licence = models.CharField(max_length=80, blank=True)
    paper = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PartQuerySet["Publication"].as_manager()

    class Meta:
        default_related_name = "publications"
        ordering = ("-year", "changed_at", "pk")

    def __str__(self) -> str:
        return str(self.words)


class ReportKind(models.TextChoices):
    INTERIM = "interim", _("Interim report")
    FINAL = "final", _("Final report")


class Due(Part):
    """A report that a donor waits for: about the days `first` to `last`, by `due_on`.

    `paper` is the signed copy, where there is one.
    """

    frozen_kind = "project_due"
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="dues")
    form = models.CharField(max_length=8, choices=ReportKind)
    first = models.DateField()
    last = models.DateField()
    due_on = models.DateField()
    sent_on = models.DateField(null=True)
    paper = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PartQuerySet["Due"].as_manager()

    class Meta:
        default_related_name = "dues"
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="due_period_forwards"),
        )

    def __str__(self) -> str:
        return str(self.get_form_display())
