"""A list taken along: after a second look at who asks, logged, without what is sealed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from weakref import WeakSet

import pytest
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.referrals.models import Referral
from spona.cases.worklists import assigned
from spona.identity.models import Account, Session
from spona.vault.models import Section
from tests.cases.named import file_named
from tests.cases.packets import PLANTED
from tools.bench.lists import Place, fill_files, fill_queue

PATHS = ["/inbox/export/", "/reports/export/", "/cases/export/"]


def fresh(person):
    """Signed in and stepped up just now."""
    browser = person.sign_in()
    Session.objects.filter(account=person.account).update(stepped_up_at=timezone.now())
    return browser


def table(answer) -> list[list[str]]:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("path", PATHS)
def test_without_a_fresh_second_factor_nothing_leaves(world, accepted, path):
    bea = world.bea.sign_in()
    stale = timezone.now() - timedelta(hours=1)
    Session.objects.filter(account=world.bea.account).update(stepped_up_at=stale)
    before = Entry.objects.filter(name="list:exported").count()
    assert bea.get(path).status_code == 302
    answer = bea.post(path, {"form": "csv"})
    assert answer.status_code == 403
    assert "attachment" not in answer.get("Content-Disposition", "")
    assert Entry.objects.filter(name="list:exported").count() == before


@pytest.mark.parametrize("path", PATHS)
def test_a_table_under_a_name_that_tells_nothing(world, accepted, path):
    bea = fresh(world.bea)
    assert bea.get(path).status_code == 200
    for form in ("csv", "xlsx"):
        answer = bea.post(path, {"form": form})
        assert answer["Content-Disposition"] == f'attachment; filename="spisak.{form}"'
        assert "no-store" in answer["Cache-Control"]
        line = Entry.objects.filter(name="list:exported").latest("at")
        assert line.detail["form"] == form
    assert bea.post(path, {"form": "exe"}).status_code == 422
    assert bea.post(path, {}).status_code == 422


def test_what_is_sealed_never_goes_along(world, accepted):
    bea = fresh(world.bea)
    for path in PATHS:
        for form in ("csv", "xlsx"):
            content = bea.post(path, {"form": form}).content
            if form == "xlsx":
                with zipfile.ZipFile(io.BytesIO(content)) as book:
                    content = b"".join(book.read(name) for name in book.namelist())
            for word in PLANTED.values():
                assert word.encode() not in content


def test_the_columns_of_what_arrived(world, accepted):
    [head, row] = table(fresh(world.bea).post("/inbox/export/", {"form": "csv"}))
    said = dict(zip(head, row, strict=True))
    assert accepted.reference in said.values()
    assert accepted.to_case.reference in said.values()


def test_names_go_along_only_when_asked_for_and_each_is_logged(world):
    case = file_named(world, "Милан Примерић")
    bea = fresh(world.bea)
    [_head, without] = table(bea.post("/cases/export/", {"form": "csv"}))
    assert not [line for line in Entry.objects.all() if line.detail.get("purpose") == "export"]
    [_head, row] = table(bea.post("/cases/export/", {"form": "csv", "names": "on"}))
    assert "Милан Примерић" not in without
    assert row[:2] == [case.reference, "Милан Примерић"]
    [line] = [line for line in Entry.objects.all() if line.detail.get("purpose") == "export"]
    assert line.detail["sections"] == [str(Section.objects.named(case.box_id, "name").get().pk)]
    assert Entry.objects.filter(name="list:exported").latest("at").detail["names"] is True


def test_by_what_a_file_was_opened_stands_in_the_language_of_the_reader(world):
    file_named(world, "а")
    Account.objects.update(language="sr")
    [_head, row] = table(fresh(world.bea).post("/cases/export/", {"form": "csv"}))
    assert "пријава" in row
    assert "report" not in row


def test_names_cannot_be_asked_of_the_other_lists(world, accepted):
    bea = fresh(world.bea)
    for path in PATHS[:2]:
        answer = bea.post(path, {"form": "csv", "names": "on"})
        assert PLANTED["name"].encode() not in answer.content
        assert Entry.objects.filter(name="list:exported").latest("at").detail["names"] is False


def test_a_name_that_is_a_formula_is_text_in_the_table(world):
    file_named(world, '=HYPERLINK("http://zlo.test")')
    bea = fresh(world.bea)
    [_head, row] = table(bea.post("/cases/export/", {"form": "csv", "names": "on"}))
    assert row[1] == '\'=HYPERLINK("http://zlo.test")'


def test_the_filters_of_the_address_hold_for_the_table_too(world):
    one, two = file_named(world, "а"), file_named(world, "б")
    bea = fresh(world.bea)
    rows = table(bea.post(f"/cases/export/?reference={two.reference}", {"form": "csv"}))[1:]
    assert [row[0] for row in rows] == [two.reference]
    assert one.reference in str(table(bea.post("/cases/export/", {"form": "csv"})))


def test_nobody_takes_along_what_they_do_not_see(world):
    person = world.boris.member.person_id
    hidden = file_named(world, "Скривени", excluded_people=[person])
    came = hidden.referrals_in.get()
    for name in ("boris", "vera", "hana", "nina"):
        browser = fresh(world.people[name])
        for path in PATHS:
            said = str(table(browser.post(path, {"form": "csv", "names": "on"})))
            assert hidden.reference not in said
            assert came.reference not in said
    assert fresh(world.ana).post("/cases/export/", {"form": "csv"}).status_code == 403
    assert fresh(world.ana).post("/inbox/export/", {"form": "csv"}).status_code == 403


def test_too_much_at_once_is_a_sentence(world, monkeypatch):
    monkeypatch.setattr("spona.cases.worklists.exporting.MOST", 1)
    file_named(world, "а")
    file_named(world, "б")
    answer = fresh(world.bea).post("/cases/export/", {"form": "csv"})
    assert answer.status_code == 403


def many(world, rows: int, path: str) -> None:
    """So many rows in one of Bea's lists, made by their rows and really sealed."""
    bea = world.bea
    place = Place(world.ana.member, bea.member, bea.actor, bea.keys)
    if path == "/cases/export/":
        fill_files(place, rows, sections=())
        return
    before = set(Referral.objects.values_list("pk", flat=True))
    fill_queue(place, rows)
    if path == "/reports/export/":
        # The keys are those of Bea's institution, so what it sent itself is what came, turned round.
        new = list(Referral.objects.exclude(pk__in=before))
        for row in new:
            row.sender_institution, row.recipient_institution = world.csw, world.school
            row.sent_by = bea.member
            row.stamp()
        fields = ["sender_institution", "recipient_institution", "sent_by", "mac"]
        Referral.objects.bulk_update(new, fields)


