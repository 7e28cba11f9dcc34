"""From a frozen cohort to public figures: who acts, what is booked, and what is refused."""

import json
import math
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.time import moved, today
from spona.statistics.models import BudgetEntry, Release
from spona.statistics.releases import cohort, ledger, noise
from spona.statistics.releases.actions import (
    announce_release,
    approve_release,
    freeze_again,
    make_release,
    refuse_release,
)
from spona.statistics.releases.noise import NoiseFailed
from spona.statistics.releases.plan import TABLES, hash_of
from tests.statistics.releases.conftest import STAND_IN

BUDGET = BudgetEntry.Kind.BUDGET
HALF = Decimal("0.5")


def announced(w, year=2025):
    return announce_release(w.net, year, by=w.dora.actor)


def booked():
    return BudgetEntry.objects.filter(kind=BUDGET).count()


def test_tables_and_lists_are_fixed_before_anybody_looks(w, files):
    files(12)
    release = announced(w)
    assert release.status == "announced"
    assert release.plan["columns"]["sex"] == ["female", "male", "unknown"]
    assert release.plan["columns"]["town"][0] == "vranje"
    assert release.plan_hash == hash_of(release.plan)
    assert release.result == {}
    assert not Entry.objects.filter(name="section:read_many").exists()


def test_a_town_stands_in_no_table_with_anything_else():
    assert [table for table in TABLES if "town" in table] == [("town",)]


def test_one_draws_another_approves(w, files, made):
    files(30)
    release = made()
    assert (release.status, release.made_by_id) == ("made", w.dora.account.pk)
    budget, result = BudgetEntry.objects.order_by("kind")
    assert (budget.rho, budget.cumulative_rho, budget.hash) == (HALF, HALF, release.plan_hash)
    assert (result.rho, result.cumulative_rho, result.hash) == (0, HALF, release.result_hash)
    approved = approve_release(release, by=w.darko.actor)
    assert (approved.status, approved.decided_by_id) == ("approved", w.darko.account.pk)
    names = [
        name
        for name in Entry.objects.order_by("at", "seq").values_list("name", flat=True)
        if name.startswith("release:") or name == "section:read_many"
    ]
    assert names == [
        "release:announced", "section:read_many", "release:booked", "release:made",
        "release:approved",
    ]  # fmt: skip


