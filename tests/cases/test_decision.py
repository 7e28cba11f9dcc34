"""The decision on identification: copied as it was heard, counted, never told to the outside."""

import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from spona import deadlines
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep, add_step
from spona.cases.case.steps.queries import is_stepless, open_steps
from spona.cases.casefile.actions import exclude, join_files
from spona.cases.casefile.open_steps import opened_steps
from spona.cases.casefile.whole_case import print_whole_case
from spona.cases.consent.actions import agree
from spona.cases.consent.ground import ground_agreed
from spona.cases.identification.actions import read_before
from spona.cases.identification.decisions import HINTS, SECTION, Decision, entries_of
from spona.cases.identification.queries import requests_of
from spona.cases.referral_pages.orders import Target
from spona.cases.referrals.actions import accept as take_over
from spona.cases.referrals.actions import assign, deliver, open_packet, send
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.team.actions import assign_file
from spona.deadlines.late import today_in
from spona.directory import actions as directory
from spona.directory.actions import ensure_elsewhere
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.reference.models import Code
from spona.statistics.models import ReportCount
from spona.statistics.report_record import OUTCOME, PENDING
from spona.tasks.models import Task
from spona.vault.actions import create_statistics_key, open_section
from spona.vault.models import Grant, Section, SectionRevision
from spona.vault.slots import slot_of
from tests.cases.flow import get
from tests.cases.moving import DETAILS, asking, by_agreement, connect, file_of, referred, text_of
from tests.cases.moving import packet as asking_packet
from tests.cases.offline_partners.hands import note
from tests.cases.packets import packet
from tests.cases.world import DEMO, _body

DAY = timedelta(days=1)
SECRET = "рекаоПОДМЕТНУТО"
MARK = "second-hand"


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def centre(world):
    return _body("Центар за заштиту жртава", "centre", world.vranje)


@pytest.fixture
def case(world):
    """Of a report of the school, led by Vera, in a network that counts."""
    analyst = world.direktor
    directory.give_network_role(analyst.member, network=world.vranje, role="analyst", by=DEMO)
    create_statistics_key(world.vranje, analysts=[analyst.account], by=DEMO)
    report = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    accepted = take_over(open_packet(report, **world.bea.can)[0], **world.bea.can)
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network", "owner_institution", "box", "joined_to").get(
        pk=accepted.to_case_id
    )


@pytest.fixture
def asked(world, case, centre):
    """The Centre was asked on paper five days ago."""
    return ask(world, case, centre, days=5)


def ask(world, case, centre, *, days=0):
    row = referred(world, case, by_agreement(world, case, centre), by=world.vera)
    handed = note(ago=days * 24 * 60)
    return deliver(row, handed, urgency="urgent", by=world.vera.actor)


def today(case, days=0):
    return (today_in(case.network) + days * DAY).isoformat()


def path_of(case):
    return f"/cases/{case.reference}/decision/"


