"""Who has signed an act."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments
from spona.deadlines.time import today
from spona.directory.models import DatePrecision, Institution, Seat
from spona.mandates import actions
from spona.mandates.forms import SignForm
from spona.mandates.models import Mandate
from spona.mandates.models.acts import SURE
from spona.mandates.permissions import check_can_write_act
from spona.mandates.words import act_name, kind_words

from .lookups import form_page, is_whole, known_act, known_signatory


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_act(request: MemberRequest, mandate_id: UUID) -> HttpResponse:
    """Several institutions at once: most acts are signed on one day."""
    mandate = known_act(request, mandate_id)
    check_can_write_act(request.actor, mandate.network)
    form = SignForm(
        request.POST or None,
        request.FILES or None,
        unsigned=_unsigned(mandate),
        initial={"signed_on": _exact_day(mandate)},
    )
    back = reverse("mandates:act", args=[mandate.pk])
    if request.method == "POST" and is_whole(request, form):
        said = form.cleaned_data

        def signed() -> str:
            actions.sign_act(
                mandate,
                institutions=list(said["institutions"]),
                signed_on=said["signed_on"],
                signed_by=said["signed_by"],
                incoming=said["paper"],
                by=request.actor,
            )
            return back

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(said["token"], signed))
    name = act_name(mandate, kind_words(today()))
    context = {
        "network": mandate.network,
        "mandate": mandate,
        "name": name,
        "back": back,
        "acts": [(one, act_name(one, kind_words(today()))) for one in _signable(mandate)],
    }
    return form_page(request, "mandates/sign_act.html", context, form)


@member("network:edit")
@require_POST
def withdraw_signatory(request: MemberRequest, signatory_id: UUID) -> HttpResponse:
    row = known_signatory(request, signatory_id)
    actions.withdraw_signatory(row, by=request.actor)
    return HttpResponseRedirect(reverse("mandates:act", args=[row.mandate_id]))


def _signable(mandate: Mandate) -> list[Mandate]:
    """This act, the one that holds and those that come, where more than one is signed now: what
    lacks most signatures first.
    """
    rows = Mandate.objects.standing().filter(network=mandate.network_id)
    now = [
        one for one in rows if one.pk == mandate.pk or one.ends_on is None or one.ends_on > today()
    ]
    return sorted(now, key=lambda one: -_unsigned(one).count()) if len(now) > 1 else []


def _unsigned(mandate: Mandate) -> QuerySet[Institution]:
    """Whoever sits here or once did and has not signed; who is only named in a source as well."""
    under = mandate.signatories.filter(withdrawn_at=None, certainty__in=SURE)
    sat = Seat.objects.filter(network=mandate.network_id).values("institution")
    return Institution.objects.filter(pk__in=sat).exclude(pk__in=under.values("institution"))


def _exact_day(mandate: Mandate) -> dt.date | None:
    return mandate.signed_on if mandate.signed_precision == DatePrecision.DAY else None
