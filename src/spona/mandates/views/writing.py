"""Writing down that an institution meets a condition."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments
from spona.deadlines.time import today
from spona.directory.institution_names import short_name
from spona.mandates import actions, owed
from spona.mandates.forms import ConditionForm
from spona.mandates.permissions import check_can_write_condition

from .conditions import known_body
from .lookups import form_page, is_whole, known_network


@takes_attachments
@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def write_condition(request: MemberRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """`code` is the institution's, `kind` that of the condition."""
    network = known_network(request, slug)
    body = known_body(network, code)
    day = today()
    asked = next((one for one in owed.kinds(network, day) if one.code == kind), None)
    if asked is None:
        raise Http404
    check_can_write_condition(request.actor, body, network, kind, blocks=asked.blocks)
    form = ConditionForm(
        request.POST or None, request.FILES or None, months=asked.months, initial={"on": day}
    )
    back = reverse("mandates:institution", args=[network.slug, body.code])
    if request.method == "POST" and is_whole(request, form):
        said = form.cleaned_data

        def written() -> str:
            actions.write_condition(
                body,
                network,
                kind,
                on=said["on"],
                until=said["until"],
                document=said["document"],
                incoming=said["paper"],
                by=request.actor,
            )
            return back

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(said["token"], written))
    context = {"network": network, "name": short_name(body), "kind": asked, "back": back}
    return form_page(request, "mandates/write_condition.html", context, form)
