"""The shapes in which a word can lie in a file, and the search for all of them at once."""

from __future__ import annotations

import base64
import html
import json
import quopri
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from spona.reference.scripts import latin

SHORTEST = 8  # bytes; fewer would be found by chance in ciphertext
_BACK = {
    "lj": "љ", "nj": "њ", "dž": "џ", "a": "а", "b": "б", "c": "ц", "č": "ч", "ć": "ћ", "d": "д",
    "đ": "ђ", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "ј", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "š": "ш", "t": "т", "u": "у",
    "v": "в", "z": "з", "ž": "ж",
}  # fmt: skip


def cyrillic(text: str) -> str:
    found, at, low = "", 0, text.lower()
    while at < len(low):
        size = 2 if low[at : at + 2] in _BACK else 1
        letter = _BACK.get(low[at : at + size], low[at : at + size])
        found += letter.upper() if text[at].isupper() else letter
        at += size
    return found


def folded(text: str) -> str:
    """Lower case, bare Latin: what a search key would hold."""
    bare = unicodedata.normalize("NFD", latin(text).lower().replace("đ", "dj"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def spellings(text: str) -> set[str]:
    """Other letters for the same word: script, case, folding, decomposed, backwards."""
    found = {
        text,
        latin(text),
        cyrillic(latin(text)),
        folded(text),
        folded(text).replace("dj", "d"),
    }
    found |= {unicodedata.normalize("NFD", one) for one in list(found)}
    found |= {one.lower() for one in found} | {one.upper() for one in found}
    return found | {one[::-1] for one in found}


CODECS = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "iso8859-2",
    "cp1250",
    "cp1251",
    "iso8859-5",
)


def _wrapped(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    yield "percent", quote(text, safe="").encode()
    yield "percent, lower", quote(text, safe="").lower().encode()
    yield "form", quote_plus(text).encode()
    yield "JSON", json.dumps(text)[1:-1].encode()
    yield "JSON, upper", json.dumps(text)[1:-1].upper().replace("\\U", "\\u").encode()
    yield "Python escape", text.encode("unicode_escape")
    yield "entities", text.encode("ascii", "xmlcharrefreplace")
    yield "entities, hex", "".join(f"&#x{ord(c):x};" for c in text).encode()
    yield "entities, named", html.escape(text).encode()
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "hex, utf-16", text.encode("utf-16-le").hex().encode()
    yield "octal", "".join(f"\\{byte:03o}" for byte in raw).encode()
    yield "repr", repr(raw)[2:-1].encode()
    yield "quoted-printable", quopri.encodestring(raw).strip()
    for offset in range(3):
        for name, alphabet in (
            ("base64", base64.b64encode),
            ("base64url", base64.urlsafe_b64encode),
        ):
            # The first and last symbols also carry bits of what stands beside the word.
            cut = alphabet(b"\0" * offset + raw)[(0, 2, 3)[offset] :]
            yield f"{name} at {offset}", cut.rstrip(b"=")[: len(raw) * 4 // 3 - 2]


def patterns(text: str) -> dict[bytes, str]:
    """{bytes: how}. All of at least `SHORTEST` bytes."""
    found: dict[bytes, str] = {}
    for spelling in spellings(text):
        for codec in CODECS:
            try:
                found.setdefault(spelling.encode(codec), codec)
            except UnicodeEncodeError:
                continue
    for spelling in {text, latin(text), cyrillic(latin(text))}:
        for how, raw in _wrapped(spelling):
            found.setdefault(raw, how)
    return {raw: how for raw, how in found.items() if len(raw) >= SHORTEST}


class Search:
    """Finds every pattern of every word in one pass over the bytes."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_head: dict[bytes, list[tuple[bytes, str, str]]] = defaultdict(list)
        self.ways: set[str] = set()
        for word in words:
            for raw, how in patterns(word).items():
                self._by_head[raw[:SHORTEST]].append((raw, word, how))
                self.ways.add(how)

    def hits(self, data: bytes) -> set[tuple[str, str]]:
        """(word, how) of whatever lies in `data`, also inside compressed streams in it."""
        found = self._plain(data)
        for inner in inflated(data):
            found |= {(word, f"{how}, compressed") for word, how in self._plain(inner)}
        return found

    def _plain(self, data: bytes) -> set[tuple[str, str]]:
        heads, size = self._by_head, SHORTEST
        found = set()
        for at in range(len(data) - size + 1):
            if (head := data[at : at + size]) in heads:
                found |= {(w, how) for raw, w, how in heads[head] if data.startswith(raw, at)}
        return found


def inflated(data: bytes) -> Iterator[bytes]:
    """What every zlib or gzip stream in `data` holds."""
    for magic, window in (
        (b"\x78\x01", 15),
        (b"\x78\x9c", 15),
        (b"\x78\xda", 15),
        (b"\x1f\x8b", 31),
    ):
        at = data.find(magic)
        while at >= 0:
            try:
                inner = zlib.decompressobj(window).decompress(data[at : at + 2_000_000], 5_000_000)
                if len(inner) >= SHORTEST:
                    yield inner
            except zlib.error:
                pass
            at = data.find(magic, at + 1)
