"""Blank forms: every question that a report asks, boxes for its answers, and no matter in sight."""

import re

import pytest

from spona.cases.fields.form_fields import asked_fields
from spona.cases.offline_partners.blank_forms import FORMS
from spona.identity.models import Account
from tests.cases.flow import get
from tests.cases.offline_partners.test_packet_on_paper import flat, opened


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


def test_a_report_on_paper_asks_what_the_screen_asks(world, tmp_path):
    text = flat(opened(world.ana.sign_in().get("/blank/report.pdf"), tmp_path))
    for one in asked_fields("report"):
        asked = one.asked_in["report"]
        if one.name != "notes":
            assert flat(str(asked.label or one.question or one.label)) in text, one.name
            for label in one.codes.values():
                assert flat(str(label)) in text, (one.name, label)


def test_the_first_contact_has_what_the_centre_asks_for(world, tmp_path):
    text = flat(opened(world.bea.sign_in().get("/blank/first-contact.pdf"), tmp_path))
    for section in ("identity", "contact", "account", "health"):
        for one in asked_fields("file", section):
            if one.centre:
                assert flat(str(one.question or one.label)) in text, one.name


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_each_form_opens_in_each_language(world, tmp_path, name, language):
    Account.objects.update(language=language)
    text = opened(world.ana.sign_in().get(f"/blank/{name}.pdf"), tmp_path)
    if language == "sr":
        assert not re.findall(r"[čćžšđČĆŽŠĐ]", text)
    if language == "sr-latn":
        assert not re.findall(r"[а-яА-Я]", text)


def test_the_page_leads_to_all_of_them_and_to_nothing_else(world):
    page = get(world.ana.sign_in(), "/blank/")
    assert re.findall(r'href="(/blank/[^"]+)"', page) == [f"/blank/{one}.pdf" for one in FORMS]
    assert world.ana.sign_in().get("/blank/passport.pdf").status_code == 404
