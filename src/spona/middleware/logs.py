"""One JSON line a request: route name, status, milliseconds, reference.

No path, address, agent or name: a log is read by people who were let into no case.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("spona.requests")
_REFERENCE = re.compile(r"[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{2}")


class JsonLines(logging.Formatter):
    """Known fields only. A message from elsewhere keeps its logger and level, and an
    exception only its type: texts and local variables may hold what people typed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        fields = getattr(record, "spona", None)
        if isinstance(fields, dict):
            line |= fields
        elif record.name.startswith("spona"):
            line["event"] = record.msg if isinstance(record.msg, str) else "message"
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _place(record)
        return json.dumps(line, ensure_ascii=False)


def _place(record: logging.LogRecord) -> str:
    """The innermost line of our own code, which is what a repair needs and holds no data."""
    trace, place = record.exc_info[2] if record.exc_info else None, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/spona/" in code.co_filename:
            place = f"{code.co_filename.rsplit('/spona/', 1)[1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _reference(kwargs: dict[str, Any]) -> str:
    """The reference in the address, if it is one: anybody may type a name in its place."""
    typed = str(kwargs.get("reference", "")).upper()
    return typed if _REFERENCE.fullmatch(typed) else ""


def request_log(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        _log.info(
            "request",
            extra={
                "spona": {
                    "route": (match.view_name if match else "") or "none",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - start) * 1000, 1),
                    "ref": _reference(match.kwargs if match else {}),
                }
            },
        )
        return response

    return middleware
