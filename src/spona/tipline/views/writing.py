"""The door of a town: a word without a name, or a report with one. No cookie, no script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Denied
from spona.access.guards import public, public_form
from spona.tipline import actions
from spona.tipline.forms import WordForm
from spona.tipline.numbers import confirmed
from spona.tipline.reading_hours import read_when
from spona.tipline.route import Door, door_of, excludable
from spona.tipline.route import towns as open_towns
from spona.tipline.views.page import made_once, network_or_404, page
from spona.tipline.views.sent import fresh, received, typed
from spona.tipline.visitor import VISITOR
from spona.tipline.words import language_of_path


@public
@require_safe
def towns(request: HttpRequest, language: str) -> HttpResponse:
    """Where is it? And the way back for somebody who has a code."""
    there = open_towns()
    return page(request, "towns", towns=[(one, door_of(one).open) for one in there])


@public
@require_safe
def door(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """What happens to a word here, before anybody writes one."""
    found = door_of(network_or_404(town))
    return page(request, "door", network=found.network, door=found, when=read_when(found.network))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def send_word(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """One page. With a mistake it comes back as it was typed."""
    found = door_of(network_or_404(town))
    if not found.route:
        return page(request, "door", network=found.network, door=found)
    form = WordForm(
        typed(request),
        institutions=excludable(found.network),
        initial={"language": language_of_path(language)},
    )
    if request.method != "POST" or not form.is_valid():
        return _word_page(request, found, form)
    try:
        code = made_once(
            request.POST.get("token", ""),
            lambda code: actions.send_word(
                form.word(),
                network=found.network,
                code=code,
                excluded=form.excluded_ids(),
                by=VISITOR,
            ),
        )
    except Denied as refusal:
        form.add_error(None, str(refusal.sentence))
        return _word_page(request, found, form)
    return received(request, found, code)


def _word_page(request: HttpRequest, found: Door, form: WordForm) -> HttpResponse:
    return page(
        request,
        "write",
        network=found.network,
        form=form,
        token=fresh(request, form),
        readers=found.route,
        when=read_when(found.network),
        numbers=confirmed(found.network.town, without=form.excluded_ids()),
        status=422 if form.errors else 200,
    )
