"""Step 2: the signs, group by group."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.cases.indicators.groups import Group, groups_of
from spona.cases.intake.forms.signs import SignsForm, initial_signs, typed_signs
from spona.cases.intake.views.flow import Step, handle, opened, show
from spona.identity.form_recovery import keeps_draft
from spona.reference.models import IndicatorList


@dataclass(frozen=True, slots=True)
class Progress:
    """A line of the list at the left: how many of a group were answered, nothing more."""

    group: Group
    url: str
    done: int
    current: bool

    @property
    def state(self) -> str:
        if self.done == len(self.group.signs):
            return "done"
        return "begun" if self.done else "ahead"

    @property
    def icon(self) -> str:
        return {"done": "circle-check", "begun": "circle-half-2", "ahead": "circle"}[self.state]


@keeps_draft
@member("report:write")
@require_http_methods(["GET", "POST"])
def signs(request: MemberRequest, draft_id: UUID, number: int = 1) -> HttpResponse:
    """One group of the list that this draft was begun with."""
    step = opened(request, draft_id, "signs")
    chosen = IndicatorList.objects.get(pk=step.text["list"])
    groups = groups_of(chosen)
    if not 1 <= number <= len(groups):
        raise Http404
    group, last = groups[number - 1], number == len(groups)

    def page(form: SignsForm, *, status: int = 200, changed: bool = False) -> HttpResponse:
        return show(
            step,
            "cases/signs.html",
            status=status,
            changed=changed,
            form=form,
            asks=form.asks(),
            group=group,
            total=len(groups),
            next_group=None if last else groups[number],
            progress=progress(step, groups, number),
            chosen=chosen,
            general=chosen.sector == "general",
        )

    if request.method != "POST":
        return page(SignsForm(signs=group.signs, initial=initial_signs(step.text["signs"])))
    form = SignsForm(request.POST, signs=group.signs)
    return handle(
        step,
        form,
        typed_signs(form),
        part="signs",
        back=step.url("danger") if number == 1 else step.url("signs", number - 1),
        onward=step.url("person") if last else step.url("signs", number + 1),
        page=page,
    )


def progress(step: Step, groups: list[Group], number: int) -> list[Progress]:
    return [
        Progress(
            group,
            step.url("signs", group.number),
            group.answered(step.text["signs"]),
            group.number == number,
        )
        for group in groups
    ]
