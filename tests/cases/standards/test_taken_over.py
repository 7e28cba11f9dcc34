"""A table is sent in, looked at and taken over; rows go out again. As a person does it, and as
somebody does who should not.
"""

import json
import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from spona.access.denied import Conflict, Denied, StepUpNeeded
from spona.audit.models import Entry
from spona.cases.count.sheets_update import preview_sheets
from spona.cases.standards.actions import MOST, export_rows, look_at, take_over
from spona.cases.standards.counted_rows import record_columns
from spona.cases.standards.mapping import record_places
from spona.directory import actions as directory
from spona.identity.models import Account, Session
from spona.statistics import codes
from spona.statistics.actions import read_kept
from spona.statistics.models import KeptCounts
from spona.vault.actions import create_statistics_key
from spona.vault.models import Section
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.standards import faults
from tests.cases.world import DEMO

IMPORT, ROWS = "/standards/import/", "/standards/rows/"
GOOD = {
    "spona:cohort_year": "2021", "prs_MailingCity": "Врање", "prs_Gender": "Feminine",
    "spona:age_band": "adult", "vic_TypeOfExploitation": "ForcedBegging", "con_Consent": "TRUE",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english(world, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    Account.objects.update(language="en")


def upload(content, name="table.csv"):
    return SimpleUploadedFile(name, content)


def asked(world, content, **more):
    return {
        "file": upload(content), "year": "", "nowhere_else": "on",
    } | more  # fmt: skip


def sealed_in(page):
    return re.search(r'name="sealed" value="([^"]*)"', page)[1]


def look(world, *rows, person=None, year=0):
    who = person or world.bea
    return look_at(faults.table(*rows), network=world.vranje, year=year, **who.can)


def kept(world):
    return read_kept(world.csw, world.vranje, **world.bea.can).records


def proved(person):
    return {"by": replace(person.actor, stepped_up_at=timezone.now()), "keys": person.keys}


def stepped_up(person):
    browser = person.sign_in()
    Session.objects.filter(account=person.account).update(stepped_up_at=timezone.now())
    return browser


def said(record):
    return json.dumps(record, sort_keys=True)


def plain(answer):
    return " ".join(answer.content.decode().split())


# As a person does it.


def test_first_every_row_is_shown_then_they_are_kept_and_counted(world):
    bea = world.bea.sign_in()
    assert "Nothing that says who somebody is" in get(bea, IMPORT)
    bad = GOOD | {"prs_Gender": "Žensko"}
    answer = bea.post(IMPORT, asked(world, faults.table(GOOD, bad)))
    page = plain(answer)
    assert answer.status_code == 200
    assert "1 person would be taken over" in page
    assert "“Žensko” is none of the codes of this column" in page
    assert "<del>Врање</del>" in page
    assert not KeptCounts.objects.exists()
    done = bea.post(IMPORT, {"sealed": sealed_in(answer.content.decode())})
    assert done.status_code == 302
    (record,) = kept(world)
    assert (record["cohort_year"], record["town"], record["sex"]) == (2021, "vranje", "female")
    assert record["exploitation"] == ["forced_begging"]
    assert record["status"] == "unknown"


def test_the_next_count_sheet_takes_them_along(world):
    analyst = world.direktor
    directory.give_network_role(analyst.member, network=world.vranje, role="analyst", by=DEMO)
    create_statistics_key(world.vranje, analysts=[analyst.account], by=DEMO)
    take_over(look(world, GOOD, GOOD).sealed, **world.bea.can)
    assert preview_sheets(colleagues=False, **world.bea.can).total == 2


def test_the_workbook_of_the_standard_is_taken_with_its_faults_named(world):
    content = faults.template(
        {"Gender": "Masculine", "Mailing City": "Vranje", "Incoming Referral Date": "2020-05-06"},
        empty=20,
    )
    answer = world.bea.sign_in().post(IMPORT, asked(world, content) | {
        "file": upload(content, "HTCDS Excel Spreadsheet v2.0.xlsx"),
    })  # fmt: skip
    page = plain(answer)
    assert "How the columns were read" in page
    assert "vic_TraffickinStatusDecisionMakingOrg" in page
    assert "1 person would be taken over" in page
    assert "<del>2020-05-06</del>" in page


@pytest.mark.parametrize(
    ("more", "why"),
    [({"file": ""}, "Choose the file."), ({"nowhere_else": ""}, "Tick it"),
     ({"file": upload(b"Ime;Grad\nMila;Nis\n")}, "No column of HTCDS 2.0")],
)  # fmt: skip
def test_what_cannot_be_read_stands_beside_its_field(world, more, why):
    answer = world.bea.sign_in().post(IMPORT, asked(world, faults.table(GOOD)) | more)
    assert answer.status_code == 422
    assert why in plain(answer)


def test_the_page_of_standards_says_source_and_certainty_and_leads_on(world):
    page = " ".join(get(world.bea.sign_in(), "/standards/").split())
    assert "Human Trafficking Case Data Standard 2.0" in page
    assert "Read in the source" in page
    assert IMPORT in page
    assert ROWS in page
    assert IMPORT not in get(world.vera.sign_in(), "/standards/")


def test_rows_go_out_and_come_back_in_as_they_were(world):
    rows = [GOOD, GOOD | {"spona:exploitation": "forced_criminality", "vic_TypeOfExploitation": ""}]
    take_over(look(world, *rows).sealed, **world.bea.can)
    before = kept(world)
    for form in ("csv", "xlsx"):
        made = export_rows(profile=None, form=form, colleagues=True, **proved(world.bea))
        looked = look_at(made, network=world.vranje, year=0, **world.bea.can)
        assert [one.refusals for one in looked.lines] == [[], []]
        assert sorted(map(said, looked.records)) == sorted(map(said, before))


def test_the_table_leaves_by_the_page_under_a_name_that_says_nothing(world):
    file_of(world)
    bea = stepped_up(world.bea)
    get(bea, ROWS)
    answer = bea.post(ROWS, {"form": "csv", "colleagues": "on"})
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="spona.csv"'
    assert answer["Cache-Control"] == "no-store"
    said = answer.content.decode("utf-8-sig")
    assert said.splitlines()[0] == ";".join(f'"{one}"' for one in record_columns())
    for secret in ("Mila", "Izmišljena", "062 555 123", "Tajna 7", "1999", "F-"):
        assert secret not in said
    assert len(said.splitlines()) == 2


# As somebody does who should not.


def test_pressed_twice_nobody_is_counted_twice(world):
    sealed = look(world, GOOD).sealed
    take_over(sealed, **world.bea.can)
    with pytest.raises(Conflict):
        take_over(sealed, **world.bea.can)
    assert len(kept(world)) == 1


def test_a_colleague_who_added_meanwhile_is_seen(world):
    mine, theirs = look(world, GOOD).sealed, look(world, GOOD, person=world.boris).sealed
    take_over(theirs, **world.boris.can)
    bea = world.bea.sign_in()
    answer = bea.post(IMPORT, {"sealed": mine})
    assert answer.status_code == 409
    assert "taken over already, or a colleague did the same" in plain(answer)
    assert len(kept(world)) == 1


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "é", "QUJD" * 100])
def test_what_nobody_was_shown_is_refused(world, sealed):
    with pytest.raises(Denied):
        take_over(sealed, **world.bea.can)
    assert not KeptCounts.objects.exists()


