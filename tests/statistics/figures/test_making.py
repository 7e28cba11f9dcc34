"""One analyst makes the figures, another one counts anew and hands them over."""

import datetime as dt
from datetime import timedelta

import pytest

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.time import moved, now, today
from spona.notifications.models import Notice
from spona.statistics import actions
from spona.statistics.actions import begin_report_count, write_sheets
from spona.statistics.models import FiguresState, YearFigures
from spona.vault import actions as vault
from spona.vault.models import HELD, OPEN, Box, Grant, Section
from tests.statistics.figures.conftest import BASIS, YEAR, compare_key, fresh, person
from tests.vault import world


def prepare(w, *, year=YEAR, basis=BASIS, second="darko", who="dora"):
    chosen = getattr(w, second).member.pk
    return actions.prepare_figures(
        w.net, year=year, basis=basis, second=chosen, **getattr(w, who).acts
    )


def grants(row):
    return {
        (one.to_kind, one.to_id): one.state for one in Grant.objects.filter(section__box=row.box_id)
    }


def test_what_two_counted_alike_the_centre_opens_and_neither_of_the_two_does(w, make, people):
    row = make()
    assert grants(row) == {
        ("member", w.dora.account.pk): OPEN,
        ("member", w.darko.account.pk): OPEN,
        ("statistics", w.whole.pk): HELD,
    }
    given = actions.release_figures(row, **w.darko.acts)
    assert given.state == FiguresState.RELEASED
    assert grants(given) == {("statistics", w.whole.pk): OPEN}
    said = actions.open_handed_over([fresh(row)], w.whole, **w.irena.acts)[row.pk]
    assert said.figures["profile"].total() == 3
    assert said.figures["profile"]["identified", "female", "adult", "sexual_exploitation"] == 1
    assert said.figures["carried"]["year_before", "presumed"] == 1
    assert (said.year, said.version, said.basis) == (YEAR, 1, BASIS)
    assert said.absent == tuple(sorted((str(w.police.pk), str(w.school.pk)), key=said.absent.index))
    for one in (w.dora, w.darko):
        section = Section.objects.select_related("box").get(box=row.box_id)
        with pytest.raises(Denied):
            vault.open_section(section, **one.acts)


def test_what_is_sealed_is_what_was_shown(w, people):
    compare_key(w)
    shown = prepare(w)
    begin_report_count(
        world.uuid.uuid4(), network=w.net, readers=[vault.to_institution(w.csw)], sector="police",
        facts={}, year=YEAR, by=w.bea.actor,
    )  # fmt: skip
    with pytest.raises(Conflict, match="Look at the figures once more"):
        actions.seal_figures(
            w.net, year=YEAR, basis=BASIS, second=w.darko.member.pk, seen=shown.mark,
            **w.dora.acts,
        )  # fmt: skip
    assert not YearFigures.objects.exists()


def test_a_year_that_is_not_over_is_refused(w, people):
    with pytest.raises(Denied, match="not over yet"):
        prepare(w, year=YEAR + 1)


def test_a_legal_basis_is_written_down_and_a_second_analyst_is_somebody_else(w, people):
    with pytest.raises(Denied, match="legal basis"):
        prepare(w, basis="  ")
    with pytest.raises(Denied, match="at most 300"):
        prepare(w, basis="x" * 301)
    for second in ("dora", "cora", "bea", "irena"):
        with pytest.raises(Denied, match="second analyst"):
            prepare(w, second=second)


def test_it_says_whose_sheets_are_missing(w, people):
    vault.create_intake_key(
        w.police, holders=[world.somebody("petra", w.police, "intake_holder").account],
        by=world.DEMO,
    )  # fmt: skip
    w.police.words = {"sr": "Полиција"}
    w.police.save()
    with pytest.raises(Denied, match=r"Policija|Полиција.*no figures were ever updated"):
        prepare(w)


def test_it_says_whose_sheets_are_older_than_a_month(w, people):
    with moved(timedelta(days=32)), pytest.raises(Denied, match="older than a month"):
        prepare(w)


def test_sheets_of_before_the_end_of_the_year_are_too_early(w, sheets):
    this_year, noon = today().year, dt.time(12, tzinfo=dt.UTC)
    december = dt.datetime.combine(dt.date(this_year, 12, 20), noon) - now()
    with moved(december):
        sheets([person()])
    with moved(december + timedelta(days=16)), pytest.raises(Denied, match="before the year was"):
        prepare(w, year=this_year)


def test_a_sheet_that_was_written_anew_between_the_two_stops_it_with_what_to_do(w, make, people):
    row = make()
    with moved(timedelta(days=31)):
        write_sheets(w.csw, {w.net: [*people, person()]}, by=w.bea.actor)
    compared = actions.compare_figures(row, **w.darko.acts)
    assert not compared.equal
    assert [one.pk for one in compared.anew] == [w.csw.pk]
    assert "profile" in compared.tables
    with pytest.raises(Conflict, match="Throw these away"):
        actions.release_figures(row, **w.darko.acts)
    assert fresh(row).state == FiguresState.WAITING


