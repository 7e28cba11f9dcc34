"""Real bodies, invented people: each with an own login, keys and a real way in."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass

import pyotp
from django.test import Client
from django.utils import timezone

from spona.access.actor import Actor
from spona.crypto.kdf import SMALLEST
from spona.directory import actions
from spona.directory.actor import actor_for
from spona.directory.models import Institution, Member, Network, Person
from spona.identity.actions import NewAccount, create_account

DEMO = Actor.system("demo")
IMPORT = Actor.system("import")
OPERATOR = Actor.system("operator")
PASSWORD = "tri plava bicikla"
CSW, CITY, RED_CROSS, ASYLUM = "I068", "I070", "I072", "I093"
SCHOOL = "E001"
NIS_CSW = "I023"
CENTRE = "I001"


def today() -> dt.date:
    return timezone.localdate()


def days(n: int) -> dt.date:
    return today() + dt.timedelta(days=n)


def body(code: str) -> Institution:
    return Institution.objects.get(code=code)


def vranje() -> Network:
    return Network.objects.get(slug="vranje")


def nis() -> Network:
    return Network.objects.get(slug="nis")


@dataclass
class Somebody:
    made: NewAccount
    person: Person
    member: Member

    @property
    def account(self):
        return self.made.account

    @property
    def actor(self) -> Actor:
        found = actor_for(self.account, member_id=self.member.pk, stepped_up_at=timezone.now())
        assert found is not None
        return found

    def sign_in(self) -> Client:
        browser = Client(enforce_csrf_checks=True)
        code = pyotp.TOTP(self.made.totp_secret).at(int(time.time()))
        entry = {"login": self.account.login, "password": PASSWORD, "code": code}
        response = browser.post("/sr/login/", entry)
        assert response.status_code == 302, response.content.decode()
        return browser

    def step_up(self, browser: Client) -> None:
        """Password and the app's next code; the one of the sign-in is used up."""
        code = pyotp.TOTP(self.made.totp_secret).at(int(time.time()) + 30)
        response = post(browser, "/step-up/", {"password": PASSWORD, "code": code})
        assert response.status_code == 302, response.content.decode()


def join(login: str, name: str, code: str, *roles: str, **more) -> Somebody:
    """Somebody with a login who works at the institution `code`."""
    made = create_account(login=login, password=PASSWORD, language="en", by=DEMO, cost=SMALLEST)
    where = body(code)
    person = actions.add_person(name, institution=where, account=made.account, by=DEMO)
    member = actions.add_member(person, institution=where, roles=roles, by=DEMO, **more)
    return Somebody(made, person, member)


def rewrite(rows, **values) -> None:
    """Make rows say something else, as Spona would: `update()` would leave a tag that misfits."""
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def lead(somebody: Somebody, role: str, network: Network | None = None):
    return actions.give_network_role(
        somebody.member, network=network or vranje(), role=role, by=DEMO
    )


def token_of(client: Client, path: str) -> dict[str, str]:
    """Hidden fields of the last form of a page: the CSRF token and the one-use token."""
    page = client.get(path).content.decode()
    fields = re.findall(r'name="(csrfmiddlewaretoken|token)"[^>]*value="([\w-]+)"', page)
    assert fields, page
    return dict(fields)


def post(client: Client, path: str, data=None, *, form_at: str = "", again: bool = False):
    """A POST as the page's own form sends it; `again` sends the very same a second time."""
    filled = {**token_of(client, form_at or path), **(data or {})}
    response = client.post(path, filled)
    return (response, client.post(path, filled)) if again else response
