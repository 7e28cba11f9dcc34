"""The invented world of `demo.world`, in the test's own database, with reports in it and something of every app."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyotp
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from spona.access.actor import Actor
from spona.cases.intake.actions import begin_draft
from spona.cases.models import Case, Draft, Referral
from spona.cases.referrals.actions import accept, assign, open_packet, send
from spona.crypto.kdf import SMALLEST
from spona.demo import world as invented
from spona.directory.actions.people import add_member, add_person
from spona.directory.actor import actor_for
from spona.directory.models import Institution, Member, Network
from spona.identity import wraps
from spona.identity.actions import create_account, disable
from spona.identity.keyring import Keyring, keyring_of
from spona.identity.models import Account, Session
from tests.cases.packets import packet
from tests.harness.stock import fill

OPERATOR = Actor.system("operator")
HERE = {"ana": "ana.skola", "goran": "goran.skola", "bea": "bea.csr", "milan": "milan.csr",
        "vesna": "vesna.csr", "jelena": "jelena.zdravlje", "nikola": "nikola.zdravlje",
        "mirjana": "mirjana.koordinator", "zoran": "zoran.koordinator", "cora": "cora.nis",
        "dora": "dora.podaci", "petar": "petar.podaci"}  # fmt: skip


@dataclass
class Somebody:
    account: Account
    secret: str
    member: Member | None
    step: int = 0

    @property
    def actor(self) -> Actor:
        found = actor_for(Account.objects.get(pk=self.account.pk))
        assert found is not None
        return found

    @property
    def keys(self) -> Keyring:
        return keyring_of(self.account, wraps.open_by_password(self.account, invented.PASSWORD))

    @property
    def can(self) -> dict[str, Any]:
        return {"by": self.actor, "keys": self.keys}

    def sign_in(self, *, stepped_up: bool = True) -> Client:
        """The real login. `stepped_up`: as if the second factor had just been shown again."""
        # The code of the step before this one; near its end that one is too old on arrival.
        self.step = max(int(time.time() + 5) // 30 - 1, self.step + 1)
        browser = Client(raise_request_exception=False)
        code = pyotp.TOTP(self.secret).at(self.step * 30)
        typed = {"login": self.account.login, "password": invented.PASSWORD, "code": code}
        answer = browser.post("/sr/login/", typed)
        assert answer.status_code == 302, answer.content.decode()
        if stepped_up:
            Session.objects.filter(account=self.account).update(
                # Ahead of now, so that a slow machine does not ask for it again on the way.
                stepped_up_at=timezone.now() + timedelta(hours=1)
            )
        return browser


@dataclass
class World:
    people: dict[str, Somebody]
    vranje: Network
    csw: Institution
    sent: Referral
    accepted: Referral
    excluding: Referral
    draft: Draft
    case: Case
    more: dict[str, Any] = field(default_factory=dict)


def build(*, stocked: bool = True) -> World:
    """Three reports from Ana to the centre for social work: one just sent, one taken over and
    assigned to Vesna, one that locks Milan out. And a draft of Ana's. The rest, slower: `stock`."""
    made = invented.build_world()
    people = {
        short: Somebody(
            Account.objects.get(login=login),
            made.accounts[login].totp_secret,
            Member.objects.get(person__account__login=login),
        )
        for short, login in HERE.items()
    }
    vranje = Network.objects.get(slug="vranje")
    csw = Institution.objects.get(code=invented.CSW)
    ana, bea = people["ana"], people["bea"]
    sent = send(packet(), network=vranje, recipient=csw, by=ana.actor)
    taken = send(packet(), network=vranje, recipient=csw, by=ana.actor)
    accept(open_packet(taken, **bea.can)[0], **bea.can)
    taken.refresh_from_db()
    assign(taken, to=people["vesna"].member, **bea.can)
    excluding = send(
        packet(), network=vranje, recipient=csw, by=ana.actor,
        excluded_people=[people["milan"].member.person_id],
    )  # fmt: skip
    draft = begin_draft({"in_danger": "no"}, **ana.can)
    taken.refresh_from_db()
    world = World(people, vranje, csw, sent, taken, excluding, draft, taken.to_case)
    if stocked:
        fill(world)
    return world


def somebody_without_membership(login: str) -> Somebody:
    """An account that nobody has given a place in an institution."""
    made = create_account(
        login=login, password=invented.PASSWORD, language="sr", by=OPERATOR, cost=SMALLEST
    )
    return Somebody(made.account, made.totp_secret, None)


def somebody_until_yesterday(world: World) -> Somebody:
    """An intake holder of the centre whose mandate ended yesterday."""
    gone = somebody_without_membership("bivsa.csr")
    person = add_person(
        "Биљана Бивша", institution=world.csw, by=OPERATOR, email="b@primer.invalid",
        account=gone.account, example=True,
    )  # fmt: skip
    day = timezone.localdate()
    gone.member = add_member(
        person, institution=world.csw, by=OPERATOR, roles=("intake_holder",),
        position="руководилац пријема", starts_on=day - timedelta(days=100),
    )  # fmt: skip
    gone.member.ends_on = day
    gone.member.save()
    return gone


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within is taken back, so that every request meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tables() -> list[str]:
    return sorted(
        name for name in connection.introspection.table_names() if not name.startswith("sqlite_")
    )


__all__ = ["HERE", "Somebody", "World", "build", "disable", "tables", "undone"]
