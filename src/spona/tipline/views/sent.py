"""What both ways of writing share: typed form, hidden fields, token, the page with the code."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict

from spona.access.models import new_token
from spona.access.page_cache import token_of
from spona.directory.models import Network
from spona.tipline.views.page import MOVED, is_moved, page
from spona.tipline.views.rate_limits import HELD


def received(
    request: HttpRequest, network: Network, code: str | None, *, when: str
) -> HttpResponse:
    """The code, once; or, for a repeat, that it is there and how to get another one. `when`: in
    words, by when it is read.
    """
    return page(
        request,
        "received",
        network=network,
        code=code,
        when=when,
        again=[] if code else carried(request, {"token", HELD}),
        token=new_token(),
    )


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; an empty form is a form with mistakes, not a first visit."""
    return request.POST if request.method == "POST" else None


def fresh(request: HttpRequest, form: forms.Form) -> str:
    """The token of the page: the same while mistakes are mended, so twice stays once."""
    kept = form.is_bound or is_moved(request)
    return request.POST.get("token", "") if kept else token_of(request)


def carried(request: HttpRequest, without: set[str]) -> list[tuple[str, str]]:
    """Hidden fields: everything that came and that this page does not ask itself."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in without and name != MOVED
        for value in values
    ]
