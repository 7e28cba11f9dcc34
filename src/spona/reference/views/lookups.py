"""What the editing pages share: one proposing form, and finding among rows that are read anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest
from spona.access.models import once
from spona.reference.models import Proposal
from spona.reference.scripts import fold


def propose_page(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Proposal],
    *,
    context: dict[str, Any],
    template: str = "reference/propose.html",
    page_of: Callable[[Proposal], str] | None = None,
) -> HttpResponse:
    """The form; sent well, `act` makes one proposal and its page follows. A refusal stands in
    the form, and what was typed stays.

    `context`: heading, above (what it is about), back (name of the page and its arguments),
    perhaps a note.
    """
    page, *place = context["back"]
    context = {**context, "back": reverse(page, args=place)}
    if request.method == "POST" and form.is_valid():

        def made() -> str:
            proposal = act(form.cleaned_data)
            if page_of is not None:
                return page_of(proposal)
            return reverse("reference:proposal", args=[proposal.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], made))
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)


def found[T](rows: Iterable[T], query: str, text: Callable[[T], str]) -> list[T]:
    """Rows in whose text every word of the query stands, blind to script and diacritics."""
    words = fold(query).split()
    return [row for row in rows if all(word in fold(text(row)) for word in words)]
