"""Something to download: its card, its attached file, and the words of its pages."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from spona.attachments.models import Attachment
from spona.library.models.pictures import Picture
from spona.library.models.visibility import Showing, ShowingQuerySet
from spona.reference.scripts import fold
from spona.reference.words import WordsField


class PublicationQuerySet(ShowingQuerySet["Publication"]):
    def matching(self, query: str) -> Self:
        """Each word of the query, in any script, on the card or somewhere in the file."""
        rows = self
        for word in fold(query).split():
            inside = PublicationPage.objects.filter(
                publication=OuterRef("pk"), folded__contains=word
            )
            rows = rows.filter(Q(search_key__contains=word) | Exists(inside))
        return rows


class Publication(Showing):
    """`languages` and `tags` are lists of codes of `reference`, `licence` is one.

    Without networks and project it is for all. `read`: how much of the file can be searched.
    """

    class Read(models.TextChoices):
        WAITS = "waits", _("being read")
        WHOLE = "whole", _("searchable")
        PART = "part", _("searchable in part")
        NOTHING = "nothing", _("has no words to search, perhaps a scan")

    slug = models.SlugField(max_length=80, unique=True)
    title = WordsField()
    text = WordsField(default=dict, blank=True)
    authors = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    languages = models.JSONField(default=list, blank=True)
    licence = models.SlugField(max_length=60, blank=True)
    tags = models.JSONField(default=list, blank=True)
    cover = models.ForeignKey(Picture, null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField(null=True)
    read = models.CharField(max_length=8, choices=Read, default=Read.WAITS)
    networks = models.ManyToManyField("directory.Network", related_name="+")
    project = models.ForeignKey(
        "projects.Project", null=True, on_delete=models.PROTECT, related_name="+"
    )
    search_key = models.TextField(blank=True, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta(Showing.Meta):
        ordering = ("-year", "-written_at", "pk")

    def __str__(self) -> str:
        return str(self.title)

    def save(self, *args: object, **kwargs: object) -> None:
        card = (self.title.search_key(), self.text.search_key(), fold(self.authors))
        self.search_key = " ".join((*card, str(self.year or "")))
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("publication", self.pk)


class PublicationPage(models.Model):
    """The words of one page of the file, as they stand there and folded for the search."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    folded = models.TextField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["publication", "number"], name="publication_page_once"),
        )

    def __str__(self) -> str:
        return str(self.number)
