"""An act is written down once, and one day has one act."""

from __future__ import annotations

import datetime as dt

import pytest

from spona.access.denied import Conflict, Denied
from spona.attachments.models import Attachment
from spona.audit.models import Entry
from spona.directory.actions import end_network_role, end_seat
from spona.directory.models import NetworkRole, Seat
from spona.mandates.actions import correct_act, end_act, sign_act, withdraw_act, write_act
from spona.mandates.models import Mandate
from spona.mandates.queries import line, mandate_on, quorum
from tests.cases.world import DEMO
from tests.mandates.conftest import day, facts
from tests.mandates.papers import PDF


def test_an_act_without_a_first_day_holds_from_the_day_it_was_signed(world, act):
    assert act.starts_on == day(-400)
    assert mandate_on(world.vranje, day(0)) == act
    assert mandate_on(world.vranje, day(-401)) is None
    assert mandate_on(world.vranje, day(299)) == act, "its last day"
    assert mandate_on(world.vranje, day(300)) is None
    assert mandate_on(world.nis, day(0)) is None


def test_of_a_month_or_a_year_no_first_day_is_made_up(world):
    made = write_act(
        world.vranje, facts=facts(signed_precision="year", ends_on=None), by=world.kosta.actor
    )
    assert made.starts_on is None
    assert mandate_on(world.vranje, day(0)) == made


def test_two_acts_of_one_network_do_not_hold_on_one_day(world, act):
    with pytest.raises(Conflict, match="another act holds: Memorandum of cooperation"):
        write_act(world.vranje, facts=facts(starts_on=day(299), signed_on=None,
                                            signed_precision=""), by=world.kosta.actor)  # fmt: skip
    assert Mandate.objects.count() == 1
    after = facts(starts_on=day(300), ends_on=day(900))
    write_act(world.vranje, facts=after, by=world.kosta.actor)
    write_act(world.nis, facts=facts(), by=DEMO)


def test_what_a_new_act_replaces_ends_the_day_before(world, act):
    new = write_act(
        world.vranje, facts=facts(kind="decision", signed_on=day(-3), ends_on=None),
        replaces=act, by=world.kosta.actor,
    )  # fmt: skip
    act.refresh_from_db()
    assert act.last_day == day(-4)
    assert mandate_on(world.vranje, day(-4)) == act
    assert mandate_on(world.vranje, day(-3)) == new


