"""The reporting flow as its writer walks it: danger, signs, person, recipient, preview."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.journeys.people import People, choose, fill_in, post, press
from tests.served.running import Served

VESNA = re.compile("Весна|Vesna")
# Words that exist nowhere else, so that a trace of them is a leak.
NAME = "Persida Kvočkodan"
SEEN = "Modrica nalik na zvekir, žuta cedulja"
WORDS = "Kazala je: cvrčak ne sme kući"
ASKED = "Molimo procenu još danas"
NOTES = "Beleška samo za mene, pipirevka"
CALLED = "Dežurna u centru, brnjica"
REACH = "Samo preko razredne, nikad telefonom"
PLANTED = (
    "Persida",
    "Kvočkodan",
    "zvekir",
    "cvrčak",
    "procenu",
    "pipirevka",
    "razredne",
    "brnjica",
)

# What the title of no page, mail or file may say.
MATTER = ("žrtv", "жртв", "victim", "traffick", "trgovin", "трговин", "Ristić", "Ристић")


def neutral(page: Page) -> None:
    """The title and the address of the page name neither the matter nor anybody."""
    for said in (page.title(), page.url):
        for word in (*PLANTED, *MATTER):
            assert word.lower() not in said.lower(), f"{word} in {said}"


def begin(page: Page, world: Served, *, in_danger: str = "yes", reached: str = CALLED) -> None:
    """Step 1; leaves the page at the signs."""
    # Whoever has begun a draft is led back to it first; here another one is meant.
    page.goto(f"{world.url}/signs/?another=1")
    assert page.locator("main a[href='tel:192']").first.is_visible(), "192 stands before any form"
    choose(page, "in_danger", in_danger)
    if in_danger == "yes":
        page.fill("[name=reached]", reached)
    neutral(page)
    press(page)
    page.wait_for_url("**/signs/*/signs/")


def signs(page: Page, seen: str = SEEN) -> None:
    """Step 2: yes to the first sign, then on through all groups."""
    first = page.locator("main input[type=radio][name^='sign_'][value=yes]").first
    name = first.get_attribute("name") or ""
    choose(page, name, "yes")
    page.fill(f"[name='{name.replace('sign_', 'seen_')}']", seen)
    choose(page, name.replace("sign_", "how_"), _first_how(page, name))
    while "/person/" not in page.url:
        here = page.url
        neutral(page)
        press(page, "main form.over-main")
        page.wait_for_url(lambda url, here=here: url != here)


def _first_how(page: Page, name: str) -> str:
    how = page.locator(f"main input[name='{name.replace('sign_', 'how_')}']").first
    return how.get_attribute("value") or ""


def person(page: Page, *, age: str = "child", safe: str = "no", urgency: str = "immediate",
           **texts: str) -> None:  # fmt: skip
    """Step 3; `texts` replace or add to what is written."""
    unfold(page)
    choose(page, "age", age)
    choose(page, "safe", safe)
    choose(page, "urgency", urgency)
    written = {
        "name": NAME, "language": "srpski", "how_to_reach": REACH, "own_words": WORDS,
        "asked": ASKED, "notes": NOTES,
    }  # fmt: skip
    fill_in(page, written | texts)
    neutral(page)
    press(page)
    page.wait_for_url("**/recipient/")


def unfold(page: Page) -> None:
    """Opens what the third step has folded up."""
    for part in page.locator("main details.part:not([open]) > summary").all()[::-1]:
        part.click()


def recipient(page: Page, *, out: re.Pattern[str] | None = None) -> None:
    """Step 4: the centre for social work, which is chosen already. `out`: a name to lock out."""
    assert page.locator("main input[name=institution]:checked").count() == 1
    choose(page, "related", "yes" if out else "no")
    if out:
        page.locator("main label.tick", has_text=out).click()
    neutral(page)
    press(page)
    page.wait_for_url("**/preview/")


def write(page: Page, world: Served, *, out: re.Pattern[str] | None = None) -> None:
    """All steps up to the preview."""
    begin(page, world)
    signs(page)
    person(page)
    recipient(page, out=out)


def send(page: Page) -> str:
    """The one button; returns the reference."""
    page.locator("main button[formaction$='/send/']").click()
    page.wait_for_url("**/r/R-*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def taken_over(world: Served, people: People) -> str:
    """A report that was taken over and given to Vesna; the reference of its file."""
    ana, bea = people.page("ana.skola"), people.page("bea.csr")
    write(ana, world)
    reference = send(ana)
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/open/")
    bea.fill("main form[action$='/accept/'] [name=message]", "Preuzeli smo.")
    post(bea, "/accept/")
    found = bea.locator("main [name=member] option", has_text=VESNA)
    bea.select_option("main [name=member]", found.get_attribute("value"))
    post(bea, "/assign/")
    file = bea.locator("main a[href^='/cases/F-']").first.get_attribute("href") or ""
    return file.strip("/").split("/")[1]
