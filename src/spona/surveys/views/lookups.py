"""The round that an address means, for this reader; else a 404."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from spona.access.guards import MemberRequest
from spona.surveys.models import FormVersion, Round


def known_round(request: MemberRequest, round_id: UUID) -> Round:
    rows = Round.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related(
            "network__town", "institution", "box", "destroy_asked_by__person", "made_by__person"
        ),
        pk=round_id,
    )


def newest_version(found: Round) -> FormVersion:
    """404 while a round has no form."""
    version = FormVersion.objects.select_related("round").filter(round=found).first()
    if version is None:
        raise Http404
    version.round = found
    return version
