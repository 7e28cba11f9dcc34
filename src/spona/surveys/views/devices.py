"""The phones of a round, for whoever runs it: the list, a new one, revoking one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.identity.views.once import qr, shown_once
from spona.surveys import actions, collect_settings
from spona.surveys.forms import DeviceForm
from spona.surveys.models import MAKE, Device, Round, State
from spona.surveys.permissions import check_can_make
from spona.surveys.views.lookups import known_round


@member(MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """POST adds one: the page that follows shows its square, once."""
    found = known_round(request, round_id)
    check_can_make(request.actor, found.network)
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with RefusalAsFormError(form):
            return _added(request, found, form)
    return _page(request, found, form=form, status=422 if form.errors else 200)


@member(MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_device(request: MemberRequest, round_id: UUID, number: int) -> HttpResponse:
    found = known_round(request, round_id)
    check_can_make(request.actor, found.network)
    phone = get_object_or_404(Device.objects.select_related("round"), round=found, number=number)
    if request.method == "POST":
        actions.revoke_device(phone, by=request.actor)
        return HttpResponseRedirect(reverse("surveys:devices", args=[found.pk]))
    return render(request, "surveys/device_revoke.html", {"round": found, "device": phone})


def _added(request: MemberRequest, found: Round, form: DeviceForm) -> HttpResponse:
    made = shown_once(
        form.cleaned_data["token"],
        lambda: actions.add_device(found, label=form.cleaned_data["label"], by=request.actor),
    )
    if made is None:
        # The square is kept nowhere, and a second phone was not wanted.
        return _page(request, found, form=DeviceForm(), again=True)
    device, secret = made
    context = {
        "round": found,
        "device": device,
        "secret": secret,
        "address": collect_settings.address(),
        "draws": qr(collect_settings.square_text(device, secret)),
    }
    return render(request, "surveys/device_new.html", context)


def _page(
    request: MemberRequest, found: Round, *, form: DeviceForm, status: int = 200, **more: Any
) -> HttpResponse:
    rows = list(found.devices.all())
    context = {
        "round": found,
        "devices": [one for one in rows if one.revoked_on is None],
        "revoked": [one for one in rows if one.revoked_on is not None],
        "adds": found.state in (State.DRAFT, State.TESTED, State.OPEN),
        "form": form,
    }
    return render(request, "surveys/devices.html", context | more, status=status)
