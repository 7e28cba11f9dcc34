"""Somebody at work without an account: a name, one recipient, a call back, a report's packet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from spona import deadlines
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.case.actions import read_sections
from spona.cases.fields.case_field import Question
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.form_fields import asked_fields
from spona.cases.models import Case, Draft
from spona.deadlines.queries import deadline_of
from spona.directory.models import ContactPoint
from spona.tipline import actions
from spona.tipline.models import Tip
from spona.tipline.thread import read
from spona.vault.models import Grant
from tests.tipline.pages import Visitor, code_in, hidden

WORK = "in/vranje/at-work/"
PERSON = {
    "own_person": "Јована Примерић", "own_role": "психолог", "own_phone": "064 000",
    "age": "child", "safe": "no", "asked": "Процена безбедности", "urgency": "urgent",
    "noticed": "Изостаје петком.", "own_words": "„Не смем.”", "name": "Мила Измишљена",
    "told": ["director"], "registry_number": "12/2026", "written_in": "sr",
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
    assert thread.first_message.origin.name == "Јована Примерић"
    assert thread.body is None
    actions.take_over(tip, by=world.bea.actor)
    tip.refresh_from_db()
    thread = read(tip, **world.bea.can)
    assert thread.body.who["name"] == "Мила Измишљена"
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
    page = visitor.post(WORK, hidden(second) | PERSON | {"at": "25:99"}, 422)
    assert "There is no such time" in page
    assert "Page 2 of 2" in page
    locked = visitor.post(WORK, hidden(second) | PERSON | {"excluded": str(world.csw.pk)}, 422)
    assert "You write to one of them." in locked


@pytest.fixture
def known_number(world):
    return ContactPoint.objects.create(
        institution=world.school, town=world.school.town, kind="office", number="017 111 222",
        source="a test", certainty="high",
    )  # fmt: skip


@pytest.fixture
def called(bea, reported):
    """Calls the reporter's institution from the page, as Bea does; returns the page then."""
    tip, _code = reported
    here = f"/messages/{tip.reference}/"
    bea.post(here + "open/")
    bea.post(here + "take/")

    def called(number: str = "017 111 222", status: int = 302, **more: str) -> str:
        form = bea.get(here).content.decode().split("call/")[1]
        typed = {"number": number, "reached": "reached", "from_there": "yes", "note": "Секретар."}
        answer = bea.post(here + "call/", typed | more | {"token": hidden(form)["token"]})
        assert answer.status_code == status
        return bea.get(here).content.decode()

    return called


def test_the_call_back_goes_to_a_number_of_the_directory(known_number, reported, called):
    _tip, code = reported
    assert "Секретар." not in called("064 000", 422), "the number that the writer gave"
    page = called()
    assert "017 111 222" in page
    assert "Секретар." in page
    assert Entry.objects.filter(name="tip:called").count() == 1
    assert "Секретар." not in Visitor().post("back/", {"code": code})


def test_the_page_says_how_the_name_stands(known_number, called):
    assert "not called back yet" in called(reached="not_reached", from_there="not_asked")
    page = called(from_there="no")
    assert "not known there" in page
    assert "The name is not confirmed" in page
    # They asked the wrong counter; the later call decides.
    page = called()
    assert "verified by call" in page
    assert "The name is not confirmed" not in page


def test_a_number_that_somebody_wrote_past_us_is_not_offered(bea, known_number, called):
    """A writer of the database would have an impostor called."""
    ContactPoint.objects.filter(pk=known_number.pk).update(number="064 666 666")
    page = bea.get(f"/messages/{Tip.objects.get().reference}/").content.decode()
    assert "064 666 666" not in page
    assert "The directory knows no number of theirs" in page


def test_only_an_intake_holder_writes_down_a_call(world, reported):
    tip, _code = reported
    actions.take_over(tip, by=world.bea.actor)
    call = {"number": "017 111 222", "reached": "reached", "from_there": "yes", "note": ""}
    for name in ("vera", "petra", "ana", "kosta"):
        with pytest.raises(Denied):
            actions.log_call(tip, **call, by=world.people[name].actor)
    assert not tip.messages.exists()


