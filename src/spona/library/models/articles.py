"""News and pages: each wording is kept, and a line of time says which one the public sees."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from spona.library.models.pictures import Picture
from spona.library.models.visibility import Shown
from spona.reference.words import WordsField


class Kind(models.TextChoices):
    NEWS = "news", _("News")
    PAGE = "page", _("Page")


class ArticleQuerySet(models.QuerySet["Article"]):
    def at(self, at: dt.datetime) -> Self:
        """With `shown_version` (its id, or None) and `first_shown`, as they are at that moment."""
        begun = Appearance.objects.filter(
            article=OuterRef("pk"), cancelled_at=None, starts_at__lte=at
        )
        now = begun.order_by("-starts_at", "-decided_at").values("version")[:1]
        first = begun.exclude(version=None).order_by("starts_at").values("starts_at")[:1]
        return self.annotate(
            shown_version=Subquery(now, output_field=models.UUIDField()),
            first_shown=Subquery(first),
        )

    def for_editors(self, at: dt.datetime) -> Self:
        """The same with `newest` (the id of the newest version), `ahead` (whether something will
        appear) and `was` (whether anything ever did).
        """
        mine = Appearance.objects.filter(article=OuterRef("pk"), cancelled_at=None)
        shows = mine.exclude(version=None)
        newest = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-number")
        return self.at(at).annotate(
            newest=Subquery(newest.values("pk")[:1]),
            ahead=Exists(shows.filter(starts_at__gt=at)),
            was=Exists(shows.filter(starts_at__lte=at)),
        )

    def in_state(self, state: str, at: dt.datetime) -> Self:
        """Those an editor reads this state beside; all for an empty one."""
        rows = self.for_editors(at)
        hidden = Q(shown_version=None)
        wanted = {
            Shown.DRAFT: hidden & Q(ahead=False, was=False),
            Shown.SCHEDULED: hidden & Q(ahead=True),
            Shown.SHOWN: ~hidden & Q(shown_version=F("newest")),
            Shown.CHANGED: ~hidden & ~Q(shown_version=F("newest")),
            Shown.WITHDRAWN: hidden & Q(ahead=False, was=True),
        }
        return rows.filter(wanted[Shown(state)]) if state else rows

    def appeared(self, at: dt.datetime) -> Self:
        """What the public sees at that moment."""
        return self.at(at).exclude(shown_version=None)


class Article(models.Model):
    """Without network and project it is for all. `slug` is its address and never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=4, choices=Kind)
    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        "projects.Project", null=True, on_delete=models.PROTECT, related_name="+"
    )
    slug = models.SlugField(max_length=80, unique=True)
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    example = models.BooleanField(default=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "pk")

    def __str__(self) -> str:
        return self.slug

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("article", self.pk)


def shown_state(row: Article) -> Shown:
    """Of a row that `for_editors` asked for."""
    asked = row.__dict__
    if asked["shown_version"] is not None:
        return Shown.SHOWN if asked["shown_version"] == asked["newest"] else Shown.CHANGED
    if asked["ahead"]:
        return Shown.SCHEDULED
    return Shown.WITHDRAWN if asked["was"] else Shown.DRAFT


class ArticleVersion(models.Model):
    """A wording, never changed once it is written: a change is the next number.

    `title`, `summary` and `body` in Serbian, perhaps in English and Hungarian; `body` is Markdown.
    `pictures` are the cover and those that the body names. `from_number`: brought back from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = WordsField()
    summary = WordsField(default=dict, blank=True)
    body = WordsField(default=dict, blank=True)
    tags = models.JSONField(default=list, blank=True)
    cover = models.ForeignKey(Picture, null=True, on_delete=models.PROTECT, related_name="+")
    pictures = models.ManyToManyField(Picture, related_name="versions")
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    from_number = models.PositiveIntegerField(null=True)
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["article", "number"], name="article_version_once"),
            models.CheckConstraint(condition=~Q(title={}), name="article_version_has_a_title"),
        )

    def __str__(self) -> str:
        return str(self.title)


class Appearance(models.Model):
    """From `starts_at` the public sees `version`, or nothing where there is none.

    Of several the last begun one holds; one that was taken back (`cancelled_at`) never was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="appearances")
    version = models.ForeignKey(
        ArticleVersion, null=True, on_delete=models.CASCADE, related_name="appearances"
    )
    starts_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-starts_at", "-decided_at")
        indexes = (models.Index(fields=["article", "starts_at"], name="appearance_of_article"),)

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
