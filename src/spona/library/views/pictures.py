"""Pictures: put in, described, taken away."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.library import actions
from spona.library.forms import PictureForm, PictureWordsForm
from spona.library.markdown import picture_tag
from spona.library.models import Picture
from spona.library.views.lookups import known_picture, my_pictures, status_of

_SHOWN: Final = 24
_SIZES: Final = "(min-width: 760px) 240px, 50vw"


@member("library:edit")
@require_safe
def pictures(request: MemberRequest) -> HttpResponse:
    page = Paginator(my_pictures(request), _SHOWN).get_page(request.GET.get("page"))
    rows = [(row, picture_tag(row, str(row.alt), sizes=_SIZES)) for row in page]
    return render(request, "library/pictures.html", {"page": page, "rows": rows})


@takes_attachments
@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_picture(request: MemberRequest) -> HttpResponse:
    files = request.FILES if request.method == "POST" else None
    form = PictureForm(
        request.POST or None, files, actor=request.actor, too_large=was_too_large(request)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def added() -> str:
            found = actions.add_picture(
                given["file"],
                network=given["place"][0],
                alt=form.words("alt"),
                credit=given["credit"],
                by=request.actor,
            )
            return reverse("library:picture", args=[found.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(given["token"], added))
    return render(request, "library/add_picture.html", {"form": form}, status=status_of(form))


@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: MemberRequest, picture_id: UUID) -> HttpResponse:
    """Its words, where it is shown, and the line that puts it into a text."""
    row: Picture = known_picture(request, picture_id)
    form = PictureWordsForm(request.POST or None, initial=PictureWordsForm.as_it_is(row))
    if request.method == "POST" and form.is_valid():
        with RefusalAsFormError(form):
            actions.describe_picture(
                row, alt=form.words("alt"), credit=form.cleaned_data["credit"], by=request.actor
            )
            return HttpResponseRedirect(reverse("library:picture", args=[row.pk]))
    context = {
        "row": row,
        "form": form,
        "tag": picture_tag(row, str(row.alt)),
        "used": row.versions.values("article").distinct().count(),
        "code": f"![](picture:{row.pk})",
    }
    return render(request, "library/picture.html", context, status=status_of(form))


@member("library:edit")
@require_POST
def withdraw_picture(request: MemberRequest, picture_id: UUID) -> HttpResponse:
    """Its bytes go: for one that should never have been there."""
    actions.withdraw_picture(known_picture(request, picture_id), by=request.actor)
    return HttpResponseRedirect(reverse("library:pictures"))
