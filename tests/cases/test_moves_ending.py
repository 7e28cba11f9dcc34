"""No place, withdrawn, expired, the second one: each without anybody else, and nothing lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.case.sections import empty_sections
from spona.cases.consent.models import Agreement
from spona.cases.jobs import end_and_pass_on
from spona.cases.models import Referral
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.cases.referrals.actions import (
    accept,
    answer_question,
    give_feedback,
    hand_to_second,
    have_no_place,
    note_answer,
    withdraw,
    withdraw_agreement,
)
from spona.cases.referrals.packet import Body
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.directory import actions as directory
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant
from tests.cases.moving import (
    agreement,
    by_agreement,
    everybody_else_is_gone,
    file_of,
    grants_of,
    opened_by,
    referred,
    shelter,
)
from tests.cases.world import DEMO


@pytest.fixture
def home(world):
    return shelter(world)


@pytest.fixture
def case(world):
    return file_of(world)


@pytest.fixture
def row(world, home, case):
    return referred(world, case, by_agreement(world, case, home))


def no_place(world, row, **more):
    return have_no_place(
        row, **{"reason": "full", "message": "Puno je do petka."} | more, by=world.sara.actor
    )


def running(row):
    return Deadline.objects.filter(subject_id=row.pk, stopped_at=None)


def open_tasks(row):
    return list(Task.objects.filter(subject_id=row.pk, done_at=None).values_list("kind", flat=True))


def in_days(days):
    return deadlines.moved(timedelta(days=days))


# No place --------------------------------------------------------------------------------


def test_the_sender_has_it_back_as_a_task_and_reads_why(world, row, home):
    everybody_else_is_gone(world.sara)
    row = no_place(world, opened_by(row, world.sara))
    assert (row.state, row.moves.get(verb="have_no_place").reason) == ("no_place", "full")
    task = Task.objects.get(subject_id=row.pk, done_at=None)
    assert (task.kind, task.owner) == ("read_answer", world.bea.member)
    assert not running(row).exists()
    assert (grants_of(row, home, "cover"), grants_of(row, home, "body")) == (["open"], [])
    note_answer(row, by=world.bea.actor)
    assert open_tasks(row) == []


@pytest.mark.parametrize(
    ("more", "told"), [({"reason": "x"}, "Choose why"), ({"message": " "}, "Write one sentence")]
)
def test_it_needs_a_reason_and_a_sentence(world, row, more, told):
    row = opened_by(row, world.sara)
    with pytest.raises(Denied, match=told):
        no_place(world, row, **more)


def test_only_who_gives_a_service_can_have_no_place(world, case):
    row = referred(world, case, by_agreement(world, case, world.health))
    row = opened_by(row, world.hana)
    with pytest.raises(Denied, match="give a service"):
        have_no_place(row, reason="full", message="x", by=world.hana.actor)


def test_a_report_always_has_a_place(world, opened):
    with pytest.raises(Denied):
        have_no_place(opened, reason="full", message="x", by=world.bea.actor)


# Withdrawn by the sender -----------------------------------------------------------------


@pytest.mark.parametrize("was_opened", [False, True])
def test_withdrawn_the_recipient_keeps_the_cover_only(world, row, home, was_opened):
    if was_opened:
        row = opened_by(row, world.sara)
    everybody_else_is_gone(world.bea)
    row = withdraw(row, message="Rešeno je.", by=world.bea.actor)
    assert row.state == "withdrawn"
    assert (grants_of(row, home, "cover"), grants_of(row, home, "body")) == (["open"], [])
    assert not running(row).exists()
    assert open_tasks(row) == []
    assert Notice.objects.filter(account_id=world.sara.account.pk, kind="withdrawn").exists()
    assert withdraw(row, by=world.bea.actor).moves.filter(verb="withdraw").count() == 1


def test_what_was_taken_over_is_not_taken_back(world, accepted):
    with pytest.raises(Conflict):
        withdraw(accepted, by=world.ana.actor)


@pytest.mark.parametrize("name", ["bea", "vera", "hana", "cora", "kosta"])
def test_nobody_but_the_sender_withdraws(world, opened, name):
    with pytest.raises(Denied):
        withdraw(opened, by=world.people[name].actor)


# The agreement ---------------------------------------------------------------------------


@pytest.mark.parametrize("upto", ["sent", "opened", "accepted"])
def test_when_the_person_withdraws_every_key_of_the_recipient_goes(world, row, home, upto):
    if upto != "sent":
        row = opened_by(row, world.sara)
    if upto == "accepted":
        row = accept(row, **world.sara.can)
    everybody_else_is_gone(world.bea)
    row = withdraw_agreement(row, by=world.bea.actor)
    assert row.state == "withdrawn"
    assert grants_of(row, home, "cover") + grants_of(row, home, "body") == []
    for section in ("cover", "body"):
        with pytest.raises(Denied):
            open_section(packet_section(row, section), by=world.sara.actor, keys=None)
    assert not Referral.objects.visible_to(world.sara.actor).filter(pk=row.pk).exists()
    assert list(Referral.objects.tombstones_of(world.sara.actor)) == [row]
    assert not running(row).exists()
    assert open_tasks(row) == []
    assert Notice.objects.filter(account_id=world.sara.account.pk, kind="withdrawn").exists()


def test_nothing_of_it_was_copied_into_the_recipients_file(world, row):
    row = accept(opened_by(row, world.sara), **world.sara.can)
    empty = empty_sections()
    for section in row.to_case.box.sections.select_related("box"):
        document = open_section(section, **world.sara.can)
        assert "Mila" not in str(document)
        assert section.name == "count" or document == empty[section.name], section.name


def test_what_the_sender_wrote_afterwards_closes_too_and_the_recipients_own_words_stay(world, row):
    row = opened_by(row, world.sara)
    give_feedback(row, message="Kada dolazi?", **world.sara.can)
    row.refresh_from_db()
    answer_question(row, message="Mila dolazi u petak.", by=world.bea.actor)
    row.refresh_from_db()
    withdraw_agreement(row, by=world.bea.actor)
    ours = row.moves.get(verb="supply_more").message.sections.select_related("box").get()
    theirs = row.moves.get(verb="ask_more").message.sections.select_related("box").get()
    with pytest.raises(Denied):
        open_section(ours, **world.sara.can)
    assert open_section(theirs, **world.sara.can)["text"] == "Kada dolazi?"


def test_an_agreement_withdrawn_takes_back_every_packet_that_rests_on_it(world, row, home, case):
    given = row.agreement
    other = referred(world, case, by_agreement(world, case, world.health))
    gone = withdraw_from_all(given, by=world.bea.actor)
    assert gone == [row]
    other.refresh_from_db()
    assert other.state == "sent"
    assert withdraw_from_all(given, by=world.bea.actor) == []
    assert Agreement.objects.get(pk=given.pk).withdrawn_at is not None


def test_a_report_by_duty_has_no_agreement_to_withdraw(world, opened):
    with pytest.raises(Conflict):
        withdraw_agreement(opened, by=world.ana.actor)


# Expired ---------------------------------------------------------------------------------


def test_it_expires_by_itself_with_everybody_gone(world, home, case):
    row = referred(world, case, by_agreement(world, case, home, days=3))
    everybody_else_is_gone(None)
    with in_days(3):
        end_and_pass_on()
    row.refresh_from_db()
    assert row.state == "sent"
    with in_days(5):
        assert end_and_pass_on() == 1
        assert end_and_pass_on() == 0
    row.refresh_from_db()
    assert row.state == "expired"
    assert grants_of(row, home, "cover") + grants_of(row, home, "body") == []
    assert not running(row).exists()
    assert open_tasks(row) == []


def test_taken_over_its_keys_end_with_the_agreement(world, home, case):
    row = referred(world, case, by_agreement(world, case, home, days=3))
    row = accept(opened_by(row, world.sara), **world.sara.can)
    with in_days(5):
        end_and_pass_on()
    row.refresh_from_db()
    assert (row.state, row.moves.last().verb) == ("withdrawn", "end_agreement")
    assert grants_of(row, home, "body") == []


def test_after_its_last_day_it_is_not_accepted_even_before_the_job_has_come(world, home, case):
    row = opened_by(referred(world, case, by_agreement(world, case, home, days=3)), world.sara)
    with in_days(5), pytest.raises(Conflict, match="ended"):
        accept(row, **world.sara.can)
    row.refresh_from_db()
    assert row.state == "opened"


def test_the_keys_carry_the_end_themselves_so_a_stopped_job_opens_nothing(world, home, case):
    row = referred(world, case, by_agreement(world, case, home, days=3))
    theirs = Grant.objects.filter(section__box=row.packet, to_id=home.pk)
    assert {grant.section.name for grant in theirs} == {"cover", "body"}
    assert all(
        timezone.now() < grant.until < timezone.now() + timedelta(days=5) for grant in theirs
    )
    own = Grant.objects.filter(section__box=row.packet, to_id=world.csw.pk)
    assert {grant.until for grant in own} == {None}


def test_a_report_and_an_agreement_without_an_end_never_expire(world, home, case, sent):
    row = referred(world, case, by_agreement(world, case, home, days=None))
    with in_days(4000):
        assert end_and_pass_on() == 0
    for one in (row, sent):
        one.refresh_from_db()
        assert one.state == "sent"


# The second one --------------------------------------------------------------------------


@pytest.fixture
def two(world, home, case):
    """An urgent referral with a second shelter named beforehand."""
    other = shelter(world, "sofija")
    return referred(
        world, case, by_agreement(world, case, home), second=by_agreement(world, case, other)
    )


def second(row):
    return Referral.objects.get(forwarded_from=row)


def test_until_then_the_second_one_has_no_key_no_row_and_no_notice(world, two):
    behind = second(two)
    assert behind.state == "standby"
    other = behind.recipient_institution
    assert (grants_of(behind, other, "cover"), grants_of(behind, other, "body")) == (
        ["held"], ["held"],
    )  # fmt: skip
    assert not Referral.objects.visible_to(world.sofija.actor).exists()
    assert not Referral.objects.waiting_in(world.kosta.actor).filter(pk=behind.pk).exists()
    assert not Notice.objects.filter(account_id=world.sofija.account.pk).exists()
    assert not running(behind).exists()


@pytest.mark.parametrize("how", ["no_place", "not_competent", "not_opened"])
def test_it_goes_to_the_second_one_without_anybody_elses_key(world, two, how):
    if how != "not_opened":
        two = opened_by(two, world.sara)
    everybody_else_is_gone(None if how == "not_opened" else world.sara)
    if how == "no_place":
        no_place(world, two)
    elif how == "not_competent":
        hand_to_second(two, reason="matter", by=world.sara.actor)
    else:
        with in_days(10):
            assert end_and_pass_on() == 1
    behind = second(two)
    assert behind.state == "sent"
    other = behind.recipient_institution
    assert (grants_of(behind, other, "cover"), grants_of(behind, other, "body")) == (
        ["open"], ["held"],
    )  # fmt: skip
    assert running(behind).get().institution == other
    assert open_tasks(behind) == ["answer_referral"]
    assert not running(two).exists()


def test_the_second_one_opens_and_accepts_it(world, two):
    no_place(world, opened_by(two, world.sara))
    row = accept(opened_by(second(two), world.sofija), **world.sofija.can)
    body = Body.from_document(open_section(packet_section(row, "body"), **world.sofija.can))
    assert body.who["name"] == "Mila Izmišljena"


def test_taken_over_by_the_first_the_seconds_keys_are_destroyed_unread(world, two):
    accept(opened_by(two, world.sara), **world.sara.can)
    behind = second(two)
    other = behind.recipient_institution
    assert behind.state == "withdrawn"
    assert grants_of(behind, other, "cover") + grants_of(behind, other, "body") == []
    assert not Referral.objects.tombstones_of(world.sofija.actor).exists()


def test_withdrawn_both_fall_away(world, two):
    withdraw(two, by=world.bea.actor)
    assert second(two).state == "withdrawn"


def test_a_second_one_that_lost_its_last_holder_is_passed_over_and_nothing_is_lost(world, two):
    directory.end_member(world.sofija.member, by=DEMO)
    two = opened_by(two, world.sara)
    with pytest.raises(Conflict):
        hand_to_second(two, reason="matter", by=world.sara.actor)
    no_place(world, two)
    assert second(two).state == "withdrawn"
    assert open_tasks(two) == ["read_answer"]


def test_agreement_is_withdrawn_for_the_second_one_only(world, two):
    withdraw_from_all(second(two).agreement, by=world.bea.actor)
    two.refresh_from_db()
    assert (two.state, second(two).state) == ("sent", "withdrawn")
    assert agreement(world, two.from_case, world.health).pk
