"""J5: from the first contact to the closing, and to the destroying when its time is over, with the
days that lie between, in real browsers.
"""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys import destroying, reporting
from tests.journeys.people import People, choose, go_on, post, press, step_up
from tests.journeys.reporting import neutral
from tests.served.running import Served, move_on

pytestmark = pytest.mark.journey
MILAN = re.compile("Милан|Milan")
CENTRE = """
from spona.directory.models import Institution
print(Institution.objects.get(sector="centre", part_of=None, example=False).pk)
"""
STEPLESS = """
from spona.cases.case.steps.queries import is_stepless
from spona.cases.models import Case
print(Case.objects.filter(is_stepless()).count())
"""
PHONE = {"width": 390, "height": 844}
# Words that exist nowhere else, so that a trace of them is a leak.
VIEW = "Hoću u školu, leptirica"
NEED = "Da me ne prate, kolibri"
GOAL = "Ide u školu bez straha, žirafa"
STEP = "Pratnja do škole, kalem"
SAID = "Razumela je, svračak"
SUMMARY = "Dve godine rada u tri reči, oblutak"
NUMBER = "04-771/2026"
PLANTED = ("leptirica", "kolibri", "žirafa", "kalem", "svračak", "oblutak", NUMBER)


def test_a_case_goes_to_its_end(world: Served, people: People):
    case, today = reporting.taken_over(world, people), timezone.localdate()
    destroying.keep_for_a_year(people.page("bea.csr"), people.page("milan.csr"), world)
    vesna = people.page("vesna.csr")
    _the_first_contact_and_what_follows(vesna, world, case)
    _the_assessment(vesna, world, case)
    _the_centre_is_asked_on_paper(vesna, people.page("bea.csr"), world, case)
    move_on(world, days=20)
    people.forget("vesna.csr", "bea.csr", "milan.csr")
    vesna, today = people.page("vesna.csr"), today + dt.timedelta(days=20)
    _the_decision_is_written_once(vesna, world, case, today)
    _the_plan_is_made_and_adopted(vesna, world, case, today)
    move_on(world, days=31)
    people.forget("vesna.csr", "bea.csr", "milan.csr")
    vesna = people.page("vesna.csr")
    _the_review_is_due_and_done(vesna, world, case)
    _what_stands_in_the_way_is_said_and_mended(vesna, world, case)
    _two_people_close_it(vesna, people.page("milan.csr"), world, case)
    _the_whole_of_it_is_one_paper(vesna, world, case)
    _nothing_outside_said_a_word(world, people, case)
    destroying.is_not_due_yet(people.page("bea.csr"), world, case)
    move_on(world, days=400)
    people.forget("bea.csr")
    destroying.by_two(
        people.page("bea.csr"), people.again("milan.csr", viewport=PHONE), world, case
    )


def _next(page: Page, world: Served, case: str, words: str) -> None:
    """One next step on top of the file, and never a file without one."""
    page.goto(f"{world.url}/cases/{case}/")
    expect(page.locator("main .next-step")).to_have_count(1)
    expect(page.locator("main .next-step")).to_contain_text(words)
    neutral(page)
    assert world.django(STEPLESS).strip() == "0"


def _done_with(page: Page, following: str, **more: str) -> None:
    """The button of the next step, and what comes after it."""
    page.locator("main .next-step a.btn-primary").click()
    choose(page, "ended", "done")
    choose(page, "kind", following)
    for name, value in more.items():
        page.fill(f"main [name={name}]", value)
    neutral(page)
    press(page, "main form.over-main")


def _the_first_contact_and_what_follows(page: Page, world: Served, case: str) -> None:
    _next(page, world, case, "prvi kontakt")
    _done_with(page, "assessment")
    _next(page, world, case, "procen")


def _the_assessment(page: Page, world: Served, case: str) -> None:
    page.goto(f"{world.url}/cases/{case}/edit/assessment/")
    page.select_option("main [name=threat]", "not_sure")
    choose(page, "needs_inclusion", "school")
    page.fill("main [name=persons_view]", VIEW)
    press(page, "main form.over-main")
    expect(page.locator("#assessment")).to_contain_text(VIEW)
    _next(page, world, case, "procen")
    page.locator("main .next-step a[href*='/steps/']").first.click()
    choose(page, "ended", "done")
    choose(page, "kind", "request")
    press(page, "main form.over-main")
    _next(page, world, case, "zahtev")