def test_a_file_begins_with_how_the_name_was_checked(world, known_number, reported, called):
    tip, _code = reported
    called()
    tip.refresh_from_db()
    case = actions.open_file(tip, **world.bea.can)
    page = world.bea.sign_in().get(f"/cases/{case.reference}/").content.decode()
    assert "Verified by a call back on" in page or "Проверено позивом" in page
    assert "Секретар." not in page, "who said what on the telephone stays in the thread"


def test_the_language_of_a_report_is_what_its_writer_says(world, begun):
    """A nurse in Subotica reads the page in Hungarian and writes in Serbian."""
    visitor = Visitor("hu")
    second = visitor.post(WORK, begun)
    assert '<option value="hu" selected>' in second
    visitor.post(WORK, hidden(second) | PERSON | {"written_in": "sr"})
    tip = Tip.objects.get()
    actions.open_tip(tip, by=world.bea.actor)
    assert not read(tip, **world.bea.can).first_message.needs_translation


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
    page = bea.get(f"/cases/{case.reference}/").content.decode()
    assert "Изостаје петком." in page
    assert "Примили смо." in page
    assert case.reference in bea.get(f"/messages/{tip.reference}/").content.decode()


def test_the_first_contact_of_its_file_is_counted_from_the_day_it_was_sent(world, reported):
    tip, _code = reported
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    with deadlines.moved(timedelta(hours=20)):
        case = actions.open_file(tip, **world.bea.can)
    deadline = deadline_of("first_contact", case.subject)
    assert deadline.started_at == tip.sent_at
    assert deadline.rule.urgency == read(tip, **world.bea.can).cover.urgency


def test_without_a_name_nobody_knows_how_urgent_it_is(world, send):
    tip, _code = send()
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    case = actions.open_file(tip, **world.bea.can)
    assert deadline_of("first_contact", case.subject) is None


def test_the_file_says_when_the_word_arrived_not_when_somebody_took_it_up(world, send):
    tip, _code = send()
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    with deadlines.moved(deadlines.in_days(7)):
        case = actions.open_file(tip, **world.bea.can)
    asked = read_sections(case, ["account"], **world.bea.can).documents["account"]["asked"]
    assert asked.endswith(f"arrived on {deadlines.today()}.")


def test_it_goes_on_to_another_institution_as_an_ordinary_report(world, send):
    tip, _code = send("Види се са терасе.", children="yes")
    bea = world.bea.sign_in()
    here = f"/messages/{tip.reference}/"
    bea.post(here + "open/")
    bea.post(here + "take/")
    token = hidden(bea.get(here).content.decode().split("report/")[1])["token"]
    first = bea.post(here + "report/", {"token": token})
    again = bea.post(here + "report/", {"token": token})
    assert first["Location"] == again["Location"]
    assert Draft.objects.count() == 1
    assert "Види се са терасе." in bea.get(first["Location"]).content.decode()


def test_the_national_centre_has_its_full_name_among_other_centres(world, client):
    name = "Centre for the Protection of Somebody"
    world.health.sector, world.health.words = "centre", {"sr": "Центар за заштиту", "en": name}
    world.health.save()
    for path in ("/en/message/in/vranje/at-work/", "/en/message/in/vranje/new/"):
        shown = client.get(path).content.decode()
        assert name in shown
        assert "Centre</" not in shown.replace(f"{name}</", "")


def test_each_question_of_the_list_is_drawn_also_one_that_no_group_names(begun, monkeypatch):
    born = next(one for one in FIELDS if one.name == "born")
    more = replace(born, name="added", asked_in={"named": Question()})
    monkeypatch.setattr("spona.cases.fields.form_fields.FIELDS", (*FIELDS, more))
    page = Visitor("en").post(WORK, begun)
    for one in (*asked_fields("named"), more):
        assert f'name="{one.name}"' in page or one.name == "own_phone", one.name
