"""Step 4: to whom it goes, and who must not see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.cases.intake.forms.recipient import RecipientForm
from spona.cases.intake.recipients import FIRST_SECTOR, Choice, choices_in, networks_for, people_of
from spona.cases.intake.views.flow import handle, opened, show, typed
from spona.directory.institution_names import full_name
from spona.directory.models import Network
from spona.identity.form_recovery import keeps_draft


@keeps_draft
@member("report:write")
@require_http_methods(["GET", "POST"])
def recipient(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    step = opened(request, draft_id, "recipient")
    networks = networks_for(request.actor)
    wanted = request.POST.get("network") or step.text["recipient"].get("network")
    network = _chosen(networks, wanted)
    choices = choices_in(network, request.actor) if network else []
    fields = _fields(networks, choices, request)

    def page(form: RecipientForm, *, status: int = 200, changed: bool = False) -> HttpResponse:
        by_id = {str(one.id): one for one in choices}
        rows = [(radio, by_id[str(radio.data["value"])]) for radio in form["institution"]]
        return show(
            step,
            "cases/recipient.html",
            status=status,
            changed=changed,
            form=form,
            rows=rows,
            several=len(networks) > 1,
            network=network,
        )

    if request.method != "POST":
        return page(
            RecipientForm(initial=_initial(step.text["recipient"], network, choices), **fields)
        )
    form = RecipientForm(request.POST, **fields)
    return handle(
        step,
        form,
        typed(form),
        part="recipient",
        back=step.url("person"),
        onward=step.url("preview"),
        page=page,
    )


def _chosen(networks: list[Network], wanted: object) -> Network | None:
    """The network that was chosen, else the first: the one of the own town."""
    return next(
        (one for one in networks if str(one.pk) == wanted), networks[0] if networks else None
    )


def _initial(
    saved: dict[str, Any], network: Network | None, choices: list[Choice]
) -> dict[str, Any]:
    """Saved answers; at first the centre for social work is chosen."""
    first = next((one for one in choices if one.institution.sector == FIRST_SECTOR), None)
    start = {
        "network": str(network.pk) if network else "",
        "institution": str(first.id) if first else "",
    }
    return start | {name: value for name, value in saved.items() if value}


def _fields(
    networks: list[Network], choices: list[Choice], request: MemberRequest
) -> dict[str, list[tuple[str, str]]]:
    names = [(str(one.id), full_name(one.institution)) for one in choices]
    people = people_of([one.id for one in choices], request.actor)
    return {
        "networks": [(str(one.pk), one.short_name) for one in networks],
        "recipients": names,
        "institutions": names,
        "people": [
            (str(one.person_id), f"{one.person.shown_name}, {one.institution.words}")
            for one in people
        ],
    }
