"""A workbook: send it in, see what it would change, take it over."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.documents.workbook.columns import MARK
from spona.documents.workbook.differences import REMOVE, Differences, Wanted
from spona.plans import actions
from spona.plans.forms import ReasonForm, WorkbookForm
from spona.plans.labels import KINDS, label_of, shown
from spona.plans.models import PlanImport, State
from spona.plans.permissions import check_can_change
from spona.plans.rows import known_of
from spona.plans.views.lookups import known_plan, posted
from spona.plans.views.names import names_in
from spona.plans.workbook.differences import differences_of
from spona.plans.workbook.reading import read
from spona.reference.templatetags.scripts import in_script


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def import_plan(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """Choose the file; nothing changes before its changes were looked at."""
    plan = known_plan(request, plan_id)
    check_can_change(request.actor, plan)
    form = WorkbookForm(posted(request), request.FILES or None)
    if request.method == "POST":
        if was_too_large(request):
            form.add_error("paper", _("This file is larger than 10 MB. Choose a smaller one."))
        elif form.is_valid():
            sent = actions.send_in(plan, form.cleaned_data["paper"], by=request.actor)
            return HttpResponseRedirect(reverse("plans:preview", args=[sent.pk]))
    context = {
        "plan": plan,
        "practice": plan.network.practice,
        "form": form,
        "remove_word": MARK,
    }
    return render(request, "plans/import.html", context, status=422 if form.errors else 200)


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """What would change, cell by cell; POST takes all of it over."""
    sent = _sent(request, import_id)
    plan = sent.plan
    check_can_change(request.actor, plan)
    draft = plan.state == State.DRAFT
    form = forms.Form(posted(request)) if draft else ReasonForm(posted(request))
    if request.method == "POST" and (draft or form.is_valid()):
        with RefusalAsFormError(form):
            actions.take_over(
                sent,
                seen=request.POST.get("seen", ""),
                reason="" if draft else form.cleaned_data["reason"],
                by=request.actor,
            )
            return HttpResponseRedirect(reverse("plans:plan", args=[plan.pk]))
    found = differences_of(read(bytes(sent.paper.bytes.content), plan), known_of(plan))
    names = names_in(plan)
    context = {
        "plan": plan,
        "practice": plan.network.practice,
        "sent": sent,
        "form": form,
        "draft": draft,
        "found": found,
        "answer": _answer(found),
        "refusals": found.refusals,
        "one_sheet": True,
        "another": reverse("plans:import", args=[plan.pk]),
        "rows": [_told(one, names) for one in found.wanted],
        "may_take_over": bool(found.wanted) and not found.refusals and not sent.taken_over_at,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/preview.html", context, status=status)


def _sent(request: MemberRequest, import_id: UUID) -> PlanImport:
    rows = PlanImport.objects.filter(plan__network__in=request.actor.networks)
    return get_object_or_404(rows.select_related("plan__network__town", "paper"), pk=import_id)


def _answer(found: Differences) -> str:
    """The title of the preview: what it comes to."""
    refusals, wanted = len(found.refusals), len(found.wanted)
    if refusals:
        return ngettext(
            "%(n)d place in the workbook cannot be taken over",
            "%(n)d places in the workbook cannot be taken over",
            refusals,
        ) % {"n": refusals}
    if not wanted:
        return _("Nothing would change")
    return ngettext(
        "%(n)d row of the plan would change", "%(n)d rows of the plan would change", wanted
    ) % {"n": wanted}


def _told(one: Wanted, names: dict[str, str]) -> dict[str, object]:
    cells = [
        {
            "label": label_of(cell.name),
            "old": in_script(shown(cell.name, cell.old, names)),
            "new": in_script(shown(cell.name, cell.new, names)),
        }
        for cell in one.cells
    ]
    return {
        "line": one.line,
        "what": one.what,
        "kind": KINDS[one.kind],
        "title": in_script(f"{one.values['number']} {one.values['title']}"),
        "cells": [] if one.what == REMOVE else cells,
        "gone": _("taken out of the plan"),
    }
