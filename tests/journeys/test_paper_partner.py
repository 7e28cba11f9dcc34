"""J3: the Centre has no login. On paper, by phone, second-hand; then it connects and finds its row."""

from __future__ import annotations

import io
import json
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys import reporting
from tests.journeys.people import People, choose, enter, post, press, until
from tests.journeys.reporting import ASKED, CALLED, NAME, NOTES, PLANTED, SEEN, neutral
from tests.served.running import Served

pytestmark = pytest.mark.journey
ROLE, WHO = "Dežurna u prijemnoj kancelariji", "Gordana Pramenko"
NUMBER = "551-99/2026"
AGREED = "Javiće se do sutra u podne, kosirica"
CALL_2 = "Traže još jedan dan, kandilo"
HEARD = "Vodi ih stručna radnica, potkovica"
SCAN = b"%PDF-1.7 potpisano i pecatirano"
WRITTEN = (ROLE, "Pramenko", NUMBER, "kosirica", "kandilo", "potkovica")
SONJA = "sonja.centar"

CONNECT = f"""
import json
from spona.access.actor import Actor
from spona.directory.actions.people import add_member, add_person
from spona.directory.models import Institution
from spona.identity.actions.accounts import create_account
from spona.demo.world import PASSWORD
from spona.vault.actions import create_intake_key
by, place = Actor.system("demo"), Institution.objects.get(sector="centre", part_of=None, example=False)
made = create_account(login="{SONJA}", password=PASSWORD, language="sr-latn", by=by)
person = add_person("Соња Перић", institution=place, by=by, email="{SONJA}@primer.invalid",
                    account=made.account, example=True)
add_member(person, institution=place, by=by, roles=["intake_holder"], position="пријем")
create_intake_key(place, holders=[made.account], by=by)
print(json.dumps({{"password": PASSWORD, "totp_secret": made.totp_secret}}))
"""
CENTRE = """
from spona.directory.models import Institution
print(Institution.objects.get(sector="centre", part_of=None, example=False).pk)
"""
OFFER = "from spona.cases.jobs import offer_packets; offer_packets()"


def test_a_partner_on_paper_is_a_partner_and_finds_its_row_later(world: Served, people: People):
    ana = people.page("ana.skola")
    reference = _ana_sends_on_paper(ana, world)
    _the_row_has_a_clock_and_says_on_paper(ana, world, reference)
    _she_prints_both_sheets(ana, world, reference)
    _she_logs_a_call_and_what_they_answered(ana, reference)
    _the_signed_paper_comes_back(ana, reference)
    _the_coordinator_sees_whom_it_waits_for(people.page("mirjana.koordinator"), world, reference)
    sonja = _the_centre_connects(world, people)
    _before_the_click_there_is_no_row(sonja, world, reference)
    _one_click_sends_it(ana, world, reference)
    _sonja_finds_it_as_it_stands(sonja, world, reference)
    _ana_hears_it_from_them(ana, world, reference)


def _ana_sends_on_paper(ana: Page, world: Served) -> str:
    reporting.begin(ana, world)
    reporting.signs(ana)
    reporting.person(ana)
    choose(ana, "institution", world.django(CENTRE).strip())
    choose(ana, "related", "no")
    press(ana)
    ana.wait_for_url("**/preview/")
    expect(ana.locator("main button[formaction$='/send/']")).to_have_count(0)
    neutral(ana)
    ana.locator("main button[name=paper]").click()
    ana.wait_for_url("**/paper/")
    # Without whom she reached nothing goes, and what was typed stays.
    choose(ana, "how", "phone")
    ana.fill("main [name=text]", AGREED)
    press(ana, "main form.over-main")
    expect(ana.locator("main .has-error")).to_have_count(1)
    ana.fill("main [name=role]", ROLE)
    ana.fill("main [name=who]", WHO)
    ana.fill("main [name=number]", NUMBER)
    neutral(ana)
    press(ana, "main form.over-main")
    ana.wait_for_url("**/r/R-*/")
    return ana.url.rstrip("/").rsplit("/", 1)[1]


def _the_row_has_a_clock_and_says_on_paper(ana: Page, world: Served, reference: str) -> None:
    expect(ana.locator("h1")).to_have_text(reference)
    for words in ("na papiru", AGREED, ROLE, NUMBER, SEEN):
        expect(ana.locator("main")).to_contain_text(words)
    expect(ana.locator("main aside .deadline .deadline-line")).not_to_be_empty()
    neutral(ana)
    ana.goto(world.url + "/desk/")
    row = ana.locator("main li", has_text=reference).first
    expect(row).to_be_visible()
    expect(ana.locator("[aria-labelledby=sent]")).to_contain_text("na papiru")
    ana.goto(f"{world.url}/r/{reference}/")


def _she_prints_both_sheets(ana: Page, world: Served, reference: str) -> None:
    paper = _pdf(ana, f"{world.url}/r/{reference}/report.pdf")
    for words in (reference, NAME, "cvrčak", ROLE, NUMBER):
        assert words in paper
    assert "pipirevka" in NOTES
    assert "pipirevka" not in paper
    call = _pdf(ana, f"{world.url}/r/{reference}/call.pdf")
    assert reference in call
    assert ASKED in call
    assert NAME not in call
    assert CALLED not in call


