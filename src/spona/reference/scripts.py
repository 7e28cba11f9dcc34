"""Serbian in both scripts: Cyrillic to Latin, a search key, and the order of the alphabet.

Cyrillic is stored and Latin derived, because the way back needs a dictionary
(injekcija, nadživeti). Addresses were collected in Latin; `cyrillic_address` is for them alone.
"""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, cast

_LOWER: Final = {
    **dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)),
    "љ": "lj",
    "њ": "nj",
    "џ": "dž",
}
_PLAIN: Final = str.maketrans(
    _LOWER | {c.upper(): t.upper() for c, t in _LOWER.items() if len(t) == 1}
)
_DIGRAPHS: Final = {"Љ": "Lj", "Њ": "Nj", "Џ": "Dž"}

_CAPITAL: Final = re.compile("[ЉЊЏ]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+", re.IGNORECASE)


def latin(text: str) -> str:
    """The same text in Serbian Latin; everything that is not Serbian Cyrillic stays as it is.

    Addresses (URL, e-mail) are copied untouched, also where they contain Cyrillic.
    """
    parts: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        parts += [_latin(text[end : address.start()]), address.group()]
        end = address.end()
    return "".join([*parts, _latin(text[end:])])


def _latin(text: str) -> str:
    if _CAPITAL.search(text):
        text = _CAPITAL.sub(lambda found: _digraph(text, found.start()), text)
    return text.translate(_PLAIN)


def in_latin[Value](value: Value) -> Value:
    """The same document with every text in Latin letters."""
    found: Any = value
    if isinstance(value, str):
        found = latin(value)
    elif isinstance(value, tuple):
        found = tuple(map(in_latin, value))
    elif is_dataclass(value) and not isinstance(value, type):
        found = replace(
            value, **{one.name: in_latin(getattr(value, one.name)) for one in fields(value)}
        )
    return cast("Value", found)


def has_latin_words(text: str) -> bool:
    """True where a word stands in Latin letters, which no rule turns into Cyrillic.

    Addresses, Roman numerals and whatever has a digit in it (numbers of offices, references)
    are written the same in both scripts.
    """
    words = _ADDRESS.sub(" ", text).split()
    return any(_LATIN_LETTER.search(word) and not _in_both(word) for word in words)


def _in_both(word: str) -> bool:
    return any(sign.isdigit() for sign in word) or bool(_ROMAN.fullmatch(word.strip(",;:()")))


_LATIN_LETTER: Final = re.compile("[a-zčćđšž]", re.IGNORECASE)
_TO_CYRILLIC: Final = {
    "lj": "љ", "nj": "њ", "dž": "џ",
    **{new: old for old, new in _LOWER.items() if len(new) == 1},
}  # fmt: skip
_OF_LATIN: Final = re.compile("lj|nj|dž|[a-zčćđšž]", re.IGNORECASE)
# Kings are counted in Latin letters in both scripts; q, w, x and y are of no Serbian word.
_ROMAN: Final = re.compile(r"(\d+/)?[IVX]+\.?")
_FOREIGN: Final = re.compile("[qwxy]", re.IGNORECASE)


def cyrillic_address(text: str) -> str:
    """A Serbian address in Cyrillic: names of streets and towns, in which "nj" is one letter."""
    words = re.split(r"(\s+)", text)
    return "".join(word if _stays(word) else _OF_LATIN.sub(_letter, word) for word in words)


def _stays(word: str) -> bool:
    return bool(_ROMAN.fullmatch(word.rstrip(",")) or _FOREIGN.search(word))


def _letter(found: re.Match[str]) -> str:
    latin_letter = found.group()
    cyrillic = _TO_CYRILLIC[latin_letter.lower()]
    return cyrillic.upper() if latin_letter[0].isupper() else cyrillic


def _digraph(text: str, at: int) -> str:
    """Lj or LJ: the neighbour in the word decides, and for a lone letter the words around it.

    "Љ. Петровић" is "Lj. Petrović", but "Љ. ПЕТРОВИЋ" is "LJ. PETROVIĆ", and "Љ." alone is "LJ.".
    """
    letters = _DIGRAPHS[text[at]]
    after, before = text[at + 1 : at + 2], text[at - 1 : at] if at else ""
    if after.isalpha():
        capitals = after.isupper()
    elif before.isalpha():
        capitals = before.isupper()
    else:
        capitals = not any(word != word.upper() for word in _around(text, at))
    return letters.upper() if capitals else letters


def _around(text: str, at: int) -> list[str]:
    """The nearest longer word on either side of a lone letter; other initials say nothing."""
    longer = [word for word in _WORD.finditer(text) if len(word.group()) > 1]
    left = [word.group() for word in longer if word.end() <= at][-1:]
    right = [word.group() for word in longer if word.start() > at][:1]
    return left + right


# Letters that Unicode does not take apart, of the languages spoken around here.
FOLD: Final = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ø": "o",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ѕ": "dz",
        "щ": "st",
        "ъ": "",
        "ь": "",
        "ы": "i",
        "э": "e",
        "ю": "ju",
        "я": "ja",
    }
)


# More than one j too, else folding a folded text again would shorten it.
_DJ: Final = re.compile("dj+")


def fold(text: str) -> str:
    """Search key: lower case, bare Latin letters and digits, single spaces; both scripts meet.

    Niš = Nis = Ниш, and Đorđević = Djordjevic = Ђорђевић = Dordevic: `dj` becomes `d` like `đ`,
    in the row and in the question alike, so "nadjačati" is still found by "nadjačati".
    """
    bare = _bare(_latin(_bare(text.casefold()))).translate(FOLD)
    spaced = "".join(letter if letter.isalnum() else " " for letter in bare)
    return " ".join(_DJ.sub("d", spaced).split())


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


_AZBUKA: Final = {c: n for n, c in enumerate("абвгдђежзијклљмнњопрстћуфхцчџш", start=200)}
# Foreign q, w, x and y stand where dictionaries put them.
_ABECEDA: Final = {
    letter: n
    for n, letter in enumerate(
        [*"abcčćd", "dž", *"đefghijkl", "lj", *"mn", "nj", *"opqrsštuvwxyzž"], start=100
    )
}
_LETTERS: Final = re.compile(r"dž|lj|nj|\w|\s+")


def serbian_key(text: str, *, in_latin: bool = False) -> tuple[tuple[int, ...], str]:
    """Sort key in the text's own alphabet: abeceda for Latin, azbuka for Cyrillic.

    Space < digits < Latin < Cyrillic; punctuation does not count. In Latin, lj, nj and dž are
    one letter. `in_latin=True` sorts Cyrillic text as it will be read in Latin: exact even for
    "инјекција", because the Cyrillic letter says whether nj is one letter or two.
    """
    key: list[int] = []
    for letter in _LETTERS.findall(unicodedata.normalize("NFC", text).casefold()):
        if in_latin and letter in _LOWER:
            key.append(_ABECEDA[_LOWER[letter]])
        else:
            key += _weights(letter)
    return tuple(key), text


def _weights(letter: str) -> list[int]:
    if letter.isspace():
        return [0]
    if letter.isdigit():
        return [10 + unicodedata.digit(letter, 0)]
    if weight := _ABECEDA.get(letter) or _AZBUKA.get(letter):
        return [weight]
    base = unicodedata.normalize("NFKD", letter)[0]
    return [_ABECEDA.get(base) or _AZBUKA.get(base) or 1000 + ord(base)]
