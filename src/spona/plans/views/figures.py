"""A number of an indicator, taken from the sums of a questionnaire."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.plans import actions
from spona.plans.forms import FigureForm
from spona.plans.permissions import check_can_write_reading
from spona.plans.rows import INDICATOR
from spona.plans.views.lookups import known_part, posted
from spona.surveys.queries import figures_of, over


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: MemberRequest, indicator_id: UUID) -> HttpResponse:
    """`?from=` is the code of the questionnaire; without it, the list of those that are over."""
    row = known_part(request, INDICATOR, indicator_id)
    check_can_write_reading(request.actor, row, row.plan)
    rounds = over(row.plan.network)
    chosen = next((one for one in rounds if one.code == request.GET.get("from", "")), None)
    form = FigureForm(posted(request), figures=figures_of(chosen)) if chosen else None
    if chosen and form and request.method == "POST" and form.is_valid():
        take = partial(
            actions.take_figure, row, chosen, form.cleaned_data["figure"], by=request.actor
        )

        def taken() -> str:
            take()
            return reverse("plans:indicator", args=[row.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], taken))
    context = {
        "indicator": row,
        "plan": row.plan,
        "practice": row.plan.network.practice,
        "rounds": rounds,
        "chosen": chosen,
        "form": form,
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "plans/figure.html", context, status=422 if wrong else 200)
