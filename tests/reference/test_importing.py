import json
import shutil

import pytest

from spona.reference.importing import ImportRefusedError, import_folder
from spona.reference.importing.holidays import holiday_rows
from spona.reference.own_data import DATA
from spona.reference.scripts import latin

from .collected import COLLECTED, needs_collected_data

TOWN = (
    "nis,Niš,Ниш,Niš,,Niša,Nišu,Ниша,Нишу,Nišavski okrug,Нишавски округ,Nišava District,RS-20,"
    "RS225,260237,own,249501,own,43.32472,21.90333,"
)
TOWN_COLUMNS = (
    "slug,name_sr_latn,name_sr_cyrl,name_en,name_hu,genitive_sr_latn,locative_sr_latn,"
    "genitive_sr_cyrl,locative_sr_cyrl,district_sr_latn,district_sr_cyrl,district_en,iso_3166_2,"
    "nuts3,pop_2011,pop_2011_evidence,pop_2022,pop_2022_evidence,lat,lon,note"
)
TERM = "sector.police,sector,policija,полиција,police,,seen: project text"
TERM_COLUMNS = "key,category,sr_latn,sr_cyrl,en,note,evidence"
INSTITUTION = (
    "I1,nis,police,Policija Niš,Полиција Ниш,Police Niš,member,,192 ; 0800 1,,,yes,seen: x,high,"
)
INSTITUTION_COLUMNS = (
    "id,town,sector,name_sr_latn,name_sr_cyrl,name_en,network_role,address,phone,email,website,"
    "body_seen,evidence,certainty,note"
)

FIGURE = "2023,year,CENTRE (CZZTLJ),identified_total,66,persons,https://a.rs,seen,high,"
FIGURE_COLUMNS = "year,period,series,metric,value,unit,source,evidence,certainty,note"


def sign(ident, **other):
    text = "Показује страх"
    return {
        "id": ident,
        "sector": "police",
        "group_sr_latn": "Opšti pokazatelji",
        "group_sr_cyrl": "Општи показатељи",
        "group_en": "General",
        "exploitation": "any",
        "age": "any",
        "sr_latn": latin(text),
        "sr_cyrl": text,
        "en": "Shows fear",
        "source": "own",
        "certainty": "draft",
    } | other


