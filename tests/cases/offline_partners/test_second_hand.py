"""What they answered, typed in by the sender: the ordinary moves, marked, with deadline and tasks."""

import datetime as dt

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.casefile.reading import read
from spona.cases.consent.ground import ground_agreed
from spona.cases.jobs import end_and_pass_on
from spona.cases.models import Move, Referral
from spona.cases.referral_pages.orders import Target
from spona.cases.referrals.actions import (
    answer_question,
    approve,
    confirm_forward,
    deliver,
    hear_asked,
    hear_done,
    hear_no_place,
    hear_not_theirs,
    hear_received,
    hear_taken_over,
    withdraw,
)
from spona.cases.referrals.moves import Kind
from spona.deadlines.models import Deadline
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Section
from tests.cases.moving import (
    agreement,
    by_agreement,
    by_law,
    connect,
    file_of,
    grants_of,
    packet,
    referred,
    shelter,
)
from tests.cases.offline_partners.hands import note, on_paper
from tests.cases.world import _body


@pytest.fixture
def row(world):
    return on_paper(world, ago=120)


def tasks(row):
    return sorted(
        Task.objects.filter(subject_id=row.pk, done_at=None).values_list("kind", flat=True)
    )


def deadline(row):
    return Deadline.objects.get(subject_id=row.pk)


def moves(row):
    return [
        (one.verb, one.second_hand)
        for one in Move.objects.filter(referral=row).order_by("at")
        if one.verb not in ("send", "deliver")
    ]


def test_received_moves_it_and_the_deadline_runs_on(world, row):
    said = note(ago=60)
    got = hear_received(row, said, by=world.ana.actor)
    assert (got.state, got.opened_at) == ("opened", said.at)
    assert moves(row) == [("open_packet", True)]
    assert deadline(row).stopped_at is None
    assert tasks(row) == ["type_answer"]


def test_taken_over_stops_the_deadline_when_they_said_it_and_not_when_it_was_typed(world, row):
    said = note(ago=45)
    got = hear_taken_over(row, said, by=world.ana.actor)
    assert (got.state, got.accepted_at) == ("accepted", said.at)
    assert deadline(row).stopped_at == said.at
    assert deadline(row).outcome == "accepted"
    # Whoever has taken it over has received it; and nobody else here will hear of the end.
    assert moves(row) == [("open_packet", True), ("accept", True)]
    assert tasks(row) == ["type_answer"]
    assert Task.objects.get(subject_id=row.pk, done_at=None).deadline is None
    assert got.to_case is None


def test_a_question_stops_the_deadline_and_the_answer_starts_it_again(world, row):
    hear_asked(row, note(), message="Kog dana?", **world.ana.can)
    row.refresh_from_db()
    assert row.state == "needs_information"
    assert deadline(row).paused_at is not None
    assert tasks(row) == ["supply_more", "type_answer"]
    reading = read(row, **world.ana.can)
    assert [one.text for one in reading.questions] == ["Kog dana?"]
    assert [one.second_hand for one in reading.questions] == [True]
    answer_question(row, message="Petkom.", by=world.ana.actor)
    row.refresh_from_db()
    assert row.state == "opened"
    assert deadline(row).paused_at is None
    assert tasks(row) == ["type_answer"]


def test_done_goes_the_whole_way_at_once(world, row):
    got = hear_done(row, note(), outcome="done", message="Gotovo.", by=world.ana.actor)
    assert (got.state, got.outcome) == ("done", "done")
    assert moves(row) == [("open_packet", True), ("accept", True), ("finish", True)]
    assert tasks(row) == []
    heard = read(row, **world.ana.can).feedback
    assert [one.second_hand for one in heard] == [True, True, True]
    assert heard[2].text == "Gotovo."


