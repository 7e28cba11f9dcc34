"""The tipline of a town: a message without a name, or a report with one. No cookie, no script."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.access.guards import public, public_form
from spona.access.page_cache import cached_form, cached_page
from spona.directory.models import Network
from spona.identity.limiter import TooFast
from spona.tipline import actions
from spona.tipline.forms import FirstMessageForm
from spona.tipline.models import Tip
from spona.tipline.numbers import all_who_answer, confirmed
from spona.tipline.reading_hours import read_when, sent_is_read_when
from spona.tipline.route import check_keys, excludable, tipline_of, tiplines_elsewhere
from spona.tipline.route import towns as open_towns
from spona.tipline.views.page import is_moved, made_once, network_or_404, page
from spona.tipline.views.rate_limits import Slowed, slowed
from spona.tipline.views.sent import fresh, received, typed
from spona.tipline.words import language_of_path
from spona.vault.models import Code


@public
@require_safe
@cached_page
def towns(request: HttpRequest, language: str) -> HttpResponse:
    """Where is it? And the way back for somebody who has a code."""
    there = open_towns()
    return page(request, "towns", towns=[(one, tipline_of(one).open) for one in there])


@public
@require_safe
@cached_page
def start(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """What happens to a word here, before anybody writes one."""
    found = tipline_of(network_or_404(town))
    check_keys(found)
    there: dict[str, Any] = {} if found.open else {"numbers": all_who_answer(found.network.town)}
    return page(
        request, "start", network=found.network, tipline=found, when=read_when(found), **there
    )


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@cached_form
def send_message(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """One page. With a mistake it comes back as it was typed."""
    network = network_or_404(town)
    form = FirstMessageForm(
        None if is_moved(request) else typed(request),
        institutions=excludable(network, request.POST.getlist("excluded")),
        initial={"language": language_of_path(language)} | _as_typed(request),
    )
    if not (network.casework_open and form.is_bound and form.is_valid()):
        return _word_page(request, network, form)
    sent: list[Tip] = []

    def send(code: Code) -> Tip:
        word, excluded = form.first_message(), form.excluded_ids()
        sent.append(
            actions.send_message(word, network=network, code=code, excluded=excluded, by=VISITOR)
        )
        return sent[-1]

    try:
        code = made_once(request, network, send)
    except Denied as refusal:
        form.add_error(None, str(refusal.sentence))
        return _word_page(request, network, form)
    except TooFast as wait:
        return _word_page(request, network, form, slowed=slowed(request, wait))
    when = sent_is_read_when(sent[-1]) if sent else read_when(tipline_of(network))
    return received(request, network, code, when=when)


def _as_typed(request: HttpRequest) -> dict[str, object]:
    lists = request.POST.lists()
    return {name: said if name == "excluded" else said[-1] for name, said in lists}


def _word_page(
    request: HttpRequest, network: Network, form: FirstMessageForm, *, slowed: Slowed | None = None
) -> HttpResponse:
    found = tipline_of(network)
    check_keys(found)
    if not found.route:
        return page(request, "start", network=network, tipline=found)
    excluded, town = form.excluded_ids(), network.town
    nobody = not found.readers(excluded)
    return page(
        request,
        "write",
        network=network,
        form=form,
        token=fresh(request, form),
        readers=found.route,
        when=read_when(found),
        numbers=(all_who_answer if nobody else confirmed)(town, without=excluded),
        nobody_reads=nobody,
        takes_reports=any(one.pk not in excluded for one in found.recipients),
        elsewhere=tiplines_elsewhere(network, excluded) if nobody else [],
        slowed=slowed,
        form_id="message",
        status=422 if form.errors else 200,
    )
