"""The lists: what is asked for stands in the address, and only what the reader may see is there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona import deadlines
from spona.cases.referrals.actions import accept, assign, finish, open_packet, send
from spona.cases.referrals.models import Referral
from spona.cases.worklists import paging
from spona.cases.worklists.files import files
from spona.cases.worklists.filters import Filters
from spona.cases.worklists.queue import queue
from spona.cases.worklists.sent import sent
from tests.cases.named import file_named
from tests.cases.packets import packet


def arrive(world, number=1, *, by="ana", **more):
    rows = [
        send(packet(**more), network=world.vranje, recipient=world.csw, by=world.people[by].actor)
        for _ in range(number)
    ]
    return rows if number > 1 else rows[0]


def taken(world, row, who="bea"):
    can = world.people[who].can
    return accept(open_packet(row, **can)[0], **can)


def asked(world, who="bea", **filters):
    person = world.people[who]
    page = queue(person.actor, person.keys, Filters(**filters)).page
    return [row.referral for row in page.rows]


def main_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_by_state(world):
    waits, mine, over = arrive(world, 3)
    mine, over = taken(world, mine), taken(world, over)
    finish(over, outcome="done", message="Готово.", by=world.bea.actor)
    assert set(asked(world)) == {waits, mine}
    assert asked(world, state="waiting") == [waits]
    assert asked(world, state="taken") == [mine]
    assert asked(world, state="closed") == [over]
    assert asked(world, state="all") == [waits, mine, over]


def test_by_deadline_as_the_deadline_says_it(world):
    regular, immediate = arrive(world, urgency="regular"), arrive(world, urgency="immediate")

    def says():
        page = queue(world.bea.actor, world.bea.keys).page
        return {row.referral: row.deadline.state for row in page.rows}

    for hours in (0, 1, 20, 23.5, 30, 24 * 9):
        with deadlines.moved(dt.timedelta(hours=hours)):
            told = says()
            for word in ("late", "today", "ahead"):
                expected = {row for row, state in told.items() if state == word}
                assert set(asked(world, deadline=word)) == expected, (hours, word)
    assert {regular, immediate} == set(says())


def test_by_sender_kind_days_and_reference(world):
    row = arrive(world)
    with deadlines.moved(dt.timedelta(days=-10)):
        old = arrive(world)
    today = timezone.localdate()
    assert asked(world, institution=world.school.pk, kind="report") == asked(world)
    assert asked(world, institution=world.health.pk) == []
    assert asked(world, kind="transfer") == []
    assert asked(world, since=today - dt.timedelta(days=2)) == [row]
    assert asked(world, until=today - dt.timedelta(days=2)) == [old]
    assert asked(world, since=today - dt.timedelta(days=10), until=today) == asked(world)
    assert asked(world, reference=old.reference) == [old]


def test_by_whom_it_was_assigned_to(world):
    nobodys, veras = taken(world, arrive(world)), taken(world, arrive(world))
    assign(veras, to=world.vera.member, **world.bea.can)
    assert asked(world, assigned="nobody") == [nobodys]
    assert asked(world, assigned="colleague") == [veras]
    assert asked(world, assigned="me") == []
    assert asked(world, who="vera", assigned="me") == [veras]
    rows = queue(world.bea.actor, world.bea.keys).page.rows
    assert {row.referral: list(row.people) for row in rows} == {
        nobodys: [], veras: ["Vera Primerić"]
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/inbox/", "/reports/", "/cases/"])
def test_nonsense_in_an_address_narrows_nothing_and_breaks_nothing(world, accepted, path):
    bea = world.bea.sign_in()
    whole = bea.get(path).status_code
    for query in (
        "state=nonsense", "deadline=1&kind=2", "institution=1", "institution=' OR 1=1--",
        "since=2026-13-45", "since=2026-02-02&until=2026-01-01", "page=0", "page=-1", "page=x",
        "page=99999999999999999999", "page=٣", "sort=name", "reference=%27", "assigned=everybody",
    ):  # fmt: skip
        assert bea.get(f"{path}?{query}").status_code == whole == 200, query


def test_a_mistake_is_a_sentence_beside_its_field(world, accepted):
    page = main_of(world.bea.sign_in().get("/inbox/?since=2026-02-02&until=2026-01-01"))
    assert "has-error" in page
    assert accepted.reference in page


def test_a_reference_in_any_case_without_dashes_stands_in_the_address(world):
    one, two = arrive(world, 2)
    bea = world.bea.sign_in()
    for typed in (one.reference, one.reference.lower().replace("-", "")):
        page = main_of(bea.get("/inbox/", {"reference": typed}))
        assert f"/r/{one.reference}/" in page
        assert f"/r/{two.reference}/" not in page
    swapped = one.reference[:-1] + ("0" if one.reference[-1] != "0" else "1")
    page = main_of(bea.get("/inbox/", {"reference": swapped}))
    assert "has-error" in page


def test_a_part_of_a_reference_finds_it_and_a_word_is_no_part(world):
    one, two = arrive(world, 2)
    bea = world.bea.sign_in()
    symbols = one.reference.replace("-", "")
    for typed in (one.reference[:5], symbols[:6].lower(), f"{symbols[3:]}", one.reference[2:]):
        # Drawn without a digit it may be a word, but for its first letter and dash.
        if not any(letter.isdigit() for letter in typed) and not typed.startswith("R-"):
            continue
        page = main_of(bea.get("/inbox/", {"reference": typed}))
        assert f"/r/{one.reference}/" in page, typed
    for name in ("Milica", "Ana", "Ј О"):
        page = main_of(bea.get("/inbox/", {"reference": name}))
        assert "has-error" in page
        assert name not in page, "what may be a name is not written back"
    assert two in asked(world, reference=two.reference[:6])


def test_an_empty_list_says_why_it_is_empty(world):
    bea, vera = world.bea.sign_in(), world.vera.sign_in()
    nothing, narrowed = main_of(bea.get("/inbox/")), main_of(bea.get("/inbox/?deadline=late"))
    # The tab is always there; what clears the filter only where there is one.
    assert nothing.count('href="/inbox/"') == 1
    assert narrowed.count('href="/inbox/"') > 1
    assert "nothing-title" in main_of(vera.get("/cases/"))
    assert 'href="/cases/"' in main_of(vera.get("/cases/?state=open"))


def test_pages_of_fifty_keep_what_was_asked_for(world, monkeypatch):
    monkeypatch.setattr("spona.cases.worklists.views.SIZE", 2)
    arrive(world, 5)
    bea = world.bea.sign_in()
    seen: list[str] = []
    for number in (1, 2, 3):
        page = main_of(bea.get(f"/inbox/?state=waiting&page={number}"))
        rows = [row.reference for row in Referral.objects.all() if f"/r/{row.reference}/" in page]
        assert len(rows) == (2 if number < 3 else 1)
        seen += rows
        assert ("state=waiting" in page) is True
    assert len(set(seen)) == 5
    # A page behind the end is the first one, not an empty one.
    assert "/r/" in main_of(bea.get("/inbox/?page=9"))


def test_for_printing_without_the_form(world):
    arrive(world)
    page = main_of(world.bea.sign_in().get("/inbox/?state=waiting&print"))
    assert "<form" not in page
    assert 'href="/inbox/?state=waiting"' in page


def test_a_long_list_is_counted_to_a_thousand_only(world, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 3)
    arrive(world, 5)
    page = queue(world.bea.actor, world.bea.keys, size=2).page
    assert (page.many, page.counted, page.more, len(page.rows)) == (True, 3, True, 2)


def test_the_sender_is_not_shown_whether_another_institution_is_late(world):
    arrive(world)
    page = main_of(world.ana.sign_in().get("/reports/"))
    assert 'name="deadline"' not in page
    assert 'name="assigned"' not in page
    assert main_of(world.ana.sign_in().get("/reports/?deadline=late")).count("/r/R-") == 1


def test_sent_by_state_and_by_whom_it_went_to(world):
    row, over = arrive(world, 2)
    finish(taken(world, over), outcome="done", message="Готово.", by=world.bea.actor)

    def rows(**filters):
        return [
            one.referral
            for one in sent(world.ana.actor, world.ana.keys, Filters(**filters)).page.rows
        ]

    assert rows() == [row, over]
    assert rows(state="open") == [row]
    assert rows(state="closed") == [over]
    assert rows(institution=world.csw.pk) == [row, over]
    assert rows(institution=world.health.pk) == []


def names(world, who="bea", **filters):
    person = world.people[who]
    page = files(person.actor, person.keys, Filters(**filters))
    return {row.case: row.name for row in page.rows}


def test_all_our_files_with_their_names(world):
    one, two = file_named(world, "Милан Примерић"), file_named(world, "")
    assert names(world) == {one: "Милан Примерић", two: ""}
    page = main_of(world.bea.sign_in().get("/cases/"))
    assert "Милан Примерић" in page
    assert f"/cases/{two.reference}/" in page


def test_files_by_what_opened_them_whom_they_came_from_and_who_works_on_them(world):
    one, two = file_named(world, "а"), file_named(world, "б")
    assign(two.referrals_in.get(), to=world.vera.member, **world.bea.can)
    today = timezone.localdate()
    assert set(names(world, kind="report", state="open", since=today, until=today)) == {one, two}
    assert set(names(world, kind="self_report")) == set()
    assert set(names(world, state="closed")) == set()
    assert set(names(world, institution=world.school.pk)) == {one, two}
    assert set(names(world, institution=world.health.pk)) == set()
    assert set(names(world, assigned="nobody")) == {one}
    assert set(names(world, assigned="colleague")) == {two}
    assert set(names(world, reference=two.reference)) == {two}
    assert set(names(world, reference=two.referrals_in.get().reference)) == {two}
    assert set(names(world, deadline="late")) == set()
    assert list(names(world, sort="arrived")) == [two, one]
    assert set(names(world, sort="deadline")) == set(names(world, sort="state")) == {one, two}


def test_files_are_seen_by_those_who_hold_a_key_only(world):
    case = file_named(world, "Милан")
    person = world.boris.member.person_id
    hidden = file_named(world, "Скривени", excluded_people=[person])
    assert set(names(world)) == {case, hidden}
    assert set(names(world, who="boris")) == {case}
    for name in ("vera", "hana", "nina"):
        assert names(world, who=name) == {}
    for name in ("ana", "cora", "kosta"):
        assert world.people[name].sign_in().get("/cases/").status_code == 403


def test_the_choice_of_institutions_does_not_tell_what_is_hidden(world):
    arrive(world)
    choices = {
        name: main_of(world.people[name].sign_in().get("/inbox/")).partition('name="institution"')[
            2
        ]
        for name in ("bea", "vera")
    }
    shown = {name: text.partition("</select>")[0] for name, text in choices.items()}
    assert shown["bea"] == shown["vera"]


@pytest.mark.parametrize("path", ["/inbox/", "/cases/"])
def test_ten_rows_take_as_many_queries_as_two(world, path):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            bea.get(path)
        return len(caught)

    for number in range(2):
        file_named(world, f"Милан {number}")
    bea = world.bea.sign_in()
    bea.get(path)
    few = queries()
    for number in range(8):
        file_named(world, f"Милан {number}")
    assert queries() <= few + 1
