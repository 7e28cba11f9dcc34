"""One word for one thing, on each side its own."""

import re
from functools import partial

import pytest
from django.utils import translation

from spona.cases.referrals.sender_state import FEEDBACK
from spona.reference.sources import version_words
from tests.cases.flow import get, reported
from tests.shared_world import kept

_built, world = kept(partial(reported, "en"))


@pytest.fixture
def path(world):
    return world.report


def states(page):
    return [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(
        r'<span class="state [^"]*">(.*?)</span>', page, re.S
    )]  # fmt: skip


def test_the_sender_hears_four_words_and_the_recipient_accepts(world, path):
    ana, bea = world.ana.sign_in(), world.bea.sign_in()

    def seen():
        return states(get(ana, "/reports/"))[0], states(get(bea, path))[0]

    bea.post(f"{path}open/")
    assert seen() == ("received", "opened")
    bea.post(f"{path}feedback/", {"message": "Kog dana?"})
    assert seen() == ("question for you", "needs more information")
    ana.post(f"{path}answer/", {"message": "U petak."})
    bea.post(f"{path}accept/")
    assert seen() == ("taken over", "accepted")
    bea.post(f"{path}feedback/", {"message": "A kog časa?"})
    assert seen() == ("question for you", "accepted")
    ana.post(f"{path}answer/", {"message": "Trećeg."})
    assert "taken over" not in get(bea, path).lower().replace("was taken over.", "")
    bea.post(f"{path}finish/", {"outcome": "done", "message": "Gotovo."})
    assert seen() == ("closed", "closed")


def test_the_thread_of_the_sender_stands_in_the_order_in_which_it_came(world, path):
    ana, bea = world.ana.sign_in(), world.bea.sign_in()
    bea.post(f"{path}open/")
    bea.post(f"{path}feedback/", {"message": "Kog dana?"})
    ana.post(f"{path}answer/", {"message": "U petak."})
    bea.post(f"{path}accept/", {"message": "Javićemo se."})
    thread = get(ana, path).partition('aria-labelledby="feedback"')[2].partition("</ol>")[0]
    labels = re.findall(r"<strong>(.*?)</strong>", thread)
    assert labels == ["Received", "Question for you", "Your answer", "Taken over", "Closed"]


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn"])
def test_the_four_words_differ_in_each_language(language):
    with translation.override(language):
        assert len({str(word) for word in FEEDBACK.values()}) == 4


def test_a_working_version_is_said_in_words():
    assert version_words("working-1") == "working version 1"
    assert version_words("2024") == "2024"


def test_no_page_shows_the_code_of_a_version_or_the_note_of_its_source(world, path):
    bea = world.bea.sign_in()
    bea.post(f"{path}open/")
    bea.post(f"{path}accept/")
    page = get(bea, path)
    assert "working-1" not in page
    assert "working version 1" in page
