"""Whether the process answers is said before anything asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

Handler = Callable[[HttpRequest], HttpResponse]


def health(get_response: Handler) -> Handler:
    """Answers a view that is marked `without_database` at once, past session, actor and gate."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # The address of a page ends in a stroke: it is looked up once, by Django.
        if request.path_info.endswith("/"):
            return get_response(request)
        try:
            match = resolve(request.path_info, urlconf=getattr(request, "urlconf", None))
        except Resolver404:
            return get_response(request)
        if not getattr(match.func, "without_database", False):
            return get_response(request)
        request.resolver_match = match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer

    return middleware
