"""The schemas of HSDS beside the project, where they are at hand; every test of them says when not.

They are read there and never copied. `$ref` names a file of the same folder, or the same file under
the address of the specification.
"""

import json
from functools import cache

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.reference.collected import HSDS

SCHEMAS = HSDS
SPECIFICATION = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"

needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the collected data (hsds) is not here, beside the project"
)


@cache
def read(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


@cache
def registry():
    made = Registry()
    for path in sorted(SCHEMAS.glob("*.json")):
        resource = Resource.from_contents(
            json.loads(path.read_text(encoding="utf-8")), default_specification=DRAFT202012
        )
        made = made.with_resources(
            [(path.name, resource), (f"{SPECIFICATION}{path.name}", resource)]
        )
    return made


@cache
def validator(name):
    schema = {"$ref": f"{SPECIFICATION}{name}.json"}
    return Draft202012Validator(schema, registry=registry(), format_checker=FormatChecker())


def faults(name, value):
    """Sentences of everything in `value` that the schema of this name does not allow."""
    return [
        f"{name} {'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in validator(name).iter_errors(value)
    ]


def tabular_faults(tables):
    """The same of `{table: [row]}`: the compiled tables, and what only they require."""
    compiled = read("compiled_tabular")
    check = Draft202012Validator(
        compiled, registry=registry().with_resource("", Resource(compiled, DRAFT202012)),
        format_checker=FormatChecker(),
    )  # fmt: skip
    found = [error.message for error in check.iter_errors(tables)]
    for table, schema in compiled["properties"].items():
        columns = set(schema["items"]["properties"])
        needed = schema["items"].get("tabular_required", [])
        for row in tables.get(table, []):
            found += [f"{table}: no {name}" for name in needed if name not in row]
            found += [f"{table}: unknown {name}" for name in row if name not in columns]
    return found


def here(document):
    """The document with the schemas of the specification as they lie beside the project."""
    return json.loads(json.dumps(document).replace(SPECIFICATION, f"{SCHEMAS.as_uri()}/"))
