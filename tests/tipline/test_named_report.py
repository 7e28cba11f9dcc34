"""A report with a name has the deadline of its urgency, is seen as any report, and its own receipt.

Sent as its reporter does it: by the pages, without an account, without script and cookies.
"""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spona import deadlines
from spona.access.actor import VISITOR
from spona.audit.models import Entry
from spona.cases import jobs as case_jobs
from spona.cases.referrals.actions import send as send_from_account
from spona.deadlines.models import Deadline
from spona.directory.models import ContactPoint
from spona.notifications.models import Notice
from spona.tipline import actions, jobs
from spona.tipline.models import Tip
from spona.tipline.payload_schemas import Said
from spona.tipline.thread import read
from tests.cases.packets import packet
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_report import PERSON, WORK

CALLED = "Дежурна у центру, представила се"


@pytest.fixture
def begun(world):
    return {"in_danger": "no", "own": str(world.school.pk), "recipient": str(world.csw.pk)}


@pytest.fixture
def report(world, begun):
    """Sends a report from a school; returns the tip, its code and the page that answered."""

    def report(urgency: str = "urgent", *, to=None, language: str = "en", **person):
        visitor = Visitor(language)
        first = begun | ({"recipient": str(to.pk)} if to else {})
        second = hidden(visitor.post(WORK, first))
        call = {"reached": CALLED} if urgency == "immediate" else {}
        page = visitor.post(WORK, second | PERSON | {"urgency": urgency} | call | person)
        return Tip.objects.latest("sent_at"), code_in(page), page

    return report


def _deadline(kind: str) -> Deadline:
    return Deadline.objects.running().select_related("rule").get(subject_kind=kind)


# --- the deadline


@pytest.mark.parametrize("urgency", ["immediate", "urgent", "regular"])
def test_it_has_the_deadline_that_a_report_from_an_account_would_have(world, report, urgency):
    report(urgency)
    send_from_account(
        packet(urgency=urgency), network=world.vranje, recipient=world.csw, by=world.ana.actor
    )
    ours, theirs = _deadline("tip"), _deadline("referral")
    assert ours.rule == theirs.rule
    assert ours.rule.urgency == urgency
    assert abs(ours.due_at - theirs.due_at) < timedelta(minutes=5)


def test_a_childs_immediate_report_has_24_hours(world, report):
    tip, _code, _page = report("immediate", age="child")
    deadline = _deadline("tip")
    assert abs(deadline.due_at - tip.sent_at - timedelta(hours=24)) < timedelta(seconds=5)
    assert deadline.rule.binding


def test_what_is_added_leaves_the_deadline_as_it_is_until_it_is_taken_over(world, report):
    tip, code, _page = report("immediate")
    due = _deadline("tip").due_at
    actions.write_more(actions.come_back(code, by=VISITOR), Said("said", "Још."), by=VISITOR)
    assert _deadline("tip").due_at == due
    actions.open_tip(tip, by=world.bea.actor)
    assert _deadline("tip").due_at == due, "reading is not taking over"
    actions.take_over(tip, by=world.bea.actor)
    assert not Deadline.objects.running().exists()
    actions.write_more(actions.come_back(code, by=VISITOR), Said("said", "Још."), by=VISITOR)
    assert _deadline("tip").kind == "message", "what comes later is a message"


def test_the_reminders_reach_its_holders_whichever_job_runs_first(world, report):
    tip, _code, _page = report("immediate")
    Notice.objects.all().delete()
    with deadlines.moved(timedelta(hours=13)):
        assert case_jobs.escalate() == 0
        assert jobs.escalate() == 1
    told = Notice.objects.values_list("account_id", "kind", "reference")
    assert set(told) == {
        (one.account.pk, "reminder", tip.reference) for one in (world.bea, world.boris)
    }


# --- the call


