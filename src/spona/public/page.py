"""What every public page has around it: languages, the way out, where else to go, a voice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from spona.directory.models import Network
from spona.identity.languages import languages_of
from spona.library import queries as library
from spona.public import phrases
from spona.reference.models import Town
from spona.services import numbers


def page(
    request: HttpRequest,
    template: str,
    language: str,
    *,
    asked: str = "",
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """The page of `public/<template>.html`. `asked`: what stands behind the question mark, as the
    view understood it, for the same page in another language.
    """
    common = {
        "languages": phrases.languages_of_help(request)
        or [_asking(one, asked) for one in languages_of(request, language, public=True)],
        "exit_url": reverse("public:exit"),
        "emergency": numbers.emergency(),
    }
    return render(request, f"public/{template}.html", {**common, **context}, status=status)


def _asking(one: dict[str, object], asked: str) -> dict[str, object]:
    # Not as it was typed: a page that is kept must not hand on what one reader wrote.
    address = str(one["url"]).partition("?")[0]
    return one | {"url": f"{address}?{asked}" if asked else address}


def towns() -> list[Town]:
    """Towns that have a network, as links; practice and national networks help nobody."""
    helping = Network.objects.real()
    return list(Town.objects.filter(networks__in=helping).distinct().only("slug", "words"))


def town_of(slug: str) -> Town | None:
    """A town that a network serves."""
    return Town.objects.filter(
        slug=slug, networks_served__network__in=Network.objects.real()
    ).first()


def network_in(town: Town | None) -> Network | None:
    return Network.objects.real().filter(town=town).first() if town else None


def spoken(key: str, language: str, place: Network | None = None) -> str:
    """The address of this page as somebody reads it aloud; empty where nobody has."""
    # One voice for both scripts.
    found = library.recording(key, "sr" if language == "sr-latn" else language, place)
    return library.recording_url(found) if found else ""
