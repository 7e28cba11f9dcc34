"""What every form view does with a refusal, and which rows a person may know of."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from spona.access.guards import MemberRequest
from spona.directory.models import Institution, Network


def known_institution(request: MemberRequest, code: str) -> Institution:
    """The institution, or a 404 where this actor may not know it exists."""
    rows = Institution.objects.visible_to(request.actor).select_related("town", "part_of")
    return get_object_or_404(rows, code=code)


def known_network(request: MemberRequest, slug: str) -> Network:
    rows = Network.objects.known_to(request.actor).select_related("town", "coordinated_by")
    return get_object_or_404(rows, slug=slug)
