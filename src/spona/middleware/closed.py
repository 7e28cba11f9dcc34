"""No request touches the data while a command has all of it: it gets the page "not now"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from spona.cli.serve.gate import entered

type Wsgi = Callable[..., Iterable[bytes]]

# Set for the application while a command has the data; see `headers` and `page_cache`.
CLOSED: Final = "spona.closed"


def while_open(application: Wsgi) -> Wsgi:
    """The application; whatever it writes and acknowledges is written before a command begins."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with entered() as inside:
            return application(environ if inside else environ | {CLOSED: True}, start_response)

    return answer
