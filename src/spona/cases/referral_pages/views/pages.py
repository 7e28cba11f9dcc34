"""What the pages of this step share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from spona.access.guards import MemberRequest
from spona.cases.case.models import Case
from spona.cases.casefile.views.reading import path_of
from spona.cases.casefile.views.single import Single
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Body, Cover

type Page = Callable[..., HttpResponse]


def single(
    request: MemberRequest,
    referral: Referral,
    words: Single,
    form: forms.Form,
    *,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    """One form on a page of its own, as everything that is written on a referral."""
    context = {"referral": referral, "single": words, "form": form, "note": note}
    context["back_url"] = reverse("cases:read", args=[referral.reference])
    return render(request, "cases/single.html", context, status=status)


def back_to(referral: Referral) -> str:
    return path_of(referral)


def visible_file(request: MemberRequest, reference: str) -> Case:
    """The file behind a reference; 404 for what one may not know exists."""
    rows = Case.objects.visible_to(request.actor)
    rows = rows.select_related("owner_institution", "network", "box")
    case = rows.filter(reference=reference.upper()).first()
    if case is None:
        raise Http404
    return case


def bands(cover: Cover | None, body: Body | None) -> dict[str, Any]:
    """What the packet's bands need, in a preview and for who looks at it before it goes."""
    return {"cover": cover, "body": body, "sections": sections_of(body) if body else []}
