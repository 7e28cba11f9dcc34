import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from spona.cases.case.steps.actions import end_steps
from spona.cases.models import Referral
from spona.cases.referrals.actions import accept, answer_question, give_feedback, open_packet
from spona.deadlines import moved, now
from spona.directory import actions as directory
from spona.directory.models import Person
from spona.identity.actions import issue_card
from spona.identity.models import Account
from spona.tasks.actions import move_task, open_task
from spona.tasks.models import Task
from spona.vault.actions.paper import new_paper_key
from tests.cases.world import DEMO, OPERATOR, PASSWORD, _somebody
from tests.dashboard.conftest import without_roles

DAY = timedelta(days=1)
CSS = Path(__file__).parents[2] / "src/spona/ui/static/ui/css"


def title(html):
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)[1]
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


def section(html, ident):
    found = re.search(
        rf'<section class="sheet" aria-labelledby="{ident}">.*?</section>', html, re.DOTALL
    )
    return found[0] if found else ""


def test_an_empty_desk_is_calm(desk):
    for name in ("ana", "bea", "vera", "direktor", "luka"):
        html = desk(name)
        assert title(html) == "Nothing waits for you today."
        assert "is-late" not in html


def test_the_title_names_no_matter(desk):
    assert "<title>Desk – Spona</title>" in desk("ana")


def test_an_intake_holder_opens_on_what_has_arrived(desk, report):
    sent = report()
    html = desk("bea")
    assert title(html) == "One thing has arrived that nobody has taken."
    arrived = section(html, "arrived")
    assert sent.reference in arrived
    assert "Основна школа Пример" in arrived
    assert f'href="/open/{sent.reference}/"' in arrived
    assert html.index('id="arrived"') < html.index('id="mine"')


def test_whoever_holds_no_key_has_no_queue(desk, report):
    sent = report()
    for name in ("vera", "hana", "nina", "direktor", "luka"):
        html = desk(name)
        assert sent.reference not in html
        assert not section(html, "arrived")


def test_late_is_said_in_the_title_and_the_nearest_deadline_is_first(desk, report):
    later, soon = report(urgency="regular"), report(urgency="immediate")
    with moved(DAY + timedelta(hours=3)):
        html = desk("bea")
    assert title(html) == "Two things have arrived that nobody has taken, one is late."
    arrived = section(html, "arrived")
    assert arrived.index(soon.reference) < arrived.index(later.reference)
    assert arrived.count('class="is-late"') == 1
    assert "<em>one is late.</em>" in html


def test_what_was_assigned_waits_for_its_owner_only(desk, report, world):
    report(urgency="immediate")
    move_task(Task.objects.get(), owner=world.vera.member, by=world.bea.actor)
    with moved(DAY - timedelta(minutes=30)):
        html = desk("vera")
    assert title(html) == "Today one thing waits for you."
    assert not section(desk("bea"), "arrived")


def test_what_was_taken_over_and_given_to_nobody_is_apart(desk, report, world):
    sent = accept(open_packet(report(), **world.bea.can)[0], **world.bea.can)
    html = desk("bea")
    assert sent.reference in section(html, "unassigned")
    assert not section(html, "arrived")


def test_the_writer_reads_received_taken_over_closed(desk, report, world):
    sent = report()
    row = section(desk("ana"), "sent")
    assert sent.reference in row
    assert "Центар за социјални рад Врање" in row
    opened = open_packet(sent, **world.bea.can)[0]
    assert "received" in section(desk("ana"), "sent")
    accept(opened, **world.bea.can)
    assert "taken over" in section(desk("ana"), "sent")


def test_a_sender_never_sees_that_another_institution_is_late(desk, report):
    report(urgency="immediate")
    with moved(9 * DAY):
        html = desk("ana")
    assert "late" not in section(html, "sent")
    assert "is-late" not in html
    assert 'class="deadline' not in section(html, "sent")


def test_whoever_was_locked_out_sees_no_row_and_no_number(desk, report, world):
    sent = report(excluded_people=[world.boris.member.person_id])
    assert sent.reference in desk("bea")
    html = desk("boris")
    assert sent.reference not in html
    assert title(html) == "Nothing waits for you today."
    assert "waiting for you" not in html.partition("</header>")[0]


def test_a_locked_out_owner_does_not_even_get_a_task_that_names_them(desk, report, world):
    """A mistake of another app must not show it: here the task is put to them by force."""
    sent = report(excluded_people=[world.boris.member.person_id])
    Task.objects.update(owner=world.boris.member)
    assert sent.reference not in desk("boris")
    assert title(desk("boris")) == "Nothing waits for you today."


