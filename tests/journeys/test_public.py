"""J10: whoever is in trouble, a neighbour, a journalist, on an old phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from spona.public.signs import READERS
from tests.harness.mirrored import CODE as MIRRORED
from tests.harness.mirrored import write_catalogue
from tests.journeys import tips
from tests.journeys.axe import IN_THE_HAND, faults, looks_of
from tests.journeys.languages import in_turn
from tests.journeys.people import People, go_on
from tests.journeys.storage import kept
from tests.served import running
from tests.served.running import Served

# The paths that its proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona",
    "tests/journeys",
    "tests/served",
)

pytestmark = pytest.mark.journey
LANGUAGES = ("sr-latn", "sr", "en", "hu")
NUMBER = "017 555 010"
# A service of a real institution, confirmed today, with its hours; and one that nobody confirmed.
_SERVICES = f"""
from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.directory.models import Institution
from spona.services import actions
from spona.services.models import Language, Phone, Schedule, Service
by = Actor.system("demo")
body = Institution.objects.get(code="I068")
for name, sure in (("Саветовалиште", True), ("Непотврђена услуга", False)):
    row = Service(institution=body, kind="counselling",
                  words={{"sr": name, "en": name + " en", "hu": name + " hu"}})
    actions.write_service(row, towns=[body.town_id], languages=[Language(code="rom")], by=by)
    actions.write_part(Phone(service=row, number="{NUMBER}" if sure else "017 999 999"), by=by)
    actions.write_part(Schedule(service=row, byday="MO,TU,WE,TH,FR,SA,SU", all_day=True,
                                holidays="open"), by=by)
    if sure:
        actions.confirm_service(Service.objects.get(pk=row.pk), by=by)
