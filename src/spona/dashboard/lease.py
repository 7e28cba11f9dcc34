"""The lease of an open staff page: may what stands there still be read?

A page carries the lease under which it was made; `lease.js` asks now and then for the present
one. Another session, another epoch, or other rights make another lease.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona.access.actor import Actor
from spona.access.guards import public
from spona.access.roles import ROLES
from spona.directory.actor import rights_of_account
from spona.identity import sessions
from spona.identity.models import Session


@public
@require_safe
def lease(request: HttpRequest) -> JsonResponse:
    """Two queries, nothing is written, and asking is no activity. A stranger learns nothing."""
    row = sessions.look(request)
    if row is None:
        return _answer("ended")
    if row.locked_at is not None:
        return _answer("locked")
    rights = rights_of_account(row.account_id, member_id=row.acting_member)
    return _answer("open", _lease(row, *rights) if rights else "")


def page_lease(session: Session, actor: Actor) -> dict[str, Any]:
    """What `ui/base_work.html` puts into a page: its lease, where to ask, when the session ends."""
    ends = session.created_at + sessions.LASTS
    return {
        "now": _lease(session, actor.member_id, actor.roles, actor.network_roles),
        "url": reverse("dashboard:lease"),
        "ends": int(ends.timestamp() * 1000),
        "idle_seconds": int(sessions.IDLE.total_seconds()),
    }


def _lease(
    session: Session, member: Any, roles: Iterable[str], network_roles: Iterable[tuple[Any, str]]
) -> str:
    named = sorted(f"{network} {role}" for network, role in network_roles if role in ROLES)
    return sessions.lease(session, str(member), *sorted(roles), *named)


def _answer(state: str, lease: str = "") -> JsonResponse:
    return JsonResponse({"state": state, "lease": lease}, headers={"Cache-Control": "no-store"})
