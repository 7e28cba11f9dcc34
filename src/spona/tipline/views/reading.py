"""What has arrived, and one thread as an intake holder reads it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spona.access.denied import Conflict
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.numbers import Number, numbers_of
from spona.cases.worklists.paging import page_number
from spona.directory.models import Institution
from spona.tipline.forms import CallForm, CloseForm, ReplyForm
from spona.tipline.models import Tip
from spona.tipline.queue import queue
from spona.tipline.thread import Thread
from spona.tipline.thread import read as read_thread
from spona.tipline.words import language_of_path


@member("tip:read")
@require_safe
def arrived(request: MemberRequest) -> HttpResponse:
    """Reference, state, deadline; of a report with a name also what its cover says."""
    rows = queue(request.actor, request.keys, page_number(request.GET.get("page")))
    context = {"queue": rows, "page": rows.page, "list_url": request.path}
    return render(request, "tipline/arrived.html", context)


@member("tip:read")
@require_safe
def read(request: MemberRequest, reference: str) -> HttpResponse:
    return page(request, visible(request, reference))


def visible(request: MemberRequest, reference: str) -> Tip:
    """The tip behind a reference; 404 for what one may not know exists."""
    rows = Tip.objects.visible_to(request.actor).select_related(
        "network__town", "institution", "case"
    )
    tip = rows.filter(reference=reference.upper()).first()
    if tip is None:
        raise Http404
    return tip


def page(
    request: MemberRequest,
    tip: Tip,
    *,
    note: str = "",
    status: int = 200,
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    tip.refresh_from_db()
    if not Tip.objects.visible_to(request.actor).filter(pk=tip.pk).exists():
        # Another institution took it over meanwhile; only who was faster is told.
        raise Conflict(note)
    thread = read_thread(tip, by=request.actor, keys=request.keys)
    spoken = {"language": language_of_path(getattr(request, "language", "sr"))}
    context: dict[str, Any] = {
        "thread": thread,
        "tip": tip,
        "note": note,
        "sections": sections_of(thread.body) if thread.body else [],
        "reply_form": ReplyForm(initial=spoken, auto_id="reply_%s"),
        "close_form": CloseForm(initial=spoken, auto_id="close_%s"),
        "call_form": call_form(thread),
        "known_numbers": _known_numbers(thread),
        "tokens": {name: new_token() for name in ("reply", "close", "call", "report")},
    }
    return render(request, "tipline/read.html", context | (bound or {}), status=status)


def call_form(thread: Thread, typed: Any = None) -> CallForm | None:
    numbers = [one.number for one in _known_numbers(thread) if one.number]
    return CallForm(typed, numbers=numbers, auto_id="call_%s") if numbers else None


def _known_numbers(thread: Thread) -> list[Number]:
    """Numbers of the reporter's institution, from the directory and from nowhere else."""
    origin = thread.first_message.origin if thread.first_message else None
    if origin is None or not origin.institution:
        return []
    own = Institution.objects.filter(pk=origin.institution).first()
    return numbers_of(own) if own else []
