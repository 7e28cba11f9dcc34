"""A file whose time is over, from the list to the record of destruction: two people at their
browsers, the second one at a phone at first.
"""

from __future__ import annotations

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.people import go_on, step_up
from tests.journeys.reporting import neutral
from tests.served.running import Served

BEA, MILAN = re.compile("Беа|Bea"), re.compile("Милан|Milan")
WIDTH = 390
SOURCE = "Odluka ustanove 7/2026, izmišljena"
WHY_NOT = "Sud je tražio još jedan prepis, vrabac"
LEFT = """
from spona.cases.models import Case
from spona.vault.models import Grant, SealedFile, Section
box = Case.objects.get(reference="{reference}").box
print(Section.objects.filter(box=box).count(), SealedFile.objects.filter(box=box).count(),
      Grant.objects.filter(section__box=box).count(), box.erased_at is not None)
"""


def keep_for_a_year(bea: Page, milan: Page, world: Served) -> None:
    """One proposes how long files are kept, another one adopts it."""
    bea.goto(f"{world.url}/cases/retention/")
    bea.select_option("main [name=outcome]", "any")
    bea.fill("main [name=years]", "1")
    bea.fill("main [name=source]", SOURCE)
    go_on(bea, bea.locator("main button[name=propose]"))
    expect(bea.locator("[aria-labelledby=proposed] form[action$='/adopt/']")).to_have_count(0)
    milan.goto(f"{world.url}/cases/retention/")
    neutral(milan)
    go_on(milan, milan.locator("[aria-labelledby=proposed] form[action$='/adopt/'] button"))
    expect(milan.locator("[aria-labelledby=adopted]")).to_contain_text(SOURCE)


def is_not_due_yet(page: Page, world: Served, case: str) -> None:
    """The decision was not for who confirmed the closing, so the period is taken over by hand."""
    page.goto(f"{world.url}/cases/closed/")
    neutral(page)
    expect(page.locator("[aria-labelledby=due]")).not_to_contain_text(case)
    go_on(page, page.locator("[aria-labelledby=unset] a.ref", has_text=case))
    go_on(page, page.locator("main button[name=set]"))
    expect(page.locator("[aria-labelledby=kept]")).to_contain_text(SOURCE)
    expect(page.locator("main button[name=ask]")).to_have_count(0)
    page.goto(f"{world.url}/cases/closed/")
    expect(page.locator("[aria-labelledby=later]")).to_contain_text(case)


def by_two(bea: Page, milan: Page, world: Served, case: str) -> None:
    """`milan` looks at it on a phone."""
    _the_list_says_whose_time_is_over(bea, world, case)
    _one_asks(bea)
    _the_other_leaves_it_with_a_reason(milan, world, case)
    _who_asked_reads_why_and_asks_again(bea, world, case)
    _the_other_destroys_it(milan, world, case)
    _nothing_of_it_opens_any_more(world, bea, milan, case)
    _the_record_is_signed_on_paper(bea, world, case)
    for raw in world.mail.raw:
        assert "vrabac" not in raw.decode()


def _the_list_says_whose_time_is_over(page: Page, world: Served, case: str) -> None:
    """From the desk, where it waits in the month of looking through, or from the files."""
    page.goto(f"{world.url}/cases/closed/")
    neutral(page)
    expect(page.locator("[aria-labelledby=due]")).to_contain_text(case)
    expect(page.locator("[aria-labelledby=later]")).not_to_contain_text(case)
    go_on(page, page.locator("[aria-labelledby=due] a.ref", has_text=case))
    neutral(page)


def _one_asks(page: Page) -> None:
    """First without the official copy, which a public body keeps."""
    choice = page.locator("main [name=to] option", has_text=MILAN).get_attribute("value") or ""
    page.select_option("main [name=to]", choice)
    go_on(page, page.locator("main button[name=ask]"))
    expect(page.locator("main .has-error [name=copy]")).to_have_count(1)
    expect(page.locator("main [name=to]")).to_have_value(choice)
    page.locator("main [name=copy]").check()
    go_on(page, page.locator("main button[name=ask]"))
    expect(page.locator("[aria-labelledby=waits]")).to_contain_text(MILAN)
    # Who asked does not confirm it too.
    expect(page.locator("main a[href$='/destroy/confirm/']")).to_have_count(0)
    expect(page.locator("main button[name=take_back]")).to_have_count(1)


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url


