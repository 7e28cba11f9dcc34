"""J13: a fresh server; a town begins with network life only and comes to casework, step by step."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.cli.server import Server
from tests.journeys.people import People, fill_in, post, press, step_up
from tests.served import running, template
from tests.served.running import Served

pytestmark = pytest.mark.journey
PASSWORD = "tri drvena mosta 19"
START = "/start/kraljevo/"
CSW, CITY, HEALTH = "I050", "I052", "I051"
# Login, name and institution of those whom the operator invites, with the options of `init`.
FIRST = (
    ("mila.grad", "Мила Прва", CITY, ("--role", "reporter", "--coordinates", "kraljevo")),
    ("bea.csr", "Беа Прва", CSW, ("--role", "director", "--role", "intake_holder")),
    ("dora.zdravlje", "Дора Прва", HEALTH, ("--role", "director")),
)
_STATE = (
    "from spona.directory.models import Network\n"
    "print(Network.objects.get(slug='kraljevo').casework_open)"
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """What `./spona init` makes: reference data, the directory, and nobody who could sign in."""
    home = tmp_path_factory.mktemp("fresh")
    server = Server(home)
    environment = server.environment | {"SPONA_HOST": "localhost"}
    made = server("init")
    assert made.returncode == 0, made.stdout + made.stderr
    codes = {}
    for login, name, institution, options in FIRST:
        done = server("init", "--institution", institution, "--name", name, *options)
        assert done.returncode == 0, done.stdout + done.stderr
        codes[login] = done.stdout.strip().splitlines()[-1].strip()
    served = running.serve(template.Copy(server.data, environment, ""), home, {})
    served.codes = codes
    yield served
    running.stop(served)


@pytest.fixture
def inside(world: Served, people: People):
    """`inside(login)`: that person's page, after the way from the paper to the first sign-in."""

    def inside(login: str, code: str = "") -> Page:
        if login not in world.accounts:
            _accept(people, world, login, code or world.codes[login])
        return people.page(login)

    return inside


def test_a_town_begins_with_network_life_and_opens_casework(
    world: Served, people: People, inside, tmp_path
):
    mila = inside("mila.grad")
    _the_desk_leads_to_the_beginning(mila, world)
    _the_national_numbers_are_called(mila, people, world)
    bea = inside("bea.csr")
    _casework_refuses(bea, world)
    boris = inside("boris.csr", _bea_invites(bea, world))
    _the_key_and_its_paper(bea, boris, world)
    _duty(bea, mila, world)
    dora = inside("dora.zdravlje")
    _leaders_and_seat(mila, world)
    _the_papers(mila, bea, world, tmp_path)
    _two_people_open(mila, dora, world)
    mila.goto(world.url + "/desk/")
    expect(mila.locator("main .note a[href^='/start/']")).to_have_count(0)
    bea.goto(world.url + "/signs/")
    expect(bea.locator("main .note.is-today")).to_have_count(0)


def _accept(people: People, world: Served, login: str, code: str) -> None:
    page = people.stranger()
    page.goto(world.url + "/sr-latn/welcome/")
    fill_in(page, {"code": code, "login": login, "password": PASSWORD, "again": PASSWORD})
    press(page)
    shown = page.locator("p.code")
    expect(shown).to_have_count(2)
    secret = "".join(shown.nth(0).inner_text().split())
    typed = {"digits": pyotp.TOTP(secret).now(), "typed_code": shown.nth(1).inner_text().strip()}
    fill_in(page, typed)
    press(page)
    page.locator("a[href$='/login/']").wait_for()
    world.accounts[login] = {"login": login, "password": PASSWORD, "totp_secret": secret}


def _line(page: Page, words: str):
    return page.locator("main ul.rows > li", has=page.locator("h3", has_text=re.compile(words)))