def typed(case, **more):
    return {
        "outcome": "not_assessed_as_victim",
        "day": today(case, -1),
        "heard": "paper",
        "told": "yes",
        "next-kind": "plan_step",
        "next-words": "План са особом",
        "next-day": today(case, 10),
        **more,
    }


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(token|revision)" value="([^"]*)"', page))


def write(browser, case, path=None, **more):
    path = path or path_of(case)
    page = get(browser, path)
    ticked = {
        name: re.findall(rf'name="{name}" value="([^"]+)"[^>]*checked', page)
        for name in ("ends", "answers")
    }
    return browser.post(path, hidden(page) | ticked | typed(case, **more))


def written(browser, case, path=None, **more):
    said = write(browser, case, path, **more)
    assert said.status_code == 302, errors(said)
    return said


def errors(said):
    page = unescape(said.content.decode())
    found = re.findall(r'<p class="error" id="([^"]+)_error">.*?<span>(.*?)</span>', page, re.S)
    notes = re.findall(r'role="alert".*?<p>(.*?)</p>', page, re.S)
    return {name.removeprefix("id_"): words.strip() for name, words in found} | {"": notes}


def decisions(case, person):
    return entries_of(text_of(case, SECTION, person))


def counted(case, person):
    return text_of(case, "count", person)


def file_page(browser, case):
    return unescape(get(browser, f"/cases/{case.reference}/part/justice/"))


def file_page_of_decision(browser, case):
    return unescape(get(browser, path_of(case)))


def part(page):
    start = page.index('id="decision"')
    return page[start : page.index("</section>", start)]


# What a person does.


def test_a_decision_is_copied_and_all_that_follows_is_there(world, case, asked):
    add_step(
        case, NextStep("waiting", world.bea.member, None, "Одлука Центра"), by=world.vera.actor
    )
    vera = world.vera.sign_in()
    said = written(
        vera, case,
        outcome="identified", number="551-214/2026", heard_from="Центар, Београд",
        told_on=today(case), told_how="alone", told_language="ромски",
        told_by=world.vera.member.person.name, told_services="on", person_says=SECRET,
    )  # fmt: skip
    assert said["Location"] == f"/cases/{case.reference}/part/justice/#decision"
    [entry] = decisions(case, world.vera)
    assert (entry.decision.outcome, entry.decision.number) == ("identified", "551-214/2026")
    assert entry.decision.person_says == SECRET
    record = counted(case, world.vera)
    assert (record["status"], record["identified_by"]) == ("identified", "centre")
    # What was waited for is over, also where it was somebody else's; the plan is next.
    kinds = [(one.kind, one.owner) for one in open_steps(case)]
    assert ("waiting", world.bea.member) not in kinds
    assert "plan_step" in [kind for kind, _owner in kinds]
    shown = part(file_page(vera, case))
    for words in ("Identified", "551-214/2026", "On paper", "Second-hand", "ромски", SECRET):
        assert words in shown or words.lower() in shown, words
    page = file_page(vera, case)
    path = page[page.index('class="sheet path"') :].split("</section>")[0]
    assert "yesterday" in path.split("Decision of the Centre")[1]
    assert not Case.objects.filter(is_stepless()).exists()


def test_the_request_on_paper_ends_with_it_and_its_row_tells_nothing(world, case, asked):
    written(world.vera.sign_in(), case, outcome="identified", number="04-77/26")
    asked.refresh_from_db()
    assert (asked.state, asked.outcome) == ("done", "done")
    assert not Task.objects.open().filter(subject_kind="referral", subject_id=asked.pk).exists()
    page = world.vera.sign_in().get(f"/r/{asked.reference}/").content.decode()
    assert "04-77/26" in page
    assert "identified" not in page


def test_beside_the_deadline_of_the_centre_stands_no_other_time(world, case, centre):
    sara = connect(world, centre, "sara")
    Account.objects.update(language="en")
    row = referred(world, case, by_agreement(world, case, centre), by=world.vera)
    pages = [get(world.vera.sign_in(), f"/r/{row.reference}/")]
    open_packet(row, **sara.can)
    pages.append(get(sara.sign_in(), f"/r/{row.reference}/"))
    for page in pages:
        assert "<strong>urgent</strong>" in page
        assert "72 hours" not in page


def test_the_whole_file_on_paper_says_second_hand_and_writes_no_day_as_seen_from_today(
    world, case, asked
):
    written(
        world.vera.sign_in(), case, told_on=today(case), told_how="alone",
        heard_on=today(case, -1), told_language="ромски",
        told_by=world.vera.member.person.name,
    )  # fmt: skip
    bea = world.bea.actor
    pdf = print_whole_case(
        case, purpose="archive", language="sr", by=replace(bea, stepped_up_at=timezone.now()),
        keys=world.bea.keys, reason="supervision",
    )  # fmt: skip
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    found = " ".join(done.stdout.decode().split())
    [entry] = decisions(case, world.vera)
    day = entry.decision.told_on
    assert f"Was the person told: Yes, {day.day}. {day.month}. {day.year}." in found
    for word in ("today", "yesterday", ".."):
        assert word not in found
    # What they have done with the request, its state, and the decision; and in what happened.
    for said in ("received and opened", "taken over", "closed", entry.decision.outcome):
        label = Code.objects.labels("outcome").get(said, said)
        assert f"{label} – second-hand" in found, said
    assert "handed over on paper – second-hand" not in found
    assert found.count("received and opened – second-hand") == 2


def test_a_request_for_something_else_is_not_ticked_and_stays_open(world, case, asked):
    page = file_page_of_decision(world.vera.sign_in(), case)
    assert "Which request on paper it answers" in page
    assert asked.reference in page
    written(world.vera.sign_in(), case, answers=[])
    asked.refresh_from_db()
    assert asked.state == "sent"
    assert Task.objects.open().filter(subject_kind="referral", subject_id=asked.pk).exists()


def test_what_a_colleague_of_another_institution_handed_over_is_theirs(world, case, asked):
    """The row was handed over by somebody else: who decides here writes nothing into it."""
    Referral.objects.filter(pk=asked.pk).update(paper_institution=world.school)
    written(world.vera.sign_in(), case)
    asked.refresh_from_db()
    assert asked.state == "sent"


def test_the_words_are_those_of_the_list_and_all_of_them_are_counted(world, case, asked):
    assert set(HINTS) == set(OUTCOME) - {PENDING}
    assert set(HINTS) == set(Code.objects.labels("outcome"))
    page = unescape(get(world.vera.sign_in(), path_of(case)))
    for label in Code.objects.labels("outcome").values():
        assert f"<strong>{label}</strong>" in page
    assert "The counted record says now: No decision yet." in page
    assert asked.reference in page


@pytest.mark.parametrize("outcome", ["not_assessed_as_victim", "discontinued", "rejected"])
def test_a_no_ends_no_service_and_the_plan_follows_the_same(world, case, asked, outcome):
    vera = world.vera.sign_in()
    before = get(vera, path_of(case))
    assert "Services are offered anyway." in before
    assert re.search(r'value="plan_step"[^>]*checked', before)
    open_before = list(open_steps(case))
    written(vera, case, outcome=outcome)
    assert {one for one in open_before if one.kind != "waiting"} < set(open_steps(case))
    case.refresh_from_db()
    assert case.closed_at is None
    report = Referral.objects.get(to_case=case)
    assert report.closed_at is None, "what brought the person here is no mistake"
    record = counted(case, world.vera)
    assert (record["status"], record["identified_by"]) == (outcome, "none")
    assert "Services are offered anyway." in part(file_page(vera, case))


def test_who_was_not_told_is_told_as_a_step_of_its_own(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, told="not_safe")
    page = file_page(vera, case)
    assert "as soon as it is safe" in page
    assert "План са особом" in page
    assert "that the person was told, or correct" in part(page)


def test_the_step_of_telling_is_not_done_before_the_decision_says_it(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, told="not_yet")
    [entry] = decisions(case, world.vera)
    path = f"{path_of(case)}{entry.decision.id}/"
    words = "Tell the person what the Centre has decided"
    [tell] = [
        one for one in opened_steps(case, "plan_step", **world.vera.can) if one.words == words
    ]
    ends = f"/cases/{case.reference}/steps/{tell.task.pk}/"
    page = get(vera, ends)
    assert f'href="{path}"' in page
    done = {**hidden(page), "ended": "done", "kind": "", "words": "Речено јој је јуче"}
    said = vera.post(ends, done)
    assert said.status_code == 422
    assert "when, how and by whom" in errors(said)["ended"]
    assert "Речено јој је јуче" in said.content.decode()
    assert open_steps(case).filter(pk=tell.task.pk).exists()
    # It will not be done: that is another answer, and it has a reason.
    told = hidden(get(vera, ends)) | {"ended": "dropped", "kind": "", "reason": "Отишла је"}
    assert vera.post(ends, told).status_code == 302
    assert vera.post(f"{ends}undo/").status_code == 302
    written(vera, case, path, told="yes", told_on=today(case))
    assert not open_steps(case).filter(pk=tell.task.pk).exists(), "done with it"


def test_that_the_person_was_told_meanwhile_is_added_without_a_reason(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, told="not_yet")
    [entry] = decisions(case, world.vera)
    path = f"{path_of(case)}{entry.decision.id}/"
    written(vera, case, path, told="not_yet", disagrees_person="on", why_person="Не слаже се")
    assert open_steps(case).filter(kind="plan_step").count() == 2, "nobody has told yet"
    [entry] = decisions(case, world.vera)
    path = f"{path_of(case)}{entry.decision.id}/"
    # A colleague reads Serbian; the step was opened by somebody who reads English.
    Account.objects.filter(pk=world.vera.account.pk).update(language="sr")
    vera = world.vera.sign_in()
    written(vera, case, path, told="yes", told_on=today(case), disagrees_person="on",
            why_person="Не слаже се")  # fmt: skip
    assert open_steps(case).filter(kind="plan_step").count() == 1, "the plan is still to be made"
    [entry] = decisions(case, world.vera)
    assert entry.decision.was_told
    assert entry.decision.disagree == {"person": "Не слаже се"}
    assert [one.decision.told for one in entry.before] == ["not_yet", "not_yet"]
    assert "<del>" not in part(file_page(vera, case)), "nothing was wrong before"


def test_a_correction_needs_a_reason_and_the_old_one_stays_readable(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, outcome="identified", number="1/26", person_says=SECRET)
    [entry] = decisions(case, world.vera)
    path = f"{path_of(case)}{entry.decision.id}/"
    said = write(vera, case, path, outcome="rejected", number="2/26")
    assert said.status_code == 422
    assert errors(said)["reason"] == "Write why it is corrected."
    assert 'value="2/26"' in said.content.decode()
    steps = list(open_steps(case))
    written(vera, case, path, outcome="rejected", number="2/26", reason="Погрешан број")
    assert list(open_steps(case)) == steps
    [entry] = decisions(case, world.vera)
    assert (entry.decision.outcome, entry.before[0].decision.number) == ("rejected", "1/26")
    shown = part(file_page(vera, case))
    assert "<del>Identified, yesterday, 1/26</del>" in shown
    assert SECRET in shown
    assert "Погрешан број" in shown
    # What is counted follows what holds.
    record = counted(case, world.vera)
    assert (record["status"], record["identified_by"]) == ("rejected", "none")


def test_a_second_decision_is_one_more_and_the_newest_holds(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, outcome="rejected", day=today(case, -1))
    written(vera, case, outcome="identified", day=today(case))
    assert counted(case, world.vera)["status"] == "identified"
    # An older one that is found later changes nothing of what holds.
    written(vera, case, outcome="discontinued", day=today(case, -2))
    found = [one.decision.outcome for one in decisions(case, world.vera)]
    assert found == ["identified", "rejected", "discontinued"]
    assert counted(case, world.vera)["status"] == "identified"


def test_the_kind_the_owner_and_the_day_of_what_follows_are_chosen(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, **{"next-kind": "review", "next-words": "", "next-day": "",
                           "next-owner": str(world.vera.member.pk)})  # fmt: skip
    review = open_steps(case).get(kind="review")
    assert review.owner == world.vera.member
    assert review.deadline.rule.key == "plan-review"
    said = write(vera, case, day=today(case), **{"next-kind": "review", "next-day": ""})
    assert said.status_code == 422
    assert errors(said)["next-kind"] == "A step of this kind is open already."
    assert len(decisions(case, world.vera)) == 1


def test_what_is_waited_for_besides_the_centre_goes_on_where_it_is_not_ticked(world, case, asked):
    centres = open_steps(case).get(kind="waiting")
    doctors = add_step(case, NextStep("waiting", None, None, "Налаз лекара"), by=world.vera.actor)
    written(world.vera.sign_in(), case, ends=[str(centres.pk)])
    assert list(open_steps(case).filter(kind="waiting")) == [doctors]
    centres.refresh_from_db()
    assert centres.outcome == "done"


def test_by_phone_one_asks_for_a_reminder_of_the_paper(world, case, asked):
    written(world.vera.sign_in(), case, heard="phone", heard_from="дежурни", remind="on")
    task = Task.objects.get(kind="reminder", subject_id=case.pk)
    assert task.owner == world.vera.member


def test_the_report_is_counted_with_its_outcome_by_who_has_the_key(world, case, asked):
    """Vera leads the case and has no key of the report's count; Bea, who received it, has one."""
    count = ReportCount.objects.standing().get()
    section = Section.objects.select_related("box").get(box=count.box_id)
    written(world.vera.sign_in(), case, outcome="rejected")
    assert open_section(section, **world.bea.can)["outcome"] == PENDING
    bea = world.bea.sign_in()
    # She reaches the file as a holder only, so she gives a reason first.
    assert bea.get(path_of(case))["Location"] == f"/cases/{case.reference}/"
    assign_file(case, member=world.bea.member, sections=["legal", "count"], **world.bea.can)
    written(bea, case, outcome="identified", day=today(case), heard="phone")
    section.refresh_from_db()
    document = open_section(section, **world.bea.can)
    assert (document["outcome"], document["heard"]) == ("identified", "call")


# Before the Centre was asked.


def test_before_the_centre_was_asked_it_is_refused_beside_the_box(world, case, centre):
    vera = world.vera.sign_in()
    said = write(vera, case, number="551/26", person_says=SECRET)
    assert said.status_code == 422
    assert "not asked about this file yet" in errors(said)["began_before"]
    page = said.content.decode()
    assert 'value="551/26"' in page
    assert SECRET in page
    assert not Section.objects.named(case.box_id, SECTION).exists()
    assert counted(case, world.vera)["status"] == "presumed"


def test_a_packet_that_nobody_handed_over_asks_nothing(world, case, centre):
    referred(world, case, by_agreement(world, case, centre), by=world.vera)
    said = write(world.vera.sign_in(), case)
    assert "that it was handed over" in errors(said)["began_before"]
    # And the page of the file says the same.
    page = get(world.vera.sign_in(), f"/cases/{case.reference}/part/justice/")
    assert "Did the Centre decide before this file was kept in Spona?" in page
    assert "The Centre was asked" not in page


def test_a_question_without_identity_is_no_request(world, case, centre):
    connect(world, centre, "cveta")
    row = referred(world, case, asking(world, centre), kind=Kind.QUESTION, by=world.vera)
    open_packet(row, **world.cveta.can)
    assert not requests_of(case, **world.vera.can).rows


def test_what_began_before_spona_names_its_day_and_source_and_stays_second_hand(world, case):
    vera = world.vera.sign_in()
    said = write(vera, case, began_before="on")
    assert set(errors(said)) >= {"asked_on"}
    said = write(vera, case, began_before="on", asked_on=today(case, -90))
    assert errors(said)["asked_source"] == "Write where you know this from."
    said = write(vera, case, began_before="on", asked_on=today(case, -2), asked_source="допис",
                 day=today(case, -3))  # fmt: skip
    assert errors(said)["day"] == "This day is before the Centre was asked."
    written(vera, case, began_before="on", asked_on=today(case, -90), asked_source="допис 12/25",
            day=today(case, -60))  # fmt: skip
    shown = part(file_page(vera, case))
    assert "допис 12/25" in shown
    assert "Second-hand" in shown or MARK in shown
    # No deadline runs backwards.
    assert all(one.due_at is None or one.due_at > deadlines.now() for one in open_steps(case)
               if one.kind == "plan_step")  # fmt: skip


def test_a_colleague_asked_and_who_leads_the_case_writes_the_decision(world, case, centre):
    """No key of the packet leads to Vera, so she learns no reference; that it was asked she does."""
    row = referred(world, case, by_agreement(world, case, centre))
    deliver(row, note(ago=60), urgency="urgent", by=world.bea.actor)
    vera = world.vera.sign_in()
    page = get(vera, path_of(case))
    assert row.reference not in page
    written(vera, case, day=today(case))


# What cannot be.


@pytest.mark.parametrize(
    ("name", "days"), [("day", 1), ("told_on", 1), ("heard_on", 1), ("asked_on", 1)]
)
def test_a_day_that_is_still_to_come_is_refused(world, case, asked, name, days):
    more = {"began_before": "on", "asked_source": "допис"} if name == "asked_on" else {}
    said = write(world.vera.sign_in(), case, **{name: today(case, days)}, **more)
    assert said.status_code == 422
    assert errors(said)[name] == "This day is still to come."
    assert not Section.objects.named(case.box_id, SECTION).exists()


def test_a_day_that_is_still_to_come_is_said_with_the_rest_in_the_first_round(world, case, asked):
    said = write(
        world.vera.sign_in(), case, outcome="", day=today(case, 1), asked_on=today(case, 1)
    )
    found = errors(said)
    assert found["day"] == "This day is still to come."
    assert "outcome" in found
    # The box above it is not ticked, so nobody was asked for this one.
    assert "asked_on" not in found


def test_days_that_run_backwards_are_refused(world, case, asked):
    vera = world.vera.sign_in()
    for name, day in (("day", -6), ("told_on", -3), ("heard_on", -3)):
        said = write(vera, case, **{name: today(case, day)})
        assert "before" in errors(said)[name], name


def test_nothing_is_chosen_and_each_answer_says_what_is_missing(world, case, asked):
    said = write(world.vera.sign_in(), case, outcome="", day="", heard="", told="")
    found = errors(said)
    assert set(found) >= {"outcome", "day", "heard", "told"}
    assert "Not saved: 4 answers need another look." in " ".join(found[""])


@pytest.mark.parametrize("outcome", ["pending", "presumed", "unknown", "victim"])
def test_only_what_the_centre_can_decide_is_a_decision(world, case, asked, outcome):
    said = write(world.vera.sign_in(), case, outcome=outcome)
    assert errors(said)["outcome"] == "Choose what the Centre has decided."
    assert counted(case, world.vera)["status"] == "presumed"


def test_through_spona_only_where_the_centre_has_it_here(world, case, asked):
    said = write(world.vera.sign_in(), case, heard="spona", referral=asked.reference)
    assert "heard" in errors(said)


def test_what_the_centre_answered_here_is_not_second_hand(world, case, centre):
    cveta = connect(world, centre, "cveta")
    row = referred(world, case, by_agreement(world, case, centre), by=world.vera)
    take_over(open_packet(row, **cveta.can)[0], **cveta.can)
    vera = world.vera.sign_in()
    written(vera, case, day=today(case), heard="spona", referral=row.reference)
    shown = part(file_page(vera, case))
    assert row.reference in shown
    assert "Second-hand" not in shown
    assert MARK not in shown


def test_words_of_who_disagrees_are_not_lost(world, case, asked):
    said = write(world.vera.sign_in(), case, why_institution=SECRET)
    assert "Tick who does not agree" in errors(said)["why_institution"]
    assert SECRET in said.content.decode()


def test_a_closed_and_a_joined_file_take_no_decision(world, case, asked):
    vera = world.vera.sign_in()
    other = file_of(world)
    form = hidden(get(vera, path_of(case)))
    join_files(case, into=other, by=world.bea.actor, keys=world.bea.keys)
    said = vera.get(path_of(case))
    assert said.status_code == 403
    assert other.reference in said.content.decode()
    said = vera.post(path_of(case), form | typed(case, person_says=SECRET))
    assert said.status_code == 422
    assert SECRET in said.content.decode()
    assert other.reference in said.content.decode()
    assert not Section.objects.named(case.box_id, SECTION).exists()


# Two at once.


def test_a_second_click_writes_one_decision(world, case, asked):
    vera = world.vera.sign_in()
    form = hidden(get(vera, path_of(case)))
    for _click in range(2):
        assert vera.post(path_of(case), form | typed(case)).status_code == 302
    assert len(decisions(case, world.vera)) == 1
    assert open_steps(case).filter(kind="plan_step").count() == 1


def test_two_write_at_once_and_the_second_sees_both(world, case, asked):
    one, two = world.vera.sign_in(), world.vera.sign_in()
    forms = [hidden(get(browser, path_of(case))) for browser in (one, two)]
    first = one.post(path_of(case), forms[0] | typed(case, outcome="rejected", number="1/26"))
    assert first.status_code == 302
    late = two.post(path_of(case), forms[1] | typed(case, outcome="identified", number="2/26"))
    page = unescape(late.content.decode())
    assert late.status_code == 409
    assert "Both texts are below." in page
    assert "1/26" in page
    assert 'value="2/26"' in page
    assert len(decisions(case, world.vera)) == 1
    assert counted(case, world.vera)["status"] == "rejected"
    # Whoever saves once more has seen it.
    again = two.post(path_of(case), hidden(page) | typed(case, outcome="identified"))
    assert again.status_code == 302
    assert len(decisions(case, world.vera)) == 2


def test_in_two_tabs_the_second_hears_first_that_somebody_was_faster(world, case, asked):
    vera = world.vera.sign_in()
    pages = [get(vera, path_of(case)) for _tab in range(2)]
    ticked = {name: re.findall(rf'name="{name}" value="([^"]+)"[^>]*checked', pages[0])
              for name in ("ends", "answers")}  # fmt: skip
    assert ticked["answers"]
    assert ticked["ends"]
    following = {"next-kind": "review", "next-words": "", "next-day": today(case, 10)}
    said = typed(case, number="1/26", **following) | ticked
    assert vera.post(path_of(case), hidden(pages[0]) | said).status_code == 302
    late = vera.post(path_of(case), hidden(pages[1]) | said | {"number": "2/26"})
    page = unescape(late.content.decode())
    assert late.status_code == 409
    assert "Somebody changed this meanwhile" in page
    assert "1/26" in page
    assert 'value="2/26"' in page
    found = errors(late)
    assert not [one for one in found if one], found
    assert len(decisions(case, world.vera)) == 1


def test_two_correct_the_same_one_and_none_is_lost(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, number="1/26")
    [entry] = decisions(case, world.vera)
    path = f"{path_of(case)}{entry.decision.id}/"
    stale = hidden(get(vera, path))
    written(vera, case, path, number="2/26", reason="прва")
    late = vera.post(path, stale | typed(case, number="3/26", reason="друга"))
    assert late.status_code == 409
    assert "2/26" in late.content.decode()
    form = hidden(late.content.decode())
    assert vera.post(path, form | typed(case, number="3/26", reason="друга")).status_code == 302
    [entry] = decisions(case, world.vera)
    assert [entry.decision.number, *(one.decision.number for one in entry.before)] == [
        "3/26", "2/26", "1/26",
    ]  # fmt: skip


def test_where_something_fails_nothing_is_half_saved(world, case, asked, monkeypatch):
    waiting = open_steps(case).get(kind="waiting")

    def fails(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("spona.cases.identification.actions.tell_sender", fails)
    vera = world.vera.sign_in()
    vera.raise_request_exception = False
    assert write(vera, case).status_code == 500
    assert not Section.objects.named(case.box_id, SECTION).exists()
    assert counted(case, world.vera)["status"] == "presumed"
    assert list(open_steps(case).filter(kind="waiting")) == [waiting]


# Who else.


def test_nobody_without_a_key_of_the_case_learns_that_there_is_a_decision(world, case, asked):
    written(world.vera.sign_in(), case)
    [entry] = decisions(case, world.vera)
    for name in ("ana", "hana", "kosta", "nina", "cora"):
        browser = world.people[name].sign_in()
        for path in (path_of(case), f"{path_of(case)}{entry.decision.id}/"):
            for said in (browser.get(path), browser.post(path, typed(case))):
                assert said.status_code in (403, 404), (name, path)
                assert entry.decision.id not in said.content.decode()
    assert len(decisions(case, world.vera)) == 1


def test_a_colleague_without_a_key_gets_404_and_one_who_does_not_read_the_legal_part_a_sentence(
    world, case, asked
):
    colleague = world.people["direktor"]
    written(world.vera.sign_in(), case)
    assert colleague.sign_in().get(path_of(case)).status_code in (403, 404)
    exclude(case, member=world.boris.member, **world.bea.can)
    assert world.boris.sign_in().get(path_of(case)).status_code == 404


def test_who_does_not_read_the_legal_part_neither_reads_nor_writes_it(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case, person_says=SECRET)
    assign_file(case, member=world.vera.member, sections=["plan", "notes"], **world.bea.can)
    page = file_page(vera, case)
    assert 'id="decision"' not in page
    assert SECRET not in page
    said = vera.get(path_of(case))
    assert said.status_code == 403
    said = vera.post(path_of(case), typed(case, outcome="identified"))
    assert said.status_code == 403
    assert Section.objects.named(case.box_id, "count").get().revision == 2


def test_whose_part_the_count_is_not_changes_no_count(world, case, asked):
    assign_file(case, member=world.vera.member, sections=["legal", "plan"], **world.bea.can)
    vera = world.vera.sign_in()
    assert "What is counted is not open to you." in get(vera, path_of(case))
    written(vera, case, outcome="identified")
    row = Section.objects.named(case.box_id, "count").get()
    assert row.revision == 1


def test_a_decision_is_sealed_to_the_readers_of_the_legal_part_only(world, case, asked):
    written(world.vera.sign_in(), case)
    held = Grant.objects.filter(section__slot=slot_of(case.box_id, SECTION))
    legal = Grant.objects.filter(section__slot=slot_of(case.box_id, "legal"))
    assert set(held.values_list("to_kind", "to_id")) == set(legal.values_list("to_kind", "to_id"))


def test_what_is_wrong_of_another_file_is_not_corrected_from_here(world, case, asked, centre):
    vera = world.vera.sign_in()
    written(vera, case)
    [entry] = decisions(case, world.vera)
    other = file_of(world)
    assign_file(other, member=world.vera.member,
                sections=["legal", "count", "plan"], **world.bea.can)  # fmt: skip
    path = f"/cases/{other.reference}/decision/{entry.decision.id}/"
    assert vera.get(path).status_code == 404
    assert vera.post(path, typed(case)).status_code == 404


# What stands outside the seal.

_PLANTED = ("551-PODMETNUTO", SECRET, "језикПОДМЕТНУТО", "кодПОДМЕТНУТО")


def test_no_notice_mail_task_log_or_column_tells_what_was_decided(world, case, asked):
    seen = set(Entry.objects.values_list("pk", flat=True))
    written(
        world.vera.sign_in(), case, outcome="identified", number=_PLANTED[0],
        person_says=_PLANTED[1], told_language=_PLANTED[2], heard_from=_PLANTED[3],
        disagrees_person="on", why_person=SECRET, told="yes",
    )  # fmt: skip
    told = Notice.objects.filter(account_id=world.ana.account.pk).order_by("-created_at")
    assert [one.kind for one in told][:1] == ["written"]
    logged = Entry.objects.exclude(pk__in=seen)
    clear = [str(one) for one in logged.values_list("name", "detail", "subject_kind")]
    clear += [str(one) for one in Task.objects.values()]
    clear += [str(one) for one in Notice.objects.values()]
    clear += [str(one) for one in Case.objects.values()]
    for words in (*_PLANTED, "identified", "not_assessed", "rejected", "discontinued"):
        assert not [one for one in clear if words in one], words
    assert "case:decision_written" in set(logged.values_list("name", flat=True))


def test_the_log_looks_the_same_whatever_was_decided(world, case, asked):
    """Also whether it is another outcome than before: the count is sealed anew either way."""
    vera = world.vera.sign_in()
    written(vera, case, outcome="rejected", day=today(case))
    seen = []
    for outcome in ("rejected", "identified", "identified", "discontinued"):
        last = set(Entry.objects.values_list("pk", flat=True))
        written(vera, case, outcome=outcome, day=today(case))
        rows = Entry.objects.exclude(pk__in=last).values_list("name", flat=True)
        seen.append(sorted(rows))
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert "count:written" in seen[0]


def test_the_sender_sees_no_stage_no_outcome_and_no_link(world, case, asked):
    ana = world.ana.sign_in()
    report = case.referrals_in.get()
    before = get(ana, f"/r/{report.reference}/")
    written(world.vera.sign_in(), case, outcome="identified")
    after = get(ana, f"/r/{report.reference}/")
    assert "Decision of the Centre" not in after
    assert "Identified" not in after
    assert after.count("<li") == before.count("<li")


def test_an_earlier_text_is_kept_and_the_count_has_none(world, case, asked):
    vera = world.vera.sign_in()
    written(vera, case)
    written(vera, case, day=today(case), outcome="rejected")
    kept = SectionRevision.objects.filter(section__box=case.box).select_related("section")
    assert [one.section.name for one in kept].count(SECTION) == 1
    assert "count" not in {one.section.name for one in kept}


# The code itself.


def test_an_entry_goes_through_its_document_unchanged(world, case, asked):
    written(world.vera.sign_in(), case, person_says=SECRET, heard_on=today(case),
            disagrees_guardian="on", why_guardian="Разлог")  # fmt: skip
    [one] = text_of(case, SECTION, world.vera)["decisions"]
    assert Decision.of(one).to_document() == one
    # What a later version knows beside it does no harm.
    assert Decision.of(one | {"later": "x"}).to_document() == one


def test_reading_what_a_decision_changes_writes_nothing(world, case, asked):
    before = read_before(case, **world.vera.can)
    assert (before.revision, before.entries) == (0, [])
    assert before.counted is not None
    assert not Section.objects.named(case.box_id, SECTION).exists()


def test_the_centre_itself_writes_down_what_it_has_decided_and_heard_it_from_nobody(world, centre):
    cveta = connect(world, centre, "cveta")
    report = send(packet(), network=world.vranje, recipient=centre, by=world.ana.actor)
    accepted = take_over(open_packet(report, **cveta.can)[0], **cveta.can)
    case = Case.objects.select_related("network", "box").get(pk=accepted.to_case_id)
    browser = cveta.sign_in()
    page = get(browser, path_of(case))
    assert 'name="heard"' not in page
    assert "You only copy" not in page
    written(browser, case, day=today(case), outcome="identified")
    [entry] = decisions(case, cveta)
    assert (entry.decision.heard, entry.decision.second_hand) == ("own", False)
    assert MARK not in part(file_page(browser, case))


def test_the_centre_typed_by_name_and_town_was_asked_too(world, case):
    body = Addressee("Центар за заштиту жртава", "Београд", "centre")
    today_ = today_in(case.network)
    given = agree(
        case, recipient=ensure_elsewhere(by=DEMO), parts=("who", "account"), starts_on=today_,
        ends_on=today_ + 30 * DAY, details=replace(DETAILS, recipient=body.shown), child=False,
        addressee_mark=body.mark(case.pk), by=world.vera.actor,
    )  # fmt: skip
    to = body.as_institution()
    ground = ground_agreed(sender="social_work", recipient="centre", age="adult", on=today_)
    target = Target(to, world.vranje, asking_packet(ground), given, body)
    row = referred(world, case, target, by=world.vera)
    assert requests_of(case, **world.vera.can).prepared
    deliver(row, note(ago=5), urgency="urgent", sector="centre", by=world.vera.actor)
    [one] = requests_of(case, **world.vera.can).rows
    assert (one.reference, one.on_paper) == (row.reference, True)
    vera = world.vera.sign_in()
    assert "The Centre was asked." in part(file_page(vera, case))
    written(vera, case, day=today(case))