def test_two_hats_are_switched_openly(desk, world):
    assert 'href="/choose/"' not in desk("ana")
    person = world.ana.member.person
    directory.add_member(person, institution=world.health, roles=["reporter"], by=OPERATOR)
    browser = world.ana.sign_in()
    chosen = browser.get("/choose/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', chosen.content.decode())[1]
    browser.post("/choose/", {"member": world.ana.member.pk, "csrfmiddlewaretoken": token})
    assert 'href="/choose/"' in browser.get("/desk/").content.decode()


@pytest.mark.parametrize("name", ["bea", "ana", "kosta"])
def test_fifty_rows_cost_as_many_queries_as_one(desk, report, name):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk(name)
        return len(captured)

    report()
    desk(name)
    one = cost()
    for __ in range(49):
        report()
    assert cost() == one
    # Ten of them open the covers of what has arrived, for all rows together, and log it.
    assert one <= 53


def test_of_many_tasks_the_desk_shows_the_first_and_says_how_many_there_are(desk, world):
    for number in range(30):
        open_task(
            "decision", ("decision", uuid4()), institution=world.csw, owner=world.vera.member,
            due_at=now() + number * DAY, by=DEMO,
        )  # fmt: skip
    waits = section(desk("vera"), "mine")
    assert waits.count("<li") == 25
    assert "All my tasks</a>" in waits
    assert re.search(r"All my tasks\s+\(30\)\s*</a>", waits)


def test_without_signing_in_there_is_no_desk(world):
    answer = Client().get("/desk/")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_desk_follows_the_language_of_the_account(desk, world):
    Account.objects.filter(pk=world.ana.account.pk).update(language="sr-latn")
    html = desk("ana")
    assert 'lang="sr-Latn"' in html
    assert title(html) == "Danas vas ništa ne čeka."


def test_a_person_without_roles_gets_a_page_all_the_same(desk, world):
    world.people["niko"] = without_roles(_somebody("niko", world.school, "reporter"))
    Account.objects.update(language="en")
    assert title(desk("niko")) == "Nothing waits for you today."


def test_a_report_that_nobody_has_opened_is_opened_before_it_is_decided(desk, report, world):
    sent = report()
    arrived = section(desk("bea"), "arrived")
    assert ">Open</a>" in arrived
    assert "Decide" not in arrived
    open_packet(sent, **world.bea.can)
    assert ">Decide</a>" in section(desk("bea"), "arrived")


def test_a_task_without_a_deadline_says_so_in_one_line(desk, report, world):
    row = accept(open_packet(report(), **world.bea.can)[0], **world.bea.can)
    end_steps(row.to_case, by=world.bea.actor)
    row = section(desk("bea"), "unassigned")
    assert "no deadline" in row
    assert "deadline-line" not in row


def test_holders_find_the_keys_and_hear_calmly_what_is_missing(desk, world):
    link = '<a href="/keys/">'
    assert link in desk("bea").partition("<main")[0]
    assert 'href="/keys/"' not in desk("ana")
    assert "Your institution has no paper key." in desk("bea")
    assert "one intake officer only" not in desk("bea")
    html = desk("hana")
    assert "There is one intake officer only." in html
    assert link in html.partition("<main")[2]
    assert "is-late" not in html
    new_paper_key(world.health, **world.hana.can)
    assert "paper key" not in desk("hana")


def test_on_no_page_does_a_locked_out_holder_see_a_row(desk, report, world):
    sent = report(excluded_people=[world.boris.member.person_id])
    row = open_packet(sent, **world.bea.can)[0]
    for step in (lambda: None, lambda: accept(row, **world.bea.can)):
        step()
        file = Referral.objects.get(pk=sent.pk).to_case
        for path in ("/tasks/", "/desk/", "/notices/", "/inbox/"):
            html = desk("boris", path)
            assert sent.reference not in html, path
            assert file is None or file.reference not in html, path
        for thing in filter(None, (sent, file)):
            browser = desk.browser("boris")
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', desk("boris"))[1]
            found = browser.post("/search/", {"q": thing.reference, "csrfmiddlewaretoken": token})
            assert found.status_code == 200
            assert "nothing you can open" in found.content.decode()
    assert sent.reference in desk("bea", "/tasks/"), "the others see it there"


def test_the_centre_is_called_so_in_lists(desk, report, world):
    world.csw.sector = "centre"
    world.csw.save()
    report()
    assert "The national Centre</span>" in section(desk("ana"), "sent")
    assert ">The national Centre</a>" in section(desk("kosta"), "waits")


def test_the_kicker_of_the_centres_own_desk_does_not_tell_the_matter(desk, world):
    world.health.sector = "centre"
    world.health.save()
    assert re.search(r'<p class="kicker">\s*The national Centre ·', desk("hana"))


@pytest.mark.parametrize("name", ["ana", "bea", "kosta"])
def test_other_numbers_lead_to_the_town_of_the_institution(desk, name):
    assert '<a href="/en/help/vranje/">Other numbers</a>' in desk(name)


def test_the_numbers_of_the_title_make_up_the_list(desk, report, world):
    """What somebody sent is another list with a number of its own."""
    for urgency in ("immediate", "regular"):
        sent = report(urgency=urgency)
        (task,) = Task.objects.filter(subject_id=sent.pk)
        move_task(task, owner=world.vera.member, by=world.bea.actor)
    with moved(DAY + timedelta(hours=1)):
        html = desk("vera")
    assert title(html) == "Today one thing waits for you, and it is late."
    lead = html.partition('class="lead">')[2].partition("</p>")[0]
    assert lead == "One more thing has time."
    assert "2</span>" in section(html, "mine")


def test_to_whom_nothing_waits_the_desk_says_what_they_wait_for(desk, report):
    report()
    html = desk("ana")
    assert title(html) == "Nothing waits for you today."
    assert "You wait for an answer to one thing that you sent." in html


def test_without_a_town_other_numbers_lead_to_all_towns(desk, world):
    world.csw.town = None
    world.csw.save()
    assert '<a href="/en/help/">Other numbers</a>' in desk("bea")


def test_a_question_waits_for_whoever_wrote_and_goes_when_it_is_answered(desk, report, world):
    sent = open_packet(report(), **world.bea.can)[0]
    assert "Nothing waits for you by name" in desk("ana")
    give_feedback(sent, message="Када долази у школу?", **world.bea.can)
    html = desk("ana")
    mine = section(html, "mine")
    assert title(html) == "Today one thing waits for you."
    assert "Send what the recipient asked for" in mine
    assert "others wait for it" in mine
    assert "no deadline" not in mine
    assert sent.reference in mine
    assert f'href="/open/{sent.reference}/"' in mine
    assert "Центар за социјални рад Врање" in mine, "who asks"
    assert "Када долази" not in html, "what is asked stands on its own page only"
    sent.refresh_from_db()
    answer_question(sent, message="Сваког дана.", by=world.ana.actor)
    assert "Nothing waits for you by name" in desk("ana")


def test_who_came_in_by_a_card_that_runs_out_is_told_on_the_desk(world, desk):
    ana = world.ana
    codes = issue_card(ana.account, by=ana.actor, keys=ana.keys)
    assert "code left" not in desk("ana"), "whoever came in by the app has another way"
    for used, code in enumerate(codes[:9], start=1):
        browser = Client()
        typed = {"login": ana.account.login, "password": PASSWORD, "code": code}
        assert browser.post("/en/login/", typed).status_code == 302
        html = browser.get("/desk/").content.decode()
        assert ("left." in html and "/account/card/" in html) == (10 - used <= 2)
    assert "Your card has 1 code left." in html


def test_who_gets_no_mail_is_told_where_to_write_the_address(desk, world):
    told = "No mail tells you that something waits."
    ana = Person.objects.get(pk=world.ana.member.person_id)
    ana.email = ""
    ana.save()
    page = desk("ana")
    assert told in page
    assert 'href="/account/contact/"' in page
    ana.email = "ana@primer.invalid"
    ana.save()
    assert told not in desk("ana")


def test_what_is_immediate_is_marked_on_the_row_and_nothing_else_is(desk, report):
    """By a class of its own, an icon and the word; a regular row has none of the first two."""
    urgent = {one: report(urgency=one).reference for one in ("immediate", "urgent", "regular")}
    for path in ("/desk/", "/inbox/"):
        html = desk("bea", path)
        rows = {
            one: next(row for row in html.split("<li") if ref in row) for one, ref in urgent.items()
        }
        marked = re.search(r'<span class="is-urgent">(.*?)</span>', rows["immediate"], re.DOTALL)
        assert "<svg" in marked[1]
        assert "immediate" in marked[1]
        for other in ("urgent", "regular"):
            assert "is-urgent" not in rows[other]
    css = (CSS / "work.css").read_text(encoding="utf-8")
    assert re.search(r"\.is-urgent \{ color: var\(--late\); font-weight: 640; \}", css)
