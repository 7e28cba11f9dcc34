"""Pages that take the server's time: each account has a generous share of them, and no more.

Without it one login, or one stolen session, keeps every thread busy with PDFs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from spona.identity.limiter import Share, network_prefix, spend

# Paper: a coordinator prints a whole town's pack in one sitting.
PAPER: Final = Share(most=120)
# A file is authenticated as a whole before its first byte goes out.
FILE: Final = Share(most=120)
# A table opens the names of everybody in it.
TABLE: Final = Share(most=20)
# A stranger prints the card of their own code; a school may sit behind one address.
STRANGER: Final = Share(most=40)


def slow(
    purpose: str, share: Share, *, methods: Collection[str] = ("GET", "HEAD", "POST")
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Below the guard of a view. TooFast, which is a page of our own, when the share is used up.

    `methods`: where only the button of a page takes time, the page itself is not counted.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                spend(purpose, _whose(request), share)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def _whose(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    if actor is not None and actor.account_id is not None:
        return str(actor.account_id)
    return network_prefix(request.META.get("REMOTE_ADDR", ""))
