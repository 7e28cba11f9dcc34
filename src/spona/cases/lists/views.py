"""The queue of an institution and a person's own reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.cases.lists.queue import queue as queue_of
from spona.cases.lists.sent import sent as sent_by


@member()
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """For intake holders all that has arrived; for a case worker what was assigned to them."""
    if not (request.actor.may("queue:read") or request.actor.may("referral:work")):
        raise Denied(_("Your role has no queue. Your own reports are under “My reports”."))
    rows = queue_of(request.actor, request.keys)
    late = sum(1 for row in rows.waiting if row.clock and row.clock.state == "late")
    return render(request, "cases/queue.html", {"queue": rows, "late": late})


@member("report:follow")
@require_safe
def sent(request: MemberRequest) -> HttpResponse:
    return render(request, "cases/sent.html", {"sent": sent_by(request.actor)})
