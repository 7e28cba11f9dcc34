"""A page of one deadline: what it is, whose, until when, by which source, and who was reminded."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.models import Deadline
from spona.deadlines.queries import escalation_progress, view_of
from spona.deadlines.words import event_words, time_given


@member("network:read")
@require_safe
def deadline(request: MemberRequest, deadline_id: UUID) -> HttpResponse:
    """For the institution itself; to anybody else, its coordinator too, there is no such
    deadline.
    """
    rows = Deadline.objects.read_by(request.actor)
    row = get_object_or_404(
        rows.select_related("rule", "network__town", "institution"), pk=deadline_id
    )
    face = view_of(row)
    context = {
        "deadline": row,
        "face": face,
        "what": event_words(row.kind),
        "rule": row.rule,
        "time": time_given(row.rule.amount, row.rule.unit) if row.rule else "",
        "steps": escalation_progress(row, late=face.state == "late"),
    }
    return render(request, "deadlines/deadline.html", context)
