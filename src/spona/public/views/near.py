"""Services near somebody: a search without a script, and a page for each."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.public import offers
from spona.public.did_you_mean import meant
from spona.public.page import page, towns
from spona.services import answering
from spona.services.finding import offer_of, public_services, waits_for_a_call


@public
@require_safe
@cached_page(*offers.ASKS)
def services(request: HttpRequest, language: str) -> HttpResponse:
    """By need, town, language, open now and words; ten at a time."""
    question = offers.asked_in(request.GET)
    found = offers.answer(question)
    return page(
        request,
        "services",
        language,
        asked=question.address_of(found.page),
        question=question,
        found=found,
        town=question.town,
        before=question.address_of(found.page - 1) if found.page > 1 else "",
        behind=question.address_of(found.page + 1) if found.page < found.pages else "",
        towns=towns(),
        needs=offers.needs(),
        spoken=offers.spoken(),
        meant=[] if found.offers else meant(question),
        instead=[] if found.offers else answering.day_and_night(),
    )


@public
@require_safe
@cached_page
def service(request: HttpRequest, language: str, service_id: UUID) -> HttpResponse:
    """One of those that everybody may find. Of one that nobody has confirmed of late only that it
    is so, and whom to call instead; a 404 for any other.
    """
    row = public_services().filter(pk=service_id).first()
    offer = offer_of(row, public=True) if row is not None else None
    if offer is None:
        waits = waits_for_a_call(service_id)
        if waits is None:
            raise Http404(str(service_id))
        return page(request, "unconfirmed", language, kind=waits.kind)
    # The town whose people a hidden one takes in must not read as where it stands.
    here = [] if offer.hidden else [one.town for one in offer.service.towns_served.all()]
    return page(
        request,
        "service",
        language,
        offer=offer,
        service=offer.service,
        town=here[0] if len(here) == 1 else None,
        documents=list(offer.service.required_documents.all()),
        costs=list(offer.service.costs.all()),
    )