def test_other_numbers_without_other_sheets_are_refused_too(w, make, people):
    row = make()
    begin_report_count(
        world.uuid.uuid4(), network=w.net, readers=[vault.to_institution(w.csw)], sector="police",
        facts={}, year=YEAR, by=w.bea.actor,
    )  # fmt: skip
    assert actions.compare_figures(row, **w.darko.acts).tables == ["reports"]
    with pytest.raises(Conflict, match="not what was sealed"):
        actions.release_figures(row, **w.darko.acts)


def test_what_was_thrown_away_is_gone_and_made_anew(w, make, people):
    row = make()
    with pytest.raises(Conflict, match="wait for the second"):
        prepare(w)
    actions.drop_figures(row, by=w.darko.actor)
    assert not Section.objects.filter(box=row.box_id).exists()
    with pytest.raises(Conflict, match="Thrown away"):
        actions.release_figures(fresh(row), **w.darko.acts)
    assert make().version == 1


def test_a_correction_supersedes_and_the_old_one_stays(w, make, given):
    second = actions.release_figures(make(), **w.darko.acts)
    assert (second.version, second.supersedes_id) == (2, given.pk)
    said = actions.open_handed_over([fresh(second)], w.whole, **w.ivan.acts)[second.pk]
    assert (said.version, said.supersedes) == (2, given.pk)
    assert fresh(given).state == FiguresState.RELEASED


def test_without_a_compared_key_it_goes_on_paper_with_a_number(w, make, people):
    row = make(paper=True)
    assert row.national is None
    assert {kind for kind, _ident in grants(row)} == {"member"}
    with pytest.raises(Denied, match="on paper"):
        actions.release_figures(row, **w.darko.acts)
    with pytest.raises(Denied, match="registry number"):
        actions.hand_over_on_paper(row, number=" ", **w.darko.acts)
    done = actions.hand_over_on_paper(row, number="12-345/26", **w.darko.acts)
    assert not Section.objects.filter(box=row.box_id).exists()
    assert actions.read_registry_number(fresh(done), **w.dora.acts) == "12-345/26"
    for stranger in (w.irena, w.bea, w.kosta, w.cora):
        with pytest.raises(Denied):
            actions.read_registry_number(fresh(done), **stranger.acts)


def test_an_analyst_of_the_centre_who_left_makes_it_a_matter_of_paper(w, make, people):
    compare_key(w)
    vault.remove_analyst(w.whole, w.irena.account, by=world.DEMO)
    assert not prepare(w).key.confirmed


def test_another_key_of_the_centre_since_stops_the_handing_over(w, make, people):
    row = make()
    vault.remove_analyst(w.whole, w.irena.account, by=world.DEMO)
    with pytest.raises(Conflict, match="another one since"):
        actions.release_figures(row, **w.darko.acts)
    # Also after the words of the new one were compared: it was sealed to the older one.
    compare_key(w)
    with pytest.raises(Conflict, match="another one since"):
        actions.release_figures(row, **w.darko.acts)


def test_a_key_is_compared_as_it_stands_there_now(w):
    old = compare_key(w).key
    vault.remove_analyst(w.whole, w.irena.account, by=world.DEMO)
    with pytest.raises(Conflict, match="another key"):
        actions.note_compared_key(w.net, key=old, by=w.dora.actor)


def test_two_at_once_hand_it_over_once(w, make, people):
    row = make()
    actions.release_figures(row, **w.darko.acts)
    with pytest.raises(Conflict, match="Handed over"):
        actions.release_figures(fresh(row), **w.darko.acts)
    with pytest.raises(Conflict, match="Handed over"):
        actions.drop_figures(fresh(row), by=w.dora.actor)


def test_it_is_of_one_size_whatever_is_in_it(w, make, sheets):
    sheets([])
    empty = make()
    size = len(bytes(Section.objects.get(box=empty.box_id).sealed))
    actions.drop_figures(empty, by=w.dora.actor)
    with moved(timedelta(days=31)):
        write_sheets(w.csw, {w.net: [person() for _ in range(300)]}, by=w.bea.actor)
    full = make()
    assert len(bytes(Section.objects.get(box=full.box_id).sealed)) == size


def test_the_log_and_the_notices_tell_nothing_of_it(w, given):
    lines = Entry.objects.filter(name__startswith="figures:")
    assert {line.name for line in lines} == {
        "figures:sealed", "figures:handed_over", "figures:key_compared",
    }  # fmt: skip
    for line in lines:
        assert line.detail.keys() <= {"network", "year", "version"}
    kinds = {(one.account_id, one.kind) for one in Notice.objects.all()}
    assert {
        (w.darko.account.pk, "asked"), (w.dora.account.pk, "received"),
        (w.irena.account.pk, "arrived"), (w.ivan.account.pk, "arrived"),
    } <= kinds  # fmt: skip
    assert set(Notice.objects.values_list("reference", flat=True)) == {""}


def test_nothing_of_it_lies_in_clear(given):
    row = fresh(given)
    said = {name: getattr(row, name) for name in ("year", "version", "state")}
    assert said == {"year": YEAR, "version": 1, "state": "released"}
    assert Box.objects.get(pk=row.box_id).reference == ""
    assert BASIS.encode() not in bytes(Section.objects.get(box=row.box_id).sealed)
