"""Rounds: the list, a new one, one of them with what comes next, its poster, its end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError, run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.documents.tables import XLSX_TYPE
from spona.identity.slow_pages import TABLE, slow
from spona.identity.views.once import qr
from spona.surveys import actions
from spona.surveys.browser_form import Way, only_on_phones, way_of
from spona.surveys.form_model import Form
from spona.surveys.forms import CloseForm, FormFileForm, RoundForm
from spona.surveys.models import MAKE, STANDING, Draft, FormVersion, Round, State
from spona.surveys.permissions import check_can_make, is_owner, may_make
from spona.surveys.queries import needs_phone
from spona.surveys.ready_made import NAMES, ready_made
from spona.surveys.views.lookups import known_round
from spona.surveys.xlsform.checking import Checked, check

# As they follow on each other in the list.
_ORDER: Final = (
    State.OPEN,
    State.CLOSING,
    State.TESTED,
    State.DRAFT,
    State.CLOSED,
    State.DESTROYED,
)


@member("network:read")
@require_safe
def rounds(request: MemberRequest) -> HttpResponse:
    """By state: what is open first, what was destroyed last."""
    rows = (
        Round.objects.visible_to(request.actor)
        .select_related("network__town", "institution")
        .annotate(answers=Count("submissions"))
    )
    found = sorted(rows, key=lambda one: (_ORDER.index(State(one.state)), one.closes_on))
    grouped = groupby(found, key=lambda one: one.state)
    asked = Round.objects.open_to(request.actor, today()).select_related("network__town")
    mine = Draft.objects.of(request.actor).filter(round__in=asked, until__gte=today())
    begun = {one.round_id: one for one in mine}
    context = {
        "asked": [
            {"round": one, "draft": begun.get(one.pk)} for one in asked if not needs_phone(one)
        ],
        "groups": [(State(state).label, list(some)) for state, some in grouped],
        "opened": {one.pk for one in [*found, *asked] if one.state == State.OPEN},
        "makes": bool(_networks(request)),
        "day": today(),
        "reads_numbers": request.actor.may("statistics:read"),
        "counts": request.actor.may("statistics:hold_key"),
    }
    return render(request, "surveys/rounds.html", context)


@member(MAKE)
@slow("xlsform", TABLE, methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """From a ready-made form or one's own. With mistakes in the form nothing is kept."""
    networks = _networks(request)
    if not networks:
        return render(request, "directory/no_network.html", {"practice": False})
    wanted = request.GET.get("network", "")
    network = next((one for one in networks if one.slug == wanted), networks[0])
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        network=network,
        initial={"source": request.GET.get("source", NAMES[0]), "opens_on": today()},
    )
    checked: Checked | None = None
    if form.is_bound and form.is_valid():
        with RefusalAsFormError(form):
            name, checked = _checked(form)
            if not checked.mistakes:
                return HttpResponseRedirect(_made(request, form, network, checked, name))
    wrong = bool(form.errors or (checked and checked.mistakes))
    context = {
        "form": form, "checked": checked, "network": network, "networks": networks,
        "ready": [ready_made(name) for name in NAMES],
    }  # fmt: skip
    return render(request, "surveys/new.html", context, status=422 if wrong else 200)


def _checked(form: RoundForm) -> tuple[str, Checked]:
    ready = form.ready
    if ready is not None:
        return f"{ready.name}.xlsx", check(ready.xlsx(), title=str(ready.title))
    upload = form.cleaned_data["file"]
    return upload.name, check(upload.read(), title=_title_of(upload.name))


def _title_of(name: str) -> str:
    return name.rpartition(".")[0].replace("_", " ").replace("-", " ").strip()[:120] or "XLSForm"


def _made(
    request: MemberRequest, form: RoundForm, network: Network, checked: Checked, name: str
) -> str:
    def act() -> str:
        made = actions.make_round(
            form.outline(checked.form.title),
            network=network,
            institution=form.cleaned_data["institution"],
            owners=list(form.cleaned_data["owners"]),
            by=request.actor,
        )
        actions.put_form(made, checked, file_name=name, by=request.actor)
        return reverse("surveys:round", args=[made.pk])

    return once(form.cleaned_data["token"], act)


@member(MAKE)
@require_safe
def ready_file(request: MemberRequest, name: str) -> HttpResponse:
    """A ready-made form as a spreadsheet, to change it and bring it back."""
    if name not in NAMES:
        raise Http404
    return HttpResponse(
        ready_made(name).xlsx(),
        headers={
            "Content-Type": XLSX_TYPE,
            "Content-Disposition": f'attachment; filename="spona-{name}.xlsx"',
        },
    )


