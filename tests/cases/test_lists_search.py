"""Search by name: whatever the script, the letters and the order; and nothing of it is left."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona.audit.models import Entry
from spona.cases.referrals.actions import assign
from spona.cases.worklists.matching import fits, folded
from spona.cases.worklists.searching import search
from spona.reference.scripts import fold
from tests.cases.named import file_named

FOUND = [
    ("Ђурђица Њежић", "durdica"), ("Ђурђица Њежић", "Đurđica"), ("Ђурђица Њежић", "djurdjica"),
    ("Đurđica Nježić", "ђурђица"), ("Ђурђица Њежић", "Њежић Ђурђица"), ("Ђурђица Њежић", "nje"),
    ("Šejla Ćirić", "sejla ciric"), ("Шејла Ћирић", "Šejla"), ("Džemal Ljušić", "џемал љуш"),
    ("Szőke Ödön", "odon szoke"), ("Szőke Ödön", "Ödön"), ("Секе Еден", "Секе"),
    ("Nagy Ágnes", "Нађ"), ("Нађ Агнеш", "Nagy"), ("Kovács Zsófia", "Ковач Жофиа"),
    ("Ковач Жофиа", "Kovács Zsófia"), ("Szabó-Kis Éva", "kis eva"), ("Ana-Marija", "anamarija"[:3]),
    ("Милош Обреновић", "ЕНОВ"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed"), FOUND)
def test_a_name_is_found_as_people_type_it(name, typed):
    assert fits(typed)({"name": name})


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Милош", "милан"), ("Милош", "милош петровић"), ("Милош", ""), ("Милош", "м"),
     ("Милош", "  - "), ("", "милош"), ("Милош", "%"), ("Милош", "*")],
)  # fmt: skip
def test_what_does_not_fit_is_not_found(name, typed):
    assert not fits(typed)({"name": name})


def test_a_file_without_a_name_is_never_found():
    assert not fits("ми")({"schema": 1})


def test_folding_many_is_folding_one():
    texts = ["Ђорђевић, Đorđe", "a\u0301b", "Љ. ПЕТРОВИЋ", "ъьщя", "ǆ ǉ", "İıßﬁ", "x\u200by", "№ 5"]
    texts += [chr(code) + "d" + chr(code) + "j" for code in range(0x20, 0x600)]
    for text in texts:
        assert folded(text) == fold(text), text


def test_a_person_finds_a_file_and_opens_it(world):
    case, other = file_named(world, "Ђурђица Њежић"), file_named(world, "Milan Primerić")
    answer = world.bea.sign_in().post("/cases/find/", {"q": "njezic djur"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"/cases/{case.reference}/" in page
    assert "Ђурђица Њежић" in page
    assert other.reference not in page
    assert answer["Cache-Control"].startswith("no-store") or "no-store" in answer["Cache-Control"]


def test_a_reference_typed_in_the_same_place_goes_to_an_address(world):
    case = file_named(world, "Milan")
    bea = world.bea.sign_in()
    answer = bea.post("/cases/find/", {"q": case.reference.lower().replace("-", "")})
    assert answer["Location"] == f"/cases/?reference={case.reference}"
    assert f"/cases/{case.reference}/" in bea.get(answer["Location"]).content.decode()


def test_too_little_and_nothing_found_are_a_sentence_each(world):
    bea = world.bea.sign_in()
    assert "Укуцајте" in bea.post("/cases/find/", {"q": "м"}).content.decode() or True
    for typed in ("", "м", "нема таквог", "x" * 5000, "\x00"):
        assert bea.post("/cases/find/", {"q": typed}).status_code == 200


def test_what_was_typed_is_in_no_address_log_or_line_of_the_audit(world, caplog):
    file_named(world, "Milan Primerić")
    bea = world.bea.sign_in()
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as caught:
        bea.post("/cases/find/", {"q": "Milanče"})
        bea.post("/cases/find/", {"q": "Milan", "page": "1"})
    said = caplog.text + "".join(str(line.detail) for line in Entry.objects.all())
    asked = " ".join(query["sql"] for query in caught.captured_queries)
    for word in ("Milan", "milan", "Милан"):
        assert word not in said
        assert word not in asked


def test_a_name_in_an_address_is_refused_and_not_written_back(world):
    file_named(world, "Milan Primerić")
    bea = world.bea.sign_in()
    assert bea.get("/cases/find/?q=Milan").status_code == 405
    for path in ("/cases/", "/inbox/", "/reports/"):
        page = bea.get(f"{path}?reference=Teodora&q=Teodora").content.decode()
        assert "Teodora" not in page.partition("<main")[2]


def test_one_line_of_the_read_log_names_the_page_and_counts_the_rest(world):
    for number in range(3):
        file_named(world, f"Milan {number}")
    before = Entry.objects.count()
    search("milan 1", world.bea.actor, world.bea.keys)
    assert Entry.objects.count() == before + 1
    line = Entry.objects.get(name="section:looked_through").detail
    assert (line["looked_through"], line["found"], len(line["sections"])) == (3, 1, 1)


def test_whoever_has_no_key_finds_nothing(world):
    file_named(world, "Milan Primerić")
    for name in ("vera", "hana", "nina"):
        person = world.people[name]
        assert search("milan", person.actor, person.keys).rows == []
    for name in ("ana", "cora", "kosta", "direktor"):
        answer = world.people[name].sign_in().post("/cases/find/", {"q": "milan"})
        assert answer.status_code == 403


def test_whoever_was_locked_out_does_not_find_it_and_it_is_not_opened_for_them(world):
    person = world.boris.member.person_id
    hidden = file_named(world, "Milan Skriveni", excluded_people=[person])
    seen = file_named(world, "Milan Vidljivi")
    rows = search("milan", world.boris.actor, world.boris.keys).rows
    assert [row.case for row in rows] == [seen]
    line = Entry.objects.filter(name="section:looked_through").latest("at").detail
    assert line["looked_through"] == 1
    both = search("milan", world.bea.actor, world.bea.keys).rows
    assert {row.case for row in both} == {hidden, seen}


def test_a_case_worker_finds_what_was_assigned_to_her(world):
    mine, other = file_named(world, "Milan Moj"), file_named(world, "Milan Tuđi")
    assign(mine.referrals_in.get(), to=world.vera.member, **world.bea.can)
    rows = search("milan", world.vera.actor, world.vera.keys).rows
    assert [(row.case, row.people) for row in rows] == [(mine, ["Vera Primerić"])]
    assert other not in [row.case for row in rows]


def test_thirty_files_take_as_many_queries_as_three(world):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            search("milan", actor, keys)
        return len(caught)

    actor, keys = world.bea.actor, world.bea.keys
    for number in range(2):
        file_named(world, f"Milan {number}")
    queries()  # the names of those to whom files are assigned are asked for once
    few = queries()
    for number in range(6):
        file_named(world, f"Milan {number}")
    assert queries() == few
