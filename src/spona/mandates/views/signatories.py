"""Who has signed a founding document."""

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
from spona.mandates.models import SURE, FoundingDocument
from spona.mandates.permissions import check_can_write_document
from spona.mandates.words import document_name, kind_words

from .lookups import form_page, is_whole, known_document, known_signatory


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """Several institutions at once: most documents are signed on one day."""
    document = known_document(request, document_id)
    check_can_write_document(request.actor, document.network)
    form = SignForm(
        request.POST or None,
        request.FILES or None,
        unsigned=_unsigned(document),
        initial={"signed_on": _exact_day(document)},
    )
    back = reverse("mandates:document", args=[document.pk])
    if request.method == "POST" and is_whole(request, form):
        said = form.cleaned_data

        def signed() -> str:
            actions.sign_document(
                document,
                institutions=list(said["institutions"]),
                signed_on=said["signed_on"],
                signed_by=said["signed_by"],
                incoming=said["paper"],
                by=request.actor,
            )
            return back

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(said["token"], signed))
    name = document_name(document, kind_words(today()))
    context = {
        "network": document.network,
        "document": document,
        "name": name,
        "back": back,
        "documents": [
            (one, document_name(one, kind_words(today()))) for one in _signable(document)
        ],
    }
    return form_page(request, "mandates/sign_document.html", context, form)


@member("network:edit")
@require_POST
def withdraw_signatory(request: MemberRequest, signatory_id: UUID) -> HttpResponse:
    row = known_signatory(request, signatory_id)
    actions.withdraw_signatory(row, by=request.actor)
    return HttpResponseRedirect(reverse("mandates:document", args=[row.document_id]))


def _signable(document: FoundingDocument) -> list[FoundingDocument]:
    """This document, the one that holds and those that come, where more than one is signed now:
    what lacks most signatures first.
    """
    rows = FoundingDocument.objects.standing().filter(network=document.network_id)
    now = [
        one for one in rows if one.pk == document.pk or one.ends_on is None or one.ends_on > today()
    ]
    return sorted(now, key=lambda one: -_unsigned(one).count()) if len(now) > 1 else []


def _unsigned(document: FoundingDocument) -> QuerySet[Institution]:
    """Whoever sits here or once did and has not signed; who is only named in a source as well."""
    under = document.signatories.filter(withdrawn_at=None, certainty__in=SURE)
    sat = Seat.objects.filter(network=document.network_id).values("institution")
    return Institution.objects.filter(pk__in=sat).exclude(pk__in=under.values("institution"))


def _exact_day(document: FoundingDocument) -> dt.date | None:
    return document.signed_on if document.signed_precision == DatePrecision.DAY else None