@member("network:read")
@require_safe
def show(request: MemberRequest, round_id: UUID) -> HttpResponse:
    return _page(request, known_round(request, round_id))


def _page(
    request: MemberRequest, found: Round, *, note: str = "", status: int = 200, **bound: Any
) -> HttpResponse:
    version = FormVersion.objects.filter(round=found).first()
    form = Form.from_json(version.model) if version else None
    way = way_of(version) if version else Way.PHONE
    context = {
        "round": found,
        "version": version,
        "form_model": form,
        "way": way,
        "only_on_phones": only_on_phones(version.xform) if version and way is Way.PHONE else (),
        "asked": len(form.asked) if form else 0,
        "answers": found.submissions.count(),
        "came_today": found.submissions.filter(received_on=today()).count(),
        "runs": may_make(request.actor, found.network),
        "takes_phones": found.state not in STANDING,
        "owner": is_owner(request.actor, found),
        "owners": list(found.owners.select_related("member__person")),
        "address": _address(found),
        "draws": qr(_address(found)),
        "day": today(),
        "note": note,
        "file_form": FormFileForm(),
        "phones": found.devices.filter(revoked_on=None).count(),
    }
    return render(request, "surveys/round.html", context | bound, status=status)


@member(MAKE)
@slow("xlsform", TABLE, methods=("POST",))
@require_POST
def put_form(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """A corrected form; with mistakes the one before stays."""
    found = known_round(request, round_id)
    check_can_make(request.actor, found.network)
    form, checked = FormFileForm(request.POST, request.FILES), None
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with RefusalAsFormError(form):
            checked = check(upload.read(), title=_title_of(upload.name))
            if not checked.mistakes:
                actions.put_form(found, checked, file_name=upload.name, by=request.actor)
                return HttpResponseRedirect(reverse("surveys:round", args=[found.pk]))
    return _page(request, found, file_form=form, checked=checked, status=422)


@member(MAKE)
@require_POST
def open_round(request: MemberRequest, round_id: UUID) -> HttpResponse:
    found = known_round(request, round_id)
    return _done(request, found, lambda: actions.open_round(found, by=request.actor))


@member(MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """The two steps of the end on one page; POST is the first of them."""
    found = known_round(request, round_id)
    if request.method != "POST":
        return _ending(request, found)
    form = CloseForm(request.POST)
    late = form.is_valid() and form.cleaned_data["late_phones"]
    return run_or_page(
        lambda: actions.close_round(found, late_phones=late, by=request.actor),
        page=lambda **more: _ending(request, found, **more),
        to=reverse("surveys:close", args=[found.pk]),
    )


@member(MAKE)
@require_POST
def destroy(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """The first person asks, the second one agrees."""
    found = known_round(request, round_id)
    first = found.destroy_asked_by
    mine = first is not None and first.person_id == request.actor.person_id
    act = actions.ask_to_destroy if first is None or mine else actions.agree_to_destroy
    return run_or_page(
        lambda: act(found, by=request.actor),
        page=lambda **more: _ending(request, found, **more),
        to=reverse("surveys:close", args=[found.pk]),
    )


@member("network:read")
@require_safe
def poster(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """For the board: the square, the address, who asks and until when."""
    found = known_round(request, round_id)
    context = {"round": found, "address": _address(found), "draws": qr(_address(found))}
    return render(request, "surveys/poster.html", context)


def _ending(
    request: MemberRequest, found: Round, *, note: str = "", status: int = 200
) -> HttpResponse:
    first = found.destroy_asked_by
    context = {
        "round": Round.objects.get(pk=found.pk) if note else found,
        "answers": found.submissions.count(),
        "devices": list(found.devices.filter(revoked_on=None)),
        "form": CloseForm(),
        "first": first,
        "is_first": first is not None and first.person_id == request.actor.person_id,
        "note": note,
    }
    return render(request, "surveys/close.html", context, status=status)


def _done(request: MemberRequest, found: Round, act: Callable[[], object]) -> HttpResponse:
    return run_or_page(
        act,
        page=lambda **more: _page(request, found, **more),
        to=reverse("surveys:round", args=[found.pk]),
    )


def _address(found: Round) -> str:
    return settings.SPONA_URL + reverse("surveys:enter", args=[found.code])


def _networks(request: MemberRequest) -> list[Network]:
    mine = request.actor.networks_where(MAKE)
    return list(Network.objects.real().filter(pk__in=mine).select_related("town").order_by("slug"))