print(Service.objects.get(words__sr="Саветовалиште").pk)
"""


@pytest.fixture(scope="module")
def service(world: Served) -> str:
    """The id of a confirmed service of Vranje."""
    return world.django(_SERVICES).split()[-1]


def paths(page: Page, world: Served, language: str, service: str) -> list[str]:
    """Every public page of a language: those with an address of their own, and what leads on."""
    page.goto(f"{world.url}/{language}/town/vranje/")
    links = page.locator("main a").evaluate_all("all => all.map((one) => one.pathname)")
    told = sorted({link for link in links if re.search(r"/(read|publications|projects)/.", link)})
    return [
        *(f"/{language}/{name}" for name in (
            "", "help/", "help/vranje/", "town/vranje/", "town/subotica/", "signs/",
            *(f"signs/{who}/" for who in READERS), "rights/", "after/", "languages/", "services/",
            "services/?town=vranje&need=counselling&language=rom&open=1&q=savet",
            "services/?q=nothing-of-this-name", f"services/{service}/", "figures/",
            "figures/centre/", "figures/us-tip/", "projects/", "projects/lokalne-zajednice/",
            "news/", "events/", "publications/", "publications/?q=pitanja", "help/nowhere/",
        )),
        *told,
    ]  # fmt: skip


@in_turn(*LANGUAGES)
def test_every_page_on_an_old_phone_without_script(
    world: Served, people: People, service: str, language: str
):
    """Light, nothing kept, nobody else asked (`_quiet_browsers`), the way out first."""
    phone = tips.phone(people)
    heavy, wrong = {}, []
    for path in paths(phone, world, language, service):
        fresh = tips.phone(people)
        with tips.weighed(fresh) as came:
            answer = fresh.goto(world.url + path, wait_until="networkidle")
        assert answer is not None
        if answer.status != (404 if "nowhere" in path else 200):
            wrong.append(f"{path}: {answer.status}")
        if sum(came) >= 50_000:
            heavy[path] = sum(came)
        state = fresh.context.storage_state(indexed_db=True)
        if state["cookies"] or state["origins"]:
            wrong.append(f"{path}: keeps {state}")
        if fresh.locator("a").first.get_attribute("href") != "/exit/":
            wrong.append(f"{path}: the way out is not first")
        if re.search(r"traffick|žrt|trgovin|жрт|трговин|áldozat", fresh.title(), re.IGNORECASE):
            wrong.append(f"{path}: the title tells")
        if "017 999 999" in fresh.content():
            wrong.append(f"{path}: a number that nobody confirmed")
        fresh.context.close()
    assert wrong == []
    assert heavy == {}


@in_turn(*LANGUAGES)
def test_every_page_is_for_everybody(world: Served, people: People, service: str, language: str):
    page, wrong = people.stranger(), []
    for path in paths(page, world, language, service):
        page.goto(world.url + path)
        wrong.extend(f"{path}: {fault}" for fault in faults(page, looks_of(language)))
        wrong.extend(f"{path}: keeps {one}" for one in kept(page))
    assert wrong == []


def test_the_page_of_a_language_with_few_is_for_everybody(world: Served, people: People):
    page, wrong = people.stranger(), []
    for code in ("rom", "sq", "ar", "fa"):
        page.goto(f"{world.url}/{code}/help/vranje/")
        wrong.extend(f"{code}: {fault}" for fault in faults(page, (IN_THE_HAND,)))
        wrong.extend(f"{code}: keeps {one}" for one in kept(page))
    assert wrong == []


@pytest.mark.parametrize("scripted", [False, True])
def test_somebody_in_trouble_finds_whom_to_call(
    world: Served, people: People, service: str, scripted: bool
):
    phone = people.stranger(java_script_enabled=scripted, viewport=tips.PHONE)
    phone.goto(f"{world.url}/sr-latn/")
    phone.locator("main a[href$='/help/']").first.click()
    expect(phone.locator("main a[href^='tel:']").first).to_contain_text("192")
    phone.locator("main a[href$='/help/vranje/']").click()
    expect(phone).to_have_title("Vranje")
    # In another language the same page of the same town.
    phone.locator("a[hreflang=hu]").click()
    expect(phone).to_have_url(re.compile("/hu/help/vranje/$"))
    phone.locator("a[hreflang=sr-Latn]").click()
    expect(phone).to_have_url(re.compile("/sr-latn/help/vranje/$"))
    phone.locator("main nav a[href*='/services/']").click()
    expect(phone.locator("[name=town]")).to_have_value("vranje")
    phone.locator("[name=need]").select_option("counselling")
    phone.locator("[name=language]").select_option("rom")
    phone.locator("[name=q]").fill("савет")
    phone.locator("[name=open]").check()
    go_on(phone, phone.locator("main form button"))
    expect(phone.locator("#found")).to_have_text("1 usluga")
    expect(phone.locator(".is-open")).to_contain_text("Sada otvoreno")
    phone.locator(".items a[href*='/services/']").click()
    expect(phone.locator("main a[href='tel:017555010']")).to_contain_text(NUMBER)
    expect(phone.locator("main")).to_contain_text("Potvrđeno telefonom")
    assert tips.leaves_nothing(phone) in ([], ["title Vranje"])


def test_a_neighbour_reads_the_signs_and_writes(world: Served, people: People):
    phone = tips.phone(people)
    phone.goto(f"{world.url}/sr-latn/")
    phone.locator("main a[href$='/signs/neighbour/']").click()
    expect(phone.locator("#signs + ul > li").first).to_be_visible()
    expect(phone.locator("#leave + ul")).to_contain_text("nikoga ne upozoravajte")
    phone.locator("main a[href$='/help/']").first.click()
    phone.locator("main a.is-write[href$='/message/']").click()
    phone.locator("main a[href$='/message/in/vranje/']").click()
    expect(phone.locator("main a[href$='/new/']")).to_be_visible()


def test_a_journalist_reads_figures_with_their_sources(world: Served, people: People):
    desk = people.stranger(accept_downloads=True)
    desk.goto(f"{world.url}/en/figures/")
    desk.locator("main a[href$='/figures/centre/']").click()
    expect(desk.locator("svg.bars .gap")).to_have_count(5)
    expect(desk.locator("tbody")).not_to_have_count(0)
    with desk.expect_download() as loaded:
        desk.locator("main a[href$='.csv']").click()
    assert loaded.value.suggested_filename == "spona.csv"
    assert "rtvm.info" in loaded.value.path().read_text(encoding="utf-8-sig")


def test_the_way_out_is_the_first_key_on_every_kind_of_page(world: Served, people: People):
    """Without a script; where it leads is another's page, which no test may open."""
    phone = tips.phone(people)
    phone.route("**/exit/", lambda route: route.fulfill(body="the weather"))
    for path in ("", "signs/worker/", "services/", "figures/centre/", "news/"):
        phone.goto(f"{world.url}/en/{path}")
        phone.keyboard.press("Tab")
        phone.keyboard.press("Enter")
        expect(phone.locator("body")).to_have_text("the weather")


