"""The page of a file: opened with a log, written in without losing anything, a child's path."""

import re

import pytest
from django.utils import timezone

from spona.audit.models import Entry
from spona.cases.case.actions import add_note, write_section
from spona.cases.case.sections import EDITED, PILLAR_SECTIONS, SECTIONS
from spona.cases.casefile.childs_path import is_child
from spona.cases.models import Case, Referral
from spona.cases.team.actions import assign_file
from spona.identity.models import Account
from spona.vault.actions import open_section
from spona.vault.models import Section
from tests.cases.flow import get, whole_file
from tests.cases.moving import file_of

EVERY = list(SECTIONS)


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def path(case):
    return f"/cases/{case.reference}/"


def revision(page):
    return re.search(r'name="revision" value="(\d+)"', page)[1]


def edit(browser, path, section, data, *, read=None):
    page = read or get(browser, f"{path}edit/{section}/")
    return browser.post(f"{path}edit/{section}/", {"revision": revision(page), **data})


def section_of(case, name):
    return Section.objects.named(case.box_id, name).select_related("box").get()


def text(world, case, name):
    return open_section(section_of(case, name), **world.bea.can)


def test_a_page_of_the_file_is_one_row_of_the_read_log_and_the_name_is_none_of_it(
    world, case, path
):
    bea = world.bea.sign_in()
    before = Entry.objects.filter(name__startswith="section:read").count()
    page = get(bea, path)
    rows = Entry.objects.filter(name__startswith="section:read").order_by("seq")[before:]
    assert len(rows) == 1
    read = set(rows[0].detail["sections"])
    assert str(section_of(case, "name").pk) not in read
    assert {str(section_of(case, name).pk) for name in EVERY if name != "name"} == read
    assert "Mila Izmišljena" not in page
    assert "Mila Izmišljena" in bea.post(f"{path}name/").content.decode()


def test_every_section_has_its_place_also_an_empty_one(world, path):
    page = whole_file(world.bea.sign_in(), path)
    for name in EVERY:
        assert f'id="{name}"' in page or name == "notes", name
    assert "No note was written yet" in page
    assert "empty so far" in page


def test_what_is_written_in_a_section_stands_on_the_page_and_the_rest_stays(world, case, path):
    bea = world.bea.sign_in()
    answer = edit(bea, path, "health", {"text": "Pregled zakazan za petak."})
    assert answer.status_code == 302
    assert answer["Location"] == f"{path}part/support/#health"
    assert "Pregled zakazan za petak." in get(bea, f"{path}part/support/")
    edit(bea, path, "account", {"own_words": "Ne smem.", "noticed": "Nov telefon."})
    assert text(world, case, "account")["own_words"] == "Ne smem."


def test_signs_and_the_call_of_the_report_survive_writing(world, accepted):
    Account.objects.update(language="en")
    case = Referral.objects.get(pk=accepted.pk).to_case
    before = text(world, case, "account")
    edit(world.bea.sign_in(), f"/cases/{case.reference}/", "account", {"noticed": "Još nešto."})
    after = text(world, case, "account")
    assert (after["signs"], after["call"]) == (before["signs"], before["call"])
    assert after["noticed"] == "Još nešto."


def test_who_was_slower_gets_both_texts_and_nothing_is_lost(world, case, path):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    read = get(boris, f"{path}edit/health/")
    edit(bea, path, "health", {"text": "Bea je pisala."})
    answer = edit(boris, path, "health", {"text": "Boris je pisao."}, read=read)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in page
    assert "Bea je pisala." in page
    assert "Boris je pisao." in page
    assert text(world, case, "health")["text"] == "Bea je pisala."
    both = edit(boris, path, "health", {"text": "Bea i Boris."}, read=page)
    assert both.status_code == 302
    assert text(world, case, "health")["text"] == "Bea i Boris."


def test_the_name_in_conflict_shows_both_names(world, case, path):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    read = get(boris, f"{path}edit/name/")
    edit(bea, path, "name", {"name": "Milica Izmišljena"})
    page = edit(boris, path, "name", {"name": "Mila I."}, read=read).content.decode()
    assert "Milica Izmišljena" in page
    assert "Mila I." in page


def test_a_mistake_keeps_what_was_typed(world, path):
    bea = world.bea.sign_in()
    data = {"age": "child", "born": "31. 2. 2010", "more": "Razred 8-2"}
    answer = edit(bea, path, "identity", data)
    assert answer.status_code == 422
    assert "There is no such day of birth" in answer.content.decode()
    assert "Razred 8-2" in answer.content.decode()


