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
        ({"Origin": "https://testserver"}, False),
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


@pytest.mark.parametrize(
    ("origin", "here"), [("https://testserver", True), ("http://testserver", False)]
)
def test_a_page_that_was_read_in_clear_sends_nothing_to_an_encrypted_site(origin, here):
    """Whoever sits on the line can write such a page, under the very same name."""
    request = RequestFactory().post("/", headers={"Origin": origin}, secure=True)
    assert comes_from_here(request) is here


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "short", "a" * 42, "a" * 44, "a" * 42 + "\0", "ž" * 43])
def test_what_is_no_token_is_a_bad_request_and_leaves_nothing(token):
    with pytest.raises(BadRequest):
        once(token, lambda: "/")
    assert not UsedToken.objects.exists()
