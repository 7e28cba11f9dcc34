"""What public pages and other apps read here: only what has appeared at that moment.

A page of `public` asks for rows (`articles`, `publications`, `events`: querysets, to be counted and
cut into pages), and turns a slice of them into what a template shows (`stories`, `cards`).
`place` is a network (its own and those for all), a project (its own), or None (everything).

Words are `Words`: in a template they come in the reader's language and script. `lang` beside them
is the language that the reader really gets, for the attribute of that name.
`library/public/story.html`, with `story` in its context, draws an article as the preview shows it;
`library/article.css` is its style.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from spona import deadlines
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.library.markdown import picture_tag, to_html, to_text
from spona.library.models import (
    Article,
    ArticleVersion,
    Event,
    Picture,
    Publication,
    PublicationPage,
    Recording,
)
from spona.projects.models import Project
from spona.reference.models import Code
from spona.reference.scripts import fold, latin
from spona.reference.words import Words
from spona.ui.languages import html_lang

# Where a thing appears: in one network, in a project, or for all.

type Place = Network | Project | None


def near(place: Place, *, many: bool = False) -> Q:
    """Rows for the pages of `place`: of a network its own and those for all; of a project its own;
    without a place everything but of practice networks. `many`: of publications.
    """
    name = "networks" if many else "network"
    for_all = Q(**{name: None}, project=None)
    if isinstance(place, Network):
        return Q(**{name: place}) | for_all
    if isinstance(place, Project):
        return Q(project=place)
    return ~Q(**{f"{name}__practice": True})


# A few words around what was found, in either script.

_WORD: Final = re.compile(r"\w+")
_AROUND: Final = 110


def excerpt(text: str, query: str) -> str:
    """About two hundred letters around the first word that was looked for, else the beginning."""
    words = fold(query).split()
    for found in _WORD.finditer(text):
        folded = fold(found[0])
        if any(word in folded for word in words):
            return _cut(text, found.start(), found.end())
    return _cut(text, 0, 0)


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    # Whole words only.
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        last = text.rfind(" ", end, last) if text.rfind(" ", end, last) > end else last
    piece = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{piece}{' …' if last < len(text) else ''}"


@dataclass(frozen=True, slots=True)
class Cover:
    """`tag` is the whole `img`, in two widths."""

    picture: Picture

    @property
    def tag(self) -> SafeString:
        return picture_tag(self.picture, str(self.picture.alt))

    @property
    def credit(self) -> str:
        return in_script(self.picture.credit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as the public reads it. `day` is when it first appeared, `changed_on` the day of
    this wording where it is a later one.
    """

    slug: str
    kind: str
    title: Words
    summary: Words
    body: Words
    day: dt.date
    changed_on: dt.date | None
    cover: Cover | None
    tags: list[str]
    network: Network | None
    project: Project | None
    example: bool
    pictures: Mapping[UUID, Picture]

    @property
    def lang(self) -> str:
        """Of the title, which every wording has; the rest is written in the same languages."""
        return lang_of(self.title)

    @property
    def html(self) -> SafeString:
        """The body in the reader's language, cleaned."""
        shown = self.title.shown_in(get_language() or "sr")
        text = self.body.get(shown.partition("-")[0], "")
        return to_html(latin(text) if shown == "sr-latn" else text, self.pictures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A publication as the public sees it. `url` is of its file, empty without one; `size` in
    bytes.
    """

    slug: str
    title: Words
    text: Words
    authors: str
    year: int | None
    languages: list[str]
    licence: str
    tags: list[str]
    cover: Cover | None
    url: str
    size: int
    pages: int | None
    networks: list[Network]
    project: Project | None
    example: bool

    @property
    def lang(self) -> str:
        return lang_of(self.title)


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the search: an article or a publication. `page` is of the file, where the words
    stand in one.
    """

    story: Story | None
    card: Card | None
    excerpt: str
    page: int | None = None


def in_script(text: str) -> str:
    """Names that an editor typed in Cyrillic, in the reader's letters."""
    return text if get_language() == "sr" else latin(text)


def lang_of(words: Words) -> str:
    """For the attribute `lang` beside words: what the reader really gets."""
    shown = words.shown_in(get_language() or "sr")
    return html_lang(shown)


def articles(kind: str, place: Place = None, *, at: dt.datetime | None = None) -> QuerySet[Article]:
    """News or pages (`kind`) that the public sees, the newest first."""
    rows = Article.objects.appeared(at or deadlines.now()).filter(near(place), kind=kind)
    return rows.select_related("network__town", "project").order_by("-first_shown", "pk")  # type: ignore[misc]


def article(slug: str, *, at: dt.datetime | None = None) -> Story | None:
    """The one of that address, or None where nothing has appeared there."""
    rows = Article.objects.appeared(at or deadlines.now()).filter(near(None), slug=slug)
    found = stories(rows.select_related("network__town", "project"))
    return found[0] if found else None


def stories(rows: Iterable[Article]) -> list[Story]:
    """What a template shows, in the order of `rows`; three queries for all of them."""
    found = list(rows)
    wanted = [row.shown_version for row in found]  # type: ignore[attr-defined]
    versions = ArticleVersion.objects.select_related("cover").prefetch_related(
        "pictures__files", "cover__files"
    )
    by_id = versions.in_bulk(wanted)
    tags = words_of("library_tag")
    return [story_of(row, by_id[row.shown_version], tags) for row in found]  # type: ignore[attr-defined]


def story_of(row: Article, version: ArticleVersion, tags: Mapping[str, str]) -> Story:
    """One wording as it is, or would be, shown: the preview asks for this too."""
    first = getattr(row, "first_shown", None)
    day = _day(first or deadlines.now())
    changed = _day(version.written_at)
    return Story(
        slug=row.slug,
        kind=row.kind,
        title=version.title,
        summary=version.summary,
        body=version.body,
        day=day,
        changed_on=changed if changed > day else None,
        cover=Cover(version.cover) if version.cover else None,
        tags=[tags[code] for code in version.tags if code in tags],
        network=row.network,
        project=row.project,
        example=row.example,
        pictures={one.pk: one for one in version.pictures.all()},
    )


def publications(
    place: Place = None,
    *,
    query: str = "",
    tag: str = "",
    language: str = "",
    at: dt.datetime | None = None,
) -> QuerySet[Publication]:
    """Those that the public sees, the newest year first; `query` in any script, also of words
    inside the files; `tag` and `language` are codes of `library_tag` and `language`.
    """
    rows = Publication.objects.appeared(at or deadlines.now()).filter(near(place, many=True))
    rows = rows.matching(query)
    # A list in a JSON column: the quotes keep one code from being found inside another.
    if tag:
        rows = rows.filter(tags__icontains=f'"{tag}"')
    if language:
        rows = rows.filter(languages__icontains=f'"{language}"')
    rows = rows.select_related("cover", "paper", "project")
    return rows.prefetch_related("networks__town", "cover__files")


def publication(slug: str, *, at: dt.datetime | None = None) -> Card | None:
    rows = publications(at=at).filter(slug=slug)
    found = cards(rows)
    return found[0] if found else None


def cards(rows: Iterable[Publication]) -> list[Card]:
    tags, licences = words_of("library_tag"), words_of("licence")
    languages = words_of("language")
    return [card_of(row, tags, licences, languages) for row in rows]


def card_of(
    row: Publication,
    tags: Mapping[str, str],
    licences: Mapping[str, str],
    languages: Mapping[str, str],
) -> Card:
    """One publication as it is, or would be, shown."""
    paper = row.paper
    return Card(
        slug=row.slug,
        title=row.title,
        text=row.text,
        authors=in_script(row.authors),
        year=row.year,
        languages=[languages.get(code, code) for code in row.languages],
        licence=licences.get(row.licence, row.licence),
        tags=[tags[code] for code in row.tags if code in tags],
        cover=Cover(row.cover) if row.cover else None,
        url=reverse("library:publication_file", args=[paper.sha256]) if paper else "",
        size=paper.size if paper else 0,
        pages=row.pages,
        networks=list(row.networks.all()),
        project=row.project,
        example=row.example,
    )


def events(
    place: Place = None, *, at: dt.datetime | None = None, past: bool = False
) -> QuerySet[Event]:
    """Events that lie ahead or go on, the nearest first; `past`: those that are over, the last
    first. One that was called off stays, with `called_off_at`.
    """
    now = at or deadlines.now()
    rows = Event.objects.appeared(now).filter(near(place))
    rows = rows.select_related("network__town", "town", "project")
    if past:
        return rows.filter(ends_at__lte=now).order_by("-starts_at", "pk")
    return rows.filter(ends_at__gt=now).order_by("starts_at", "pk")


def find(query: str, place: Place = None, *, most: int = 20) -> list[Found]:
    """Articles and publications with every word of `query`, in either script; the articles first.
    Nothing for a query without a letter.
    """
    # A single letter stands on every page: it narrows nothing and costs the most.
    words = [word for word in fold(query).split() if len(word) > 1]
    if not words:
        return []
    return [*_found_stories(words, query, place, most), *_found_cards(words, query, place, most)]


def recording(page: str, language: str, place: Place = None) -> Recording | None:
    """The newest spoken version of a page: that of the network before the one for all."""
    rows = Recording.objects.appeared(deadlines.now()).filter(page=page, language=language)
    here = Q(network=place) if isinstance(place, Network) else Q(network=None)
    return (
        rows.filter(here).order_by("-publish_at").first()
        or rows.filter(network=None).order_by("-publish_at").first()
    )


def recording_url(row: Recording) -> str:
    kind = "mp3" if row.content_type == "audio/mpeg" else "ogg"
    return reverse("library:recording_file", args=[row.sha256, kind])


def words_of(list_name: str) -> dict[str, str]:
    """Code → its words today, in the order of the list."""
    return Code.objects.labels(list_name, today())


def _found_stories(words: list[str], query: str, place: Place, most: int) -> list[Found]:
    rows = Article.objects.appeared(deadlines.now()).filter(near(place))
    versions = ArticleVersion.objects.all()
    for word in words:
        versions = versions.filter(search_key__contains=word)
    rows = rows.filter(shown_version__in=versions.values("pk"))  # type: ignore[misc]
    rows = rows.select_related("network__town", "project")
    rows = rows.order_by("-first_shown", "pk")[:most]  # type: ignore[misc]
    return [
        Found(one, None, excerpt(f"{one.summary} {to_text(_shown_body(one))}", query))
        for one in stories(rows)
    ]


def _shown_body(story: Story) -> str:
    shown = story.title.shown_in(get_language() or "sr")
    text = story.body.get(shown.partition("-")[0], "")
    return latin(text) if shown == "sr-latn" else text


# Pages on which words are looked for to show the best one; anybody may ask, as often as they like.
_LOOKED_THROUGH: Final = 500


def _found_cards(words: list[str], query: str, place: Place, most: int) -> list[Found]:
    rows = list(publications(place, query=query)[:most])
    hits: dict[UUID, PublicationPage] = {}
    any_word = Q()
    for word in words:
        any_word |= Q(folded__contains=word)
    pages = PublicationPage.objects.filter(any_word, publication__in=rows).defer("text")
    for page in pages.order_by("number", "publication")[:_LOOKED_THROUGH]:
        best = hits.get(page.publication_id)
        # The page with most of the words, and of several the first.
        if best is None or _has(page, words) > _has(best, words):
            hits[page.publication_id] = page
    return [
        Found(None, card, _excerpt_of(card, hits.get(row.pk), query), _number(hits.get(row.pk)))
        for row, card in zip(rows, cards(rows), strict=True)
    ]


def _has(page: PublicationPage, words: list[str]) -> int:
    return sum(word in page.folded for word in words)


def _number(page: PublicationPage | None) -> int | None:
    return page.number if page else None


def _excerpt_of(card: Card, page: PublicationPage | None, query: str) -> str:
    return excerpt(page.text if page else str(card.text), query)


def _day(at: dt.datetime) -> dt.date:
    return timezone.localdate(at)
