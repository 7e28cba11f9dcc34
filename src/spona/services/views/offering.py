"""The list of services, the page of one, and what is written about it as a whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import deadlines
from spona.access.denied import Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory.models import Institution, Seat
from spona.identity.form_recovery import is_own_path
from spona.services import actions, queries
from spona.services.forms import EndForm, ServiceForm
from spona.services.forms.fields import codes, real_towns
from spona.services.history import history_of
from spona.services.models import KINDS, Service
from spona.services.permissions import (
    check_can_confirm,
    check_can_edit,
    editors,
    may_confirm,
    may_edit,
    may_tell_own_room,
    may_tell_room,
    today,
)
from spona.services.rules import apart_of
from spona.services.telling import told
from spona.services.views.lookups import known_service
from spona.services.wording import apart_words

_FILTERS = ("words", "need", "town", "language", "open", "free", "old", "ended")


@member("network:read")
@require_safe
def offers(request: MemberRequest) -> HttpResponse:
    """`?words=`, `?need=`, `?town=`, `?language=`, and marks: open, free, old, ended."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in _FILTERS}
    towns = real_towns()
    town = next((one for one in towns if one.slug == asked["town"]), None)
    found = queries.search(
        actor=request.actor,
        words=asked["words"],
        need=asked["need"],
        town=town,
        language=asked["language"],
        open_now=bool(asked["open"]),
        full=False if asked["free"] else None,
        unconfirmed=bool(asked["old"]),
        ended=bool(asked["ended"]),
        page=_number(request.GET.get("page", "")),
    )
    context = {
        "found": found,
        "page": _page(found),
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "filtered": any(asked.values()),
        "needs": codes(KINDS),
        "towns": towns,
        "languages": codes("language", without=("not_sure", "other")),
        "own": request.actor.institution_id if may_tell_own_room(request.actor) else None,
        "writes_for": _writes_for(request),
        "to_confirm": len(queries.to_confirm(request.actor)),
        "toasts": told(request),
        "now": deadlines.now(),
    }
    return render(request, "services/offers.html", context)


