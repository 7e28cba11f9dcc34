"""J9: a session is planned, people register, take both tests, get a certificate; who is trained
where. With a browser each: trainer, teacher, and somebody without an account on a phone.
"""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.axe import faults
from tests.journeys.people import People, go_on, post, press
from tests.journeys.storage import kept
from tests.served.running import Served

pytestmark = pytest.mark.journey
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def test_from_a_module_to_a_certificate(world: Served, people: People):
    mirjana = people.page("mirjana.koordinator")
    _write_module(mirjana, world)
    session = _plan(mirjana, world)
    link = mirjana.locator("#join-url").input_value()
    assert "/sr-latn/trainings/join/" in link

    # A teacher with an account: one press.
    ana = people.page("ana.skola")
    ana.goto(world.url + "/trainings/")
    go_on(ana, ana.locator("[aria-labelledby=ahead] h3 a").first)
    go_on(ana, ana.locator(".head-end button"))
    expect(ana.locator(".note.is-done")).to_be_visible()

    # Somebody without one, on a phone, without a script.
    phone = people.stranger(**PHONE, java_script_enabled=False)
    phone.goto(link)
    go_on(phone, phone.locator("button.big"))
    expect(phone.locator(".error").first).to_be_visible()
    phone.fill("[name=name]", "Petra Primerić")
    phone.select_option("[name=institution]", index=2)
    go_on(phone, phone.locator("button.big"))
    expect(phone.locator(".plain-note strong").first).to_have_text("Petra Primerić")
    own = phone.url
    assert "etra" not in own
    assert not phone.context.cookies()

    _take(phone, world, "pre", right=False)
    phone.goto(own)
    assert "right answer" not in phone.content()
    _happened_yesterday(world, session)

    mirjana.goto(session)
    expect(mirjana.locator("[aria-labelledby=people] tbody tr")).to_have_count(2)
    for tick in mirjana.locator("form[action*='/attendance/'] input[type=checkbox]").all():
        tick.check()
    post(mirjana, "/attendance/")
    post(mirjana, "/close/")
    phone.goto(own)
    _take(phone, world, "post", right=True)
    phone.goto(own)
    pdf = phone.request.get(own + "certificate/")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.body())).pages)
    assert "Petra Primerić" in text
    code = re.search(r"/certificates/([0-9A-Z]{26})/", text.replace("\n", ""))
    assert code, text

    stranger = people.stranger(**PHONE)
    for language in ("sr", "sr-latn", "en"):
        stranger.goto(f"{world.url}/{language}/certificates/{code[1]}/")
        assert "etra" not in stranger.content()
        expect(stranger.locator("dl.verified")).to_be_visible()
        assert faults(stranger) == []
    stranger.goto(f"{world.url}/sr-latn/certificates/{'A' * 26}/")
    expect(stranger.locator("dl.verified")).to_have_count(0)

    ana.goto(world.url + "/trainings/where/")
    expect(ana.locator(".town-map a")).to_have_count(7)
    expect(ana.locator("td.is-trained.is-own")).not_to_have_count(0)
    assert "Primerić" not in ana.locator("main").inner_text()
    # The picture is reached by the keyboard, and leads on.
    ana.locator(".town-map a").first.focus()
    ana.keyboard.press("Enter")
    ana.wait_for_url("**/where/?town=*")


def test_every_page_in_both_themes_and_widths(world: Served, people: People):
    mirjana, wrong = people.page("mirjana.koordinator"), []
    session = world.django(_ONE.format(what="Session")).strip()
    module = world.django(_ONE.format(what="Module")).strip()
    question = world.django(_ONE.format(what="Question")).strip()
    for path in (
        "", "new/", "where/", "modules/", "modules/new/", f"{session}/", f"{session}/change/",
        f"{session}/call-off/", f"modules/{module}/", f"modules/{module}/change/",
        f"modules/{module}/questions/new/", f"questions/{question}/", "where/E001/",
    ):  # fmt: skip
        mirjana.goto(f"{world.url}/trainings/{path}")
        wrong += [f"{path}: {fault}" for fault in faults(mirjana)]
    phone = people.stranger(**PHONE)
    link, own = world.django(_LINKS).split()
    for path in (link, own, own + "after/"):
        phone.goto(world.url + path)
        wrong += [f"{path}: {fault}" for fault in faults(phone)]
        assert not kept(phone)
    assert wrong == []


_ONE = "from spona.training.models import {what}\nprint({what}.objects.first().pk)"
_LINKS = """
from django.urls import reverse
from spona.training.links import personal_path
from spona.training.models import Participant, Session
print(reverse("training:join", args=["sr", Session.objects.first().link]))
print(personal_path(Participant.objects.filter(member=None).first(), "sr"))
"""


def _write_module(page: Page, world: Served) -> None:
    page.goto(world.url + "/trainings/modules/new/")
    page.fill("[name=title_sr]", "Znaci u školi")
    page.fill("[name=hours]", "4")
    press(page)
    expect(page.locator(".has-error .error").first).to_be_visible()
    page.fill("[name=title_sr]", "Знаци у школи")
    page.locator("[name=covers][value=no_age]").check()
    press(page)
    go_on(page, page.locator("a[href$='/questions/new/']").first)
    page.fill("[name=text]", "Кога зовете кад је неко у опасности?")
    page.fill("[name=option_1]", "192")
    page.fill("[name=option_2]", "никога")
    press(page)
    # A test without a right answer is refused, and what was typed stays.
    expect(page.locator(".note.is-late")).to_be_visible()
    expect(page.locator("[name=option_2]")).to_have_value("никога")
    page.locator("[name=right_1]").check()
    press(page)
    expect(page.locator("#test .count")).to_have_text("1")


def _plan(page: Page, world: Served) -> str:
    go_on(page, page.locator(".head-end a.btn-primary"))
    day = dt.date.today() + dt.timedelta(days=1)  # noqa: DTZ011
    page.fill("[name=day_1]", day.isoformat())
    page.fill("[name=place]", "Градска кућа")
    press(page)
    expect(page.locator("#join-url")).to_be_visible()
    return page.url


def _take(page: Page, world: Served, moment: str, *, right: bool) -> None:
    go_on(page, page.locator(f"a[href$='/test/{moment}/']"))
    page.locator(f"main input[type=radio][value='{0 if right else 1}']").check()
    go_on(page, page.locator("button.big"))


def _happened_yesterday(world: Served, session: str) -> None:
    """Nobody waits for tomorrow in a test."""
    ident = session.rstrip("/").rsplit("/", 1)[1]
    world.django(
        "import datetime as dt\n"
        "from spona.training.models import Session\n"
        f"one = Session.objects.get(pk='{ident}')\n"
        "day = dt.date.today() - dt.timedelta(days=1)\n"
        "one.first_day = one.last_day = one.register_until = day\n"
        "one.save()\n"
        "one.days.update(day=day)\n"
    )
