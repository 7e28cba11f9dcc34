"""Whom to call, and the way without a voice, as a text browser and a screen reader meet them."""

import re
import shutil
import subprocess

import pytest
from django.test import Client

from spona.public.phrases import NAMES
from spona.reference.models import Code

KEEPS_SILENT = ("/en/", "/en/signs/pupil/", "/en/rights/", "/en/services/", "/en/languages/")


def get(path):
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def read_out(html: str) -> list[str]:
    """As w3m shows it."""
    if shutil.which("w3m") is None:
        pytest.skip("w3m is not installed")
    told = subprocess.run(
        ["w3m", "-dump", "-T", "text/html", "-cols", "60"],
        input=html.encode(), capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    return [line.strip() for line in told.splitlines() if line.strip()]


def test_numbers_stand_apart_label_first_and_the_day_second(towns, body, plant):
    plant("017 111 222", body("A"))
    plant("017 333 444", body("B"))
    html = get("/en/help/vranje/")
    lines = read_out(html)
    for number in ("017 111 222", "017 333 444"):
        at = lines.index(number)
        assert lines[at - 1] == "• On call"
        assert lines[at + 1] == "confirmed on 12 November 2026"
    # A list, so that a screen reader says how many there are and steps from one to the next.
    calls = re.search(r'<ul class="calls">(.*?)</ul>', html, re.DOTALL)[1]
    assert calls.count("<li>") == calls.count("<a ") == 3
    assert calls.count('href="tel:') == 3


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn", "hu"])
def test_writing_without_a_name_stands_beside_calling(towns, body, plant, language):
    plant("017 111 222", body("A"))
    html = get(f"/{language}/help/")
    calls = re.search(r'<ul class="calls">(.*?)</ul>', html, re.DOTALL)[1]
    assert f'<a class="call is-write" href="/{language}/message/"' in calls
    front = get(f"/{language}/")
    ways = re.search(r'<ul class="calls">(.*?)</ul>', front, re.DOTALL)[1]
    assert re.findall(r'<a class="(big)" href="([^"]+)"', ways) == [
        ("big", f"/{language}/help/"), ("big", f"/{language}/message/")
    ]  # fmt: skip


def test_where_nobody_can_read_no_way_to_write_is_shown(towns, body, plant):
    plant("017 111 222", body("A"))
    assert "is-write" not in get("/en/help/vranje/")


@pytest.mark.parametrize("language", NAMES)
def test_each_language_of_few_words_warns_of_a_watched_phone(towns, language):
    row = Code.objects.get(list="phrase", code=f"{language}-phone")
    html = get(f"/{language}/help/")
    assert row.own_text
    assert f'<p class="warn">{row.own_text}</p>' in html
    # Nobody stands for it yet, and the page says so.
    assert "No translator has confirmed these words yet." in html


@pytest.mark.parametrize("path", ["/en/help/", "/sq/help/", "/fa/help/vranje/", "/hu/message/"])
def test_help_and_messages_send_one_small_script_of_our_own(towns, path):
    answer = Client().get(path)
    html = answer.content.decode()
    (script,) = re.findall(r"<script[^>]*>", html)
    assert re.fullmatch(r'<script type="module" src="/static/ui/js/quick_exit[^"]*">', script)
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", KEEPS_SILENT)
def test_no_other_public_page_sends_a_script(towns, path):
    assert "<script" not in get(path)
