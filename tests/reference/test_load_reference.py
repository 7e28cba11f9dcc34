import datetime as dt
import json
import shutil

import pytest
from django.db import IntegrityError, transaction

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.reference.actions import load_reference
from spona.reference.models import (
    Code,
    Holiday,
    Indicator,
    IndicatorList,
    LegalBasis,
    Term,
    Town,
)
from spona.reference.own_data import DATA
from spona.reference.queries import indicator_list_for, legal_bases_for

pytestmark = pytest.mark.django_db

TABLES = (Code, Holiday, Indicator, IndicatorList, LegalBasis, Term, Town)
DAY = dt.date(2026, 11, 25)
LATER = dt.date(2027, 3, 1)


def load(data=DATA, on=DAY):
    return load_reference(data, by=Actor.system("import"), on=on)


def content():
    return {model: sorted(map(str, model.objects.values_list("id", flat=True))) for model in TABLES}


@pytest.fixture
def own(tmp_path):
    shutil.copytree(DATA, tmp_path / "own")
    return tmp_path / "own"


def change(folder, name, edit):
    path = folder / f"{name}.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    edit(rows)
    path.write_text(json.dumps(rows), encoding="utf-8")


def test_loading_brings_everything_and_twice_is_once():
    counts = load()
    assert counts["terms"] == Term.objects.count() == 164
    assert counts["indicator_lists"] == IndicatorList.objects.count() == 11
    assert Indicator.objects.count() == 180
    assert Town.objects.count() == 7
    before = content()
    assert set(load(on=LATER).values()) == {0}
    assert content() == before


def test_loading_is_written_in_the_log_with_counts_only():
    counts = load()
    entry = Entry.objects.get()
    assert (entry.name, entry.actor) == ("reference:loaded", "system:import")
    assert json.loads(json.dumps(entry.detail)) == counts


def test_who_is_not_the_system_may_not_load():
    with pytest.raises(Denied, match="operator"):
        load_reference(by=Actor(roles=frozenset({"intake_holder"})))
    assert not Code.objects.exists()
    assert not Entry.objects.exists()


def test_a_new_version_ends_the_old_and_the_old_answer_keeps_its_row(own):
    load(own)
    answered = Code.objects.get(list="urgency", code="regular")

    def edit(rows):
        row = next(r for r in rows if r["list"] == "urgency" and r["code"] == "regular")
        row |= {"version": 2, "extra": {"amount": 3, "unit": "working_days"}}

    change(own, "codes", edit)
    assert load(own, on=LATER)["codes"] == 1
    answered.refresh_from_db()
    assert answered.extra["amount"] == 5
    assert answered.valid_to == LATER
    before, after = LATER - dt.timedelta(days=1), LATER
    assert Code.objects.of("urgency", before).get(code="regular") == answered
    assert Code.objects.of("urgency", after).get(code="regular").extra["amount"] == 3
    assert set(load(own, on=LATER).values()) == {0}


def test_an_older_file_does_not_bring_an_old_version_back(own):
    load(own)
    change(own, "codes", lambda rows: rows[0].update(version=3))
    load(own, on=LATER)
    change(own, "codes", lambda rows: rows[0].update(version=2))
    assert load(own, on=LATER)["codes"] == 0


def test_words_of_a_stored_version_are_never_rewritten(own):
    load(own)
    first = Code.objects.get(list="sector", code="police")
    change(own, "codes", lambda rows: rows[0]["words"].update(sr="Нешто друго"))
    load(own, on=LATER)
    first.refresh_from_db()
    assert first.words["sr"] == "Полиција"


def test_a_code_that_the_data_ends_is_ended(own):
    load(own)
    change(own, "codes", lambda rows: rows[0].update(valid_to="2027-01-01"))
    assert load(own, on=LATER)["codes"] == 1
    assert not Code.objects.of("sector", dt.date(2027, 1, 1)).filter(code="police").exists()
    assert Code.objects.of("sector", dt.date(2026, 12, 31)).filter(code="police").exists()
    assert load(own, on=LATER)["codes"] == 0


def test_labels_are_of_a_day_or_of_the_newest_version_of_all_there_ever_were(own):
    load(own)
    before = Code.objects.labels("sector", dt.date(2026, 12, 31))
    assert before["police"] == "Police"
    change(
        own,
        "codes",
        lambda rows: rows[0].update(version=2, order=0, words={"sr": "Нова", "en": "New"}),
    )
    load(own, on=LATER)
    assert Code.objects.labels("sector", LATER)["police"] == "New"
    assert Code.objects.labels("sector")["police"] == "New"
    change(own, "codes", lambda rows: rows[0].update(valid_to="2027-04-01"))
    load(own, on=LATER)
    assert "police" not in Code.objects.labels("sector", dt.date(2027, 4, 1))
    assert Code.objects.labels("sector")["police"] == "New"