def test_a_report_that_is_not_theirs_goes_on_at_once_to_who_can_open_it(world, row):
    after = hear_not_theirs(
        row, note(), to=world.csw, network=world.vranje, reason="matter", **world.ana.can
    )
    row.refresh_from_db()
    assert (row.state, after.state, after.on_paper) == ("forwarded", "sent", False)
    assert after.forwarded_from == row
    assert moves(row) == [("open_packet", True), ("forward", True)]
    assert grants_of(after, world.csw, "cover") == ["open"]
    assert tasks(after) == ["answer_referral"]
    assert Referral.objects.visible_to(world.bea.actor).get() == after
    passed = open_section(
        Section.objects.named(after.packet_id, "body").select_related("box").get(), **world.ana.can
    )
    assert passed["passed_on"] == [dict(world.police.words)]


def test_and_to_another_one_on_paper_it_waits_to_be_handed_over(world, row):
    after = hear_not_theirs(
        row, note(), to=world.city, network=world.vranje, reason="matter", **world.ana.can
    )
    assert after.on_paper
    assert tasks(after) == ["hand_over"]
    assert not Deadline.objects.filter(subject_id=after.pk).exists()
    deliver(after, note(), urgency="urgent", by=world.ana.actor)
    assert tasks(after) == ["type_answer"]


@pytest.mark.parametrize("to", ["school", "police"])
def test_it_never_goes_back_to_who_had_it(world, row, to):
    with pytest.raises(Denied):
        hear_not_theirs(
            row, note(), to=getattr(world, to), network=world.vranje, reason="matter",
            **world.ana.can,
        )  # fmt: skip
    row.refresh_from_db()
    assert row.state == "sent"


def test_a_locked_out_institution_is_not_named_as_the_next_one(world):
    row = on_paper(world, excluded_institutions=[world.csw.pk])
    with pytest.raises(Denied):
        hear_not_theirs(
            row, note(), to=world.csw, network=world.vranje, reason="matter", **world.ana.can
        )


def test_a_time_before_the_handing_over_or_ahead_is_refused(world, row):
    for ago in (180, -10):
        with pytest.raises(Denied):
            hear_taken_over(row, note(ago=ago), by=world.ana.actor)
    row.refresh_from_db()
    assert (row.state, moves(row)) == ("sent", [])


def test_nothing_is_heard_before_it_was_handed_over(world):
    row = on_paper(world, handed=False)
    with pytest.raises(Denied, match="handed over"):
        hear_received(row, note(), by=world.ana.actor)


def test_only_the_sender_writes_it_down_and_only_of_what_went_on_paper(world, row, sent):
    pera = connect(world, world.police, "pera")
    for who in (world.bea, world.kosta, world.cora, pera):
        with pytest.raises(Denied):
            hear_taken_over(row, note(), by=who.actor)
    with pytest.raises(Denied, match="did not go on paper"):
        hear_taken_over(sent, note(), by=world.ana.actor)
    assert moves(row) == []
    assert moves(sent) == []


def test_twice_is_once(world, row):
    first = hear_taken_over(row, note(), by=world.ana.actor)
    again = hear_taken_over(row, note(), by=world.ana.actor)
    assert first.accepted_at == again.accepted_at
    assert moves(row) == [("open_packet", True), ("accept", True)]


def test_what_is_closed_stays_closed(world, row):
    hear_done(row, note(), outcome="done", message="", by=world.ana.actor)
    with pytest.raises(Conflict):
        hear_asked(row, note(), message="Još?", **world.ana.can)


def test_no_place_is_for_who_gives_places_and_comes_back_as_a_task(world):
    home = _body("Сигурна кућа на папиру", "shelter", world.vranje)
    case = file_of(world)
    row = referred(world, case, by_agreement(world, case, home))
    assert row.on_paper
    deliver(row, note(ago=5), urgency="urgent", by=world.bea.actor)
    got = hear_no_place(row, note(), reason="full", message="Puno.", by=world.bea.actor)
    assert got.state == "no_place"
    assert tasks(row) == ["read_answer"]
    assert deadline(row).stopped_at is not None
    other = on_paper(world)
    with pytest.raises(Denied):
        hear_no_place(other, note(), reason="full", message="x", by=world.ana.actor)


