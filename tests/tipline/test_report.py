"""Somebody at work without an account: a name, one recipient, a call back, a report's packet."""

from __future__ import annotations

import pytest

from spona.cases.models import Case, Draft
from spona.directory.models import ContactPoint
from spona.tipline import actions
from spona.tipline.models import Tip
from spona.tipline.thread import read
from spona.vault.models import Grant
from tests.tipline.pages import Visitor, code_in, hidden

WORK = "in/vranje/work/"
PERSON = {
    "own_person": "Јована Примерић", "own_role": "психолог", "own_phone": "064 000",
    "age": "child", "safe": "no", "asked": "Процена безбедности", "urgency": "urgent",
    "noticed": "Изостаје петком.", "own_words": "„Не смем.”", "name": "Мила Измишљена",
    "told": ["director"], "registry_number": "12/2026",
}  # fmt: skip


@pytest.fixture
def begun(world):
    return {"in_danger": "no", "own": str(world.school.pk), "recipient": str(world.csw.pk)}


@pytest.fixture
def reported(world, begun):
    visitor = Visitor()
    second = visitor.post(WORK, begun)
    assert "Page 2 of 2" in second
    page = visitor.post(WORK, hidden(second) | PERSON)
    return Tip.objects.get(), code_in(page)


def test_a_report_goes_to_the_one_recipient_and_its_body_waits(world, reported):
    tip, _code = reported
    assert [one.institution for one in tip.addressees.all()] == [world.csw]
    held = Grant.objects.filter(state="held")
    assert {grant.section.name for grant in held} == {"body"}
    actions.open_tip(tip, by=world.bea.actor)
    thread = read(tip, **world.bea.can)
    assert thread.cover.asked == "Процена безбедности"
    assert thread.word.origin.name == "Јована Примерић"
    assert thread.body is None
    actions.take_over(tip, by=world.bea.actor)
    tip.refresh_from_db()
    thread = read(tip, **world.bea.can)
    assert thread.body.who.name == "Мила Измишљена"
    assert thread.body.sender.told == ("director",)
    assert thread.body.sender.registry_number == "12/2026"


def test_a_mistake_on_either_page_loses_nothing(world, begun):
    visitor = Visitor()
    first = visitor.post(WORK, begun | {"recipient": "", "reached": "Дежурни"}, 422)
    assert "Choose to whom it goes" in first
    assert "Дежурни" in first
    second = visitor.post(WORK, begun)
    page = visitor.post(WORK, hidden(second) | PERSON | {"own_person": ""}, 422)
    assert "Изостаје петком." in page
    back = visitor.post(WORK, hidden(second) | PERSON | {"back": "1"})
    assert "Page 1 of 2" in back
    again = visitor.post(WORK, hidden(back) | begun)
    assert "Изостаје петком." in again
    assert not Tip.objects.exists()


def test_bad_answers_get_a_sentence_each(world, begun):
    visitor = Visitor()
    same = visitor.post(WORK, begun | {"own": str(world.csw.pk)}, 422)
    assert "This is your own institution" in same
    other = visitor.post(WORK, begun | {"own": "other"}, 422)
    assert "Write the name of your institution" in other
    second = visitor.post(WORK, begun)
    page = visitor.post(WORK, hidden(second) | PERSON | {"born": "31. 2. 2010"}, 422)
    assert "no such day of birth" in page
    locked = visitor.post(WORK, hidden(second) | PERSON | {"excluded": str(world.csw.pk)}, 422)
    assert "Nobody would be left to read it" in locked


def test_the_call_back_goes_to_a_number_of_the_directory(world, reported):
    tip, code = reported
    ContactPoint.objects.create(
        institution=world.school, town=world.school.town, kind="office", number="017 111 222",
        source="a test", certainty="high",
    )  # fmt: skip
    bea = world.bea.sign_in()
    here = f"/t/{tip.reference}/"
    bea.post(here + "open/")
    bea.post(here + "take/")
    page = bea.get(here).content.decode()
    assert "017 111 222" in page
    form = page.split("call/")[1]
    typed = {"number": "064 000", "reached": "reached", "from_there": "yes", "note": "Секретар."}
    token = hidden(form)["token"]
    assert bea.post(here + "call/", typed | {"token": token}).status_code == 422
    answer = bea.post(here + "call/", typed | {"token": token, "number": "017 111 222"})
    assert answer.status_code == 302
    assert "Секретар." in bea.get(here).content.decode()
    assert "Секретар." not in Visitor().post("back/", {"code": code})


def test_it_becomes_a_file_with_its_history_once(world, reported):
    tip, _code = reported
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    actions.reply(tip, "Примили смо.", by=world.bea.actor)
    tip.refresh_from_db()
    case = actions.open_file(tip, **world.bea.can)
    assert actions.open_file(tip, **world.bea.can) == case
    assert Case.objects.count() == 1
    bea = world.bea.sign_in()
    page = bea.get(f"/f/{case.reference}/").content.decode()
    assert "Изостаје петком." in page
    assert "Примили смо." in page
    assert case.reference in bea.get(f"/t/{tip.reference}/").content.decode()


def test_it_goes_on_to_another_institution_as_an_ordinary_report(world, send):
    tip, _code = send("Види се са терасе.", children="yes")
    bea = world.bea.sign_in()
    here = f"/t/{tip.reference}/"
    bea.post(here + "open/")
    bea.post(here + "take/")
    token = hidden(bea.get(here).content.decode().split("report/")[1])["token"]
    first = bea.post(here + "report/", {"token": token})
    again = bea.post(here + "report/", {"token": token})
    assert first["Location"] == again["Location"]
    assert Draft.objects.count() == 1
    assert "Види се са терасе." in bea.get(first["Location"]).content.decode()
