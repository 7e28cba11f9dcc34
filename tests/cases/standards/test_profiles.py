"""A standard whose list somebody has loaded, and none before that."""

import csv
import io
import json

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.standards.actions import load_profile, look_at, take_over
from spona.cases.standards.profiles import ProfileRefusedError, places_of, read_profile
from spona.cases.standards.queries import loaded_profiles
from spona.cli import standards
from spona.identity.models import Account
from spona.statistics.models import StandardProfile
from tests.architecture.code import ROOT
from tests.cases.flow import get
from tests.cases.standards import faults
from tests.cases.standards.test_taken_over import GOOD, ROWS, plain, stepped_up
from tests.cases.world import DEMO

PROFILE = {
    "name": "IC-TIP", "version": "1.0", "source": "https://example.org/list.pdf, page 3",
    "certainty": "partly_confirmed",
    "fields": [
        {"name": "Sex", "codes": ["F", "M", "U"]},
        {"name": "Form", "codes": ["SX", "LB", "BG", "OT"], "other": "OT"},
        {"name": "Year"}, {"name": "Place"}, {"name": "Not used", "codes": ["x"]},
    ],
    "mapping": [
        {"ours": "sex", "theirs": "Sex", "codes": {"female": "F", "male": "M", "unknown": "U"}},
        {"ours": "exploitation", "theirs": "Form",
         "codes": {"sexual_exploitation": "SX", "labour_exploitation": "LB", "forced_begging": "BG"}},
        {"ours": "cohort_year", "theirs": "Year"}, {"ours": "town", "theirs": "Place"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english(world, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    Account.objects.update(language="en")


def load(**changes):
    return load_profile(json.dumps(PROFILE | changes).encode(), by=DEMO)


def counted(world):
    looked = look_at(faults.table(GOOD), network=world.vranje, year=0, **world.bea.can)
    take_over(looked.sealed, **world.bea.can)


def test_no_page_and_no_export_bears_a_name_that_nobody_has_loaded(world):
    bea = stepped_up(world.bea)
    assert "IC-TIP" not in get(bea, "/standards/") + get(bea, ROWS)
    load()
    page = " ".join(get(bea, "/standards/").split())
    assert "IC-TIP 1.0" in page
    assert "https://example.org/list.pdf, page 3" in page
    assert "Partly read in the source" in page
    assert "IC-TIP 1.0" in get(bea, ROWS)


def test_no_source_of_ours_names_it():
    """But the design, the handbook and these tests, which say that it has to be loaded."""
    found = [
        str(one)
        for one in (ROOT / "src").rglob("*")
        if one.suffix in {".py", ".html", ".json", ".js"} and "IC-TIP" in one.read_text("utf-8")
    ]
    assert found == []


def test_rows_go_out_by_the_profile_and_lose_nothing(world):
    counted(world)
    load()
    bea = stepped_up(world.bea)
    answer = bea.post(ROWS, {"form": "csv", "profile": str(StandardProfile.objects.get().pk)})
    assert answer.status_code == 200, plain(answer)
    lines = io.StringIO(answer.content.decode("utf-8-sig"))
    (cells,) = csv.DictReader(lines, delimiter=";")
    assert (cells["Sex"], cells["Form"]) == ("F", "BG")
    assert (cells["Year"], cells["Place"]) == ("2021", "vranje")
    assert (cells["spona:sex"], cells["spona:age_band"]) == ("", "adult")
    assert "Not used" not in cells


def test_a_code_without_one_of_theirs_is_their_other_with_ours_beside_it():
    place = places_of(read_profile(json.dumps(PROFILE).encode()))["exploitation"]
    assert place.encode(["forced_criminality"]) == (["OT"], ["forced_criminality"])
    assert place.encode(["not_asked"]) == ([], ["not_asked"])


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"name": ""}, "“name” has to be"), ({"certainty": "surely"}, "how sure"),
     ({"source": None}, "“source”"), ({"name": "HTCDS 3"}, "built in"),
     ({"fields": []}, "lists the fields"), ({"fields": [{"codes": []}]}, "no name"),
     ({"fields": [{"name": "=1+1"}]}, "no name"),
     ({"fields": [*PROFILE["fields"], {"name": "Sex"}]}, "stands twice"),
     ({"fields": [{"name": "Sex", "codes": "F"}]}, "have to be a list"),
     ({"fields": [{"name": "Sex", "codes": ["F", "F"]}]}, "stands twice"),
     ({"fields": [{"name": "Sex", "codes": ["F"], "other": "O"}]}, "none of its codes"),
     ({"mapping": []}, "which field of ours"), ({"mapping": [{}]}, "names no field of ours"),
     ({"mapping": [{"ours": "name", "theirs": "Sex"}]}, "no field of the counted record"),
     ({"mapping": [{"ours": "sex", "theirs": "Gender"}]}, "none of the fields"),
     ({"mapping": [{"ours": "sex", "theirs": "Sex", "codes": {"mila": "F"}}]}, "no code of “sex”"),
     ({"mapping": [{"ours": "sex", "theirs": "Sex", "codes": {"male": "Z"}}]}, "no code of “Sex”"),
     ({"mapping": [{"ours": "sex", "theirs": "Sex", "codes": ["F"]}]}, "have to be pairs"),
     ({"mapping": [{"ours": "town", "theirs": "Place", "codes": {"a": "b"}}]}, "has no codes"),
     ({"mapping": [PROFILE["mapping"][0]] * 2}, "mapped twice")],
)  # fmt: skip
def test_each_mistake_gets_a_sentence_and_nothing_is_kept(changes, why):
    with pytest.raises(ProfileRefusedError) as refused:
        load(**changes)
    assert any(why in one for one in refused.value.problems), refused.value.problems
    assert not StandardProfile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_profile_is_refused(content):
    with pytest.raises(ProfileRefusedError):
        load_profile(content, by=DEMO)


def test_the_same_version_again_takes_its_place_and_is_logged():
    load()
    load(source="https://example.org/better")
    assert StandardProfile.objects.get().source == "https://example.org/better"
    assert Entry.objects.filter(name="standard:loaded").count() == 2


def test_a_profile_that_was_written_into_the_database_is_none():
    load()
    StandardProfile.objects.update(name="GLOTIP")
    assert loaded_profiles() == []


def test_whoever_signs_in_loads_none(world):
    with pytest.raises(Denied):
        load_profile(json.dumps(PROFILE).encode(), by=world.bea.actor)


def test_the_operator_loads_one_and_tries_a_table_without_writing(tmp_path, capsys):
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(PROFILE))
    assert standards.run(["import", str(path)]) == 0
    assert "IC-TIP 1.0: loaded" in capsys.readouterr().out
    path.write_text(json.dumps(PROFILE | {"name": ""}))
    assert standards.run(["import", str(path)]) == 1
    assert "nothing was written" in capsys.readouterr().err
    table = tmp_path / "table.csv"
    table.write_bytes(faults.table(GOOD, GOOD | {"prs_FirstName": "Mila"}))
    assert standards.run(["import", str(table)]) == 1
    said = capsys.readouterr().out
    assert "row 3, prs_FirstName" in said
    assert "1 could be taken over, 1 refused" in said
    assert "Mila" not in said
    assert standards.run(["list"]) == 0
    assert "IC-TIP 1.0" in capsys.readouterr().out
