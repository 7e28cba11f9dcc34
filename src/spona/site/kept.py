"""Public pages are the same for everybody: the one that was made is shown again.

Not once a row of the directory was written, which the log tells: a number that was confirmed or
taken back is so at once. What the log does not tell (words of a list, what an editor withdraws,
whether a door is open now) is so some seconds later.

A talk about us on television brings a thousand readers in a minute; those pages are what they
need, and making each anew would take the workers from whoever is writing to us meanwhile.

A view says here that its page may be kept; `middleware/kept_pages.py` keeps it, whole, in front of
everything that a page which was made already no longer needs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, overload

from django.http import HttpRequest, HttpResponse

# Here, and again in the browser or in whatever stands between: what was withdrawn is gone after ten
# seconds at most.
SECONDS: Final = 5

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
        response = view(*args, **kwargs)
        alone = getattr(request, "identity", None) is None and set(request.GET) <= set(asks)
        if alone and response.status_code == 200:
            response["Cache-Control"] = f"public, max-age={SECONDS}"
            response.kept = True  # type: ignore[attr-defined]
        return response

    return answer
