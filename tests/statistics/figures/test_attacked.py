"""With the database only, with one of two logins, and as everybody who has no business with it."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from spona.access.denied import Conflict, Denied, StepUpNeeded
from spona.crypto.errors import Unopenable
from spona.deadlines.time import moved
from spona.directory.models import Network
from spona.directory.queries import national_network
from spona.statistics import actions
from spona.statistics.actions import write_sheets
from spona.statistics.figures import document
from spona.statistics.figures.queries import figures_of, received
from spona.statistics.models import ComparedKey, CountSheet, FiguresState, YearFigures
from spona.vault import actions as vault
from spona.vault.models import OPEN, STATISTICS, Box, Grant, Section
from spona.vault.queries import current_statistics_key
from tests.statistics.figures.conftest import BASIS, YEAR, fresh, person
from tests.vault import world

CLOSED = (Denied, Conflict, Unopenable)


def section_of(row):
    return Section.objects.select_related("box").get(box=row.box_id)


def opens(row, somebody):
    try:
        vault.open_section(section_of(row), **somebody.acts)
    except CLOSED:
        return False
    return True


# Each of the two alone.


def test_the_first_analyst_alone_hands_nothing_over(w, make, people):
    row = make()
    with pytest.raises(Denied, match="other one of the two"):
        actions.release_figures(row, **w.dora.acts)
    assert not opens(row, w.irena)


def test_nobody_names_oneself_as_the_second(w, people):
    with pytest.raises(Denied, match="second analyst"):
        actions.prepare_figures(
            w.net, year=YEAR, basis=BASIS, second=w.dora.member.pk, **w.dora.acts
        )


def test_other_numbers_than_the_sheets_say_are_never_handed_over(w, make, people):
    """Sealed by a program that was altered while the first analyst was at it."""
    row = make()
    honest = document.said_in(vault.open_section(section_of(row), **w.dora.acts))
    figures = {name: cells.copy() for name, cells in honest.figures.items()}
    figures["profile"]["identified", "male", "child", "forced_begging"] += 1
    actions.drop_figures(row, by=w.dora.actor)
    box = vault.create_box(
        "figures",
        owner=None,
        sections={"count": document.document_of(replace(honest, figures=figures))},
        grants={
            "count": [
                vault.to_account(w.dora.account, member_of=w.dora.member.institution_id),
                vault.to_account(w.darko.account, member_of=w.darko.member.institution_id),
                vault.to_statistics(w.whole.pk, held=True),
            ]
        },
        by=w.dora.actor,
    )
    planted = YearFigures.objects.create(
        network=w.net, national=w.whole, year=YEAR, version=1, box=box, made_at=timezone.now(),
        made_by=w.dora.account, second=w.darko.account,
    )  # fmt: skip
    assert actions.compare_figures(planted, **w.darko.acts).tables == ["profile"]
    with pytest.raises(Conflict, match="not what was sealed"):
        actions.release_figures(planted, **w.darko.acts)
    assert not opens(planted, w.irena)


def test_a_second_analyst_who_lost_the_key_hands_nothing_over(w, make, people):
    row = make()
    vault.remove_analyst(w.net, w.darko.account, by=world.DEMO)
    with pytest.raises(Denied, match="do not open"):
        actions.release_figures(row, **w.darko.acts)
    assert fresh(row).state == FiguresState.WAITING


def test_who_did_not_step_up_counts_nothing(w, make, people):
    row = make()
    late = replace(w.darko.actor, stepped_up_at=None)
    with pytest.raises(StepUpNeeded):
        actions.release_figures(row, by=late, keys=w.darko.keys)


# Everybody else.


@pytest.mark.parametrize("who", ["kosta", "bea", "cora", "sava", "irena", "fritz"])
def test_nobody_else_makes_compares_releases_drops_or_opens(w, make, people, who):
    row, stranger = make(), getattr(w, who)
    assert not opens(row, stranger)
    tries = (
        lambda: actions.prepare_figures(
            w.net, year=YEAR, basis=BASIS, second=w.darko.member.pk, **stranger.acts
        ),
        lambda: actions.compare_figures(row, **stranger.acts),
        lambda: actions.release_figures(row, **stranger.acts),
        lambda: actions.hand_over_on_paper(row, number="1", **stranger.acts),
        lambda: actions.drop_figures(row, by=stranger.actor),
        lambda: actions.note_compared_key(
            w.net, key=current_statistics_key(w.whole.pk).pk, by=stranger.actor
        ),
        lambda: vault.release(row.box, by=stranger.actor),
        lambda: vault.destroy(row.box, by=stranger.actor),
    )
    for attempt in tries:
        with pytest.raises(Denied):
            attempt()
    assert fresh(row).state == FiguresState.WAITING
    assert Grant.objects.filter(section__box=row.box_id).count() == 3


def test_the_centre_opens_nothing_before_it_is_handed_over(w, make, people):
    row = make()
    assert not opens(row, w.irena)
    with pytest.raises(Denied, match="not handed over"):
        actions.open_handed_over([row], w.whole, **w.irena.acts)
    assert not any(place.row for line in received().towns for place in line.places)


@pytest.mark.parametrize("who", ["kosta", "bea", "cora", "sava", "dora", "darko"])
def test_once_handed_over_nobody_but_the_centres_analysts_opens_it(w, given, who):
    stranger = getattr(w, who)
    assert opens(given, w.irena)
    assert not opens(given, stranger)
    with pytest.raises(Denied):
        actions.open_handed_over([fresh(given)], w.whole, **stranger.acts)


def test_nobody_saves_over_it(w, make, people):
    row = make()
    with pytest.raises(Denied, match="never changed"):
        vault.save_section(section_of(row), {"schema": 1}, revision=1, **w.dora.acts)


def test_no_other_key_is_let_in(w, make, people):
    row = make()
    colleague = vault.to_account(w.kosta.account, member_of=w.police.pk)
    for recipient in (vault.to_institution(w.csw), colleague, vault.to_statistics(w.net.pk)):
        with pytest.raises(Denied):
            vault.grant(section_of(row), recipient, **w.dora.acts)


# With the database only.


def test_a_held_wrap_that_is_marked_as_open_opens_nothing(w, make, people):
    row = make()
    Grant.objects.filter(section__box=row.box_id, to_kind=STATISTICS).update(state=OPEN)
    assert not opens(row, w.irena)


def test_a_grant_of_the_first_analyst_that_is_put_back_opens_nothing(w, make, people):
    row = make()
    section = section_of(row)
    old = [copy.copy(one) for one in Grant.objects.filter(section=section, to_kind="member")]
    actions.release_figures(row, **w.darko.acts)
    Grant.objects.bulk_create(old)
    for one in (w.dora, w.darko):
        assert not opens(row, one)
    assert opens(row, w.irena)


def test_a_row_that_is_put_back_to_before_the_handing_over_stops_everything(w, make, people):
    row = make()
    before = YearFigures.objects.filter(pk=row.pk).values("state", "ended_at", "mac").get()
    actions.release_figures(row, **w.darko.acts)
    YearFigures.objects.filter(pk=row.pk).update(**before)
    with pytest.raises(Denied, match="not as Spona left it"):
        received()
    with pytest.raises(Denied, match="not as Spona left it"):
        actions.compare_figures(fresh(row), **w.darko.acts)
    assert figures_of(w.net).refusal


def test_a_correction_that_is_taken_away_is_missed(w, make, given):
    """Else the version before would stand again, and nobody would know."""
    newer = actions.release_figures(make(), **w.darko.acts)
    YearFigures.objects.filter(pk=newer.pk)._raw_delete("default")
    with pytest.raises(Denied, match="not as Spona left it"):
        received()
    with pytest.raises(Denied, match="not as Spona left it"):
        make()


def test_boxes_of_two_versions_that_are_swapped_open_nothing(w, make, given):
    newer = actions.release_figures(make(), **w.darko.acts)
    spare = Box.objects.exclude(pk__in=(given.box_id, newer.box_id)).order_by("pk").first()
    for row, box in ((newer, spare.pk), (given, newer.box_id)):
        YearFigures.objects.filter(pk=row.pk).update(box=box)
    with pytest.raises(Denied, match="not as Spona left it"):
        actions.open_handed_over([fresh(given)], w.whole, **w.irena.acts)


def test_the_sealed_text_of_another_version_opens_nothing(w, make, given):
    newer = actions.release_figures(make(), **w.darko.acts)
    other = bytes(section_of(given).sealed)
    Section.objects.filter(box=newer.box_id).update(sealed=other)
    with pytest.raises(Denied, match="do not open"):
        actions.open_handed_over([fresh(newer)], w.whole, **w.irena.acts)


def test_a_planted_comparison_of_the_key_is_none(w, people):
    key = current_statistics_key(w.whole.pk)
    ComparedKey.objects.bulk_create(
        [
            ComparedKey(
                network=w.net, key=key.pk, by=w.dora.account, at=timezone.now(), mac=b"x" * 32
            )
        ]
    )
    said = actions.prepare_figures(
        w.net, year=YEAR, basis=BASIS, second=w.darko.member.pk, **w.dora.acts
    )
    assert not said.key.confirmed


def test_a_planted_national_network_is_none(w, people):
    """Of a local one, by one word in its row."""
    Network.objects.filter(pk=w.other.pk).update(kind="national")
    assert national_network() == w.whole
    Network.objects.filter(pk=w.whole.pk).update(kind="real")
    assert national_network() is None


def test_a_sheet_that_was_altered_or_taken_away_between_others_stops_it(w, people):
    sheet = CountSheet.objects.get(cohort_year=YEAR)
    CountSheet.objects.filter(pk=sheet.pk).update(mac=b"x" * 32)
    for hurt in (lambda: None, lambda: CountSheet.objects.filter(pk=sheet.pk).delete()):
        hurt()
        with pytest.raises(Denied, match="not as Spona left it"):
            actions.prepare_figures(
                w.net, year=YEAR, basis=BASIS, second=w.darko.member.pk, **w.dora.acts
            )


@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_that_was_taken_away_at_either_end_is_missed_by_the_log(w, people, first):
    sheets = CountSheet.objects.order_by("cohort_year" if first else "-cohort_year")
    CountSheet.objects.filter(pk=sheets.first().pk).delete()
    with pytest.raises(Denied, match="not as Spona left it"):
        actions.prepare_figures(
            w.net, year=YEAR, basis=BASIS, second=w.darko.member.pk, **w.dora.acts
        )


def test_in_the_national_network_nothing_is_reported_planned_or_published(w):
    assert w.whole.pk in w.irena.actor.networks
    assert w.whole not in Network.objects.visible_to(w.irena.actor)
    assert w.whole not in Network.objects.real()
    with pytest.raises(Denied):
        actions.prepare_figures(
            w.whole, year=YEAR, basis=BASIS, second=w.ivan.member.pk, **w.irena.acts
        )


def test_rows_of_an_empty_and_a_full_year_look_alike(w, make, sheets):
    sheets([])
    empty = make()
    facts = {one.to_kind for one in Grant.objects.filter(section__box=empty.box_id)}
    actions.drop_figures(empty, by=w.dora.actor)
    with moved(timedelta(days=31)):
        write_sheets(w.csw, {w.net: [person() for _ in range(40)]}, by=w.bea.actor)
    full = make()
    assert {one.to_kind for one in Grant.objects.filter(section__box=full.box_id)} == facts
    assert Section.objects.filter(box=full.box_id).count() == 1