def test_a_gap_before_the_new_act_stays_a_gap(world, act):
    end_act(act, last_day=day(-100), reason="", by=world.kosta.actor)
    write_act(world.vranje, facts=facts(signed_on=day(-3)), replaces=act, by=world.kosta.actor)
    act.refresh_from_db()
    assert act.last_day == day(-100)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "", "title": ""}, "what kind of act"),
        ({"kind": "handshake"}, "no such kind"),
        ({"signed_on": day(1)}, "has not come yet"),
        ({"starts_on": day(-10), "ends_on": day(-10)}, "comes before the first"),
        ({"starts_on": day(-10), "ends_on": day(-300)}, "comes before the first"),
        ({"starts_on": day(-401)}, "cannot hold before it was signed"),
        ({"signed_precision": "month", "ends_on": day(-400)}, "ends before it was signed"),
        ({"signed_precision": ""}, "how much of the day"),
        ({"quorum": "number"}, "from 1 to 200"),
        ({"quorum": "share", "quorum_number": 101}, "from 1 to 100"),
        ({"quorum": "number", "quorum_number": 0}, "from 1 to 200"),
        ({"quorum": "two_thirds", "quorum_number": 3}, "belongs to"),
        ({"remind_days": 0}, "between 1 and 730"),
        ({"remind_days": 731}, "between 1 and 730"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_kept(world, said, sentence):
    with pytest.raises(Denied, match=sentence):
        write_act(world.vranje, facts=facts(**said), incoming=PDF, by=world.kosta.actor)
    assert not Mandate.objects.exists()
    assert not Attachment.objects.exists()


def test_who_coordinates_sits_in_the_network_and_the_deputy_is_another(world):
    for said in ({"coordinated_by": world.csw_nis}, {"deputised_by": world.csw_nis}):
        with pytest.raises(Denied, match="does not sit"):
            write_act(world.vranje, facts=facts(**said), by=world.kosta.actor)
    twice = facts(coordinated_by=world.csw, deputised_by=world.csw)
    with pytest.raises(Denied, match="another institution"):
        write_act(world.vranje, facts=twice, by=world.kosta.actor)


def test_a_body_that_left_since_may_stay_in_a_corrected_act(world):
    made = write_act(world.vranje, facts=facts(coordinated_by=world.csw), by=world.kosta.actor)
    end_seat(Seat.objects.get(network=world.vranje, institution=world.csw), by=DEMO)
    done = correct_act(
        made, facts=facts(coordinated_by=world.csw, number="7/2024"), by=world.kosta.actor
    )
    assert (done.number, done.coordinated_by) == ("7/2024", world.csw)


def test_the_new_act_begins_after_the_one_it_replaces_and_says_when(world, act):
    with pytest.raises(Denied, match="begins later"):
        write_act(world.vranje, facts=facts(starts_on=day(-400)), replaces=act,
                  by=world.kosta.actor)  # fmt: skip
    unknown = facts(signed_on=None, signed_precision="")
    with pytest.raises(Denied, match="from when"):
        write_act(world.vranje, facts=unknown, replaces=act, by=world.kosta.actor)
    elsewhere = write_act(world.nis, facts=facts(), by=DEMO)
    with pytest.raises(Denied, match="no such act"):
        write_act(world.vranje, facts=facts(signed_on=day(-1)), replaces=elsewhere,
                  by=world.kosta.actor)  # fmt: skip
    act.refresh_from_db()
    assert act.ends_on == day(300)


def test_a_correction_moves_the_end_of_the_one_before_along(world, act):
    new = write_act(world.vranje, facts=facts(signed_on=day(-30)), replaces=act,
                    by=world.kosta.actor)  # fmt: skip
    correct_act(new, facts=facts(signed_on=day(-20)), by=world.kosta.actor)
    act.refresh_from_db()
    assert act.ends_on == day(-20)
    with pytest.raises(Denied, match="begins later"):
        correct_act(new, facts=facts(signed_on=day(-400)), by=world.kosta.actor)
    # Later than it said itself it never holds.
    correct_act(new, facts=facts(signed_on=day(-20), starts_on=day(500), ends_on=None),
                by=world.kosta.actor)  # fmt: skip
    act.refresh_from_db()
    assert act.ends_on == day(300)


def test_a_correction_into_another_act_is_refused(world, act):
    later = write_act(world.vranje, facts=facts(starts_on=day(300), ends_on=None),
                      by=world.kosta.actor)  # fmt: skip
    with pytest.raises(Conflict):
        correct_act(act, facts=facts(ends_on=day(301)), by=world.kosta.actor)
    with pytest.raises(Conflict):
        correct_act(later, facts=facts(starts_on=day(10), ends_on=None), by=world.kosta.actor)
    correct_act(act, facts=facts(ends_on=day(300), reports_to="city council"),
                by=world.kosta.actor)  # fmt: skip


def test_an_act_that_was_taken_back_gives_the_one_before_its_time_again(world, act):
    new = write_act(world.vranje, facts=facts(signed_on=day(-3)), replaces=act,
                    by=world.kosta.actor)  # fmt: skip
    with pytest.raises(Conflict, match="Take that one back first"):
        withdraw_act(act, by=world.kosta.actor)
    first = withdraw_act(new, by=world.kosta.actor).withdrawn_at
    assert withdraw_act(new, by=world.kosta.actor).withdrawn_at == first
    assert mandate_on(world.vranje, day(0)) == act
    act.refresh_from_db()
    assert act.ends_on == day(300)
    with pytest.raises(Conflict, match="taken back"):
        end_act(new, last_day=day(0), reason="", by=world.kosta.actor)
    with pytest.raises(Conflict, match="taken back"):
        sign_act(new, institutions=[world.csw], by=world.kosta.actor)


def test_an_act_ends_earlier_but_not_before_it_began_nor_later_than_it_said(world, act):
    for last, sentence in ((day(-401), "comes before"), (day(300), "ends earlier already")):
        with pytest.raises(Denied, match=sentence):
            end_act(act, last_day=last, reason="", by=world.kosta.actor)
    ended = end_act(act, last_day=day(-1), reason="a new decision", by=world.kosta.actor)
    assert ended.last_day == day(-1)
    assert mandate_on(world.vranje, day(0)) is None


def test_only_who_leads_this_network_writes_its_acts(world, act):
    for who in (world.ana, world.bea, world.direktor, world.cora, world.nina):
        for doing in (
            lambda by: write_act(world.vranje, facts=facts(signed_on=day(-1)), by=by),
            lambda by: correct_act(act, facts=facts(), by=by),
            lambda by: end_act(act, last_day=day(0), reason="", by=by),
            lambda by: withdraw_act(act, by=by),
            lambda by: sign_act(act, institutions=[world.csw], by=by),
        ):
            with pytest.raises(Denied, match="Only the coordinator"):
                doing(who.actor)
    with pytest.raises(Denied):
        write_act(world.nis, facts=facts(), by=world.kosta.actor)
    role = NetworkRole.objects.get(member=world.kosta.member)
    end_network_role(role, by=DEMO)
    with pytest.raises(Denied):
        end_act(act, last_day=day(0), reason="", by=world.kosta.actor)


def test_the_log_tells_codes_and_never_a_word(world):
    said = facts(title="Secret title", number="12-345", reports_to="Somebody Important")
    made = write_act(world.vranje, facts=said, by=world.kosta.actor)
    entry = Entry.objects.get(subject_id=made.pk, name="mandate:written")
    assert entry.detail == {"kind": "memorandum"}


@pytest.mark.parametrize(
    ("rule", "number", "expected"),
    [
        ("none", None, None), ("number", 4, 4), ("number", 99, 99),
        # Five sit at the table of Vranje.
        ("more_than_half", None, 3), ("two_thirds", None, 4), ("share", 50, 3), ("share", 40, 2),
        ("share", 41, 3), ("share", 100, 5),
    ],
)  # fmt: skip
def test_the_quorum_is_what_the_act_says_of_those_at_the_table(world, rule, number, expected):
    write_act(world.vranje, facts=facts(quorum=rule, quorum_number=number), by=world.kosta.actor)
    assert quorum(world.vranje, day(0)) == expected
    assert quorum(world.nis, day(0)) is None
    assert quorum(world.vranje, day(400)) is None


def test_a_partner_does_not_count_for_the_quorum(world):
    write_act(world.vranje, facts=facts(quorum="more_than_half"), by=world.kosta.actor)
    for seat in Seat.objects.filter(network=world.vranje, institution__in=[world.csw, world.city]):
        seat.standing = "partner"
        seat.save()
    assert quorum(world.vranje, day(0)) == 2


def test_the_line_says_what_holds_until_when_and_how_many_signed(world):
    assert line(world.vranje, day(0)).startswith("No act")
    made = write_act(world.vranje, facts=facts(ends_on=dt.date(2100, 1, 1)), by=world.kosta.actor)
    assert line(world.vranje, day(0)) == (
        "Memorandum of cooperation: valid until 31 December 2099. No signature is written down."
    )
    sign_act(made, institutions=[world.csw, world.police], by=world.kosta.actor)
    assert line(world.vranje, day(0)).endswith("2 institutions have signed it.")
    correct_act(made, facts=facts(ends_on=None), by=world.kosta.actor)
    assert "valid, without an end" in line(world.vranje, day(0))