def test_without_a_place_the_second_one_named_beforehand_gets_it(world):
    home = _body("Сигурна кућа на папиру", "shelter", world.vranje)
    other, case = shelter(world), file_of(world)
    row = referred(
        world, case, by_agreement(world, case, home), second=by_agreement(world, case, other)
    )
    deliver(row, note(ago=5), urgency="urgent", by=world.bea.actor)
    hear_no_place(row, note(), reason="full", message="Puno.", by=world.bea.actor)
    second = Referral.objects.get(forwarded_from=row)
    assert (second.state, second.on_paper) == ("sent", False)
    assert Referral.objects.visible_to(world.sara.actor).get() == second


def test_what_rests_on_agreement_goes_on_only_by_the_senders_click_also_on_paper(world):
    home, other = (_body(f"Кућа {n}", "shelter", world.vranje) for n in (1, 2))
    case = file_of(world)
    row = referred(world, case, by_agreement(world, case, home))
    deliver(row, note(ago=5), urgency="urgent", by=world.bea.actor)
    hear_not_theirs(row, note(), to=other, network=world.vranje, reason="matter", **world.bea.can)
    row.refresh_from_db()
    assert row.state == "awaiting_competent"
    assert tasks(row) == ["confirm_forward", "type_answer"]
    assert deadline(row).paused_at is not None
    given = agreement(world, case, other)
    after = confirm_forward(row, agreement=given, **world.bea.can)
    assert (after.on_paper, tasks(after)) == (True, ["hand_over"])


def test_what_the_law_asks_waits_for_a_second_person_and_is_handed_over_then(world):
    case = file_of(world)
    row = referred(world, case, by_law(world, case, world.police), reason="Hitno.")
    assert (row.state, row.on_paper, tasks(row)) == ("awaiting_approval", True, ["approve_sending"])
    approve(row, **world.boris.can)
    row.refresh_from_db()
    assert (row.state, tasks(row)) == ("sent", ["hand_over"])
    assert grants_of(row, world.police, "cover") == []


def test_a_transfer_taken_over_on_paper_closes_the_file_and_the_person_stays_counted(world):
    other = _body("Центар за социјални рад Лесковац", "social_work", world.vranje)
    case = file_of(world)
    before = set(
        Section.objects.named(case.box_id, "count").values_list("grants__to_kind", flat=True)
    )
    target = by_law(world, case, other)
    row = referred(world, case, target, kind=Kind.TRANSFER, reason="Preseljenje.")
    approve(row, **world.boris.can)
    row.refresh_from_db()
    deliver(row, note(ago=5), urgency="urgent", by=world.bea.actor)
    hear_taken_over(row, note(), by=world.bea.actor)
    case.refresh_from_db()
    assert case.closed_at is not None
    after = set(
        Section.objects.named(case.box_id, "count").values_list("grants__to_kind", flat=True)
    )
    assert after == before


def test_taken_back_on_paper_tells_nobody_there_and_leaves_no_stone(world, row):
    pera = connect(world, world.police, "pera")
    withdraw(row, by=world.ana.actor)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert not Referral.objects.tombstones_of(pera.actor).exists()
    # The paper is there all the same, so it is asked back.
    assert tasks(row) == ["recall_paper"]


def test_an_agreement_that_ends_ends_it_on_paper_too(world):
    home, case = _body("Кућа", "shelter", world.vranje), file_of(world)
    given = agreement(world, case, home, days=2)
    ground = ground_agreed(
        sender="social_work", recipient="shelter", age="adult", on=timezone.localdate()
    )
    row = referred(world, case, Target(home, world.vranje, packet(ground), given))
    deliver(row, note(), urgency="urgent", by=world.bea.actor)
    pera = connect(world, home, "pera")
    with deadlines.moved(dt.timedelta(days=5)):
        end_and_pass_on()
    row.refresh_from_db()
    assert row.state == "expired"
    assert not Referral.objects.tombstones_of(pera.actor).exists()
