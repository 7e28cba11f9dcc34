"""Who the people are leaves only in a sealed archive: two tables by HTCDS, complete or told."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pyrage
import pytest

from spona.access.denied import StepUpNeeded
from spona.cases.casefile.actions import exclude
from spona.cases.export.actions import export_files
from spona.cases.standards.case_rows import event_columns, person_columns
from spona.documents.tables import csv_pieces
from spona.identity.models import Account
from spona.reference.standards import htcds
from spona.vault.models import Section
from tests.cases.moving import file_of
from tests.cases.standards.test_taken_over import plain, proved, stepped_up

PASSPHRASE = "tri plava bicikla voze nizbrdo"
PATH = "/cases/institution/take-out/"


@pytest.fixture(autouse=True)
def _in_english(world, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    Account.objects.update(language="en")


def opened(sealed):
    with zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(sealed, PASSPHRASE))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def taken(person, **can):
    pieces = export_files(
        purpose="exchange", passphrase=PASSPHRASE, language="en", **(can or proved(person))
    )
    return opened(b"".join(pieces))


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_each_answer_stands_in_its_column_and_the_rest_beside_it(world):
    case = file_of(
        world,
        identity={
            "born": "5. 3. 1999", "sex": "female", "citizenships": "Serbia, DE",
            "education": "none", "children": "dvoje", "language": "srpski",
        },
        contact={"phone": "062 555 123", "address": "Tajna 7", "municipality": "Vranje"},
        account={
            "exploitation_forms": ["forced_criminality", "forced_begging"],
            "control": ["movement"], "exploiter_relation": ["parent", "acquaintance"],
            "began_when": "2023", "recruited": "Obećan posao.", "exploited_country": "Srbija",
            "exploited_when": "1. 2. 2024",
        },
    )  # fmt: skip
    files = taken(world.bea)
    assert list(files) == ["people.csv", "events.csv", "manifest.json"]
    (row,) = rows(files["people.csv"])
    assert row["spona:reference"] == case.reference
    assert (row["prs_FirstName"], row["prs_SecondName"]) == ("Mila", "Izmišljena")
    assert (row["prs_Birthdate"], row["prs_Gender"]) == ("1999-03-05", "Feminine")
    assert row["prs_Citizenship"] == "RS;DE"
    assert (row["prs_MobilePhone"], row["prs_MailingStreet"]) == ("062 555 123", "Tajna 7")
    assert row["vic_TypeOfExploitation"] == "Other;ForcedBegging"
    assert row["spona:exploitation_forms"] == "forced_criminality;forced_begging"
    assert (row["vic_MethodsOfControl"], row["spona:control"]) == ("Other", "movement")
    # Theirs has place for one.
    assert row["vic_RelationshipToTrafficker"] == ""
    assert row["spona:exploiter_relation"] == "parent;acquaintance"
    assert (row["prs_HighestLevelOfEducation"], row["spona:education"]) == ("", "none")
    assert (row["prs_NumberOfChildren"], row["spona:children"]) == ("", "dvoje")
    assert row["spona:language"] == "srpski"
    assert row["cas_Status"] == "Active"
    assert row["vic_TraffickingStatus"] == "PossibleVictimOfTrafficking"
    events = {one["hte_Type"]: one for one in rows(files["events.csv"])}
    assert events.keys() == {"Recruitment", "Exploitation"}
    assert events["Recruitment"]["hte_Description"] == "Obećan posao."
    assert events["Recruitment"]["spona:began_when"] == "2023"
    assert events["Exploitation"]["hte_Date"] == "2024-02-01"
    assert events["Exploitation"]["hte_Country"] == "Srbija"
    listed = json.loads(files["manifest.json"])
    assert [one["reference"] for one in listed["files"]] == [case.reference]
    assert listed["purpose"] == "exchange"


def test_each_column_is_of_the_standard_or_ours():
    for name in (*person_columns(), *event_columns()):
        assert name.startswith("spona:") or name in htcds().codes
    assert len(set(person_columns())) == len(person_columns())


@pytest.mark.parametrize("said", ["=cmd|'/c calc'!A1", "+381 62 555", "@SUM(1)", "-1"])
def test_what_a_spreadsheet_would_run_is_text(world, said):
    file_of(world, contact={"address": said})
    content = taken(world.bea)["people.csv"].decode("utf-8-sig")
    assert f'"\'{said}"' in content


def test_it_is_on_the_page_that_seals_and_steps_up(world):
    file_of(world)
    bea = stepped_up(world.bea)
    page = plain(bea.get(PATH))
    assert "two tables by HTCDS 2.0" in page
    answer = bea.post(
        PATH + "archive/",
        {"purpose": "exchange", "passphrase": PASSPHRASE, "again": PASSPHRASE},
    )
    assert "people.csv" in opened(b"".join(answer.streaming_content))
    with pytest.raises(StepUpNeeded):
        taken(world.bea, **world.bea.can)


def test_a_file_from_which_somebody_is_locked_out_is_not_in_it(world):
    shut, other = file_of(world), file_of(world)
    exclude(shut, member=world.boris.member, **world.bea.can)
    found = rows(taken(world.boris)["people.csv"])
    assert [one["spona:reference"] for one in found] == [other.reference]


def test_what_did_not_open_is_told(world):
    case = file_of(world)
    Section.objects.named(case.box_id, "contact").update(sealed=b"altered")
    files = taken(world.bea)
    (row,) = rows(files["people.csv"])
    assert row["prs_MailingStreet"] == ""
    (listed,) = json.loads(files["manifest.json"])["files"]
    assert {"part": "contact", "why": "not opened"} in listed["lacking"]


def test_a_table_leaves_row_by_row():
    pieces = csv_pieces(["a"], (["Ж"] for _ in range(3)))
    assert next(pieces) == '\ufeff"a"\r\n'.encode()
    assert list(pieces) == ['"Ж"\r\n'.encode()] * 3