def _the_other_leaves_it_with_a_reason(page: Page, world: Served, case: str) -> None:
    page.goto(world.url + "/desk/")
    # It leads to the answer by way of the second factor.
    go_on(page, page.locator("main li", has_text=case).locator("a.btn").first)
    _to_the_answer(page, world, case)
    neutral(page)
    _fits(page)
    page.locator("main details.more summary").click()
    _fits(page)
    go_on(page, page.locator("main button[name=leave]"))
    expect(page.locator("main .has-error")).to_have_count(1)
    page.fill("main [name=reason]", WHY_NOT)
    go_on(page, page.locator("main button[name=leave]"))
    page.wait_for_url("**/cases/closed/")
    _fits(page)


def _to_the_answer(page: Page, world: Served, case: str) -> None:
    """The page of the second person asks once more who that is."""
    page.goto(f"{world.url}/cases/{case}/destroy/confirm/")
    if page.locator("form[action$='/step-up/']").count():
        step_up(page, world, "milan.csr")
        page.wait_for_url("**/destroy/confirm/")


def _who_asked_reads_why_and_asks_again(page: Page, world: Served, case: str) -> None:
    page.goto(f"{world.url}/cases/{case}/retention/")
    expect(page.locator("main")).to_contain_text(WHY_NOT)
    choice = page.locator("main [name=to] option", has_text=MILAN).get_attribute("value") or ""
    page.select_option("main [name=to]", choice)
    page.locator("main [name=copy]").check()
    go_on(page, page.locator("main button[name=ask]"))
    expect(page.locator("main")).not_to_contain_text(WHY_NOT)


def _the_other_destroys_it(page: Page, world: Served, case: str) -> None:
    _to_the_answer(page, world, case)
    expect(page.locator("main")).to_contain_text(BEA)
    go_on(page, page.locator("main button[name=confirm]"))
    page.wait_for_url(f"**/cases/{case}/destroyed/")
    neutral(page)
    _fits(page)


def _nothing_of_it_opens_any_more(world: Served, bea: Page, milan: Page, case: str) -> None:
    assert world.django(LEFT.replace("{reference}", case)).split() == ["0", "0", "0", "True"]
    for page in (bea, milan):
        for rest in ("", "retention/", "notes/", "log/"):
            answer = page.request.get(f"{world.url}/cases/{case}/{rest}")
            # The address of the file leads to what is left of it.
            left = answer.url.endswith("/destroyed/")
            assert left or answer.status in (403, 404), (rest, answer.status)
        page.goto(f"{world.url}/cases/closed/")
        expect(page.locator("main")).not_to_contain_text(case)
        page.goto(f"{world.url}/cases/destroyed/")
        expect(page.locator("main")).to_contain_text(case)


def _the_record_is_signed_on_paper(page: Page, world: Served, case: str) -> None:
    """Found by the reference; both people stand on it, and nothing that stood in the file."""
    page.goto(f"{world.url}/cases/destroyed/")
    page.fill("main [name=q]", case.lower())
    go_on(page, page.locator("main form button").first)
    go_on(page, page.locator("main a", has_text=case).first)
    neutral(page)
    go_on(page, page.locator("main a[href$='/destroyed/paper/']"))
    with page.expect_download() as coming:
        page.locator("main button[name=print]").click()
    neutral(page)
    assert case not in coming.value.suggested_filename
    read = PdfReader(io.BytesIO(coming.value.path().read_bytes()))
    text = " ".join("\n".join(one.extract_text() for one in read.pages).split())
    for words in (re.compile(case), BEA, MILAN):
        assert words.search(text), text
    assert "vrabac" not in text
    assert "Persida" not in text
