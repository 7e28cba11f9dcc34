"""Is this certificate valid? The answer tells of the training and of nobody."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.deadlines.time import today
from spona.identity.limiter import Share
from spona.identity.slow_pages import slow
from spona.training.models import Certificate
from spona.training.views.page import page

# An employer checks a whole folder of them in one sitting.
CHECKS: Final = Share(most=200)


@public
@slow("certificate", CHECKS)
@require_safe
def verify(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The same answer for every code that is none; small letters do not matter."""
    rows = Certificate.objects.select_related("network__town")
    found = rows.filter(code=code.upper()).first()
    if found is None or not found.has_valid_mac():
        return page(request, "verify", state="unknown", status=404)
    if found.withdrawn_at is not None:
        state = "withdrawn"
    else:
        state = "valid" if found.is_valid_on(today()) else "expired"
    practice = found.network.practice
    return page(request, "verify", state=state, certificate=found, practice=practice)
