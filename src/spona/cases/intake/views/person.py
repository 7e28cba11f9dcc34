"""Step 3: the person and their safety."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.cases.case.acting_membership import acting_membership
from spona.cases.indicators.groups import groups_of
from spona.cases.intake.draft_document import called
from spona.cases.intake.forms.person import PersonForm
from spona.cases.intake.views.flow import handle, opened, show, typed
from spona.identity.form_recovery import keeps_draft
from spona.reference.models import IndicatorList


@keeps_draft
@member("report:write")
@require_http_methods(["GET", "POST"])
def person(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    step = opened(request, draft_id, "person")

    def page(form: PersonForm, *, status: int = 200, changed: bool = False) -> HttpResponse:
        return show(step, "cases/person.html", status=status, changed=changed, form=form)

    if request.method != "POST":
        saved = step.text["person"]
        if not saved:
            saved = {"own_phone": acting_membership(request.actor).person.phone}
        return page(PersonForm(initial=saved | called(step.text), sector=step.sector))
    form = PersonForm(request.POST, sector=step.sector)
    groups = groups_of(IndicatorList.objects.get(pk=step.text["list"]))
    return handle(
        step,
        form,
        typed(form),
        part="person",
        back=step.url("signs", len(groups)),
        onward=step.url("recipient"),
        page=page,
    )
