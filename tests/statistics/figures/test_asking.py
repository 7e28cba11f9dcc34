"""The second analyst has it on the desk, with a day, until it is handed over or thrown away."""

import datetime as dt

from spona.dashboard.links import task_link
from spona.dashboard.task_labels import task_labels
from spona.deadlines.time import today
from spona.statistics import actions
from spona.tasks.models import Task
from tests.statistics.figures.conftest import YEAR


def asked():
    return Task.objects.open().get(kind="count_again")


def ended(row):
    return Task.objects.get(kind="count_again", subject_id=row.pk).outcome


def test_the_second_analyst_is_asked_by_a_day_and_nobody_else_is(w, make, people):
    row, task = make(), asked()
    assert (task.owner, task.institution) == (w.darko.member, w.school)
    assert task.due_at.date() == today() + dt.timedelta(days=14)
    assert not Task.objects.open().filter(owner=w.dora.member).exists()
    # What tells it from another one is the town and the year, as on the list of figures.
    assert task_labels([task]) == {task.pk: f"{w.net.short_name}, {YEAR}"}
    assert task_link(task).endswith(f"/statistics/years/{row.pk}/")
    assert task.reference == ""


def test_handed_over_it_is_done(w, make, people):
    row = make()
    actions.release_figures(row, **w.darko.acts)
    assert ended(row) == "done"


def test_on_paper_it_is_done(w, make, people):
    row = make(paper=True)
    actions.hand_over_on_paper(row, number="12/2026", **w.darko.acts)
    assert ended(row) == "done"


def test_thrown_away_it_falls_away_and_a_new_one_asks_anew(w, make, people):
    row = make()
    actions.drop_figures(row, by=w.dora.actor)
    assert ended(row) == "dropped"
    again = make(second="darko")
    assert asked().subject_id == again.pk
