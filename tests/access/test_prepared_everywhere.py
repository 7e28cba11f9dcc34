"""Every prepared question of the product, asked for chance actors, is what its queryset would be.

What is compared is the statement and what is put into it: no rows are needed, so every mix of
ids, roles, networks, exclusions and lengths can be tried.
"""

from __future__ import annotations

import datetime as dt
import gc
import importlib
import inspect
import pkgutil
import random
from uuid import uuid4

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection

import spona
from spona.access.actor import Actor
from spona.access.prepared_rows import Perhaps, PreparedRows
from spona.access.roles import ROLES
from spona.deadlines.exclusions import EXCLUSION_SOURCES, PreparedShown, asked_once, padded

pytestmark = pytest.mark.django_db
# By the names of their parameters: all else are ids.
TEXTS = {"names", "kinds", "subject_kinds", "references", "lists", "keys"}
DAYS = {"day", "last", "first", "end"}
MOMENTS = {"until", "since", "moment", "starts"}
ROUNDS = 5


def held(where):
    return [role for role, line in ROLES.items() if line.where == where]


def value(name):
    if name in TEXTS:
        return f"S{random.getrandbits(40):x}"
    if name in DAYS:
        return dt.date(2021, 1, 1) + dt.timedelta(days=random.randrange(900))
    if name in MOMENTS:
        return dt.datetime(2021, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            seconds=random.randrange(10**7)
        )
    return uuid4()


def somebody():
    """Also without one id or another, with two that are alike, in none or in forty networks."""
    if random.random() < 0.1:
        return Actor.system(random.choice(held("system")).partition(":")[2])
    networks = [uuid4() for _ in range(random.choice([0, 1, 1, 2, 3, 40]))]
    ids = [uuid4() if random.random() < 0.9 else None for _ in range(4)]
    if random.random() < 0.2:
        ids[0] = ids[1]
    return Actor(
        account_id=ids[0], person_id=ids[1], member_id=ids[2], institution_id=ids[3],
        roles=frozenset(random.sample(held("institution"), random.choice([0, 1, 1, 2, 3]))),
        network_roles=frozenset(
            (network, role)
            for network in networks
            for role in random.sample(held("network"), random.choice([0, 0, 1, 2]))
        ),
        networks=frozenset(one for one in networks if random.random() < 0.9),
        stepped_up_at=random.choice([None, dt.datetime.now(dt.UTC)]),
    )  # fmt: skip


def prepared():
    """All that any module of the product has made."""
    for module in pkgutil.walk_packages(spona.__path__, "spona."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    shown = [one for one in gc.get_objects() if type(one) is PreparedShown]
    inside = {id(one._prepared) for one in shown}
    rows = [one for one in gc.get_objects() if type(one) is PreparedRows and id(one) not in inside]
    return [*shown, *rows]


def asked_of(question, actor):
    """What a caller would give it: lists of any length, in which the actor's own ids may stand."""
    own = [one for one in (actor.account_id, actor.institution_id, *actor.networks) if one]
    found = []
    for name in inspect.signature(question._build).parameters:
        if name in {"actor", "by"}:
            found.append(actor)
            continue
        many = 1 if name in DAYS | MOMENTS else random.choice([0, 1, 2, 4, 8])
        group = [value(name) for _ in range(many)]
        if group and own and name not in TEXTS | DAYS | MOMENTS and random.random() < 0.4:
            group[0] = random.choice(own)
        found.append(group)
    return found


def plain(given, actor):
    """Parameters to compare: networks of one actor stand in any order, and now goes on."""
    networks = {*actor.networks, *(network for network, _role in actor.network_roles)}
    names = {str(one) for one in networks} | {one.hex for one in networks}
    now = str(dt.datetime.now(dt.UTC).year)
    shown = [str(one) for one in given]
    return sorted("now" if one.startswith(now) else "network" if one in names else one
                  for one in shown)  # fmt: skip


def test_each_is_what_its_queryset_would_be():
    seed = random.randrange(10**9)
    random.seed(seed)
    questions, compared = prepared(), 0
    assert len(questions) > 50
    for question in questions:
        for _ in range(ROUNDS):
            actor = somebody()
            asked = asked_of(question, actor)
            hidden = {
                kind: [uuid4() for _ in range(len(padded([uuid4()] * random.choice([0, 20]))))]
                for kind in EXCLUSION_SOURCES.all()
            }
            try:
                with asked_once({actor: hidden}):
                    query = question._build(*asked).query
                    text, given = query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                text, given = "", ()
            except Exception:  # noqa: BLE001 # what the queryset refuses nobody asks
                continue
            if isinstance(question, PreparedShown):
                more = [Perhaps(ids) for ids in hidden.values()]
                written, values = question._prepared._put([asked[0], *more, *asked[1:]])
            else:
                written, values = question._put(asked)
            where = (seed, inspect.getsourcefile(question._build), asked)
            assert written.text == text, where
            put = [slot.of(values) for slot in written.slots]
            assert plain(put, actor) == plain(given, actor), where
            compared += 1
    assert compared > 3 * len(questions)
