"""The coordinator calls the whole table together; whoever sits there hears of it and reads it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.actions import end_seat
from spona.directory.models import Seat
from spona.meetings.actions import answer, call_off, gather, move
from spona.meetings.models import Answer, Meeting, Reason, Series
from spona.notifications.models import Notice
from spona.tasks.models import Task
from tests.meetings.table import (
    PLACE,
    TITLE,
    at_the_table,
    called,
    get,
    held,
    ordered,
    post,
    starts,
    token_of,
)


def told(kind, meeting):
    rows = Notice.objects.filter(kind=kind, reference=meeting.reference)
    return set(rows.values_list("account_id", flat=True))


def accounts(world, *names):
    return {world.people[name].account.pk for name in names}


def test_everybody_who_can_be_told_hears_and_the_others_are_called(world):
    meeting = called(world)
    # No seat of this world has a holder named, so everybody there is told.
    assert told("meeting", meeting) == accounts(
        world, "ana", "direktor", "bea", "boris", "vera", "hana"
    )
    paper = meeting.invitations.get(on_paper=True)
    assert paper.institution == world.police
    # Half a table may be on paper: one task, to prepare the meeting, and not ten to call.
    assert not Task.objects.filter(subject_id=paper.pk).exists()
    prepare = Task.objects.open().get(kind="prepare_meeting", subject_id=meeting.pk)
    assert (prepare.institution, prepare.owner) == (world.city, world.kosta.member)
    assert [one.words for one in meeting.points.all()] == ["Uputi i rokovi", "Zima pred nama"]
    assert (meeting.title, meeting.place, meeting.sequence) == (TITLE, PLACE, 0)
    for name in ("ana", "direktor", "bea", "vera", "hana", "kosta"):
        assert Meeting.objects.visible_to(world.people[name].actor).exists(), name
    for name in ("nina", "cora"):
        assert not Meeting.objects.visible_to(world.people[name].actor).exists(), name


def test_only_who_leads_the_network_calls(world):
    for name in ("bea", "ana", "hana", "nina"):
        with pytest.raises(Denied, match="Only who leads"):
            gather(world.vranje, ordered(world), by=world.people[name].actor)
    with pytest.raises(Denied, match="Only who leads"):
        gather(world.nis, ordered(world, institutions=[world.csw_nis]), by=world.kosta.actor)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"starts_at": starts(-1)}, "passed already"),
        ({"starts_at": starts(500)}, "too far away"),
        ({"ends_at": starts()}, "end before it begins"),
        ({"ends_at": starts(5)}, "twelve hours"),
        ({"title": "  "}, "what the meeting is called"),
        ({"place": ""}, "where you meet"),
        ({"institutions": []}, "whom you invite"),
        ({"institutions": "elsewhere"}, "does not sit"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(world, wrong, told):
    if wrong.get("institutions") == "elsewhere":
        wrong = {"institutions": [world.csw, world.csw_nis]}
    with pytest.raises(Denied, match=told):
        called(world, **wrong)
    assert not Meeting.objects.exists()
    assert not Series.objects.exists()
    assert not Task.objects.filter(kind="answer_invitation").exists()


def test_the_system_needs_a_name_to_call_in(world):
    with pytest.raises(Denied):
        gather(world.vranje, ordered(world), by=Actor.system("demo"))
    made = gather(
        world.vranje, ordered(world), by=Actor.system("demo"), called_by=world.kosta.member
    )
    assert made.called_by == world.kosta.member


def test_anybody_of_an_institution_answers_for_it_and_nobody_else(world):
    meeting = called(world)
    rows = {one.institution: one for one in meeting.invitations.select_related("meeting")}
    answer(rows[world.school], Answer.DEPUTY, by=world.ana.actor)
    answer(rows[world.csw], Answer.YES, by=world.vera.actor)
    answer(rows[world.police], Answer.NO, by=world.kosta.actor)
    for institution, name in ((world.school, "bea"), (world.health, "kosta"), (world.police, "bea"),
                        (world.health, "nina")):  # fmt: skip
        with pytest.raises(Denied, match="answers for itself"):
            answer(rows[institution], Answer.NO, by=world.people[name].actor)
    assert not Task.objects.open().filter(subject_id=rows[world.csw].pk).exists()


def test_moved_it_grows_its_number_and_everybody_is_told_and_asked_again(world):
    meeting = called(world)
    mine = meeting.invitations.select_related("meeting").get(institution=world.csw)
    answer(mine, Answer.YES, by=world.bea.actor)
    later = starts(5)
    moved = move(
        meeting, starts_at=later, ends_at=later + dt.timedelta(hours=1), place="Sala 7",
        by=world.kosta.actor,
    )  # fmt: skip
    assert (moved.sequence, moved.place, moved.starts_at) == (1, "Sala 7", later)
    assert told("meeting_moved", meeting) == told("meeting", meeting)
    mine.refresh_from_db()
    assert mine.answer == ""
    asked = Task.objects.open().get(kind="answer_invitation", subject_id=mine.pk)
    assert asked.due_at == later
    same = move(
        meeting, starts_at=later, ends_at=later + dt.timedelta(hours=1), place="Sala 7",
        by=world.kosta.actor,
    )  # fmt: skip
    assert same.sequence == 1, "the same as before changes nothing"
    with pytest.raises(Denied, match="Only who leads"):
        move(meeting, starts_at=later, ends_at=later + dt.timedelta(hours=1), place="x",
             by=world.bea.actor)  # fmt: skip
    past = starts(-2)
    with pytest.raises(Denied, match="passed already"):
        move(meeting, starts_at=past, ends_at=past + dt.timedelta(hours=1), place="x",
             by=world.kosta.actor)  # fmt: skip


def test_what_was_held_is_neither_moved_nor_called_off(world):
    meeting = held(world, called(world))
    with pytest.raises(Conflict, match="held already"):
        move(meeting, starts_at=starts(9), ends_at=starts(9) + dt.timedelta(hours=1), place="x",
             by=world.kosta.actor)  # fmt: skip
    with pytest.raises(Conflict, match="held already"):
        call_off(meeting, Reason.TOO_FEW, told=(), by=world.kosta.actor)


def test_an_institution_that_left_reads_nothing_of_it_any_more(world):
    meeting = called(world)
    seat = Seat.objects.get(institution=world.health)
    end_seat(seat, by=world.kosta.actor)
    assert not Meeting.objects.visible_to(world.hana.actor).exists()
    mine = meeting.invitations.select_related("meeting").get(institution=world.health)
    with pytest.raises(Denied, match="answers for itself"):
        answer(mine, Answer.YES, by=world.hana.actor)
    assert world.hana.sign_in().get(f"/m/{meeting.reference}/").status_code == 404


def test_from_the_list_to_the_invitation_in_a_browser(world):
    kosta = world.kosta.sign_in()
    assert "/m/new/" in get(kosta, "/m/")
    page = get(kosta, "/m/new/")
    day = (timezone.localdate() + dt.timedelta(days=4)).isoformat()
    typed = {
        "token": token_of(page), "kind": "regular", "title": "", "day": day, "begins": "10:00",
        "ends": "12:00", "place": PLACE, "again": "", "points": "Prva\n\nDruga",
        "invited": [str(world.csw.pk), str(world.school.pk)],
    }  # fmt: skip
    for wrong, said in (
        ({"ends": "9:00"}, "end before it begins"),
        ({"day": "2020-01-01"}, "passed already"),
        ({"day": "9999-01-01"}, "too far away"),
        ({"place": "Kancelarija za trgovinu ljudima"}, "calendars"),
        ({"invited": [str(world.csw_nis.pk)]}, "does not sit"),
        ({"invited": []}, "whom you invite"),
        ({"points": "x" * 300}, "200 characters"),
        ({"points": "da se vidi slučaj, Petar Petrović iz Vranja"}, "looks like somebody"),
        ({"kind": "made_up"}, "made_up"),
    ):
        answer_ = post(kosta, "/m/new/", typed | wrong, 422).content.decode()
        assert said in answer_, (wrong, said)
        assert 'value="12:00"' in answer_ or "ends" in wrong
    assert not Meeting.objects.exists()
    first = post(kosta, "/m/new/", typed)["Location"]
    assert post(kosta, "/m/new/", typed)["Location"] == first, "twice is once"
    meeting = Meeting.objects.get()
    assert first == f"/m/{meeting.reference}/"
    assert meeting.title == "Regular meeting"
    ana = world.ana.sign_in()
    page = get(ana, first)
    assert "Prva" in page
    assert "Are you coming?" in page
    mine = meeting.invitations.get(institution=world.school)
    post(ana, f"{first}answer/", {"invitation": mine.pk, "answer": "yes"})
    assert "We are coming" in get(kosta, first)
    assert meeting.reference in get(ana, "/m/")
    for path in (first, f"{first}meeting.ics", f"{first}minutes.pdf"):
        assert world.nina.sign_in().get(path).status_code == 404
    for end in ("move/", "agenda/", "minutes/", "minutes/close/"):
        assert ana.get(first + end).status_code == 403, end
    assert ana.get("/m/new/").status_code == 403


def test_a_deputy_of_another_institution_leads_it_too(world):
    from spona.directory import actions as directory
    from tests.cases.world import DEMO

    directory.give_network_role(
        world.vera.member, network=world.vranje, role="deputy_coordinator", by=DEMO
    )
    meeting = called(world)
    held(world, meeting, by=world.vera)
    assert meeting.held_at is not None
    with at_the_table(meeting):
        page = get(world.vera.sign_in(), f"/m/{meeting.reference}/")
    assert "Close the minutes" in page