def test_immediate_without_danger_asks_for_the_call_where_urgency_is_chosen(world, begun):
    visitor = Visitor()
    second = visitor.post(WORK, begun)
    assert 'name="reached"' in second, "also where nothing is typed, for a browser without style"
    typed = hidden(second) | PERSON | {"urgency": "immediate"}
    page = visitor.post(WORK, typed, 422)
    assert "Page 2 of 2" in page
    assert "Call first. Then write whom you reached" in page
    for kept in ("Изостаје петком.", "„Не смем.”", "Мила Измишљена", "Јована Примерић"):
        assert kept in page
    assert not Tip.objects.exists()
    again = hidden(page) | PERSON | {"urgency": "immediate"}
    wrong = visitor.post(WORK, again | {"reached": CALLED, "at": "25:10"}, 422)
    assert "Page 2 of 2" in wrong
    assert "There is no such time" in wrong
    assert CALLED in wrong
    visitor.post(WORK, again | {"reached": CALLED, "role": "дежурна", "at": "8:10"})
    tip = Tip.objects.get()
    actions.open_tip(tip, by=world.bea.actor)
    call = read(tip, **world.bea.can).cover.call
    assert (call.in_danger, call.reached, call.role, call.at) == ("no", CALLED, "дежурна", "8:10")


def test_the_call_is_asked_once(world, begun):
    """Whoever wrote it on the first page is not asked again, and it goes along."""
    visitor = Visitor()
    second = visitor.post(WORK, begun | {"in_danger": "yes", "reached": CALLED})
    assert '<input type="text" name="reached"' not in second
    visitor.post(WORK, hidden(second) | PERSON | {"urgency": "immediate"})
    tip = Tip.objects.get()
    actions.open_tip(tip, by=world.bea.actor)
    assert read(tip, **world.bea.can).cover.call.reached == CALLED


def test_going_back_keeps_the_call(world, begun):
    visitor = Visitor()
    second = visitor.post(WORK, begun)
    back = visitor.post(WORK, hidden(second) | PERSON | {"reached": CALLED, "back": "1"})
    assert "Page 1 of 2" in back
    assert CALLED in back
    assert CALLED in visitor.post(WORK, hidden(back) | begun | {"reached": CALLED})


# --- list and desk


def _words(browser: Client, path: str) -> str:
    page = browser.get(path).content.decode()
    return re.sub(r"\s+", " ", page)


@pytest.mark.parametrize("path", ["/messages/", "/desk/"])
def test_list_and_desk_say_urgency_age_and_institution(world, bea, report, path):
    tip, _code, _page = report("immediate", age="child")
    page = _words(bea, path)
    row = next(one for one in page.split("<li") if tip.reference in one)
    assert "immediate, 24 hours" in row
    assert "child" in row
    assert "Основна школа Пример" in row


def test_the_desk_says_the_same_of_a_report_from_an_account(world, bea):
    sent = send_from_account(
        packet(urgency="immediate"), network=world.vranje, recipient=world.csw, by=world.ana.actor
    )
    row = next(one for one in _words(bea, "/desk/").split("<li") if sent.reference in one)
    assert "immediate, 24 hours" in row


def test_of_a_message_without_a_name_no_list_opens_anything(world, bea, send, reads):
    send()
    for path in ("/messages/", "/desk/"):
        bea.get(path)
    assert reads() == []


@pytest.fixture
def reads():
    return lambda: list(Entry.objects.filter(name="section:read_many"))


def test_opening_for_a_list_is_logged(world, bea, report, reads):
    report()
    bea.get("/messages/")
    (line,) = reads()
    assert len(line.detail["sections"]) == 2


def test_the_coordinator_reads_neither_sender_nor_urgency(world, report):
    tip, _code, _page = report("immediate", age="child")
    kosta = world.kosta.sign_in()
    for path in ("/desk/", "/messages/", f"/messages/{tip.reference}/", "/tasks/", "/notices/"):
        page = kosta.get(path).content.decode()
        assert tip.reference not in page, path
        assert "Процена безбедности" not in page
        assert "неодложно" not in page, path


