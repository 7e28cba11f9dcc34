"""The world of the casework tests, read in English, and somebody's desk in a browser."""

import pytest

from spona.cases.referrals.actions import send
from spona.directory import actions as directory
from spona.identity.models import Account
from tests.cases.packets import packet
from tests.cases.world import DEMO, World, _somebody, build
from tests.shared_world import kept


def without_roles(somebody):
    """Somebody with a membership that carries no role: what they may do comes from elsewhere."""
    somebody.member.roles = []
    somebody.member.save()
    return somebody


def _with_luka() -> World:
    made = build()
    made.people["luka"] = without_roles(_somebody("luka", made.city, "reporter"))
    directory.give_network_role(made.luka.member, network=made.vranje, role="analyst", by=DEMO)
    Account.objects.update(language="en")
    return made


_built, world = kept(_with_luka)


@pytest.fixture
def desk(world):
    """`desk("ana")`: the page that Ana gets, after the real login."""
    browsers = {}

    def browser(name):
        if name not in browsers:
            browsers[name] = world.people[name].sign_in()
        return browsers[name]

    def desk(name, path="/desk/"):
        answer = browser(name).get(path)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    desk.browser = browser
    return desk


@pytest.fixture
def report(world):
    """A report of the school to the centre for social work; `urgent` means 72 hours."""

    def report(**more):
        urgency = more.pop("urgency", "urgent")
        return send(
            packet(urgency=urgency),
            network=world.vranje,
            recipient=more.pop("recipient", world.csw),
            by=more.pop("by", world.ana.actor),
            **more,
        )

    return report
