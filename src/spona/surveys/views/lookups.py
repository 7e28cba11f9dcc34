"""The round that an address means, for this reader; else a 404."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from spona.access.denied import GoneError
from spona.access.guards import MemberRequest
from spona.reference.reference_codes import SYMBOLS
from spona.surveys.models import FormVersion, Round, State

_READ_AS: Final = str.maketrans("OIL", "011", "- ")


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


def round_of_code(code: str) -> Round:
    """By the code as somebody types it from a board. What never was and what is over look alike."""
    plain = code.upper().translate(_READ_AS)
    if len(plain) != 8 or not set(plain) <= set(SYMBOLS):
        raise Http404
    rows = Round.objects.exclude(state__in=(State.DRAFT, State.TESTED, State.DESTROYED))
    found = (
        rows.select_related("network__town", "institution", "box")
        .filter(code=f"{plain[:4]}-{plain[4:]}")
        .first()
    )
    if found is None:
        raise GoneError(_("There is no questionnaire at this address, or it is over."))
    return found
