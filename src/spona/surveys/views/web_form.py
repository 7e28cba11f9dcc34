"""A form that needs a script: one page on which web-forms draws it, and where it sends to.

Only this page loads the library, and only it allows what the library needs. What it sends is taken
in as from a phone: the script is not believed anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.middleware.csp import get_nonce
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, public_form, takes_files
from spona.identity.limiter import TooFast, hold, wait_sentence, waited
from spona.surveys import actions, submission_xml
from spona.surveys.browser_form import Way, for_reader
from spona.surveys.models import MAKE
from spona.surveys.phone_uploads import Sent, TooLargeError, sent_in
from spona.surveys.views.lookups import known_round, round_of_code
from spona.surveys.views.pace import check_pace, is_there
from spona.surveys.views.place import Place, place_of
from spona.surveys.web_words import sentences_of_form, sentences_of_sending, words_of_controls
from spona.vault.uploads import sealing

# Pictures are made smaller in the browser where the form says so; without that, some of a phone.
LARGEST: Final = 30_000_000
# What web-forms needs and nothing more: it reckons in WebAssembly, makes pictures smaller in a
# worker, and writes styles while it runs.
_POLICY: Final[Mapping[str, Collection[str]]] = {
    **cast("Mapping[str, Collection[str]]", settings.SECURE_CSP),
    "script-src": [CSP.SELF, CSP.WASM_UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "worker-src": [CSP.SELF, "blob:"],
}


@csp_override(_POLICY)
@takes_files
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def web_form(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """GET: the page. POST: an answer, as JSON says what became of it."""
    place = place_of(request, round_of_code(code))
    if place.way is Way.PAGES:
        raise Http404
    if request.method != "POST":
        return (
            _page(place) if place.takes_answers else place.page("shut", needs_phone=_phone(place))
        )
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _refused(413, sentences_of_sending()["large"])
    with sealing(request) as kept:
        return _received(place, kept)


@csp_override(_POLICY)
@member(MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def try_web_form(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """The same page for whoever makes it. Only what was typed comes, and nothing of it is kept."""
    place = replace(place_of(request, known_round(request, round_id)), trial=True)
    if place.way is not Way.SCRIPT:
        raise Http404
    if request.method != "POST":
        return _page(place)
    try:
        actions.try_from_browser(
            place.found, request.POST.get("xml", "").encode(), by=request.actor
        )
    except (Denied, Conflict) as refused:
        return _refused(409, str(refused.sentence))
    return JsonResponse({"next": reverse("surveys:round", args=[place.found.pk])}, status=201)


def _phone(place: Place) -> bool:
    return place.way is Way.PHONE


def _page(place: Place) -> HttpResponse:
    answer = place.page(
        "web_form",
        # Another language would load the page anew, and what was typed would be gone.
        languages=[],
        nonce=str(get_nonce(place.request)),
        xform=for_reader(place.version.xform, place.language),
        words=sentences_of_form(),
        controls=words_of_controls(),
        sentences=sentences_of_sending(),
        date_format="yy. mm. dd." if place.language == "hu" else "dd.mm.yy.",
    )
    # Where a question asks for it; the browser asks the person first.
    answer["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
    return answer


def _received(place: Place, kept: set[str]) -> HttpResponse:
    try:
        sent = sent_in(place.request)
    except TooLargeError:
        return _refused(413, sentences_of_sending()["large"])
    except (MultiPartParserError, UnreadablePostError, TooManyFilesSent):
        return _refused(400, _("This came incomplete. Send it again."))
    except Denied:
        return _refused(503, _("There is no room on the server at the moment. Send it later."))
    if sent is None:
        return _refused(400, _("This came incomplete. Send it again."))
    return _taken(place, sent, kept)


def _taken(place: Place, sent: Sent, kept: set[str]) -> HttpResponse:
    try:
        instance = submission_xml.read(sent.xml, place.form).instance
        if not is_there(place.found, instance):
            check_pace(place, instance)
        taken = actions.take_from_browser(place.found, sent, by=VISITOR)
    except TooFast as wait:
        return _slowed(place, instance, wait)
    except (Denied, Conflict) as refused:
        return _refused(409, str(refused.sentence))
    kept |= taken.stored
    return JsonResponse({}, status=201)


def _slowed(place: Place, instance: str, wait: TooFast) -> HttpResponse:
    ticket = place.request.POST.get("held", "")
    held = ticket if waited(instance, ticket) else hold(instance)
    said = _("Very many answers are arriving just now.") + " " + wait_sentence(wait.seconds)
    answer = JsonResponse({"sentence": said, "held": held}, status=429)
    answer["Retry-After"] = str(wait.seconds)
    return answer


def _refused(status: int, sentence: str) -> HttpResponse:
    return JsonResponse({"sentence": sentence}, status=status)
