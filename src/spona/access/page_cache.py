"""Public pages are the same for everybody: the one that was made is shown again.

Not once a row of the directory was written, which the log tells: a number that was confirmed or
taken back is so at once. What the log does not tell (words of a list, what an editor withdraws,
whether a door is open now) is so some seconds later.

A talk about us on television brings a thousand readers in a minute; those pages are what they
need, and making each anew would take the workers from whoever is writing to us meanwhile.

A view says here that its page may be kept; `middleware/page_cache.py` keeps it, whole, in front of
everything that a page which was made already no longer needs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, overload

from django.http import HttpRequest, HttpResponse, QueryDict

from spona.access.models import new_token

# Here, and again in the browser or in whatever stands between: what was withdrawn is gone after ten
# seconds at most.
SECONDS: Final = 5

# Stands in a form that is kept where each reader gets a one-use token of their own. As long as one,
# so that the length of the page stays; with a sign that no token has, so that a page which still
# had it could send nothing; and drawn anew by each process, so that nobody writes it into a page.
_PLACE: Final = ("*" + new_token())[:-1]

type View[**P] = Callable[P, HttpResponse]


@overload
def cached_page[**P](view: View[P], /) -> View[P]: ...


@overload
def cached_page(*asks: str) -> Callable[[View[...]], View[...]]: ...


def cached_page(*given: Any) -> Any:
    """For a view whose page follows from its path, and from what it asks of the address: the
    names of those parameters stand above it, as in `@cached_page("page", "town")`.

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
        response = view(*args, **kwargs)
        alone = getattr(request, "identity", None) is None and set(request.GET) <= set(asks)
        if alone and response.status_code == 200:
            response["Cache-Control"] = f"public, max-age={SECONDS}"
            response.cacheable = True  # type: ignore[attr-defined]
        return response

    return answer


def cached_form(view: View[...]) -> View[...]:
    """For a form without an account: the empty form is kept, and each reader's token put in at the
    end (`fill`). It takes the token from `token_of`.

    Whatever the address asks besides its path changes nothing, so it is left away. Nobody on the
    way keeps the page: with its token in it, it is one person's.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        if request.method != "GET":
            return view(*args, **kwargs)
        request.GET = QueryDict()
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.cacheable_form = True  # type: ignore[attr-defined]
        alone = getattr(request, "identity", None) is None and response.status_code == 200
        response.cacheable = alone  # type: ignore[attr-defined]
        return response

    return answer


def token_of(request: HttpRequest) -> str:
    """What the token field of a form under `cached_form` holds when nothing was typed yet."""
    return _PLACE if request.method == "GET" else new_token()


def fill(page: bytes) -> bytes:
    """The page with a token of its own in the place that was left for it."""
    return page.replace(_PLACE.encode(), new_token().encode())
