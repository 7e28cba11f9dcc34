"""Each fault of the standard's own templates is survived, and named with its place."""

import tracemalloc
from time import process_time

import openpyxl
import pytest

from spona.cases.standards.counted_rows import Asked, own_columns, row_of, taken_from
from spona.cases.standards.mapping import record_places
from spona.cases.standards.table import MOST_LINES, read_table
from spona.documents.unpacking import UnreadableError
from spona.statistics import codes
from spona.statistics.record import empty
from tests.cases.standards import faults
from tests.reference.collected import STANDARDS, needs_collected_data

OWN = frozenset(own_columns())
ASKED = Asked({"vranje": "vranje", "nis": "nis"}, year=2022)


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


def read(content):
    found = read_table(content, OWN)
    return found, list(taken_from(found.rows, ASKED))


def remarks(found):
    return {one.at: (one.said, one.sentence) for one in found.heads.remarks}


def cells(taken):
    return {one.name: (one.old, one.new) for one in taken.cells}


def test_the_template_is_read_by_what_people_saw_and_each_fault_is_named():
    found, lines = read(
        faults.template(
            {
                "Gender": "Feminine",
                "Mailing City": "Врање",
                "Methods of Control": "Debt bondage ;Physical threats",
                "Trafficking Status": "Possible victim of trafficking",
                "Trafficking Status Decision Making Organization": "Police",
            },
            empty=998,
        )
    )
    told = remarks(found)
    assert told.keys() == {14, 15, 17, 18, 20, 36}
    assert "label “Mailing Street”" in told[14][1]
    assert told[15][0] == "prs_MailingCountry"
    assert "it is read as prs_MailingCity" in told[15][1]
    assert told[20][0] == "vic_TraffickinStatusDecisionMakingOrg"
    assert "it is read as vic_TraffickingStatusDecisionMakingOrg" in told[20][1]
    assert told[36][0] == "Reason for Outgoing Referral"
    assert "has no name" in told[36][1]
    # A thousand numbered rows say nothing.
    assert [one.line.row for one in lines] == [3]
    record = lines[0].record
    assert record["town"] == "vranje"
    assert record["sex"] == "female"
    assert record["control"] == ["debt_or_earnings", "threats"]
    assert record["identified_by"] == "police"
    assert cells(lines[0])["vic_MethodsOfControl"] == ("Physical threats", "threats")
    assert cells(lines[0])["prs_MailingCity"] == ("Врање", "vranje")


def test_the_survey_form_names_fields_otherwise_and_writes_several_between_blanks():
    found, lines = read(
        faults.form(
            {"prs_Gender": "Masculine", "vic_Methods_of_Control": "DebtBondage  TakesEarnings",
             "vic_TypeOfExploitation": "ForcedLabour ForcedBegging", "con_Consent": "TRUE",
             "prs_Citizenship": "RS", "cas_IncomingReferralDate": "2021-03-04"}
        )
    )  # fmt: skip
    told = remarks(found)
    assert {said for said, _sentence in told.values()} == {
        "prs_First_Name", "prs_Second_Name", "vic_Methods_of_Control",
    }  # fmt: skip
    assert "vic_MethodsOfControl" in told[23][1]
    record = lines[0].record
    assert record["control"] == ["debt_or_earnings"]
    assert record["exploitation"] == ["forced_begging", "labour_exploitation"]
    assert (record["consent_stats"], record["citizenship"]) == ("yes", "serbia")
    assert record["cohort_year"] == 2021
    assert cells(lines[0])["cas_IncomingReferralDate"] == ("2021-03-04", "2021")


@pytest.mark.parametrize(
    ("head", "field"),
    [("prs_Gendr", "prs_Gender"), (" prs_Gender ", "prs_Gender"), ("PRS_GENDER", "prs_Gender"),
     ("Gender", "prs_Gender"), ("data/prs_Gender", "prs_Gender"),
     ("vic_TraffickinStatus", "vic_TraffickingStatus")],
)  # fmt: skip
def test_a_misspelt_head_is_read_and_told(head, field):
    found, _lines = read(faults.table({head: "", "con_Consent": "TRUE"}))
    assert found.heads.columns[0] == field
    assert [one.at for one in found.heads.remarks] == [1]


@pytest.mark.parametrize("head", ["Ime i prezime", "prs_Nadimak", "gen", "spona:name"])
def test_what_is_no_column_is_told_and_never_guessed(head):
    found, lines = read(faults.table({head: "Mila", "con_Consent": "TRUE"}))
    assert 0 not in found.heads.columns
    assert found.heads.remarks[0].said == head
    assert lines[0].record is None
    assert lines[0].refusals[0].column == head


def test_a_column_that_stands_twice_is_read_once():
    content = b"prs_Gender;prs_Gender\nFeminine;Masculine\n"
    found, lines = read(content)
    assert "stands twice" in found.heads.remarks[0].sentence
    # What stands in the second one is not read, so it is refused rather than lost.
    assert lines[0].record is None


@pytest.mark.parametrize(
    ("column", "said", "now"),
    [("prs_Gender", "TransgenderFeminine", "other"),
     ("vic_MethodsOfControl", "ExcessiveWorkingHours", ["other"]),
     ("vic_TypeOfExploitation", "Surrogacy", ["other"]),
     ("vic_TypeOfExploitation", "Nešto drugo", ["other"]),
     ("vic_RelationshipToTrafficker", "Unaquainted", "other"),
     ("prs_Citizenship", "DE;BA", "eu"),
     ("prs_Citizenship", "Montenegro", "western_balkans"),
     ("prs_MailingCity", "Pariz", "other")],
)  # fmt: skip
def test_what_we_say_otherwise_is_told_from_and_to(column, said, now):
    _found, lines = read(faults.table({column: said}))
    assert now in lines[0].record.values()
    assert cells(lines[0])[column] == (said, now[0] if isinstance(now, list) else now)


