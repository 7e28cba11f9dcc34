"""Publications: the list, their cards and files."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import deadlines
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.library import actions
from spona.library.forms import FileForm, NewPublicationForm, PublicationForm, ShowForm
from spona.library.models import Publication
from spona.library.queries import card_of, words_of
from spona.library.views.lookups import known_publication, my_publications, networks_of, status_of
from spona.library.views.visibility import hidden_away, let_appear, looked_at, standing

_SHOWN: Final = 25


@member("library:edit")
@require_safe
def publications(request: MemberRequest) -> HttpResponse:
    """`?network=` and `?tag=` narrow it, `?q=` searches cards and files in both scripts."""
    asked = {name: request.GET.get(name, "") for name in ("network", "tag", "q")}
    rows = my_publications(request).matching(asked["q"])
    if asked["network"]:
        rows = rows.filter(networks__slug=asked["network"])
    tags = words_of("library_tag")
    if asked["tag"] in tags:
        rows = rows.filter(tags__icontains=f'"{asked["tag"]}"')
    page = Paginator(rows, _SHOWN).get_page(request.GET.get("page"))
    now = deadlines.now()
    context = {
        "asked": asked,
        "narrowed": any(asked.values()),
        "networks": networks_of(request),
        "tags": tags,
        "page": page,
        "rows": [{"row": row, "state": row.shown(now)} for row in page],
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "library/publications.html", context)


@takes_attachments
@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_publication(request: MemberRequest) -> HttpResponse:
    files = request.FILES if request.method == "POST" else None
    form = NewPublicationForm(
        request.POST or None, files, actor=request.actor, too_large=was_too_large(request)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def added() -> str:
            found = actions.add_publication(
                form.described(),
                given["file"],
                networks=form.chosen_networks,
                project=given["project"],
                by=request.actor,
            )
            return _path(found)

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(given["token"], added))
    return render(request, "library/describe.html", {"form": form}, status=status_of(form))


@member("library:edit")
@require_safe
def publication(request: MemberRequest, publication_id: UUID) -> HttpResponse:
    return page_of(request, known_publication(request, publication_id))


@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change_publication(request: MemberRequest, publication_id: UUID) -> HttpResponse:
    row = known_publication(request, publication_id)
    form = PublicationForm(
        request.POST or None, actor=request.actor, initial=PublicationForm.as_it_is(row)
    )
    if request.method == "POST" and form.is_valid() and looked_at(form, row):
        with RefusalAsFormError(form):
            actions.change_publication(row, form.described(), by=request.actor)
            return HttpResponseRedirect(_path(row))
    context = {"form": form, "row": row}
    return render(request, "library/describe.html", context, status=status_of(form))


@takes_attachments
@member("library:edit")
@require_POST
def replace_file(request: MemberRequest, publication_id: UUID) -> HttpResponse:
    row = known_publication(request, publication_id)
    files = request.FILES  # read first: only then it is known how large they were
    form = FileForm(request.POST, files, too_large=was_too_large(request))
    if form.is_valid():

        def replaced() -> str:
            actions.replace_file(row, form.cleaned_data["file"], by=request.actor)
            return _path(row)

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], replaced))
    return page_of(request, row, status=422, file_form=form)


@member("library:edit")
@require_POST
def show_publication(request: MemberRequest, publication_id: UUID) -> HttpResponse:
    row = known_publication(request, publication_id)
    return let_appear(request, row, _path(row), page_of)


@member("library:edit")
@require_POST
def hide_publication(request: MemberRequest, publication_id: UUID) -> HttpResponse:
    row = known_publication(request, publication_id)
    return hidden_away(request, row, _path(row), page_of)


def page_of(
    request: MemberRequest, row: Publication, *, status: int = 200, **bound: Any
) -> HttpResponse:
    lists = (words_of("library_tag"), words_of("licence"), words_of("language"))
    context: dict[str, Any] = {
        "row": row,
        "card": card_of(row, *lists),
        "file_form": FileForm(),
        "form": ShowForm(),
        **standing(request, row),
    }
    return render(request, "library/publication.html", context | bound, status=status)


def _path(row: Publication) -> str:
    return reverse("library:publication", args=[row.pk])
