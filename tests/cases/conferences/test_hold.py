"""Held: who came, minutes, decisions that become tasks, and the paper to sign."""

import datetime as dt
import io
import subprocess

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.conferences.actions import (
    call_off_conference,
    decide_in,
    read_as_guest,
    read_as_leader,
    write_minutes,
)
from spona.cases.team.actions import assign_file
from spona.identity.models import Account
from spona.meetings.actions import answer, record_attendance
from spona.meetings.models import Answer, Decision, Presence, Reason
from spona.notifications.models import Notice
from spona.tasks.actions import confirm, finish
from spona.tasks.models import Task
from spona.tasks.queries import of_institution
from spona.vault.models import Section
from spona.vault.refusals import TextConflict
from tests.cases.conferences.calling import NAME, agreed, at_the_table, call, guest_of, on_paper
from tests.cases.moving import shelter

TEXT = "Zakazati pregled i odvesti je."


def soon(days=5):
    return timezone.localdate() + dt.timedelta(days=days)


def decided(called, institution, by, text=TEXT):
    with at_the_table():
        return decide_in(called, text, institution=institution, due_on=soon(), by=by.actor)


def test_a_decision_becomes_a_task_of_whoever_does_it_in_one_step(world, called):
    made = decided(called, world.health, world.bea)
    assert made.number == 1
    task = of_institution(world.hana.actor).get(kind="decision")
    assert (task.reference, task.asked_by) == (called.meeting.reference, world.csw)
    assert timezone.localtime(task.due_at).date() == soon()
    assert str(task.what.title) == "Carry out what was decided"
    assert Notice.objects.filter(account_id=world.hana.account.pk, kind="task").exists()
    finish(task, by=world.hana.actor)
    task.refresh_from_db()
    confirm(task, by=world.bea.actor)
    held = " ".join(str(value) for value in vars(made).values())
    assert TEXT not in held


def test_only_who_does_it_and_who_leads_read_its_words(world, case):
    other = shelter(world)
    row = call(world, case, agreed(world, case, world.health), agreed(world, case, other))
    made = decided(row, world.health, world.bea)
    assert read_as_guest(guest_of(row, world.health), **world.hana.can)[1] == {made.pk: TEXT}
    assert read_as_guest(guest_of(row, other), **world.sara.can)[1] == {}
    assert read_as_leader(row, **world.boris.can).decisions == {made.pk: TEXT}
    mine = Section.objects.visible_to(world.sara.actor).filter(box=made.decided.box)
    assert not mine.exists()


def test_on_paper_the_task_stays_with_who_called(world, case):
    row = call(world, case, on_paper(world.police))
    made = decided(row, world.police, world.bea)
    assert (made.institution, made.task.institution) == (world.police, world.csw)
    assert (made.task.owner, made.task.asked_by) == (world.bea.member, None)
    ours = decided(row, world.csw, world.bea)
    assert (ours.number, ours.task.owner) == (2, world.bea.member)


def test_who_was_not_at_the_table_gets_no_task(world, called):
    with pytest.raises(Denied, match="not invited"):
        decided(called, world.police, world.bea)
    with at_the_table(), pytest.raises(Denied, match="passed already"):
        decide_in(called, TEXT, institution=world.health, due_on=soon(-1), by=world.bea.actor)
    with pytest.raises(Denied, match="Write what was decided"):
        decided(called, world.health, world.bea, text="  ")
    for name in ("hana", "vera", "kosta", "ana"):
        with pytest.raises(Denied):
            decided(called, world.health, world.people[name])
    assert not Decision.objects.exists()
    assert not Task.objects.filter(kind="decision").exists()


def test_answers_and_presence(world, case):
    row = call(world, case, agreed(world, case, world.health), on_paper(world.police))
    mine = guest_of(row, world.health).invitation
    paper = guest_of(row, world.police).invitation
    answer(mine, Answer.DEPUTY, by=world.hana.actor)
    answer(mine, Answer.YES, by=world.hana.actor)
    mine.refresh_from_db()
    assert mine.answer == "yes"
    assert not of_institution(world.hana.actor).exists(), "the task is done with the answer"
    with pytest.raises(Denied, match="answers for itself"):
        answer(mine, Answer.NO, by=world.bea.actor)
    with pytest.raises(Denied, match="answers for itself"):
        answer(paper, Answer.NO, by=world.hana.actor)
    answer(paper, Answer.NO, by=world.bea.actor)
    with at_the_table(), pytest.raises(Denied, match="each institution"):
        record_attendance(row.meeting, {world.csw.pk: Presence.PRESENT}, by=world.bea.actor)
    everybody = {
        world.csw.pk: Presence.PRESENT, world.health.pk: Presence.DEPUTY,
        world.police.pk: Presence.ABSENT,
    }  # fmt: skip
    with at_the_table(), pytest.raises(Denied, match="calls the meeting"):
        record_attendance(row.meeting, everybody, by=world.hana.actor)
    with at_the_table():
        record_attendance(row.meeting, everybody, by=world.bea.actor)
    row.meeting.refresh_from_db()
    assert row.meeting.held_at is not None
    assert not Task.objects.open().filter(kind="prepare_meeting").exists()
    mine.meeting.refresh_from_db()
    with pytest.raises(Conflict, match="held"):
        answer(mine, Answer.NO, by=world.hana.actor)


