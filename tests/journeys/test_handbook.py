"""The handbook's pictures, made while somebody walks the way it tells.

`./spona shots` keeps them under `docs/handbook/pictures/<language>/`; else they go to a
temporary folder. A picture that the handbook shows and nobody makes is a fault. The Latin
handbook shows the Cyrillic pictures.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys import reporting, tips
from tests.journeys.palette import small
from tests.journeys.people import People, choose, post, press
from tests.served.running import Served, while_ended
from tools.docs.features import LANGUAGES

pytestmark = pytest.mark.journey
HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "handbook"
LANG = {"sr": "sr-Cyrl", "en": "en"}
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# What a picture may show: plain and invented.
SEEN = "Већ трећи пут без књига, модрица на руци"
WRITTEN = {
    "name": "Мила Измишљена", "language": "српски", "how_to_reach": "Само преко разредне",
    "own_words": "Рекла је да не сме кући.", "asked": "Молимо процену још данас.",
    "notes": "Питати разредну у понедељак.",
}  # fmt: skip
CALLED = "Дежурна у центру"
CENTRE = (
    "from spona.directory.models import Institution\n"
    "print(Institution.objects.get(sector='centre', part_of=None, example=False).pk)"
)
# A year of meetings, plan, trainings and observations, and a drill, as the demo has them; then where
# the pictures of it are taken.
YEAR = """
from spona.directory.models import Member
from spona.demo.world import PASSWORD
from spona.demo.people import DemoPeople
from spona.demo.network_life.year import build_life
people = Member.objects.select_related("person__account", "institution")
build_life(DemoPeople({one.person.account.login: one for one in people.exclude(person__account=None)}, PASSWORD))

from django.urls import reverse
from spona.prevention.models import Observation
from spona.meetings.models import Decision
from spona.plans.models import Plan
from spona.practice.models import Drill
from spona.training.models import Session
meeting = Decision.objects.filter(meeting__network__slug="vranje").latest("meeting__starts_at").meeting
print(reverse("meetings:read", args=[meeting.reference]))
print(reverse("plans:plan", args=[Plan.objects.get(network__slug="vranje", state="adopted").pk]))
print(reverse("training:session", args=[
    Session.objects.filter(network__slug="vranje", closed_at=None).earliest("first_day").pk]))
print(reverse("dashboard:loop"))
print(reverse("prevention:observation", args=[
    Observation.objects.filter(network__slug="vranje", closed_at=None).latest("seen_on").pk]))
print(reverse("practice:drill", args=[Drill.objects.exclude(ended_at=None).latest("ended_at").pk]))
print(reverse("services:offers"))
"""
LIFE = ("meeting", "plan", "training", "loop", "observation", "drill", "offers")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return Path(os.environ.get("SPONA_SHOTS") or tmp_path_factory.mktemp("pictures"))


def test_the_pictures_of_the_handbook(world: Served, people: People, folder: Path):
    ana, bea, mirjana = (
        people.page(login) for login in ("ana.skola", "bea.csr", "mirjana.koordinator")
    )
    reference = _the_reporter(ana, world, folder)
    # While something waits, the coordinator's desk has a row to show.
    _the_coordinator(mirjana, world, folder)
    _the_holder(bea, world, folder, reference)
    # Last, for what a year brings would stand on the pages before.
    found = zip(LIFE, while_ended(world, YEAR).splitlines()[-len(LIFE) :], strict=True)
    _in_each(mirjana, world, folder, dict(found))
    for language in LANGUAGES:
        _without_an_account(people, world, folder, language)
    made = {f"{one.parent.name}/{one.name}" for one in folder.glob("*/*.png")}
    assert shown() <= made, "the handbook shows a picture that nobody makes"


def shown() -> set[str]:
    """`language/name.png` of each picture in the handbook."""
    found = set()
    for page in HANDBOOK.glob("*.md"):
        found |= set(re.findall(r"\]\(pictures/([\w-]+/[\w-]+\.png)\)", page.read_text()))
    return found


def _the_reporter(ana: Page, world: Served, folder: Path) -> str:
    draft = _draft(ana, world)
    choose(ana, "institution", world.django(CENTRE).strip())
    choose(ana, "related", "no")
    press(ana)
    ana.wait_for_url("**/preview/")
    ana.locator("main button[name=paper]").click()
    ana.wait_for_url("**/paper/")
    _in_each(ana, world, folder, {"paper": ana.url.removeprefix(world.url)})
    draft = _draft(ana, world)
    reporting.recipient(ana)
    _in_each(ana, world, folder, {
        "danger": f"/signs/{draft}/", "signs": f"/signs/{draft}/signs/",
        "preview": f"/signs/{draft}/preview/",
    })  # fmt: skip
    ana.goto(f"{world.url}/signs/{draft}/preview/")
    reference = reporting.send(ana)
    _in_each(ana, world, folder, {"sent": f"/r/{reference}/", "account": "/account/"})
    return reference


def _draft(ana: Page, world: Served) -> str:
    """Up to the choice of the recipient; the id of the draft."""
    reporting.begin(ana, world, reached=CALLED)
    reporting.signs(ana, SEEN)
    reporting.person(ana, **WRITTEN)
    return ana.url.split("/signs/")[1].split("/")[0]


def _the_holder(bea: Page, world: Served, folder: Path, reference: str) -> None:
    here = f"/r/{reference}/"
    _in_each(bea, world, folder, {"arrived": "/inbox/"})
    bea.goto(world.url + here)
    post(bea, "/open/")
    bea.locator("main form[action$='/accept/']").wait_for()
    _in_each(bea, world, folder, {"opened": here, "not-ours": f"{here}not-ours/"})
    bea.goto(world.url + here)
    post(bea, "/accept/")
    bea.locator("main form[action$='/assign/']").wait_for()
    case = bea.locator("main a[href^='/cases/']").first.get_attribute("href") or ""
    _in_each(bea, world, folder, {
        "file": case, "conference": f"{case}conference/new/", "keys": "/keys/",
        "institution": "/institution/",
    })  # fmt: skip


def _the_coordinator(mirjana: Page, world: Served, folder: Path) -> None:
    _in_each(mirjana, world, folder, {
        "coordinator": "/desk/", "network": "/network/", "start": "/start/vranje/",
    })  # fmt: skip


def _without_an_account(people: People, world: Served, folder: Path, language: str) -> None:
    phone = tips.phone(people)
    phone.goto(f"{world.url}/{language}/help/vranje/")
    _take(phone, folder / language / "help.png", PHONE)
    phone.goto(f"{world.url}/{language}/signs/parent/")
    _take(phone, folder / language / "told.png", PHONE)
    phone.goto(f"{world.url}/{language}/message/in/vranje/new/")
    _take(phone, folder / language / "word.png", PHONE)
    tips.write(phone, world, language)
    _take(phone, folder / language / "receipt.png", PHONE)


def _in_each(page: Page, world: Served, folder: Path, screens: dict[str, str]) -> None:
    for language in LANGUAGES:
        page.goto(world.url + "/account/")
        page.check(f"main [name=language][value='{language}']")
        post(page, "/preferences/")
        page.locator(f"html[lang='{LANG[language]}']").wait_for()
        for name, path in screens.items():
            page.goto(world.url + path)
            reporting.neutral(page)
            _take(page, folder / language / f"{name}.png", DESK)


def _take(page: Page, path: Path, size: dict[str, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if "SPONA_SHOTS" not in os.environ:
        # Whether there would be one is all the test asks.
        path.touch()
        return
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate("scrollTo(0, 0)")
    path.write_bytes(small(page.screenshot(animations="disabled")))