def test_what_a_colleague_was_shown_opens_for_nobody_else(world):
    with pytest.raises(Denied):
        take_over(look(world, GOOD).sealed, **world.boris.can)


def test_a_planted_identity_reaches_neither_the_list_nor_the_press(world):
    looked = look(world, GOOD | {"prs_FirstName": "Mila", "prs_MobilePhone": "062555123"})
    assert looked.sealed == ""
    assert looked.records == []


def test_who_holds_no_key_neither_takes_over_nor_takes_out(world):
    for person in (world.vera, world.ana, world.kosta):
        with pytest.raises(Denied):
            look(world, GOOD, person=person)
        with pytest.raises(Denied):
            export_rows(profile=None, form="csv", colleagues=False, **proved(person))
    with pytest.raises(Denied):
        look(world, GOOD, person=world.cora)


def test_nothing_leaves_without_the_second_factor(world):
    with pytest.raises(StepUpNeeded):
        export_rows(profile=None, form="csv", colleagues=True, **world.bea.can)
    answer = world.bea.sign_in().get(ROWS)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/step-up/")


def test_a_table_that_would_leave_somebody_out_does_not_leave(world):
    case = file_of(world)
    file_of(world)
    Section.objects.named(case.box_id, "count").update(sealed=b"altered")
    with pytest.raises(Denied, match="leave somebody out"):
        export_rows(profile=None, form="csv", colleagues=True, **proved(world.bea))


def test_as_many_people_as_go_at_once_fit_into_the_form_with_every_answer(world, settings):
    full = {
        place.side: ";".join(one for one in place.ours if one not in codes.ALONE)
        if place.several
        else max(place.ours, key=len)
        for place in record_places().values()
    }
    facts = ";".join(f"{fact}=not_sure" for fact in codes.FACTS)
    row = full | {"spona:cohort_year": "2021", "spona:town": "vranje", "spona:complete": facts}
    looked = look(world, *[row] * MOST)
    assert len(looked.records) == MOST
    assert len(quote(looked.sealed)) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 10_000


def test_the_log_tells_institution_and_form_and_not_how_many(world):
    take_over(look(world, GOOD, GOOD).sealed, **world.bea.can)
    export_rows(profile=None, form="csv", colleagues=True, **proved(world.bea))
    rows = Entry.objects.filter(name__in=("counts:imported", "counts:exported")).order_by("seq")
    assert [one.name for one in rows] == ["counts:imported", "counts:exported"]
    assert [one.detail for one in rows] == [{}, {"form": "csv"}]


def test_nothing_of_a_table_lies_in_clear(world):
    """Neither after the preview, which writes nothing but the limiter's count, nor afterwards."""
    sealed = look(world, GOOD).sealed
    assert "vranje" not in sealed
    take_over(sealed, **world.bea.can)
    row = KeptCounts.objects.get()
    content = b"".join(bytes(one.sealed) for one in row.box.sections.all())
    assert b"forced_begging" not in content
    assert b"cohort_year" not in content


def test_who_does_not_agree_leaves_an_empty_place(world):
    take_over(look(world, GOOD | {"con_Consent": "FALSE"}).sealed, **world.bea.can)
    (record,) = kept(world)
    assert record["cohort_year"] is None


def test_more_people_than_a_page_holds_are_refused_as_a_whole(world):
    with pytest.raises(Denied, match="At most"):
        look(world, *[GOOD] * (MOST + 1))
