"""What a report asks of one sector only: asked of them, sent, filed, printed; never of a teacher."""

import re

import pytest

from spona.cases.fields.case_field import Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.form_fields import OF_SECTOR, asked_fields, sector_fields
from spona.cases.intake.actions import read_draft
from spona.cases.intake.forms.call import CALL
from spona.cases.intake.presets import preset
from spona.cases.models import Case, Draft
from spona.identity.models import Account
from spona.statistics.codes import SECTORS
from tests.architecture.code import templates
from tests.cases.flow import PARTS, begin, get, submit, written
from tests.cases.moving import text_of
from tests.cases.offline_partners.test_packet_on_paper import flat, opened
from tests.cases.test_every_field import answer, missing_in, shown_as, typed

ASKED = sorted({sector for one in FIELDS for sector in one.sectors})
# What only a case worker is asked, in the file.
CASE_WORKERS = {"exploitation_forms", "personal_number", "pregnancy", "exploiters", "willing"}


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


def names(fields):
    return {one.name for one in fields}


def works_as(world, sector):
    """Ana's institution is of this sector."""
    world.school.sector = sector
    world.school.save()
    return world.ana.sign_in()


def asked_on(page):
    return set(re.findall(r'<(?:input|textarea|select)[^>]* name="([a-z_]+)"', page))


def test_each_declared_sector_is_one_of_the_list():
    assert set(ASKED) <= set(SECTORS)
    assert ASKED


@pytest.mark.parametrize("sector", SECTORS)
def test_nobody_has_to_answer_and_nobody_is_asked_what_a_case_worker_knows(sector):
    assert not [one.name for one in sector_fields(sector) if one.missing]
    assert not names(asked_fields("report", sector=sector)) & CASE_WORKERS
    # Few, so that a report stays short.
    assert len(sector_fields(sector)) <= 5


def test_no_question_is_named_like_a_button_of_the_flow():
    pages = templates()
    buttons = {
        name
        for page in ("danger", "signs", "person", "recipient", "preview")
        for name in re.findall(
            r'<button[^>]*name="(\w+)"', pages[f"cases/templates/cases/{page}.html"]
        )
    }
    assert {"back", "show_network"} <= buttons
    asked = {one.name for sector in SECTORS for one in asked_fields("report", sector=sector)}
    assert not asked & (buttons | {"revision", "tab", "token", "seen", *CALL})


def test_a_teacher_is_asked_about_school_and_not_what_others_know(world):
    ana = world.ana.sign_in()
    page = get(ana, f"{begin(ana)}person/")
    school = names(sector_fields("school"))
    assert school == {"school_work", "absences"}
    assert school <= asked_on(page)
    others = {one.name for sector in ASKED for one in sector_fields(sector)} - school
    assert {"police_number", "injuries", "stay", "guardian_kind"} <= others
    assert not asked_on(page) & (others | CASE_WORKERS)
    assert str(OF_SECTOR) in page


def test_a_sector_of_which_nothing_is_asked_sees_no_heading(world):
    ana = works_as(world, "youth_office")
    page = get(ana, f"{begin(ana)}person/")
    assert str(OF_SECTOR) not in page
    assert names(asked_fields("report")) <= asked_on(page)


@pytest.mark.parametrize("sector", ASKED)
def test_what_was_asked_is_previewed_sent_filed_and_printed(world, tmp_path, sector):
    asked = sector_fields(sector)
    ana, bea = works_as(world, sector), world.bea.sign_in()
    draft = written(ana, world, person=typed(asked))
    preview = get(ana, f"{draft}preview/")
    ticked = re.findall(r'name="parts"[^>]*value="(\w+)"[^>]*checked', preview)
    sections = {one.section for one in asked if one.part == "section"}
    assert sections <= set(ticked), "what was asked goes, unless the writer unticks it"
    assert missing_in(preview.partition('class="packet"')[2], asked) == []
    sent = submit(ana, f"{draft}preview/", {"parts": ticked}, at=f"{draft}send/")
    path = sent["Location"]
    for step in ("open", "accept"):
        assert bea.post(f"{path}{step}/", {"message": ""}).status_code == 302
    page = get(bea, path)
    assert missing_in(page, asked) == []
    chosen = [one for one in asked if one.kind == Kind.ONE]
    assert [one.name for one in chosen if shown_as(one) not in page] == []
    assert missing_in(opened(bea.get(f"{path}report.pdf"), tmp_path), asked) == []
    case = Case.objects.get()
    for one in asked:
        assert text_of(case, one.section, world.bea)[one.name] == answer(one), one.name


def test_what_is_not_ticked_stays_and_is_named_as_staying(world):
    ana, bea = works_as(world, "health"), world.bea.sign_in()
    draft = written(ana, world, person={"injuries": "podmetnuto-rana"})
    assert 'value="health"' in get(ana, f"{draft}preview/")
    shown = submit(ana, f"{draft}preview/", {"parts": PARTS, "show": "1"}).content.decode()
    stays = shown.partition("They will not see")[2]
    assert "Health." in stays
    assert "podmetnuto-rana" not in shown
    path = submit(ana, f"{draft}preview/", {"parts": PARTS}, at=f"{draft}send/")["Location"]
    for step in ("open", "accept"):
        bea.post(f"{path}{step}/", {"message": ""})
    assert "podmetnuto-rana" not in get(bea, path)


def test_health_goes_by_default_only_to_those_who_care_for_the_person(world):
    assert {one for one in (*SECTORS, "") if "health" in preset(one)} == {
        "social_work", "centre", "health",
    }  # fmt: skip
    assert not {"health", "legal"} & set(preset("school"))
    ana = works_as(world, "health")
    draft = written(ana, world, recipient=world.police, person={"injuries": "podmetnuto-rana"})
    page = get(ana, f"{draft}preview/")
    assert 'value="health"' in page
    assert "podmetnuto-rana" not in page


def test_where_nothing_was_answered_no_part_is_offered(world):
    ana = works_as(world, "health")
    assert 'value="health"' not in get(ana, f"{written(ana, world)}preview/")


def test_the_timer_keeps_what_only_this_sector_is_asked(world):
    ana = works_as(world, "police")
    draft = begin(ana)
    typed_now = {"police_number": "KU 12/26", "injuries": "x", "tab": "a" * 43, "revision": "1"}
    assert ana.post(f"{draft}save/person/", typed_now).status_code == 204
    kept = read_draft(Draft.objects.get(), **world.ana.can)["person"]
    assert kept["police_number"] == "KU 12/26"
    assert "injuries" not in kept


def test_a_blank_report_asks_the_same(world, tmp_path):
    text = flat(opened(works_as(world, "police").get("/blank/report.pdf"), tmp_path))
    assert "Number of the report to the police" in text
    assert "Absence from school" not in text
