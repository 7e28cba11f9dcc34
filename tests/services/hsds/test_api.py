"""As a partner system asks: every address of the specification, every parameter."""

import datetime as dt
import json

import pytest
from django.test import Client

from spona.services.hsds.terms import taxonomy_id, term_id
from tests.services.hsds import making
from tests.services.hsds.conftest import BASE
from tests.services.hsds.schemas import faults, needs_schemas


def test_the_root_tells_version_publisher_and_document(get):
    told = get().json()
    assert told["version"] == "3.0"
    assert told["openapi_url"].endswith("/api/hsds/v3/openapi.json")
    assert told["publisher"]["name"]
    for address in (told["openapi_url"], told["profile"]):
        assert Client().get(address.removeprefix("http://testserver")).status_code == 200


@needs_schemas
def test_a_service_with_everything_is_as_the_schema_says(get, whole):
    for language in ("sr-latn", "sr", "en", "hu"):
        told = get(f"services/{whole.pk}", language=language).json()
        assert faults("service", told) == []
    assert told["organization"]["id"] == str(whole.institution_id)
    assert told["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] == "17500"
    assert told["assured_date"] == making.CALLED.isoformat()


@needs_schemas
@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("services", "service"),
        ("organizations", "organization"),
        ("service_at_locations", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)
def test_every_list_and_every_one_of_it_is_as_the_schema_says(get, whole, path, schema):
    for more in ({}, {"full": "true"}):
        page = get(path, **more).json()
        assert page["contents"], path
        assert page["size"] == len(page["contents"])
        for one in page["contents"]:
            assert faults(schema, one) == []
            assert faults(schema, get(f"{path}/{one['id']}").json()) == []


def test_lists_hold_single_values_and_full_ones_everything(get, whole):
    simple = get("services").json()["contents"][0]
    assert "phones" not in simple
    assert simple["organization"]["name"]
    full = get("services", full="true").json()["contents"][0]
    assert {one["number"] for one in full["phones"]} == {"+381 17 100 200"}
    assert full == get(f"services/{whole.pk}").json()


def test_pages_are_told_apart_and_end(get, world):
    made = {str(making.offer(world.csw).pk) for _n in range(5)}
    seen = []
    for number in (1, 2, 3):
        page = get("services", page=number, per_page=2).json()
        assert (page["total_items"], page["total_pages"]) == (5, 3)
        assert page["page_number"] == number
        assert (page["first_page"], page["last_page"]) == (number == 1, number == 3)
        seen += [one["id"] for one in page["contents"]]
    assert (len(seen), set(seen)) == (5, made)
    for asked in ({"per_page": 2}, {"per_page": 2, "minimal": True}, {"minimal": True}):
        beyond = get("services", 404, page=9, **asked).json()
        assert beyond["parameter"] == "page"
        assert "Ask for a page from 1 to" in beyond["error"]
    assert get("taxonomies", 404, page=9).json()["parameter"] == "page"
    assert get("services", search="nema", page=1).json()["empty"] is True


def test_a_wrong_parameter_is_told_in_words_of_ours(get, world):
    for asked, said in (
        ({"page": "x"}, "it has to be a whole number."),
        ({"page": "0"}, "it has to be at least 1."),
        ({"per_page": "501"}, "it has to be at most 500."),
        ({"full": "perhaps"}, "it has to be true or false."),
        ({"language": "de"}, "it has to be one of"),
        ({"format": "xml"}, "it has to be one of"),
        ({"modified_after": "yesterday"}, "it has to be a day or a moment"),
        ({"search": "a" * 300}, "it may have at most 200 characters."),
    ):
        error = get("services", 400, **asked).json()["error"]
        assert said in error
        assert "Input should" not in error


def test_an_organization_says_in_words_what_it_is(get, whole):
    about = get("organizations").json()["contents"][0]["description"]
    assert about != whole.institution.sector
    assert " " in about


def test_the_page_for_people_is_wholly_in_english(get, world):
    html = get("docs", headers={"Accept-Language": "sr-Cyrl"}).content.decode()
    assert '<html lang="en"' in html
    assert "Everything as JSON" in html
    assert "never where it stands" in html.replace("\n", " ")


def test_minimal_is_ids_and_moments_on_one_page(get, world):
    for _n in range(60):
        making.offer(world.csw)
    page = get("services", minimal="true").json()
    assert (len(page["contents"]), page["total_pages"]) == (60, 1)
    assert set(page["contents"][0]) == {"id", "modified_date"}


@pytest.mark.parametrize(
    "asked", ["Разговор", "razgovor", "RAZGOVOR psihologom", "talks", "vranje"]
)
def test_search_is_blind_to_script_and_marks(get, whole, world, asked):
    making.offer(world.csw_nis, words={"sr": "Правна помоћ"}, text={})
    found = get("services", search=asked).json()["contents"]
    assert [one["id"] for one in found] == [str(whole.pk)]


def test_what_was_changed_since_is_found(get, whole):
    before, after = (
        whole.changed_at - dt.timedelta(hours=1),
        whole.changed_at + dt.timedelta(hours=1),
    )
    assert get("services", modified_after=before.isoformat()).json()["total_items"] == 1
    assert get("services", modified_after=after.isoformat()).json()["total_items"] == 0
    assert get("services", modified_after="2020-01-01").json()["total_items"] == 1
    assert get("service_at_locations", modified_after=after.isoformat()).json()["empty"]


def test_terms_taxonomies_and_organizations_narrow(get, whole, world):
    other = making.offer(world.csw_nis, kind="legal_aid", words={"sr": "Правна помоћ"})
    by_term = get("services", taxonomy_term_id=term_id("service", "legal_aid")).json()
    assert [one["id"] for one in by_term["contents"]] == [str(other.pk)]
    excluded = term_id("service_exclusion", "not_with_children")
    assert get("services", taxonomy_term_id=excluded).json()["total_items"] == 1
    assert get("services", taxonomy_term_id="no such").json()["empty"]
    assert get("services", taxonomy_id=taxonomy_id("service")).json()["total_items"] == 2
    assert get("services", taxonomy_id=taxonomy_id("service_exclusion")).json()["total_items"] == 1
    assert get("services", organization_id=str(world.csw.pk)).json()["total_items"] == 1
    assert get("services", organization_id="x").json()["empty"]
    assert get("service_at_locations", organization_id=str(world.csw_nis.pk)).json()["empty"]


def test_an_organization_names_its_services(get, whole):
    told = get(f"organizations/{whole.institution_id}").json()
    assert [one["id"] for one in told["services"]] == [str(whole.pk)]
    assert "phones" not in told["services"][0]
    full = get(f"organizations/{whole.institution_id}", full_service="true").json()
    assert full["services"][0]["phones"]
    assert told["locations"][0]["addresses"]


def test_only_who_gives_a_public_service_is_an_organization(get, whole):
    assert get("organizations").json()["total_items"] == 1


def test_terms_have_no_parents(get, whole):
    every = get("taxonomy_terms").json()["total_items"]
    assert get("taxonomy_terms", top_only="true").json()["total_items"] == every
    assert get("taxonomy_terms", parent_id="x").json()["empty"]
    one = get("taxonomy_terms", taxonomy_id=taxonomy_id("service"), search="pravn").json()
    assert {told["taxonomy"] for told in one["contents"]} == {"service"}


def test_places_are_found_by_postcode_and_distance(get, whole, world):
    near = making.place(making.offer(world.csw), latitude="42.56300", longitude="21.89700",
                        postal_code="17501", town=None)  # 1 km to the north  # fmt: skip
    codes = {"postcode": "17500"}
    assert get("service_at_locations", **codes).json()["total_items"] == 1
    assert get("service_at_locations", proximity="500", **codes).json()["total_items"] == 1
    around = get("service_at_locations", proximity="1500", **codes).json()
    assert str(near.pk) in [one["id"] for one in around["contents"]]
    assert get("service_at_locations", proximity="900", **codes).json()["total_items"] == 1


def test_lines_hold_everything_without_pages(get, world):
    made = {str(making.offer(world.csw).pk) for _n in range(55)}
    answer = get("services", format="ndjson")
    assert answer["Content-Type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert {one["id"] for one in lines} == made
    again = get("services", 304, format="ndjson", headers={"If-None-Match": answer["ETag"]})
    assert again.content == b""


def test_nothing_comes_again_that_is_known_until_it_changes(get, whole):
    answer = get(f"services/{whole.pk}")
    assert answer["Last-Modified"]
    known = {"If-None-Match": answer["ETag"]}
    assert get(f"services/{whole.pk}", 304, headers=known).content == b""
    assert get(f"services/{whole.pk}", 304, headers=known)["ETag"] == answer["ETag"]
    whole.alert = {"sr": "Пресељено."}
    whole.save()
    assert get(f"services/{whole.pk}", headers=known).json()["alert"] == "Preseljeno."
    # One that has left makes the rest older: the moment alone would hide that.
    page = get("services")
    whole.public = False
    whole.save()
    told = {"If-Modified-Since": page["Last-Modified"]}
    assert get("services", headers=told).json()["empty"]


def test_answers_may_be_kept_and_read_by_pages_of_others(get, whole):
    answer = get("services")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Accept-Language" in answer["Vary"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer


def test_the_language_is_the_one_that_was_asked_for(get, whole):
    def named(**how):
        answer = get(f"services/{whole.pk}", **how)
        return answer.json()["name"], answer["Content-Language"]

    assert named() == ("Razgovor sa psihologom", "sr-Latn")
    assert named(language="sr") == ("Разговор са психологом", "sr-Cyrl")
    assert named(headers={"Accept-Language": "en-GB,sr;q=0.5"})[0] == "Talks with a psychologist"
    assert named(headers={"Accept-Language": "en"}, language="sr-latn")[1] == "sr-Latn"
    assert named(headers={"Accept-Language": "sr-Cyrl-RS"})[1] == "sr-Cyrl"
    assert named(headers={"Accept-Language": "de, hu;q=0.3"})[1] == "hu"


def test_days_apart_and_holidays_are_told(get, whole):
    rules = get(f"services/{whole.pk}", language="en").json()["schedules"]
    apart = next(one for one in rules if "opens_at" not in one)
    assert (apart["valid_from"], apart["valid_to"]) == ("2026-12-24", "2027-01-08")
    assert apart["description"] == "Closed on these days."
    night = next(one for one in rules if one["opens_at"].startswith("00:00"))
    assert night["closes_at"].startswith("23:59")


def test_head_is_answered_and_writing_is_not(get, whole):
    assert Client().head(f"{BASE}services").status_code == 200
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(Client(), method)(f"{BASE}services")
        assert answer.status_code == 405
        assert answer.json()["error"]
        assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("services", {"page": "0"}), ("services", {"page": "x"}), ("services", {"per_page": "501"}),
        ("services", {"modified_after": "yesterday"}), ("services", {"language": "de"}),
        ("services", {"format": "csv"}), ("services", {"full": "perhaps"}),
        ("services", {"page": "9" * 40}), ("services", {"search": "x" * 201}),
        ("service_at_locations", {"proximity": "500"}),
        ("service_at_locations", {"proximity": "nan", "postcode": "17500"}),
        ("service_at_locations", {"proximity": "500", "postcode": "99999"}),
        ("taxonomy_terms", {"top_only": "7"}), ("export.json", {"language": "xx"}),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_told_with_what_to_do(get, whole, path, asked):
    answer = get(path, 400, **asked)
    told = answer.json()
    assert told["parameter"] in asked
    assert told["error"].count(".") >= 2
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["services/x", "services/7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e", "organizations/x", "taxonomies/x",
     "taxonomy_terms/x", "service_at_locations/x", "services/", "nothing", "services/a/b", "docs/"],
)  # fmt: skip
def test_what_is_not_there_is_said_in_json_and_never_by_a_redirect(get, whole, path):
    answer = get(path, 404)
    assert answer["Content-Type"] == "application/json"
    assert "/api/hsds/v3/" in answer.json()["error"]


def test_the_root_answers_without_its_last_stroke(get):
    assert Client().get("/api/hsds/v3").json()["version"] == "3.0"


@pytest.mark.parametrize(
    "asked", ["\0", "%", "_", "'; DROP TABLE services_service; --", "🦄", "\ud800"]
)
def test_odd_words_find_nothing_and_break_nothing(world, whole, asked):
    answer = Client().get(f"{BASE}services", query_string="search=" + "".join(
        f"%{byte:02x}" for byte in asked.encode("utf-8", "surrogatepass")))  # fmt: skip
    assert answer.status_code in (200, 400)
    assert answer["Content-Type"] == "application/json"