def test_the_name_of_the_public_pages_serves_all_of_them(shared_folder, tmp_path, browser):
    served = running.start(shared_folder, tmp_path, SPONA_TIP_HOST="127.0.0.1")
    try:
        page = browser.new_page()
        base = served.url.replace("localhost", "127.0.0.1")
        for path in ("en/", "en/help/vranje/", "en/town/vranje/", "en/signs/pupil/", "en/rights/",
                     "en/services/", "en/figures/centre/", "en/projects/", "en/news/", "en/events/",
                     "en/publications/", "ar/help/"):  # fmt: skip
            answer = page.goto(f"{base}/{path}")
            assert answer is not None
            assert answer.status == 200, path
            assert page.locator("a[href*='/login/']").count() == 0, path
        links = page.locator("a").evaluate_all("all => all.map((one) => one.href)")
        assert links
        page.close()
    finally:
        running.stop(served)


@pytest.fixture(scope="module")
def from_the_right(shared_folder, tmp_path_factory) -> Iterator[Served]:
    """The same server with a language of no one, written from the right."""
    words = write_catalogue(tmp_path_factory.mktemp("words"))
    served = running.start(
        shared_folder, tmp_path_factory.mktemp("mirrored"),
        DJANGO_SETTINGS_MODULE="tests.harness.mirrored_settings", SPONA_MIRRORED=str(words),
    )  # fmt: skip
    yield served
    running.stop(served)


# Where a page stands as it is written from the right: its title at the right edge, a picture to the
# right of its words, numbers from the left, arrows turned, and nothing that sticks out.
_WRONG = """() => {
  const wrong = [], wide = document.documentElement.clientWidth;
  const say = (what, one) => wrong.push(`${what}: ${(one?.textContent ?? "").trim().slice(0, 30)}`);
  if (document.documentElement.dir !== "rtl") say("the page is not from the right");
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("h1"));
  const title = range.getBoundingClientRect();
  if (wide - title.right > title.left + 1) say("title", document.querySelector("h1"));
  for (const row of document.querySelectorAll(".signs > li, .does > li, .call, .tiles a")) {
    const icon = row.querySelector("svg").getBoundingClientRect();
    const words = row.lastElementChild.getBoundingClientRect();
    if (icon.left < words.right - 1) say("picture", row);
  }
  for (const number of document.querySelectorAll("a[href^='tel:'] strong bdi")) {
    if (getComputedStyle(number).direction !== "ltr") say("number", number);
  }
  for (const arrow of document.querySelectorAll("svg.turns")) {
    if (new DOMMatrix(getComputedStyle(arrow).transform).a !== -1) say("arrow", arrow);
  }
  for (const one of document.querySelectorAll("main *")) {
    const box = one.getBoundingClientRect();
    const inside = one.closest(".wide, svg, select, .only-read");
    if (!inside && box.width && (box.left < -1 || box.right > wide + 1)) say("sticks out", one);
  }
  return wrong;
}"""


def test_all_of_it_stands_when_it_is_written_from_the_right(from_the_right: Served, browser):
    people = People(browser, from_the_right)
    service = from_the_right.django(_SERVICES).split()[-1]
    page, wrong = people.stranger(viewport=tips.PHONE), []
    for path in paths(page, from_the_right, MIRRORED, service):
        page.goto(from_the_right.url + path)
        wrong.extend(f"{path}: {one}" for one in page.evaluate(_WRONG))
        wrong.extend(f"{path}: {one}" for one in faults(page, (IN_THE_HAND,)))
        page.set_viewport_size(tips.PHONE)
    for path in ("message/", "message/in/vranje/", "message/in/vranje/new/", "message/back/"):
        page.goto(f"{from_the_right.url}/{MIRRORED}/{path}")
        wrong.extend(f"{path}: {one}" for one in page.evaluate(_WRONG))
    people.close()
    assert wrong == []
    assert people.complaints == []
