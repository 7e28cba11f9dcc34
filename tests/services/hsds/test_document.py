"""The document holds for every answer: asked with what it allows and with what it forbids; and the
page of it needs no script, no cookie and no third party.
"""

import json

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from spona.middleware import refusals
from spona.services.hsds import throttle
from spona.services.hsds.pages import document
from spona.wsgi import application
from tests.services.hsds import making
from tests.services.hsds.schemas import SCHEMAS, here, needs_schemas

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/services",
    "src/spona/middleware",
    "tests/services/hsds",
)

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip


@pytest.fixture
def _connection_stays():
    """As Django's own client has it: a request from outside it would close the connection, and with
    it, on PostgreSQL, what this test wrote."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow("asks every address of the document")
@needs_schemas
@pytest.mark.usefixtures("_connection_stays")
@pytest.mark.parametrize(
    "examples", [4, pytest.param(300, marks=pytest.mark.prove)], ids=["quick", "long"]
)
def test_every_answer_is_as_the_document_says(world, whole, monkeypatch, examples):
    monkeypatch.setattr(throttle, "MOST", 10**9)
    monkeypatch.setattr("spona.services.hsds.api.spend", lambda *_a: None)
    at = making.place(making.offer(world.csw), confidential=True)
    making.number(at.location, "017 111 222", front_gate=True)
    schema = schemathesis.openapi.from_wsgi("/api/hsds/v3/openapi.json", application)
    schema = schemathesis.openapi.from_dict(here(schema.raw_schema))
    schema.app = application
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @hypothesis.settings(
            max_examples=examples, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        @hypothesis.given(case=operation.as_strategy())
        def ask(case):
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=CHECKS, headers={"Host": "testserver"})

        ask()
    assert asked >= 13 * examples // 2


def test_the_document_names_every_address_and_no_other():
    paths = set(document()["paths"])
    assert {path.removeprefix("/api/hsds/v3") for path in paths} == {
        "/", "/services", "/services/{id}", "/organizations", "/organizations/{id}",
        "/service_at_locations", "/service_at_locations/{id}", "/taxonomies", "/taxonomies/{id}",
        "/taxonomy_terms", "/taxonomy_terms/{id}", "/export.json", "/export.zip",
    }  # fmt: skip


@needs_schemas
def test_it_has_every_address_and_parameter_of_the_specification():
    ours = document()["paths"]
    theirs = json.loads((SCHEMAS / "openapi.json").read_text())
    for path, methods in theirs["paths"].items():
        mine = ours[f"/api/hsds/v3{path}"]["get"]
        names = {one["name"] for one in mine["parameters"]}
        for one in methods["get"].get("parameters", []):
            named = one.get("name") or one["$ref"].rsplit("/", 1)[1]
            assert named in names, (path, named)


@pytest.mark.parametrize("language", ["sr", "sr-Latn", "en", "hu"])
def test_the_page_of_it_runs_nothing_and_asks_nobody_else(world, language):
    answer = Client().get("/api/hsds/v3/docs", headers={"Accept-Language": language})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<script" not in text.replace('src="/static/', "")
    assert "style=" not in text
    assert not answer.cookies
    assert "http:" not in text
    assert "https:" not in text
    for path in document()["paths"]:
        assert f"<code>{path}</code>" in text
    # The document is CommonMark; people read it set, not as it is typed.
    assert "<code>assured_date</code>" in text
    assert "`" not in text


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 503])
def test_what_stops_a_request_before_the_api_is_json_too(status):
    request = RequestFactory().get("/api/hsds/v3/services")
    answer = refusals.own_page(request, status)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert json.loads(answer.content)["error"]
    assert refusals.server_error(request)["Content-Type"] == "application/json"