def test_only_the_recipient_has_the_row(world, report):
    tip, _code, _page = report()
    page = world.petra.sign_in().get("/messages/").content.decode()
    assert tip.reference not in page


# --- the receipt


def test_the_receipt_says_what_was_sent_to_whom_until_when_and_who_calls(world, report):
    tip, _code, page = report("immediate")
    assert "Your report has arrived." in page
    assert tip.reference in page
    assert "Центар за социјални рад Врање" in page
    due = timezone.localtime(deadlines.now() + timedelta(hours=24))
    assert f"{due.day} {due:%B}" in page
    assert "immediate, 24 hours" in page
    assert "The directory has no number of Основна школа Пример" in page
    assert "Whom you reached by phone" in page
    for content in ("Изостаје петком.", "„Не смем.”", "Мила Измишљена", CALLED):
        assert content not in page, "what was written is not shown again"
    assert "The code says nothing about you." not in page, "words for who gave no name"


def test_a_known_number_is_called_and_none_is_asked(world, begun, report):
    ContactPoint.objects.create(
        institution=world.school, town=world.school.town, kind="office", number="017 111 222",
        source="a test", certainty="high",
    )  # fmt: skip
    assert 'name="own_phone"' not in Visitor().post(WORK, begun)
    _tip, _code, page = report()
    assert "at the number in the directory and asks for Јована Примерић." in page
    assert "017 111 222" not in page


def test_a_time_that_is_only_proposed_is_called_so(world, report):
    second = Visitor().post(WORK, {"in_danger": "no", "own": str(world.school.pk),
                                   "recipient": str(world.police.pk)})  # fmt: skip
    assert "Proposed: read by" in second
    _tip, _code, page = report("urgent", to=world.police)
    assert "has only proposed this time" in page
    assert "the coordinator of the network is told" not in page


def test_the_form_says_by_when_each_urgency_is_read(world, begun):
    page = Visitor().post(WORK, begun)
    due = timezone.localtime(deadlines.now() + timedelta(hours=24))
    assert re.search(rf"immediate, 24 hours\. Read by \w+, {due.day} {due:%B} at \d", page)


def test_the_thread_keeps_the_promise_and_asks_for_no_number(world, report):
    tip, code, _page = report("immediate")
    thread = Visitor().post("back/", {"code": code})
    assert "Your report" in thread
    assert "It is read by" in thread
    assert 'name="phone"' not in thread
    with deadlines.moved(timedelta(hours=25)):
        assert "Do not wait: call." in Visitor().post("back/", {"code": code})
    actions.open_tip(tip, by=world.bea.actor)
    actions.take_over(tip, by=world.bea.actor)
    taken = Visitor().post("back/", {"code": code})
    assert "Taken over on" in taken
    assert "It is read by" not in taken


def test_the_paper_says_it_and_names_no_matter(world, report, tmp_path):
    tip, code, _page = report("immediate", age="child")
    answer = Visitor("en").client.post("/en/message/receipt/", {"code": code})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert tip.reference not in answer["Content-Disposition"]
    made = tmp_path / "receipt.pdf"
    made.write_bytes(answer.content)
    said = subprocess.run(
        ["pdftotext", "-layout", str(made), "-"], capture_output=True, check=True, text=True
    ).stdout
    words = re.sub(r"\s+", " ", said)
    for there in (tip.reference, "Центар за социјални рад Врање", "It is read by", code[:6],
                  "Delovodni broj"):  # fmt: skip
        assert there in words, words
    for matter in ("immediate", "urgent", "child", "Процена", "Мила", "traffick"):
        assert matter not in words.lower() + words


def test_nobody_prints_a_receipt_without_its_code(world, report, send):
    _tip, code, _page = report()
    visitor = Visitor()
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert visitor.client.post("/en/message/receipt/", {"code": wrong}).status_code == 422
    _message, plain = send()
    answer = visitor.client.post("/en/message/receipt/", {"code": plain})
    assert answer["Content-Type"].startswith("text/html"), "a message has no such receipt"
