"""What may be asked: the parameters of the specification, and ours for the language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from ninja import Field, Schema
from pydantic import BeforeValidator, WithJsonSchema

from spona.ui.languages import codes

# No offset of a database is larger.
_FARTHEST = 1_000_000
MOST = 500


def _moment(raw: Any) -> Any:
    """A day is its first second; without an offset it is UTC."""
    if not isinstance(raw, str) or not raw:
        return raw or None
    # A plus of an address that was not escaped has become a blank.
    found = dt.datetime.fromisoformat(raw.strip().replace(" ", "+") if "T" in raw else raw.strip())
    try:
        return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except OverflowError as error:
        raise ValueError("no calendar has this moment") from error


# Serbian in Latin first: what whoever says nothing gets.
_TONGUES: Final = tuple(sorted(codes("public"), key=lambda code: code != "sr-latn"))
# No `type` statements: the document would lose the names of what they describe.
Text = Annotated[str, Field(max_length=200)]
Moment = Annotated[
    dt.datetime | None,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Tongue = Annotated[
    Literal[_TONGUES] | None,  # type: ignore[valid-type]
    WithJsonSchema({"type": "string", "enum": [*_TONGUES]}),
]


_KINDS: Final = {
    "int": "it has to be a whole number",
    "float": "it has to be a number",
    "bool": "it has to be true or false",
    "finite": "it has to be a number",
    "string": "it has to be text",
    "datetime": "it has to be a day or a moment like 2026-03-01T08:00:00Z",
    "value": "it has to be a day or a moment like 2026-03-01T08:00:00Z",
}  # fmt: skip


def wanted(wrong: Mapping[str, Any]) -> str:
    """What a parameter has to be, in words of ours; `wrong` is one mistake that pydantic found."""
    kind, limits = str(wrong["type"]), wrong.get("ctx", {})
    match kind:
        case "literal_error":
            return f"it has to be one of {limits.get('expected', 'those in the document')}"
        case "greater_than_equal":
            return f"it has to be at least {limits['ge']:g}"
        case "less_than_equal":
            return f"it has to be at most {limits['le']:g}"
        case "string_too_long":
            return f"it may have at most {limits['max_length']} characters"
    return _KINDS.get(kind.split("_", maxsplit=1)[0], "it is none of what the document names")


class Spoken(Schema):
    language: Tongue = Field(
        None,
        description="Language of the texts: Serbian in Latin (sr-latn) or Cyrillic (sr), English, "
        "Hungarian. Without it Accept-Language counts, and without that sr-latn. A text that is "
        "missing in the language comes in another one.",
    )


class Paged(Spoken):
    search: Text = Field(
        "",
        description="Words that all have to be there; blind to script and diacritics: Niš, Nis and "
        "Ниш find the same.",
    )
    page: int = Field(1, ge=1, le=_FARTHEST, description="Number of the page, from 1.")
    per_page: int = Field(50, ge=1, le=MOST, description="How many on a page.")
    format: Literal["json", "ndjson"] = Field(
        "json", description="ndjson: everything that was found, one object a line, no pages."
    )


class Listed(Paged):
    taxonomy_term_id: Text = Field("", description="Only services with this term.")
    taxonomy_id: Text = Field("", description="Only services with any term of this taxonomy.")
    organization_id: Text = Field("", description="Only services of this organization.")
    modified_after: Moment = Field(
        None, description="Only what was changed at or after this moment (ISO 8601; UTC if bare)."
    )
    full: bool = Field(False, description="Each one with everything nested in it.")


class ServicesAsked(Listed):
    minimal: bool = Field(
        False,
        description="Only `id` and `modified_date` of each service, all of them on one page unless "
        "per_page is given.",
    )


class PlacesAsked(Listed):
    postcode: Text = Field(
        "",
        description="Only places with this postal code, and places of services for its town; with "
        "proximity only places around it.",
    )
    proximity: Annotated[
        float | None, WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1000000})
    ] = Field(
        None, ge=0, le=1_000_000, allow_inf_nan=False,
        description="Metres around the middle of the places with this postcode.",
    )  # fmt: skip


class OrganizationAsked(Spoken):
    full_service: bool = Field(False, description="Its services with everything nested in them.")


class OrganizationsAsked(Paged):
    full_service: bool = Field(False, description="The services with everything nested in them.")
    full: bool = Field(False, description="Each one with its services and places.")


class TermsAsked(Paged):
    taxonomy_id: Text = Field("", description="Only terms of this taxonomy.")
    top_only: bool = Field(False, description="Only terms without a parent.")
    parent_id: Text = Field("", description="Only terms below this one.")
