"""What ODK Collect asks for: the list of forms, a form, its manifest, and where to send.

No cookie and no page: a phone says who it is with each request. Nothing here names a round, for a
phone has one only, and what it is called stands in its settings.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.access.guards import comes_from_here, takes_files
from spona.audit.readonly import writable
from spona.deadlines.time import today
from spona.identity.limiter import Share, TooFast, admit, forgive, spend, wait_sentence
from spona.surveys import actions, openrosa
from spona.surveys.models import Device, FormVersion, State
from spona.surveys.phone_uploads import Sent, TooLargeError, sent_in
from spona.vault.uploads import sealing

# An interviewer comes back with the answers of a day, each in some parts.
_SENDINGS: Final = Share(most=600)
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")

type PhoneView = Callable[..., HttpResponse]


def device(*methods: str) -> Callable[[PhoneView], PhoneView]:
    """A phone with its own secret, over HTTPS, asking by one of these methods.

    There is no session that somebody could be lured into using, so no token is asked for; and
    what a browser sends from another page is refused, for browsers remember such a secret too.
    """

    def decorate(view: PhoneView) -> PhoneView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                refused = openrosa.refusal(405)
                refused["Allow"] = ", ".join(methods)
                return refused
            if not _is_private(request) or not comes_from_here(request):
                return openrosa.message(
                    403, _("Only over https: scan the square of the phone again.")
                )
            try:
                found = _known(request)
            except TooFast as wait:
                return _wait(wait)
            if isinstance(found, HttpResponse):
                return found
            return view(request, found, *args, **kwargs)

        guarded.guard = "device"  # type: ignore[attr-defined]
        return csrf_exempt(guarded)

    return decorate


@device("GET", "HEAD")
def phone_list(request: HttpRequest, phone: Device) -> HttpResponse:
    """The newest form of the round, while somebody may begin with it."""
    actions.see_device(phone, by=VISITOR)
    return openrosa.form_list(
        _versions(phone), trial=phone.round.state in (State.DRAFT, State.TESTED)
    )


@device("GET", "HEAD")
def phone_form(request: HttpRequest, phone: Device, version_id: UUID) -> HttpResponse:
    return openrosa.form(_version(phone, version_id))


@device("GET", "HEAD")
def phone_manifest(request: HttpRequest, phone: Device, version_id: UUID) -> HttpResponse:
    _version(phone, version_id)
    return openrosa.manifest()


@takes_files
@device("HEAD", "POST")
def phone_send(request: HttpRequest, phone: Device) -> HttpResponse:
    """HEAD: how much may come at once. POST: an answer, or a part of one."""
    actions.see_device(phone, by=VISITOR)
    if request.method == "HEAD":
        return openrosa.answered(status=204)
    try:
        spend("phone", str(phone.pk), _SENDINGS)
    except TooFast as wait:
        return _wait(wait)
    with sealing(request) as kept:
        return _received(request, phone, kept)


def _received(request: HttpRequest, phone: Device, kept: set[str]) -> HttpResponse:
    try:
        sent = sent_in(request)
    except TooLargeError:
        return openrosa.refusal(413)
    except (MultiPartParserError, UnreadablePostError, TooManyFilesSent):
        return openrosa.refusal(400)
    except Denied:
        return openrosa.message(
            503, _("There is no room on the server at the moment. The answer stays on the phone.")
        )
    if sent is None:
        return openrosa.refusal(400)
    return _taken(phone, sent, kept)


def _taken(phone: Device, sent: Sent, kept: set[str]) -> HttpResponse:
    try:
        taken = actions.take_from_phone(phone, sent, by=VISITOR)
    except (Conflict, Denied) as refused:
        return openrosa.message(409, str(refused.sentence))
    kept |= taken.stored
    sentences = {
        actions.Outcome.KEPT: _("It has arrived."),
        actions.Outcome.TRIAL: _("The trial has arrived. Nothing of it is kept."),
        actions.Outcome.UNMATCHED: _(
            "It has arrived, but does not fit the form. It is kept whole, and those who read the "
            "answers see it."
        ),
    }
    return openrosa.message(201, sentences[taken.outcome])


def _versions(phone: Device) -> list[FormVersion]:
    if not phone.round.shows_form_to_phones(today()):
        return []
    return [
        one
        for one in FormVersion.objects.select_related("round").filter(round=phone.round)[:1]
        if one.has_valid_mac()
    ]


def _version(phone: Device, version_id: UUID) -> FormVersion:
    """One that the list shows just now."""
    found = next((one for one in _versions(phone) if one.pk == version_id), None)
    if found is None:
        raise Http404
    return found


def _is_private(request: HttpRequest) -> bool:
    """Else the secret and the answers could be read on the way."""
    host = urlsplit(f"//{request.get_host()}").hostname
    return request.is_secure() or host in _LOCAL


def _known(request: HttpRequest) -> Device | HttpResponse:
    """The phone that asks, or the refusal. Each wrong secret is counted before it is looked at."""
    said = _said(request)
    if said is None:
        return _unknown(_("Scan the square of the phone, or type its name and password."))
    username, secret = said
    with writable():
        ticket = admit("phone", username, str(request.META.get("REMOTE_ADDR", "")))
        found = _named(username)
        right = found is not None and found.has_valid_mac() and found.knows(secret)
        if right:
            forgive(ticket)
    if found is None or not right:
        return _unknown(_("This name and password belong to no phone.") + " " + ticket.sentence)
    if found.revoked_on is not None:
        return _unknown(
            _("This phone was revoked and sends nothing any more. Tell whoever gave it to you.")
        )
    return found


def _named(username: str) -> Device | None:
    code, _dash, number = username.rpartition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 4 or "\0" in code:
        return None
    rows = Device.objects.select_related("round__box", "round__network")
    return rows.filter(round__code=code, number=int(number)).first()


def _said(request: HttpRequest) -> tuple[str, str] | None:
    """Name and secret as they were typed: small letters and missing strokes are forgiven."""
    kind, _space, packed = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic" or len(packed) > 400:
        return None
    try:
        text = base64.b64decode(packed, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    username, colon, secret = text.partition(":")
    plain = secret.strip().upper().replace("-", "").replace(" ", "")
    groups = "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))
    return (username.strip().upper(), groups) if colon else None


def _unknown(sentence: str) -> HttpResponse:
    answer = openrosa.message(401, sentence)
    answer["WWW-Authenticate"] = 'Basic realm="Spona", charset="UTF-8"'
    return answer


def _wait(wait: TooFast) -> HttpResponse:
    answer = openrosa.message(429, wait_sentence(wait.seconds))
    answer["Retry-After"] = str(wait.seconds)
    return answer