@contextmanager
def most_at_once(*kinds: type[Model]) -> Iterator[list[int]]:
    """How many rows of these kinds were objects in memory at the same time, at most."""
    alive, most = WeakSet[Model](), [0]

    def made(instance, **_said):
        alive.add(instance)
        most[0] = max(most[0], len(alive))

    for kind in kinds:
        post_init.connect(made, sender=kind)
    try:
        yield most
    finally:
        for kind in kinds:
            post_init.disconnect(made, sender=kind)


@pytest.mark.parametrize("path", PATHS)
def test_too_much_is_refused_before_a_row_is_read_or_a_name_opened(world, monkeypatch, path):
    monkeypatch.setattr("spona.cases.worklists.exporting.MOST", 40)
    many(world, 41, path)
    person = fresh(world.bea)
    before = Entry.objects.filter(name__in=("list:exported", "section:read_many")).count()
    # What a sign-in brings along anyway stands in this number.
    person.get(path)
    with (
        most_at_once(Referral, Case) as most,
        CaptureQueriesContext(connection) as asked,
    ):
        answer = person.post(path, {"form": "xlsx", "names": "on"})
    assert answer.status_code == 403
    assert "40" in answer.content.decode()
    assert most == [0]
    table = "cases_case" if path == "/cases/export/" else "cases_referral"
    of_it = [one["sql"] for one in asked if f'FROM "{table}"' in one["sql"]]
    assert len(of_it) == 1, of_it
    assert "COUNT(" in of_it[0]
    assert Entry.objects.filter(name__in=("list:exported", "section:read_many")).count() == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("path", PATHS)
def test_the_rows_of_a_long_table_are_never_in_memory_together(world, monkeypatch, path, form):
    monkeypatch.setattr("spona.cases.worklists.exporting.AT_ONCE", 50)
    many(world, 200, path)
    person = fresh(world.bea)

    def asked() -> tuple[int, int]:
        with (
            most_at_once(Referral, Case) as most,
            CaptureQueriesContext(connection) as queries,
        ):
            answer = person.post(path, {"form": form})
        assert answer.status_code == 200
        assert int(answer["Content-Length"]) == len(answer.content)
        return most[0], len(queries)

    first = asked()
    [line] = Entry.objects.filter(name="list:exported")
    assert line.detail["rows"] == 200
    many(world, 200, path)
    second = asked()
    # A step of fifty, and of it what stands beside each row.
    assert first[0] == second[0] <= 100
    # Four steps more.
    assert second[1] - first[1] <= 4 * 8


def test_a_table_holds_each_row_once_and_in_the_order_of_its_page(world, monkeypatch):
    monkeypatch.setattr("spona.cases.worklists.exporting.AT_ONCE", 7)
    bea = fresh(world.bea)
    for path in PATHS:
        many(world, 60, path)
        [_head, *rows] = table(bea.post(path, {"form": "csv"}))
        page = bea.get(f"{path.removesuffix('export/')}?print").text
        shown = re.findall(r"\b[RF]-[0-9A-Z]{4}-[0-9A-Z]{2}\b", page)
        told = [row[0] for row in rows]
        assert told == [one for one in dict.fromkeys(shown) if one in told]
        assert len(told) == 60


def test_what_breaks_half_way_is_no_file_and_no_line_of_an_export(world, monkeypatch):
    """The server ends a stream that broke like one that is whole, so nothing is sent before."""
    monkeypatch.setattr("spona.cases.worklists.exporting.AT_ONCE", 7)
    many(world, 20, "/cases/export/")
    people_of, asked = assigned.people_of, []

    def breaking(boxes, actor):
        asked.append(actor)
        if len(asked) == 2:
            raise OSError("the disk is gone")
        return people_of(boxes, actor)

    monkeypatch.setattr("spona.cases.worklists.assigned.people_of", breaking)
    bea = fresh(world.bea)
    bea.raise_request_exception = False
    answer = bea.post("/cases/export/", {"form": "csv"})
    assert len(asked) == 2
    assert answer.status_code == 500
    assert "Content-Disposition" not in answer
    assert not Entry.objects.filter(name="list:exported").exists()
