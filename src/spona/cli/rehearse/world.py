"""The invented network in which a rehearsal ends things: two institutions, their people, one file.

Made by the actions, in a copy of the data, so that everything that is ended was really there.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.casefile.actions import open_self_report
from spona.cases.consent.actions import agree
from spona.cases.consent.details import Details
from spona.cases.consent.ground import ground_agreed
from spona.cases.consent.models import Agreement
from spona.cases.fields.facts import texts_of
from spona.cases.referral_pages.actions import refer
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referrals.actions import accept, open_packet
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Body, Cover, Packet, Sender
from spona.directory import actions as directory
from spona.directory.actions.casework import open_casework
from spona.directory.actor import actor_for
from spona.directory.models import ConditionCode, Institution, Member, Network
from spona.identity import wraps
from spona.identity.actions import create_account
from spona.identity.keyring import Keyring, keyring_of
from spona.identity.models import Account
from spona.reference.models import Town
from spona.reference.words import Words
from spona.vault import actions as vault
from spona.vault.actions import Recipient
from spona.vault.models import Box, Section

_BY: Final = Actor.system("demo")
_OWN: Final = {"sr": "Проба опоравка, центар", "en": "Rehearsal, centre"}
_OTHER: Final = {"sr": "Проба опоравка, установа", "en": "Rehearsal, institution"}
_THIRD: Final = {"sr": "Проба опоравка, школа", "en": "Rehearsal, school"}

# Who there is: key → (institution, roles). Each row of the rehearsal ends its own people.
PEOPLE: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "head": ("own", ("intake_holder", "case_worker")),
    "second": ("own", ("intake_holder",)),
    "relative": ("own", ("intake_holder",)),
    "helper": ("own", ("case_worker",)),
    "closed": ("own", ("case_worker",)),
    "lost": ("own", ("case_worker",)),
    "password": ("own", ("case_worker",)),
    "recovery": ("own", ("case_worker",)),
    "card": ("own", ("case_worker",)),
    "renewed": ("own", ("case_worker",)),
    "gone": ("own", ("case_worker",)),
    "signed_in": ("own", ("case_worker",)),
    "receiver": ("other", ("intake_holder",)),
    "leaving": ("other", ("intake_holder",)),
    "analyst": ("other", ("reporter",)),
    "former": ("other", ("reporter",)),
    "deputy": ("other", ("reporter",)),
    "third": ("third", ("intake_holder",)),
}


@dataclass(slots=True)
class World:
    """What a rehearsal remembers between its steps; it lies beside the copy and goes with it."""

    path: Path
    said: dict[str, Any] = field(default_factory=dict)
    _rings: dict[tuple[str, str], Keyring] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, path: Path) -> World:
        return cls(path, json.loads(path.read_text()))

    def write(self) -> None:
        self.path.write_text(json.dumps(self.said))
        self.path.chmod(0o600)

    def institution(self, key: str) -> Institution:
        return Institution.objects.get(pk=self.said["institutions"][key])

    def network(self) -> Network:
        return Network.objects.get(pk=self.said["network"])

    def member(self, key: str) -> Member:
        return Member.objects.select_related("person__account", "institution").get(
            pk=self.said["members"][key]
        )

    def account(self, key: str) -> Account:
        return Account.objects.get(pk=self.said["accounts"][key])

    def actor(self, key: str) -> Actor:
        """As the middleware makes it; RuntimeError where the mandate gives nothing today."""
        now = timezone.now()
        actor = actor_for(
            self.account(key), member_id=self.member(key).pk, factor_at=now, stepped_up_at=now
        )
        if actor is None:
            raise RuntimeError(f"{key} has no mandate today")
        return actor

    def keys(self, key: str, password: str = "") -> Keyring:
        password = password or self.said["passwords"][key]
        if (key, password) not in self._rings:
            account = self.account(key)
            usk = wraps.open_by_password(account, password)
            self._rings[key, password] = keyring_of(account, usk)
        return self._rings[key, password]

    def can(self, key: str) -> dict[str, Any]:
        """For an action that opens something: `**world.can("head")`."""
        return {"by": self.actor(key), "keys": self.keys(key)}

    def box(self, name: str) -> Box:
        return Box.objects.get(pk=self.said[name])

    def section(self, name: str) -> Section:
        """The only section of a box that `sealed` made."""
        return Section.objects.select_related("box").get(box=self.said[name])

    def sealed(self, name: str, *to: Recipient, owner: str = "own", writer: str = "head") -> Box:
        """A box with one sealed section, remembered under a name."""
        document = {"schema": 1, "words": secrets.token_hex(16)}
        box = vault.create_box(
            "case", owner=self.institution(owner).pk, sections={"account": document},
            grants={"account": list(to)}, by=self.actor(writer),
        )  # fmt: skip
        self.said[name] = str(box.pk)
        return box

    def case(self, name: str) -> Case:
        return Case.objects.select_related("owner_institution", "network", "box").get(
            pk=self.said[name]
        )

    def file_of_somebody(self, name: str) -> Case:
        """A file that the head of the centre opens and leads."""
        case = open_self_report(
            {"name": secrets.token_hex(4), "age": "adult", "safe": "no"},
            network=self.network(), **self.can("head"),
        )  # fmt: skip
        self.said[name] = str(case.pk)
        return case

    def sent_on_agreement(self, name: str) -> Referral:
        """A file, an agreement, and what went out on it and was accepted."""
        case, to = self.file_of_somebody(f"{name}_case"), self.institution("other")
        agreement, head = _agreed(case, to, self.actor("head")), self.member("head")
        own = case.owner_institution
        ground = ground_agreed(
            sender=own.sector, recipient=to.sector, age="adult", on=timezone.localdate()
        )
        sender = Sender(Words(own.words), head.person.name, head.position)
        body = replace(
            Body(sender, ground), account=texts_of("account", {"noticed": secrets.token_hex(8)})
        )
        packet = Packet(Cover("regular", secrets.token_hex(8), "adult", safe="no"), body)
        target = Target(to, case.network, packet, agreement)
        row = refer(case, Sending(Kind.REFERRAL, target), by=self.actor("head"))
        row = accept(open_packet(row, **self.can("receiver"))[0], **self.can("receiver"))
        self.said[name] = str(row.pk)
        self.said[f"{name}_agreement"] = str(agreement.pk)
        return row

    def referral(self, name: str) -> Referral:
        return Referral.objects.select_related("packet", "recipient_institution").get(
            pk=self.said[name]
        )

    def agreement(self, name: str) -> Agreement:
        return Agreement.objects.select_related("case", "recipient").get(
            pk=self.said[f"{name}_agreement"]
        )


def build(path: Path) -> World:
    """The network with its people and keys; `rehearse_endings` adds what each row ends."""
    world = World(path, {"institutions": {}, "members": {}, "accounts": {}, "passwords": {}})
    town = Town.objects.order_by("slug").first()
    if town is None:
        raise SystemExit("This database holds no town yet: there is nothing to rehearse with.")
    network = directory.create_network(
        {"sr": "Проба опоравка", "en": "Rehearsal"}, slug=f"rehearsal-{secrets.token_hex(4)}",
        town=town, practice=True, kind=Network.Kind.EXAMPLE, by=_BY,
    )  # fmt: skip
    world.said["network"] = str(network.pk)
    for key, words, sector in (
        ("own", _OWN, "social_work"), ("other", _OTHER, "health"), ("third", _THIRD, "education"),
    ):  # fmt: skip
        made = directory.create_institution(words, sector=sector, town=town, example=True, by=_BY)
        directory.seat(made, network=network, by=_BY)
        world.said["institutions"][key] = str(made.pk)
    for key, (where, roles) in PEOPLE.items():
        _person(world, key, world.institution(where), roles)
    _keys(world)
    day = timezone.localdate()
    open_casework(network, by=_BY, conditions={str(code): day for code in ConditionCode.values})
    return world


def _person(world: World, key: str, at: Institution, roles: tuple[str, ...]) -> None:
    password = secrets.token_urlsafe(24)
    made = create_account(
        login=f"rehearsal-{secrets.token_hex(6)}", password=password, language="en", by=_BY,
        # Drawn, not remembered: there is nothing to guess, so nothing to slow down.
        cost=replace(settings.ACCOUNT_COST, memory_kib=8, time=1),
    )  # fmt: skip
    person = directory.add_person(
        f"Проба {key}", institution=at, account=made.account, example=True, by=_BY
    )
    member = directory.add_member(person, institution=at, roles=roles, by=_BY)
    world.said["members"][key] = str(member.pk)
    world.said["accounts"][key] = str(made.account.pk)
    world.said["passwords"][key] = password
    world.said[f"{key}_code"] = made.recovery_code


def _keys(world: World) -> None:
    network = world.network()
    for where, holders in (
        ("own", ("head", "second", "relative")), ("other", ("receiver", "leaving")),
        ("third", ("third",)),
    ):  # fmt: skip
        accounts = [world.account(key) for key in holders]
        vault.create_intake_key(world.institution(where), holders=accounts, by=_BY)
    for key in ("analyst", "former"):
        directory.give_network_role(world.member(key), network=network, role="analyst", by=_BY)
    role = directory.give_network_role(
        world.member("deputy"), network=network, role="deputy_coordinator", by=_BY
    )
    world.said["deputy_role"] = str(role.pk)
    analysts = [world.account("analyst"), world.account("former")]
    vault.create_statistics_key(network, analysts=analysts, by=_BY)


def _agreed(case: Case, to: Institution, by: Actor) -> Agreement:
    today = timezone.localdate()
    return agree(
        case, recipient=to, parts=("who", "account"), starts_on=today,
        ends_on=today + dt.timedelta(days=300), child=False, by=by,
        details=Details(purpose="Проба", how="spoken", language="српски"),
    )  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """What is asked changes nothing: asking may let somebody in, or write into the log."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)
