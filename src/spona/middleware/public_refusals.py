"""Refusals and accidents as somebody without an account reads them: light, no script, 192 first."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.directory.models import EMERGENCY
from spona.public.phrases import NAMES as FEW
from spona.ui.languages import direction, html_lang

_ROOMS: Final = ("public", "tipline", "training")
_CODES: Final = {code for code, _name in settings.PUBLIC_LANGUAGES}
# As in /de/ or /pt-br/.
_TONGUE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")
_SAID: Final[dict[int, tuple[Promise, Promise]]] = {
    400: (
        _("This could not be read"),
        _("The browser sent something incomplete. Go back, check what you entered and send it "
          "again."),
    ),
    403: (
        _("It was not sent"),
        _("It did not come from a page of ours. Open the page here and write it there."),
    ),
    404: (_("There is nothing here"), _("The address may be mistyped.")),
    409: (_("Something changed meanwhile"), _("Go back and look at it again.")),
    413: (
        _("The file is too large"),
        _("Go back and choose a smaller file, or send it in parts. What you typed is still on "
          "the previous page."),
    ),
    429: (_("Too many at once"), _("Wait a minute, then try again.")),
    500: (
        _("Something broke on our side"),
        _("It has not arrived. Go back: what you wrote is usually still there. Send it again in "
          "a minute, or call."),
    ),
    503: (
        _("We are at work on the server"),
        _("Spona will be back in a few minutes. If it is urgent, call the institution by phone, "
          "do not wait. In danger, call 192."),
    ),
}  # fmt: skip


def is_public(request: HttpRequest) -> bool:
    """True where a stranger asked: the name of the public pages, or an address of theirs.

    An address that leads nowhere counts by its language, also one that we do not speak: who
    mistypes a town is not staff.
    """
    if getattr(request, "public_only", False):
        return True
    first = request.path_info.partition("/")[2].partition("/")[0]
    if first not in _CODES:
        # Whoever asks in a language that we do not speak is no staff either.
        return first in FEW or (bool(_TONGUE.fullmatch(first)) and _leads_nowhere(request))
    try:
        return resolve(request.path_info).namespace in _ROOMS
    except Resolver404:
        return True


def _leads_nowhere(request: HttpRequest) -> bool:
    try:
        resolve(request.path_info)
    except Resolver404:
        return True
    return False


def public_page(request: HttpRequest, status: int, *, sentence: str = "") -> HttpResponse:
    """The page of a status; `sentence` is what an action said."""
    title, text = _SAID[status]
    if status == 503 and request.method == "POST":
        # Whoever has just sent something has to know that it is not there.
        sentence = f"{_SAID[500][1]} {text}"
    here = getattr(request, "language", settings.LANGUAGE_CODE)
    context = {
        "html_lang": html_lang(here),
        "html_dir": direction(here),
        "title": title,
        "text": sentence or text,
        "emergency": EMERGENCY,
        "exit_url": reverse("public:exit"),
        "start_url": reverse("tipline:towns", args=[here]),
        "back_url": reverse("tipline:come_back", args=[here]),
        "help_url": reverse("public:help", args=[here]),
    }
    # Whatever broke may break again in a context processor, so this page needs none.
    return render(None, "ui/refused_public.html", context, status=status)