def test_minutes_are_sealed_and_a_second_window_overwrites_nothing(world, called):
    revision = read_as_leader(called, **world.bea.can).revision
    with at_the_table():
        write_minutes(called, "Prisutni: Bea, Hana.", revision=revision, **world.bea.can)
        with pytest.raises(TextConflict) as both:
            write_minutes(called, "Drugi tekst.", revision=revision, **world.boris.can)
    assert both.value.theirs["minutes"] == "Prisutni: Bea, Hana."
    led = read_as_leader(called, **world.boris.can)
    assert (led.kept.minutes, led.kept.place != "") == ("Prisutni: Bea, Hana.", True)
    for name in ("hana", "kosta", "vera"):
        with at_the_table(), pytest.raises(Denied):
            write_minutes(called, "Tuđe.", revision=led.revision, **world.people[name].can)


def test_a_colleague_on_the_team_with_the_plan_leads_it_too(world, case, called):
    assign_file(case, member=world.vera.member, sections=["plan"], **world.bea.can)
    led = read_as_leader(called, **world.vera.can)
    with at_the_table():
        write_minutes(called, "Zapisnik.", revision=led.revision, **world.vera.can)
    decided(called, world.health, world.vera)
    assert world.vera.sign_in().get(f"/m/{called.meeting.reference}/conference/").status_code == 200


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_paper_to_sign_says_it_in_each_script_and_names_nobody_outside(
    world, called, language, tmp_path
):
    Account.objects.update(language=language)
    revision = read_as_leader(called, **world.bea.can).revision
    with at_the_table():
        write_minutes(called, f"Razgovarano o: {NAME}.", revision=revision, **world.bea.can)
    decided(called, world.health, world.bea)
    presence = {world.csw.pk: Presence.PRESENT, world.health.pk: Presence.ABSENT}
    with at_the_table():
        record_attendance(called.meeting, presence, by=world.bea.actor)
    answer_ = world.bea.sign_in().get(f"/m/{called.meeting.reference}/conference/minutes.pdf")
    assert answer_.status_code == 200
    assert (
        answer_["Content-Disposition"] == f'attachment; filename="{called.meeting.reference}.pdf"'
    )
    assert answer_["Cache-Control"] == "no-store"
    path = tmp_path / "m.pdf"
    path.write_bytes(io.BytesIO(answer_.content).read())
    text = _run("pdftotext", "-layout", str(path), "-")
    word = {"sr": "Записник", "sr-latn": "Zapisnik", "en": "Minutes"}[language]
    for part in (word, called.meeting.reference, TEXT, NAME):
        assert part in text
    signature = {"sr": "Потпис", "sr-latn": "Potpis", "en": "Signature"}[language]
    assert text.count(signature) >= 2
    first = text.splitlines()[0]
    assert NAME not in first
    about = _run("pdfinfo", str(path))
    assert "Izmi" not in about
    assert called.meeting.reference in about


def _run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_paper_is_for_who_leads_only(world, called):
    path = f"/m/{called.meeting.reference}/conference/minutes.pdf"
    assert world.boris.sign_in().get(path).status_code == 200
    assert world.kosta.sign_in().get(path).status_code == 403
    assert world.nina.sign_in().get(path).status_code == 404
    assert world.hana.sign_in().get(path).status_code == 404


def test_nothing_is_written_before_it_begins_and_it_can_still_be_called_off(world, called):
    everybody = {world.csw.pk: Presence.PRESENT, world.health.pk: Presence.PRESENT}
    revision = read_as_leader(called, **world.bea.can).revision
    bea, path = world.bea.sign_in(), f"/m/{called.meeting.reference}/conference/"
    page = bea.get(path).content.decode()
    assert "From a quarter of an hour before" in page
    assert "there_" not in page
    for end in ("minutes/", "decide/"):
        assert bea.get(path + end)["Location"] == path
    early = deadlines.moved(dt.timedelta(days=3) - dt.timedelta(minutes=20))
    with early, pytest.raises(Denied, match="has not begun yet"):
        record_attendance(called.meeting, everybody, by=world.bea.actor)
    with pytest.raises(Denied, match="has not begun yet"):
        write_minutes(called, "Prerano.", revision=revision, **world.bea.can)
    with pytest.raises(Denied, match="has not begun yet"):
        decide_in(called, TEXT, institution=world.health, due_on=soon(), by=world.bea.actor)
    assert not Decision.objects.exists()
    with deadlines.moved(dt.timedelta(days=3) - dt.timedelta(minutes=14)):
        write_minutes(called, "Na vreme.", revision=revision, **world.bea.can)
    call_off_conference(called, Reason.POSTPONED, by=world.bea.actor)
    called.meeting.refresh_from_db()
    assert called.meeting.cancelled_at is not None
