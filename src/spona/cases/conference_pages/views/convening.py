"""A coordinator calls those together for whom something stands still: no content, no file."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case.acting_membership import acting_membership
from spona.cases.conference_pages.forms import ConveneForm
from spona.cases.conferences.actions import convene as call_together
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.directory.institution_names import full_name
from spona.directory.models import Institution
from spona.directory.queries import institutions_of
from spona.reference.scripts import serbian_key


@member("network:read_waiting")
@require_http_methods(["GET", "POST"])
def convene(request: MemberRequest, reference: str) -> HttpResponse:
    """Whom it was sent to is ticked at first; more may be invited, and more references added.

    Not who sent it: the coordinator does not know.
    """
    referral = _waiting(request, reference)
    choices = _choices(request, referral)
    form = ConveneForm(
        request.POST if request.method == "POST" else None,
        invited=[(str(one.pk), full_name(one)) for one in choices],
        initial={"invited": [str(referral.recipient_institution_id)]},
    )

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {"referral": referral, "form": form, "note": note, "token": new_token()}
        return render(request, "cases/conference_pages/convene.html", context, status=status)

    if request.method == "GET":
        return page()
    if not form.is_valid():
        return page(status=422)

    def act() -> str:
        meeting = call_together(
            [referral.reference, *form.cleaned_data["more"]],
            network=referral.network,
            starts_at=_starts(form.cleaned_data, referral.network.time_zone),
            place=form.cleaned_data["place"],
            institutions=[one for one in choices if str(one.pk) in form.cleaned_data["invited"]],
            by=request.actor,
        )
        return reverse("meetings:read", args=[meeting.reference])

    return run_or_page(lambda: once(posted_token(request), act), page=page)


def _waiting(request: MemberRequest, reference: str) -> Referral:
    """An open row of a network that the actor leads; 404 for what one may not know exists."""
    rows = Referral.objects.waiting_in(request.actor).exclude(state__in=CLOSED)
    rows = rows.filter(network__in=request.actor.networks_where("network:read_waiting"))
    found = rows.select_related("network").filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    return found


def _choices(request: MemberRequest, referral: Referral) -> list[Institution]:
    """Everybody of the network but the coordinator's own institution."""
    rows = institutions_of(referral.network).exclude(
        pk=acting_membership(request.actor).institution_id
    )
    return sorted(rows, key=lambda one: serbian_key(str(one.words)))


def _starts(cleaned: dict[str, Any], zone: str) -> dt.datetime:
    starts = dt.datetime.combine(cleaned["day"], cleaned["time"], ZoneInfo(zone))
    return starts.astimezone(dt.UTC)
