"""Who was refused what kind of page: one line in the log of their institution, without content.

Somebody who tries addresses that are not theirs is seen by that, and a line names the kind of
page only. After so many in an hour and for a person, further ones are counted: a line at the next
one and at each power of ten says how many there were, so nobody floods the log and nobody hides in
it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from spona import audit
from spona.audit.queries import REFUSED
from spona.identity.limiter import Share, spend

LINES: Final = 20
# Counted without end: what is counted is never refused because of it.
_HOUR: Final = Share(most=10**9, seconds=3600)
_REFUSED: Final = (403, 404)


def refused_access(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in _REFUSED:
            _record(request, response.status_code)
        return response

    return middleware


def _record(request: HttpRequest, status: int) -> None:
    """Nothing for a stranger, and nothing for an address that leads nowhere at all."""
    actor, match = getattr(request, "actor", None), request.resolver_match
    if actor is None or match is None:
        return
    if not getattr(match.func, "guard", "").startswith("member"):
        return
    count = spend("refused access", str(actor.account_id), _HOUR)
    if not _leaves_a_line(count):
        return
    with audit.transaction() as log:
        log.record(
            REFUSED,
            by=actor,
            subject=("account", actor.account_id),
            lane=actor.institution_id,
            detail={"route": match.view_name, "status": status}
            | ({"this_hour": count} if count > LINES else {}),
        )


def _leaves_a_line(count: int) -> bool:
    return count <= LINES + 1 or str(count).strip("0") == "1"
