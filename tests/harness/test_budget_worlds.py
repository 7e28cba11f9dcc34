"""The budget in the worlds of the promise: the demo, ten thousand files, a hundred networks.

In a file of its own, for the demo is built into an empty database.
"""

from __future__ import annotations

import pytest

from spona.cases.worklists.paging import COUNTED
from spona.demo import world as invented
from spona.demo.casework.story import build_story
from spona.directory.models import Member
from tests.harness.test_budget import (
    Asking,
    People,
    a_country,
    allowed,
    check_no_more_statements,
    fill,
)
from tests.harness.world import Somebody

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/cases", "src/spona/deadlines", "src/spona/directory", "src/spona/dashboard",
    "src/spona/tasks", "src/spona/vault",
)  # fmt: skip


def of_the_demo():
    made = invented.build_world()
    build_story(made)

    def somebody(login):
        member = Member.objects.get(person__account__login=login)
        return Somebody(member.person.account, made.accounts[login].totp_secret, member)

    return People(*(somebody(login) for login in
                    ("vesna.csr", "bea.csr", "mirjana.koordinator", "ana.skola")))  # fmt: skip


@pytest.mark.prove
@pytest.mark.django_db
def test_in_the_demo_with_ten_thousand_files_and_in_a_country_of_a_hundred_networks():
    """Whatever a page shows of the demo, it costs no more where there is a hundred times more."""
    people = of_the_demo()
    asking = Asking(people)
    # So many that each list has a page full and is counted as far as any list is: what a page
    # shows can then grow no more, nor what it looks at.
    fill(people, COUNTED + 100)
    demo = asking.costs()
    fill(people, 10_000)
    many = asking.costs()
    a_country(100, 30)
    country = asking.costs()
    check_no_more_statements(demo, many, country)
    for costs, networks in ((many, 0), (country, 100)):
        for key, cost in costs.items():
            size, calls = allowed(key[1], 1.15 * demo[key].size, 1.15 * demo[key].calls, networks)
            assert cost.size <= size, (key, demo[key], cost)
            assert cost.calls <= calls, (key, demo[key], cost)