def _the_desk_leads_to_the_beginning(mila: Page, world: Served) -> None:
    mila.goto(world.url + "/desk/")
    mila.locator("main .note a[href='/start/kraljevo/numbers/']").click()
    # The title names nothing.
    expect(mila).to_have_title("Početak – Spona")
    mila.goto(world.url + START)
    expect(mila.locator("h1")).to_contain_text("0 od 7")
    expect(mila.locator("main ul.rows > li")).to_have_count(7)


def _the_national_numbers_are_called(mila: Page, people: People, world: Served) -> None:
    public = people.stranger()
    public.goto(world.url + "/sr-latn/help/")
    assert public.locator("a[href='tel:063610590']").count() == 0
    mila.goto(world.url + START + "numbers/")
    for left in range(4, 0, -1):
        buttons = mila.locator("main form[action$='/confirm/'] button")
        expect(buttons).to_have_count(left)
        buttons.first.click()
        mila.wait_for_url("**" + START + "numbers/")
    expect(mila.locator("main form[action$='/confirm/']")).to_have_count(0)
    expect(mila.locator("h1")).to_contain_text("sve je tu")
    public.reload()
    expect(public.locator("a[href='tel:063610590']").first).to_be_visible()


def _casework_refuses(bea: Page, world: Served) -> None:
    bea.goto(world.url + "/signs/")
    expect(bea.locator("main .note.is-today")).to_be_visible()
    assert bea.request.get(world.url + START).ok


def _bea_invites(bea: Page, world: Served) -> str:
    bea.goto(f"{world.url}/network/{CSW}/members/new/")
    fill_in(bea, {"name": "Борис Други", "email": "boris@primer.invalid"})
    bea.check("main input[name=roles][value=intake_holder]")
    press(bea)
    row = bea.locator("main li", has_text=re.compile("Boris|Борис"))
    row.locator("a[href$='/invite/']").click()
    press(bea)
    return bea.locator("#code").inner_text()


def _the_key_and_its_paper(bea: Page, boris: Page, world: Served) -> None:
    bea.goto(world.url + START + "keys/")
    here = _line(bea, "Centar za socijalni rad")
    expect(here).to_contain_text("prave ključ zajedno")
    here.locator("a[href='/keys/']").click()
    bea.locator("main a[href$='/keys/begin/']").click()
    step_up(bea, world, "bea.csr")
    for box in bea.locator("main input[name=holders]").all():
        box.check()
    bea.locator("main form:has([name=holders]) button").click()
    bea.wait_for_url("**/keys/")
    bea.goto(world.url + START + "keys/")
    expect(_line(bea, "Centar za socijalni rad")).to_contain_text("papirnog ključa nema")
    bea.goto(world.url + "/keys/paper/")
    bea.locator("main form:has([name=token]) button").click()
    bea.locator("#paper-key").wait_for()
    bea.goto(world.url + START + "keys/")
    expect(
        _line(bea, "Centar za socijalni rad").locator("use[href$='circle-check']")
    ).to_have_count(1)
    boris.goto(world.url + "/keys/")
    expect(boris.locator("[aria-labelledby=who] > ul > li")).to_have_count(2)


def _duty(bea: Page, mila: Page, world: Served) -> None:
    mila.goto(world.url + START + "duty/")
    _line(mila, "broj dežurstva").locator("a[href*='/numbers/new/']").click()
    mila.select_option("main [name=kind]", "on_call")
    mila.fill("main [name=number]", "036 000 000")
    press(mila)
    mila.goto(world.url + START + "duty/")
    post(mila, "/confirm/")
    expect(_line(mila, "036 000 000")).to_contain_text("Mila Prva")
    bea.goto(world.url + "/roster/new/")
    now = datetime.now(UTC) + timedelta(hours=2)
    fill_in(
        bea,
        {
            "starts_at": now.strftime("%Y-%m-%dT%H:%M"),
            "ends_at": (now + timedelta(hours=12)).strftime("%Y-%m-%dT%H:%M"),
        },
    )
    bea.select_option("main [name=member]", index=1)
    press(bea)
    mila.goto(world.url + START + "duty/")
    expect(mila.locator("h1")).to_contain_text("sve je tu")


