"""Live minutes: who was there, what was said, decisions that are tasks at once, the paper to sign."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import uuid

import docx
import pytest

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.directory.actions import name_representatives
from spona.directory.models import Seat
from spona.identity.models import Account
from spona.meetings.actions import (
    add_to_minutes,
    close_minutes,
    decide,
    record_attendance,
    undo_decision,
    write_minutes,
)
from spona.meetings.actions.minuting import MinutesChanged, Written
from spona.meetings.models import Attendance, Decision, Presence
from spona.notifications.models import Notice
from spona.tasks.actions import finish
from spona.tasks.models import Task
from spona.tasks.queries import mine
from tests.cases.world import OPERATOR
from tests.meetings.table import (
    at_the_table,
    called,
    decided,
    everybody,
    get,
    held,
    post,
    token_of,
)


def written(world, meeting, text, number=1, revision=0, tab="", by=None):
    point = meeting.points.get(number=number)
    with at_the_table(meeting):
        return write_minutes(
            meeting, {point.pk: Written(text, revision)}, tab=tab, by=(by or world.kosta).actor
        )


def closed(world, meeting):
    with at_the_table(meeting):
        return close_minutes(meeting, by=world.kosta.actor)


def test_nothing_is_written_before_it_begins(world):
    meeting = called(world)
    early = deadlines.moved(meeting.starts_at - dt.timedelta(minutes=16) - deadlines.now())
    with early, pytest.raises(Denied, match="has not begun yet"):
        record_attendance(meeting, everybody(meeting), by=world.kosta.actor)
    with pytest.raises(Denied, match="has not begun yet"):
        write_minutes(meeting, {}, tab="", by=world.kosta.actor)
    with pytest.raises(Denied, match="has not begun yet"):
        close_minutes(meeting, by=world.kosta.actor)
    kosta, path = world.kosta.sign_in(), f"/m/{meeting.reference}/"
    assert kosta.get(f"{path}minutes/")["Location"] == path
    assert "has not begun yet" in post(kosta, f"{path}minutes/", {}, 422).content.decode()
    assert kosta.post(f"{path}minutes/save/").status_code == 422
    assert kosta.get(f"{path}minutes.pdf").status_code == 404
    with deadlines.moved(meeting.starts_at - dt.timedelta(minutes=14) - deadlines.now()):
        record_attendance(meeting, everybody(meeting), by=world.kosta.actor)
    meeting.refresh_from_db()
    assert meeting.held_at is not None


def test_the_holder_the_deputy_or_somebody_else_came(world):
    seat = Seat.objects.get(institution=world.csw)
    name_representatives(seat, member=world.bea.member, deputy=world.boris.member, by=OPERATOR)
    seat = Seat.objects.get(institution=world.school)
    name_representatives(seat, member=world.direktor.member, deputy=None, by=OPERATOR)
    meeting = called(world)
    with at_the_table(meeting):
        record_attendance(
            meeting,
            everybody(meeting, social_work=Presence.DEPUTY, health=Presence.ABSENT),
            who={world.school.pk: "pomoćnik direktora", world.health.pk: "neko"},
            by=world.kosta.actor,
        )
    rows = {one.institution: one for one in Attendance.objects.all()}
    assert rows[world.csw].member == world.boris.member
    assert (rows[world.school].member, rows[world.school].who) == (None, "pomoćnik direktora")
    assert (rows[world.health].member, rows[world.health].who) == (None, "")
    page = get(world.hana.sign_in(), f"/m/{meeting.reference}/")
    assert "a deputy was there: Boris Primerić" in page
    assert "pomoćnik direktora" in page
    task = Task.objects.open().get(kind="write_minutes")
    assert (task.owner, task.due_at) == (
        world.kosta.member, meeting.ends_at + dt.timedelta(days=7),
    )  # fmt: skip


def test_each_institution_is_said_and_only_by_who_leads(world):
    meeting = called(world)
    with at_the_table(meeting):
        with pytest.raises(Denied, match="each institution"):
            record_attendance(meeting, {world.csw.pk: Presence.PRESENT}, by=world.kosta.actor)
        for name in ("bea", "ana", "nina"):
            with pytest.raises(Denied, match="Only who leads"):
                record_attendance(meeting, everybody(meeting), by=world.people[name].actor)
    assert not Attendance.objects.exists()


def test_two_windows_lose_nothing_and_the_same_window_goes_on(world):
    meeting = called(world)
    assert written(world, meeting, "Prvo.", tab="a" * 43) == 1
    assert written(world, meeting, "Prvo i drugo.", tab="a" * 43) == 1, "the timer of one window"
    assert written(world, meeting, "Prvo i drugo.", tab="b" * 43) == 0
    with pytest.raises(MinutesChanged) as changed:
        written(world, meeting, "Nešto drugo.", tab="b" * 43)
    point = meeting.points.first()
    assert changed.value.theirs == {point.pk: ("Prvo i drugo.", 2)}
    assert written(world, meeting, "Zajedno.", revision=2, tab="b" * 43) == 1
    point.refresh_from_db()
    assert point.text == "Zajedno."
    with pytest.raises(Denied, match="too long"):
        written(world, meeting, "x" * 20_001, revision=3)


def test_a_decision_is_a_task_in_one_step_and_undone_it_falls_away(world):
    meeting = held(world, called(world))
    first = decided(world, meeting, world.csw)
    second = decided(world, meeting, world.health, "Poslati spisak.")
    third = decided(world, meeting, world.police, "Javiti broj.")
    assert [one.number for one in meeting.decisions.all()] == [1, 2, 3]
    assert (second.task.institution, second.task.asked_by) == (world.health, world.city)
    assert second.task.owner == world.hana.member
    assert (third.task.institution, third.task.owner) == (world.city, world.kosta.member)
    assert mine(world.hana.actor).filter(kind="decision").count() == 1
    undo_decision(first, by=world.kosta.actor)
    undo_decision(first, by=world.kosta.actor)
    assert [(one.number, one.words) for one in meeting.decisions.all()] == [
        (1, "Poslati spisak."), (2, "Javiti broj."),
    ]  # fmt: skip
    assert Task.objects.get(pk=first.task.pk).outcome == "dropped"
    finish(second.task, by=world.hana.actor)
    with pytest.raises(Conflict, match="done already"):
        undo_decision(meeting.decisions.get(number=1), by=world.kosta.actor)
    with pytest.raises(Denied, match="Only who leads"):
        undo_decision(meeting.decisions.get(number=2), by=world.bea.actor)
    closed(world, meeting)
    with pytest.raises(Conflict, match="closed"):
        undo_decision(meeting.decisions.get(number=2), by=world.kosta.actor)


def test_what_cannot_be_decided(world):
    from spona.directory.actions import end_seat

    meeting = held(world, called(world))
    for wrong, said in (
        ({"words": " "}, "what was decided"),
        ({"due_on": meeting.day - dt.timedelta(days=1)}, "passed already"),
        ({"due_on": meeting.day + dt.timedelta(days=900)}, "too far away"),
    ):
        with pytest.raises(Denied, match=said):
            decided(world, meeting, world.csw, **wrong)
    end_seat(Seat.objects.get(institution=world.health), by=world.kosta.actor)
    with at_the_table(meeting), pytest.raises(Denied, match="has left the network"):
        decide(meeting, institution=world.health, words="x", told=[], due_on=meeting.day,
               by=world.kosta.actor)  # fmt: skip
    with at_the_table(meeting), pytest.raises(Denied, match="not invited"):
        decide(meeting, institution=world.csw_nis, words="x", told=[], due_on=meeting.day,
               by=world.kosta.actor)  # fmt: skip
    assert not Decision.objects.exists()
    assert not Task.objects.filter(kind="decision").exists()


def test_minutes_are_closed_once_who_was_there_is_written_and_added_to_by_date(world):
    meeting = called(world)
    written(world, meeting, "Rečeno je.")
    with pytest.raises(Denied, match="who was there"):
        closed(world, meeting)
    with pytest.raises(Conflict, match="are open"):
        add_to_minutes(meeting, "Ispravka.", by=world.kosta.actor)
    held(world, meeting)
    assert Task.objects.open().filter(kind="write_minutes").count() == 1
    meeting = closed(world, meeting)
    assert closed(world, meeting).ended_at == meeting.ended_at
    done = Task.objects.get(kind="write_minutes")
    assert done.outcome == "done"
    told = Notice.objects.filter(kind="minutes").values_list("account_id", flat=True)
    assert {world.bea.account.pk, world.hana.account.pk} <= set(told)
    for act in (
        lambda: written(world, meeting, "Još."),
        lambda: held(world, meeting),
        lambda: decided(world, meeting, world.csw),
    ):
        with pytest.raises(Conflict, match="closed"):
            act()
    add_to_minutes(meeting, "Ispravka broja.", by=world.kosta.actor)
    with pytest.raises(Denied, match="Only who leads"):
        add_to_minutes(meeting, "Tuđe.", by=world.bea.actor)
    with pytest.raises(Denied, match="corrected or added"):
        add_to_minutes(meeting, "  ", by=world.kosta.actor)
    assert "Ispravka broja." in get(world.ana.sign_in(), f"/m/{meeting.reference}/")


def test_one_page_during_the_meeting_saves_whichever_button_is_pressed(world):
    meeting = called(world)
    kosta, path = world.kosta.sign_in(), f"/m/{meeting.reference}/minutes/"
    first, second = meeting.points.all()
    with at_the_table(meeting):
        page = get(kosta, path)
        assert 'data-autosave-url="' + path + 'save/"' in page
        typed = {
            "token": token_of(page), "tab": token_of(page, "tab"),
            f"text-{first.pk.hex}": "Prva tačka.", f"revision-{first.pk.hex}": "0",
            f"text-{second.pk.hex}": "", f"revision-{second.pk.hex}": "0",
        }  # fmt: skip
        assert post(kosta, f"{path}save/", typed, 204).content == b""
        first.refresh_from_db()
        assert first.text == "Prva tačka."
        # A decision that lacks its day: said, and the text beside it was saved all the same.
        prefix = second.pk.hex
        job = typed | {
            f"text-{second.pk.hex}": "Druga tačka.", "do": f"decide:{prefix}",
            f"{prefix}-words": "Poslati spisak.", f"{prefix}-who": f"i:{world.csw.pk}",
            f"{prefix}-due_on": "",
        }  # fmt: skip
        assert "Choose the day" in post(kosta, path, job, 422).content.decode()
        second.refresh_from_db()
        assert second.text == "Druga tačka."
        job |= {f"{prefix}-due_on": (meeting.day + dt.timedelta(days=5)).isoformat()}
        where = post(kosta, path, job)["Location"]
        assert post(kosta, path, job)["Location"] == where, "twice is once"
        made = Decision.objects.get()
        assert (made.point, made.institution) == (second, world.csw)
        assert made.task.owner.institution == world.csw
        for wrong, said in (
            ({f"{prefix}-words": "da ode kod Nade Nadić"}, "looks like somebody"),
            ({f"{prefix}-who": "i:nonsense"}, "nonsense"),
            ({f"{prefix}-who": f"m:{world.nina.member.pk}"}, str(world.nina.member.pk)),
            ({f"{prefix}-words": "w" * 401}, "400"),
        ):
            new = job | wrong | {"token": "n" * 43}
            assert said in post(kosta, path, new, 422).content.decode(), wrong
        there = {f"there_{one.hex}": "present" for one in everybody(meeting)}
        there |= {f"who_{world.police.pk.hex}": "zamenik načelnika"}
        bad = post(kosta, path, typed | {"do": "attendance"}, 422).content.decode()
        assert "Say whether somebody of them was there" in bad
        post(kosta, path, typed | there | {"do": "attendance", "token": "m" * 43})
        assert Attendance.objects.count() == 5
        assert kosta.post(path, typed | {"do": f"decide:{uuid.uuid4().hex}"}).status_code == 404
        assert kosta.post(path, typed | {"do": "decide:zzz"}).status_code == 404
        # Somebody else in another window, over an older text: both stand on the page.
        other = typed | {"tab": "o" * 43, f"text-{first.pk.hex}": "Drukčije."}
        clash = post(kosta, path, other, 409).content.decode()
        assert "Prva tačka." in clash
        assert "Drukčije." in clash
        assert kosta.post(f"{path}save/", other).status_code == 409
        assert "Undo" in get(kosta, path)
        post(kosta, f"/m/{meeting.reference}/decisions/{made.pk}/undo/")
        assert not Decision.objects.exists()
        again = f"/m/{meeting.reference}/decisions/{made.pk}/undo/"
        assert kosta.post(again).status_code == 404
    for name in ("bea", "ana"):
        browser = world.people[name].sign_in()
        for end in ("", "save/", "close/", "add/"):
            assert browser.post(path + end, typed).status_code == 403, (name, end)


def test_one_press_marks_everybody_and_writes_nothing_down(world):
    meeting = called(world)
    kosta, path = world.kosta.sign_in(), f"/m/{meeting.reference}/minutes/"
    first = meeting.points.first()
    ids = [one.hex for one in everybody(meeting)]
    with at_the_table(meeting):
        page = get(kosta, path)
        assert "checked" not in page
        typed = {
            "token": token_of(page), "tab": token_of(page, "tab"), "do": "everybody",
            f"text-{first.pk.hex}": "Stoji i dalje.", f"revision-{first.pk.hex}": "0",
            f"who_{ids[0]}": "zamenik načelnika",
        }  # fmt: skip
        shown = kosta.post(path, typed).content.decode()
        for one in ids:
            assert re.search(rf'name="there_{one}" value="present"[^>]*checked', shown), one
        assert shown.count(" checked") == len(ids)
        # What was typed stays, and nothing of the attendance is there until the other button.
        assert "Stoji i dalje." in shown
        assert "zamenik načelnika" in shown
        assert not Attendance.objects.exists()
        assert " checked" not in get(kosta, path)
        there = {f"there_{one}": "present" for one in ids} | {f"there_{ids[1]}": "absent"}
        post(kosta, path, {"do": "attendance", **there})
        assert Attendance.objects.filter(presence=Presence.PRESENT).count() == len(ids) - 1


def test_what_looks_like_somebody_is_shown_before_the_minutes_are_closed(world):
    meeting = held(world, called(world))
    written(world, meeting, "Tada je javila Milica Milić sa 064 123 4567 juče.")
    kosta, path = world.kosta.sign_in(), f"/m/{meeting.reference}/minutes/close/"
    with at_the_table(meeting):
        page = get(kosta, path)
        assert "Milica Milić" in page
        assert "064 123 4567" in page
        assert "tick that it is nobody" in post(kosta, path, {}, 422).content.decode()
        meeting.refresh_from_db()
        assert meeting.ended_at is None
        post(kosta, path, {"nobody_named": "on"})
        assert kosta.get(path).status_code == 302
    meeting.refresh_from_db()
    assert meeting.ended_at is not None


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_paper_to_sign_holds_it_all_and_its_outside_nothing(world, language, tmp_path):
    Account.objects.update(language=language)
    meeting = held(world, called(world), health=Presence.ABSENT)
    written(world, meeting, "Rečeno je mirno.\nDva reda #let x = 1")
    decided(world, meeting, world.csw, point=meeting.points.first())
    path = f"/m/{meeting.reference}/minutes.pdf"
    draft = {"sr": "Нацрт", "sr-latn": "Nacrt", "en": "Draft"}[language]
    ana = world.ana.sign_in()
    with at_the_table(meeting):
        open_text = _pdf(ana.get(path), meeting, tmp_path)
    closed(world, meeting)
    add_to_minutes(meeting, "Ispravka: dva, a ne tri.", by=world.kosta.actor)
    with at_the_table(meeting):
        text = _pdf(ana.get(path), meeting, tmp_path)
        assert world.nina.sign_in().get(path).status_code == 404
    for part in (meeting.reference, "Jesenja sednica", "Rečeno je mirno.", "#let x = 1",
                 "Zima pred nama", "Sastaviti raspored", "Ispravka: dva"):  # fmt: skip
        assert part in text, part
    assert "Jesenja" not in _run("pdfinfo", str(tmp_path / "m.pdf"))
    if language == "en":
        assert draft in open_text
        assert draft not in text


def test_the_same_words_as_a_document_to_write_on(world):
    meeting = held(world, called(world))
    written(world, meeting, "Rečeno je mirno.")
    decided(world, meeting, world.csw)
    with at_the_table(meeting):
        answer = world.kosta.sign_in().get(f"/m/{meeting.reference}/minutes.docx")
    assert answer["Content-Disposition"] == f'attachment; filename="{meeting.reference}.docx"'
    read = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(one.text for one in read.paragraphs)
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    assert "Rečeno je mirno." in text
    assert "Sastaviti raspored dežurstva." in cells
    assert (read.core_properties.author, read.core_properties.title) == ("", "")


@pytest.mark.parametrize(
    ("need", "before", "after"),
    [
        (None, "does not say", "does not say"),
        (2, "1 has said", "enough: 5"),
        (9, "9 inst", "few: 5"),
    ],
)
def test_the_quorum_is_a_sentence_before_and_during(world, monkeypatch, need, before, after):
    """The act stands in another app; here only what is made of its number."""
    from spona.meetings.views import table

    monkeypatch.setattr(table, "needed", lambda network, day: need)
    meeting = called(world)
    kosta, path = world.kosta.sign_in(), f"/m/{meeting.reference}/"
    assert before in get(kosta, path)
    held(world, meeting)
    assert after in get(kosta, path)


def _pdf(answer, meeting, folder) -> str:
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{meeting.reference}.pdf"'
    (folder / "m.pdf").write_bytes(answer.content)
    return _run("pdftotext", "-layout", str(folder / "m.pdf"), "-")


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_reader_sees_the_live_text_and_no_button(world):
    meeting = held(world, called(world))
    written(world, meeting, "Dok traje.")
    page = get(world.bea.sign_in(), f"/m/{meeting.reference}/")
    assert "Dok traje." in page
    assert not re.search(r'/minutes/"|/agenda/"|take-away', page)
