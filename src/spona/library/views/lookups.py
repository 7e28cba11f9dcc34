"""Which rows an editor may know of, and what every form does with a refusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode

from spona import deadlines
from spona.access.guards import MemberRequest
from spona.directory.models import Network
from spona.library.models import Article, ArticleVersion, Event, Picture, Publication, Recording
from spona.library.permissions import edited, edited_networks


def my_articles(request: MemberRequest) -> Any:
    rows = Article.objects.filter(edited(request.actor, "network", project="project"))
    return rows.select_related("network__town", "project")


def my_publications(request: MemberRequest) -> Any:
    mine = Publication.objects.filter(edited(request.actor, "networks", project="project"))
    rows = Publication.objects.filter(pk__in=mine.values("pk")).select_related("project", "paper")
    return rows.prefetch_related("networks__town")


def my_events(request: MemberRequest) -> Any:
    rows = Event.objects.filter(edited(request.actor, "network", project="project"))
    return rows.select_related("network__town", "project", "town")


def my_pictures(request: MemberRequest) -> Any:
    mine = edited(request.actor, "network", project="")
    rows = Picture.objects.filter(mine, withdrawn_at=None)
    return rows.select_related("network__town").prefetch_related("files")


def my_recordings(request: MemberRequest) -> Any:
    rows = Recording.objects.filter(edited(request.actor, "network", project=""))
    return rows.select_related("network__town")


def known_article(request: MemberRequest, ident: UUID) -> Article:
    rows = my_articles(request).for_editors(deadlines.now())
    found: Article = get_object_or_404(rows, pk=ident)
    return found


def known_version(article: Article, number: int) -> ArticleVersion:
    rows = article.versions.select_related("cover", "written_by__person")
    return get_object_or_404(rows.prefetch_related("pictures__files"), number=number)


def known_publication(request: MemberRequest, ident: UUID) -> Publication:
    found: Publication = get_object_or_404(my_publications(request), pk=ident)
    return found


def known_event(request: MemberRequest, ident: UUID) -> Event:
    found: Event = get_object_or_404(my_events(request), pk=ident)
    return found


def known_picture(request: MemberRequest, ident: UUID) -> Picture:
    found: Picture = get_object_or_404(my_pictures(request), pk=ident)
    return found


def known_recording(request: MemberRequest, ident: UUID) -> Recording:
    found: Recording = get_object_or_404(my_recordings(request), pk=ident)
    return found


def networks_of(request: MemberRequest) -> list[Network]:
    """Those whose editor this is."""
    rows = Network.objects.filter(pk__in=edited_networks(request.actor))
    return list(rows.select_related("town").order_by("slug"))


def status_of(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def back_to(path: str, done: str = "") -> HttpResponse:
    """To the page of the thing, which says what was done and how to undo it."""
    return HttpResponseRedirect(f"{path}?{urlencode({'done': done})}" if done else path)
