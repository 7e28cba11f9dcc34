"""Articles with their versions, pictures, publications, events, and what is spoken or confirmed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.attachments.models import Attachment
from spona.reference.scripts import fold
from spona.reference.words import WordsField

# Pictures as Spona encoded them anew; what was uploaded is not kept.


class Picture(models.Model):
    """`alt` says in words what it shows. Without a network it is for all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    alt = WordsField()
    credit = models.CharField(max_length=160, blank=True)
    put_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    put_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-put_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(alt={}), name="picture_says_what_it_shows"),
        )

    def __str__(self) -> str:
        return str(self.alt)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("picture", self.pk)


class PictureFile(models.Model):
    """One width of a picture, a JPEG. `sha256` of its bytes in hexadecimal is its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="files")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()

    class Meta:
        ordering = ("width",)
        constraints = (
            models.UniqueConstraint(fields=["picture", "width"], name="picture_width_once"),
        )

    def __str__(self) -> str:
        return self.sha256


# When the public sees a thing: it is computed from the hour, no job has to run for it.


class Shown(models.TextChoices):
    """What an editor reads beside it. `CHANGED`: the public sees an older version."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("appears later")
    SHOWN = "shown", pgettext_lazy("to the public", "public")
    CHANGED = "changed", _("public, newer draft")
    WITHDRAWN = "withdrawn", pgettext_lazy("from the public", "withdrawn")


class ShowingQuerySet[M: models.Model](models.QuerySet[M]):
    def appeared(self, at: dt.datetime) -> Self:
        """What the public sees at that moment."""
        return self.filter(publish_at__lte=at).filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))


class Showing(models.Model):
    """A thing that appears at an hour and may be withdrawn at one; it keeps no older wording.

    `example` marks what the demo invented.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publish_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    example = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None)
                | Q(publish_at__isnull=False, withdrawn_at__gte=F("publish_at")),
                name="%(class)s_withdrawn_after_it_appeared",
            ),
        ]

    def shown(self, at: dt.datetime) -> Shown:
        if self.publish_at is None:
            return Shown.DRAFT
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return Shown.WITHDRAWN
        return Shown.SHOWN if self.publish_at <= at else Shown.SCHEDULED


# News and pages: each wording is kept, and a line of time says which one the public sees.


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


# The public calendar of a network.


class Event(Showing):
    """In words of its own also where a meeting or a training stands behind it.

    Of an all-day event the times are the midnights at its start and after its last day.
    `sequence` grows with each change, so that calendars replace what they have.
    """

    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        "projects.Project", null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = WordsField()
    text = WordsField(default=dict, blank=True)
    place = WordsField(default=dict, blank=True)
    town = models.ForeignKey(
        "reference.Town", null=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    contact = models.CharField(max_length=160, blank=True)
    called_off_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = ShowingQuerySet["Event"].as_manager()

    class Meta(Showing.Meta):
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=["starts_at"], name="event_by_start"),)
        constraints = [
            *Showing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("public_event", self.pk)


# Something to download: its card, its attached file, and the words of its pages.


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


# A public page as somebody reads it aloud, and translations that a named person stands for.

# Public pages that can be spoken; `public` says where each of them is heard.
SPOKEN: Final = {
    "help": _("Whom to call"),
    "signs": _("Signs"),
    "rights": _("Rights"),
    "after": _("What happens after you report"),
}


class Recording(Showing):
    """`page` is a key of `SPOKEN`, `language` a code of `reference`.

    `confirmed_by` heard it, understands the language and says that it is right.
    """

    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    page = models.SlugField(max_length=40)
    language = models.SlugField(max_length=60)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    confirmed_by = models.CharField(max_length=120)
    confirmed_on = models.DateField()

    objects = ShowingQuerySet["Recording"].as_manager()

    class Meta(Showing.Meta):
        ordering = ("page", "language", "-written_at")
        constraints = [
            *Showing.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(confirmed_by=""), name="recording_somebody_stands_for_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.language}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("recording", self.pk)


class RecordingBytes(models.Model):
    recording = models.OneToOneField(
        Recording, primary_key=True, on_delete=models.CASCADE, related_name="bytes"
    )
    content = models.BinaryField()


class TranslationConfirmed(models.Model):
    """Somebody who is named says that these words of that language are right.

    `digest` is the SHA-256 of the words: where they change, the confirmation is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=40)
    language = models.SlugField(max_length=60)
    digest = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=120)
    confirmed_on = models.DateField()
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("key", "language", "-written_at")
        constraints = (
            models.UniqueConstraint(
                fields=["key", "language", "digest"],
                condition=Q(withdrawn_at=None),
                name="translation_confirmed_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.language}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("translation", self.pk)