def _leaders_and_seat(mila: Page, world: Served) -> None:
    mila.goto(world.url + START + "network/")
    _line(mila, "Lice za zaštitu podataka").locator("a").first.click()
    dora = mila.locator("main [name=member] option", has_text=re.compile("Dora|Дора"))
    mila.select_option("main [name=member]", dora.first.get_attribute("value"))
    mila.select_option("main [name=role]", "data_protection_officer")
    mila.locator("main form:has([name=role]) button").click()
    mila.goto(world.url + START + "network/")
    expect(_line(mila, "Lice za zaštitu podataka")).to_contain_text("Dora Prva")
    _line(mila, "Centar za socijalni rad").locator("a").first.click()
    mila.select_option("main [name=member]", index=1)
    mila.select_option("main [name=deputy]", index=2)
    press(mila, "main form:has([name=deputy])")
    mila.goto(world.url + START + "network/")
    expect(_line(mila, "Centar za socijalni rad")).to_contain_text("član i zamenik")


def _the_papers(mila: Page, bea: Page, world: Served, folder) -> None:
    """In both scripts, from the page, opened by another program."""
    bea.goto(world.url + START + "papers/")
    expect(bea.locator("main ul.rows > li")).to_have_count(14)
    cyrillic = _download(bea, "statement", "sr", folder)
    assert "Беа Прва" in cyrillic
    assert "Изјава о поверљивости" in cyrillic
    latin = _download(bea, "statement", "sr-latn", folder)
    assert "Bea Prva" in latin
    assert "Izjava o poverljivosti" in latin
    assert "063 610 590" in _download(bea, "reporting", "sr-latn", folder)
    mila.goto(world.url + START + "papers/")
    assert "Мила Прва" in _download(mila, "protocol", "sr", folder)


def _download(page: Page, name: str, language: str, folder) -> str:
    with page.expect_download() as coming:
        page.locator(f"main a[href$='/{name}.pdf?language={language}']").click()
    assert re.fullmatch(r"P-\d\.pdf", coming.value.suggested_filename)
    file = folder / "paper.pdf"
    coming.value.save_as(file)
    shown = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.run(shown, capture_output=True, text=True, check=True).stdout


def _two_people_open(mila: Page, dora: Page, world: Served) -> None:
    page = world.url + "/network/casework/kraljevo/"
    mila.goto(page)
    expect(mila.locator("button[disabled]")).to_have_count(1)
    for number in range(6):
        row = mila.locator("[aria-labelledby=conditions] li").nth(number)
        row.locator("summary").click()
        if number < 3:
            row.locator("[name=document]").fill(f"01-{number}/2026")
        row.locator("form button").click()
        expect(row.locator("summary")).to_be_visible()
    expect(mila.locator("[aria-labelledby=conditions] li").first).to_contain_text("01-0/2026")
    post(mila, "/confirm/")
    step_up(mila, world, "mila.grad")
    _once_more(mila)
    assert "True" not in world.django(_STATE), "one of two has signed"
    dora.goto(world.url + START + "opening/")
    expect(_line(dora, "Koordinator")).to_contain_text("Mila Prva")
    dora.goto(page)
    post(dora, "/confirm/")
    step_up(dora, world, "dora.zdravlje")
    _once_more(dora)
    assert "True" in world.django(_STATE)
    dora.goto(world.url + START + "opening/")
    expect(dora.locator("h1")).to_contain_text("sve je tu")


def _once_more(page: Page) -> None:
    """After the step-up either the confirmation went on, or a page offers to send it."""
    page.wait_for_load_state()
    again = page.locator("main form[action$='/confirm/'] button")
    if again.count():
        again.click()
        page.wait_for_load_state()
