"""Step 1: danger first, then five lines, then the draft begins."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.intake.actions import begin_draft as begin
from spona.cases.intake.forms.danger import DangerForm
from spona.cases.intake.models import Draft
from spona.cases.intake.recipients import networks_for
from spona.cases.intake.views.flow import call_now, handle, opened, show, steps, typed
from spona.identity.form_recovery import keeps_draft


@member("report:write")
@require_http_methods(["GET", "POST"])
def begin_draft(request: MemberRequest) -> HttpResponse:
    """The page before there is a draft; the first answer begins one.

    Whoever has begun one already is led back to it first, unless they want another.
    """
    form = DangerForm(request.POST or None)
    if request.method == "POST":
        values = typed(form)

        def act() -> str:
            draft = begin(values, by=request.actor, keys=request.keys)
            # With a mistake the first step is shown again, with all that was typed kept.
            step = "signs" if form.is_valid() else "danger"
            return reverse(f"cases:{step}", args=[draft.pk])

        return HttpResponseRedirect(once(posted_token(request), act))
    drafts = list(Draft.objects.visible_to(request.actor).order_by("-updated_at"))
    if drafts and "another" not in request.GET:
        context = {"drafts": drafts, "contacts": call_now(request.actor)}
        return render(request, "cases/begun.html", context)
    context = _before(request) | {
        "form": form,
        "token": new_token(),
        "step_name": "danger",
        "steps": steps(None, "danger"),
    }
    return render(request, "cases/danger.html", context)


@keeps_draft
@member("report:write")
@require_http_methods(["GET", "POST"])
def danger(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """The same step of a draft that was begun."""
    step = opened(request, draft_id, "danger")

    def page(form: DangerForm, *, status: int = 200, changed: bool = False) -> HttpResponse:
        context = _before(request) | {"form": form, "changed": changed}
        return show(step, "cases/danger.html", status=status, **context)

    if request.method != "POST":
        saved = step.text["danger"]
        form = DangerForm(saved) if saved else DangerForm()
        return page(form)
    form = DangerForm(request.POST)
    return handle(
        step,
        form,
        typed(form),
        part="danger",
        back=reverse("cases:sent"),
        onward=step.url("signs"),
        page=page,
    )


def _before(request: MemberRequest) -> dict[str, object]:
    networks = networks_for(request.actor)
    return {
        "contacts": call_now(request.actor),
        "closed": not any(network.casework_open for network in networks),
    }