class Folder:
    """A small folder of collected data and a copy of our own hand-written lists."""

    def __init__(self, path):
        self.path, self.into = path / "collected", path / "own"
        self.path.mkdir()
        self.into.mkdir()
        for name in ("codes", "public"):
            shutil.copy(DATA / f"{name}.json", self.into)
        self.towns(TOWN)
        self.terms(TERM)
        self.institutions(INSTITUTION)
        self.signs(sign("POL-1"))
        self.figures(FIGURE)

    def towns(self, *lines):
        self._csv("towns.csv", TOWN_COLUMNS, lines)

    def terms(self, *lines):
        self._csv("terms.csv", TERM_COLUMNS, lines)

    def institutions(self, *lines):
        self._csv("institutions.csv", INSTITUTION_COLUMNS, lines)

    def figures(self, *lines):
        self._csv("victims_by_year.csv", FIGURE_COLUMNS, lines)

    def signs(self, *signs):
        data = {"title": "Set", "certainty_levels": {"draft": "ours"}, "indicators": list(signs)}
        (self.path / "indicators.json").write_text(json.dumps(data), encoding="utf-8")

    def _csv(self, name, columns, lines):
        (self.path / name).write_text("\n".join([columns, *lines]) + "\n", encoding="utf-8")

    def run(self):
        return import_folder(self.path, into=self.into)

    def refused(self):
        with pytest.raises(ImportRefusedError) as refusal:
            self.run()
        return [str(problem) for problem in refusal.value.problems]

    def made(self, name):
        return json.loads((self.into / name).read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_a_sound_folder_is_written_and_the_second_time_changes_nothing(folder):
    first = folder.run()
    assert first.counts["institutions.json"] == 1
    assert set(first.changed) == set(first.counts)
    assert folder.run().changed == ()
    assert folder.made("towns.json")[0]["words"] == {"sr": "Ниш", "en": "Niš"}
    phones = folder.made("institutions.json")[0]["phones"]
    assert [phone["number"] for phone in phones] == ["192", "0800 1"]


def test_latin_that_does_not_fit_the_cyrillic_is_named_with_its_line(folder):
    folder.terms(TERM, "sector.court,sector,sud,суди,court,,own knowledge")
    assert folder.refused() == [
        (
            "terms.csv, line 3: sr_latn is “sud”, but the Cyrillic reads “sudi”; "
            "correct one of the two."
        )
    ]


def test_serbian_written_in_latin_is_refused(folder):
    folder.terms("sector.court,sector,sud,sud,court,,seen: x")
    assert folder.refused() == [
        "terms.csv, line 2: sr_cyrl must be Serbian in Cyrillic, not “sud”."
    ]


def test_all_problems_of_all_files_are_told_at_once_and_nothing_is_written(folder):
    folder.towns(
        TOWN.replace("RS-20", "Serbia").replace("43.32472", "north").replace("260237", "many")
    )
    folder.terms(TERM, TERM, "court,sector,sud,суд,court,,rumour")
    folder.institutions(INSTITUTION.replace(",nis,police", ",atlantis,circus").replace("yes", "y"))
    folder.signs(sign("POL-1", certainty="sure"), sign("", en=""), sign("POL-2", sector="moon"))
    assert folder.refused() == [
        "towns.csv, line 2: iso_3166_2 must look like RS-24, not “Serbia”.",
        "towns.csv, line 2: lat must be degrees up to 90, not “north”.",
        "towns.csv, line 2: pop_2011 must be a whole number, not “many”.",
        "terms.csv, line 3: sector.police stands in the file twice.",
        "terms.csv, line 4: key “court” must begin with its category, “sector.”.",
        "terms.csv, line 4: the evidence must begin with “seen” or “own knowledge”, not “rumour”.",
        "indicators.json, indicator 1 (POL-1): certainty “sure” is not explained in certainty_levels.",
        "indicators.json, indicator 2 (): id is empty.",
        "indicators.json, indicator 2 (): en is empty.",
        "indicators.json, indicator 3 (POL-2): sector “moon” is in no row of the sector list.",
        "institutions.csv, line 2: town “atlantis” is not in towns.csv.",
        "institutions.csv, line 2: sector “circus” is in no row of the sector list.",
        "institutions.csv, line 2: body_seen must be yes or no, not “y”.",
    ]
    assert not (folder.into / "terms.json").exists()


def test_a_confidential_place_with_an_address_is_refused(folder):
    row = INSTITUTION.replace("nis,police", "nis,shelter").replace(
        "member,,192 ; 0800 1", "partner,Ulica 1,"
    )
    folder.institutions(row)
    assert folder.refused() == [
        "institutions.csv, line 2: a confidential place has no address here; leave the column empty."
    ]


def test_missing_files_columns_and_broken_lines_are_told_plainly(folder):
    (folder.path / "towns.csv").unlink()
    (folder.path / "terms.csv").write_text("key,category\nx,y\n", encoding="utf-8")
    folder.institutions("I1,nis")
    (folder.path / "indicators.json").write_text("{\n oh", encoding="utf-8")
    assert folder.refused() == [
        "towns.csv, whole file: the file is missing.",
        "terms.csv, whole file: these columns are missing: sr_latn, sr_cyrl, en, note, evidence.",
        "indicators.json, line 2: is not JSON: Expecting property name enclosed in double quotes.",
        "institutions.csv, line 2: has not 15 columns as the header has.",
    ]


def test_a_json_list_or_no_json_at_all_is_told_plainly(folder):
    (folder.path / "indicators.json").write_text("[]", encoding="utf-8")
    assert folder.refused() == ["indicators.json, whole file: must be one JSON object."]
    (folder.path / "indicators.json").unlink()
    assert folder.refused() == ["indicators.json, whole file: the file is missing."]


def test_a_changed_list_of_signs_is_a_new_version_of_the_whole_list(folder):
    folder.run()
    assert folder.made("indicators.json")[0]["version"] == "working-1"
    folder.signs(sign("POL-1"), sign("POL-2"))
    folder.run()
    assert folder.made("indicators.json")[0]["version"] == "working-2"
    folder.run()
    assert folder.made("indicators.json")[0]["version"] == "working-2"


def test_our_corrections_are_applied_and_their_reason_stays_behind(folder):
    corrections = [{"id": "I1", "kind": "contact_point", "why": "a line, not a body"}]
    (folder.into / "corrections.json").write_text(json.dumps(corrections), encoding="utf-8")
    folder.run()
    made = folder.made("institutions.json")[0]
    assert made["kind"] == "contact_point"
    assert "why" not in made


def test_holidays_are_named_in_both_languages():
    rows = {row["date"]: row["words"] for row in holiday_rows(range(2026, 2027))}
    assert rows["2026-01-07"] == {"sr": "Божић", "en": "Orthodox Christmas Day"}


@needs_collected_data
def test_our_files_are_what_the_collected_data_gives(tmp_path):
    for path in DATA.glob("*.json"):
        shutil.copy(path, tmp_path)
    report = import_folder(COLLECTED, into=tmp_path)
    # A newer holidays library may name a day differently; that is no fault of the folder.
    assert set(report.changed) <= {"holidays.json"}


def test_a_gap_in_the_figures_stays_one_and_every_value_keeps_its_source(folder):
    folder.figures(FIGURE, "2024,year,CENTRE (CZZTLJ),identified_total,,persons,,not found,none,")
    folder.run()
    rows = folder.made("figures.json")
    assert [(row["year"], row["value"]) for row in rows] == [("2023", "66"), ("2024", None)]
    assert rows[0]["source"] == "https://a.rs"
    assert (rows[0]["series"], rows[0]["certainty"]) == ("centre", "high")


def test_figures_that_nobody_can_place_are_told_line_by_line(folder):
    folder.figures(
        FIGURE,
        FIGURE,
        FIGURE.replace("CENTRE (CZZTLJ)", "A BLOG"),
        FIGURE.replace("2023", "2022").replace("identified_total", "rumours"),
        FIGURE.replace("2023", "2021").replace("66,persons", "-3,heads").replace("high", "sure"),
        FIGURE.replace("2023", "2020").replace("66", "many"),
    )
    assert folder.refused() == [
        "victims_by_year.csv, line 3: centre identified_total 2023 year stands in the file twice.",
        "victims_by_year.csv, line 4: series “A BLOG” is not known; add a code for it.",
        "victims_by_year.csv, line 5: metric “rumours” has no words in figure_metric.",
        "victims_by_year.csv, line 6: unit “heads” is not known.",
        "victims_by_year.csv, line 6: certainty “sure” is not known.",
        "victims_by_year.csv, line 6: value must be a number from 0, not “-3”.",
        "victims_by_year.csv, line 7: value must be a number from 0, not “many”.",
    ]