def test_somebody_born_eleven_years_ago_is_no_adult(world, case, path):
    bea, year = world.bea.sign_in(), timezone.localdate().year - 11
    data = {"age": "adult", "born": f"1.1.{year}.", "more": "Razred 8-2"}
    answer = edit(bea, path, "identity", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "not older than 11 years" in page
    assert "Razred 8-2" in page
    assert text(world, case, "identity").get("born") != data["born"]
    assert edit(bea, path, "identity", data | {"age": "not_sure"}).status_code == 302
    assert "A child's path" in get(bea, path).replace("&#x27;", "'")


def test_an_adult_by_the_word_alone_is_on_the_childs_path():
    year = timezone.localdate().year
    assert is_child({"age": "adult", "born": f"1.1.{year - 11}."})
    assert not is_child({"age": "adult", "born": f"1.1.{year - 30}."})
    assert not is_child({"age": "adult", "born": ""})


def test_other_institutions_learn_nothing_of_a_file(world, case, path):
    for who in (world.ana, world.hana, world.nina, world.cora, world.kosta):
        browser = who.sign_in()
        for tail in (
            "",
            "log/",
            "team/",
            "disclosures/",
            "notes/",
            "notes/new/",
            "attach/",
            "attached/",
            "edit/health/",
            "count/",
        ):
            assert browser.get(path + tail).status_code in (403, 404), tail


def test_a_worker_who_was_not_let_in_learns_nothing_either(world, path):
    vera = world.vera.sign_in()
    for tail in (
        "",
        "log/",
        "team/",
        "disclosures/",
        "notes/",
        "notes/new/",
        "attach/",
        "attached/",
        "edit/health/",
        "count/",
    ):
        assert vera.get(path + tail).status_code == 404, tail


def test_who_was_let_into_one_part_sees_that_part_and_no_name(world, case, path):
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    vera = world.vera.sign_in()
    page = get(vera, f"{path}part/support/") + get(vera, path)
    assert "Pregled." in page
    assert "Ne smem." not in page
    assert vera.post(f"{path}name/").status_code == 404
    assert vera.get(f"{path}edit/account/").status_code == 404
    assert vera.post(f"{path}notes/new/", {"text": "x"}).status_code in (403, 404)


def test_nobody_writes_in_a_closed_file(world, case, path):
    case.closed_at = timezone.now()
    case.save()
    bea = world.bea.sign_in()
    assert bea.get(f"{path}edit/health/").status_code == 403
    assert "Add to it" not in get(bea, path)


# Notes: see test_typed_notes.py


def test_notes_are_added_with_author_and_time_and_never_rewritten(world, case, path):
    bea = world.bea.sign_in()
    page = get(bea, f"{path}notes/new/")
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    said = {"token": token, "kind": "call", "day": str(timezone.localdate()), "text": "Prvi."}
    for _ in range(2):
        assert bea.post(f"{path}notes/new/", said).status_code == 302
    add_note(case, "Drugi.", **world.boris.can)
    notes = text(world, case, "notes")["notes"]
    assert [one["text"] for one in notes] == ["Prvi.", "Drugi."]
    assert [one["by"] for one in notes] == ["Bea Primerić", "Boris Primerić"]
    assert all(one["at"] for one in notes)
    page = get(bea, f"{path}notes/")
    assert page.index("Drugi.") < page.index("Prvi.")
    with pytest.raises(ValueError, match="notes"):
        write_section(case, "notes", {"notes": []}, revision=1, **world.bea.can)
    assert bea.get(f"{path}edit/notes/").status_code == 404


# What is counted


def test_a_file_that_is_not_counted_does_not_show_the_record(world, case, path):
    """What another institution's file counts already."""
    case.opened_by = "referral"
    case.save()
    bea = world.bea.sign_in()
    page = get(bea, path)
    assert "What is counted" not in page


# A child's path


@pytest.mark.parametrize(
    ("age", "child"), [("child", True), ("not_sure", True), ("", True), ("adult", False)]
)
def test_whose_age_is_not_settled_is_a_child(age, child):
    assert is_child({"age": age}) is child


def test_a_childs_file_asks_for_the_guardianship_authority_and_for_collision(world):
    Account.objects.update(language="en")
    case = file_of(world, world.hana, institution=world.health, identity={"age": "not_sure"})
    hana, path = world.hana.sign_in(), f"/cases/{case.reference}/"
    page = get(hana, path)
    assert "The guardianship authority is not on the team." in page
    assert "The age is not settled" in page
    assert "before the question of collision is answered" in page
    edit(hana, path, "legal", {"guardian_kind": "parent", "guardian": "Majka", "conflict": "yes"})
    assert "Interests collide: a collision guardian has to be appointed." in get(hana, path)
    edit(hana, path, "legal", {"guardian_kind": "parent", "guardian": "Majka", "conflict": "no"})
    page = get(hana, path)
    assert "before the question of collision is answered" not in page
    edit(hana, path, "identity", {"age": "adult"})
    assert "A child's path" not in get(hana, path).replace("&#x27;", "'")


def test_the_centre_for_social_work_is_the_guardianship_authority_itself(world):
    Account.objects.update(language="en")
    case = file_of(world, identity={"age": "child"})
    page = get(world.bea.sign_in(), f"/cases/{case.reference}/")
    assert "The guardianship authority is not on the team." not in page


# Somebody came by themselves


def test_a_file_opens_for_somebody_who_came_and_its_opener_leads_it(world):
    Account.objects.update(language="en")
    vera = world.vera.sign_in()
    page = get(vera, "/cases/new/")
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    said = {
        "token": token, "network": str(world.vranje.pk), "name": "Rada", "age": "adult",
        "safe": "no", "how_to_reach": "Samo ovde.", "own_words": "Došla sam sama.",
    }  # fmt: skip
    for _ in range(2):
        assert vera.post("/cases/new/", said).status_code == 302
    case = Case.objects.get()
    assert case.opened_by == "self_report"
    assert "Došla sam sama." in get(vera, f"/cases/{case.reference}/")
    counted = open_section(section_of(case, "count"), **world.vera.can)
    assert counted["reported_by"] == "self"
    assert world.ana.sign_in().get("/cases/new/").status_code == 403


def test_what_is_missing_is_told_and_what_was_typed_stays(world):
    Account.objects.update(language="en")
    answer = world.bea.sign_in().post("/cases/new/", {"own_words": "Rekla je da čeka."})
    assert answer.status_code == 422
    assert "Rekla je da čeka." in answer.content.decode()
    assert not Case.objects.exists()


# Two files of one person


def test_an_accepted_report_joins_the_file_of_the_same_person(world, accepted):
    Account.objects.update(language="en")
    old = file_of(world)
    new = Referral.objects.get(pk=accepted.pk).to_case
    bea, path = world.bea.sign_in(), f"/cases/{new.reference}/join/"
    page = get(bea, path)
    assert "Mila Izmišljena" in page
    compared = bea.post(path, {"other": str(old.pk)}).content.decode()
    assert "Mila Izmišljena" in compared
    assert "imePODMETNUTO" in compared
    assert not Case.objects.filter(joined_to=old).exists()
    answer = bea.post(path, {"other": str(old.pk), "confirm": "1"})
    assert answer["Location"] == f"/cases/{old.reference}/"
    new.refresh_from_db()
    assert (new.joined_to, new.closed_at is not None) == (old, True)
    assert Referral.objects.get(pk=accepted.pk).to_case == old
    assert new.reference in get(bea, f"/cases/{old.reference}/notes/")
    assert not new.box.sections.filter(grants__to_kind="statistics").exists()
    assert text(world, new, "account")["own_words"] == "reciPODMETNUTE"


def test_a_file_of_another_institution_is_no_choice(world, case):
    theirs = file_of(world, world.hana, institution=world.health)
    bea = world.bea.sign_in()
    page = get(bea, f"/cases/{case.reference}/join/")
    assert theirs.reference not in page
    answer = bea.post(f"/cases/{case.reference}/join/", {"other": str(theirs.pk), "confirm": "1"})
    assert answer.status_code == 422


# The pages of a file


def opened_by(entry, case):
    """Which sections a line of the read log tells of."""
    ids = set(entry.detail["sections"])
    return {one.name for one in case.box.sections.all() if str(one.pk) in ids}


@pytest.mark.parametrize(
    ("part", "stands", "does_not"),
    [
        ("support", "health", "account"),
        ("inclusion", "identity", "account"),
        ("justice", "legal", "health"),
        ("referrals", "identity", "health"),
    ],
)
def test_a_page_opens_only_what_stands_on_it_and_the_log_says_so(
    world, case, path, part, stands, does_not
):
    get(world.bea.sign_in(), f"{path}part/{part}/")
    opened = opened_by(Entry.objects.filter(name="section:read_many").latest("at"), case)
    assert stands in opened
    assert does_not not in opened
    assert "name" not in opened


def test_every_section_is_on_one_page_and_what_is_saved_leads_back_to_it(world, path):
    on_pages = [name for names in PILLAR_SECTIONS.values() for name in names]
    assert sorted([*on_pages, "name", "notes"]) == sorted(SECTIONS)
    bea = world.bea.sign_in()
    for section in EDITED:
        answer = edit(bea, path, section, {"age": "adult", "safe": "no"})
        found = get(bea, answer["Location"].partition("#")[0])
        assert f'id="{section}"' in found, section


def test_school_and_work_stand_under_inclusion_too(world, path):
    bea = world.bea.sign_in()
    edit(bea, path, "identity", {"age": "adult", "school_work": "Седми разред, друга смена"})
    assert "Седми разред, друга смена" in get(bea, f"{path}part/inclusion/")


def test_there_is_no_other_page(world, path):
    bea = world.bea.sign_in()
    for part in ("notes", "x", "identification2"):
        assert bea.get(f"{path}part/{part}/").status_code == 404
    assert get(bea, f"{path}part/identification/")


def test_nobody_else_has_a_page_of_it(world, path):
    for who in (world.ana, world.hana, world.kosta):
        for part in ("support", "inclusion", "justice", "referrals"):
            assert who.sign_in().get(f"{path}part/{part}/").status_code in (403, 404)
