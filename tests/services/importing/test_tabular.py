"""Tables of HSDS: our own export comes back without a change; another directory's are taken over once;
what refers to nothing, stands twice or is broken is told by file, row and column.
"""

import csv
import io
import json
import zipfile

import pytest
from django.test import Client

from spona.access.denied import Denied
from spona.services.importing.jobs import forget_files
from spona.services.models import Location, Phone, Schedule, Service, SpecialDays
from tests.services.hsds import making
from tests.services.importing.conftest import told

CITY = {"source": "city", "language": "en"}


@pytest.fixture
def real(world):
    world.csw.example = False
    world.csw.save()


@pytest.fixture
def exported(real, whole):
    def exported(language="sr-latn"):
        return Client().get(f"/api/hsds/v3/export.zip?language={language}").getvalue()

    return exported


def tables(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name: list(csv.DictReader(io.StringIO(packed.read(name).decode())))
            for name in packed.namelist() if name.endswith(".csv")
        }  # fmt: skip


def zipped(files, encoding="utf-8"):
    """`files`: name → rows, or text as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in files.items():
            if isinstance(rows, list):
                text = io.StringIO()
                heads = list(dict.fromkeys(key for row in rows for key in row))
                made = csv.DictWriter(text, heads)
                made.writeheader()
                made.writerows(rows)
                packed.writestr(name, text.getvalue().encode(encoding))
            else:
                packed.writestr(name, rows)
    return out.getvalue()


@pytest.fixture
def city(world):
    """Another directory, with ids of its own, that are no UUIDs either."""
    return {
        "organizations.csv": [{"id": "o1", "name": world.csw.code, "description": "x"}],
        "services.csv": [
            {"id": "s1", "organization_id": "o1", "name": "Mediation for families", "status": "active",
             "description": "Free, twice a week", "minimum_age": "18"},
        ],
        "taxonomy_terms.csv": [
            {"id": "t1", "code": "legal_aid", "name": "Legal aid", "description": "x", "taxonomy": "city list"}
        ],
        "attributes.csv": [
            {"id": "a1", "link_id": "s1", "link_entity": "service", "taxonomy_term_id": "t1"}
        ],
        "locations.csv": [{"id": "l1", "location_type": "physical", "name": "House of families",
                           "latitude": "42.5512345", "longitude": "21.9"}],
        "addresses.csv": [{"id": "d1", "location_id": "l1", "address_1": "Partizanska 1", "city": "Vranje",
                           "state_province": "x", "postal_code": "17500", "country": "RS",
                           "address_type": "physical"}],
        "service_at_location.csv": [{"id": "sl1", "service_id": "s1", "location_id": "l1"}],
        "phones.csv": [
            {"id": "p1", "service_id": "s1", "number": "+381 17 100 200", "type": "voice"},
            {"id": "p2", "location_id": "l1", "number": "017 300 400"},
            {"id": "p3", "organization_id": "o1", "number": "017 555 555"},
        ],
        "schedules.csv": [
            {"id": "h1", "service_at_location_id": "sl1", "freq": "WEEKLY", "byday": "MO,TU",
             "opens_at": "08:00+01:00", "closes_at": "16:00:00"},
        ],
        "languages.csv": [{"id": "g1", "service_id": "s1", "name": "Romani", "code": "rom"}],
        "service_areas.csv": [{"id": "e1", "service_id": "s1", "name": "Vranje"}],
    }  # fmt: skip


@pytest.mark.parametrize("language", ["sr-latn", "sr", "en", "hu"])
def test_our_own_export_comes_back_without_a_change(world, exported, send, language):
    hidden = making.offer(world.csw, words={"sr": "Склониште"})
    at = making.place(hidden, confidential=True)
    making.number(at.location, "017 111 222", front_gate=True)
    making.offer(world.csw, everywhere=True, words={"sr": "Свуда", "en": "Everywhere"})
    _sent, found = send(exported(language), source="own", language=language)
    assert told(found) == []
    assert [(one.kind, one.cells) for one in found.wanted] == []
    assert found.same >= 7


def test_another_directory_is_taken_over_and_once(world, city, send, take):
    sent, found = send(zipped(city), **CITY)
    assert told(found) == []
    assert [(one.what, one.kind) for one in found.wanted] == [
        ("new", "service"), ("new", "place"), ("new", "hours"), ("new", "phone"), ("new", "phone")
    ]  # fmt: skip
    take(sent, found)
    made = Service.objects.get()
    assert (made.external_source, made.external_id, made.kind) == ("city", "s1", "legal_aid")
    assert (made.words, made.minimum_age) == ({"en": "Mediation for families"}, 18)
    assert made.confirmed_on is None, "who confirmed what is not taken over"
    at = made.at_locations.get()
    assert (at.location.address, at.location.town.slug) == ("Partizanska 1", "vranje")
    assert str(at.location.latitude) == "42.55123"
    assert at.schedules.get().byday == "MO,TU"
    assert not Phone.objects.filter(number="017 555 555").exists()
    _again, found = send(zipped(city), **CITY)
    assert (told(found), found.wanted) == ([], [])


def test_what_has_changed_elsewhere_is_shown_and_an_old_number_goes(world, city, send, take):
    take(*send(zipped(city), **CITY))
    city["services.csv"][0]["name"] = "Mediation"
    city["phones.csv"][0]["number"] = "+381 17 999 999"
    sent, found = send(zipped(city), **CITY)
    assert [(one.what, one.kind) for one in found.wanted] == [
        ("change", "service"), ("new", "phone"), ("remove", "phone")
    ]  # fmt: skip
    take(sent, found)
    made = Service.objects.get()
    assert made.words["en"] == "Mediation"
    assert [one.number for one in made.phones.all()] == ["+381 17 999 999"]


def test_what_is_no_more_elsewhere_ends_here(world, city, send, take):
    take(*send(zipped(city), **CITY))
    city["services.csv"][0]["status"] = "defunct"
    sent, found = send(
        zipped(
            {
                "services.csv": city["services.csv"],
                "organizations.csv": city["organizations.csv"],
                "attributes.csv": city["attributes.csv"],
                "taxonomy_terms.csv": city["taxonomy_terms.csv"],
            }
        ),
        **CITY,
    )
    assert [one.what for one in found.wanted] == ["end"]
    take(sent, found)
    assert Service.objects.get().ended_at is not None


def test_the_same_id_of_another_directory_is_another_service(world, city, send, take):
    take(*send(zipped(city), **CITY))
    _sent, found = send(zipped(city), source="village", language="en")
    assert found.wanted[0].what == "new"


def change(table, row, **values):
    def made(files):
        files[table][row] |= values

    return made


@pytest.mark.parametrize(
    ("make", "line", "column", "sentence"),
    [
        (change("phones.csv", 0, service_id="s9"), ("phones.csv", 2), "service_id", "not in the file"),
        (change("addresses.csv", 0, location_id="l9"), ("addresses.csv", 2), "location_id", "not in the file"),
        (change("service_at_location.csv", 0, service_id="s9"), ("service_at_location.csv", 2), "service_id", "not in the file"),
        (change("phones.csv", 1, id="p1"), ("phones.csv", 3), "id", "stands twice"),
        (change("phones.csv", 0, id=""), ("phones.csv", 2), "id", "needs an id"),
        (change("phones.csv", 0, number="zovi"), ("phones.csv", 2), "Number", "not a telephone number"),
        (change("schedules.csv", 0, opens_at="osam"), ("schedules.csv", 2), "opens_at", "no time"),
        (change("schedules.csv", 0, opens_at=""), ("schedules.csv", 2), "opens_at", "no time"),
        (change("schedules.csv", 0, valid_from="juče"), ("schedules.csv", 2), "valid_from", "no date"),
        (change("schedules.csv", 0, byday="XX"), ("schedules.csv", 2), "Days", "is no day"),
        (change("schedules.csv", 0, valid_from="2020-01-01", valid_to="2020-01-02"), ("schedules.csv", 2), "", ""),
        (change("services.csv", 0, status="open"), ("services.csv", 2), "State", "none of the choices"),
        (change("services.csv", 0, email="nema"), ("services.csv", 2), "", "email"),
        (change("service_areas.csv", 0, name="Atlantida"), ("services.csv", 2), "Towns served", "no town"),
        (change("languages.csv", 0, code="tlh"), ("services.csv", 2), "Languages", "not on the list"),
        (change("organizations.csv", 0, name="Nepoznata kuća"), ("services.csv", 2), "Institution", "whose services you may write"),
        (change("taxonomy_terms.csv", 0, code="sunning"), ("services.csv", 2), "Kind", "not on the list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_file_row_and_column(
    city, send, take, make, line, column, sentence
):
    make(city)
    sent, found = send(zipped(city), **CITY)
    first = [one for one in found.refusals if (one.line.where, one.line.row) == line]
    assert first, told(found)
    assert (first[0].column, sentence in first[0].sentence) == (column, True), told(found)
    with pytest.raises(Denied):
        take(sent, found)
    assert (Service.objects.count(), Location.objects.count(), Schedule.objects.count()) == (
        0,
        0,
        0,
    )


def test_serbian_in_latin_is_asked_for_in_cyrillic(city, send):
    _sent, found = send(zipped(city), source="city", language="sr-latn")
    assert {"in Cyrillic" in one[3] for one in told(found)} >= {True}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 nothing", "no ZIP"),
        (b"id,name\r\n1,x", "no ZIP"),
        (zipped({"readme.txt": b"x"}), "There is no services.csv"),
        (zipped({"services.csv": b""}), "names of the columns"),
        (zipped({"services.csv": b"name\r\nx"}), "names of the columns"),
        (zipped({"services.csv": 'id,name\r\n1,"Pomoć za žene i đake"'.encode("cp1250")}), "Windows-1250"),
        (zipped({"services.csv": b"id,name\r\n1,\xff\xfe\x81"}), "not saved as UTF-8"),
        (zipped({"services.csv": b"id,name\r\n1,a\0b"}), "no text"),
        (zipped({"services.csv": b"id,name\r\n1,a,b,c"}), "more cells"),
        (zipped({"services.csv": b'id,name\r\n1,"' + b"x" * 200_000 + b'"'}), "broken"),
        (zipped({"services.csv": b"id,name\r\n" + b"\r\n".join(b"%d,x" % n for n in range(6000))}), "too large"),
        (zipped({"services.csv": b" " * 30_000_000}), "too large"),
        (zipped({f"{n}.csv": b"" for n in range(300)}), "too many parts"),
    ],
)  # fmt: skip
def test_files_that_are_none_are_told(world, send, take, content, sentence):
    sent, found = send(content, **CITY)
    assert sentence in told(found)[0][3], told(found)
    assert found.wanted == []
    with pytest.raises(Denied):
        take(sent, found, leave_out=True)


def test_a_zip_that_lies_about_its_sizes_or_is_locked_is_told(world, send):
    content = bytearray(zipped({"services.csv": b"id,name\r\n1,x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # says that it is encrypted
    for broken in (bytes(content), zipped({"services.csv": b"id\r\n1"})[:-30]):
        _sent, found = send(broken, **CITY)
        assert len(told(found)) == 1


def test_semicolons_marks_and_folders_are_read_as_well(city, send):
    files = {f"hsds/{name}": rows for name, rows in city.items()}
    text = "\ufeffid;organization_id;name;status\r\ns1;o1;Mediation;active\r\n"
    files["hsds/services.csv"] = text.encode()
    _sent, found = send(zipped(files), **CITY)
    assert told(found) == []
    assert found.wanted[0].kind == "service"


def test_the_apostrophe_that_protects_a_cell_is_taken_off_again(world, exported, send):
    making.offer(world.csw, words={"sr": "Помоћ", "en": "=1+1"})
    content = exported("en")
    assert "'=1+1" in json.dumps(tables(content)["services.csv"])
    _sent, found = send(content, source="own", language="en")
    assert (told(found), found.wanted) == ([], [])


def test_days_apart_costs_and_papers_stay_as_they_are(world, exported, send, take):
    content = exported("en")
    rows = tables(content)
    rows["services.csv"][0]["name"] = "Talks"
    sent, found = send(
        zipped({name: given for name, given in rows.items() if given}), source="own", language="en"
    )
    assert told(found) == []
    take(sent, found)
    row = Service.objects.get()
    assert (row.words["en"], row.costs.count(), row.required_documents.count()) == ("Talks", 1, 1)
    assert SpecialDays.objects.count() == 1
    assert forget_files() == 0


@pytest.mark.parametrize(
    ("table", "odd"),
    [
        ("locations.csv", {"latitude": "NaN", "longitude": "NaN"}),
        ("schedules.csv", {"dtstart": "9999-12-31"}),
        ("schedules.csv", {"dtstart": "0001-01-01", "wkst": "SU"}),
        ("schedules.csv", {"until": "0001-01-01"}),
    ],
)
def test_numbers_and_days_that_are_none_are_no_accident(city, send, table, odd):
    city[table][0] |= odd
    send(zipped(city), **CITY)