def test_a_version_replaced_on_its_first_day_is_an_empty_span_not_an_error(own):
    load(own)
    for version in (2, 3):
        change(own, "codes", lambda rows, v=version: rows[0].update(version=v))
        load(own, on=LATER)
    assert Code.objects.of("sector", LATER).get(code="police").version == 3


def test_a_new_list_of_signs_ends_the_old_which_keeps_its_signs(own):
    load(own)
    old = indicator_list_for("police", DAY)
    change(own, "indicators", _new_police_list)
    assert load(own, on=LATER)["indicator_lists"] == 1
    new = indicator_list_for("police", LATER)
    assert (new.version, new.indicators.count()) == ("working-2", 7)
    assert indicator_list_for("police", DAY) == old
    assert old.indicators.count() == 8


def test_our_working_set_never_replaces_an_official_list(own):
    load(own)
    IndicatorList.objects.filter(sector="police").update(version="2017")
    change(own, "indicators", _new_police_list)
    assert load(own, on=LATER)["indicator_lists"] == 0
    assert indicator_list_for("police", LATER).version == "2017"


def _new_police_list(rows):
    police = next(row for row in rows if row["sector"] == "police")
    police["version"] = "working-2"
    police["indicators"].pop()


def test_a_corrected_fact_is_refreshed_in_place(own):
    load(own)
    change(own, "terms", lambda rows: rows[0].update(note="проверено"))
    change(own, "towns", lambda rows: rows[0]["words"].update(en="Nish"))
    counts = load(own)
    assert (counts["terms"], counts["towns"], counts["holidays"]) == (1, 1, 0)
    assert Town.objects.get(slug="nis").search_key == "nis nish"


def test_rows_the_data_does_not_know_are_left_alone():
    load()
    Code.objects.create(
        list="sector", code="kirche", words={"sr": "Црква"}, source="мрежа", certainty="draft"
    )
    assert load()["codes"] == 0
    assert Code.objects.of("sector", DAY).filter(code="kirche").exists()


def test_sectors_without_signs_of_their_own_get_the_general_list():
    load()
    for sector in (
        "prosecution",
        "local_government",
        "red_cross",
        "youth_office",
        "cso",
        "unknown",
    ):
        assert indicator_list_for(sector, DAY).sector == "general"
    assert indicator_list_for("school", DAY).sector == "school"
    assert indicator_list_for("education_administration", DAY).sector == "school"
    assert indicator_list_for("migration", DAY).sector == "migration"


def test_no_list_at_all_is_an_error_not_an_empty_page():
    with pytest.raises(IndicatorList.DoesNotExist, match="no list of signs for police"):
        indicator_list_for("police", DAY)


def test_every_sector_of_a_list_of_signs_is_a_sector_or_for_everybody():
    load()
    sectors = set(Code.objects.of("sector", DAY).values_list("code", flat=True))
    lists = set(IndicatorList.objects.values_list("sector", flat=True))
    assert lists - sectors == {"general", "children", "exploitation", "online"}


def test_the_database_refuses_a_second_open_version_and_a_turned_span():
    load()
    police = Code.objects.get(list="sector", code="police")
    plain = {
        "list": "sector",
        "code": "police",
        "words": police.words,
        "source": "x",
        "certainty": "draft",
    }
    for wrong in (
        {"version": 2},
        {"version": 1, "valid_to": LATER},
        {"version": 3, "valid_from": LATER, "valid_to": DAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Code.objects.create(**plain | wrong)


def test_validity_is_half_open():
    common = {"list": "x", "words": {"sr": "а"}, "source": "s", "certainty": "draft"}
    Code.objects.create(code="a", valid_from=DAY, valid_to=LATER, **common)
    days = [DAY - dt.timedelta(days=1), DAY, LATER - dt.timedelta(days=1), LATER]
    assert [Code.objects.valid_on(day).exists() for day in days] == [False, True, True, False]


def test_a_childs_report_rests_on_other_rows_than_an_adults():
    load()

    def keys(**changed):
        asked = {"sender": "school", "recipient": "social_work", "child_path": False, "on": DAY}
        return set(legal_bases_for(**asked | changed).values_list("key", flat=True))

    assert keys() == {"social-work-assessment"}
    assert keys(child_path=True) == {"social-work-assessment", "child-report-to-social-work"}
    assert keys(recipient="cso") == {"agreement-for-cso"}
    assert keys(recipient="youth_office") == set()
    assert not LegalBasis.objects.filter(lawyer_confirmed=True).exists()


def test_both_scripts_and_english_find_a_code():
    load()
    assert (
        Code.objects.filter(list="sector", search_key__contains="policija").get().code == "police"
    )
    assert Code.objects.filter(list="sector", search_key__contains="police").get().code == "police"
