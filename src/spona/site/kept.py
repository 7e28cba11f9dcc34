"""Public pages are the same for everybody: the one that was made is shown again.

Not once a row of the directory was written, which the log tells: a number that was confirmed or
taken back is so at once. What the log does not tell (words of a list, what an editor withdraws,
whether a door is open now) is so some seconds later.

A talk about us on television brings a thousand readers in a minute; those pages are what they
need, and making each anew would take the workers from whoever is writing to us meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, overload

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from spona.audit.queries import last_of_the_system

# Here, and again in the browser or in whatever stands between: what was withdrawn is gone after ten
# seconds at most.
SECONDS: Final = 5
# What is sent with a kept page besides its words.
_HEADERS: Final = ("Content-Type", "Content-Disposition", "Cache-Control")
# Longer than any question that somebody types; the views cut it too.
_LONGEST: Final = 80

type View[**P] = Callable[P, HttpResponse]


@overload
def kept[**P](view: View[P], /) -> View[P]: ...


@overload
def kept(*asks: str) -> Callable[[View[...]], View[...]]: ...


def kept(*given: Any) -> Any:
    """For a view whose page follows from its path, and from what it asks of the address: the
    names of those parameters stand above it, as in `@kept("page", "town")`.

    Not for somebody signed in, whose page greets them, nor where an address asks for more.
    """
    if len(given) == 1 and callable(given[0]):
        return _keep(given[0], ())
    return lambda view: _keep(view, given)


def _keep(view: View[...], asks: tuple[str, ...]) -> View[...]:
    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        if getattr(request, "identity", None) is not None or not set(request.GET) <= set(asks):
            return view(*args, **kwargs)
        key = _key(request, asks)
        if (page := cache.get(key)) is not None:
            content, headers = page
            return HttpResponse(content, headers=headers)
        response = view(*args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = f"public, max-age={SECONDS}"
            headers = {name: response[name] for name in _HEADERS if name in response}
            cache.set(key, (response.content, headers), SECONDS)
        return response

    return answer


def _key(request: HttpRequest, asks: tuple[str, ...]) -> str:
    # On the name that has public pages alone nobody is asked to sign in.
    alone = getattr(request, "public_only", False)
    asked = "\n".join(f"{name}={request.GET.get(name, '')[:_LONGEST]}" for name in asks)
    # What somebody looks for is not written down anywhere, not even as a key in memory.
    digest = hashlib.sha256(asked.encode()).hexdigest() if request.GET else ""
    return f"page:{last_of_the_system()}:{alone}:{request.path}:{digest}"
