"""Totals of a quarter: typed by the institution, small ones never kept, corrected with history."""

import io

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.services import jobs
from spona.services.actions import type_totals
from spona.services.forms import CountField
from spona.services.models import Sheet, Total
from spona.services.quarters import Quarter
from spona.services.queries import add, totals_between
from spona.tasks.models import Task


def typed(world, last, numbers, *, who="bea", institution=None, network=None):
    return type_totals(
        institution or world.csw, network=network or world.vranje, quarter=last, numbers=numbers,
        by=world.people[who].actor,
    )  # fmt: skip


def page(world, last, institution=None):
    return f"/services/vranje/{last.slug}/{(institution or world.csw).code}/"


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_number_from_one_to_four_is_kept_nowhere(world, last, at, number):
    answer = at("bea").post(page(world, last), {"n_guardianship": str(number)})
    assert answer.status_code == 302
    assert Total.objects.get().number is None
    told = Entry.objects.get(name="services:typed").detail
    assert told == {"quarter": last.slug, "changed": 1, "nothing": False}
    shown = at("ana").get(f"/services/?network=vranje&period={last.slug}").content.decode()
    assert "fewer than 5" in shown


def test_the_database_itself_refuses_a_small_number(world, last):
    sheet = typed(world, last, {"guardianship": 12})
    for number in (1, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            Total.objects.filter(sheet=sheet).update(number=number)


def test_numbers_are_typed_corrected_and_what_stood_there_stays(world, last, at):
    at("bea").post(page(world, last), {"n_guardianship": "12", "n_legal_aid": "7"})
    at("bea").post(page(world, last), {"n_guardianship": "15", "n_legal_aid": "<5"})
    assert {t.kind: t.number for t in Total.objects.standing()} == {
        "guardianship": 15, "legal_aid": None,
    }  # fmt: skip
    assert Total.objects.count() == 4
    seen = at("bea").get(page(world, last)).content.decode()
    assert "corrected since" in seen
    assert "Bea Primeri" in seen
    assert 'value="15"' in seen
    assert 'value="&lt;5"' in seen
    # The same numbers once more change nothing.
    at("bea").post(page(world, last), {"n_guardianship": "15", "n_legal_aid": "< 5"})
    assert Total.objects.count() == 4


def test_a_kind_that_is_left_empty_later_is_none(world, last):
    typed(world, last, {"guardianship": 12})
    typed(world, last, {})
    assert [t.number for t in Total.objects.standing()] == [0]
    sheet = Sheet.objects.get()
    assert sheet.nothing


def test_nothing_to_report_is_an_answer_and_calm(world, last, at):
    answer = at("bea").post(page(world, last), {"n_guardianship": "9", "nothing": "1"})
    assert answer.status_code == 302
    sheet = Sheet.objects.get()
    assert sheet.nothing
    assert sheet.typed_at is not None
    assert not Total.objects.exists()
    shown = at("ana").get(f"/services/?network=vranje&period={last.slug}").content.decode()
    assert "Nothing to report" in shown


@pytest.mark.parametrize(
    ("value", "said"),
    [("-3", "whole number"), ("12.5", "whole number"), ("=1+1", "whole number"),
     ("mnogo", "whole number"), ("99999999", "too large"), ("٣", "whole number"), ("9" * 40, "20")],
)  # fmt: skip
def test_what_is_no_number_is_a_sentence_and_nothing_is_kept(world, last, at, value, said):
    answer = at("bea").post(page(world, last), {"n_guardianship": "9", "n_legal_aid": value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="9"' in answer.content.decode(), "what was typed stays"
    assert not Total.objects.exists()


@pytest.mark.parametrize("text", ["<5", "< 5", "1-4", "1 – 4", "мање од 5", "manje od 5"])
def test_fewer_than_five_may_be_typed_as_such(text):
    assert CountField(label="x").clean(text) is None


def test_an_unknown_kind_or_a_negative_number_is_refused(world, last):
    for numbers in ({"nothing_known": 9}, {"guardianship": -1}, {"guardianship": 10**9}):
        with pytest.raises(Denied):
            typed(world, last, numbers)
    assert not Sheet.objects.exists()


def test_a_quarter_that_is_not_over_or_before_the_seat_is_refused(world, last, at):
    for quarter in (last.after, Quarter(2015, 1)):
        with pytest.raises(Denied):
            typed(world, quarter, {"guardianship": 9})
    assert at("bea").get(page(world, last.after)).status_code == 403
    assert at("bea").get(page(world, Quarter(2015, 1))).status_code in (403, 404)


def test_head_and_intake_holder_type_and_others_do_not(world, last, at):
    assert at("direktor").get(page(world, last, world.school)).status_code == 200
    for name, institution in (("ana", world.school), ("vera", world.csw), ("ana", world.csw),
                              ("direktor", world.csw), ("bea", world.health)):  # fmt: skip
        assert at(name).get(page(world, last, institution)).status_code == 403
        assert at(name).post(page(world, last, institution), {}).status_code == 403
    assert not Sheet.objects.exists()


def test_the_coordinator_types_for_a_partner_on_paper_only_and_it_is_marked(world, last, at):
    assert at("kosta").post(page(world, last), {"n_legal_aid": "9"}).status_code == 403
    there = page(world, last, world.police)
    assert "second-hand" in at("kosta").get(there).content.decode()
    assert at("kosta").post(there, {"n_legal_aid": "9"}).status_code == 302
    assert Sheet.objects.get().second_hand
    assert Total.objects.get().second_hand
    shown = at("ana").get(f"/services/?network=vranje&period={last.slug}").content.decode()
    assert "second-hand" in shown


def test_another_network_sees_nothing_of_it(world, last, at):
    typed(world, last, {"guardianship": 12})
    for ask in (page(world, last), f"/services/vranje/{last.slug}/table/csv/",
                "/services/?network=vranje"):  # fmt: skip
        assert at("nina").get(ask).status_code == 404
    sheet = Sheet.objects.get()
    assert at("nina").get(f"/services/sheet/{sheet.pk}/").status_code == 404
    assert at("bea").get(f"/services/sheet/{sheet.pk}/")["Location"] == page(world, last)


@pytest.mark.parametrize("end", ["?period=2026-7", "?period=x", "?network=atlantida", "?period=99"])
def test_what_there_is_not_is_not_there(world, at, end):
    assert at("bea").get(f"/services/{end}").status_code == 404


def test_a_stranger_is_asked_to_sign_in(world, last, client):
    assert "/login/" in client.get("/services/")["Location"]
    client.post(page(world, last), {"n_legal_aid": "9"})
    assert not Sheet.objects.exists()


# ---- sums ----


def test_a_sum_over_small_numbers_says_at_least():
    assert add([12, 5]).told == "17"
    assert add([12, None]).told == "at least 13"
    assert add([None, None]).told == "at least 2"
    assert add([None, 0]).told == "fewer than 5"
    assert add([0]).told == "0"
    assert add([]).told == ""


def test_the_table_of_a_quarter_and_of_a_year_leaves_as_a_file(world, last, at):
    typed(world, last, {"guardianship": 12, "legal_aid": 2})
    typed(world, last, {"guardianship": 3}, who="hana", institution=world.health)
    before = last.before
    typed(world, before, {"legal_aid": 3})
    text = at("ana").get(f"/services/vranje/{last.slug}/table/csv/").content.decode("utf-8-sig")
    assert '"at least 13"' in text
    assert '"fewer than 5"' in text
    answer = at("ana").get(f"/services/vranje/{last.year}/table/xlsx/")
    assert answer["Content-Disposition"] == f'attachment; filename="vranje-{last.year}.xlsx"'
    rows = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows()
    ]
    assert len(rows) == 3
    assert at("ana").get(f"/services/vranje/{last.slug}/table/exe/").status_code == 404
    year = at("ana").get(f"/services/?network=vranje&period={last.year}").content.decode()
    assert "at least 13" in year


def test_what_other_rooms_ask_for_is_whole_quarters_only(world, last):
    typed(world, last, {"guardianship": 12, "legal_aid": 2})
    found = totals_between(world.vranje, last.first, last.last)
    assert [(one.kind, one.told, one.at_least) for one in found] == [
        ("legal_aid", "fewer than 5", 1), ("guardianship", "12", 12),
    ]  # fmt: skip
    assert totals_between(world.vranje, last.first.replace(day=2), last.last) == []
    assert totals_between(world.nis, last.first, last.last) == []


def test_the_table_asks_few_questions(world, last, at, django_assert_max_num_queries):
    typed(world, last, {"guardianship": 12, "legal_aid": 2})
    browser = at("ana")
    browser.get("/services/?network=vranje")
    with django_assert_max_num_queries(30):
        browser.get("/services/?network=vranje")


# ---- who is asked ----


def test_each_institution_is_asked_once_and_partners_on_paper_by_one_task(world, last, at):
    assert jobs.ask_for_totals() == 7
    tasks = Task.objects.filter(kind="quarter_totals")
    asked = tasks.filter(institution__isnull=False)
    assert {one.institution for one in asked} == {world.school, world.csw, world.health,
                                                  world.csw_nis}  # fmt: skip
    # Police and city hall of Vranje, the school of Niš: nobody there could type.
    assert {one.network for one in tasks.filter(institution=None)} == {world.vranje, world.nis}
    count = tasks.count()
    jobs.ask_for_totals()
    assert tasks.count() == count
    assert all(one.due_at.date() > last.last for one in tasks)
    desk = at("bea").get("/desk/").content.decode()
    assert "/services/sheet/" in desk
    assert "/services/" in at("kosta").get("/desk/").content.decode()


def test_whoever_reads_no_queue_gets_the_task_by_name(world, last):
    jobs.ask_for_totals()
    owners = {
        one.institution: one.owner
        for one in Task.objects.filter(kind="quarter_totals", institution__isnull=False)
    }
    assert owners[world.school] == world.direktor.member
    assert owners[world.csw] is None


def test_a_typed_sheet_closes_its_task_and_the_last_paper_one_the_coordinators(world, last):
    jobs.ask_for_totals()
    typed(world, last, {})
    open_tasks = Task.objects.open().filter(kind="quarter_totals")
    assert not open_tasks.filter(institution=world.csw).exists()
    typed(world, last, {"legal_aid": 9}, who="kosta", institution=world.police)
    assert open_tasks.filter(institution=None, network=world.vranje).exists()
    typed(world, last, {}, who="kosta", institution=world.city)
    assert not open_tasks.filter(institution=None, network=world.vranje).exists()
    assert open_tasks.filter(institution=None, network=world.nis).exists()
    assert jobs.ask_for_totals() == 4
    assert not open_tasks.filter(institution=world.csw).exists()


def test_nobody_asks_in_a_practice_network(world):
    world.nis.practice = True
    world.nis.save()
    jobs.ask_for_totals()
    assert not Task.objects.filter(network=world.nis).exists()
