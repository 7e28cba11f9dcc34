"""One part of a service: added, changed, taken out."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.services import actions
from spona.services.checks import Part
from spona.services.forms import FORMS, PartForm
from spona.services.models import Phone, Schedule, Service
from spona.services.permissions import check_can_edit, check_can_tell_room
from spona.services.search_index import whole
from spona.services.views.lookups import known_service

# Title of the page, and the words of its button.
TITLES: dict[str, tuple[Promise, Promise]] = {
    "phone": (_("Number"), _("Enter the number")),
    "hours": (_("When it is open"), _("Enter the hours")),
    "days": (_("Days apart"), _("Enter the days")),
    "document": (_("What one has to bring"), _("Enter it")),
    "cost": (_("What it costs"), _("Enter it")),
    "room": (_("Room"), _("Enter the room")),
}


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def part(
    request: MemberRequest, service_id: UUID, kind: str, part_id: UUID | None = None
) -> HttpResponse:
    """A form for one more, or for the one with this id."""
    service, form_class = _asked(request, service_id, kind)
    row = _row(service, form_class, part_id) if part_id else _new(service, form_class)
    form = form_class(request.POST or None, service=service, part=row)
    here = reverse("services:offer", args=[service.pk])
    if request.method == "POST" and form.is_valid():
        filled = form.fill()

        def written() -> str:
            actions.write_part(filled, by=request.actor)
            return f"{here}#{kind}"

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    title, button = TITLES[kind]
    context = {
        "form": form, "service": service, "institution": service.institution, "kind": kind,
        "title": title, "button": button, "part": row if part_id else None,
    }  # fmt: skip
    return render(request, "services/part.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_POST
def take_out(request: MemberRequest, service_id: UUID, kind: str, part_id: UUID) -> HttpResponse:
    service, form_class = _asked(request, service_id, kind)
    actions.take_out(_row(service, form_class, part_id), by=request.actor)
    return HttpResponseRedirect(f"{reverse('services:offer', args=[service.pk])}#{kind}")


def _asked(request: MemberRequest, service_id: UUID, kind: str) -> tuple[Service, type[PartForm]]:
    if kind not in FORMS:
        raise Http404
    service = known_service(request, service_id)
    if kind == "room":
        check_can_tell_room(request.actor, service.institution)
    else:
        check_can_edit(request.actor, service.institution)
    return whole(Service.objects.filter(pk=service.pk)).get(), FORMS[kind]


def _new(service: Service, form_class: type[PartForm]) -> Part:
    return form_class.model(service=service)


def _row(service: Service, form_class: type[PartForm], part_id: UUID) -> Part:
    """Of the service or of one of its places."""
    owned = Q(service=service)
    if form_class.model is Phone:
        owned |= Q(location__services_here__service=service)
    if form_class.model is Schedule:
        owned |= Q(at_location__service=service)
    rows = form_class.model._base_manager.filter(owned).distinct()  # noqa: SLF001
    return cast("Part", get_object_or_404(rows, pk=part_id))