@member("network:read")
@require_safe
def offer(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """All that members may know of it, and its history."""
    return _page_of(request, known_service(request, service_id))


def _page_of(request: MemberRequest, service: Service, refusal: str = "") -> HttpResponse:
    shown = queries.offer_of(service, public=False)
    context = {
        "offer": shown,
        "service": service,
        "institution": service.institution,
        "may_edit": may_edit(request.actor, service.institution),
        "may_confirm": may_confirm(request.actor, service.institution),
        "may_tell_room": may_tell_room(request.actor, service.institution),
        "history": history_of(service),
        "toasts": told(request),
        "now": deadlines.now(),
        "refusal": refusal,
        **(_parts(shown) if shown is not None else {}),
    }
    return render(request, "services/offer.html", context, status=422 if refusal else 200)


def _parts(shown: queries.Offer) -> dict[str, Any]:
    """Its lists, each row with its words."""
    row = shown.service
    return {
        "service_hours": [
            {"row": one, "words": words}
            for one, words in zip(shown.schedules, shown.lines, strict=True)
        ],
        "days_apart": [
            {"row": one, "words": apart_words(apart_of(one))}
            for one in row.special_days.all()
            if one.last_day >= today()
        ],
        "costs": row.costs.all(),
        "documents": row.required_documents.all(),
        "rooms": row.capacity.all(),
    }


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, code: str) -> HttpResponse:
    """A new service of the institution with this code."""
    rows = Institution.objects.visible_to(request.actor).select_related("town")
    institution = get_object_or_404(rows, code=code)
    check_can_edit(request.actor, institution)
    service = Service(institution=institution, example=institution.example)
    form = ServiceForm(request.POST or None, service=service)
    if request.method == "POST" and form.is_valid():
        made = form.fill(service)

        def added() -> str:
            actions.write_service(
                made, towns=_uuids(form), languages=form.spoken, exclusions=form.shut,
                by=request.actor,
            )  # fmt: skip
            return reverse("services:offer", args=[made.pk])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], added))
    context = {"form": form, "institution": institution, "new": True}
    return render(request, "services/write.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, service_id: UUID) -> HttpResponse:
    service = known_service(request, service_id)
    check_can_edit(request.actor, service.institution)
    form = ServiceForm(request.POST or None, service=service)
    if request.method == "POST" and form.is_valid():
        changed = form.fill(service)
        with RefusalAsFormError(form):
            actions.write_service(
                changed, towns=_uuids(form), languages=form.spoken, exclusions=form.shut,
                by=request.actor,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("services:offer", args=[service.pk]))
    context = {"form": form, "institution": service.institution, "service": service, "new": False}
    return render(request, "services/write.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, service_id: UUID) -> HttpResponse:
    service = known_service(request, service_id)
    check_can_edit(request.actor, service.institution)
    form = EndForm(request.POST or None)
    here = reverse("services:offer", args=[service.pk])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with RefusalAsFormError(form):
            actions.end_service(service, reason=reason, by=request.actor)
            return HttpResponseRedirect(here)
    context = {"form": form, "service": service, "institution": service.institution}
    return render(request, "services/end.html", context, status=422 if form.errors else 200)


@member("network:read")
@require_POST
def bring_back(request: MemberRequest, service_id: UUID) -> HttpResponse:
    service = known_service(request, service_id)
    actions.bring_back(service, by=request.actor)
    return HttpResponseRedirect(reverse("services:offer", args=[service.pk]))


@member("network:read")
@require_POST
def full(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """Full tonight; the page tells it with a way back."""
    service = actions.mark_full(known_service(request, service_id), by=request.actor)
    return _back(request, service, "full")


@member("network:read")
@require_POST
def free(request: MemberRequest, service_id: UUID) -> HttpResponse:
    service = actions.mark_free(known_service(request, service_id), by=request.actor)
    return _back(request, service, "free")


@member("network:read")
@require_POST
def confirm(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """Somebody called, and all is still so."""
    service = known_service(request, service_id)
    looked = bool(request.POST.get("nobody_named"))
    check_can_confirm(request.actor, service.institution)
    try:
        service = actions.confirm_service(
            service, looked=looked, seen=request.POST.get("seen", ""), by=request.actor
        )
    except Denied as refused_to:
        return _page_of(request, service, str(refused_to.sentence))
    return _back(request, service, "confirmed")


@member("network:read")
@require_safe
def to_confirm(request: MemberRequest) -> HttpResponse:
    """The round: what nobody confirmed for half a year and this person may."""
    rows = queries.to_confirm(request.actor)
    context = {"rows": rows, "own": request.actor.institution_id, "toasts": told(request)}
    return render(request, "services/to_confirm.html", context)


def _back(request: MemberRequest, service: Service, done: str) -> HttpResponse:
    asked = request.POST.get("back", "")
    path = asked if is_own_path(asked) else reverse("services:offer", args=[service.pk])
    sign = "&" if "?" in path else "?"
    return HttpResponseRedirect(f"{path}{sign}{urlencode({'told': done, 'of': str(service.pk)})}")


def _writes_for(request: MemberRequest) -> list[Institution]:
    """For whom this person may write a new service; their own institution first."""
    actor = request.actor
    own = list(Institution.objects.filter(pk=str(actor.institution_id)))
    led = actor.networks_where("network:edit")
    institutions = own
    if led:
        seats = Seat.objects.active_on(today()).filter(network__in=led)
        others = Institution.objects.filter(pk__in=seats.values("institution"))
        institutions = own + [one for one in others if one not in own and not editors(one)]
    return [institution for institution in institutions if may_edit(actor, institution)]


def _uuids(form: ServiceForm) -> list[UUID]:
    return [UUID(one) for one in form.cleaned_data["towns"]]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _page(found: queries.Found) -> Page[Any]:
    """For the shared line of pages: only its numbers are asked."""
    size = max(1, -(-found.total // found.pages)) if found.total else 1
    return Paginator(range(found.pages * size), size).get_page(found.page)
