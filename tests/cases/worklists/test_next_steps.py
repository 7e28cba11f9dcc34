"""My files by what comes next, and the files of the institution for who gives out the work."""

import re
from datetime import timedelta

import pytest

from spona import deadlines
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep, add_step, end_step
from spona.cases.case.steps.queries import open_steps
from spona.cases.casefile.actions import exclude
from spona.cases.referrals.actions import assign
from spona.deadlines.late import today_in
from spona.identity.models import Account
from spona.tasks.models import Task
from spona.vault.models import Section

MINE, HOUSE = "/cases/mine/", "/cases/institution/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def led(world, accepted):
    """A file that Vera leads."""
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network").get(pk=accepted.to_case_id)


def page(person, path):
    answer = person.sign_in().get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def named(path, html):
    """How many stand behind a button over the list."""
    return int(re.search(rf'\?show={path}"[^>]*>[^<]*<b>(\d+)', html)[1])


def test_each_list_of_files_has_the_same_tabs(world):
    for path in ("/cases/", MINE, HOUSE):
        html = page(world.bea, path)
        for tab in ("mine/", "institution/", "closed/", "assessment/"):
            assert f'href="/cases/{tab}"' in html, (path, tab)
        assert 'href="/notes/"' in html


def test_a_file_stands_there_with_its_step_and_how_urgent_it_is(world, led):
    html = page(world.vera, MINE)
    row = html.partition(led.reference)[2].partition("</li>")[0]
    assert "Make the first contact" in html
    assert "urgent" in row
    assert "child" in row


def test_names_are_opened_when_somebody_asks_and_that_is_logged(world, led):
    name = "Мина Измишљена"
    browser = world.vera.sign_in()
    token = browser.get(f"/cases/{led.reference}/edit/name/").context["form"]["revision"].value()
    browser.post(f"/cases/{led.reference}/edit/name/", {"revision": token, "name": name})
    assert name not in browser.get(MINE).content.decode()
    before = Entry.objects.count()
    assert name in browser.post(MINE).content.decode()
    assert Entry.objects.count() > before


def test_the_words_of_a_step_are_read_where_the_key_is(world, led):
    following = NextStep("plan_step", world.vera.member, today_in(led.network), "Позовите школу")
    end_step(open_steps(led).get(), following=following, **world.vera.can)
    assert "Позовите школу" in page(world.vera, MINE)
    assert "Позовите школу" not in page(world.bea, HOUSE)
    assert led.reference in page(world.bea, HOUSE)


def test_nobody_sees_what_others_lead(world, led):
    assert led.reference not in page(world.boris, MINE)
    for name in ("ana", "kosta"):
        assert getattr(world, name).sign_in().get(MINE).status_code == 403
    assert world.vera.sign_in().get(HOUSE).status_code == 403


def test_it_is_narrowed_to_what_is_soon_and_what_has_no_step(world, led):
    html = page(world.vera, MINE)
    assert (named("soon", html), named("stepless", html), named("closed", html)) == (1, 0, 0)
    assert led.reference in page(world.vera, f"{MINE}?show=soon")
    assert led.reference not in page(world.vera, f"{MINE}?show=stepless")
    Task.objects.filter(subject_kind="case").delete()
    assert led.reference in page(world.vera, f"{MINE}?show=stepless")
    assert "no next step" in page(world.vera, MINE)


def test_the_institution_sees_what_stands_still(world, led):
    html = page(world.bea, HOUSE)
    assert (named("stepless", html), named("undated", html), named("untouched", html)) == (0, 0, 0)
    following = NextStep("plan_step", None, None, "Без рока")
    end_step(open_steps(led).get(), following=following, **world.vera.can)
    assert led.reference in page(world.bea, f"{HOUSE}?show=undated")
    past = deadlines.now() - 40 * DAY
    Section.objects.filter(box=led.box_id).update(updated_at=past)
    Task.objects.filter(subject_kind="case").update(created_at=past, done_at=None)
    Case.objects.filter(pk=led.pk).update(opened_at=past)
    assert led.reference in page(world.bea, f"{HOUSE}?show=untouched")
    Task.objects.filter(subject_kind="case").delete()
    html = page(world.bea, HOUSE)
    assert named("stepless", html) == 1
    assert "1 file has no next step." in html


def test_who_leads_how_many_and_what_comes_in_seven_days(world, led):
    html = page(world.bea, HOUSE)
    load = html.partition('id="loads"')[2].partition("</table>")[0]
    row = load.partition(world.vera.member.person.shown_name)[2].partition("</tr>")[0]
    assert re.findall(r"<td[^>]*>\s*(\d+)", row) == ["1", "1", "0"]
    week = html.partition('id="week"')[2].partition("</section>")[0]
    assert led.reference in week
    add_step(led, NextStep("review", None, today_in(led.network) + 20 * DAY), by=world.vera.actor)
    week = page(world.bea, HOUSE).partition('id="week"')[2].partition("</section>")[0]
    assert "Look again at how things stand" not in week


def test_who_is_locked_out_finds_neither_file_nor_step(world, led):
    exclude(led, member=world.boris.member, **world.bea.can)
    assert led.reference not in page(world.boris, HOUSE)
    assert led.reference not in page(world.boris, MINE)


def test_it_is_taken_along_as_the_table_of_ones_own_open_files(world, led):
    html = page(world.vera, MINE)
    assert 'href="/cases/export/?assigned=me&amp;state=open"' in html
    assert 'href="/cases/export/?assigned=me&amp;state=closed"' not in html
    assert f'href="{MINE}?print"' in html