def _the_centre_is_asked_on_paper(vesna: Page, bea: Page, world: Served, case: str) -> None:
    """Of a child by law: a second person looks at it before it may be handed over."""
    vesna.goto(f"{world.url}/cases/{case}/refer/")
    choose(vesna, "institution", world.django(CENTRE).strip())
    go_on(vesna, vesna.locator("main button[name=show]").first)
    vesna.fill("main [name=asked]", "Identifikacija")
    choose(vesna, "urgency", "regular")
    if vesna.locator("main input[name=ground]:checked").count() == 0:
        vesna.locator("main input[name=ground]").first.check()
    vesna.fill("main [name=reason]", "Dete, po zakonu.")
    go_on(vesna, vesna.locator("main button[name=show]").last)
    neutral(vesna)
    go_on(vesna, vesna.locator("main button[name=send]"))
    # Nothing went yet, so the step is still to be done.
    _next(vesna, world, case, "zahtev")
    vesna.goto(f"{world.url}/cases/{case}/part/referrals/")
    sent = vesna.locator("[aria-labelledby=referrals] li", has_text="druga osoba").or_(
        vesna.locator("[aria-labelledby=referrals] li", has_text="drugu osobu")
    )
    reference = sent.locator("a.ref").inner_text()
    bea.goto(f"{world.url}/r/{reference}/")
    bea.locator("main a[href$='/second-look/']").click()
    bea.wait_for_url("**/second-look/")
    neutral(bea)
    post(bea, "/second-look/")
    vesna.goto(f"{world.url}/r/{reference}/handed/")
    choose(vesna, "how", "post")
    vesna.fill("main [name=role]", "Pisarnica")
    press(vesna, "main form.over-main")
    _next(vesna, world, case, "odgovor")


def _the_decision_is_written_once(page: Page, world: Served, case: str, today: dt.date) -> None:
    """It ends the request on paper too, and stands on the page of justice only."""
    page.goto(f"{world.url}/cases/{case}/decision/")
    choose(page, "outcome", "identified")
    page.fill("main [name=day]", (today - dt.timedelta(days=2)).isoformat())
    choose(page, "heard", "paper")
    page.fill("main [name=number]", NUMBER)
    choose(page, "told", "yes")
    page.fill("main [name=told_on]", today.isoformat())
    page.fill("main [name=person_says]", SAID)
    choose(page, "next-kind", "plan_step")
    page.fill("main [name=next-words]", "Plan sa osobom")
    neutral(page)
    press(page, "main form.over-main")
    expect(page.locator("#decision")).to_contain_text(NUMBER)
    expect(page.locator("#decision")).to_contain_text(SAID)
    page.goto(f"{world.url}/cases/{case}/part/support/")
    expect(page.locator("main")).not_to_contain_text(SAID)
    page.goto(f"{world.url}/cases/{case}/part/referrals/")
    expect(page.locator("[aria-labelledby=referrals]")).to_contain_text("zatvoreno")
    _next(page, world, case, "korak")


def _the_plan_is_made_and_adopted(page: Page, world: Served, case: str, today: dt.date) -> None:
    page.goto(f"{world.url}/cases/{case}/plan/needs/new/")
    page.select_option("main [name=area]", "school")
    page.fill("main [name=need]", NEED)
    page.fill("main [name=goal]", GOAL)
    press(page, "main form.over-main")
    page.locator("main a[href*='/needs/'][href*='steps']").first.click()
    page.fill("main [name=what]", STEP)
    page.fill("main [name=day]", (today + dt.timedelta(days=60)).isoformat())
    choose(page, "says", "yes")
    press(page, "main form.over-main")
    page.goto(f"{world.url}/cases/{case}/plan/adopt/")
    page.locator("main [name=person]").check()
    page.locator("main [name=case_worker]").check()
    press(page, "main form.over-main")
    page.goto(f"{world.url}/cases/{case}/part/inclusion/")
    for words in (NEED, GOAL, STEP):
        expect(page.locator("#careplan")).to_contain_text(words)


