"""The two pages of the whole list, as the people of the invented world see them."""

from __future__ import annotations

from functools import partial

import pytest

from spona.access.models import new_token
from spona.deadlines.actions import propose_new_rule
from spona.deadlines.models import Rule
from spona.deadlines.time import today
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.reference.models import Proposal
from tests.harness.world import build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db
DECISION = "M-7K3M-Q2, 24. 11. 2026."
PAGE = "/deadlines/vranje/together/"
_built, world = kept(partial(build, stocked=False))


@pytest.fixture
def signed_in(world):
    def signed_in(name):
        Account.objects.filter(pk=world.people[name].account.pk).update(language="en")
        return world.people[name].sign_in()

    return signed_in


def choices(page, prefix: str) -> list[str]:
    return [value for value, _words in page.context[prefix].fields["chosen"].choices]


def send(browser, verb: str, chosen: list[str], token: str = "", **more: str):
    filled = {f"{verb}-{name}": value for name, value in more.items()}
    filled |= {f"{verb}-token": token or new_token(), f"{verb}-chosen": chosen}
    return browser.post(f"{PAGE}{verb}/", filled)


def test_a_holder_proposes_the_list_and_the_coordinator_adopts_it(world, signed_in):
    bea, mirjana = signed_in("bea"), signed_in("mirjana")
    page = bea.get(PAGE)
    asked = choices(page, "propose")
    assert len(asked) > 1
    token = new_token()
    for _click in range(2):
        answer = send(bea, "propose", asked[1:], token)
        assert answer.status_code == 302
    assert Proposal.objects.filter(state="waiting").count() >= len(asked) - 1
    assert choices(bea.get(PAGE), "propose") == asked[:1]
    waits = choices(mirjana.get(PAGE), "adopt")
    assert len(waits) >= len(asked) - 1
    wrong = send(mirjana, "adopt", waits, decision="", first_day=f"{today()}")
    assert wrong.status_code == 422
    assert "decision" in wrong.context["adopt"].errors
    token = new_token()
    for _click in range(2):
        done = send(mirjana, "adopt", waits, token, decision=DECISION, first_day=f"{today()}")
        assert done.status_code == 302
    assert not Proposal.objects.filter(state="waiting").exists()
    assert Rule.objects.filter(network__slug="vranje", decision=DECISION).count() == len(waits)


def test_nothing_ticked_and_what_was_not_offered_are_told(world, signed_in):
    bea = signed_in("bea")
    before = Proposal.objects.count()
    for chosen in ([], ["7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e"], ["nema"]):
        answer = send(bea, "propose", chosen)
        assert answer.status_code == 422
        assert "chosen" in answer.context["propose"].errors
    assert Proposal.objects.count() == before


def test_who_may_neither_propose_nor_adopt_only_looks(world, signed_in):
    ana = signed_in("ana")
    page = ana.get(PAGE)
    assert page.status_code == 200
    assert page.context["propose"] is None
    assert "Mirjana" in page.content.decode()
    assert send(ana, "propose", ["answer-regular"]).status_code in {403, 404}
    assert send(ana, "adopt", ["answer-regular"]).status_code in {403, 404}


def test_the_words_of_a_new_deadline_hide_nothing_from_who_adopts_it(world, signed_in):
    """Whoever proposes writes the words; event, time and name come from the row itself."""
    bea, mirjana = world.people["bea"], signed_in("mirjana")
    propose_new_rule(
        network=world.vranje, event="answer", sector="", urgency="", amount=4, unit="hours",
        words={"sr": "Отварање за 24 сата", "en": "Opening within 24 hours"}, source="", by=bea.actor,
    )  # fmt: skip
    page = mirjana.get(PAGE)
    (line,) = [one for one in page.context["mine"] if "24" in one.words]
    assert "4 hours" in line.facts
    assert any(fact.startswith("proposed by ") for fact in line.facts)
    assert "new" in line.facts
    asked = page.content.decode()
    assert f'value="{line.value}"' in asked
    assert f'value="{line.value}" id="id_adopt-chosen_0" checked' not in asked
    assert line.value not in page.context["adopt"]["chosen"].value()


def test_who_may_adopt_hears_that_something_waits_once(world, signed_in):
    bea = signed_in("bea")
    coordinator = world.people["mirjana"].account.pk
    Notice.objects.of(coordinator).delete()
    send(bea, "propose", choices(bea.get(PAGE), "propose"))
    (told,) = Notice.objects.of(coordinator).unread().filter(kind="confirm_deadline")
    assert told.link == PAGE
