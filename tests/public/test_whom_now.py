"""Whom somebody can call now where the network has no duty number, and where they can write."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from pypdf import PdfReader

from spona.deadlines.time import today
from spona.reference.models import Code
from spona.services import actions
from spona.services.models import Service
from tests.services.offering import OPERATOR, hours, phone, service

WEEK = "MO,TU,WE,TH,FR,SA,SU"
DAY_AND_NIGHT, HERE, SHUT = "011 555 100", "017 555 200", "017 555 300"


def text(path, status=200):
    answer = Client().get(path)
    assert answer.status_code == status
    return answer.content.decode()


def offered(institution, name, number, *, on=None, confirm=True, rule=None, **more):
    made = service(institution, OPERATOR, name=name, **more)
    phone(made, OPERATOR, number=number)
    hours(made, OPERATOR, **(rule or {"days": WEEK, "all_day": True, "holidays": "open"}))
    if confirm:
        actions.confirm_service(Service.objects.get(pk=made.pk), by=OPERATOR, on=on)
    return made


@pytest.fixture
def services(body):
    """One for the whole country by day and night, one here that closes, one that is closed."""
    centre, line = body("csw"), body("line", town=None, sector="civil")
    open_rule = {"days": WEEK, "opens": "00:01", "closes": "23:58", "holidays": "open"}
    offered(centre, "Саветовалиште", HERE, rule=open_rule)
    offered(line, "Ту смо", DAY_AND_NIGHT, towns=(), everywhere=True)
    shut = {"days": ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[(today().weekday() + 2) % 7]}
    offered(centre, "Прање", SHUT, rule=shut)
    offered(centre, "Никад", "017 555 400", confirm=False)
    offered(centre, "Давно", "017 555 500", on=today() - dt.timedelta(days=250))


@pytest.mark.parametrize("path", ["/en/town/vranje/", "/en/help/vranje/"])
def test_where_the_town_has_no_number_what_is_open_can_be_called(services, path):
    html = text(path)
    order = [html.index(f"tel:{number}") for number in ("192", "011555100", "017555200")]
    assert order == sorted(order)
    assert "Ту смо" in html or "Tu smo" in html
    assert "day and night</span><br>" in html
    assert "<small>confirmed on" in html
    assert "now until 23:58" in html
    for number in ("017555300", "017555400", "017555500"):
        assert f"tel:{number}" not in html.partition('id="services"')[0]
    note = "The network of this town has not confirmed its own numbers yet."
    assert html.index("tel:017555200") < html.index(note)
    assert "The numbers above can be called now." in html


def test_where_nothing_fits_somebody_can_still_be_called_and_ask_for_less(services):
    html = text("/en/services/?town=vranje&q=sigurno+nema&open=1").partition('id="found"')[2]
    assert "0 services" in html
    assert html.index("tel:192") < html.index(f"tel:{DAY_AND_NIGHT.replace(' ', '')}")
    assert "any need" not in html, "nothing was asked of it"
    for said, asked in (("any town", "open=1&q=sigurno+nema"),
                        ("closed now, too", "town=vranje&q=sigurno+nema"),
                        ("without the words", "town=vranje&open=1")):  # fmt: skip
        assert f'<a href="?{asked.replace("&", "&amp;")}#found">{said}</a>' in html
    assert "Look again" not in text("/en/services/?town=vranje")


def test_beside_a_duty_number_stands_what_never_closes(services, body, plant):
    plant("017 111 222", body("csw-2"))
    html = text("/en/help/vranje/")
    assert html.index("tel:017111222") < html.index("tel:011555100")
    assert "tel:017555200" not in html
    assert "has not confirmed its own" not in html


def test_without_anything_the_sentence_sends_to_the_police(towns):
    html = text("/en/town/vranje/")
    assert "has not confirmed its own numbers yet" in html
    assert "can be called now" not in html
    assert "If you are in danger, call 192." in html


@pytest.mark.parametrize("path", ["/en/help/", "/ar/help/", "/ar/help/nis/", "/sr/help/nis/"])
def test_the_telephone_of_the_whole_country_is_on_every_page_of_help(services, path):
    html = text(path)
    assert "tel:011555100" in html
    assert "tel:017555200" not in html


@pytest.mark.parametrize(
    "path", ["/sr/list.pdf", "/en/help/nis/list.pdf", "/hu/help/vranje/list.pdf"]
)
def test_the_leaflet_has_what_answers_day_and_night_and_nothing_of_the_hour(services, path):
    reader = PdfReader(io.BytesIO(Client().get(path).content))
    assert len(reader.pages) == 1
    words = reader.pages[0].extract_text()
    assert DAY_AND_NIGHT in words
    assert HERE not in words


def test_where_nobody_can_read_no_button_asks_for_a_message(towns):
    for path in ("/en/town/vranje/", "/en/help/vranje/"):
        assert "/en/message/in/vranje/" not in text(path)
    assert "(calls only)" in text("/en/message/")


@pytest.mark.parametrize("path", ["", "signs/", "town/vranje/", "list.pdf", "a/b/c"])
@pytest.mark.parametrize("code", ["rom", "sq", "ar", "fa"])
def test_any_address_of_a_language_of_few_words_leads_to_its_page(towns, code, path):
    answer = Client().get(f"/{code}/{path}")
    assert (answer.status_code, answer["Location"]) == (302, f"/{code}/help/")


@pytest.mark.parametrize("code", ["rom", "sq", "ar", "fa"])
def test_the_red_number_is_told_in_three_languages_and_a_message_in_two(towns, code):
    html = text(f"/{code}/help/")
    red = html.partition("is-first")[2].partition("</a>")[0]
    assert '<bdi lang="sr-Latn" dir="ltr">' in red
    assert '<bdi lang="en" dir="ltr">Danger now: the police, day and night</bdi>' in red
    assert 'href="/sr-latn/message/"' in html
    assert 'href="/en/message/"' in html
    assert Client().get("/ar/help/nowhere/").status_code == 404


@pytest.mark.parametrize("code", ["rom", "sq", "ar", "fa"])
def test_the_way_without_a_voice_stands_among_the_calls(services, code):
    calls = text(f"/{code}/help/").partition('<ul class="calls">')[2].partition("</ul>")[0]
    assert calls.count("is-write") == 2
    red, first = calls.index("is-first"), calls.index("tel:011555100")
    assert (
        red < first < calls.index('href="/sr-latn/message/"') < calls.index('href="/en/message/"')
    )


@pytest.mark.parametrize("code", ["rom", "sq", "ar", "fa"])
def test_the_way_out_is_a_sign_until_somebody_has_translated_it(towns, code):
    """Words in English say nothing to whoever is looked at; none are invented."""
    link = text(f"/{code}/help/").partition("data-quick-exit>")[2].partition("</a>")[0]
    assert link.count("<svg") == 2
    shown = re.sub(r'<span class="only-read">.*</span>|<[^>]+>', "", link)
    assert not shown.strip(), "nothing but signs is drawn"
    for said in ('<bdi lang="sr-Latn">Brzi izlaz</bdi>', '<bdi lang="en">Quick exit</bdi>'):
        assert said in link, "a screen reader has words"


def test_a_translated_way_out_is_shown(towns):
    call = Code.objects.get(list="phrase", code="sq-call")
    Code.objects.create(
        list="phrase", code="sq-exit", version=1, words={"sr": "Излаз", "sq": "Shembull"},
        source="a test", certainty="draft", order=call.order + 1, valid_from=call.valid_from,
        extra=call.extra | {"phrase": "exit"},
    )  # fmt: skip
    link = text("/sq/help/nis/").partition("data-quick-exit>")[2].partition("</a>")[0]
    assert link.endswith("Shembull")
    assert "Quick exit" not in link
