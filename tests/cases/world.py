"""Vranje and Niš with invented people, built by the apps' own actions, with real keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pyotp
from django.test import Client
from django.utils import timezone

from spona.access.actor import Actor
from spona.crypto.kdf import SMALLEST
from spona.deadlines.actions import load_rules
from spona.directory import actions as directory
from spona.directory.actor import actor_for
from spona.directory.models import ConditionCode, Institution, Member, Network
from spona.identity import wraps
from spona.identity.actions import create_account
from spona.identity.keyring import Keyring, keyring_of
from spona.identity.models import Authenticator
from spona.reference.actions import load_reference
from spona.reference.models import Town
from spona.vault.actions import create_intake_key

DEMO = Actor.system("demo")
OPERATOR = Actor.system("operator")
PASSWORD = "tri plava bicikla"


@dataclass
class Somebody:
    """A member with an account: the actor and the keys are made anew, as in a request."""

    member: Member
    secret: str

    @property
    def account(self):
        return self.member.person.account

    @property
    def actor(self) -> Actor:
        found = actor_for(self.account, member_id=self.member.pk)
        assert found is not None
        return found

    @property
    def keys(self) -> Keyring:
        usk = wraps.open_by_password(self.account, PASSWORD)
        return keyring_of(self.account, usk)

    @property
    def can(self) -> dict[str, object]:
        """`by` and `keys`, for an action that opens something."""
        return {"by": self.actor, "keys": self.keys}

    def sign_in(self) -> Client:
        """The real login, in a browser of its own."""
        # A code counts once; a test that signs in five times does not wait for five codes.
        Authenticator.objects.filter(account=self.account).update(last_step=0)
        browser = Client()
        answer = browser.post(
            "/sr/login/",
            {
                "login": self.account.login,
                "password": PASSWORD,
                "code": pyotp.TOTP(self.secret).now(),
            },
        )
        assert answer.status_code == 302, answer.content.decode()
        return browser


@dataclass
class World:
    vranje: Network
    nis: Network
    school: Institution
    csw: Institution
    health: Institution
    police: Institution
    city: Institution
    csw_nis: Institution
    school_nis: Institution
    people: dict[str, Somebody] = field(default_factory=dict)
    # Of a file of tests that all begin with one: see `flow.reported`.
    report: str = ""

    def __getattr__(self, name: str) -> Somebody:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def build() -> World:
    """Two networks with casework open. Ana reports, Bea and Boris receive, Vera works, Cora
    works elsewhere, Kosta coordinates. Police and city hall are not connected.
    """
    load_reference(by=Actor.system("import"))
    load_rules(by=Actor.system("import"))
    vranje, nis = _network("vranje", "Мрежа Врање"), _network("nis", "Мрежа Ниш")
    world = World(
        vranje, nis,
        school=_body("Основна школа Пример", "school", vranje),
        csw=_body("Центар за социјални рад Врање", "social_work", vranje),
        health=_body("Здравствени центар Врање", "health", vranje),
        police=_body("Полицијска управа Врање", "police", vranje),
        city=_body("Град Врање", "local_government", vranje),
        csw_nis=_body("Центар за социјални рад Ниш", "social_work", nis),
        school_nis=_body("Школа Пример Ниш", "school", nis),
    )  # fmt: skip
    at = {
        "ana": (world.school, "reporter"),
        "direktor": (world.school, "director"),
        "bea": (world.csw, "intake_holder"),
        "boris": (world.csw, "intake_holder"),
        "vera": (world.csw, "case_worker"),
        "hana": (world.health, "intake_holder"),
        "kosta": (world.city, "reporter"),
        "nina": (world.csw_nis, "intake_holder"),
        "cora": (world.school_nis, "reporter"),
    }
    for name, (institution, role) in at.items():
        world.people[name] = _somebody(name, institution, role)
    create_intake_key(world.csw, holders=[world.bea.account, world.boris.account], by=OPERATOR)
    create_intake_key(world.health, holders=[world.hana.account], by=OPERATOR)
    create_intake_key(world.csw_nis, holders=[world.nina.account], by=OPERATOR)
    directory.give_network_role(world.kosta.member, network=vranje, role="coordinator", by=DEMO)
    for network in (vranje, nis):
        open_casework(network)
    return world


def open_casework(network: Network) -> None:
    today = timezone.localdate()
    met = dict.fromkeys(ConditionCode.values, today)
    directory.open_casework(network, conditions=met, by=DEMO)
    network.refresh_from_db()


def begun(*networks: Network, days: int = 400) -> None:
    """As if these towns had begun so long ago; what ended before its first day nobody owes."""
    for network in networks:
        network.created_at = timezone.now() - timedelta(days=days)
        network.save()


def _network(slug: str, words: str) -> Network:
    town = Town.objects.get(slug=slug)
    return directory.create_network({"sr": words, "en": slug}, slug=slug, town=town, by=DEMO)


def _body(words: str, sector: str, network: Network) -> Institution:
    made = directory.create_institution(
        {"sr": words, "en": words}, sector=sector, town=network.town, by=DEMO, example=True
    )
    directory.seat(made, network=network, by=DEMO)
    return made


def _somebody(name: str, institution: Institution, role: str) -> Somebody:
    made = create_account(
        login=f"{name}.proba", password=PASSWORD, language="sr", by=OPERATOR, cost=SMALLEST
    )
    person = directory.add_person(
        name.capitalize() + " Primerić",
        institution=institution,
        by=OPERATOR,
        email=f"{name}@primer.test",
        account=made.account,
        example=True,
    )
    member = directory.add_member(
        person, institution=institution, roles=[role], by=OPERATOR, position="stručni saradnik"
    )
    return Somebody(member, made.totp_secret)
