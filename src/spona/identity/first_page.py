"""The page for somebody who typed no path: in the first language of the browser that we speak.

A language that has only a page of help leads to that page; one that nobody here speaks, to English.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from spona.ui.languages import ALL, codes

# Other codes of the same languages, and the neighbours who read Serbian in Latin letters.
_SAME: Final = {other: one.code for one in ALL.values() for other in one.also}
_UNKNOWN: Final = "en"


def first_page(request: HttpRequest, *, public: str = "public:front") -> str:
    """The address. `public`: the page in a language into which all pages are translated."""
    language = _language(request.headers.get("Accept-Language", ""))
    if language in codes("phrases"):
        return reverse("public:phrases", args=[language])
    return reverse(public, args=[language])


def _language(wishes: str) -> str:
    """Serbian where a browser says nothing, as a program that fetches the page."""
    asked = [code for code in _in_order(wishes) if code != "*"]
    for code in asked:
        if code.startswith("sr"):
            return "sr" if "cyrl" in code else "sr-latn"
        own = code.partition("-")[0]
        own = _SAME.get(own, own)
        if own in (*codes("public"), *codes("phrases")):
            return own
    return _UNKNOWN if asked else settings.LANGUAGE_CODE


def _in_order(wishes: str) -> list[str]:
    """Codes in small letters, the dearest first; one that is not wanted (`q=0`) left out."""
    found: list[tuple[float, str]] = []
    for part in wishes.lower()[:400].split(","):
        code, _sign, weight = part.partition(";")
        worth = _worth(weight)
        if code.strip() and worth > 0:
            found.append((-worth, code.strip().replace("_", "-")))
    return [code for _worth_of_it, code in sorted(found, key=lambda one: one[0])]


def _worth(weight: str) -> float:
    try:
        return float(weight.partition("q=")[2] or 1)
    except ValueError:
        return 0
