"""Where a service is given: at a place that is written already, or at a new one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona import audit
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.services import actions
from spona.services.forms import PlaceForm
from spona.services.models import Location, Service, ServiceAtLocation
from spona.services.permissions import check_can_edit
from spona.services.views.lookups import known_service


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def put_at(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """`location` in the POST: one of the places of the institution; else a new one is typed."""
    service = known_service(request, service_id)
    check_can_edit(request.actor, service.institution)
    here = reverse("services:offer", args=[service.pk])
    others = Location.objects.filter(institution=service.institution, ended_at=None).exclude(
        services_here__service=service
    )
    chosen = request.POST.get("location", "")
    if request.method == "POST" and chosen:
        known = {str(one.pk): one for one in others}
        if chosen in known:
            actions.put_at(service, location=known[chosen], by=request.actor)
        return HttpResponseRedirect(f"{here}#places")
    location = Location(
        institution=service.institution, town=service.institution.town,
        example=service.institution.example, confidential=service.institution.confidential,
    )  # fmt: skip
    form = PlaceForm(request.POST or None, location=location)
    if request.method == "POST" and form.is_valid():
        filled = form.fill(location)

        def written() -> str:
            with audit.transaction():
                actions.write_location(filled, by=request.actor)
                actions.put_at(service, location=filled, by=request.actor)
            return f"{here}#places"

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    context = {
        "form": form, "service": service, "institution": service.institution,
        "others": list(others),
    }  # fmt: skip
    return render(request, "services/place.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: MemberRequest, service_id: UUID, at_id: UUID) -> HttpResponse:
    """Changes the place itself, for all that is given there."""
    service = known_service(request, service_id)
    check_can_edit(request.actor, service.institution)
    at = _at(service, at_id)
    form = PlaceForm(request.POST or None, location=at.location)
    if request.method == "POST" and form.is_valid():
        filled = form.fill(at.location)
        with RefusalAsFormError(form):
            actions.write_location(filled, by=request.actor)
            here = reverse("services:offer", args=[service.pk])
            return HttpResponseRedirect(f"{here}#places")
    context = {"form": form, "service": service, "institution": service.institution, "at": at}
    return render(request, "services/place.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_POST
def take_from(request: MemberRequest, service_id: UUID, at_id: UUID) -> HttpResponse:
    service = known_service(request, service_id)
    actions.take_from(_at(service, at_id), by=request.actor)
    return HttpResponseRedirect(f"{reverse('services:offer', args=[service.pk])}#places")


def _at(service: Service, at_id: UUID) -> ServiceAtLocation:
    rows = ServiceAtLocation.objects.select_related("service__institution", "location__institution")
    return get_object_or_404(rows, pk=at_id, service=service)
