"""Odd requests, drawn by chance from a seed: addresses, values, bodies and headers that no page sends."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes

from django import forms

from tests.harness.asking import Ask

TOKEN = "a" * 43
# What breaks programs: nothing, too much, signs that are none, other types, other people's ids.
ODD: tuple[str, ...] = (
    "", " ", "0", "-1", "1", "on", "\0", "a\0b", "\ud800".encode("utf-8", "replace").decode(),
    "\ufffe\uffff", "\u202egpj.exe", "\u0130\u0131ß", "e\u0301" * 40, "🧨" * 30, "Ш" * 3000,
    "9" * 5000, "9" * 400, "-" + "9" * 30, str(2**31), str(2**63), str(2**64), "1e999", "NaN", "٣",
    "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-25", "31.12.9999.", "23:59", "24:61",
    "0001-01-01T00:00", "9999-12-31T23:59", "00000000-0000-0000-0000-000000000000",
    "7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e", "{7b0d7a555a7e4f0e9d6c3f2a1b4c5d6e}", "urn:uuid:x",
    "law:", "law:x", "agreement:\0", "law:7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e", "agreed", "yes",
    "[" * 3000, '{"a":' * 500, "{}", "null", "[1,2]", '{"sr": 1}', "<script>x</script>", "%s%(n)d",
    "{{ x }}", "../../etc/passwd", "//evil.test", "http://[::1", "javascript:x", "\r\nSet-Cookie: x",
    "R-7K3M-Q2", "Р-7К3М-Q2", "r 7k3mq2", "sr", "sr-latn", "xx", "name", "self", "dark", TOKEN,
    "A1B2C30123456789012345", "0" * 22, "O" * 22, "ЉЊЏ" * 7 + "A", "é" * 22, "²" * 22,
)  # fmt: skip
_NAME = re.compile(r'name="([^"]{1,80})"')
_VALUE = re.compile(r'(?:<option value|<input[^>]* value)="([^"]{1,200})"')
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=rot13", "application/json", "text/plain", "",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=x; charset=unicode_escape",
    "multipart/form-data; boundary=x; charset=rot13", "multipart/form-data; boundary=x; charset=\0",
    "multipart/form-data; boundary*=utf-7''x", "multipart/form-data; boundary*=zz''x",
    "multipart/form-data; boundary=" + "x" * 300, "a/b; charset*=unicode_escape''%5Cud800",
)  # fmt: skip
_PART = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n'
    b"Content-Type: text/plain\r\n%b\r\ncontent\r\n--x--\r\n"
)
_BODIES = (
    b"", b"\0", b"=", b"&&&", b"%", b"a=%ED%A0%80", b"text=%00", b"\xff\xfe\xfa", b"x" * 10_000,
    b"{" * 5000, b"--x--", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\r\n--x--\r\n',
    b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=unicode_escape''%5Cud800"
    b"\r\n\r\nx\r\n--x--\r\n",
    b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=zz''a\r\n\r\nx\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--\r\n",
    _PART % (b"a\0b.txt", b""), _PART % (b"", b""), _PART % (b"x" * 3000, b""),
    _PART % (b"../../a.sh", b"Content-Length: -5\r\n"), (_PART % (b"a", b""))[:70],
    "&".join(f"f{n}=" for n in range(1001)).encode(),
)  # fmt: skip
_HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {}, {}, {}, {"Origin": "null"}, {"Origin": "http://[::1"},
    {"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.test"},
    {"Host": "a b"}, {"Accept-Language": "\0,sr;q=x," + "," * 500}, {"Accept-Language": "-"},
    {"X-Requested-With": "x"}, {"HX-Request": "true"}, {"Content-Length": "-1"},
    {"Content-Length": "9" * 5000}, {"Content-Length": "²"}, {"Cookie": "__Host-spona=\0; a"},
    {"Cookie": "__Host-spona=" + "x" * 4000}, {"Referer": "//"}, {"Range": "bytes=0-1,5-"},
    {"If-Modified-Since": "x" * 300}, {"Accept-Encoding": "gzip;q=x"}, {"Expect": "100-continue"},
    {"X-Forwarded-For": "a" * 300}, {"X-Forwarded-Proto": "gopher"},
)  # fmt: skip
_METHODS = (
    ("GET",) * 5 + ("POST",) * 9 + ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "x")
)


@dataclass
class Request:
    """One request; `path` has its query."""

    person: str
    method: str
    name: str
    path: str
    data: dict[str, Any] | None = None
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Odd:
    """Draws requests. `learn` is told what the pages hold, so that some of them get far."""

    def __init__(self, seed: int, asks: list[Ask], people: list[str]) -> None:
        self._luck, self._asks, self._people = random.Random(seed), asks, people
        self._names: dict[str, list[str]] = {}
        self._values: list[str] = list(ODD)
        self._all_names = sorted(_field_names() | {"token", "q", "page", "next", "code", "send"})

    def learn(self, name: str, page: str) -> None:
        found = sorted(set(_NAME.findall(page)) - {"viewport", "csrfmiddlewaretoken"})
        self._names[name] = sorted({*self._names.get(name, ()), *found})
        self._values += [one for one in _VALUE.findall(page)[:30] if one not in self._values]
        del self._values[len(ODD) + 3000 :]

    def draw(self) -> Iterator[Request]:
        luck = self._luck
        while True:
            ask = luck.choice(self._asks)
            request = Request(
                luck.choice(self._people), luck.choice(_METHODS), ask.name, self._path(ask.path),
                headers=dict(luck.choice(_HEADERS)),
            )  # fmt: skip
            if request.method == "POST" and luck.random() < 0.75:
                request.data = self._typed(ask.name)
            elif request.method not in ("GET", "HEAD"):
                request.body, request.content_type = luck.choice(_BODIES), luck.choice(TYPES)
            yield request

    def _path(self, path: str) -> str:
        luck = self._luck
        if luck.random() < 0.12:
            parts = path.split("/")
            at = luck.randrange(len(parts))
            odd = luck.choice(ODD)[:600]
            parts[at] = luck.choice((quote(odd, safe=""), quote_from_bytes(b"\xed\xa0\x80\xff")))
            path = "/" + "/".join(parts).lstrip("/")
        if luck.random() < 0.25:
            names = [luck.choice((*self._all_names, "print", "for", "since", "until", "reference",
                                  "institution", "page", "next", "sort")) for _ in range(2)]  # fmt: skip
            path += "?" + "&".join(
                f"{n}={quote(luck.choice(self._values), safe='')}" for n in names
            )
        return path

    def _typed(self, name: str) -> dict[str, Any]:
        luck = self._luck
        known = self._names.get(name) or luck.sample(self._all_names, 12)
        names = [one for one in known if luck.random() < 0.93] + luck.sample(self._all_names, 2)
        # Mostly what the page itself offers, with one or two odd values, so that it gets far.
        share = luck.choice((0.1, 0.1, 0.5, 1.0))
        fair = self._values[len(ODD) :] or ["1"]
        typed: dict[str, Any] = {
            one: luck.choice(ODD) if luck.random() < share else luck.choice(fair) for one in names
        }
        typed["token"] = luck.choice(
            (TOKEN[:-4] + f"{luck.randrange(10_000):04}", luck.choice(ODD))
        )
        return typed


def _field_names() -> set[str]:
    """Every field of every form of ours."""
    found: set[str] = set()
    todo: list[type] = [forms.Form]
    while todo:
        one = todo.pop()
        todo += one.__subclasses__()
        if one.__module__.startswith("spona."):
            found |= set(getattr(one, "base_fields", {}))
    return found
