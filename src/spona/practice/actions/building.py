"""A stage: an invented network with its bodies and people, through the apps' own actions.

Casework opens as everywhere, by six conditions and two signatures; only that the bodies, seats
and logins are there is the operator's part, as on any server, and it is done here alone.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.directory import actions as directory
from spona.directory.models import Institution, Member, Network
from spona.identity.actions import create_account
from spona.practice.cast import BODIES, CONDITIONS, NETWORK, PEOPLE, SOURCE, TOWN, TOWN_WORDS
from spona.practice.invented_people import InventedPeople
from spona.practice.models import InventedMember, Stage
from spona.practice.permissions import check_can_build
from spona.reference.models import Town

# Whose part it is to write down bodies, seats and first logins. Used for nothing but what is
# made in this file, and each of its calls gets a row that was made here as practice.
_OPERATOR: Final = Actor.system("operator")
_MARK: Final = {"sr": "(вежба)", "en": "(practice)"}


def build_stage(*, by: Actor) -> Stage:
    """A free stage, all of it or nothing. Its intake keys are drawn when a drill begins."""
    check_can_build(by)
    with audit.transaction() as log:
        town = _town()
        network = directory.create_network(
            NETWORK, slug=f"{TOWN}-{secrets.token_hex(4)}", town=town, practice=True,
            kind=Network.Kind.EXAMPLE, by=_OPERATOR,
        )  # fmt: skip
        stage = Stage.objects.create(network=network, built_at=deadlines.now())
        bodies = {key: _body(key, network, town) for key in BODIES}
        for key in PEOPLE:
            _person(key, stage, bodies)
        _open_casework(InventedPeople(stage))
        log.record("practice:built", by=by, subject=("stage", stage.pk))
    network.refresh_from_db()
    return stage


def free_stages() -> QuerySet[Stage]:
    """Built and waiting for a drill, the oldest first; locked until the transaction ends."""
    return Stage.objects.select_for_update().filter(taken_at=None).order_by("built_at")


def lock_stages() -> None:
    """Two that build, take or clear at once meet here. Inside a transaction."""
    _town()
    Town.objects.select_for_update().get(slug=TOWN)


def _town() -> Town:
    """An invented place on no map; no public page knows it, for no real network serves it."""
    nowhere = {"lat": 0, "lon": 0, "iso_3166_2": "", "note": SOURCE}
    return Town.objects.get_or_create(slug=TOWN, defaults={**TOWN_WORDS, **nowhere})[0]


def _body(key: str, network: Network, town: Town) -> Institution:
    sector, words = BODIES[key]
    made = directory.create_institution(
        {language: f"{text} {_MARK[language]}" for language, text in words.items()},
        sector=sector, town=town, source=SOURCE, example=True, by=_OPERATOR,
    )  # fmt: skip
    directory.seat(made, network=network, source=SOURCE, by=_OPERATOR)
    return made


def _person(key: str, stage: Stage, bodies: dict[str, Institution]) -> Member:
    someone, secret = PEOPLE[key], secrets.token_urlsafe(32)
    institution = bodies[someone.body]
    made = create_account(
        login=f"practice-{secrets.token_hex(8)}", password=secret, language="sr-latn",
        # The secret is drawn, not remembered: there is nothing to guess, so nothing to slow down.
        cost=replace(settings.ACCOUNT_COST, memory_kib=8, time=1), by=_OPERATOR,
    )  # fmt: skip
    person = directory.add_person(
        someone.name, institution=institution, account=made.account, example=True, by=_OPERATOR
    )
    member = directory.add_member(
        person, institution=institution, roles=someone.roles, position=someone.position,
        by=_OPERATOR,
    )  # fmt: skip
    InventedMember.objects.create(ground=stage, key=key, member=member, secret=secret)
    if someone.leads:
        directory.give_network_role(member, network=stage.network, role=someone.leads, by=_OPERATOR)
    return member


def _open_casework(people: InventedPeople) -> None:
    leader, officer = people.actor("leader"), people.actor("officer")
    today = timezone.localdate()
    for code in CONDITIONS:
        directory.record_condition(people.network, code=code, done_on=today, by=leader)
    directory.confirm_casework(people.network, by=leader)
    directory.confirm_casework(people.network, by=officer)
    people.stage.network.refresh_from_db()
