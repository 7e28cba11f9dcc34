"""Services as the public looks for them: what is asked of the address, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import Http404, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from spona.audit.verified_rows import remembered
from spona.deadlines.time import today
from spona.reference.models import Code, Town
from spona.reference.scripts import serbian_key
from spona.services.finding import LARGEST_PAGE, Found, search
from spona.services.models import KINDS
from spona.services.visibility import Offer

# What an address may ask for; anything else is not looked at.
ASKS: Final = ("need", "town", "language", "open", "q", "page")
_LONGEST: Final = 80
_EACH: Final = 10
_FEW: Final = 4
# No page of a list is so far back; a larger number is a machine's.
_LAST_PAGE: Final = 1000
_NO_LANGUAGE: Final = frozenset({"other", "not_sure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody looks for; empty means anything."""

    need: str = ""
    town: Town | None = None
    language: str = ""
    open_now: bool = False
    words: str = ""
    page: int = 1

    @property
    def is_empty(self) -> bool:
        return not (self.need or self.town or self.language or self.open_now or self.words)

    def wider(self) -> list[tuple[str, str]]:
        """The same question with one thing left out: what is said of it, and its address."""
        ways: list[tuple[str, object, dict[str, Any]]] = [
            (_("any need"), self.need, {"need": ""}),
            (_("any town"), self.town, {"town": None}),
            (_("any language"), self.language, {"language": ""}),
            (_("closed now, too"), self.open_now, {"open_now": False}),
            (_("without the words"), self.words, {"words": ""}),
        ]
        return [(said, replace(self, **less).address_of(1)) for said, asked, less in ways if asked]

    def address_of(self, page: int) -> str:
        """The part of the address behind the question mark for another page of the answer."""
        asked = {
            "need": self.need,
            "town": self.town.slug if self.town else "",
            "language": self.language,
            "open": "1" if self.open_now else "",
            "q": self.words,
            "page": str(page) if page > 1 else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})


def asked_in(asked: QueryDict) -> Question:
    """What the address says. Http404 for a town that has no network; other odd values mean any."""
    slug = asked.get("town", "")[:_LONGEST]
    town = Town.objects.filter(slug=slug, networks__practice=False).first() if slug else None
    if slug and town is None:
        raise Http404(slug)
    needs = {row.code for row in _codes(KINDS)}
    languages = {row.code for row in _codes("language")}
    need, language = asked.get("need", ""), asked.get("language", "")
    page = asked.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    return Question(
        need=need if need in needs else "",
        town=town,
        language=language if language in languages else "",
        open_now=asked.get("open") == "1",
        words=" ".join(asked.get("q", "")[:_LONGEST].split()),
        page=min(number, _LAST_PAGE),
    )


def answer(question: Question) -> Found:
    """What is open now stands before what is not; of more than a hundred, on each page."""
    found = search(
        need=question.need,
        town=question.town,
        language=question.language,
        open_now=question.open_now,
        words=question.words,
        page=question.page,
        size=_EACH,
        together=LARGEST_PAGE,
    )
    ordered = _open_first(found.offers)
    if found.pages > 1:
        return replace(found, offers=ordered)
    pages = max(1, -(-found.total // _EACH))
    page = min(question.page, pages)
    return Found(ordered[(page - 1) * _EACH : page * _EACH], found.total, page, pages)


def _open_first(found: list[Offer]) -> list[Offer]:
    """Then those whose hours nobody knows, then what is closed; else in the order given."""
    return sorted(found, key=lambda one: (not one.is_open, one.is_open is False))


def first_in(town: Town) -> Found:
    """A few of them, for the page of a town."""
    return search(town=town, size=_FEW)


def needs() -> list[Code]:
    """For the form, in the order of the reader's alphabet."""
    return sorted(_codes(KINDS), key=lambda row: serbian_key(str(row.words)))


def spoken() -> list[Code]:
    """Languages for the form."""
    return [row for row in _codes("language") if row.code not in _NO_LANGUAGE]


def _codes(name: str) -> list[Code]:
    rows = Code.objects.of(name, today())
    return list(remembered(("codes", name, today()), lambda: tuple(rows)))
