"""Every page, both themes, both widths: nothing for axe, nothing sideways, nothing from elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys import reporting
from tests.journeys.axe import faults, hidden, looks_of
from tests.journeys.languages import in_turn
from tests.journeys.people import People, go_on, post, press, step_up
from tests.journeys.storage import kept
from tests.served.running import Served

# The paths that its proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona",
    "tests/journeys",
    "tests/served",
)

pytestmark = pytest.mark.journey
_SPOILED = """() => {
  const title = document.createElement("h1");
  title.textContent = "far too wide";
  title.style.cssText = "width: 2000px";
  const pale = document.createElement("p");
  pale.textContent = "pale";
  pale.style.cssText = "color: #777; background: #888";
  document.querySelector("main").append(title, document.createElement("img"));
  document.querySelector("h1").after(pale);
}"""
LANGUAGES = ("sr-latn", "sr", "en")
PUBLIC = ("/", "/help/", "/help/vranje/")
FORMS = ("/login/", "/recover/", "/recover/?lost=factor", "/welcome/")
HOME = ("/desk/", "/network/", "/network/E001/", "/notices/", "/tasks/", "/account/", "/lists/",
        "/reports/", "/network/casework/vranje/")  # fmt: skip
ROOMS = {
    "ana.skola": (*HOME, "/signs/"),
    "bea.csr": (*HOME, "/inbox/", "/keys/", "/keys/theft/", "/network/I068/", "/network/I068/members/new/"),
    "mirjana.koordinator": (
        *HOME, "/network/seats/vranje/new/", "/network/roles/vranje/", "/network/I068/numbers/new/",
    ),
    "dora.podaci": ("/desk/", "/network/"),
    "cora.nis": ("/desk/", "/inbox/", "/keys/", "/network/"),
}  # fmt: skip


def test_the_look_finds_what_is_wrong(world: Served, people: People):
    page = people.stranger()
    page.goto(world.url + "/sr/help/")
    assert faults(page) == []
    page.evaluate(_SPOILED)
    found = "\n".join(faults(page))
    for rule in ("image-alt", "color-contrast", "wider than the screen", "2 h1"):
        assert rule in found, rule


@in_turn(*LANGUAGES)
def test_public_pages_are_light_and_leave_nothing(world: Served, people: People, language: str):
    page, looks, wrong = people.stranger(), looks_of(language), []
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(_size(request)))
    for path in PUBLIC:
        sizes.clear()
        page.goto(f"{world.url}/{language}{path}")
        page.wait_for_load_state("networkidle")
        if sum(sizes) >= 50_000:
            wrong.append(f"{path}: {sum(sizes)} bytes")
        wrong += [f"{path}: keeps {kept(page)}"] if kept(page) else []
        wrong += [f"{path}: {fault}" for fault in faults(page, looks)]
        first = page.locator("a:visible").first
        assert first.get_attribute("href") == "/exit/", "the way out is the first thing"
    assert wrong == []


@in_turn(*LANGUAGES)
def test_the_pages_before_the_login(world: Served, people: People, language: str):
    page, looks, wrong = people.stranger(), looks_of(language), []
    for path in FORMS:
        page.goto(f"{world.url}/{language}{path}")
        wrong += [f"{path}: {fault}" for fault in faults(page, looks)]
        press(page)
        wrong += [f"{path} with errors: {fault}" for fault in faults(page, looks)]
    page.goto(f"{world.url}/{language}/nema/")
    wrong += [f"404: {fault}" for fault in faults(page, looks)]
    assert kept(page) == {}
    assert wrong == []


@pytest.mark.parametrize("login", ROOMS)
def test_the_pages_of_each_role(world: Served, people: People, login: str):
    page, wrong = people.page(login), []
    for path in ROOMS[login]:
        answer = page.goto(world.url + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        wrong += [f"{path}: {fault}" for fault in faults(page)]
    assert wrong == []


def test_the_pages_of_a_report_from_the_first_question_to_the_end(world: Served, people: People):
    ana, bea, wrong = people.page("ana.skola"), people.page("bea.csr"), []

    def look(page: Page, name: str) -> None:
        wrong.extend(f"{name}: {fault}" for fault in faults(page))

    reporting.begin(ana, world)
    draft = ana.url.split("/signs/")[1].split("/")[0]
    look(ana, "signs")
    ana.goto(world.url + "/signs/")
    look(ana, "begun")
    ana.goto(f"{world.url}/signs/{draft}/signs/")
    reporting.signs(ana)
    reporting.unfold(ana)
    press(ana)
    look(ana, "person with errors")
    reporting.person(ana)
    press(ana)
    look(ana, "recipient with errors")
    reporting.recipient(ana)
    look(ana, "preview")
    for step in ("", "signs/", "person/", "recipient/", "delete/"):
        ana.goto(f"{world.url}/signs/{draft}/{step}")
        look(ana, f"draft {step}")
    ana.goto(f"{world.url}/signs/{draft}/preview/")
    reference = reporting.send(ana)
    here = f"{world.url}/r/{reference}/"
    look(ana, "sent")
    bea.goto(here)
    look(bea, "arrived")
    bea.goto(world.url + "/inbox/")
    look(bea, "queue")
    bea.goto(world.url + "/desk/")
    look(bea, "desk of a holder")
    bea.goto(here)
    post(bea, "/open/")
    look(bea, "opened")
    post(bea, "/accept/")
    look(bea, "accepted")
    for page in ("finish/", "number/", "feedback/"):
        bea.goto(here + page)
        look(bea, page)
    post(bea, "/feedback/")
    look(bea, "question with errors")
    bea.fill("main [name=message]", "Kog dana?")
    post(bea, "/feedback/")
    ana.goto(here)
    look(ana, "asked")
    post(ana, "/answer/")
    look(ana, "answer with errors")
    bea.goto(here)
    bea.locator("main a[href^='/cases/']").first.click()
    bea.wait_for_url("**/cases/F-*/**")
    look(bea, "file")
    bea.goto(world.url + "/notices/")
    look(bea, "notices")
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/desk/")
    look(mirjana, "coordinator")
    for login in ("ana.skola", "bea.csr"):
        page = people.page(login)
        page.goto(world.url + "/reports/")
        look(page, f"reports of {login}")
    assert wrong == []


def test_the_pages_of_keys_and_doors(world: Served, people: People):
    bea, wrong = people.again("bea.csr"), []
    bea.goto(world.url + "/keys/paper/")
    wrong += [f"step-up: {fault}" for fault in faults(bea)]
    step_up(bea, world, "bea.csr")
    wrong += [f"paper: {fault}" for fault in faults(bea)]
    bea.locator("main form:has([name=token]) button").click()
    bea.locator("#paper-key").wait_for()
    wrong += [f"paper shown: {fault}" for fault in faults(bea)]
    for path in ("/account/card/", "/account/app/", "/account/recovery-code/", "/keys/paper/use/"):
        bea.goto(world.url + path)
        wrong += [f"{path}: {fault}" for fault in faults(bea)]
        button = bea.locator("main form:not(:has([name=password], [name=text])) button.btn-primary")
        if button.count():
            go_on(bea, button.first)
            wrong += [f"{path} after: {fault}" for fault in faults(bea)]
    bea.evaluate("document.querySelector('[data-hide-screen]').form.submit()")
    bea.wait_for_url("**/locked/**")
    wrong += [f"locked: {fault}" for fault in faults(bea)]
    assert wrong == []


def _size(request) -> int:
    """Bytes of the answer's body as they came over the wire."""
    return int(request.sizes()["responseBodySize"])


