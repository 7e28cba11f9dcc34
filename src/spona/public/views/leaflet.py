"""Whom to call as one A4, of a town and in a language."""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.documents.leaflet import Leaflet, Line, leaflet_pdf
from spona.documents.render import Language
from spona.identity.limiter import Share
from spona.identity.slow_pages import slow
from spona.public.page import network_in, town_of
from spona.public.rights import rights
from spona.reference.file_names import file_name
from spona.reference.models import Town
from spona.services import answering, numbers
from spona.ui.days import until_day

# A school may sit behind one address, and prints for each class.
SHARE: Final = Share(most=60)
# More do not fit under each other in letters that are read from afar.
MOST: Final = 7
_AT_HOME: Final = frozenset({"localhost", "127.0.0.1", ""})


@public
@slow("leaflet", SHARE)
@require_safe
@cached_page
def leaflet(request: HttpRequest, language: str) -> HttpResponse:
    """For no town: the numbers of the whole country that answer day and night."""
    return _answer(language, None)


@public
@slow("leaflet", SHARE)
@require_safe
@cached_page
def leaflet_in_town(request: HttpRequest, language: str, town: str) -> HttpResponse:
    found = town_of(town)
    if found is None:
        raise Http404(town)
    return _answer(language, found)


def _answer(language: str, town: Town | None) -> HttpResponse:
    content = leaflet_pdf(
        _leaflet(language, town),
        language=cast("Language", language),
        printed_at=timezone.localtime(),
        font_paths=settings.FONT_PATHS,
    )
    name = file_name(pgettext("file name", "list"))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


def _leaflet(language: str, town: Town | None) -> Leaflet:
    network = network_in(town)
    emergency = numbers.emergency()
    own = numbers.confirmed(town)
    # It hangs there for months: nothing that is open only now.
    lines = [*own, *answering.day_and_night(town, own)]
    return Leaflet(
        title=_("Do you need help?"),
        lead=_("You are not to blame. You can call. You do not have to give your name."),
        emergency=Line(emergency.number, str(emergency.label)),
        lines=tuple(_line(one) for one in lines[:MOST]),
        signs_title=_("Is this happening to you?"),
        signs=(
            _("Somebody took your documents or your phone"),
            _("You may not leave alone"),
            _("You work, and they do not pay you or say that you owe them"),
            _("They threaten you or your family"),
            _("They force you to beg, to steal or to sell sex"),
        ),
        enough=_("One of these is enough to call."),
        rights_title=_("Your rights"),
        rights=tuple(str(one.words) for one in rights(first=True)),
        foot=network.short_name if network else "",
        address=_address(language, town),
    )


def _line(one: numbers.Number) -> Line:
    assert one.confirmed_on is not None
    said = _("%(label)s, confirmed on %(when)s %(year)s") % {
        "label": f"{one.label}, {one.when}" if one.when else one.label,
        "when": until_day(one.confirmed_on),
        "year": one.confirmed_on.year,
    }
    return Line(one.number, said)


def _address(language: str, town: Town | None) -> str:
    """Of the page of help under the name that people type; empty where nobody has named one."""
    host = settings.SPONA_TIP_HOST or settings.SPONA_HOST
    if host in _AT_HOME:
        return ""
    path = (
        reverse("public:help_in_town", args=[language, town.slug])
        if town
        else reverse("public:help", args=[language])
    )
    return f"{'https' if settings.SPONA_HTTPS else 'http'}://{host}{path}"