@pytest.mark.parametrize(
    ("column", "said", "why"),
    [("prs_Gender", "Žensko", "none of the codes"),
     ("vic_TraffickingStatus", "Confirmed", "none of the codes"),
     ("prs_Gender", "Feminine;Masculine", "Only one"),
     ("prs_Citizenship", "Srbija", "two letters"),
     ("cas_IncomingReferralDate", "juče", "no date"),
     ("cas_IncomingReferralDate", "2021-02-31", "no date"),
     ("spona:cohort_year", "1850", "Nobody was reported"),
     ("spona:cohort_year", "2999", "Nobody was reported"),
     ("spona:town", "mila", "no code"), ("spona:stay", "mila", "no code"),
     ("spona:complete", "mila=yes", "no code"), ("vic_MethodsOfControl", "=1+1", "formula")],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_by_line_and_column(column, said, why):
    _found, lines = read(faults.table({column: said, "con_Consent": "TRUE"}))
    assert lines[0].record is None
    refused = lines[0].refusals[0]
    assert (refused.line.row, refused.column) == (2, column)
    assert why in refused.sentence


def test_two_columns_that_contradict_each_other_are_refused():
    row = {"vic_TypeOfExploitation": "ForcedBegging", "spona:exploitation": "forced_criminality"}
    assert "different things" in read(faults.table(row))[1][0].refusals[0].sentence
    row = {"vic_TypeOfExploitation": "Other", "spona:exploitation": "forced_criminality"}
    assert read(faults.table(row))[1][0].record["exploitation"] == ["forced_criminality"]


@pytest.mark.parametrize(
    "column",
    ["prs_FirstName", "prs_SecondName", "prs_Birthdate", "prs_IdentityNumber", "prs_MobilePhone",
     "prs_MailingStreet", "prs_Salutation", "cas_CaseOwner", "cas_IncomingReferralDetails",
     "vic_LocationOfExploitation", "hte_Description", "prs_NumberOfChildren"],
)  # fmt: skip
def test_a_planted_identity_is_refused_in_whichever_column_it_stands(column):
    _found, lines = read(faults.table({column: "Mila Izmišljena", "prs_Gender": "Feminine"}))
    assert lines[0].record is None
    assert "who the person is" in lines[0].refusals[0].sentence


def test_a_name_in_a_column_of_codes_is_no_code_and_nothing_of_it_is_kept():
    for column in ("vic_MethodsOfControl", "vic_TypeOfExploitation", "prs_MailingCity"):
        _found, lines = read(faults.table({column: "Mila Izmišljena"}))
        assert "Mila" not in repr(lines[0].record)


def test_a_column_without_a_place_is_left_out_and_told():
    _found, lines = read(faults.table({"cas_Status": "Active", "prs_Gender": "Feminine"}))
    assert lines[0].left_out == ["cas_Status"]
    assert lines[0].record is not None


def test_a_row_without_a_year_needs_one_for_all():
    rows = read_table(faults.table({"prs_Gender": "Feminine"}), OWN).rows
    line = next(taken_from(rows, Asked({})))
    assert "In which year" in line.refusals[0].sentence


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "names no column"), (b"\n\n", "names no column"), (b"Ime;Grad\nMila;Nis\n", "No column"),
     ("prs_Gender\nŽensko".encode("cp1250"), "UTF-8"), (b"\xd0\xcf\x11\xe0rest", "old Excel"),
     (b"PK\x03\x04nonsense", "no workbook"), (b"prs_Gender\n\0\0", "no table")],
)  # fmt: skip
def test_what_is_no_table_gets_one_sentence(content, why):
    with pytest.raises(UnreadableError) as refused:
        list(read_table(content, OWN).rows)
    assert why in refused.value.sentence


def big(lines):
    """Of rows as we write them, each with codes that stand beside theirs."""
    record = empty() | {"cohort_year": 2021, "town": "vranje", "exploitation": ["child_marriage"]}
    content = faults.table(row_of(record, {"vranje": "Vranje"}))
    head, row, _end = content.split(b"\r\n")
    return head + b"\r\n" + (row + b"\r\n") * lines


@pytest.mark.slow("measures ten thousand lines")
def test_ten_thousand_lines_take_a_few_seconds_and_little_memory():
    content = big(10_000)
    tracemalloc.start()
    begun = process_time()
    taken = sum(one.record is not None for one in taken_from(read_table(content, OWN).rows, ASKED))
    took, (_now, peak) = process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken == 10_000
    assert peak < 3_000_000, peak
    # Traced, on a machine that does something else beside it.
    assert took < 60, took


def test_a_table_without_an_end_is_refused():
    with pytest.raises(UnreadableError, match="too long"):
        list(read_table(big(MOST_LINES + 1), OWN).rows)


@needs_collected_data
def test_the_names_of_the_survey_form_are_its_own():
    book = openpyxl.load_workbook(STANDARDS / "htcds_xlsform.xlsx")
    named = [row[1] for row in book["survey"].iter_rows(min_row=2, values_only=True)]
    assert [one for one in named if one] == [one for one in faults.FORM if "/" not in one]
    assert codes.OTHER in record_places()["control"].ours
