"""Looks at a page as somebody who reads only its language: which sentences fell back?"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import polib

from tools.messages import command as messages

# Nothing typed in the tests that look is Cyrillic, so a Cyrillic letter is a sentence that fell back.
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


class Texts(HTMLParser):
    """What is shown or read out, without the names of the languages."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        # A name of a language stands in a link, or in a button on a page that was posted.
        named = "hreflang" in given or (tag in ("button", "span") and "lang" in given)
        self._hidden = tag == "style" or named
        self.found += [given[one] for one in ("aria-label", "title", "placeholder", "alt")
                       if given.get(one)]  # fmt: skip

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.found.append(" ".join(data.split()))


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(messages.path_of(language)))


def looking(language: str) -> Callable[[str], str]:
    """A function that looks at a page in this language, which no staff page has, and returns it."""
    same = {entry.msgstr for entry in catalogue(language)}
    # Every sentence of the sources that is not the same in this language.
    # A name stays what it is.
    english = {entry.msgid for entry in catalogue("sr")} - same - {"Spona"}

    def look(page: str) -> str:
        assert f'<html lang="{language}"' in page
        texts = Texts(page).found
        fell_back = [one for one in texts if CYRILLIC.search(one) or one in english]
        assert fell_back == [], fell_back
        return page

    return look
