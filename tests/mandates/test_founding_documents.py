"""A document is written down once, and one day has one document."""

from __future__ import annotations

import datetime as dt

import pytest

from spona.access.denied import Conflict, Denied
from spona.attachments.models import Attachment
from spona.audit.models import Entry
from spona.directory.actions import end_network_role, end_seat
from spona.directory.models import NetworkRole, Seat
from spona.mandates.actions import (
    correct_document,
    end_document,
    sign_document,
    withdraw_document,
    write_document,
)
from spona.mandates.models import FoundingDocument
from spona.mandates.queries import founding_document_on, line, quorum
from tests.cases.world import DEMO
from tests.mandates.conftest import day, facts
from tests.mandates.papers import PDF


def test_a_document_without_a_first_day_holds_from_the_day_it_was_signed(world, document):
    assert document.starts_on == day(-400)
    assert founding_document_on(world.vranje, day(0)) == document
    assert founding_document_on(world.vranje, day(-401)) is None
    assert founding_document_on(world.vranje, day(299)) == document, "its last day"
    assert founding_document_on(world.vranje, day(300)) is None
    assert founding_document_on(world.nis, day(0)) is None


def test_of_a_month_or_a_year_no_first_day_is_made_up(world):
    made = write_document(
        world.vranje, facts=facts(signed_precision="year", ends_on=None), by=world.kosta.actor
    )
    assert made.starts_on is None
    assert founding_document_on(world.vranje, day(0)) == made


def test_two_documents_of_one_network_do_not_hold_on_one_day(world, document):
    with pytest.raises(Conflict, match="another act holds: Memorandum of cooperation"):
        write_document(world.vranje, facts=facts(starts_on=day(299), signed_on=None,
                                            signed_precision=""), by=world.kosta.actor)  # fmt: skip
    assert FoundingDocument.objects.count() == 1
    after = facts(starts_on=day(300), ends_on=day(900))
    write_document(world.vranje, facts=after, by=world.kosta.actor)
    write_document(world.nis, facts=facts(), by=DEMO)


def test_what_a_new_document_replaces_ends_the_day_before(world, document):
    new = write_document(
        world.vranje, facts=facts(kind="decision", signed_on=day(-3), ends_on=None),
        replaces=document, by=world.kosta.actor,
    )  # fmt: skip
    document.refresh_from_db()
    assert document.last_day == day(-4)
    assert founding_document_on(world.vranje, day(-4)) == document
    assert founding_document_on(world.vranje, day(-3)) == new


def test_a_gap_before_the_new_document_stays_a_gap(world, document):
    end_document(document, last_day=day(-100), reason="", by=world.kosta.actor)
    write_document(
        world.vranje, facts=facts(signed_on=day(-3)), replaces=document, by=world.kosta.actor
    )
    document.refresh_from_db()
    assert document.last_day == day(-100)


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
        write_document(world.vranje, facts=facts(**said), incoming=PDF, by=world.kosta.actor)
    assert not FoundingDocument.objects.exists()
    assert not Attachment.objects.exists()


def test_who_coordinates_sits_in_the_network_and_the_deputy_is_another(world):
    for said in ({"coordinated_by": world.csw_nis}, {"deputised_by": world.csw_nis}):
        with pytest.raises(Denied, match="does not sit"):
            write_document(world.vranje, facts=facts(**said), by=world.kosta.actor)
    twice = facts(coordinated_by=world.csw, deputised_by=world.csw)
    with pytest.raises(Denied, match="another institution"):
        write_document(world.vranje, facts=twice, by=world.kosta.actor)


def test_a_body_that_left_since_may_stay_in_a_corrected_document(world):
    made = write_document(world.vranje, facts=facts(coordinated_by=world.csw), by=world.kosta.actor)
    end_seat(Seat.objects.get(network=world.vranje, institution=world.csw), by=DEMO)
    done = correct_document(
        made, facts=facts(coordinated_by=world.csw, number="7/2024"), by=world.kosta.actor
    )
    assert (done.number, done.coordinated_by) == ("7/2024", world.csw)


def test_the_new_document_begins_after_the_one_it_replaces_and_says_when(world, document):
    with pytest.raises(Denied, match="begins later"):
        write_document(world.vranje, facts=facts(starts_on=day(-400)), replaces=document,
                  by=world.kosta.actor)  # fmt: skip
    unknown = facts(signed_on=None, signed_precision="")
    with pytest.raises(Denied, match="from when"):
        write_document(world.vranje, facts=unknown, replaces=document, by=world.kosta.actor)
    elsewhere = write_document(world.nis, facts=facts(), by=DEMO)
    with pytest.raises(Denied, match="no such act"):
        write_document(world.vranje, facts=facts(signed_on=day(-1)), replaces=elsewhere,
                  by=world.kosta.actor)  # fmt: skip
    document.refresh_from_db()
    assert document.ends_on == day(300)


