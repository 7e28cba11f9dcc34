"""News and pages: the list, and what is done to one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.library import actions
from spona.library.differences import differences
from spona.library.forms import PublishForm
from spona.library.models import Article, ArticleVersion, Kind, Shown, shown_state
from spona.library.pii_scan import noticed_in
from spona.library.views.lookups import (
    back_to,
    known_article,
    known_version,
    my_articles,
    networks_of,
)
from spona.reference.scripts import fold

_SHOWN: Final = 25
# What was done → the sentence above the page; each can be undone.
DONE: Final = {
    "published": gettext_lazy("It is public now."),
    "scheduled": gettext_lazy("It will appear at that hour."),
    "withdrawn": gettext_lazy("The public does not see it any more."),
}


@member("library:edit")
@require_safe
def articles(request: MemberRequest) -> HttpResponse:
    """`?network=`, `?kind=` and `?state=` narrow it, `?q=` searches in both scripts."""
    networks = networks_of(request)
    asked = {name: request.GET.get(name, "") for name in ("network", "kind", "state", "q")}
    rows = my_articles(request)
    if asked["network"] == "all":
        rows = rows.filter(network=None, project=None)
    elif asked["network"]:
        rows = rows.filter(network__slug=asked["network"])
    if asked["kind"] in Kind.values:
        rows = rows.filter(kind=asked["kind"])
    state = asked["state"] if asked["state"] in Shown.values else ""
    rows = rows.in_state(state, deadlines.now())
    for word in fold(asked["q"]).split():
        hits = ArticleVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(newest__in=hits.values("pk"))
    page = Paginator(rows.order_by("-written_at", "pk"), _SHOWN).get_page(request.GET.get("page"))
    newest = ArticleVersion.objects.in_bulk([row.newest for row in page])
    context = {
        "answer": _answer(request),
        "networks": networks,
        "asked": asked,
        "narrowed": any(asked.values()),
        "page": page,
        "rows": [
            {"row": row, "version": newest[row.newest], "state": shown_state(row)} for row in page
        ],
        "kinds": Kind.choices,
        "states": Shown.choices,
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "library/articles.html", context)


@member("library:edit")
@require_safe
def article(request: MemberRequest, article_id: UUID) -> HttpResponse:
    return _page(request, known_article(request, article_id))


@member("library:edit")
@require_safe
def version(request: MemberRequest, article_id: UUID, number: int) -> HttpResponse:
    """What this wording changed, laid over the one before it."""
    row = known_article(request, article_id)
    found = known_version(row, number)
    before = row.versions.filter(number__lt=number).first()
    newest = row.versions.values_list("number", flat=True).first()
    context = {
        "row": row,
        "version": found,
        "before": before,
        "is_newest": number == newest,
        "differences": differences(before, found),
    }
    return render(request, "library/version.html", context)


@member("library:edit")
@require_POST
def bring_back(request: MemberRequest, article_id: UUID, number: int) -> HttpResponse:
    row = known_article(request, article_id)
    return _done(request, row, lambda: actions.bring_back(row, number, by=request.actor))


@member("library:edit")
@require_POST
def publish(request: MemberRequest, article_id: UUID) -> HttpResponse:
    row = known_article(request, article_id)
    number = request.POST.get("version", "")
    version = row.versions.filter(number=int(number) if number.isdecimal() else 0).first()
    form = PublishForm(request.POST, noticed=noticed_in(version) if version else ())
    if not form.is_valid():
        return _page(request, row, status=422, form=form)
    said = "scheduled" if form.at and form.at > deadlines.now() else "published"

    def act() -> None:
        actions.publish(
            row,
            version=form.cleaned_data["version"],
            at=form.at,
            until=form.until,
            by=request.actor,
        )

    return _done(request, row, act, said, form)


@member("library:edit")
@require_POST
def withdraw(request: MemberRequest, article_id: UUID) -> HttpResponse:
    row = known_article(request, article_id)
    return _done(request, row, lambda: actions.withdraw(row, by=request.actor), "withdrawn")


@member("library:edit")
@require_POST
def take_back(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """Undo of `publish` and `withdraw`."""
    row = known_article(request, article_id)
    return _done(request, row, lambda: actions.take_back(row, by=request.actor))


def _answer(request: MemberRequest) -> str:
    """How many wait to be published, whatever the list is narrowed to."""
    now = deadlines.now()
    waiting = my_articles(request).in_state(Shown.DRAFT, now).count()
    waiting += my_articles(request).in_state(Shown.CHANGED, now).count()
    if waiting:
        return ngettext(
            "%(n)d text waits to be published.", "%(n)d texts wait to be published.", waiting
        ) % {"n": waiting}
    return _("No text waits to be published.")


def _page(
    request: MemberRequest,
    row: Article,
    *,
    status: int = 200,
    form: PublishForm | None = None,
    note: str = "",
) -> HttpResponse:
    now = deadlines.now()
    versions = list(row.versions.select_related("written_by__person", "cover"))
    newest = versions[0]
    shown = next((one for one in versions if one.pk == row.__dict__["shown_version"]), None)
    ahead = row.appearances.filter(cancelled_at=None, starts_at__gt=now).order_by("starts_at")
    context: dict[str, Any] = {
        "row": row,
        "newest": newest,
        "versions": versions,
        "shown": shown,
        "state": shown_state(row),
        "ahead": list(ahead.select_related("version")),
        "form": form or PublishForm(initial={"version": newest.number, "when": "now"}),
        "noticed": noticed_in(newest),
        "done": DONE.get(request.GET.get("done", "")),
        "note": note,
    }
    return render(request, "library/article.html", context, status=status)


def _done(
    request: MemberRequest,
    row: Article,
    act: Callable[[], object],
    said: str = "",
    form: PublishForm | None = None,
) -> HttpResponse:
    """`form`: what was typed, which stays after a refusal."""
    try:
        act()
    except Denied as refusal:
        return _page(request, row, status=403, note=str(refusal.sentence), form=form)
    except Conflict as faster:
        fresh = known_article(request, row.pk)
        return _page(request, fresh, status=409, note=str(faster.sentence))
    return back_to(reverse("library:article", args=[row.pk]), said)