def _the_review_is_due_and_done(page: Page, world: Served, case: str) -> None:
    """The step that led to the plan is done first: the plan stands in its place."""
    page.goto(world.url + "/cases/mine/")
    expect(page.locator("main li", has_text=case)).to_have_count(1)
    _next(page, world, case, "")
    page.locator("main .next-step a[href*='/steps/']").first.click()
    choose(page, "ended", "done")
    press(page, "main form.over-main")
    _next(page, world, case, "")


def _what_stands_in_the_way_is_said_and_mended(page: Page, world: Served, case: str) -> None:
    """A report that nobody answered, and a child without a guardian."""
    page.goto(f"{world.url}/cases/{case}/close/")
    expect(page.locator("main")).to_contain_text("Staratelj nije imenovan")
    # What was typed on the way there is a draft when one comes back.
    page.fill("main [name=summary]", SUMMARY)
    page.locator("main button[name=leave][value^='/r/R-']").first.click()
    page.wait_for_url("**/r/R-*/")
    post(page, "/start/")
    page.locator("main a[href$='/finish/']").first.click()
    choose(page, "outcome", "continues")
    page.fill("main [name=message]", "Radimo dalje. Hvala.")
    post(page, "/finish/")
    page.goto(f"{world.url}/cases/{case}/edit/legal/")
    page.select_option("main [name=guardian_kind]", "temporary")
    page.fill("main [name=guardian]", "Baba, izmišljena")
    page.select_option("main [name=conflict]", "no")
    press(page, "main form.over-main")
    page.goto(f"{world.url}/cases/{case}/close/")
    expect(page.locator("main")).not_to_contain_text("Staratelj nije imenovan")
    expect(page.locator("main [name=summary]")).to_have_value(SUMMARY)


def _two_people_close_it(vesna: Page, milan: Page, world: Served, case: str) -> None:
    vesna.goto(f"{world.url}/cases/{case}/close/")
    vesna.locator("main [name=reasons]").first.check()
    for name in ("pillar_safety", "pillar_support", "pillar_inclusion", "pillar_justice"):
        choose(vesna, name, "yes")
    for box in vesna.locator("main select[name^=step_]").all():
        box.select_option("done")
    for name in ("answer_in_time", "answer_knew", "answer_whom"):
        choose(vesna, name, "yes")
    choose(vesna, "may_return", "yes")
    vesna.fill("main [name=summary]", SUMMARY)
    choice = vesna.locator("main [name=to] option", has_text=MILAN).get_attribute("value")
    vesna.select_option("main [name=to]", choice)
    neutral(vesna)
    go_on(vesna, vesna.locator("main button[name=send]"))
    milan.goto(world.url + "/desk/")
    milan.locator("main li", has_text=case).locator("a.btn").first.click()
    milan.goto(f"{world.url}/cases/{case}/close/confirm/")
    expect(milan.locator("main")).to_contain_text(SUMMARY)
    go_on(milan, milan.locator("main button[name=confirm]"))
    vesna.goto(f"{world.url}/cases/{case}/")
    expect(vesna.locator("main .next-step")).to_have_count(0)
    vesna.goto(world.url + "/cases/mine/?show=closed")
    expect(vesna.locator("main")).to_contain_text(case)


def _the_whole_of_it_is_one_paper(page: Page, world: Served, case: str) -> None:
    page.goto(f"{world.url}/cases/{case}/whole/")
    step_up(page, world, "vesna.csr")
    page.locator("main [name=purpose]").first.check()
    with page.expect_download() as coming:
        page.locator("main form[action$='/whole.pdf'] button.btn-primary").click()
    assert not [word for word in PLANTED if word in coming.value.suggested_filename]
    read = PdfReader(io.BytesIO(coming.value.path().read_bytes()))
    text = " ".join("\n".join(one.extract_text() for one in read.pages).split())
    for words in (VIEW, NEED, STEP, SAID, SUMMARY):
        assert words.split(", ")[-1] in text, words


def _nothing_outside_said_a_word(world: Served, people: People, case: str) -> None:
    """No mail, and nobody of another institution."""
    for raw in world.mail.raw:
        said = raw.decode()
        assert not [word for word in PLANTED if word in said]
    ana = people.page("ana.skola")
    assert ana.request.get(f"{world.url}/cases/{case}/").status in (403, 404)
