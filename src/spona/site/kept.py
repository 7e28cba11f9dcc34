"""Public pages are the same for everybody: the one that was made is shown again.

Not once a row of the directory was written, which the log tells: a number that was confirmed or
taken back is so at once. What the log does not tell (words of a list) is so some seconds later.

A talk about us on television brings a thousand readers in a minute; those pages are what they
need, and making each anew would take the workers from whoever is writing to us meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from spona.audit.queries import last_of_the_system

SECONDS: Final = 10


def kept[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For a view whose page follows from its path and from nothing else.

    Not for somebody signed in, whose page greets them, nor where an address asks for more.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        if request.GET or getattr(request, "identity", None) is not None:
            return view(*args, **kwargs)
        # On the name that has public pages alone nobody is asked to sign in.
        alone = getattr(request, "public_only", False)
        key = f"page:{last_of_the_system()}:{alone}:{request.path}"
        if (page := cache.get(key)) is not None:
            return HttpResponse(page)
        response = view(*args, **kwargs)
        if response.status_code == 200:
            cache.set(key, response.content, SECONDS)
        return response

    return answer
