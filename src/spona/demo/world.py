"""The invented world of demo and tests: seven real networks, twelve invented people.

Built by the apps' actions only, so it holds nothing that a person could not have done.
Content and times (relative to today) are the same at each build, keys never are.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from spona.access.actor import Actor
from spona.cli.installation.shipped_lists import load_shipped
from spona.directory.actions.casework import open_casework
from spona.directory.actions.load_examples import load_examples
from spona.directory.actions.people import add_member, add_person
from spona.directory.actions.roles import give_network_role
from spona.directory.actions.seats import name_representatives
from spona.directory.models import ConditionCode, Institution, Member, Network, Seat
from spona.identity.actions.accounts import create_account
from spona.identity.models import Account
from spona.reference.scripts import latin
from spona.vault.actions.keys import create_intake_key
from spona.vault.actions.paper import new_paper_key
from spona.vault.actions.statistics import create_statistics_key

PASSWORD = "lipa jasen breza 27"  # noqa: S105 — an invented world on localhost shows it anyway
SCHOOL, CSW, HEALTH, CITY, CSW_NIS = "E001", "I068", "I069", "I070", "I023"


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person: login, name, institution code, position, roles there and in networks."""

    login: str
    name: str
    institution: str
    position: str
    roles: tuple[str, ...]
    network_roles: tuple[tuple[str, str], ...] = ()


# Ana sends, Bea receives; the suite calls them by these names too.
PEOPLE = (
    Someone("ana.skola", "Ана Ристић", SCHOOL, "психолог", ("reporter",)),
    Someone("goran.skola", "Горан Илић", SCHOOL, "директор", ("director", "intake_holder")),
    Someone("bea.csr", "Беа Стојковић", CSW, "руководилац пријема", ("intake_holder",)),
    Someone("milan.csr", "Милан Ђорђевић", CSW, "заменик руководиоца", ("intake_holder",)),
    Someone("vesna.csr", "Весна Јовић", CSW, "водитељ случаја", ("case_worker",)),
    Someone("jelena.zdravlje", "Јелена Марковић", HEALTH, "лекар", ("intake_holder",)),
    Someone("nikola.zdravlje", "Никола Пешић", HEALTH, "медицински техничар", ("reporter",)),
    Someone("mirjana.koordinator", "Мирјана Костић", CITY, "координатор мреже", ("reporter",),
            (("vranje", "coordinator"),)),
    Someone("zoran.koordinator", "Зоран Цветковић", CSW, "заменик координатора", ("reporter",),
            (("vranje", "deputy_coordinator"),)),
    Someone("cora.nis", "Цора Николић", CSW_NIS, "руководилац пријема", ("intake_holder",)),
    Someone("dora.podaci", "Дора Савић", CITY, "аналитичар", ("reporter",),
            (("vranje", "analyst"),)),
    Someone("petar.podaci", "Петар Лазић", CITY, "аналитичар", ("reporter",),
            (("vranje", "analyst"),)),
)  # fmt: skip
# The deputy's place goes to somebody of another institution than the coordinator's.
HOLDERS = {
    SCHOOL: ("goran.skola",),
    CSW: ("bea.csr", "milan.csr"),
    HEALTH: ("jelena.zdravlje",),
    CSW_NIS: ("cora.nis",),
}
SEATS = {
    ("vranje", SCHOOL): ("ana.skola", "goran.skola"),
    ("vranje", CSW): ("bea.csr", "milan.csr"),
    ("vranje", HEALTH): ("jelena.zdravlje", "nikola.zdravlje"),
    ("vranje", CITY): ("mirjana.koordinator", "dora.podaci"),
    ("nis", CSW_NIS): ("cora.nis", None),
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What the login page of the demo shows. `totp_secret` is base 32."""

    login: str
    name: str
    institution: str
    position: str
    password: str
    totp_secret: str = field(repr=False)
    recovery_code: str = field(repr=False)


@dataclass(slots=True)
class World:
    """What was built, for tests and for the demo's JSON line."""

    accounts: dict[str, DemoAccount]
    members: dict[str, Member]
    paper_keys: dict[str, str]


def build_world() -> World:
    """Loads all reference data and the directory, then the invented people with their keys."""
    by = Actor.system("demo")
    load_shipped(by=by)
    load_examples(by=by)
    members: dict[str, Member] = {}
    accounts: dict[str, Account] = {}
    shown: dict[str, DemoAccount] = {}
    for someone in PEOPLE:
        accounts[someone.login], members[someone.login], shown[someone.login] = settle(someone, by)
    for someone in PEOPLE:
        for slug, role in someone.network_roles:
            network = Network.objects.get(slug=slug)
            give_network_role(members[someone.login], network=network, role=role, by=by)
    for (slug, code), (first, deputy) in SEATS.items():
        seat = Seat.objects.get(network__slug=slug, institution__code=code)
        name_representatives(
            seat, member=members[first], deputy=members[deputy] if deputy else None, by=by
        )
    paper = _keys(accounts, by)
    _open_vranje(by)
    return World(shown, members, paper)


def settle(someone: Someone, by: Actor) -> tuple[Account, Member, DemoAccount]:
    institution = Institution.objects.get(code=someone.institution)
    made = create_account(login=someone.login, password=PASSWORD, language="sr-latn", by=by)
    person = add_person(
        someone.name, institution=institution, by=by, email=f"{someone.login}@primer.invalid",
        account=made.account, example=True,
    )  # fmt: skip
    member = add_member(
        person, institution=institution, by=by, roles=someone.roles, position=someone.position,
        starts_on=timezone.localdate() - timedelta(days=200),
    )  # fmt: skip
    shown = DemoAccount(
        someone.login, latin(someone.name), institution.words.in_language("sr-latn"),
        latin(someone.position), PASSWORD,
        made.totp_secret, made.recovery_code,
    )  # fmt: skip
    return made.account, member, shown


def _keys(accounts: dict[str, Account], by: Actor) -> dict[str, str]:
    paper = {}
    nis = Institution.objects.get(code=CSW_NIS)
    # One holder and a paper key in the safe: the smallest institution that is still safe.
    paper[CSW_NIS] = new_paper_key(nis, by=by)
    for code, logins in HOLDERS.items():
        institution = Institution.objects.get(code=code)
        create_intake_key(institution, holders=[accounts[login] for login in logins], by=by)
    create_statistics_key(
        Network.objects.get(slug="vranje"),
        analysts=[accounts["dora.podaci"], accounts["petar.podaci"]],
        by=by,
    )
    return paper


def _open_vranje(by: Actor) -> None:
    day = timezone.localdate() - timedelta(days=60)
    conditions = {str(code): day for code in ConditionCode.values}
    open_casework(Network.objects.get(slug="vranje"), by=by, conditions=conditions)


def write_accounts(world: World, path: Path | None = None) -> None:
    """Keeps the demo's accounts beside its database, readable by its owner only."""
    path = path or settings.DEMO_ACCOUNTS_FILE
    path.write_text(
        json.dumps([asdict(account) for account in world.accounts.values()], ensure_ascii=False)
    )
    path.chmod(0o600)