def _she_logs_a_call_and_what_they_answered(ana: Page, reference: str) -> None:
    ana.locator("main aside a[href$='/calls/']").click()
    choose(ana, "how", "phone")
    ana.fill("main [name=role]", ROLE)
    ana.fill("main [name=text]", CALL_2)
    press(ana, "main form.over-main")
    ana.wait_for_url("**/#calls")
    expect(ana.locator("#calls")).to_contain_text(CALL_2)
    ana.locator("main aside a[href$='/heard/received/']").click()
    choose(ana, "how", "phone")
    ana.fill("main [name=role]", ROLE)
    ana.fill("main [name=text]", HEARD)
    neutral(ana)
    press(ana, "main form.over-main")
    ana.wait_for_url(f"**/r/{reference}/")
    feedback = ana.locator("[aria-labelledby=feedback] .happened > li").first
    expect(feedback).to_contain_text("iz druge ruke")
    expect(ana.locator("#calls")).to_contain_text(HEARD)
    # The deadline of the answer runs on: they have it, and have not taken it over.
    expect(ana.locator("main aside .deadline")).to_have_count(1)


def _the_signed_paper_comes_back(ana: Page, reference: str) -> None:
    ana.locator("#scans a[href$='/scan/']").click()
    ana.set_input_files(
        "main [name=file]", {"name": "potpis.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    press(ana, "main form.over-main")
    ana.wait_for_url("**/#scans")
    with ana.expect_download() as coming:
        ana.locator("#scans a[href*='/scan/']", has_text="potpis.pdf").click()
    assert re.fullmatch(rf"{reference}-[0-9a-f]{{4}}\.pdf", coming.value.suggested_filename)
    assert coming.value.path().read_bytes() == SCAN


def _the_coordinator_sees_whom_it_waits_for(page: Page, world: Served, reference: str) -> None:
    page.goto(world.url + "/desk/")
    expect(page.locator("section[aria-labelledby='waits'] tbody tr")).not_to_have_count(0)
    source = page.content()
    assert not [word for word in (*PLANTED, *WRITTEN, reference) if word in source]
    assert page.request.get(f"{world.url}/r/{reference}/").status == 404
    neutral(page)


def _the_centre_connects(world: Served, people: People) -> Page:
    made = world.django(CONNECT).strip().splitlines()[-1]
    world.accounts[SONJA] = json.loads(made)
    return enter(people.stranger(), world, SONJA)


def _before_the_click_there_is_no_row(sonja: Page, world: Served, reference: str) -> None:
    for path in ("/desk/", "/inbox/"):
        sonja.goto(world.url + path)
        expect(sonja.locator("main")).not_to_contain_text(reference)
    assert sonja.request.get(f"{world.url}/r/{reference}/").status == 404


def _one_click_sends_it(ana: Page, world: Served, reference: str) -> None:
    world.django(OFFER)
    ana.goto(world.url + "/desk/")
    ana.locator("main li", has_text=reference).locator("a.btn").first.click()
    ana.wait_for_url(f"**/r/{reference}/")
    post(ana, "/packet/")
    ana.wait_for_load_state()
    expect(ana.locator("main form[action$='/packet/']")).to_have_count(0)
    # What she wrote down stays hers.
    expect(ana.locator("#calls")).to_contain_text(AGREED)


def _sonja_finds_it_as_it_stands(sonja: Page, world: Served, reference: str) -> None:
    until(lambda: bool(world.mail.to(f"{SONJA}@")), sonja, seconds=40)
    raw = b"".join(world.mail.raw).decode()
    assert not [word for word in (*PLANTED, *WRITTEN) if word in raw]
    sonja.goto(world.url + "/inbox/")
    sonja.locator("main a", has_text=reference).or_(
        sonja.locator(f"main a[href*='{reference}']")
    ).first.click()
    sonja.wait_for_url(f"**/r/{reference}/")
    expect(sonja.locator("main")).to_contain_text(ASKED)
    expect(sonja.locator("main")).not_to_contain_text(SEEN)
    expect(sonja.locator("main aside .deadline .deadline-line")).not_to_be_empty()
    source = sonja.content()
    assert not [word for word in WRITTEN if word in source]
    neutral(sonja)
    post(sonja, "/accept/")
    expect(sonja.locator("main")).to_contain_text(SEEN)


def _ana_hears_it_from_them(ana: Page, world: Served, reference: str) -> None:
    ana.goto(f"{world.url}/r/{reference}/")
    heard = ana.locator("[aria-labelledby=feedback] .happened > li")
    expect(heard.nth(0)).to_contain_text("iz druge ruke")
    expect(heard.nth(1)).not_to_contain_text("iz druge ruke")
    expect(heard.nth(1).locator("use[href$='#check']")).to_have_count(1)
    expect(ana.locator("main aside")).not_to_contain_text("na papiru")
    neutral(ana)


def _pdf(page: Page, url: str) -> str:
    answer = page.request.get(url)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)
    return " ".join(text.split())
