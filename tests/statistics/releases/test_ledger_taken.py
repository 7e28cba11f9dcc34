"""Somebody with the password of the database takes a line out of the ledger, or writes one."""

from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cli.doctor.releases import release_ledger
from spona.statistics.models import BudgetEntry, Release
from spona.statistics.releases import ledger, noise
from spona.statistics.releases.actions import announce_release, approve_release, make_release
from tests.statistics.test_pages import go, page  # noqa: F401

NOT_OURS = "not as Spona left it"


def sql(statement, *given):
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def levels():
    return {one.level for one in release_ledger()}


def said():
    (one,) = release_ledger()
    return one.sentence


def test_a_whole_ledger_is_named_as_such(w, files, public):
    assert levels() == {"ok"}
    files(30)
    public()
    assert levels() == {"ok"}
    assert ledger.gaps() == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [("budget", "the budget booked for 2025"), ("result", "figures made of 2025")],
)
def test_a_line_that_was_taken_out_stops_the_network_and_doctor_names_it(
    w, files, public, made, kind, words
):
    files(30)
    files(30, cohort_year=2023)
    public()
    waiting, other = made(2023), announce_release(w.net, 2024, by=w.dora.actor)
    sql("DELETE FROM statistics_budgetentry WHERE kind = %s AND cohort_year = 2025", kind)
    # Of its own year the log still has what was spent.
    assert ledger.spent(w.net.pk, 2025) == Decimal("0.5")
    with pytest.raises(Denied, match="spent"):
        announce_release(w.net, 2025, by=w.dora.actor)
    with pytest.raises(Denied, match=NOT_OURS):
        announce_release(w.net, 2022, by=w.dora.actor)
    with pytest.raises(Denied, match=NOT_OURS):
        make_release(other, **w.dora.acts)
    with pytest.raises(Denied, match=NOT_OURS):
        approve_release(waiting, by=w.darko.actor)
    assert levels() == {"red"}
    assert words in said()
    assert "vranje" in said()
    assert ledger.GONE in said()
    # Another network's ledger is whole.
    announce_release(w.other, 2025, by=w.cora.actor)


def test_lines_that_went_with_their_release_are_named_too(w, files, public):
    files(30)
    public()
    sql("DELETE FROM statistics_budgetentry")
    sql("DELETE FROM statistics_release")
    assert levels() == {"red"}
    assert len(release_ledger()) == 2
    with pytest.raises(Denied, match=NOT_OURS):
        announce_release(w.net, 2024, by=w.dora.actor)


def test_a_line_that_says_less_was_spent_is_named(w, files, public):
    files(30)
    public()
    sql("UPDATE statistics_budgetentry SET rho = 0.1 WHERE kind = 'budget'")
    assert ledger.CHANGED in said()
    with pytest.raises(Denied, match=NOT_OURS):
        announce_release(w.net, 2024, by=w.dora.actor)


def test_a_line_that_was_put_in_is_named(w, files, public):
    files(30)
    release = public()
    later = announce_release(w.net, 2024, by=w.dora.actor)
    line = release.ledger.get(kind=BudgetEntry.Kind.BUDGET)
    sql(
        "INSERT INTO statistics_budgetentry (id, network_id, cohort_year, release_id, kind, rho, "
        "cumulative_rho, library_version, hash, booked_at, booked_by_id, mac) "
        "SELECT %s, network_id, 2024, %s, kind, rho, cumulative_rho, library_version, hash, "
        "booked_at, booked_by_id, mac FROM statistics_budgetentry WHERE id = %s",
        later.pk.hex if connection.vendor == "sqlite" else later.pk,
        later.pk.hex if connection.vendor == "sqlite" else later.pk,
        line.pk.hex if connection.vendor == "sqlite" else line.pk,
    )
    assert ledger.UNKNOWN in said()
    assert "2024" in said()


def test_a_line_of_the_log_that_was_planted_stops_nothing_here(w, files, public):
    """It stands there for ever; its part of the log is closed until the operator has looked."""
    files(30)
    release = public()
    for detail in ({}, {"network": str(w.net.pk), "year": 2024, "rho": "0.5", "plan": ""}):
        Entry.objects.create(
            lane_id=w.dora.member.institution_id, seq=10**9 + len(detail), at=timezone.now(), name=ledger.BOOKED,
            actor="", subject_kind="release", subject_id=release.pk, detail=detail,
            previous=b"x" * 32, hash=b"y" * 32, tag=b"z" * 32,
        )  # fmt: skip
    assert levels() == {"ok"}
    assert ledger.spent(w.net.pk, 2025) == Decimal("0.5")


def test_taken_out_during_the_draw_its_figures_are_not_kept(w, files, worker, monkeypatch):
    files(30)
    release = announce_release(w.net, 2025, by=w.dora.actor)
    draw = noise.draw

    def meanwhile(plan, rows, **how):
        drawn = draw(plan, rows, **how)
        sql("DELETE FROM statistics_budgetentry")
        return drawn

    monkeypatch.setattr(noise, "rehearse", lambda _plan: noise.Noisy("0.0", 5.2, ()))
    monkeypatch.setattr(noise, "draw", meanwhile)
    with pytest.raises(Denied, match=NOT_OURS):
        make_release(release, **w.dora.acts)
    assert Release.objects.get().result == {}
    monkeypatch.undo()
    with pytest.raises(Denied, match="spent"):
        make_release(release, **w.dora.acts)


def test_analysts_read_on_the_page_that_a_line_is_gone(w, go, files, public):  # noqa: F811
    files(30)
    public()
    assert "another ledger than stands here" not in page(go(w.dora, "releases", "vranje"))
    sql("DELETE FROM statistics_budgetentry WHERE kind = 'budget'")
    assert "another ledger than stands here" in page(go(w.dora, "releases", "vranje"))