@in_turn(*LANGUAGES)
def test_the_bar_of_somebody_with_many_roles_hides_no_word(
    world: Served, people: People, language: str
):
    page = people.page("bea.csr")
    page.goto(f"{world.url}/desk/")
    words = {
        "sr": [
            "Радни сто",
            "Предмети",
            "Пријаве",
            "Поруке",
            "Седнице",
            "Подаци",
            "Установа",
            "Мрежа",
        ],
        "sr-latn": [
            "Radni sto",
            "Predmeti",
            "Prijave",
            "Poruke",
            "Sednice",
            "Podaci",
            "Ustanova",
            "Mreža",
        ],
        "en": [
            "Desk",
            "Files",
            "Reports",
            "Messages",
            "Meetings",
            "Data",
            "Institution",
            "Network",
        ],
    }[language]
    page.evaluate(
        """(words) => {
          const list = document.querySelector(".topnav ul"), one = list.children[0];
          list.replaceChildren(...words.map((word, at) => {
            const item = one.cloneNode(true), link = item.querySelector("a");
            link.textContent = word;
            if (!at) link.insertAdjacentHTML("beforeend", '<span class="count is-waiting">12</span>');
            return item;
          }));
        }""",
        words,
    )
    for width in (1000, 1280, 1366, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert hidden(page) == [], width
