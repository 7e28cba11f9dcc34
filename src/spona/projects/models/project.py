"""The project itself, and what every part of one has."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.access.actor import Actor
from spona.directory.models import DatePrecision
from spona.reference.models.validity import Certainty
from spona.reference.words import WordsField


class Status(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("of a project", "planned")
    RUNNING = "running", _("under way")
    FINISHED = "finished", _("finished")
    STOPPED = "stopped", _("ended early")


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, actor: Actor) -> Self:
        """Projects of the networks in which the actor's institution sits."""
        return self.filter(pk__in=self.model.objects.filter(networks__in=actor.networks))


class Project(models.Model):
    """`words` is the full title, for the project's own page and its papers only; `name` the short
    one, which says nothing of the matter, for lists, titles of pages and names of files.

    `ends_on` is the last day. A period of which only the month or the year is known holds the
    first day of it at its start and the last one at its end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    words = WordsField()
    name = WordsField(default=dict)
    text = WordsField(default=dict, blank=True)
    networks = models.ManyToManyField("directory.Network", related_name="projects")
    starts_on = models.DateField(null=True)
    starts_precision = models.CharField(max_length=10, choices=DatePrecision, blank=True)
    ends_on = models.DateField(null=True)
    ends_precision = models.CharField(max_length=10, choices=DatePrecision, blank=True)
    contact = models.EmailField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    sources = models.JSONField(default=list, blank=True)
    example = models.BooleanField(default=False)
    # Shown to everybody: title, goals, donors, partners, time and results. No budget.
    public = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return str(self.name)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("project", self.pk)


class PartQuerySet[M: models.Model](models.QuerySet[M]):
    def standing(self) -> Self:
        """Those that nobody took out."""
        return self.filter(withdrawn_at=None)


class Part(models.Model):
    """What a project consists of. `source` and `certainty` are for facts that were collected;
    empty for what the network wrote itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT)
    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=40, choices=Certainty, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    # As tasks and the log name it: a literal of each model, which outlives its name.
    frozen_kind: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return (self.kind, self.pk)

    @property
    def kind(self) -> str:
        return self.frozen_kind
