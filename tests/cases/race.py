"""What the test of two at once runs in a process and a database of its own: see `test_two_at_once`.

The first one waits where the second one is in its way most.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import django

# As long as the second one needs, under load, to be refused or to wait at a lock.
PAUSE = 1.5
_TABLES = ("cases_case", "cases_referral", "vault_section")


def main() -> None:
    django.setup()
    from tests.cases import world as worlds

    world = worlds.build()
    for name, act in SCENES.items():
        print(json.dumps({name: act(world)}), flush=True)  # noqa: T201


def together(
    first: Callable[[], object], second: Callable[[], object], *, before: bool = False
) -> list[str]:
    """How each of them ended: the word of what it raised, or done.

    The second begins when the first has its first lock, which goes on when the second asks for one.
    `before`: the first has looked and wants its first lock, and the second is done before that.
    """
    held, asked, ended = threading.Event(), threading.Event(), threading.Event()

    def of_first(execute, sql, params, many, context):
        mine = _locks(sql) and not held.is_set()
        if mine and before:
            held.set()
            ended.wait(300)
        found = execute(sql, params, many, context)
        if mine and not before:
            held.set()
            asked.wait(300)
            time.sleep(PAUSE)
        return found

    def of_second(execute, sql, params, many, context):
        if _locks(sql):
            asked.set()
        return execute(sql, params, many, context)

    def run_second() -> str:
        held.wait(300)
        try:
            return _ended(second, of_second)
        finally:
            asked.set()
            ended.set()

    def run_first() -> str:
        try:
            return _ended(first, of_first)
        finally:
            held.set()

    with ThreadPoolExecutor(2) as pool:
        return [one.result() for one in (pool.submit(run_first), pool.submit(run_second))]


def _locks(sql: str) -> bool:
    return "FOR UPDATE" in sql and any(f'"{name}"' in sql for name in _TABLES)


def _ended(act: Callable[[], object], watch: Callable[..., object]) -> str:
    from django.db import connection, connections

    try:
        with connection.execute_wrapper(watch):
            act()
    except Exception as error:  # noqa: BLE001 (the test says which of them are right)
        return type(error).__name__
    finally:
        connections.close_all()
    return "done"


def join_and_exclude(world) -> dict:
    """Something went out of the file: whoever locks somebody out takes that first."""
    from spona.cases.casefile.actions import exclude, join_files
    from spona.cases.models import Case
    from spona.cases.referrals.moves import Kind
    from tests.cases.moving import asking, file_of, referred

    first, second = file_of(world), file_of(world)
    referred(world, first, asking(world, world.health), kind=Kind.QUESTION)
    bea, boris = world.bea.can, world.boris.can
    ended = together(
        lambda: join_files(first, into=second, **bea),
        lambda: exclude(first, member=world.vera.member, **boris),
    )
    rows = Case.objects.filter(pk__in=[first.pk, second.pk])
    marks = {frozenset(one.exclusions.values_list("mark", flat=True)) for one in rows}
    joined = rows.exclude(joined_to=None).exists()
    # Where they are one, whoever is locked out of one is of both.
    return {"ended": ended, "leak": joined and len(marks) > 1}


def withdraw_and_exclude(world) -> dict:
    """Two went out on one agreement, in another order than that of their ids."""
    from spona.cases.casefile.actions import exclude
    from spona.cases.models import Referral
    from spona.cases.referral_pages.actions import withdraw_from_all
    from tests.cases.moving import by_agreement, file_of, referred

    case = file_of(world)
    target = by_agreement(world, case, world.health)
    sent = [referred(world, case, target)]
    while sent[-1].pk >= sent[0].pk:
        sent.append(referred(world, case, target))
    bea, boris = world.bea.can, world.boris.can
    ended = together(
        lambda: withdraw_from_all(target.agreement, by=bea["by"]),
        lambda: exclude(case, member=world.vera.member, **boris),
    )
    states = Referral.objects.filter(from_case=case).values_list("state", flat=True)
    return {"ended": ended, "states": sorted(set(states)), "rows": case.exclusions.count()}


def answer_and_exclude(world) -> dict:
    """The first recipient takes it over, and a second one is named behind it."""
    from spona.cases.casefile.actions import exclude
    from spona.cases.models import Referral
    from spona.cases.referrals.actions import accept
    from tests.cases.moving import by_agreement, connect, file_of, opened_by, referred

    connect(world, world.police, "petra")
    case = file_of(world)
    while True:
        targets = [by_agreement(world, case, one) for one in (world.health, world.police)]
        first = referred(world, case, targets[0], second=targets[1])
        behind = Referral.objects.get(forwarded_from=first)
        if behind.pk < first.pk:
            break
    opened_by(first, world.hana)
    hana, boris = world.hana.can, world.boris.can
    ended = together(
        lambda: accept(first, **hana),
        lambda: exclude(case, member=world.vera.member, **boris),
    )
    return {"ended": ended, "state": Referral.objects.get(pk=first.pk).state}


def assign_and_exclude(world) -> dict:
    """The one who is let in is the one who is locked out."""
    from spona.cases.casefile.actions import exclude
    from spona.cases.team.actions import assign_file
    from spona.vault.models import Grant
    from tests.cases.moving import file_of

    case = file_of(world)
    bea, boris = world.bea.can, world.boris.can
    vera = world.vera
    ended = together(
        lambda: assign_file(case, member=vera.member, sections=["name", "account"], **bea),
        lambda: exclude(case, member=vera.member, **boris),
        before=True,
    )
    keys = Grant.objects.filter(section__box=case.box_id, to_id=vera.account.pk).count()
    return {"ended": ended, "keys": keys, "rows": case.exclusions.count()}


SCENES = {
    one.__name__: one
    for one in (join_and_exclude, assign_and_exclude, answer_and_exclude, withdraw_and_exclude)
}

if __name__ == "__main__":
    sys.exit(main())
