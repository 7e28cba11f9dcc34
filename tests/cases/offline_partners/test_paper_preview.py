"""A preview of what goes on paper says what stands on the paper, and nothing of an opening."""

import re

import pytest

from spona.cases.referrals.actions import open_to_forward, propose_forward
from spona.identity.models import Account
from tests.cases.flow import get, written
from tests.cases.moving import agreement, by_agreement, by_law, file_of, opened_by, referred
from tests.cases.refer_pages import post, with_pages
from tests.cases.world import _body

__all__ = ["with_pages"]

ON_PAPER = "All of this stands on the paper"
AT_ONCE, LATER = "At once, before accepting", "When they accept<"


@pytest.fixture(autouse=True)
def _english(world):
    Account.objects.update(language="en")


def bands(page):
    """The headings of the bands of the preview, and how many bands there are."""
    seen = page[page.index('id="seen"') :]
    return [words for words in (ON_PAPER, AT_ONCE, LATER) if words in seen]


def test_a_report_that_is_passed_on_on_paper(world, opened):
    there = _body("Више јавно тужилаштво Врање", "prosecution", world.vranje)
    open_to_forward(opened, reason="matter", **world.bea.can)
    bea, path = world.bea.sign_in(), f"/r/{opened.reference}/not-ours/"
    given = {"network": str(world.vranje.pk), "reason": "matter", "show": "1"}
    page = post(bea, path, given | {"institution": str(there.pk)}, 200).content.decode()
    assert bands(page) == [ON_PAPER]
    # Who opens it here gets it in two steps, as before.
    page = post(bea, path, given | {"institution": str(world.health.pk)}, 200).content.decode()
    assert bands(page) == [AT_ONCE, LATER]


@pytest.mark.parametrize("kind", ["refer", "transfer", "ask"])
def test_what_goes_out_of_a_file_on_paper(world, kind):
    case = file_of(world)
    Account.objects.update(language="en")
    bea, path = world.bea.sign_in(), f"/cases/{case.reference}/{kind}/"
    given = {
        "network": str(world.vranje.pk), "asked": "Pregled", "urgency": "urgent",
        "code_name": "Jasen", "told": "Osoba A.", "parts": ["who"], "show": "1",
    }  # fmt: skip
    for to, expected in ((world.police, [ON_PAPER]), (world.health, [AT_ONCE, LATER])):
        agreement(world, case, to)
        there = given | {"institution": str(to.pk), "ticked_for": str(to.pk)}
        page = post(bea, path, there, 200).content.decode()
        grounds = re.findall(r'name="ground" value="([^"]+)"', page)
        if kind == "transfer" and not grounds:
            # By law only, and for the health centre no article is entered.
            assert to == world.health
            continue
        ground = {"ground": grounds[0]} if grounds else {}
        page = post(bea, path, there | ground, 200).content.decode()
        assert bands(page) == expected, to


def test_to_a_body_typed_by_name(world):
    case = file_of(world)
    Account.objects.update(language="en")
    body = {
        "network": str(world.vranje.pk), "institution": "elsewhere", "body_sector": "police",
        "body_name": "Policijska uprava Jagodina", "body_town": "Jagodina", "asked": "Pomoć",
        "urgency": "urgent", "parts": ["who"], "reason": "Delo.", "show": "1",
    }  # fmt: skip
    bea, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    page = post(bea, path, body, 200).content.decode()
    ground = re.search(r'name="ground" value="(law:[^"]+)"', page)[1]
    page = post(bea, path, body | {"ground": ground}, 200).content.decode()
    assert bands(page) == [ON_PAPER]


def test_a_report_of_ones_own_on_paper(world):
    ana = world.ana.sign_in()
    assert bands(get(ana, f"{written(ana, world, recipient=world.police)}preview/")) == [ON_PAPER]
    assert bands(get(ana, f"{written(ana, world)}preview/")) == [AT_ONCE, LATER]


def test_what_a_second_person_looks_at(world):
    case = file_of(world)
    row = referred(world, case, by_law(world, case, world.police), reason="Delo.")
    Account.objects.update(language="en")
    assert bands(get(world.boris.sign_in(), f"/r/{row.reference}/second-look/")) == [ON_PAPER]


def test_what_the_sender_lets_go_on(world):
    case = file_of(world)
    row = referred(world, case, by_agreement(world, case, world.health))
    propose_forward(
        opened_by(row, world.hana), to=world.police, network=world.vranje, reason="matter",
        **world.hana.can,
    )  # fmt: skip
    Account.objects.update(language="en")
    page = get(world.bea.sign_in(), f"/r/{row.reference}/forwarding/")
    assert bands(page) == [ON_PAPER]
