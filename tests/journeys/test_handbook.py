"""The handbook's pictures, made while somebody walks the way it tells.

`./spona shots` keeps them under `docs/handbook/pictures/<language>/`; else they go to a
temporary folder. A picture that the handbook shows and nobody makes is a fault.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys import reporting
from tests.journeys.people import People, post
from tests.served.running import Served

pytestmark = pytest.mark.journey
HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "handbook"
LANGUAGES = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en"}
PEOPLE = ("ana.skola", "bea.csr", "mirjana.koordinator")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return Path(os.environ.get("SPONA_SHOTS") or tmp_path_factory.mktemp("pictures"))


def test_the_pictures_of_the_handbook(world: Served, people: People, folder: Path):
    ana, bea, mirjana = (people.page(login) for login in PEOPLE)
    reporting.write(ana, world)
    draft = ana.url.split("/signs/")[1].split("/")[0]
    _in_each(ana, world, folder, {
        "danger": f"/signs/{draft}/", "signs": f"/signs/{draft}/signs/",
        "preview": f"/signs/{draft}/preview/",
    })  # fmt: skip
    ana.goto(f"{world.url}/signs/{draft}/preview/")
    reference = reporting.send(ana)
    _in_each(ana, world, folder, {"sent": f"/r/{reference}/"})
    _in_each(bea, world, folder, {"holder-desk": "/desk/", "arrived": "/arrived/"})
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/open/")
    bea.locator("main form[action$='/accept/']").wait_for()
    _in_each(bea, world, folder, {"opened": f"/r/{reference}/"})
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/accept/")
    bea.locator("main form[action$='/assign/']").wait_for()
    case = bea.locator("main a[href^='/f/']").first.get_attribute("href") or ""
    _in_each(bea, world, folder, {"file": case, "keys": "/keys/"})
    _in_each(mirjana, world, folder, {"coordinator": "/desk/", "network": "/network/"})
    stranger = people.stranger()
    stranger.set_viewport_size({"width": 390, "height": 844})
    for language in LANGUAGES:
        stranger.goto(f"{world.url}/{language}/word/in/vranje/")
        _take(stranger, folder / language / "word.png")
    made = {f"{one.parent.name}/{one.name}" for one in folder.glob("*/*.png")}
    assert shown() <= made, "the handbook shows a picture that nobody makes"


def shown() -> set[str]:
    """`language/name.png` of each picture in the handbook."""
    found = set()
    for page in HANDBOOK.glob("*.md"):
        found |= set(re.findall(r"\]\(pictures/([\w-]+/[\w-]+\.png)\)", page.read_text()))
    return found


def _in_each(page: Page, world: Served, folder: Path, screens: dict[str, str]) -> None:
    for language, lang in LANGUAGES.items():
        page.goto(world.url + "/account/")
        page.check(f"main [name=language][value='{language}']")
        post(page, "/preferences/")
        page.locator(f"html[lang='{lang}']").wait_for()
        page.set_viewport_size({"width": 1280, "height": 900})
        for name, path in screens.items():
            page.goto(world.url + path)
            reporting.neutral(page)
            _take(page, folder / language / f"{name}.png")


def _take(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.screenshot(path=path, animations="disabled")
