"""A world of a few accounts, and the middleware of the whole site without `directory`."""

import re
import time

import pyotp
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from spona.access.actor import Actor
from spona.access.guards import member, public
from spona.crypto.kdf import SMALLEST
from spona.identity import actions
from spona.identity.form_recovery import keeps_draft
from spona.identity.sessions import request_identity

OPERATOR = Actor.system("operator")
PASSWORD = "tri plava bicikla"
OTHER_PASSWORD = "sedam zelenih vrata"


class Somebody:
    """An account with all that its person knows and holds."""

    def __init__(self, login: str, password: str = PASSWORD) -> None:
        made = actions.create_account(
            login=login, password=password, language="sr", by=OPERATOR, cost=SMALLEST
        )
        self.account = made.account
        self.login, self.password = login, password
        self.recovery_code, self.secret = made.recovery_code, made.totp_secret
        self.step = 0

    @property
    def actor(self) -> Actor:
        return Actor(account_id=self.account.pk, person_id=self.account.pk)

    def code(self) -> str:
        """A code that was not used yet: the app shows it now, or (the second one) in 30 s."""
        self.step = max(int(time.time()) // 30, self.step + 1)
        return pyotp.TOTP(self.secret).at(self.step * 30)

    def credentials(self, **other: str) -> dict[str, str]:
        known = {"login": self.login, "password": self.password, **other}
        return known if "code" in other else {**known, "code": self.code()}

    def wrong_code(self) -> str:
        now = int(time.time()) // 30
        totp = pyotp.TOTP(self.secret)
        near = {totp.at((now + offset) * 30) for offset in range(-2, 4)}
        return next(str(n) for n in range(100000, 100010) if str(n) not in near)

    def sign_in(self, client: Client | None = None, **more: str) -> Client:
        browser = client or Client(enforce_csrf_checks=True)
        response = browser.post("/sr/login/", self.credentials(**more))
        assert response.status_code == 302, response.content.decode()
        return browser


def token(client: Client, path: str = "/account/") -> str:
    """The CSRF token of a page of this session."""
    page = client.get(path).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page
    return found[1]


def post(
    client: Client,
    where: str,
    data: dict[str, object] | None = None,
    *,
    form_at: str = "/account/",
    **headers: str,
) -> HttpResponse:
    return client.post(
        where, {**(data or {}), "csrfmiddlewaretoken": token(client, form_at)}, **headers
    )


def form(client: Client, path: str, data: dict[str, object] | None = None) -> dict[str, object]:
    """What a browser would send from the form on this page: its one-use token and `data`."""
    found = re.search(r'name="token" value="([\w-]{43})"', client.get(path).content.decode())
    assert found, path
    return {**(data or {}), "token": found[1]}


def actor_middleware(get_response):
    def middleware(request: HttpRequest) -> HttpResponse:
        identity = request_identity(request)
        request.identity, request.actor, request.keys = identity, None, None
        if identity is not None:
            request.keys = identity.keyring
            request.actor = Actor(
                account_id=identity.account.pk,
                person_id=identity.account.pk,
                stepped_up_at=identity.session.stepped_up_at,
            )
        return get_response(request)

    return middleware


def page(request: HttpRequest) -> dict[str, object]:
    """The context of each page, without the top bar: its words lead to apps above."""
    identity = getattr(request, "identity", None)
    language = getattr(request, "language", "sr")
    return {
        "language": language,
        "html_lang": {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en"}[language],
        "theme": identity.account.theme if identity else "",
        "actor": getattr(request, "actor", None),
    }


@public
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


@member()
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("what", "desk"))


@member()
@keeps_draft
def draft(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("what", "draft"))


urlpatterns = [
    path("", home),
    path("draft/", draft),
    path("desk/", desk),
    path("", include("spona.identity.urls")),
]