def test_nobody_approves_alone(w, files, made):
    files(30)
    release = made()
    with pytest.raises(Denied, match="second analyst"):
        approve_release(release, by=w.dora.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(
            status="approved", decided_by=release.made_by_id
        )


@pytest.mark.parametrize("who", ["bea", "cora", "kosta"])
def test_only_analysts_of_the_network_act(w, files, made, who):
    files(30)
    person = getattr(w, who)
    with pytest.raises(Denied):
        announce_release(w.net, 2025, by=person.actor)
    release = announced(w)
    with pytest.raises(Denied):
        make_release(release, **person.acts)
    with pytest.raises(Denied):
        freeze_again(release, by=person.actor)
    release = make_release(release, **w.dora.acts)
    for act in (approve_release, refuse_release):
        with pytest.raises(Denied):
            act(release, by=person.actor)


def test_a_year_that_runs_has_no_cohort_yet(w):
    with pytest.raises(Denied, match="when its year is over"):
        announced(w, today().year)


def test_a_cohort_is_released_once(w, files, public):
    files(30)
    release = public()
    with pytest.raises(Denied, match="spent"):
        announced(w)
    with pytest.raises(Denied, match="made already"):
        make_release(release, **w.dora.acts)
    announced(w, 2024)


def test_what_was_refused_stays_spent_and_leaves_no_figures(w, files, made):
    files(30)
    refused = refuse_release(made(), by=w.darko.actor)
    assert (refused.status, refused.result) == ("refused", {})
    with pytest.raises(Denied, match="spent"):
        announced(w)


def test_a_broken_installation_costs_nothing(w, files, worker):
    files(30)
    release = announced(w)
    worker("raise SystemExit(1)")
    with pytest.raises(Denied, match="Nothing was counted"):
        make_release(release, **w.dora.acts)
    assert booked() == 0
    assert not Entry.objects.filter(name="section:read_many").exists()
    worker(STAND_IN)
    assert make_release(release, **w.dora.acts).status == "made"


def test_a_process_that_dies_has_spent_the_budget(w, files, worker):
    files(30)
    release = announced(w)
    # The rehearsal has twenty people, so it goes through.
    worker(STAND_IN.replace("names =", "if len(asked['rows']) == 30: raise SystemExit(1)\nnames ="))
    with pytest.raises(Denied, match="stays booked"):
        make_release(release, **w.dora.acts)
    assert booked() == 1
    assert Release.objects.get().status == "ended"
    assert Entry.objects.get(name="release:ended").detail == {"code": "died"}
    with pytest.raises(Denied, match="spent"):
        announced(w)


def test_a_server_that_dies_in_the_draw_has_spent_the_budget(w, files, worker, monkeypatch):
    files(30)
    release = announced(w)

    def killed(_plan, _rows):
        # Committed before: whoever looks from elsewhere sees it.
        assert booked() == 1
        assert not connection.needs_rollback
        raise KeyboardInterrupt

    monkeypatch.setattr(noise, "rehearse", lambda plan: noise.Noisy("0.0", 5.2, ()))
    monkeypatch.setattr(noise, "draw", killed)
    with pytest.raises(KeyboardInterrupt):
        make_release(release, **w.dora.acts)
    monkeypatch.undo()
    with pytest.raises(Denied, match="spent"):
        make_release(release, **w.dora.acts)
    with pytest.raises(Denied, match="spent"):
        announced(w)


def test_two_at_once_draw_once(w, files, worker, monkeypatch):
    files(30)
    release = announced(w)
    read = cohort.read

    def meanwhile(one, **acts):
        monkeypatch.setattr(cohort, "read", read)
        make_release(release, **w.darko.acts)
        return read(one, **acts)

    monkeypatch.setattr(cohort, "read", meanwhile)
    with pytest.raises(Denied):
        make_release(release, **w.dora.acts)
    assert booked() == 1
    assert Release.objects.get().made_by_id == w.darko.account.pk


def test_two_decisions_at_once_leave_the_first(w, files, made):
    files(30)
    release = made()
    approve_release(release, by=w.darko.actor)
    with pytest.raises(Denied, match="waits for a decision"):
        refuse_release(release, by=w.darko.actor)
    assert Release.objects.get().status == "approved"


def test_two_announcements_of_a_year_are_one(w):
    announced(w)
    with pytest.raises(Conflict):
        announce_release(w.net, 2025, by=w.darko.actor)


def test_sheets_that_were_written_anew_are_another_cohort(w, files, worker):
    files(30)
    release = announced(w)
    files(3)
    with pytest.raises(Conflict, match="after the cohort was frozen"):
        make_release(release, **w.dora.acts)
    assert booked() == 0
    plan = release.plan_hash
    release = freeze_again(release, by=w.darko.actor)
    made = make_release(release, **w.dora.acts)
    assert (made.status, made.plan_hash) == ("made", plan)


def test_a_row_of_the_ledger_that_is_gone_opens_no_second_draw(w, files, made):
    files(30)
    refuse_release(made(), by=w.darko.actor)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM statistics_budgetentry")
        cursor.execute("DELETE FROM statistics_release")
    assert ledger.spent(w.net.pk, 2025) == HALF
    with pytest.raises(Denied, match="spent"):
        announced(w)


def test_a_line_of_the_ledger_is_never_changed(w, files, made):
    files(30)
    made()
    line = BudgetEntry.objects.order_by("kind").first()
    for act in (line.save, line.delete):
        with pytest.raises(TypeError):
            act()


def test_figures_that_were_exchanged_are_not_approved(w, files, made):
    files(30)
    release = made()
    Release.objects.filter(pk=release.pk).update(result=release.result | {"epsilon": 1})
    with pytest.raises(Denied, match="not those that were made"):
        approve_release(release, by=w.darko.actor)


def test_tables_that_were_exchanged_are_not_drawn(w, files, worker):
    files(30)
    release = announced(w)
    wider = release.plan | {"rho": 50.0}
    Release.objects.filter(pk=release.pk).update(plan=wider)
    release.refresh_from_db()
    with pytest.raises(Denied, match="not those that were announced"):
        make_release(release, **w.dora.acts)
    assert booked() == 0


def test_only_who_agreed_and_only_the_year_is_counted(w, files, quiet, made):
    files(30)
    files(4, consent_stats="no")
    files(7, cohort_year=2024)
    total = made().result["tables"][0]
    assert total["dimensions"] == []
    assert abs(total["values"][0] - 30) < 1


def test_exact_numbers_lie_nowhere(w, files, worker, tmp_path, caplog):
    """The people as they go to the process are searched for in all that is left."""
    files(30, exploitation=["forced_begging"])
    release = announced(w)
    cmdline = tmp_path / "cmdline"
    worker(
        STAND_IN + f"\nopen({str(cmdline)!r}, 'wb').write("
        "open('/proc/self/cmdline', 'rb').read() + open('/proc/self/environ', 'rb').read())\n"
    )
    rows = cohort.read(release, **w.dora.acts)
    said = json.dumps(rows[0])
    assert rows == [rows[0]] * 30
    make_release(release, **w.dora.acts)
    told = cmdline.read_bytes()
    assert b"worker.py" in told
    assert b"SPONA" not in told
    assert _lying(said, tmp_path, caplog.text) == 0
    (tmp_path / "left").write_text(json.dumps(rows))
    assert _lying(said, tmp_path, caplog.text) == 1


def _lying(said, folder, logged):
    """In how many places these words lie: files, what was logged, tables of the database."""
    places = [logged, *(_text(path) for path in folder.rglob("*"))]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            places.append(repr(cursor.fetchall()))
    wanted = (said, said.replace('"', "'"), said.replace(" ", ""))
    return sum(any(word in place for word in wanted) for place in places)


def _text(path):
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""


def test_of_a_failure_the_process_says_its_kind_only(w, files, monkeypatch):
    """The true worker, by a Python that has no OpenDP; it prints nothing that it was given."""
    files(30)
    release = announced(w)
    real = noise.WORKER
    monkeypatch.setattr(noise, "python", lambda: sys.executable)
    monkeypatch.setattr(noise, "is_installed", lambda: True)
    monkeypatch.setattr(noise, "WORKER", real)
    with pytest.raises(NoiseFailed) as failed:
        noise.draw(release.plan, [["secret"] * 6])
    assert failed.value.code == "ModuleNotFoundError"
    assert "secret" not in repr(failed.value.args)


def test_a_process_that_hangs_is_ended(w, files, worker):
    release = announced(w)
    worker("import time; time.sleep(60)")
    with pytest.raises(NoiseFailed) as failed:
        noise.draw(release.plan, [], seconds=1)
    assert failed.value.code == "too_slow"
    # The error that Python raises for it holds what went in.
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


def test_later_years_are_cohorts_of_their_own(w, files, public):
    files(30)
    public()
    with moved(timedelta(days=366)):
        files(30, cohort_year=2026)
        public(2026)
    assert [entry.cumulative_rho for entry in BudgetEntry.objects.filter(kind=BUDGET)] == [
        HALF,
        HALF,
    ]


def test_a_zero_from_below_is_kept_alike_by_every_database(w, files, quiet, public):
    """With almost no noise half of the empty cells are a zero with a minus before it."""
    files(30)
    release = public()
    release.refresh_from_db()
    values = [value for table in release.result["tables"] for value in table["values"]]
    zeros = [value for value in values if value == 0]
    assert zeros
    assert {math.copysign(1, value) for value in zeros} == {1.0}
