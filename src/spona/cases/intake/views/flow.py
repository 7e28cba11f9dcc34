"""What the five steps share: the draft, the line of steps, saving before anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import GoneError
from spona.access.guards import MemberRequest
from spona.access.models import new_token
from spona.cases.case.acting_membership import acting_membership
from spona.cases.intake.actions import DraftChanged, read_draft, save_draft
from spona.cases.intake.draft_document import Document, Values, with_step
from spona.cases.intake.models import Draft
from spona.cases.intake.recipients import networks_for
from spona.directory.queries import DangerContact, danger_contacts

_STEPS = ("danger", "signs", "person", "recipient", "preview")


@dataclass(slots=True)
class Step:
    """One step of one draft, as its view handles it."""

    request: MemberRequest
    draft: Draft
    text: Document
    name: str

    @property
    def sector(self) -> str:
        """The writer's: on it depends what a report asks besides."""
        return acting_membership(self.request.actor).institution.sector

    def url(self, step: str, *more: Any) -> str:
        return reverse(f"cases:{step}", args=[self.draft.pk, *more])


def own_draft(request: MemberRequest, draft_id: UUID) -> Draft:
    """The actor's own draft, else 404: nobody learns that another one exists."""
    draft = Draft.objects.visible_to(request.actor).filter(pk=draft_id).first()
    if draft is None:
        raise GoneError(_("This draft is gone: it was sent or deleted. Look at your reports."))
    return draft


def opened(request: MemberRequest, draft_id: UUID, name: str) -> Step:
    draft = own_draft(request, draft_id)
    text = read_draft(draft, by=request.actor, keys=request.keys)
    return Step(request, draft, text, name)


def typed(form: forms.Form) -> Values:
    """What a form was given, field by field, right or wrong."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def keep(step: Step, part: str, values: Values) -> None:
    """Save what was typed; DraftChanged when another window was faster."""
    data = step.request.POST
    revision = data.get("revision", "")
    step.draft = save_draft(
        step.draft,
        part,
        values,
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
        tab=data.get("tab", ""),
        by=step.request.actor,
        keys=step.request.keys,
    )
    step.text = with_step(step.text, part, values)


def handle(
    step: Step,
    form: forms.Form,
    values: Values,
    *,
    part: str,
    back: str,
    onward: str,
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    """A POST of one step: keep first, then back, on, or the same page with its sentences."""
    try:
        keep(step, part, values)
    except DraftChanged as changed:
        step.draft = changed.draft
        return page(form, status=409, changed=True)
    if "back" in step.request.POST:
        return HttpResponseRedirect(back)
    if "show_network" not in step.request.POST and form.is_valid():
        return HttpResponseRedirect(onward)
    return page(form, status=422 if not form.is_valid() else 200)


def show(step: Step, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the flow. `changed` (in context) tells of another window's save."""
    return render(
        step.request,
        template,
        {
            "draft": step.draft,
            "step_name": step.name,
            "steps": steps(step.draft, step.name),
            "tab": step.request.POST.get("tab") or new_token(),
            "revision": step.draft.revision,
            "saved_at": step.draft.updated_at,
            "save_url": reverse("cases:save_draft", args=[step.draft.pk, _part(step.name)]),
            "child": step.text["person"].get("age") == "child",
            "contacts": call_now(step.request.actor),
            **context,
        },
        status=status,
    )


def call_now(actor: Actor) -> list[DangerContact]:
    """Whom to call in the writer's town: short at the top of each step, in full at its end."""
    own = acting_membership(actor).institution
    networks = networks_for(actor)
    return danger_contacts(own.town or (networks[0].town if networks else None))


def steps(draft: Draft | None, current: str) -> list[dict[str, str]]:
    """The line of steps; before there is a draft, only the first one leads anywhere."""
    labels = {
        "danger": _("Before you start"),
        "signs": _("Signs"),
        "person": _("Person and safety"),
        "recipient": _("To whom"),
        "preview": _("Preview and sending"),
    }
    at = _STEPS.index(current)
    return [
        {
            "label": labels[name],
            "url": reverse(f"cases:{name}", args=[draft.pk]) if draft else "",
            "state": "now" if number == at else "done" if number < at else "ahead",
        }
        for number, name in enumerate(_STEPS)
    ]


def _part(step: str) -> str:
    return "packet" if step == "preview" else step
