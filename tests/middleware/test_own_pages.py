"""Each refusal and each accident has a page of our own, in the reader's language, that says what to do."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from spona import urls
from spona.access.denied import Conflict, Denied
from spona.access.guards import public
from spona.middleware.closed import CLOSED


def raising(error: Exception):
    @public
    def view(request) -> HttpResponse:
        raise error

    return view


def unguarded(request) -> HttpResponse:
    return HttpResponse("everybody reads this")


urlpatterns = [
    path("sr-latn/bad/", raising(SuspiciousOperation("no"))),
    path("sr-latn/denied/", raising(Denied("Pitajte koordinatora."))),
    path("sr-latn/conflict/", raising(Conflict("Bea je bila brža."))),
    path("sr-latn/broken/", raising(ZeroDivisionError())),
    path("sr-latn/busy/", raising(OperationalError("database is locked"))),
    path("sr-latn/crossed/", raising(OperationalError("deadlock detected"))),
    path("sr-latn/unguarded/", unguarded),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def visitor(db, settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def page(answer, status):
    assert answer.status_code == status
    text = answer.content.decode()
    assert text.count("<h1") == 1
    assert "Spona" in text
    assert "Set-Cookie" not in answer.headers
    return text


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("bad", 400),
        ("denied", 403),
        ("nowhere", 404),
        ("conflict", 409),
        ("broken", 500),
        ("busy", 503),
    ],
)
def test_each_accident_has_its_own_page_in_serbian_latin(visitor, where, status):
    text = page(visitor.get(f"/sr-latn/{where}/"), status)
    assert "<title>Spona</title>" in text


def test_a_refusal_shows_the_sentence_of_the_action(visitor):
    assert "Pitajte koordinatora." in page(visitor.get("/sr-latn/denied/"), 403)
    assert "Bea je bila brža." in page(visitor.get("/sr-latn/conflict/"), 409)


@pytest.mark.parametrize("page", ["busy", "crossed"])
def test_a_busy_database_says_when_to_come_again(visitor, page):
    answer = visitor.get(f"/sr-latn/{page}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_view_without_a_guard_lets_nobody_in(visitor):
    text = page(visitor.get("/sr-latn/unguarded/"), 500)
    assert "everybody reads this" not in text


def test_too_large_is_refused_before_it_is_read(visitor, settings):
    answer = visitor.post(
        "/sr-latn/login/", {"login": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    )
    page(answer, 413)


@pytest.mark.parametrize("path", ["/sr/help/", "/hu/message/", "/tasks/", "/api/hsds/v3/services"])
def test_closed_for_an_upgrade_answers_503_without_asking_the_database(
    visitor, path, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = visitor.get(path, **{CLOSED: True})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "120"


def test_closed_it_lives_and_is_not_ready(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert visitor.get("/healthz", **{CLOSED: True}).status_code == 200
        assert visitor.get("/readyz", **{CLOSED: True}).status_code == 503


@pytest.mark.parametrize("path", ["/en/message/in/vranje/", "/tasks/"])
def test_what_is_sent_while_closed_has_not_arrived_and_the_page_says_so(visitor, path):
    text = visitor.post(path, {"words": "x"}, **{CLOSED: True}).content.decode()
    assert "192" in text
    arrived = "It has not arrived" if path.startswith("/en/") else "није стигло"
    assert arrived.lower() in text.lower() or "nije stigl" in text.lower(), text


def test_a_post_from_a_foreign_page_is_refused(visitor):
    answer = visitor.post("/sr-latn/login/", {}, headers={"origin": "https://elsewhere.example"})
    page(answer, 403)


def test_a_member_page_without_a_session_leads_to_the_login_and_back(visitor):
    answer = visitor.get("/tasks/")
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert "next=%2Ftasks%2F" in answer["Location"]


def test_staff_pages_are_never_stored_and_public_ones_may_be(visitor):
    assert visitor.get("/tasks/")["Cache-Control"] == "no-store"
    assert "public" in visitor.get("/sr/help/")["Cache-Control"]


def test_headers_of_every_page(visitor):
    answer = visitor.get("/sr/help/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/sr/services/?town=", "/desk/?q=", "/login/?next=", "/en/", "/api/hsds/v3/services?search="],
)
def test_a_sign_that_no_database_takes_is_refused_before_anybody_reads_it(path):
    answer = Client().get(f"{path}%00")
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/json") == path.startswith("/api/")
