"""Whoever has begun a draft is led back to it; danger stays one tap away on every step."""

import re

import pytest
from django.utils import translation

from spona.cases.models import Draft
from spona.directory import actions as directory
from spona.directory.institution_names import full_name
from spona.directory.models import ContactPoint
from spona.identity.models import Account
from tests.cases.flow import begin, get, submit, written
from tests.cases.world import DEMO


@pytest.fixture
def ana(world):
    Account.objects.update(language="en")
    return world.ana.sign_in()


def test_the_first_page_leads_back_to_an_unfinished_draft_or_to_another_one(world, ana):
    assert 'name="in_danger"' in get(ana, "/signs/")
    draft = begin(ana)
    page = get(ana, "/signs/")
    assert "You have begun a draft" in page
    assert f'href="{draft}"' in page
    assert f'href="{draft}delete/"' in page
    assert 'name="in_danger"' not in page
    assert 'href="tel:192"' in page
    assert 'name="in_danger"' in get(ana, "/signs/?another=1")
    submit(ana, "/signs/?another=1", {"in_danger": "no"})
    assert Draft.objects.count() == 2


def test_nobody_is_offered_the_draft_of_another(world, ana):
    begin(ana)
    page = get(world.direktor.sign_in(), "/signs/")
    assert 'name="in_danger"' in page


def test_every_step_has_the_number_at_its_top_and_all_numbers_at_its_end(world, ana):
    draft = written(ana, world)
    for step in ("signs/", "person/", "recipient/", "preview/"):
        page = get(ana, draft + step)
        main = page.partition("<main")[2]
        assert 'href="tel:192"' in main.partition('class="flow"')[0], step
        assert 'href="#call"' in main, step
        assert main.count('id="call"') == 1, step


def test_the_numbers_name_their_institution_in_full_with_its_town(world, ana):
    centre = directory.create_institution(
        {"sr": "Центар за заштиту жртава трговине људима", "en": "Centre for Protection"},
        sector="centre", by=DEMO,
    )  # fmt: skip
    centre.address = "Beograd"
    centre.save()
    ContactPoint.objects.create(
        institution=centre, kind="centre", number="063 000", source="test", certainty="high"
    )
    assert "Centre for Protection, Beograd" in get(ana, "/signs/")
    assert full_name(world.csw) == str(world.csw)
    with translation.override("sr"):
        assert full_name(centre).endswith(", Београд")
    with translation.override("sr-latn"):
        assert full_name(centre).endswith(", Beograd")


def test_whom_you_reached_is_needed_when_somebody_is_in_danger_and_is_not_called_optional(ana):
    page = get(ana, "/signs/")
    label = re.search(r'<label for="id_reached">(.*?)</label>', page, re.S)[1]
    assert "optional" not in label
    assert "Needed when somebody is in danger" in page
    answer = submit(ana, "/signs/", {"in_danger": "yes"})
    assert "/signs/signs/" not in answer["Location"]
    assert submit(ana, answer["Location"], {"in_danger": "no"}).status_code == 302


def test_the_person_step_folds_what_is_not_essential_and_opens_what_has_a_mistake(ana):
    draft = begin(ana)
    page = get(ana, f"{draft}person/")
    folded = re.findall(r"<details class=\"part\"([^>]*)>", page)
    assert [one.strip() for one in folded] == ["", "", "", "", ""]
    open_part = page.partition('<details class="part"')[0]
    for name in ("asked", "urgency", "age", "safe", "own_words"):
        assert f'name="{name}"' in open_part
    answer = submit(ana, f"{draft}person/", {"name": "Mila", "born": "31. 2. 2010"})
    page = answer.content.decode()
    opened = re.findall(r"<details class=\"part\"([^>]*)>", page)
    assert [one.strip() for one in opened] == ["", "open", "", "", ""]
    assert "1 filled in" not in page.partition('<details class="part"')[0]
    assert "2 filled in" in page
