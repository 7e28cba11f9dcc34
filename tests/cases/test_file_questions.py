"""What a file asks: "not known" is an answer apart from "not asked", and what the Centre lacks."""

import re
from html import unescape

import pytest

from spona.cases.case.sections import EDITED, NOT_KNOWN
from spona.cases.fields.facts import not_asked, part_facts, section_facts, texts_of
from spona.cases.fields.form_fields import asked_fields
from spona.cases.fields.network_questions import AS_LISTED
from spona.identity.models import Account
from tests.cases.flow import get
from tests.cases.moving import file_of, text_of


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


def write(browser, case, name, **typed):
    path = f"/cases/{case.reference}/edit/{name}/"
    revision = re.search(r'name="revision" value="(\d+)"', get(browser, path))[1]
    # Whether it is a child has to be answered; it stands in the form already.
    stands = {"age": "adult"} if name == "identity" else {}
    return browser.post(path, {"revision": revision, **stands, **typed})


def panel(page):
    """The labels under "What the Centre still lacks"."""
    found = " ".join(re.findall(r'<ul class="lacking">(.*?)</ul>', page, re.S))
    return [unescape(one).strip() for one in re.findall(r"<a[^>]*>(.*?)</a>", found, re.S)]


def test_not_known_is_kept_apart_from_not_asked(world):
    case, bea = file_of(world), world.bea.sign_in()
    said = write(bea, case, "identity", **{"citizenships-not-known": "on", "sex": "female"})
    assert said.status_code == 302
    document = text_of(case, "identity", world.bea)
    assert document[NOT_KNOWN] == ["citizenships"]
    shown = {one.label: one.value for one in section_facts("identity", document)}
    assert shown["Citizenship"] == "not known"
    assert shown["Sex"] == "Female"
    page = get(bea, f"/cases/{case.reference}/")
    assert "Citizenship" not in panel(page)
    assert "Is an interpreter needed?" in panel(page)
    form = get(bea, f"/cases/{case.reference}/edit/identity/")
    assert re.search(r'name="citizenships-not-known"[^>]*checked', form)
    assert not re.search(r'name="born_place-not-known"[^>]*checked', form)


def test_a_later_answer_takes_the_place_of_not_known(world):
    case, bea = file_of(world), world.bea.sign_in()
    write(bea, case, "identity", **{"citizenships-not-known": "on"})
    write(bea, case, "identity", citizenships="Србија")
    document = text_of(case, "identity", world.bea)
    assert document[NOT_KNOWN] == []
    assert document["citizenships"] == "Србија"


def test_an_answer_and_not_known_together_is_one_sentence_and_nothing_is_lost(world):
    case, bea = file_of(world), world.bea.sign_in()
    typed = {"citizenships": "Србија", "citizenships-not-known": "on", "born_place": "Врање"}
    said = write(bea, case, "identity", **typed)
    page = said.content.decode()
    assert said.status_code == 422
    assert page.count("Either write the answer or tick that it is not known") >= 1
    assert 'value="Србија"' in page
    assert 'value="Врање"' in page
    assert re.search(r'name="citizenships-not-known"[^>]*checked', page)
    assert "citizenships" not in text_of(case, "identity", world.bea)


@pytest.mark.parametrize("typed", ["31. 2. 2020", "5. 3. 2999", "2999"])
def test_a_day_that_cannot_be_is_refused_beside_its_field(world, typed):
    case, bea = file_of(world), world.bea.sign_in()
    said = write(bea, case, "account", left_when=typed)
    assert said.status_code == 422
    assert "There is no such day, or it has not come yet." in said.content.decode()


def test_what_nobody_asked_is_counted_and_stands_once(world):
    case, bea = file_of(world), world.bea.sign_in()
    write(bea, case, "health", injuries="посекотина", **{"allergies-not-known": "on"})
    open_questions = [
        one.name for one in not_asked("health", text_of(case, "health", world.bea), AS_LISTED)
    ]
    assert "injuries" not in open_questions
    assert "allergies" not in open_questions
    # What says more about another question is no question of its own.
    assert "urgent_need" in open_questions
    assert "urgent_need_more" not in open_questions
    page = get(bea, f"/cases/{case.reference}/part/support/")
    assert f"{len(open_questions)} questions were not asked yet" in page


def test_each_missing_answer_of_the_centre_leads_to_its_field(world):
    case, bea = file_of(world), world.bea.sign_in()
    page = get(bea, f"/cases/{case.reference}/")
    page, _counted, after = page.partition('id="count"')
    page += after.partition("</details>")[2]
    links = re.findall(r'href="(/cases/[^"]+/edit/(\w+)/)#ask-(\w+)"', page)
    assert len(links) == len(panel(page)) > 15
    for path, name, field in links:
        assert name in EDITED
        assert f'id="ask-{field}"' in get(bea, path), field
        assert not re.search("[g-z]", field), "no address names what is asked"


def test_not_known_travels_with_its_part_only(world):
    given = {"citizenships": "", "journey": "пешке", NOT_KNOWN: ["citizenships", "journey"]}
    who = texts_of("who", given)
    assert who == {NOT_KNOWN: ["citizenships"]}
    assert [one.value for one in part_facts("who", who)] == ["not known"]


def test_a_form_has_a_heading_for_each_group_and_says_that_nothing_is_needed(world):
    case, bea = file_of(world), world.bea.sign_in()
    page = get(bea, f"/cases/{case.reference}/edit/account/")
    headings = [unescape(one) for one in re.findall(r"<h2>(.*?)</h2>", page)]
    assert headings.index("What was said and noticed") < headings.index("How it began")
    assert headings.index("How it began") < headings.index("What the person says to each step")
    assert page.count("Only what says so has to be answered.") == 1
    assert "required" not in re.findall(r'<input[^>]*name="born_place"[^>]*>', page)


def test_a_teacher_is_never_asked_what_only_a_case_worker_can_know(world):
    asked = {one.name for one in (*asked_fields("report"), *asked_fields("named"))}
    for name in ("exploitation_forms", "personal_number", "pregnancy", "exploiters", "willing"):
        assert name not in asked
