"""The front page, and whom to call now."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.identity.languages import staff_language
from spona.public import phrases, signs
from spona.public.page import network_in, page, spoken, town_of, towns
from spona.public.rights import rights
from spona.reference.models import Town
from spona.services import answering, numbers
from spona.tipline.read_by import message_if_sent_now
from spona.tipline.route import Tipline, tipline_of
from spona.ui.languages import direction, own_name


@public
@require_safe
@cached_page
def front(request: HttpRequest, language: str) -> HttpResponse:
    """What Spona is, for somebody who came without an address; help first."""
    signs_in = "" if getattr(request, "public_only", False) else staff_language(language)
    return page(request, "front", language, towns=towns(), signs_in=signs_in, readers=signs.READERS)


@public
@require_safe
@cached_page
def help_now(request: HttpRequest, language: str) -> HttpResponse:
    """Whom to call now, wherever somebody is."""
    return _help(request, language, None)


@public
@require_safe
@cached_page
def help_in_town(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """Whom to call now in this town; the general page and 404 without one."""
    # Whoever mistypes a town still needs a number: the page comes all the same.
    found = town_of(town)
    return _help(request, language, found, status=200 if found else 404)


@public
@require_safe
@cached_page
def in_phrases(request: HttpRequest, language: str) -> HttpResponse:
    """Whom to call now, with a few words in a language that has no more yet."""
    return _phrases(request, language, None)


@public
@require_safe
@cached_page
def in_phrases_in_town(request: HttpRequest, language: str, town: str) -> HttpResponse:
    found = town_of(town)
    return _phrases(request, language, found, status=200 if found else 404)


@public
@require_safe
def to_phrases(request: HttpRequest, language: str) -> HttpResponse:
    """Whatever else somebody types behind such a language: it has this one page."""
    return HttpResponseRedirect(reverse("public:phrases", args=[language]))


@public
@require_safe
@cached_page
def languages(request: HttpRequest, language: str) -> HttpResponse:
    """Every language there is, also those that have a page of help only."""
    shown = [
        *((code, own_name(code), reverse("public:help", args=[code]), False)
          for code, _name in settings.PUBLIC_LANGUAGES),
        *((code, name, reverse("public:phrases", args=[code]), True)
          for code, name in phrases.NAMES.items()),
    ]  # fmt: skip
    return page(request, "languages", language, shown=shown)


def _help(
    request: HttpRequest, language: str, town: Town | None, *, status: int = 200
) -> HttpResponse:
    there = towns()
    own = numbers.confirmed(town)
    shown = [*own, *answering.beside(town, own)]
    by_town = [] if town else numbers.on_call(there)
    network = network_in(town)
    tipline = tipline_of(network) if network else None
    can_write = tipline is None or tipline.open
    return page(
        request,
        "help",
        language,
        town=town,
        towns=there,
        on_call=by_town,
        nothing_confirmed=not own and not any(lines for _town, lines in by_town),
        network=network,
        write_url=_to_write(language, town if network else None) if can_write else "",
        write_when=_read_by(tipline),
        numbers=shown,
        rights=rights(first=True),
        spoken=spoken("help", language, network),
        status=status,
    )


def _read_by(tipline: Tipline | None) -> str:
    """By which day a message to the network of this town is read."""
    if tipline is None or not tipline.route:
        return ""
    return message_if_sent_now(tipline.network, tipline.route).sentence


def _phrases(
    request: HttpRequest, language: str, town: Town | None, *, status: int = 200
) -> HttpResponse:
    said = phrases.phrases_in(language)
    network = network_in(town)
    writes = network is not None and tipline_of(network).open
    with translation.override("sr-latn"):
        emergency_in_serbian = str(numbers.emergency().label)
    # The rest is in English and in Serbian, each marked as such.
    with translation.override("en"):
        own = numbers.confirmed(town)
        shown = [*own, *answering.beside(town, own)]
        return page(
            request,
            "phrases",
            language,
            said_in=language,
            spoken=spoken("help", language, network),
            html_lang=language,
            html_dir=direction(language),
            in_serbian=phrases.address("help", "sr-latn", town.slug if town else None),
            in_english=phrases.address("help", "en", town.slug if town else None),
            write_in_serbian=_to_write("sr-latn", town if writes else None),
            write_in_english=_to_write("en", town if writes else None),
            emergency_in_serbian=emergency_in_serbian,
            town=town,
            towns=towns(),
            numbers=[(one, numbers.is_free(one)) for one in shown],
            said={what: one.text for what, one in said.items()},
            confirmed=all(one.confirmed for one in said.values()),
            status=status,
        )


def _to_write(language: str, town: Town | None) -> str:
    """To the tipline of a town where somebody reads; else to the list of them."""
    if town is None:
        return reverse("tipline:towns", args=[language])
    return reverse("tipline:start", args=[language, town.slug])
