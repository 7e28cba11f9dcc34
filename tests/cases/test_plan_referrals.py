"""Sent from a step: the plan names it, proposes its end, and shows who has room tonight."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from spona import deadlines
from spona.cases.careplan import actions as plans
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import Need
from spona.cases.careplan.queries import read_plan
from spona.cases.careplan.referral_results import end_by_result, link_referral, sent_from
from spona.cases.case.sealed_entry import EntryChanged
from spona.cases.casefile.boxes import referrals_of
from spona.cases.models import Referral
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.cases.referrals.actions import accept, finish, have_no_place, open_packet, withdraw
from spona.identity.models import Account
from spona.services.models import Capacity
from spona.services.queries import room_tonight
from tests.cases.moving import agreement, by_agreement, file_of, referred, shelter
from tests.cases.refer_pages import get, hidden, post, with_pages
from tests.services.offering import service

__all__ = ["with_pages"]


@pytest.fixture
def home(world):
    return shelter(world)


@pytest.fixture
def case(world, home):
    made = file_of(world)
    Account.objects.update(language="en")
    return made


@pytest.fixture
def step(world, case, home):
    can = world.bea.can
    need = plans.add_need(case, Need(area="shelter", need="Где да спавам"), **can)
    draft = StepDraft(
        "Смештај за ноћ", provider=str(home.pk), provider_name="СК", owner=world.bea.member,
        says="yes",
    )  # fmt: skip
    return plans.add_plan_step(case, need, draft, **can)


def view(world, case, step):
    return read_plan(case, **world.bea.can).step(step)


def plan(case):
    return f"/cases/{case.reference}/plan/"


@pytest.fixture
def sent(world, case, home, step):
    row = referred(world, case, by_agreement(world, case, home))
    link_referral(case, step, row, **world.bea.can)
    return row


def test_what_is_sent_from_a_step_is_named_in_it(world, case, home, step):
    given = agreement(world, case, home)
    browser = world.bea.sign_in()
    form = re.search(r'action="/cases/[^"]+/refer/">(.*?)</form>', get(browser, plan(case)), re.S)[
        1
    ]
    fields = dict(re.findall(r'name="(network|institution|asked|step)"\s+value="([^"]*)"', form))
    assert fields["step"] == step
    path = f"/cases/{case.reference}/refer/"
    typed = fields | {"ground": f"agreement:{given.pk}", "urgency": "regular",
                      "parts": ["who", "account"], "ticked_for": str(home.pk)}  # fmt: skip
    shown = post(browser, path, typed | {"show": "1"}, 200).content.decode()
    assert re.search(rf'name="step"\s+value="{step}"', shown)
    post(browser, path, typed | {"send": "1"} | hidden(shown), 302)
    row = Referral.objects.get(from_case=case)
    found = view(world, case, step).step
    assert (found.referral, found.state) == (str(row.pk), "asked")
    assert row.reference in get(browser, plan(case))


def test_a_forged_step_sends_the_referral_and_changes_no_plan(world, case, home, step):
    given = agreement(world, case, home)
    browser, path = world.bea.sign_in(), f"/cases/{case.reference}/refer/"
    typed = {"network": str(world.vranje.pk), "institution": str(home.pk), "asked": "x",
             "urgency": "regular", "parts": ["who"], "ticked_for": str(home.pk),
             "ground": f"agreement:{given.pk}", "step": "no-step"}  # fmt: skip
    shown = post(browser, path, typed | {"show": "1"}, 200).content.decode()
    post(browser, path, typed | {"send": "1"} | hidden(shown), 302)
    assert Referral.objects.filter(from_case=case).count() == 1
    assert view(world, case, step).step.referral == ""


def test_its_end_is_proposed_and_taken_over_by_one_press(world, case, step, sent):
    browser = world.bea.sign_in()
    assert "How did it end for the person?" not in get(browser, plan(case))
    opened = open_packet(sent, **world.sara.can)[0]
    accept(opened, **world.sara.can)
    finish(opened, outcome="done", message="Gotovo.", by=world.sara.actor)
    page = get(browser, plan(case))
    assert "How did it end for the person?" in page
    form = re.search(r'action="/cases/[^"]+/end/">(.*?)</form>', page, re.S)[1]
    fields = dict(re.findall(r'name="(token|read|result)"\s+value="([^"]*)"', form))
    assert fields["result"] == "given"
    post(browser, f"{plan(case)}steps/{step}/end/", fields, 302)
    found = view(world, case, step)
    assert (found.state, found.result, found.task.outcome) == ("done", "given", "done")
    page = get(browser, plan(case))
    assert "How did it end for the person?" not in page
    again = post(browser, f"{plan(case)}steps/{step}/end/", fields, 302)
    assert again["Location"] == plan(case)


def test_what_was_done_in_part_is_proposed_as_given_in_part(world, case, step, sent):
    opened = open_packet(sent, **world.sara.can)[0]
    accept(opened, **world.sara.can)
    finish(opened, outcome="partly_done", message="Једна ноћ.", by=world.sara.actor)
    browser = world.bea.sign_in()
    page = get(browser, plan(case))
    assert 'name="result" value="partly"' in page
    assert "Given in part" in page
    end_by_result(case, step, "partly", read=view(world, case, step).mark, **world.bea.can)
    found = view(world, case, step)
    assert (found.state, found.result) == ("done", "given in part")


def test_no_place_is_proposed_as_not_available_and_counts_as_lacking(world, case, step, sent):
    opened = open_packet(sent, **world.sara.can)[0]
    have_no_place(opened, reason="full", message="Puno.", by=world.sara.actor)
    browser = world.bea.sign_in()
    assert 'value="not_available"' in get(browser, plan(case))
    read = view(world, case, step).mark
    end_by_result(case, step, "not_available", read=read, **world.bea.can)
    found = view(world, case, step)
    assert (found.state, found.reason) == ("not_done", "not available")
    assert found.step.lacking[:10] == timezone.now().date().isoformat()


@pytest.mark.parametrize("agreed", [True, False])
def test_taken_back_is_unwanted_only_where_the_person_withdrew(world, case, step, sent, agreed):
    if agreed:
        withdraw_from_all(sent.agreement, by=world.bea.actor)
    else:
        withdraw(sent, by=world.bea.actor)
    page = get(world.bea.sign_in(), plan(case))
    assert "How did it end for the person?" in page
    assert ('name="result" value="unwanted"' in page) is agreed


def test_another_end_is_chosen_on_a_page_of_its_own(world, case, step, sent):
    browser, path = world.bea.sign_in(), f"{plan(case)}steps/{step}/end/"
    page = get(browser, path)
    bare = {"token": re.search(r'name="token" value="([^"]*)"', page)[1],
            "read": re.search(r'name="read" value="([^"]*)"', page)[1]}  # fmt: skip
    answer = post(browser, path, bare | {"reason": "Моје речи"}, 422).content.decode()
    assert "Choose how it ended." in answer
    assert "Моје речи" in answer
    again = re.search(r'name="token" value="([^"]*)"', answer)[1]
    post(browser, path, bare | {"token": again, "result": "given_by_us"}, 302)
    found = view(world, case, step)
    assert (found.state, found.step.provider) == ("done", "own")


def test_two_end_it_at_once_and_the_second_is_told(world, case, step, sent):
    read = view(world, case, step).mark
    end_by_result(case, step, "given", read=read, **world.bea.can)
    with pytest.raises(EntryChanged):
        end_by_result(case, step, "unwanted", read=read, **world.bea.can)


def test_who_has_no_key_ends_nothing(world, case, step, sent):
    path = f"{plan(case)}steps/{step}/end/"
    for stranger in (world.sara, world.ana, world.hana, world.kosta):
        browser = stranger.sign_in()
        assert browser.get(path).status_code in (403, 404)
        assert browser.post(path, {"result": "given"}).status_code in (403, 404)
    assert view(world, case, step).is_open


def test_the_plan_follows_what_went_on(world, case, step, sent):
    found = view(world, case, step)
    assert sent_from(found, referrals_of(case)) == sent
    assert sent_from(found, []) is None


def test_room_tonight_stands_beside_each_provider(world, case, home, step):
    own = service(home, world.sara.actor, kind="safe_house", name="Кућа")
    room = Capacity.objects.create(
        service=own, unit={"sr": "Кревети"}, places=4, updated_at=deadlines.now()
    )
    page = f"{plan(case)}steps/{step}/"
    browser = world.bea.sign_in()
    assert "(room tonight)" in get(browser, page)
    room.full_until = deadlines.now() + dt.timedelta(hours=9)
    room.save()
    assert "(full tonight)" in get(browser, page)
    assert room_tonight(world.bea.actor, [world.csw.pk]) == {}
    typed = {"what": "Смештај", "provider": str(home.pk), "owner": str(world.bea.member.pk),
             "says": "yes", "state": "planned"}  # fmt: skip
    shown = get(browser, page)
    typed |= {name: re.search(rf'name="{name}" value="([^"]*)"', shown)[1]
              for name in ("token", "read")}  # fmt: skip
    post(browser, page, typed, 302)
    assert "tonight" not in view(world, case, step).step.provider_name
