"""Trainings for every member: what lies ahead, one of them, a place for oneself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.reference.scripts import fold
from spona.training import actions
from spona.training.leading_page import leading_page
from spona.training.links import personal_path
from spona.training.models import FollowUp, Participant, Session
from spona.training.permissions import edits_somewhere, may_edit
from spona.training.queries import line, with_days
from spona.training.results import results_of
from spona.training.views.lookups import known_session

A_PAGE: Final = 20


@member("network:read")
@require_safe
def sessions(request: MemberRequest) -> HttpResponse:
    """Ahead, one's own, and those that are over. `?network=` narrows, `?q=` searches titles."""
    actor, day = request.actor, today()
    networks = list(Network.objects.visible_to(actor).select_related("town"))
    slug, query = request.GET.get("network", ""), request.GET.get("q", "").strip()[:100]
    chosen = next((one for one in networks if one.slug == slug), None)
    rows = with_days(Session.objects.visible_to(actor)).annotate(
        placed=Count(
            "participants",
            filter=Q(participants__withdrawn_at=None, participants__waiting=False),
        )
    )
    if chosen is not None:
        rows = rows.filter(network=chosen)
    for word in fold(query).split():
        rows = rows.filter(module__search_key__contains=word)
    past = rows.filter(
        Q(closed_at__isnull=False) | Q(cancelled_at__isnull=False) | Q(last_day__lt=day)
    ).order_by("-first_day", "pk")
    to_close = _to_close(request)
    past = past.exclude(pk__in=[one.pk for one in to_close])
    context = {
        "networks": networks,
        "chosen": chosen,
        "query": query,
        "ahead": list(rows.filter(pk__in=Session.objects.ahead(day)).order_by("first_day", "pk")),
        "past": Paginator(past, A_PAGE).get_page(request.GET.get("page")),
        "rest": urlencode({k: v for k, v in (("network", slug), ("q", query)) if v}),
        "mine": _own(request),
        "edits": edits_somewhere(actor),
        "to_close": to_close,
        "line": line(chosen or networks[0], day) if networks else None,
        "line_of": chosen or (networks[0] if networks else None),
        "day": day,
    }
    return render(request, "training/sessions.html", context)


@member("network:read")
@require_safe
def session(request: MemberRequest, session_id: UUID) -> HttpResponse:
    return session_page(request, known_session(request, session_id))


def session_page(
    request: MemberRequest, found: Session, *, status: int = 200, **bound: Any
) -> HttpResponse:
    """One session; for whoever leads it with its people. `bound`: a form that was refused."""
    actor, day = request.actor, today()
    standing = found.participants.standing()
    mine = standing.filter(member_id=actor.member_id).first() if actor.member_id else None
    leads = may_edit(actor, found.network_id)
    context: dict[str, Any] = {
        "session": found,
        "days": list(found.days.all()),
        "day": day,
        "leads": leads,
        "practice": found.network.practice,
        "mine": mine,
        "my_url": personal_path(mine, _language(request)) if mine else "",
        "takes": found.takes_people(day),
        "begun": found.begun(day) and found.cancelled_at is None,
        "counts": standing.aggregate(
            placed=Count("pk", filter=Q(waiting=False)), waiting=Count("pk", filter=Q(waiting=True))
        ),
        "results": results_of(found, day),
        "materials": list(found.module.materials.filter(ended_at=None)),
    }
    if leads:
        context |= leading_page(found, day)
    return render(request, "training/session.html", context | bound, status=status)


@member("network:read")
@require_POST
def join_self(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """One press: the reader's own name and institution."""
    found = known_session(request, session_id)
    actions.register_self(found, by=request.actor)
    return HttpResponseRedirect(reverse("training:session", args=[found.pk]))


@member("network:read")
@require_safe
def to_follow_up(request: MemberRequest, follow_up_id: UUID) -> HttpResponse:
    """From the task to the reader's own questions; a 404 for everybody else."""
    rows = FollowUp.objects.filter(participant__member_id=str(request.actor.member_id))
    rows = rows.exclude(participant__member=None)
    row = get_object_or_404(rows.select_related("participant"), pk=follow_up_id)
    return HttpResponseRedirect(personal_path(row.participant, _language(request)))


def _own(request: MemberRequest) -> list[dict[str, Any]]:
    """The reader's own registrations of today and later, and their certificates."""
    if request.actor.member_id is None:
        return []
    rows = Participant.objects.standing().filter(member_id=request.actor.member_id)
    rows = rows.filter(session__cancelled_at=None).select_related(
        "session__module", "certificate", "member"
    )
    return [
        {"row": one, "url": personal_path(one, _language(request))}
        for one in rows.order_by("-session__first_day")[:10]
    ]


def _to_close(request: MemberRequest) -> list[Session]:
    """Those that the reader leads, over and not closed."""
    led = request.actor.networks_where("training:edit")
    rows = Session.objects.filter(
        network__in=led, closed_at=None, cancelled_at=None, last_day__lt=today()
    )
    return list(rows.select_related("module", "network__town").order_by("last_day"))


def _language(request: MemberRequest) -> str:
    return str(getattr(request, "language", "sr"))
