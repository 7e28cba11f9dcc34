"""Three questions, the follow-up, what is forgotten; who is trained where."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from spona import deadlines
from spona.access.actor import VISITOR
from spona.access.denied import Conflict, Denied
from spona.dashboard.links import link
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.training import actions, jobs, queries
from spona.training.dates import months_after
from spona.training.links import personal_path, token_of
from spona.training.models import Certificate, FollowUp, Participant, Sheet, Tally
from spona.training.questionnaires import FEEDBACK, FOLLOW_UP
from spona.training.results import results_of
from spona.training.where import table
from tests.meetings.test_calendar import events, fetched, instant
from tests.training.making import NAMES, by_link, held_session, planned, written_module

STRANGER = {"Sec-Fetch-Site": "same-origin"}
GOOD = {one.name: next(iter(one.words)) for one in FEEDBACK}
LATER = {one.name: next(iter(one.words)) for one in FOLLOW_UP}


def test_feedback_is_once_and_keeps_only_sums(held):
    browser = Client(headers=STRANGER)
    for one in held.people:
        here = personal_path(one, "en") + "after/"
        assert browser.post(here, {"useful": "yes"}).status_code == 422
        assert browser.post(here, GOOD).status_code == 302
        again = browser.post(here, GOOD)
        assert again.status_code == 200
        assert "answered already" in again.content.decode()
    assert {one.count for one in Tally.objects.all()} == {6}
    names = {field.name for field in Tally._meta.get_fields()}
    assert not names & {"participant", "member", "given_at", "answered_at"}


def test_odd_answers_are_counted_nowhere(held):
    one = held.people[0]
    with pytest.raises(Denied, match="Answer each question"):
        actions.give_feedback(one, GOOD | {"clear": "x"}, by=VISITOR, token=token_of(one))
    with pytest.raises(Denied, match="Only the person"):
        actions.give_feedback(one, GOOD, by=VISITOR)
    assert not Tally.objects.exists()


def test_sums_are_shown_from_five_on_and_only_when_no_more_answers_come(held):
    session, day = held.session, timezone.localdate()
    for one in held.people[:5]:
        actions.give_feedback(one, GOOD, by=VISITOR, token=token_of(one))
    early = results_of(session, day)
    assert (early.tests, early.answers, early.waits) == ([], [], session.last_answers)
    late = results_of(session, session.last_answers + dt.timedelta(days=1))
    assert [(one.total, one.average) for one in late.tests] == [(6, 33), (6, 100)]
    assert [one.total for one in late.answers] == [5, 5, 5]
    Tally.objects.update(count=4)
    fewer = results_of(session, session.last_answers + dt.timedelta(days=1))
    assert fewer.answers == []


def test_no_group_has_fewer_than_five_people(held):
    session = held.session
    Tally.objects.bulk_create(
        Tally(session=session, asked="useful", answer=answer, count=count)
        for answer, count in (("yes", 7), ("rather", 1), ("little", 0), ("no", 2))
    )
    shown = results_of(session, session.last_answers + dt.timedelta(days=1)).answers[0]
    assert [one.count for one in shown.groups] == [10]
    assert shown.groups[0].label == "Yes / Rather yes / Rather not / No"
    Tally.objects.filter(answer="no").update(count=5)
    shown = results_of(session, session.last_answers + dt.timedelta(days=1)).answers[0]
    assert [(one.label, one.count) for one in shown.groups] == [
        ("Yes", 7), ("Rather yes / Rather not / No", 6),
    ]  # fmt: skip


def test_a_member_sees_sums_and_nobodys_points(world, held):
    with deadlines.moved(dt.timedelta(days=20)):
        page = world.ana.sign_in().get(f"/trainings/{held.session.pk}/").content.decode()
    assert "6 people, on average 100 % of the points" in page
    for name in NAMES:
        assert name.split()[0] not in page
    assert "3 of 3" not in page


def test_follow_up_asks_each_once_after_three_and_six_months(world):
    module = written_module(world, tested=False)
    held_session(world, module)
    with deadlines.moved(-dt.timedelta(days=3)):
        other = planned(world, module, days=2)
        ana = actions.register_self(other, by=world.ana.actor)
        away = by_link(other, "Није Дошла", world.csw, email="nije@primer.test")
    actions.record_attendance(other.days.get(), [ana.pk], by=world.tara.actor)
    actions.close_session(other, by=world.tara.actor)
    assert jobs.ask_follow_up() == 0, "too early"
    with deadlines.moved(dt.timedelta(days=95)):
        assert jobs.ask_follow_up() == 7
        assert jobs.ask_follow_up() == 0, "asked once"
        assert not FollowUp.objects.filter(participant=away).exists()
        task = Task.objects.open().get(kind="training_follow_up")
        assert task.owner == world.ana.member
        assert Notice.objects.filter(account_id=world.ana.account.pk, kind="training").exists()
        path = link(task.subject_kind, task.subject_id)
        led = world.ana.sign_in().get(path)
        assert led["Location"] == personal_path(ana, "en")
        assert world.bea.sign_in().get(path).status_code == 404
        browser, here = Client(headers=STRANGER), personal_path(ana, "en") + "later/3/"
        assert browser.post(here, {}).status_code == 422
        assert browser.post(here, LATER).status_code == 302
        assert not Task.objects.open().filter(kind="training_follow_up").exists()
        row = FollowUp.objects.get(participant=ana)
        with pytest.raises(Conflict, match="answered already"):
            actions.answer_follow_up(row, LATER, by=VISITOR, token=token_of(ana))
        assert Client().get(personal_path(ana, "en") + "later/6/").status_code == 404
    with deadlines.moved(dt.timedelta(days=190)):
        assert jobs.ask_follow_up() == 7
        assert FollowUp.objects.filter(months=6).count() == 7
    with deadlines.moved(dt.timedelta(days=260)):
        assert jobs.ask_follow_up() == 0
        assert not Task.objects.open().filter(kind="training_follow_up").exists(), "it fell away"


def test_only_the_system_asks_and_forgets(world, held):
    for by in (world.tara.actor, VISITOR):
        with pytest.raises(Denied):
            actions.ask_follow_ups(by=by)
        with pytest.raises(Denied):
            actions.forget_answers(before=dt.date(2100, 1, 1), by=by)


def test_follow_up_is_shown_from_five_on_when_its_time_is_over(held):
    session = held.session
    with deadlines.moved(dt.timedelta(days=95)):
        jobs.ask_follow_up()
        for row in FollowUp.objects.select_related("participant")[:5]:
            actions.answer_follow_up(row, LATER, by=VISITOR, token=token_of(row.participant))
    titles = [
        one.title
        for one in results_of(session, timezone.localdate() + dt.timedelta(days=100)).answers
    ]
    assert titles == []
    shown = results_of(session, timezone.localdate() + dt.timedelta(days=160)).answers
    assert [one.total for one in shown] == [5, 5, 5]
    assert str(shown[0].title).startswith("After 3 months: ")


def test_answers_are_forgotten_after_a_year_and_points_stay(held):
    assert jobs.forget_answers() == 0
    Participant.objects.update(email="neko@primer.test")
    with deadlines.moved(dt.timedelta(days=370)):
        assert jobs.forget_answers() == 12
        assert jobs.forget_answers() == 0
        page = Client().get(personal_path(held.people[0], "en")).content.decode()
    assert not any(one.answers for one in Sheet.objects.all())
    assert {one.points for one in Sheet.objects.all()} == {1, 3}
    assert not Participant.objects.exclude(email="").exists()
    assert "3 of 3 right" in page
    assert "right answer" not in page


def test_months_later_by_the_calendar():
    assert months_after(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert months_after(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert months_after(dt.date(2026, 3, 31), -1) == dt.date(2026, 2, 28)
    assert months_after(dt.date(2026, 12, 15), 24) == dt.date(2028, 12, 15)


def test_trained_between_counts_each_person_once(world):
    module, day = written_module(world, tested=False), timezone.localdate()
    held_session(world, module)
    held_session(world, module, days_ago=10)
    year = dt.timedelta(days=365)
    assert queries.trained_between(world.vranje, day - year, day) == 6
    assert queries.trained_between(world.vranje, day - year, day, sector="school") == 3
    assert queries.trained_between(world.vranje, day - year, day, sector="police") == 0
    assert queries.trained_between(world.vranje, day, day) == 0
    assert queries.trained_between(world.nis, day - year, day) == 0
    line = queries.line(world.vranje, day)
    assert (line.held, line.trained, line.valid, line.ahead) == (2, 6, 6, 0)
    ahead = planned(world, module, days=3)
    assert queries.line(world.vranje, day).next_on == ahead.first_day


def test_who_is_trained_where_counts_people_and_shows_gaps(world, held):
    day, networks = timezone.localdate(), [world.nis, world.vranje]
    held_session(world, held.session.module, days_ago=5)

    def cells(sector: str, on: dt.date) -> list[tuple[int, int, str]]:
        row = next(row for row in table(networks, on) if row.sector == sector)
        return [(cell.valid, cell.run_out, cell.state.name) for cell in row.cells]

    assert cells("school", day) == [(0, 0, "nobody"), (3, 0, "trained")]
    assert cells("health", day) == [(0, 0, "no_seat"), (0, 0, "nobody")]
    later = day + dt.timedelta(days=760)
    assert cells("school", later) == [(0, 0, "nobody"), (0, 3, "run_out")]
    for one in Certificate.objects.filter(participant__name=NAMES[1]):
        actions.withdraw_certificate(one, "грешка", by=world.tara.actor)
    assert cells("school", day) == [(0, 0, "nobody"), (2, 0, "trained")]


def test_the_picture_has_its_table_and_csv_and_names_nobody(world, held):
    browser = world.cora.sign_in()
    page = browser.get("/trainings/where/").content.decode()
    csv = browser.get("/trainings/where/csv/").content.decode("utf-8-sig")
    assert '<svg class="town-map"' in page
    assert page.count('class="town') >= 4
    assert "?town=vranje" in page
    assert '"School";"Vranje";"3";"0"' in csv
    for name in NAMES:
        assert name.split()[0] not in page + csv
    assert browser.get("/trainings/where/?town=atlantida").status_code == 404


def test_practice_is_on_no_map(world, held):
    world.vranje.practice = True
    world.vranje.save()
    csv = world.cora.sign_in().get("/trainings/where/csv/").content.decode("utf-8-sig")
    assert "Vranje" not in csv


def test_names_of_an_institution_are_for_its_head_and_for_whoever_leads(world, held):
    here = f"/trainings/where/{world.school.code}/"
    for name, status in (("direktor", 200), ("kosta", 200), ("tara", 200), ("ana", 404),
                         ("bea", 404), ("hana", 404), ("cora", 404), ("nada", 404)):  # fmt: skip
        answer = getattr(world, name).sign_in().get(here)
        assert answer.status_code == status, name
        assert ("Jovan Drugi" in answer.content.decode()) == (status == 200)
    # The head of one institution reads nothing of another one.
    assert world.direktor.sign_in().get(f"/trainings/where/{world.csw.code}/").status_code == 404


def test_the_days_of_a_session_go_into_a_calendar_and_say_nothing_of_the_matter(world):
    session = planned(world, written_module(world, tested=False), length=2)
    here = f"/trainings/{session.pk}/o.ics"
    answer = fetched(world.ana, here)
    first, second = events(answer.content)
    assert (first["SUMMARY"][1], first["LOCATION"][1]) == ("Spona", "Сала 2")
    assert first["UID"] != second["UID"]
    assert instant(answer.content, first["DTSTART"]) == session.days.first().starts_at
    actions.call_off(session, reason="Мало пријављених.", by=world.tara.actor)
    assert {one["STATUS"][1] for one in events(fetched(world.ana, here).content)} == {"CANCELLED"}
    assert world.nina.sign_in().get(here).status_code == 404


def test_a_participants_page_is_the_same_for_a_member(world):
    session = planned(world, written_module(world), days=1)
    made = actions.register_self(session, by=world.ana.actor)
    page = Client().get(personal_path(made, "en")).content.decode()
    assert "Back to Spona" in page
    assert Participant.objects.count() == 1
