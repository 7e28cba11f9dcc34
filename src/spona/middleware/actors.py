"""Session → identity → Actor and Keyring, once per request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from spona.audit.readonly import remembering
from spona.audit.transaction_cache import TransactionCache
from spona.directory.actor import actor_for
from spona.identity.sessions import request_identity

_LEASE = "/lease"


def actor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        # On the name of the public pages everybody is a stranger, whatever cookies they bring.
        # The lease of a page looks by itself: asking for it is no activity.
        unasked = getattr(request, "public_only", False) or request.path_info == _LEASE
        identity = None if unasked else request_identity(request)
        request.identity = identity  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        request.keys = None  # type: ignore[attr-defined]
        # The gate goes on with it: so the log is asked once whether it has moved on.
        request.read_cache = TransactionCache()  # type: ignore[attr-defined]
        if identity is not None:
            request.keys = identity.keyring  # type: ignore[attr-defined]
            with remembering(request.read_cache):  # type: ignore[attr-defined]
                request.actor = actor_for(  # type: ignore[attr-defined]
                    identity.account,
                    member_id=identity.session.acting_member,
                    stepped_up_at=identity.session.stepped_up_at,
                )
        return get_response(request)

    return middleware
