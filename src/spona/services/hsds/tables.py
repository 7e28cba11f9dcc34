"""The same flat: which rows of which table a nested object comes to, and their columns.

Names of tables, files and columns are those of the specification (`compiled_tabular.json`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from spona.services.hsds.terms import made_id

type Row = dict[str, Any]

# Table → (file, columns that we have something for, in the order of the specification).
TABLES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "organization": ("organizations.csv", ("id", "name", "description", "website")),
    "service": (
        "services.csv",
        (
            "id", "organization_id", "name", "description", "url", "email", "status",
            "interpretation_services", "application_process", "fees_description", "wait_time",
            "eligibility_description", "minimum_age", "maximum_age", "assured_date", "alert",
            "last_modified",
        ),
    ),
    "attribute": (
        "attributes.csv",
        ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value"),
    ),
    "service_at_location": ("service_at_location.csv", ("id", "service_id", "location_id")),
    "location": (
        "locations.csv",
        ("id", "location_type", "url", "name", "transportation", "latitude", "longitude"),
    ),
    "phone": (
        "phones.csv",
        (
            "id", "location_id", "service_id", "organization_id", "number", "extension", "type",
            "description",
        ),
    ),
    "address": (
        "addresses.csv",
        (
            "id", "location_id", "address_1", "city", "state_province", "postal_code", "country",
            "address_type",
        ),
    ),
    "schedule": (
        "schedules.csv",
        (
            "id", "service_id", "service_at_location_id", "valid_from", "valid_to", "dtstart",
            "timezone", "until", "count", "wkst", "freq", "interval", "byday", "bymonthday",
            "description", "opens_at", "closes_at", "attending_type", "notes",
        ),
    ),
    "service_area": (
        "service_areas.csv", ("id", "service_id", "name", "extent", "extent_type"),
    ),
    "required_document": ("required_documents.csv", ("id", "service_id", "document", "uri")),
    "language": ("languages.csv", ("id", "service_id", "phone_id", "name", "code", "note")),
    "accessibility": ("accessibility.csv", ("id", "location_id", "description", "details")),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        ("id", "code", "name", "description", "taxonomy", "language", "taxonomy_id"),
    ),
    "meta_table_description": (
        "meta_table_descriptions.csv", ("id", "name", "language", "character_set"),
    ),
    "cost_option": (
        "cost_options.csv",
        ("id", "service_id", "valid_from", "valid_to", "option", "currency", "amount"),
    ),
    "taxonomy": ("taxonomies.csv", ("id", "name", "description", "version")),
}  # fmt: skip
# Key of a nested list → its table, whose rows name what they hang on.
_MANY: Final = {
    "phones": "phone", "schedules": "schedule", "service_areas": "service_area",
    "service_at_locations": "service_at_location", "languages": "language",
    "cost_options": "cost_option", "required_documents": "required_document",
    "attributes": "attribute", "addresses": "address", "accessibility": "accessibility",
}  # fmt: skip
# Key of one nested object → its table; the row that holds it names it.
_ONE: Final = {"organization", "location", "taxonomy_term"}
_REPEATED: Final = {"organization", "location", "taxonomy_term", "phone", "address",
                    "accessibility", "language"}  # fmt: skip
NUMBERS: Final = {
    "minimum_age", "maximum_age", "latitude", "longitude", "extension", "timezone", "count",
    "interval", "amount",
}  # fmt: skip
DAYS: Final = {"valid_from", "valid_to", "dtstart", "until", "assured_date"}


@dataclass(slots=True)
class Flat:
    """Cuts nested objects into rows; what many of them share comes once."""

    seen: set[tuple[str, str]] = field(default_factory=set)

    def rows(self, table: str, nested: Row) -> Iterator[tuple[str, Row]]:
        """(table, row) of the object and of everything inside it."""
        if self._is_new(table, nested["id"]):
            own = {key: one for key, one in nested.items() if not isinstance(one, dict | list)}
            own |= {f"{key}_id": nested[key]["id"] for key in _ONE if key in nested}
            yield table, own
        # Also inside what came before: two services may tell different numbers of one place.
        for key in _ONE & nested.keys():
            yield from self.rows(key, nested[key])
        for key in _MANY.keys() & nested.keys():
            for inner in nested[key]:
                yield from self.rows(_MANY[key], inner | _link(_MANY[key], table, nested["id"]))

    def _is_new(self, table: str, ident: str) -> bool:
        if table not in _REPEATED:
            return True
        if (table, ident) in self.seen:
            return False
        self.seen.add((table, ident))
        return True


def _link(inner: str, table: str, ident: str) -> Row:
    if inner == "attribute":
        return {"link_id": ident, "link_entity": table}
    return {f"{table}_id": ident}


def described(language: str) -> Iterator[Row]:
    """`meta_table_descriptions`: in which language and encoding each table is."""
    for table, (_path, columns) in TABLES.items():
        if {"name", "description", "notes", "document", "option"} & set(columns):
            yield {
                "id": made_id("table", table), "name": table, "language": language,
                "character_set": "UTF-8",
            }  # fmt: skip


def datapackage() -> Row:
    """`datapackage.json` of the tabular export (frictionless tabular data package)."""
    return {
        "name": "hsds",
        "profile": "tabular-data-package",
        "title": "Human Services Data Specification 3.0",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: str) -> Row:
    path, columns = TABLES[table]
    keys = [
        {"fields": name, "reference": {"resource": name.removesuffix("_id"), "fields": "id"}}
        for name in columns
        if name.removesuffix("_id") in TABLES and name.endswith("_id")
    ]
    return {
        "name": table,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(name) for name in columns],
            "primaryKey": "id",
            "foreignKeys": keys,
            "missingValues": [""],
        },
    }


def _field(name: str) -> Row:
    kind = "number" if name in NUMBERS else "date" if name in DAYS else "string"
    made: Row = {"name": name, "type": "datetime" if name == "last_modified" else kind}
    if name == "id":
        made |= {"constraints": {"required": True, "unique": True}}
    return made
