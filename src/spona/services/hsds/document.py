"""What the OpenAPI document says beside the parameters: about the whole, and of each answer.

What an answer is, the schemas of the specification say; they are named there, not copied.
"""

from __future__ import annotations

from typing import Any, Final

SPECIFICATION: Final = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"
ABOUT: Final = """\
Services of the institutions and organisations of local networks, in the terms of the Human
Services Data Specification 3.0 (Open Referral). Read only, without a key, for anybody.

What is here: services that anybody may be sent to, and that somebody has called to confirm within
a year; `assured_date` says when. Of a confidential place only the number of its front gate is
told: no address, no town of the place, no position; `service_areas` says from where people may
come to it, never where it stands. There is no history (`metadata`), and nothing that is for
members only.

Ids stay: an id that was read once means the same thing for ever, or nothing any more (404).

Languages: Serbian in Latin unless `language` or `Accept-Language` ask for another one; addresses
are Serbian, in the script that was asked for. `Content-Language` says which it was.

Hours are those of the clock on the wall; `timezone` and the offset of `opens_at` and `closes_at`
are those of the moment of the answer. A schedule without hours names days on which it is closed.

Caching: each answer carries an ETag; ask with If-None-Match and get 304 while nothing changed.
Last-Modified is told and not asked for, since whatever leaves a list makes the rest older. At most
600 questions a minute and, in ten minutes, 20 bulk exports of one network, where a list without
pages (ndjson, minimal) counts as one; then 429 with Retry-After. For everything at once take the
bulk export.

Errors are JSON: `{"status", "error", "parameter"}`, where `error` says what to do.
"""


def _of(name: str) -> dict[str, Any]:
    return {"$ref": f"{SPECIFICATION}{name}.json"}


_URI: Final = {"type": "string", "format": "uri"}
_ROOT: Final = {
    "type": "object",
    "required": ["version", "profile", "openapi_url", "publisher"],
    "properties": {
        "version": {"type": "string", "description": "Version of HSDS of this API."},
        "profile": _URI,
        "openapi_url": _URI,
        "publisher": {
            "type": "object",
            "required": ["name", "url"],
            "properties": {"name": {"type": "string"}, "url": _URI},
        },
        "export": {"type": "object", "properties": {"json": _URI, "zip": _URI}},
    },
}
_COUNT: Final = {"type": "integer", "minimum": 0}
_FLAG: Final = {"type": "boolean"}


def _page(name: str) -> dict[str, Any]:
    # `minimal` leaves away what the schema of a service asks for.
    one: dict[str, Any] = _of(name)
    if name == "service":
        short = {
            "type": "object", "required": ["id", "modified_date"], "additionalProperties": False,
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "modified_date": {"type": "string", "format": "date-time"},
            },
        }  # fmt: skip
        one = {"anyOf": [one, short]}
    return {
        "type": "object",
        "required": ["total_items", "total_pages", "page_number", "size", "first_page",
                     "last_page", "empty", "contents"],
        "properties": {
            "total_items": _COUNT, "total_pages": _COUNT, "page_number": _COUNT, "size": _COUNT,
            "first_page": _FLAG, "last_page": _FLAG, "empty": _FLAG,
            "contents": {"type": "array", "items": one},
        },
    }  # fmt: skip


_ERROR: Final = {
    "type": "object",
    "required": ["status", "error"],
    "properties": {
        "status": {"type": "integer"},
        "error": {"type": "string", "description": "What is wrong and what to do."},
        "parameter": {"type": "string"},
    },
}


def errors(*statuses: int) -> dict[int, Any]:
    said = {
        400: "A parameter is not as it should be.",
        404: "Nothing with this id is published, or there is no such page.",
        429: "Too many questions; Retry-After says how long to wait.",
    }
    return {
        status: {
            "description": said[status],
            "content": {"application/json": {"schema": _ERROR}},
        }
        for status in statuses
    }


def answers(what: str, of: str = "") -> dict[str, Any]:
    """`openapi_extra` of an address that gives the root, one thing, or a page of things."""
    schema = _ROOT if what == "root" else _of(of) if what == "one" else _page(of)
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if what == "page":
        content["application/x-ndjson"] = {"schema": {"type": "string"}}
    made: dict[int, Any] = {
        200: {"description": "As asked.", "content": content},
        304: {"description": "What you have (If-None-Match) is what stands here."},
    }
    return {"responses": made | errors(400, *((404,) if what in ("one", "page") else ()), 429)}


EXPORTS: Final = {
    kind: {
        "responses": {
            200: {"description": "As asked.", "content": {content_type: {"schema": schema}}},
            304: {"description": "What you have (If-None-Match) is what stands here."},
        }
        | errors(400, 429)
    }
    for kind, content_type, schema in (
        (
            "json",
            "application/json",
            {
                "type": "object",
                "required": ["version", "language", "services", "taxonomies", "taxonomy_terms"],
                "properties": {
                    "version": {"type": "string"},
                    "language": {"type": "string"},
                    "services": {"type": "array", "items": _of("service")},
                    "taxonomies": {"type": "array", "items": _of("taxonomy")},
                    "taxonomy_terms": {"type": "array", "items": _of("taxonomy_term")},
                },
            },
        ),
        ("zip", "application/zip", {"type": "string", "format": "binary"}),
    )
}
