"""From a suspicion at a school to "closed" at the same desk, through real browsers and real mail."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import reporting
from tests.journeys.people import People, choose, fill_in, post, press
from tests.journeys.reporting import ASKED, NAME, NOTES, PLANTED, REACH, SEEN, WORDS, neutral
from tests.served.running import Served

pytestmark = pytest.mark.journey
NUMBER = "553-17/2026"
MESSAGE = "Hvala, javićemo se školi"
QUESTION = "Pošaljite nam raspored časova"
ANSWER = "Petkom ima šest časova"
# People write their names in one script; the pages may show them in the reader's.
ZORAN, VESNA = re.compile("Зоран|Zoran"), re.compile("Весна|Vesna")
END = "Postupak je preuzet, vaš deo je gotov"


def test_a_report_goes_the_whole_way_and_comes_back(world: Served, people: People, tmp_path):
    reference = _ana_sends(people.page("ana.skola"), world)
    link = _mail_says_nothing(world, reference)
    bea = people.stranger()
    _bea_comes_through_the_mail(bea, world, link, reference)
    _she_accepts(bea)
    _she_assigns_vesna(bea)
    _a_stranger_finds_nothing(people, world, reference)
    _the_coordinator_sees_whom_it_waits_for(people.page("mirjana.koordinator"), world, reference)
    vesna = people.page("vesna.csr")
    _vesna_works_and_asks(vesna, world, reference)
    _ana_is_asked_and_answers(people.page("ana.skola"), vesna, world, reference)
    _vesna_closes(vesna, reference)
    _ana_hears_back(people.page("ana.skola"), world, reference)
    _the_paper_says_it_in_one_script(bea, world, reference, tmp_path)


def _ana_sends(ana: Page, world: Served) -> str:
    reporting.write(ana, world, out=ZORAN)
    # The preview: what they see at once and later, and what stays here.
    packet = ana.locator(".packet")
    cover, body, sealed = packet.locator(".packet-band").all()
    expect(cover).to_contain_text(ASKED)
    expect(cover).to_contain_text(REACH)
    expect(cover).not_to_contain_text(NAME)
    for part in (SEEN, WORDS, NAME):
        expect(body).to_contain_text(part)
    expect(packet).not_to_contain_text(NOTES)
    expect(sealed).to_be_visible()
    neutral(ana)
    reference = reporting.send(ana)
    expect(ana.locator("h1")).to_have_text(reference)
    neutral(ana)
    return reference


def _mail_says_nothing(world: Served, reference: str) -> str:
    """Both holders get it, the locked-out one does not; returns the link."""
    both = ("bea.csr@primer.invalid", "milan.csr@primer.invalid")
    world.mail.wait_for(lambda: all(world.mail.to(one) for one in both), seconds=40)
    for raw in world.mail.raw:
        text = raw.decode()
        assert not [word for word in PLANTED if word in text]
    for message in world.mail.messages:
        body = message.get_body().get_content()
        everything = "\n".join([*(f"{k}: {v}" for k, v in message.items()), body])
        assert not [w for w in (*PLANTED, *reporting.MATTER) if w.lower() in everything.lower()]
        assert "skol" not in body.lower()
    # The weekly line of the log, which is of no matter, is all that they get.
    theirs = world.mail.to("zoran.koordinator@")
    assert not [one for one in theirs if reference in str(one["Subject"])]
    body = world.mail.to(both[0])[0].get_body().get_content()
    found = re.search(rf"http\S+/go/{reference}\S*", body)
    assert found, body
    return found.group()


def _bea_comes_through_the_mail(bea: Page, world: Served, link: str, reference: str) -> None:
    bea.goto(link)
    bea.wait_for_url("**/login/**")
    neutral(bea)
    fill_in(bea, world.credentials("bea.csr"))
    press(bea)
    bea.wait_for_url(f"**/r/{reference}/")
    expect(bea.locator("main")).not_to_contain_text(ASKED)
    post(bea, "/open/")
    expect(bea.locator("main")).to_contain_text(ASKED)
    expect(bea.locator("main")).to_contain_text(REACH)
    expect(bea.locator("main")).not_to_contain_text(SEEN)
    expect(bea.locator("main")).not_to_contain_text(NAME)
    # A deadline with its time left, its deadline and the rule it runs by.
    deadline = bea.locator("main aside .deadline")
    expect(deadline.locator(".deadline-left")).not_to_be_empty()
    expect(deadline.locator(".deadline-line")).not_to_be_empty()
    expect(deadline).to_have_attribute("title", re.compile(r"\w+: .{10,}"))
    neutral(bea)


def _she_accepts(bea: Page) -> None:
    bea.fill("main form[action$='/accept/'] [name=message]", MESSAGE)
    post(bea, "/accept/")
    for part in (SEEN, WORDS):
        expect(bea.locator("main")).to_contain_text(part)
    expect(bea.locator("main")).not_to_contain_text(NOTES)
    # The name is masked, shown on request, and that reading is logged.
    expect(bea.locator("main")).not_to_contain_text(NAME)
    bea.locator("[data-reveal-form] button").click()
    expect(bea.locator("[data-reveal-value]")).to_have_text(NAME)
    bea.locator("main a[href$='/number/']").click()
    bea.fill("main [name=number]", NUMBER)
    post(bea, "/number/")
    expect(bea.locator("main aside")).to_contain_text(NUMBER)


def _she_assigns_vesna(bea: Page) -> None:
    vesna = bea.locator("main [name=member] option", has_text=VESNA).get_attribute("value")
    bea.select_option("main [name=member]", vesna)
    post(bea, "/assign/")
    bea.wait_for_load_state()


def _a_stranger_finds_nothing(people: People, world: Served, reference: str) -> None:
    for login in ("cora.nis", "zoran.koordinator"):
        page = people.page(login)
        for path in (f"/r/{reference}/", f"/r/{reference}/report.pdf", f"/open/{reference}/"):
            assert page.request.get(world.url + path).status == 404, (login, path)
        page.goto(f"{world.url}/r/{reference}/")
        neutral(page)
        page.goto(world.url + "/desk/")
        expect(page.locator("body")).not_to_contain_text(reference)


def _the_coordinator_sees_whom_it_waits_for(page: Page, world: Served, reference: str) -> None:
    page.goto(world.url + "/desk/")
    waits = page.locator("section[aria-labelledby='waits']")
    expect(waits).to_be_visible()
    # Neither content nor age, urgency or town of the person; not in the source either.
    source = page.content()
    for word in (*PLANTED, "srpski", NUMBER, reference):
        assert word not in source
    said = waits.inner_text().lower()
    for word in ("dete", "child", "hitno", "neodložno", "urgent", "immediate", "24 h"):
        assert word not in said
    assert page.request.get(f"{world.url}/r/{reference}/").status == 404
    neutral(page)


def _vesna_works_and_asks(vesna: Page, world: Served, reference: str) -> None:
    expect(vesna.locator("main")).to_contain_text(reference)
    vesna.goto(f"{world.url}/r/{reference}/")
    expect(vesna.locator("main")).to_contain_text(SEEN)
    post(vesna, "/start/")
    vesna.locator("main a[href$='/feedback/']").click()
    vesna.fill("main [name=message]", QUESTION)
    post(vesna, "/feedback/")
    expect(vesna.locator("main .happened").last).to_contain_text(QUESTION)
    neutral(vesna)


def _ana_is_asked_and_answers(ana: Page, vesna: Page, world: Served, reference: str) -> None:
    ana.goto(world.url + "/desk/")
    ana.locator(f"main a.btn[href$='/open/{reference}/']").click()
    ana.wait_for_url(f"**/r/{reference}/")
    expect(ana.locator("[aria-labelledby=asked]")).to_contain_text(QUESTION)
    neutral(ana)
    ana.fill("main form[action$='/answer/'] [name=message]", ANSWER)
    post(ana, "/answer/")
    expect(ana.locator("main form[action$='/answer/']")).to_have_count(0)
    vesna.goto(f"{world.url}/r/{reference}/")
    expect(vesna.locator("main .happened").last).to_contain_text(ANSWER)


def _vesna_closes(vesna: Page, reference: str) -> None:
    vesna.locator("main a[href$='/finish/']").click()
    form = vesna.locator("main form[action$='/finish/']")
    first = form.locator("[name=outcome]").first.get_attribute("value") or ""
    choose(vesna, "outcome", first)
    form.locator("[name=message]").fill(END)
    post(vesna, "/finish/")
    vesna.wait_for_url(f"**/r/{reference}/")
    neutral(vesna)


def _ana_hears_back(ana: Page, world: Served, reference: str) -> None:
    ana.goto(f"{world.url}/r/{reference}/")
    heard = ana.locator("[aria-labelledby=feedback] .happened > li")
    expect(heard).to_have_count(5)
    assert ana.locator("[aria-labelledby=feedback] use[href$='circle-dashed']").count() == 0
    expect(heard.nth(1)).to_contain_text(MESSAGE)
    expect(heard.nth(2)).to_contain_text(QUESTION)
    expect(heard.nth(3)).to_contain_text(ANSWER)
    expect(heard.nth(4)).to_contain_text(END)
    # Who works on it there is none of the sender's business.
    expect(ana.locator("main")).not_to_contain_text(VESNA)
    ana.goto(world.url + "/reports/")
    expect(ana.locator("[aria-labelledby=closed]")).to_contain_text(reference)
    neutral(ana)


def _the_paper_says_it_in_one_script(
    bea: Page, world: Served, reference: str, folder: Path
) -> None:
    said = {}
    for language in ("sr-latn", "sr"):
        bea.goto(world.url + "/account/")
        choose(bea, "language", language)
        post(bea, "/preferences/")
        bea.goto(f"{world.url}/r/{reference}/")
        if bea.locator("main form [name=reason]").count():
            # Vesna works on it now, so another holder says why.
            choose(bea, "reason", "supervision")
            bea.locator("main form:has([name=reason]) button").click()
        paper = bea.locator("main :is(a[href$='/report.pdf'], form[action$='/report.pdf'] button)")
        with bea.expect_download() as coming:
            paper.click()
        assert coming.value.suggested_filename == f"{reference}.pdf"
        path = folder / f"{language}.pdf"
        coming.value.save_as(path)
        text = _run("pdftotext", "-layout", str(path), "-")
        for part in (NAME, "cvrčak", "zvekir", NUMBER, reference):
            assert part in text, f"{part} is missing in {text}"
        assert NOTES.split(",")[1] not in text
        about = _run("pdfinfo", str(path))
        assert not [w for w in (*PLANTED, *reporting.MATTER) if w.lower() in about.lower()]
        assert re.search(r"Page size:\s+59[45]\.\d+ x 84[12]", about), about
        said[language] = text
    # Ana has typed in Latin letters: nobody's paper mixes the scripts.
    for language, text in said.items():
        assert "broj" in text, language
        assert not re.search("[а-яђћљњјџ]", text, re.IGNORECASE), f"{language}: {text}"


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_name_is_masked_in_the_file_as_well(world: Served, people: People):
    """Even in an open section the name is shown for 30 seconds, to whoever asks for it."""
    ana, bea = people.page("ana.skola"), people.page("bea.csr")
    reporting.write(ana, world)
    reference = reporting.send(ana)
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/open/")
    post(bea, "/accept/")
    bea.locator("main a[href^='/cases/']").first.click()
    bea.wait_for_url("**/cases/F-*/")
    expect(bea.locator("main")).to_contain_text(SEEN)
    neutral(bea)
    assert NAME not in bea.content()
