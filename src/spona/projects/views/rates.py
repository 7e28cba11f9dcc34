"""Dated rates, the same for every project."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.projects import actions
from spona.projects.forms import RateForm
from spona.projects.models import Rate
from spona.projects.permissions import check_can_enter_rates, edited_networks
from spona.projects.views.lookups import today

_SHOWN = 50


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: MemberRequest) -> HttpResponse:
    """The newest first; coordinators enter one more."""
    may_enter = bool(edited_networks(request.actor))
    form = RateForm(request.POST or None, initial={"day": today()})
    if request.method == "POST":
        check_can_enter_rates(request.actor)
        if form.is_valid():
            here = reverse("projects:rates")

            def entered() -> str:
                actions.enter_rate(form.row(), by=request.actor)
                return here

            with RefusalAsFormError(form):
                return HttpResponseRedirect(once(form.cleaned_data["token"], entered))
    rows = Rate.objects.standing().order_by("-day", "currency")
    context = {
        "page": Paginator(rows, _SHOWN).get_page(request.GET.get("page")),
        "form": form,
        "may_enter": may_enter,
    }
    status = 422 if form.errors else 200
    return render(request, "projects/rates.html", context, status=status)


@member("network:edit")
@require_POST
def withdraw_rate(request: MemberRequest, rate_id: UUID) -> HttpResponse:
    rate = get_object_or_404(Rate.objects.standing(), pk=rate_id)
    actions.withdraw_rate(rate, by=request.actor)
    return HttpResponseRedirect(reverse("projects:rates"))
