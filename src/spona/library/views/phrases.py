"""The few words of languages into which nobody translated the pages, and who stands for them."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.library import actions
from spona.library.forms import PhrasesForm
from spona.library.phrases import Phrase, digest_of_all, phrases_of_all
from spona.library.queries import words_of
from spona.library.views.lookups import back_to, status_of

_DONE: Final = {
    "confirmed": gettext_lazy("The public page does not mark these words any more."),
    "taken_back": gettext_lazy("The public page says again that nobody has confirmed these words."),
}


@member("library:edit")
@require_safe
def phrases(request: MemberRequest) -> HttpResponse:
    names = words_of("language")
    rows = [
        {
            "code": language,
            "name": names.get(language, language),
            "count": len(found),
            "confirmed": all(one.confirmed for one in found),
            "some": sum(one.confirmed for one in found),
            "stands": _standing(found),
        }
        for language, found in phrases_of_all().items()
    ]
    return render(request, "library/phrases.html", {"rows": rows})


@member("library:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def phrases_of(request: MemberRequest, language: str) -> HttpResponse:
    found = _known(language)
    form = PhrasesForm(request.POST or None, initial={"read": digest_of_all(found)})
    path = reverse("library:phrases_of", args=[language])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def confirmed() -> str:
            actions.confirm_phrases(
                language,
                read=given["read"],
                confirmed_by=given["confirmed_by"],
                confirmed_on=given["confirmed_on"],
                by=request.actor,
            )
            return path

        with RefusalAsFormError(form):
            once(given["token"], confirmed)
            return back_to(path, "confirmed")
        # The page shows the words as they are now: whoever presses again has read these.
        form.data = request.POST.copy()
        form.data["read"] = digest_of_all(found)
    return _page(request, language, found, form=form, status=status_of(form))


@member("library:edit")
@require_POST
def take_back_phrases(request: MemberRequest, language: str) -> HttpResponse:
    found = _known(language)
    try:
        actions.take_back_phrases(language, by=request.actor)
    except (Denied, Conflict) as refusal:
        form = PhrasesForm(initial={"read": digest_of_all(found)})
        return _page(request, language, found, form=form, note=str(refusal.sentence), status=409)
    return back_to(reverse("library:phrases_of", args=[language]), "taken_back")


def _known(language: str) -> list[Phrase]:
    found = phrases_of_all().get(language)
    if not found:
        raise Http404
    return found


def _standing(found: list[Phrase]) -> list[tuple[str, Any]]:
    """Each who stands for some of them, with the day, once."""
    rows = [one.stands for one in found if one.stands]
    return list(dict.fromkeys((row.confirmed_by, row.confirmed_on) for row in rows))


def _page(
    request: MemberRequest,
    language: str,
    found: list[Phrase],
    *,
    form: PhrasesForm,
    status: int,
    note: str = "",
) -> HttpResponse:
    return render(
        request,
        "library/phrases_of.html",
        {
            "language": language,
            "name": words_of("language").get(language, language),
            "phrases": found,
            "form": form,
            "confirmed": all(one.confirmed for one in found),
            "stands": _standing(found),
            "done": _DONE.get(request.GET.get("done", "")),
            "note": note,
        },
        status=status,
    )
