"""What a body says it is: refused before Django reads it, for its reader breaks on some of that.

No page of ours sends a charset but UTF-8, nor a parameter in pieces (`charset*=`). Others could
put half a sign (a lone surrogate) into a text, or name a codec that is none for texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

type Wsgi = Callable[..., Iterable[bytes]]

_ODD: Final = re.compile(r"[^\x20-\x7e\t]|\*\s*=")
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([^\";\s]*)", re.IGNORECASE)


def readable(environ: dict[str, Any]) -> bool:
    """True where the type of the body is one that a browser sends."""
    said = str(environ.get("CONTENT_TYPE") or "")
    charsets = [one.lower() for one in _CHARSET.findall(said)]
    return not _ODD.search(said) and all(one in ("utf-8", "utf8") for one in charsets)


def refusing_odd_types(application: Wsgi) -> Wsgi:
    """400 without a word for a body of a type that Django's reader breaks on."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if readable(environ):
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]

    return answer