def test_a_correction_moves_the_end_of_the_one_before_along(world, document):
    new = write_document(world.vranje, facts=facts(signed_on=day(-30)), replaces=document,
                    by=world.kosta.actor)  # fmt: skip
    correct_document(new, facts=facts(signed_on=day(-20)), by=world.kosta.actor)
    document.refresh_from_db()
    assert document.ends_on == day(-20)
    with pytest.raises(Denied, match="begins later"):
        correct_document(new, facts=facts(signed_on=day(-400)), by=world.kosta.actor)
    # Later than it said itself it never holds.
    correct_document(new, facts=facts(signed_on=day(-20), starts_on=day(500), ends_on=None),
                by=world.kosta.actor)  # fmt: skip
    document.refresh_from_db()
    assert document.ends_on == day(300)


def test_a_correction_into_another_document_is_refused(world, document):
    later = write_document(world.vranje, facts=facts(starts_on=day(300), ends_on=None),
                      by=world.kosta.actor)  # fmt: skip
    with pytest.raises(Conflict):
        correct_document(document, facts=facts(ends_on=day(301)), by=world.kosta.actor)
    with pytest.raises(Conflict):
        correct_document(later, facts=facts(starts_on=day(10), ends_on=None), by=world.kosta.actor)
    correct_document(document, facts=facts(ends_on=day(300), reports_to="city council"),
                by=world.kosta.actor)  # fmt: skip


def test_a_document_that_was_taken_back_gives_the_one_before_its_time_again(world, document):
    new = write_document(world.vranje, facts=facts(signed_on=day(-3)), replaces=document,
                    by=world.kosta.actor)  # fmt: skip
    with pytest.raises(Conflict, match="Take that one back first"):
        withdraw_document(document, by=world.kosta.actor)
    first = withdraw_document(new, by=world.kosta.actor).withdrawn_at
    assert withdraw_document(new, by=world.kosta.actor).withdrawn_at == first
    assert founding_document_on(world.vranje, day(0)) == document
    document.refresh_from_db()
    assert document.ends_on == day(300)
    with pytest.raises(Conflict, match="taken back"):
        end_document(new, last_day=day(0), reason="", by=world.kosta.actor)
    with pytest.raises(Conflict, match="taken back"):
        sign_document(new, institutions=[world.csw], by=world.kosta.actor)


def test_a_document_ends_earlier_but_not_before_it_began_nor_later_than_it_said(world, document):
    for last, sentence in ((day(-401), "comes before"), (day(300), "ends earlier already")):
        with pytest.raises(Denied, match=sentence):
            end_document(document, last_day=last, reason="", by=world.kosta.actor)
    ended = end_document(document, last_day=day(-1), reason="a new decision", by=world.kosta.actor)
    assert ended.last_day == day(-1)
    assert founding_document_on(world.vranje, day(0)) is None


def test_only_who_leads_this_network_writes_its_documents(world, document):
    for who in (world.ana, world.bea, world.direktor, world.cora, world.nina):
        for doing in (
            lambda by: write_document(world.vranje, facts=facts(signed_on=day(-1)), by=by),
            lambda by: correct_document(document, facts=facts(), by=by),
            lambda by: end_document(document, last_day=day(0), reason="", by=by),
            lambda by: withdraw_document(document, by=by),
            lambda by: sign_document(document, institutions=[world.csw], by=by),
        ):
            with pytest.raises(Denied, match="Only the coordinator"):
                doing(who.actor)
    with pytest.raises(Denied):
        write_document(world.nis, facts=facts(), by=world.kosta.actor)
    role = NetworkRole.objects.get(member=world.kosta.member)
    end_network_role(role, by=DEMO)
    with pytest.raises(Denied):
        end_document(document, last_day=day(0), reason="", by=world.kosta.actor)


def test_the_log_tells_codes_and_never_a_word(world):
    said = facts(title="Secret title", number="12-345", reports_to="Somebody Important")
    made = write_document(world.vranje, facts=said, by=world.kosta.actor)
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
def test_the_quorum_is_what_the_document_says_of_those_at_the_table(world, rule, number, expected):
    write_document(
        world.vranje, facts=facts(quorum=rule, quorum_number=number), by=world.kosta.actor
    )
    assert quorum(world.vranje, day(0)) == expected
    assert quorum(world.nis, day(0)) is None
    assert quorum(world.vranje, day(400)) is None


def test_a_partner_does_not_count_for_the_quorum(world):
    write_document(world.vranje, facts=facts(quorum="more_than_half"), by=world.kosta.actor)
    for seat in Seat.objects.filter(network=world.vranje, institution__in=[world.csw, world.city]):
        seat.standing = "partner"
        seat.save()
    assert quorum(world.vranje, day(0)) == 2


def test_the_line_says_what_holds_until_when_and_how_many_signed(world):
    assert line(world.vranje, day(0)).startswith("No act")
    made = write_document(
        world.vranje, facts=facts(ends_on=dt.date(2100, 1, 1)), by=world.kosta.actor
    )
    assert line(world.vranje, day(0)) == (
        "Memorandum of cooperation: valid until 31 December 2099. No signature is written down."
    )
    sign_document(made, institutions=[world.csw, world.police], by=world.kosta.actor)
    assert line(world.vranje, day(0)).endswith("2 institutions have signed it.")
    correct_document(made, facts=facts(ends_on=None), by=world.kosta.actor)
    assert "valid, without an end" in line(world.vranje, day(0))
