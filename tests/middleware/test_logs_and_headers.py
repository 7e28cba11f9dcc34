"""What the log line and the cache may keep."""

import logging
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from spona.access.guards import public
from spona.middleware.headers import headers
from spona.middleware.logs import request_log


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("R-7K3M-Q2", "R-7K3M-Q2"), ("r-7k3m-q2", "R-7K3M-Q2"), ("ana-ristic", ""), ("", "")],
)
def test_the_log_keeps_references_only(caplog, monkeypatch, typed, kept):
    monkeypatch.setattr(logging.getLogger("spona"), "propagate", True)

    def answer(request):
        request.resolver_match = SimpleNamespace(view_name="x", kwargs={"reference": typed})
        return HttpResponse()

    with caplog.at_level(logging.INFO, "spona.requests"):
        request_log(answer)(RequestFactory().get("/"))
    assert {record.spona["ref"] for record in caplog.records} == {kept}


@pytest.mark.parametrize(
    ("status", "identity", "kept"),
    [(200, None, "public, max-age=300"), (302, None, "no-store"), (404, None, "no-store"),
     (200, object(), "no-store")],
)  # fmt: skip
def test_only_a_page_that_is_the_same_for_all_is_kept_in_a_cache(status, identity, kept):
    @public
    def view(request):
        return HttpResponse(status=status)

    def answer(request):
        request.resolver_match, request.identity = SimpleNamespace(func=view), identity
        return view(request)

    assert headers(answer)(RequestFactory().get("/"))["Cache-Control"] == kept
