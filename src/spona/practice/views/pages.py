"""Which drill one may know of, and where one goes after it has moved."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from spona.access.guards import MemberRequest
from spona.practice.models import Drill


def known_drill(request: MemberRequest, drill_id: UUID) -> Drill:
    """A drill of one's networks or one's own; else 404."""
    rows = Drill.objects.visible_to(request.actor).select_related("network__town", "called_by")
    return get_object_or_404(rows, pk=drill_id)


def to_drill(drill: Drill) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("practice:drill", args=[drill.pk]))
