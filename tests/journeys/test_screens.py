"""Pictures of the main screens: `SPONA_SHOTS=folder`, else one look of each, thrown away.

Names: `screen-width-theme-script.png`. Two scripts where the words differ, both themes and
both widths of each screen.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys import reporting
from tests.journeys.people import People, post, step_up
from tests.served.running import Served

pytestmark = pytest.mark.journey
SIZES = {1280: {"width": 1280, "height": 900}, 390: {"width": 390, "height": 844}}
LOOKS = [(width, theme) for width in SIZES for theme in ("light", "dark")]
# A test wants to know that the screens can be had; the pictures are for who asks for them.
if "SPONA_SHOTS" not in os.environ:
    LOOKS = LOOKS[:1]


@pytest.fixture(scope="module")
def shots(tmp_path_factory) -> Path:
    folder = Path(os.environ.get("SPONA_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_screens_before_the_login(world: Served, people: People, shots: Path):
    page = people.stranger()
    for language, script in (("sr", "cyrl"), ("sr-latn", "latn")):
        for name, path in (
            ("front", "/"), ("help", "/help/vranje/"), ("login", "/login/"), ("welcome", "/welcome/"),
        ):  # fmt: skip
            page.goto(f"{world.url}/{language}{path}")
            _take(page, shots, name, script)
    assert _there(shots, "login")


def test_screens_of_a_report(world: Served, people: People, shots: Path):
    ana, bea = people.page("ana.skola"), people.page("bea.csr")
    reporting.write(ana, world)
    draft = ana.url.split("/signs/")[1].split("/")[0]
    both = {
        f"/signs/{draft}/": "danger", f"/signs/{draft}/signs/": "signs",
        f"/signs/{draft}/person/": "person", f"/signs/{draft}/recipient/": "recipient",
        f"/signs/{draft}/preview/": "packet",
    }  # fmt: skip
    _in_both_scripts(ana, world, shots, both)
    ana.goto(f"{world.url}/signs/{draft}/preview/")
    reference = reporting.send(ana)
    _in_both_scripts(ana, world, shots, {
        f"/r/{reference}/": "sent", "/reports/": "reports", "/desk/": "desk-reporter",
    })  # fmt: skip
    here = f"/r/{reference}/"
    _in_both_scripts(bea, world, shots, {"/inbox/": "queue", "/desk/": "desk", here: "arrived"})
    bea.goto(world.url + here)
    post(bea, "/open/")
    bea.locator("main form[action$='/accept/']").wait_for()
    _in_both_scripts(bea, world, shots, {here: "opened"})
    bea.goto(world.url + here)
    post(bea, "/accept/")
    bea.locator("main form[action$='/assign/']").wait_for()
    _in_both_scripts(bea, world, shots, {here: "report"})
    bea.goto(world.url + here)
    case = bea.locator("main a[href^='/cases/']").first.get_attribute("href") or ""
    _in_both_scripts(bea, world, shots, {case: "file"})
    assert _there(shots, "report")


def test_screens_of_the_network(world: Served, people: People, shots: Path):
    mirjana = people.page("mirjana.koordinator")
    _in_both_scripts(mirjana, world, shots, {
        "/desk/": "coordinator", "/network/": "network", "/network/I068/": "institution",
        "/network/casework/vranje/": "casework", "/notices/": "notices",
    })  # fmt: skip
    bea = people.page("bea.csr")
    _in_both_scripts(bea, world, shots, {"/keys/": "keys", "/account/": "account"})
    bea.goto(world.url + "/keys/paper/")
    _take(bea, shots, "step-up", "latn")
    step_up(bea, world, "bea.csr")
    assert _there(shots, "network")


def _in_both_scripts(page: Page, world: Served, shots: Path, screens: dict[str, str]) -> None:
    for language, script in (("sr", "cyrl"), ("sr-latn", "latn")):
        page.goto(world.url + "/account/")
        page.check(f"main [name=language][value='{language}']")
        post(page, "/preferences/")
        page.locator(f"html[lang='sr-{script.title()}']").wait_for()
        for path, name in screens.items():
            page.goto(world.url + path)
            _take(page, shots, name, script)


def _take(page: Page, shots: Path, name: str, script: str) -> None:
    for width, theme in LOOKS:
        page.set_viewport_size(SIZES[width])  # type: ignore[arg-type]
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        path = shots / f"{name}-{width}-{theme}-{script}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")


def _there(shots: Path, name: str) -> bool:
    """True where both scripts have each look of the screen, none of them empty."""
    made = [one for one in shots.glob(f"{name}-*-*-*.png") if one.stat().st_size > 5_000]
    return len(made) == 2 * len(LOOKS)
