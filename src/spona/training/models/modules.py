"""What is taught: modules with their questions and materials. Nothing here tells of a person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.reference.scripts import fold
from spona.reference.words import WordsField


class Used(models.TextChoices):
    """In which of the two tests a question is asked."""

    BOTH = "both", _("before and after")
    PRE = "pre", _("only before")
    POST = "post", _("only after")


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, actor: Actor) -> Self:
        """What one town has written, every other may teach; practice stays where it is."""
        return self.filter(Q(network__practice=False) | Q(network__in=actor.networks))

    def running(self) -> Self:
        return self.filter(ended_at=None)

    def matching(self, query: str) -> Self:
        """Each word stands in a title, in either script and language."""
        found = self
        for word in fold(query).split():
            found = found.filter(search_key__contains=word)
        return found


class Module(models.Model):
    """`audience` are sectors (empty: for everybody), `topics` and `covers` codes of `reference`.

    `accreditation_body` empty: not accredited. `pass_percent` of the points of the second test
    make a certificate, which is valid for `valid_months`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    title = WordsField()
    about = models.TextField(max_length=1500, blank=True)
    audience = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    covers = models.JSONField(default=list, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    accreditation_body = models.SlugField(max_length=60, blank=True)
    accreditation_number = models.CharField(max_length=60, blank=True)
    accredited_until = models.DateField(null=True, blank=True)
    pass_percent = models.PositiveSmallIntegerField(default=60)
    valid_months = models.PositiveSmallIntegerField(default=24)
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ("search_key", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(pass_percent__gte=1) & Q(pass_percent__lte=100),
                name="module_threshold_is_a_share",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="module_has_a_length"),
            models.CheckConstraint(condition=Q(valid_months__gte=1), name="module_holds_a_while"),
        )

    def __str__(self) -> str:
        return str(self.title)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_module", self.pk)

    def is_accredited_on(self, day: dt.date) -> bool:
        until = self.accredited_until
        return bool(self.accreditation_body) and (until is None or until >= day)


class Question(models.Model):
    """`options`: `{"text": …, "right": …}` in their order. One that was answered is never
    rewritten: it ends, and another takes its number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    used = models.CharField(max_length=4, choices=Used, default=Used.BOTH)
    text = models.CharField(max_length=500)
    options = models.JSONField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number", "pk")

    def __str__(self) -> str:
        return self.text

    @property
    def right(self) -> set[int]:
        """Places of the right options, from 0."""
        rows: list[dict[str, Any]] = self.options
        return {at for at, one in enumerate(rows) if one["right"]}


class Material(models.Model):
    """A paper of the module. A new version of the same title replaces the one before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    paper = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["module", "title"], condition=Q(ended_at=None), name="material_newest_once"
            ),
        )

    def __str__(self) -> str:
        return self.title
