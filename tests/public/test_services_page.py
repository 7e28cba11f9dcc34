"""Services as a stranger finds them: nothing unconfirmed, nothing of where a shelter is."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.core.cache import cache
from django.test import Client

from spona.deadlines.time import today
from spona.directory.models import Institution
from spona.public.did_you_mean import EVERYDAY
from spona.public.offers import needs
from spona.reference.models import Town
from spona.reference.words import is_cyrillic
from spona.services import actions
from spona.services.models import Phone, Service
from tests.services.offering import GATE, NUMBER, OPERATOR, hours, phone, place, service


def text(path, status=200):
    answer = Client().get(path)
    assert answer.status_code == status
    return answer.content.decode()


def names(path):
    """Of the services on the page, in order."""
    return re.findall(r'/services/[0-9a-f-]{36}/">(?:<span[^>]*>)?([^<]+)', text(path))


@pytest.fixture
def csw(body):
    return body("csw")


@pytest.fixture
def advice(csw):
    """Confirmed today, open day and night."""
    made = service(csw, OPERATOR, languages=("sr", "rom"))
    phone(made, OPERATOR)
    hours(made, OPERATOR, days="MO,TU,WE,TH,FR,SA,SU", all_day=True, holidays="open")
    actions.confirm_service(Service.objects.get(pk=made.pk), by=OPERATOR)
    return Service.objects.get(pk=made.pk)


def test_a_confirmed_service_is_found_by_need_town_language_hour_and_words(advice):
    for asked in ("", "town=vranje", "need=counselling", "language=rom", "open=1", "q=саветов",
                  "q=SAVETOV", "town=vranje&need=counselling&language=rom&open=1&q=savet"):  # fmt: skip
        assert names(f"/en/services/?{asked}") == ["Саветовалиште en"], asked
    for asked in ("town=nis", "need=legal_aid", "language=hu", "q=prenociste"):
        assert names(f"/en/services/?{asked}") == [], asked
        assert 'href="tel:192"' in text(f"/en/services/?{asked}")


@pytest.mark.parametrize(
    ("asked", "said", "address"),
    [
        # Words of every day, in both scripts and other languages, with a wrong letter or an ending.
        ("psiholog", "Counselling", "need=counselling"),
        ("психолога", "Counselling", "need=counselling"),
        ("psycologist", "Counselling", "need=counselling"),
        ("pszichológus", "Counselling", "need=counselling"),
        ("counseling", "Counselling", "need=counselling"),
        # More kinds than are shown: those of them that somebody gives.
        ("advokat smeštaj spavanje psiholog", "Counselling", "need=counselling"),
        (
            "psiholog u Vranju",
            "Counselling, for people from: Vranje",
            "need=counselling&town=vranje",
        ),
        # Nobody gives it there, but elsewhere.
        ("psiholog Nis", "Counselling", "need=counselling"),
        ("vrane", "Vranje", "town=vranje"),
        # Who chose a town is not led to another.
        ("psiholog nis&town=vranje", "Counselling", "need=counselling&town=vranje"),
    ],
)
def test_who_finds_nothing_is_led_to_what_they_meant(advice, asked, said, address):
    html = text(f"/en/services/?q={asked}")
    assert names(f"/en/services/?q={asked}") == []
    link = f'<a href="?{address.replace("&", "&amp;")}#found">{said}</a>'
    assert link in html.partition("Perhaps you mean")[2]
    assert names(f"/en/services/?{address}") == ["Саветовалиште en"]


# A word for it, and words that are like others: what, dream, person, threat, now, is not, Saturday.
NOTHING = ["advokat", "xyzzy", "pomoć", "a", "psiholog&language=hu", "šta", "san", "osoba", "for",
           "pretnja", "sada", "nisu", "subota", "podrška", "support"]  # fmt: skip


@pytest.mark.parametrize("asked", NOTHING)
def test_nobody_is_led_to_where_nothing_is(advice, asked):
    assert "Perhaps you mean" not in text(f"/en/services/?q={asked}")


def test_a_town_without_a_name_in_a_language_is_nobodys(advice):
    town = Town.objects.get(slug="vranje")
    town.words = {**town.words, "hu": " "}
    town.save()
    cache.clear()
    assert "Perhaps you mean" not in text("/en/services/?q=xyzzy")


@pytest.mark.parametrize("away", ["confirmed", "long_ago", "public", "practice", "forged"])
def test_nobody_is_led_to_what_is_not_for_everybody(advice, away):
    asked = "/en/services/?q=psiholog"
    assert "Perhaps you mean" in text(asked)
    made = Service.objects.get(pk=advice.pk)
    if away == "confirmed":
        made.confirmed_on = None
    elif away == "long_ago":
        made.confirmed_on = today() - dt.timedelta(days=400)
    elif away == "public":
        made.public = False
    cache.clear()
    if away == "practice":
        Institution.objects.filter(pk=made.institution_id).update(example=True)
    elif away == "forged":
        Service.objects.filter(pk=made.pk).update(words={"sr": "PODMETNUTO"})
    else:
        made.save()
    assert "Perhaps you mean" not in text(asked)


def test_words_of_every_day_stand_for_help_that_there_is(towns):
    everyday = json.loads(EVERYDAY.read_text(encoding="utf-8"))
    assert set(everyday) <= {row.code for row in needs()}
    for kind, words in everyday.items():
        assert set(words) == {"sr", "en", "hu"}, kind
        assert all(is_cyrillic(word) for word in words["sr"]), kind


def test_odd_questions_are_answered_and_the_page_says_nothing_of_them(advice):
    for asked in ("language='--", "page=999999", "page=-1", "page=٣", "open=maybe",
                  f"q={'a' * 5000}", "q=<script>alert(1)</script>", "need=x&need=y"):  # fmt: skip
        html = text(f"/en/services/?{asked}")
        assert "<script" not in html
    for asked in ("need=%00", "town=%00", "q=%00"):
        html = text(f"/en/services/?{asked}", 400)
        assert 'href="tel:192"' in html
        assert "%00" not in html


def test_its_page_says_what_for_whom_when_and_whom_to_call(advice):
    html = text(f"/en/services/{advice.pk}/")
    assert 'href="tel:017555010"' in html
    assert NUMBER in html
    assert "Confirmed by phone on" in html
    assert "Open now" in html
    assert "day and night" in html
    assert "Romani" in html


def test_what_nobody_confirmed_or_long_ago_says_so_and_tells_no_number(csw, advice):
    old = service(csw, OPERATOR, name="Старо")
    phone(old, OPERATOR, number="017 999 111")
    actions.confirm_service(
        Service.objects.get(pk=old.pk), by=OPERATOR, on=today() - dt.timedelta(days=400)
    )
    never = service(csw, OPERATOR, name="Никад")
    phone(never, OPERATOR, number="017 999 222")
    assert names("/en/services/") == ["Саветовалиште en"]
    hours(never, OPERATOR, days="MO", opens="08:17", closes="15:00")
    for row in (old, never):
        html = text(f"/en/services/{row.pk}/")
        assert "Not confirmed at present" in html
        assert 'href="tel:192"' in html
        assert 'href="/en/help/"' in html
        assert "017 999" not in html
        assert "08:17" not in html
    for path in ("/en/services/", "/en/town/vranje/", "/sr/services/?q=017999111"):
        assert "017 999" not in text(path)


def test_a_service_that_is_hidden_ended_or_invented_is_nowhere(csw, advice):
    hidden = service(csw, OPERATOR, name="Само чланови", public=False, confirm=True)
    ended = service(csw, OPERATOR, name="Некад", confirm=True)
    actions.end_service(ended, reason="nema", by=OPERATOR)
    invented = service(csw, OPERATOR, name="Пример", confirm=True, example=True)
    assert names("/sr-latn/services/") == ["Savetovalište"]
    for row in (hidden, ended, invented):
        text(f"/sr/services/{row.pk}/", 404)


def test_a_number_that_was_taken_out_is_gone_at_once(advice):
    path = f"/en/services/{advice.pk}/"
    assert NUMBER in text(path)
    actions.take_out(advice.phones.get(), by=OPERATOR)
    assert NUMBER not in Client().get(path).content.decode()


def test_what_has_ended_is_gone_at_once(advice):
    assert names("/en/services/") == ["Саветовалиште en"]
    actions.end_service(advice, reason="затворено", by=OPERATOR)
    text(f"/en/services/{advice.pk}/", 404)
    assert names("/en/services/") == []


def test_of_a_confidential_place_only_the_front_gate_is_told(csw, advice):
    made = service(csw, OPERATOR, name="Кућа")
    where = place(csw, OPERATOR, address="", confidential=True)
    actions.put_at(made, location=where, by=OPERATOR)
    phone(where, OPERATOR, number=GATE, front_gate=True)
    # No action takes such a number; it may have come from a dump.
    Phone.objects.create(service=made, number="017 999 333")
    actions.confirm_service(Service.objects.get(pk=made.pk), by=OPERATOR)
    html = text(f"/en/services/{made.pk}/")
    assert GATE in html
    assert "017 999 333" not in html
    assert "Nobody is told where it is." in html


def test_a_row_that_somebody_else_changed_is_not_shown(advice):
    Service.objects.filter(pk=advice.pk).update(words={"sr": "Зовите 099", "en": "Call 099"})
    assert "099" not in text("/en/services/?anew=1")
    text(f"/en/services/{advice.pk}/?anew=1", 404)
    Institution.objects.filter(pk=advice.institution_id).update(example=True)
    assert "099" not in text("/en/services/?anew=2")


def test_a_search_costs_the_same_for_one_and_for_many(csw, advice, django_assert_max_num_queries):
    for n in range(12):
        service(csw, OPERATOR, name=f"Услуга {n}", confirm=True)
    with django_assert_max_num_queries(40):
        assert len(names("/en/services/?anew=1")) == 10
    assert len(names("/en/services/?page=2")) == 3


def test_a_kept_page_hands_on_nothing_that_one_reader_typed(advice):
    first = "a" * 80
    text(f"/en/services/?q={first}my-own-name")
    assert "my-own-name" not in text(f"/en/services/?q={first}")
    assert "my-own-name" not in text(f"/en/services/?q={first}my-own-name")
    html = text("/en/services/?town=vranje&q=savet")
    assert 'href="/hu/services/?town=vranje&amp;q=savet"' in html


def test_the_list_begins_with_the_police_and_each_row_can_be_called(csw, advice):
    other = service(csw, OPERATOR, name="Други", confirm=True)
    html = text("/en/services/")
    red = html.index("is-first")
    assert html.index('href="tel:192"') < html.index("<form")
    assert red < html.index('href="tel:017555010"')
    row = html.partition(str(other.pk))[2].partition("</li>")[0]
    assert f'href="tel:{other.phones.get().number.replace(" ", "")}"' in row


def test_what_is_open_stands_before_what_is_closed_also_over_pages(csw, advice):
    for n in range(11):
        shut = service(csw, OPERATOR, name=f"А{n:02}", kind="accommodation")
        day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[(today().weekday() + 3) % 7]
        hours(shut, OPERATOR, days=day)
        phone(shut, OPERATOR)
        actions.confirm_service(Service.objects.get(pk=shut.pk), by=OPERATOR)
    first, second = names("/en/services/"), names("/en/services/?page=2")
    assert first[0] == "Саветовалиште en"
    assert (len(first), len(set(first + second))) == (10, 12)
    assert names("/en/services/?page=99") == second


@pytest.mark.parametrize(("code", "said"), [("en", "(in Serbian)"), ("hu", "(szerbül)")])
def test_a_text_that_is_only_serbian_says_so_to_who_reads_another_language(csw, code, said):
    made = service(csw, OPERATOR, text={"sr": "Разговор без најаве."})
    phone(made, OPERATOR)
    actions.confirm_service(Service.objects.get(pk=made.pk), by=OPERATOR)
    html = text(f"/{code}/services/{made.pk}/")
    assert f'<span lang="sr-Latn">Razgovor bez najave.</span> <small>{said}</small>' in html
    assert "<small>(" not in text(f"/sr/services/{made.pk}/").partition("<main")[2]
