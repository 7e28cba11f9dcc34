"""Write an article, change it, and see it as the public would."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spona import deadlines
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.library import actions
from spona.library.forms import ArticleForm
from spona.library.markdown import pictures_named
from spona.library.models import Article, ArticleVersion, Picture
from spona.library.pii_scan import looks_like_somebody, noticed_in
from spona.library.queries import Cover, Story, story_of, words_of
from spona.library.views.lookups import known_article, known_version, status_of
from spona.ui.languages import html_lang

_LANGUAGES: Final = dict(settings.PUBLIC_LANGUAGES)


@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """A new article. "Preview" shows it before anything is kept."""
    form = ArticleForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        if "preview" in request.POST:
            return _unsaved(request, form, None)
        network, project = form.cleaned_data["place"]

        def written() -> str:
            found = actions.write_article(
                form.cleaned_data["kind"],
                form.wording(),
                network=network,
                project=project,
                by=request.actor,
            )
            return reverse("library:article", args=[found.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    return render(request, "library/write.html", {"form": form}, status=status_of(form))


@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, article_id: UUID) -> HttpResponse:
    """The next wording; what the public sees stays until it is published."""
    row = known_article(request, article_id)
    newest = ArticleVersion.objects.select_related("article__network").get(
        pk=row.__dict__["newest"]
    )
    form = ArticleForm(request.POST or None, actor=request.actor, version=newest)
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        if "preview" in request.POST:
            return _unsaved(request, form, row)

        def changed() -> str:
            actions.rewrite(
                row, form.wording(), after=form.cleaned_data["after"] or 0, by=request.actor
            )
            return reverse("library:article", args=[row.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], changed))
    context = {"form": form, "row": row, "version": newest}
    return render(request, "library/write.html", context, status=status_of(form))


@member("library:edit")
@require_safe
def preview(request: MemberRequest, article_id: UUID, number: int) -> HttpResponse:
    """A wording as the public would read it, `?language=` in one of its languages."""
    row = known_article(request, article_id)
    version = known_version(row, number)
    return _preview(request, story_of(row, version, words_of("library_tag")), {
        "row": row, "number": number, "noticed": noticed_in(version),
    })  # fmt: skip


def _unsaved(request: MemberRequest, form: ArticleForm, row: Article | None) -> HttpResponse:
    """What was typed, with all of it in hidden fields: nothing is kept yet."""
    wording = form.wording()
    shown = Picture.objects.filter(
        pk__in=pictures_named(wording.body.values()), withdrawn_at=None
    ).prefetch_related("files")
    tags = words_of("library_tag")
    today = timezone.localdate(deadlines.now())
    story = Story(
        slug="",
        kind=row.kind if row else form.cleaned_data["kind"],
        title=wording.title,
        summary=wording.summary,
        body=wording.body,
        day=today,
        changed_on=None,
        cover=Cover(wording.cover) if wording.cover else None,
        tags=[tags[code] for code in wording.tags if code in tags],
        network=row.network if row else form.cleaned_data["place"][0],
        project=row.project if row else form.cleaned_data["place"][1],
        example=row.example if row else False,
        pictures={one.pk: one for one in shown},
    )
    leave_out = {"csrfmiddlewaretoken", "preview", "back", "save"}
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in leave_out
        for value in values
    ]
    noticed = looks_like_somebody(wording.title, wording.summary, wording.body)
    return _preview(request, story, {"kept": kept, "row": row, "noticed": noticed})


def _preview(request: MemberRequest, story: Story, more: dict[str, Any]) -> HttpResponse:
    asked = request.GET.get("language") or request.POST.get("preview") or ""
    language = asked if asked in _LANGUAGES else "sr"
    tongues = [
        {"code": code, "label": label, "current": code == language}
        for code, label in _LANGUAGES.items()
        if not story.title.missing_in(code)
    ]
    town = story.network.town.words.in_language(language) if story.network else "Spona"
    return render(request, "library/preview.html", more | {
        "story": story, "tongues": tongues, "town_name": town, "shown_in": language,
        "html_lang_of": html_lang(language),
    })  # fmt: skip
