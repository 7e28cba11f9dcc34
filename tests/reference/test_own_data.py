"""The project's own files, tested where nothing else is at hand."""

import json
import re

import pytest

from spona.reference.models import Certainty
from spona.reference.own_data import DATA
from spona.reference.scripts import latin

FILES = ("codes", "public", "legal", "indicators", "terms", "towns", "institutions", "holidays")
ALPHABET = "абвгдђежзијклљмнњопрстћуфхцчџш"
# Where Latin letters are right inside a Serbian text.
FOREIGN = re.compile(r"[a-zčćžšđ]", re.IGNORECASE)
# Licences are called so in every language.
LICENCE = re.compile(r"\bCC0\b|\bCC BY(?:-(?:SA|NC|ND))* 4\.0")


def rows(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def all_words(value):
    if isinstance(value, dict):
        if "sr" in value:
            yield value
        for inner in value.values():
            yield from all_words(inner)
    if isinstance(value, list):
        for inner in value:
            yield from all_words(inner)


def test_the_files_hold_what_was_collected():
    signs = [sign for each in rows("indicators") for sign in each["indicators"]]
    assert len(signs) == 180
    assert len(rows("indicators")) == 11
    assert (len(rows("terms")), len(rows("towns")), len(rows("institutions"))) == (164, 7, 105)


@pytest.mark.parametrize("name", FILES)
def test_serbian_is_stored_in_cyrillic_only(name):
    texts = [words["sr"] for words in all_words(rows(name))]
    assert texts
    assert [text for text in texts if FOREIGN.search(LICENCE.sub("", text))] == []


@pytest.mark.parametrize("name", FILES)
def test_latin_of_everything_has_no_cyrillic_left(name):
    letters = set(ALPHABET + ALPHABET.upper())
    assert [w["sr"] for w in all_words(rows(name)) if set(latin(w["sr"])) & letters] == []


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_english_beside_serbian(name):
    cases = {"genitive", "locative"}
    for row in rows(name):
        named = {key: value for key, value in row.items() if key not in cases}
        assert [words for words in all_words(named) if not words.get("en")] == []


@pytest.mark.parametrize("name", ["codes", "public", "legal", "terms"])
def test_every_row_says_where_it_is_from_and_how_sure_it_is(name):
    for row in rows(name):
        assert row.get("source") or row.get("evidence"), row
        assert row["certainty"] in Certainty.values


def test_every_sign_says_where_it_is_from_and_how_sure_it_is():
    signs = [sign for each in rows("indicators") for sign in each["indicators"]]
    assert all(sign["source"] and sign["certainty"] in Certainty.values for sign in signs)
    assert sum(sign["certainty"] == "confirmed_in_source" for sign in signs) == 25
    assert sum(sign["certainty"] == "draft" for sign in signs) == 57


def test_the_outcomes_are_the_centres_own_and_continues_is_none_of_them():
    codes = [row["code"] for row in rows("codes") if row["list"] == "outcome"]
    assert codes == ["identified", "rejected", "discontinued", "not_assessed_as_victim"]


def test_urgency_carries_its_time_limit():
    limits = {r["code"]: r["extra"] for r in rows("codes") if r["list"] == "urgency"}
    assert [
        (limits[c]["amount"], limits[c]["unit"]) for c in ("immediate", "urgent", "regular")
    ] == [
        (24, "hours"),
        (72, "hours"),
        (5, "working_days"),
    ]


def test_not_sure_takes_the_childs_path():
    path = {r["code"]: r["extra"]["child_path"] for r in rows("codes") if r["list"] == "age_group"}
    assert path == {"child": True, "adult": False, "not_sure": True}


def test_every_word_for_a_sector_leads_to_one_row_of_the_list():
    sectors = [row for row in rows("codes") if row["list"] == "sector"]
    for vocabulary in ("institutions", "indicators", "terms"):
        words = [word for row in sectors for word in row["extra"][vocabulary]]
        assert len(words) == len(set(words)), vocabulary
    terms = {row["key"] for row in rows("terms") if row["category"] == "sector"}
    # The collected terms also list foreign nationals there, who are people and no sector.
    assert terms - {w for r in sectors for w in r["extra"]["terms"]} == {"sector.foreign_national"}


def test_schools_stand_apart_from_education_administrations():
    codes = {row["code"] for row in rows("codes") if row["list"] == "sector"}
    assert {"school", "education_administration"} <= codes
    assert {r["sector"] for r in rows("institutions") if "Школска управа" in r["words"]["sr"]} == {
        "education_administration"
    }


def test_institutions_are_sorted_into_bodies_networks_and_contact_points():
    codes = {row["code"] for row in rows("codes") if row["list"] == "sector"}
    by_kind: dict[str, list[str]] = {}
    for row in rows("institutions"):
        by_kind.setdefault(row["kind"], []).append(row["id"])
        assert row["sector"] in codes or row["kind"] in ("network", "contact_point"), row["id"]
    assert len(by_kind["network"]) == 7
    assert by_kind["contact_point"] == ["I005", "I018", "I019", "I020"]
    assert by_kind["unit"] == ["I002", "I003"]


def test_each_town_has_its_network():
    networks = {row["town"] for row in rows("institutions") if row["kind"] == "network"}
    assert networks == {row["slug"] for row in rows("towns")}


def test_a_phone_has_a_certainty_and_nobody_confirmed_it_yet():
    phones = [phone for row in rows("institutions") for phone in row["phones"]]
    assert phones
    assert all(phone["certainty"] in ("high", "medium", "low") for phone in phones)
    assert all(phone["confirmed_on"] is None for phone in phones)
    assert all(re.fullmatch(r"[+0-9 ]+", phone["number"]) for phone in phones)


def test_a_shelter_has_no_address():
    confidential = [row for row in rows("institutions") if row["confidential"]]
    assert {row["id"] for row in confidential} == {"I003", "I101"}
    assert all(row["address"] == "" and row["phones"] == [] for row in confidential)


def test_no_lawyer_has_confirmed_anything_yet_and_the_sentences_say_so():
    for row in rows("legal"):
        assert row["lawyer_confirmed"] is False
        assert "lawyer" in row["sentence"]["en"]
        assert "правник" in row["sentence"]["sr"].lower()


def test_the_locatives_make_right_sentences():
    assert sorted("у " + town["locative"]["sr"] for town in rows("towns")) == [
        "у Врању",
        "у Крагујевцу",
        "у Краљеву",
        "у Нишу",
        "у Новом Саду",
        "у Сремској Митровици",
        "у Суботици",
    ]


def test_holidays_fill_every_year_of_the_window():
    years = {row["date"][:4] for row in rows("holidays")}
    assert years == {str(year) for year in range(2024, 2034)}
    assert {"2026-01-07", "2026-02-16", "2026-04-10", "2026-11-11"} <= {
        row["date"] for row in rows("holidays")
    }


def test_what_the_public_reads_is_there_in_hungarian_too():
    shown = [row for row in rows("public") if row["list"] != "phrase"]
    assert [row["code"] for row in shown if not row["words"].get("hu")] == []


def test_a_phrase_is_of_one_language_and_nobody_has_confirmed_it():
    """As long as no named person has; then their name stands in the row, and this test changes."""
    for row in (row for row in rows("public") if row["list"] == "phrase"):
        language = row["extra"]["language"]
        assert set(row["words"]) == {"sr", "en", language}
        assert row["code"] == f"{language}-{row['extra']['phrase']}"
        assert row["extra"]["confirmed_by"] == ""
        assert row["certainty"] in ("recalled", "draft")


def test_a_sign_for_the_public_is_as_sure_as_the_sign_it_says_in_plain_words():
    signs = {sign["code"]: sign for each in rows("indicators") for sign in each["indicators"]}
    shown = [row for row in rows("public") if row["list"] == "public_sign"]
    for row in shown:
        of = signs[row["extra"]["sign"]]
        assert (row["source"], row["certainty"]) == (of["source"], of["certainty"]), row["code"]
    whom = {who for row in shown for who in row["extra"]["for"]}
    assert whom == {"pupil", "parent", "worker", "teacher", "nurse", "neighbour"}


def test_figures_keep_gaps_sources_and_their_own_series():
    figures = rows("figures")
    assert len(figures) == 154
    assert [row["year"] for row in figures if row["value"] is None] == ["2024"]
    words = {(row["list"], row["code"]) for row in rows("public")}
    assert {("figure_series", row["series"]) for row in figures} <= words
    assert {("figure_metric", row["metric"]) for row in figures} <= words
