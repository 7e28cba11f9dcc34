"""Everything at once: as one document and flat, whole and whole again, with nothing left dangling."""

import csv
import io
import json
import zipfile

import pytest

from spona.services.hsds import published
from spona.services.hsds.export import cell
from spona.services.hsds.tables import DAYS, NUMBERS, TABLES
from spona.services.models import ServiceAtLocation
from spona.services.search_index import write_cards
from tests.services.hsds import making
from tests.services.hsds.schemas import faults, needs_schemas, read, tabular_faults


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def tables_of(packed):
    """Table → rows as JSON has them: without empty cells, with numbers as numbers."""
    found = {}
    for table, (path, _columns) in TABLES.items():
        rows = csv.DictReader(io.StringIO(packed.read(path).decode("utf-8")))
        found[table] = [
            {
                name: float(value) if name in NUMBERS else value
                for name, value in row.items()
                if value
            }
            for row in rows
        ]
    return found


@pytest.fixture
def two(world, whole):
    """Two services, two institutions, one place shared by two services."""
    other = making.offer(world.csw)
    shared = whole.at_locations.get().location
    ServiceAtLocation.objects.create(service=other, location=shared)
    write_cards([other.pk])
    return whole, other, making.whole(world.csw_nis)


@needs_schemas
def test_the_document_holds_everything_as_the_schemas_say(get, two):
    told = json.loads(get("export.json").getvalue())
    assert {one["id"] for one in told["services"]} == {str(one.pk) for one in two}
    for name, key in (
        ("service", "services"),
        ("taxonomy", "taxonomies"),
        ("taxonomy_term", "taxonomy_terms"),
    ):
        assert told[key]
        for one in told[key]:
            assert faults(name, one) == []
    assert told["services"][0] == get(f"services/{told['services'][0]['id']}").json()


@needs_schemas
def test_the_tables_are_as_the_compiled_schema_says(get, two):
    found = tables_of(opened(get("export.zip")))
    assert tabular_faults(found) == []
    assert {table for table, rows in found.items() if not rows} == set()
    compiled = read("compiled_tabular")["properties"]
    for table, (path, columns) in TABLES.items():
        assert compiled[table]["items"]["path"] == path
        assert set(columns) <= set(compiled[table]["items"]["properties"])


def test_every_reference_leads_to_a_row_and_every_id_is_there_once(get, two):
    packed = opened(get("export.zip"))
    package, found = json.loads(packed.read("datapackage.json")), tables_of(packed)
    ids = {table: [row["id"] for row in rows] for table, rows in found.items()}
    for table, given in ids.items():
        assert len(given) == len(set(given)), table
    checked = 0
    for resource in package["resources"]:
        for key in resource["schema"]["foreignKeys"]:
            leads_to = set(ids[key["reference"]["resource"]])
            for row in found[resource["name"]]:
                if key["fields"] in row:
                    assert row[key["fields"]] in leads_to, (resource["name"], key)
                    checked += 1
    assert checked > 30
    for row in found["attribute"]:
        assert row["link_id"] in ids[row["link_entity"]]


def test_the_package_describes_each_file_as_it_is(get, two):
    packed = opened(get("export.zip"))
    package = json.loads(packed.read("datapackage.json"))
    assert {one["path"] for one in package["resources"]} | {"datapackage.json"} == set(
        packed.namelist()
    )
    for one in package["resources"]:
        head = packed.read(one["path"]).decode().splitlines()[0]
        assert head.split(",") == [field["name"] for field in one["schema"]["fields"]]
    kinds = {f["name"]: f["type"] for one in package["resources"] for f in one["schema"]["fields"]}
    assert all(kinds[name] == "number" for name in NUMBERS)
    assert all(kinds[name] == "date" for name in DAYS)


def test_the_same_rows_make_the_same_bytes_and_cost_nothing_twice(get, two):
    first, second = get("export.zip"), get("export.zip")
    assert first.getvalue() == second.getvalue()
    for path, answer in (("export.zip", first), ("export.json", get("export.json"))):
        known = {"If-None-Match": answer["ETag"]}
        assert get(path, 304, headers=known).content == b""
    two[0].alert = {"sr": "Ново"}
    two[0].save()
    assert get("export.zip", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_each_language_is_a_file_of_its_own(get, two):
    for language, character in (("sr", "Разговор"), ("sr-latn", "Razgovor"), ("en", "Talks")):
        packed = opened(get("export.zip", language=language))
        assert character in packed.read("services.csv").decode()
        rows = csv.DictReader(io.StringIO(packed.read("meta_table_descriptions.csv").decode()))
        assert {row["language"] for row in rows} == {language}


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_runs_in_a_spreadsheet(get, world, text):
    making.offer(world.csw, words={"sr": "Помоћ", "en": text})
    rows = opened(get("export.zip", language="en")).read("services.csv").decode()
    name = next(csv.DictReader(io.StringIO(rows)))["name"]
    assert name == f"'{text}"


@pytest.mark.parametrize("text", ["+381 17 100 200", "-1FR,2MO", "-5,-1", "0800 100-388", "-3.5"])
def test_what_only_looks_so_stays_as_it_is(text):
    assert cell(text) == text


def test_however_many_there_are_few_are_in_memory(get, world, django_assert_max_num_queries):
    for _n in range(7):
        making.offer(world.csw)
    old, published.CHUNK = published.CHUNK, 2
    try:
        # A fixed number for each part of two, whatever is in it.
        with django_assert_max_num_queries(130):
            told = json.loads(get("export.json").getvalue())
    finally:
        published.CHUNK = old
    assert len(told["services"]) == 7


def test_whoever_takes_everything_again_and_again_has_to_wait(get, world):
    for _n in range(20):
        get("export.json", headers={"If-None-Match": "*"}, status=304)
    answer = get("export.zip", 429)
    assert int(answer["Retry-After"]) > 0
    assert "Retry-After" in answer.json()["error"]
    get("services", 429, format="ndjson")
    get("services", 429, minimal="true")
    get("services", 200)


def test_whoever_asks_without_a_pause_has_to_wait(get, world, monkeypatch):
    monkeypatch.setattr("spona.services.hsds.throttle.MOST", 3)
    for _n in range(3):
        get("taxonomies")
    assert get("taxonomies", 429).json()["status"] == 429
