"""People with real, distinct keys, at two institutions of one network."""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass, field
from itertools import count

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.crypto.kdf import SMALLEST
from spona.directory.actor import actor_for
from spona.directory.models import Institution, Member, Network, NetworkRole, Person, Seat
from spona.identity import wraps
from spona.identity.actions import create_account
from spona.identity.keyring import Keyring, keyring_of
from spona.identity.models import Account
from spona.reference.models import Town
from spona.vault import row_integrity
from spona.vault.models import Section
from spona.vault.section_states import log_state

DEMO = Actor.system("demo")
HOUSEKEEPING = Actor.system("housekeeping")
PASSWORD = "tri zelene jabuke"
_number = count(1)


@dataclass
class Somebody:
    """One person with an account, with one membership."""

    account: Account
    member: Member
    keys: Keyring = field(repr=False)

    @property
    def actor(self) -> Actor:
        actor = actor_for(
            Account.objects.get(pk=self.account.pk),
            member_id=self.member.pk,
            factor_at=timezone.now(),
            stepped_up_at=timezone.now(),
        )
        # Whoever lost every membership still has an account and keys.
        return actor or Actor(account_id=self.account.pk, person_id=self.member.person_id)

    @property
    def acts(self) -> dict:
        """The arguments of an action that opens: `**ana.acts`."""
        return {"by": self.actor, "keys": self.keys}

    def __deepcopy__(self, memo: dict) -> Somebody:
        # A keyring stays where it was made, and nothing changes it.
        account, member = copy.deepcopy((self.account, self.member), memo)
        return Somebody(account, member, self.keys)


def town() -> Town:
    words = {"sr": "Врање", "en": "Vranje"}
    return Town.objects.create(
        slug="vranje", words=words, genitive=words, locative=words, district=words,
        iso_3166_2="RS-24", lat=42, lon=21,
    )  # fmt: skip


def network(slug: str, where: Town) -> Network:
    return Network.objects.create(slug=slug, town=where, words={"sr": "Мрежа"})


def institution(code: str, where: Network) -> Institution:
    made = Institution.objects.create(
        code=code, sector="social_work", town=where.town, words={"sr": "Установа"},
        certainty="entered",
    )  # fmt: skip
    Seat.objects.create(network=where, institution=made)
    return made


def somebody(name: str, at: Institution, *roles: str) -> Somebody:
    made = create_account(
        login=f"{name}.{next(_number)}", password=PASSWORD, language="sr", by=DEMO, cost=SMALLEST
    )
    person = Person.objects.create(
        name=name.title(), account=made.account, email=f"{name}@example.org"
    )
    member = Member.objects.create(person=person, institution=at, roles=list(roles))
    usk = wraps.open_by_password(made.account, PASSWORD)
    return Somebody(made.account, member, keyring_of(made.account, usk))


def analyst(somebody: Somebody, where: Network) -> Somebody:
    NetworkRole.objects.create(network=where, member=somebody.member, role="analyst")
    return somebody


def remade(section: Section) -> None:
    """By somebody who has the server's MAC key too: the row's code, and the line of its state."""
    row_integrity.stamp(section).save()
    with audit.transaction() as log:
        log_state(log, section, lane=None)


def text(words: str = "Што је виђено") -> dict:
    return {"schema": 1, "words": words, "mark": uuid.uuid4().hex}
