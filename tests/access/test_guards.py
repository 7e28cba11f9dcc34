"""Where a POST came from, and what is no token."""

import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory

from spona.access.guards import comes_from_here
from spona.access.models import UsedToken, once


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://[::1"}, False),
        ({"Origin": "http://[testserver]x"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({}, True),
    ],
)
def test_only_a_page_of_this_host_counts_as_here(headers, here):
    assert comes_from_here(RequestFactory().post("/", headers=headers)) is here


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "short", "a" * 42, "a" * 44, "a" * 42 + "\0", "ž" * 43])
def test_what_is_no_token_is_a_bad_request_and_leaves_nothing(token):
    with pytest.raises(BadRequest):
        once(token, lambda: "/")
    assert not UsedToken.objects.exists()
