"""Save for later: a member under their own key, anybody else with a code that is shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.identity.limiter import (
    Flow,
    Share,
    TooFast,
    admit,
    forgive,
    hold,
    let_in,
    network_prefix,
    spend,
    wait_sentence,
    waited,
)
from spona.surveys import actions
from spona.surveys.actions import Begun, DraftChanged
from spona.surveys.filling import Filling
from spona.surveys.forms import CodeForm
from spona.surveys.models import Draft
from spona.surveys.views.place import Place, ticket_of
from spona.vault.receipt_code_input import LOCATOR

# Each costs a slow step. A school class may stop in the middle together, when the bell rings.
DRAFTS: Final = Flow("answer drafts", calm=60, one_network=60, place=300)
# Looks with a right code are slow too: so many of one code, then those of a network together.
_ONE_CODE: Final = Share(most=5)
_LOOKS: Final = Share(most=40, seconds=60)

# The page of the form again, with a sentence.
type Again = Callable[..., HttpResponse]


def kept(place: Place, filling: Filling, at: int, again: Again) -> HttpResponse:
    """What was typed so far, right or wrong, kept for later; or the page with why it was not."""
    begun, known = Begun(at, place.instance, filling.typed), place.draft
    code = ""
    try:
        if place.member:
            row = actions.keep_own(
                place.found, begun, revision=known[1] if known else 0, by=place.member,
                keys=place.request.keys,  # type: ignore[attr-defined]
            )  # fmt: skip
        elif known:
            row = actions.keep_again(place.found, known[0], begun, revision=known[1], by=VISITOR)
        else:
            _check_pace(place)
            row, code = actions.keep_by_code(place.found, begun, by=VISITOR)
    except DraftChanged as changed:
        return again(note=str(changed.sentence), draft=ticket_of(changed.draft), status=409)
    except TooFast as wait:
        return _slowed(place, wait, again)
    except (Denied, Conflict) as refused:
        return again(note=str(refused.sentence), status=409)
    if place.member:
        return HttpResponseRedirect(reverse("surveys:rounds"))
    typed = [(f"a.{path}", said) for path, said in filling.typed.items() if said]
    # In another language the code would be gone: the next page offers them again.
    return place.page(
        "kept", code=code, until=row.until, draft=ticket_of(row), at=at, instance=begun.instance,
        kept=typed, languages=[],
    )  # fmt: skip


def opened(place: Place) -> tuple[Draft, Begun] | HttpResponse:
    """What a typed code opens; else its page with a sentence. Every try is counted before the slow
    step and forgiven when it was right; so are looks.
    """
    form = CodeForm(place.request.POST)
    if not form.is_valid():
        return _code_page(place, form, 422)
    symbols = form.cleaned_data["code"]
    address = str(place.request.META.get("REMOTE_ADDR", ""))
    try:
        ticket = admit("answer code", symbols[:LOCATOR], address)
    except TooFast as fast:
        return _code_page(place, form, 429, wait_sentence(fast.seconds))
    try:
        _check_looks(symbols[:LOCATOR], address)
        found = actions.open_by_code(place.found, symbols, by=VISITOR)
    except TooFast as fast:
        forgive(ticket)
        return _code_page(place, form, 429, wait_sentence(fast.seconds))
    except Denied as denied:
        return _code_page(place, form, 422, f"{denied.sentence} {ticket.sentence}")
    forgive(ticket)
    return found


def _code_page(place: Place, form: CodeForm, status: int, sentence: str = "") -> HttpResponse:
    if sentence:
        form.add_error("code", sentence)
    return place.page("back", form=form, status=status, form_id="code", languages=[])


def _check_looks(locator: str, address: str) -> None:
    try:
        spend("answer code", locator, _ONE_CODE)
    except TooFast:
        spend("answer codes", network_prefix(address), _LOOKS)


def _check_pace(place: Place) -> None:
    address = str(place.request.META.get("REMOTE_ADDR", ""))
    since = waited(place.instance, place.request.POST.get("held", ""))
    let_in(DRAFTS, str(place.found.pk), address, waited=since)


def _slowed(place: Place, wait: TooFast, again: Again) -> HttpResponse:
    instance, ticket = place.instance, place.request.POST.get("held", "")
    held = ticket if waited(instance, ticket) else hold(instance)
    note = _("Very many people are saving just now.") + " " + wait_sentence(wait.seconds)
    answer = again(note=note, held=held, status=429)
    answer["Retry-After"] = str(wait.seconds)
    return answer
