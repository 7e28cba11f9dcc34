"""A round from draft to the day when its answers are destroyed; and who may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.jobs import TIMETABLE
from spona.reference.words import Words
from spona.surveys import actions
from spona.surveys.form_model import Form
from spona.surveys.models import Round, State, Submission
from spona.surveys.results import FEWEST, exact_results_of, from_json, results_of
from spona.vault.models import Grant, Section
from spona.vault.refusals import Unopenable
from tests.surveys.conftest import outline


def days(count):
    return dt.timedelta(days=count)


def test_answers_are_sealed_to_the_owners_and_to_nobody_else(world, opened, fill):
    found = opened()
    row = fill(found, {"about/knows": "no", "help/told": "nobody", "help/words": "Ана Анић",
                       "help/happened": "yes", "about/age": ""})  # fmt: skip
    assert row.answers == {"about/knows": "no", "help/told": "nobody"}
    (one,) = actions.open_answers(found, **world.dora.can)
    assert one.document["answers"]["help/words"] == "Ана Анић"
    assert one.document["answers"]["help/happened"] == "yes"
    assert "Ана Анић" in one.document["xml"]
    for name in ("kosta", "darko", "dragan", "cora", "bea"):
        with pytest.raises(Denied):
            actions.open_answers(found, **world.people[name].can)


def test_whoever_writes_themselves_in_as_an_owner_opens_nothing(world, opened, fill):
    found = opened()
    fill(found)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE surveys_roundowner SET member_id = %s", [_stored(world.kosta.member.pk)]
        )
    with pytest.raises(Denied):
        actions.open_answers(found, **world.kosta.can)


def _stored(pk):
    return str(pk) if connection.vendor == "postgresql" else pk.hex


def test_no_clear_column_holds_a_free_text_a_marked_answer_or_a_time(world, opened, fill):
    found = opened()
    fill(found, {"about/knows": "yes", "help/told": "nobody", "help/words": "tajna", "about/age": "17",
                 "help/happened": "yes"}, instance="uuid:tajna-instanca")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM surveys_submission")
        columns = [one[0] for one in cursor.description]
        row = dict(zip(columns, cursor.fetchone(), strict=True))
    said = " ".join(str(value) for name, value in row.items() if name != "sealed")
    assert "tajna" not in said
    assert "happened" not in str(Submission.objects.get().answers)
    assert "17" not in Submission.objects.get().answers.values()
    assert len(str(row["received_on"])) == 10
    assert b"tajna" not in bytes(row["sealed"])


def test_the_log_has_no_line_of_an_answer_and_no_word_of_a_round(world, opened, fill):
    found = opened()
    before = Entry.objects.count()
    fill(found)
    assert Entry.objects.count() == before
    said = " ".join(str(one.detail) for one in Entry.objects.filter(subject_kind="survey_round"))
    assert found.code in said
    assert "млади" not in said


def test_the_size_of_what_is_sealed_does_not_tell_short_answers_apart(world, opened, fill):
    found = opened()
    short = fill(found, {"about/knows": "no"})
    longer = fill(found, {"about/knows": "no", "help/told": "nobody", "help/words": "да " * 20})
    assert len(short.sealed) == len(longer.sealed)


def test_the_same_answer_twice_is_one(world, opened, fill):
    found = opened()
    one = fill(found, instance="uuid:1")
    assert fill(found, instance="uuid:1") == one
    assert Submission.objects.count() == 1


def test_nothing_is_taken_before_after_and_of_another_form(world, make, opened, fill):
    draft = make()
    with pytest.raises(Conflict):
        fill(draft)
    found = opened(opens_on=deadlines.time.today() + days(2))
    with pytest.raises(Conflict):
        fill(found)
    with deadlines.moved(days(2)):
        fill(found)
    with deadlines.moved(days(15)), pytest.raises(Conflict):
        fill(found)
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    with deadlines.moved(days(2)), pytest.raises(Conflict):
        fill(found)


def test_a_row_that_was_altered_is_there_and_does_not_open(world, opened, fill):
    found = opened()
    row, other = fill(found), fill(found)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE surveys_submission SET codes_sealed = %s WHERE id = %s",
            [bytes(other.codes_sealed), _stored(row.pk)],
        )
    by_row = {one.row.pk: one.document for one in actions.open_answers(found, **world.dora.can)}
    assert by_row[row.pk] is None
    assert by_row[other.pk] is not None


def test_a_sealed_answer_opens_only_in_its_own_row(world, opened, fill):
    found = opened()
    row, other = fill(found), fill(found)
    row.sealed, other.sealed = other.sealed, row.sealed
    row.save()
    assert all(
        one.document is None
        for one in actions.open_answers(found, **world.dora.can)
        if one.row.pk == row.pk
    )


def test_a_swapped_public_key_takes_no_answer(world, opened, fill):
    found = opened()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_round SET public_key = %s", [bytes(1216)])
    with pytest.raises(Denied, match="not as Spona left it"):
        fill(found)


def test_the_way_is_draft_tried_open_closing_closed(world, make):
    found = make()
    by = world.kosta.actor
    with pytest.raises(Denied, match="Try it out"):
        actions.open_round(found, by=by)
    assert actions.note_tried(found, by=by).state == State.TESTED
    assert actions.open_round(found, by=by).state == State.OPEN
    with pytest.raises(Conflict):
        actions.open_round(found, by=by)
    with pytest.raises(Conflict):
        actions.ask_to_destroy(found, by=by)
    assert actions.close_round(found, late_phones=True, by=by).state == State.CLOSING
    assert actions.close_round(found, late_phones=True, by=by).state == State.CLOSED
    with pytest.raises(Conflict):
        actions.close_round(found, late_phones=True, by=by)


def test_a_new_form_has_to_be_tried_again_and_none_comes_once_it_is_open(world, make, checked):
    found, by = make(), world.kosta.actor
    actions.note_tried(found, by=by)
    assert actions.put_form(found, checked, file_name="x.xlsx", by=by).number == 2
    found.refresh_from_db()
    assert found.state == State.DRAFT
    actions.note_tried(found, by=by)
    actions.open_round(found, by=by)
    with pytest.raises(Conflict):
        actions.put_form(found, checked, file_name="x.xlsx", by=by)


@pytest.mark.parametrize("name", ["ana", "bea", "direktor", "cora", "dragan"])
def test_who_neither_coordinates_nor_counts_here_makes_none(world, make, name):
    with pytest.raises(Denied):
        make(by=name)
    found = make()
    for act in (actions.note_tried, actions.open_round, actions.ask_to_destroy):
        with pytest.raises(Denied):
            act(found, by=world.people[name].actor)
    assert not Round.objects.visible_to(world.people[name].actor).exists()


@pytest.mark.parametrize(("more", "field"), [
    ({"closes_on": -1}, "closes_on"), ({"opens_on": 9, "closes_on": 5}, "closes_on"),
    ({"destroy_on": 15}, "destroy_on"), ({"destroy_on": 900}, "destroy_on"),
])  # fmt: skip
def test_days_that_do_not_follow_are_refused_beside_their_field(world, make, more, field):
    today = deadlines.time.today()
    with pytest.raises(Denied) as told:
        make(**{name: today + days(count) for name, count in more.items()})
    assert told.value.field == field
    assert not Round.objects.exists()


@pytest.mark.parametrize("owners", [(), ("kosta",), ("bea",), ("dragan",), ("dora", "kosta")])
def test_only_analysts_of_the_network_read_single_answers(world, make, owners):
    with pytest.raises(Denied) as told:
        make(owners=owners)
    assert told.value.field == "owners"


def test_two_people_destroy_and_the_numbers_stay(world, opened, fill):
    found = opened()
    for n in range(FEWEST * 2):
        fill(found, {"about/knows": "yes" if n % 2 else "no"})
    by = world.kosta.actor
    actions.close_round(found, late_phones=False, by=by)
    shown = results_of(Round.objects.get(pk=found.pk), found.versions.get())
    with pytest.raises(Conflict):
        actions.agree_to_destroy(found, by=world.dora.actor)
    actions.ask_to_destroy(found, by=by)
    with pytest.raises(Denied, match="Two people"):
        actions.agree_to_destroy(found, by=by)
    gone = actions.agree_to_destroy(found, by=world.dora.actor)
    assert gone.state == State.DESTROYED
    assert not Submission.objects.exists()
    assert not Section.objects.filter(box=found.box).exists()
    assert not Grant.objects.filter(section__box=found.box).exists()
    with pytest.raises(Conflict):
        actions.open_answers(gone, **world.dora.can)
    assert from_json(gone.results) == shown
    with connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_round SET results = '{}'")
    with pytest.raises(Denied):
        results_of(Round.objects.get(pk=found.pk), found.versions.get())
    assert shown.total == FEWEST * 2


def test_an_answer_kept_from_an_older_backup_does_not_open_after_that(world, opened, fill):
    found = opened()
    row = fill(found)
    by = world.kosta.actor
    actions.close_round(found, late_phones=False, by=by)
    actions.ask_to_destroy(found, by=by)
    actions.agree_to_destroy(found, by=world.dora.actor)
    found.refresh_from_db()
    row._state.adding = True
    row.save(force_insert=True)
    with pytest.raises((Conflict, Denied, Unopenable, Section.DoesNotExist)):
        actions.open_answers(found, **world.dora.can)


def test_on_its_day_a_job_closes_and_a_job_destroys_without_anybody(world, opened, fill):
    found = opened()
    fill(found)
    job = TIMETABLE.all()["surveys.close_and_destroy"]
    for after, state in ((14, State.OPEN), (15, State.CLOSING), (18, State.CLOSING),
                         (19, State.CLOSED), (59, State.CLOSED), (60, State.DESTROYED)):  # fmt: skip
        with deadlines.moved(days(after)):
            job.run()
        found.refresh_from_db()
        assert found.state == state, after
    assert not Submission.objects.exists()
    assert not Grant.objects.filter(section__box=found.box).exists()


def test_whoever_writes_the_database_does_not_choose_the_day(world, opened, fill):
    found = opened()
    fill(found)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_round SET destroy_on = closes_on + 1"
                       if connection.vendor == "postgresql"
                       else "UPDATE surveys_round SET destroy_on = '2099-01-01'")  # fmt: skip
    with deadlines.moved(days(400)):
        TIMETABLE.all()["surveys.close_and_destroy"].run()
    assert Submission.objects.exists()


def numbers(results, path):
    (one,) = [each for each in results.questions if each.path == path]
    return [(len(bar.labels), bar.number, bar.unanswered) for bar in one.bars]


def test_what_the_coordinator_sees_hides_small_groups_and_their_complements(world, opened, fill):
    found = opened()
    for n in range(25):
        fill(found, {"about/knows": "yes" if n < 21 else "no",
                     "help/told": "school" if n < 12 else "school home" if n < 24 else ""})  # fmt: skip
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    found.refresh_from_db()
    shown = results_of(found, found.versions.get())
    # Four said no: told together with the others, and nothing is left over to subtract.
    assert numbers(shown, "about/knows") == [(2, 25, True)]
    # 24 of 25 chose it: who did not is found by subtraction. 12 and 13 is told; nobody is not.
    assert numbers(shown, "help/told") == [(1, None, False), (1, 12, False), (1, None, False)]
    form = Form.from_json(found.versions.get().model)
    assert numbers(exact_results_of(found, form), "about/knows") == [(1, 21, False), (1, 4, False)]


def test_of_few_answers_nothing_is_shown(world, opened, fill):
    found = opened()
    for _n in range(FEWEST - 1):
        fill(found)
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    found.refresh_from_db()
    shown = results_of(found, found.versions.get())
    assert shown.few
    assert shown.questions == ()


def test_an_answer_written_past_spona_is_not_counted(world, opened, fill):
    found = opened()
    for _n in range(FEWEST):
        fill(found)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_submission SET complete = %s", [False])
    form = Form.from_json(found.versions.get().model)
    assert exact_results_of(found, form).total == 0


def test_title_words_stay_as_they_were_given(make):
    assert make(title=Words(sr="Анкета")).title == {"sr": "Анкета"}
    assert outline().asked == "средње школе"
