import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

CODES = ("sr", "sr-latn", "en")


def text(path):
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("code", CODES)
def test_192_is_always_there_first_and_red(towns, code):
    for path in (f"/{code}/help/", f"/{code}/help/vranje/"):
        html = text(path)
        first = html.index('href="tel:')
        assert html[first:].startswith('href="tel:192"')
        assert 'class="call is-first"' in html[first - 60 : first]


def test_where_nothing_is_confirmed_the_page_says_so(towns, body, plant):
    plant("017 111 222", body("csw"), confirmed_on=None)
    html = text("/en/help/vranje/")
    assert "has not confirmed its own numbers yet" in html
    assert html.count('href="tel:') == 1


@pytest.mark.parametrize("code", CODES)
def test_what_nobody_called_is_never_shown(towns, body, plant, code):
    """Planted numbers of every kind: unconfirmed, ended, invented, hidden, of an office."""
    csw = body("csw")
    for index, kind in enumerate(("emergency", "on_call", "centre", "helpline", "office")):
        plant(f"099 000 00{index}", csw, kind=kind, confirmed_on=None)
        plant(f"098 000 00{index}", None, kind=kind, confirmed_on=None)
    plant("097 000 001", csw, ended_at=timezone.now())
    plant("096 000 001", body("made-up", example=True))
    plant("095 000 001", body("hidden", confidential=True))
    plant("094 000 001", csw, kind="office")
    for path in (f"/{code}/help/", f"/{code}/help/vranje/", f"/{code}/help/nis/", f"/{code}/"):
        html = text(path)
        for start in ("099", "098", "097", "096", "095", "094"):
            assert f"{start} 000" not in html
            assert f"{start}000" not in html


def test_a_confirmed_number_stands_with_the_day_of_the_call(towns, body, plant):
    plant("017 111 222", body("csw"), confirmed_on=dt.date(2026, 11, 12))
    html = text("/en/help/vranje/")
    assert 'href="tel:017111222"' in html
    assert "017 111 222" in html
    assert "confirmed on 12 November 2026" in html
    assert "has not confirmed its own" not in html


def test_a_town_shows_its_own_numbers_and_the_national_ones(towns, body, plant):
    plant("017 111 222", body("csw-vranje"))
    plant("018 111 222", body("csw-nis", town="nis"))
    plant("0800 100 388", body("centre", town=None, sector="centre"), kind="centre", town=None)
    vranje, both = text("/sr/help/vranje/"), text("/sr/help/")
    assert "017 111 222" in vranje
    assert "0800 100 388" in vranje
    assert "018 111 222" not in vranje
    assert "0800 100 388" in both


def test_without_a_town_each_number_on_call_stands_beside_its_town(towns, body, plant):
    """Whoever calls the night line of another town loses time, so it is never the first thing."""
    plant("017 111 222", body("csw-vranje"))
    plant("018 111 222", body("csw-nis", town="nis"))
    html = text("/sr/help/")
    calls, _mid, towns_part = html.partition('class="warn"')[0].partition('id="towns"')
    assert "017 111 222" not in calls
    rows = re.findall(r'<a class="call.*?</a>', towns_part, re.DOTALL)
    assert len(rows) == 2
    for row in rows:
        assert ("017 111 222" in row) == ("Врање: " in row)
        assert ("018 111 222" in row) == ("Ниш: " in row)
    assert "are not here" not in text("/en/help/")


def test_without_a_town_and_without_numbers_the_page_says_so(towns):
    html = text("/en/help/")
    assert "The networks have not confirmed their own numbers yet" in html
    assert html.count('href="tel:') == 1
    assert "/en/help/vranje/" in html


def test_an_institution_that_one_may_not_know_is_on_no_list_of_towns(towns, body, plant):
    plant("096 000 001", body("made-up", example=True))
    plant("095 000 001", body("hidden", confidential=True))
    plant("094 000 001", body("csw"), kind="office")
    plant("093 000 001", body("csw-2"), confirmed_on=None)
    assert "000 001" not in text("/sr/help/")


def test_a_number_confirmed_twice_is_shown_once(towns, body, plant):
    plant("116 111", body("one"), kind="helpline")
    plant("116 111", body("two"), kind="helpline")
    assert text("/sr/help/vranje/").count("116 111") == 1


def test_a_name_in_another_language_says_so(towns, body, plant):
    plant("017 111 222", body("csw"), words={"sr": "Дежурни"})
    assert '<span lang="sr-Latn">Dežurni</span></span><br>' in text("/en/help/vranje/")
    assert (
        "<span lang"
        not in text("/sr/help/vranje/").partition("</ul>")[0].partition('<ul class="calls">')[2]
    )


def test_a_text_browser_reads_numbers_before_anything_else(towns, body, plant):
    html = text("/en/help/")
    assert html.index("192") < html.index("Does somebody look at your phone?")
    assert html.index("Does somebody look") < html.index("Is this happening to you?")


def test_the_foot_names_the_network_of_the_town(towns):
    foot = text("/sr/help/vranje/").partition("<footer")[2]
    assert "Локална мрежа Врање" in foot
    assert "Ниш" not in foot
    assert "Локална мрежа" not in text("/sr/help/").partition("<footer")[2]
