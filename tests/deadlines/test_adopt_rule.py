"""Two persons: one proposes a deadline, another adopts it by a decision of the network."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.actions import (
    adopt_rule,
    propose_new_rule,
    propose_rule,
    propose_rule_end,
    start,
)
from spona.deadlines.models import Rule
from spona.deadlines.queries import forged, pick_rule
from spona.deadlines.time import today
from spona.deadlines.view import view_of
from spona.directory.models import Network
from spona.reference.actions import refuse, withdraw
from spona.reference.models import Proposal

from .at import at
from .conftest import propose

pytestmark = pytest.mark.django_db
DECISION = "M-7K3M-Q2, 24. 11. 2026."


@pytest.fixture
def proposed(rules):
    return Rule.objects.get(key="opening-urgent")


def test_a_proposal_alone_changes_nothing(proposed, network, deputy):
    propose(proposed, network, deputy, amount=48)
    assert pick_rule("opening", "health", "urgent", today(), network.pk) == proposed


def test_a_network_adopts_a_proposed_rule_for_itself_only(proposed, network, adopt):
    adopted = adopt(proposed, decision=DECISION, amount=48)
    assert (adopted.state, adopted.basis, adopted.amount) == ("adopted", "network_decision", 48)
    assert adopted.decision == DECISION
    assert adopted.binding
    assert pick_rule("opening", "health", "urgent", today(), network.pk) == adopted
    assert pick_rule("opening", "health", "urgent", today()) == proposed


def test_who_proposed_does_not_adopt(proposed, network, coordinator):
    asked = propose(proposed, network, coordinator)
    with pytest.raises(Denied, match="Another person"):
        adopt_rule(asked, network=network, decision=DECISION, on=today(), by=coordinator)
    assert not Rule.objects.filter(network=network).exists()


def test_a_rule_is_not_adopted_without_a_decision(proposed, network, coordinator, deputy):
    asked = propose(proposed, network, deputy)
    with pytest.raises(Denied, match="by which decision"):
        adopt_rule(asked, network=network, decision="  ", on=today(), by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(pk=proposed.pk).update(state="adopted")


def test_the_decision_may_be_linked_to_its_row(proposed, network, coordinator, deputy):
    meeting = uuid.uuid4()
    asked = propose(proposed, network, deputy)
    done = adopt_rule(
        asked, network=network, decision=DECISION, on=today(), by=coordinator,
        decision_of=("decision", meeting),
    )  # fmt: skip
    rule = Rule.objects.get(pk=done.made)
    assert (rule.decision_kind, rule.decision_id) == ("decision", meeting)


def test_a_rule_does_not_begin_in_the_past(proposed, network, coordinator, deputy):
    asked = propose(proposed, network, deputy)
    yesterday = today() - timedelta(days=1)
    with pytest.raises(Denied, match="today or later"):
        adopt_rule(asked, network=network, decision=DECISION, on=yesterday, by=coordinator)


def test_adopting_again_ends_the_version_before(proposed, network, adopt):
    first = adopt(proposed, amount=48)
    later = today() + timedelta(days=10)
    second = adopt(first, on=later, amount=24)
    first.refresh_from_db()
    assert (first.valid_to, second.version, second.valid_from) == (later, 2, later)
    assert pick_rule("opening", "health", "urgent", today(), network.pk) == first
    assert pick_rule("opening", "health", "urgent", later, network.pk) == second


def test_a_deadline_that_runs_keeps_its_rule(proposed, network, adopt, school, bea, subject):
    with at("2026-11-24 08:00"):
        deadline = start("opening", subject, institution=school, network=network, by=bea,
                      sector="school", urgency="urgent")  # fmt: skip
    adopt(proposed, amount=1)
    deadline.refresh_from_db()
    assert deadline.rule == proposed
    with at("2027-01-01 08:00"):
        assert view_of(deadline).state != "late"


def test_what_was_looked_at_has_to_be_what_stands_there(proposed, network, adopt, deputy):
    stale = propose(proposed, network, deputy, amount=12)
    withdraw(stale, by=deputy)
    first = adopt(proposed, amount=48)
    with pytest.raises(Conflict):
        adopt(proposed, amount=36)
    Proposal.objects.filter(state="waiting").delete()
    adopt(first, amount=36)
    with pytest.raises(Conflict):
        adopt(first, amount=24)


def test_only_one_change_of_a_rule_waits_at_a_time(proposed, network, deputy, coordinator):
    first = propose(proposed, network, deputy, amount=48)
    with pytest.raises(Conflict, match="waits for a second person"):
        propose(proposed, network, coordinator, amount=36)
    refuse(first, reason="too long", by=coordinator)
    propose(proposed, network, coordinator, amount=36)


def test_two_clicks_of_the_second_person_are_one_rule(proposed, network, coordinator, deputy):
    asked = propose(proposed, network, deputy)
    adopt_rule(asked, network=network, decision=DECISION, on=today(), by=coordinator)
    with pytest.raises(Conflict, match="decided"):
        adopt_rule(asked, network=network, decision=DECISION, on=today(), by=coordinator)
    assert Rule.objects.filter(network=network).count() == 1


def test_another_network_adopts_nothing_of_ours(proposed, network, town, deputy, coordinator):
    other = Network.objects.create(slug="nis", town=town, words={"sr": "Мрежа Ниш"})
    asked = propose(proposed, network, deputy)
    with pytest.raises(Denied):
        adopt_rule(asked, network=other, decision=DECISION, on=today(), by=coordinator)


def test_who_has_no_part_in_it_neither_proposes_nor_adopts(proposed, network, deputy, bea):
    from dataclasses import replace

    asked = propose(proposed, network, deputy)
    with pytest.raises(Denied):
        adopt_rule(asked, network=network, decision=DECISION, on=today(), by=bea)
    withdraw(asked, by=deputy)
    stranger = replace(bea, roles=frozenset({"reporter"}))
    elsewhere = replace(bea, networks=frozenset())
    for somebody in (stranger, elsewhere):
        with pytest.raises(Denied):
            propose(proposed, network, somebody)


def test_an_act_may_be_shortened_but_not_lengthened(rules, network, deputy, adopt):
    act = Rule.objects.get(key="opening-csw-immediate")
    for longer in ({"amount": 48}, {"unit": "working_days", "amount": 1}):
        with pytest.raises(Denied, match="An act"):
            propose(act, network, deputy, **longer)
    assert adopt(act, amount=12).amount == 12


def test_a_new_rule_cannot_lengthen_an_act_either(rules, network, deputy):
    with pytest.raises(Denied, match="An act"):
        propose_new_rule(
            network=network, event="answer", sector="social_work", urgency="immediate",
            amount=72, unit="hours", words={"sr": "Отварање"}, source="договор", by=deputy,
        )  # fmt: skip


def test_what_a_network_agreed_for_all_sets_no_act_aside(proposed, network, adopt):
    adopt(proposed, amount=400)
    act = pick_rule("opening", "social_work", "urgent", today(), network.pk)
    assert act.key == "opening-csw-urgent"


def test_a_network_makes_a_rule_of_its_own(rules, network, deputy, coordinator):
    asked = propose_new_rule(
        network=network, event="answer", sector="police", urgency="", amount=2, unit="hours",
        words={"sr": "Отварање у полицији"}, source="договор мреже", by=deputy,
    )  # fmt: skip
    adopt_rule(asked, network=network, decision=DECISION, on=today(), by=coordinator)
    assert pick_rule("answer", "police", "urgent", today(), network.pk).amount == 2


def test_spona_starts_no_deadline_for_an_invented_event(rules, network, deputy):
    with pytest.raises(Denied, match="no clock"):
        propose_new_rule(
            network=network, event="sunrise", sector="", urgency="", amount=2, unit="hours",
            words={"sr": "Излазак"}, source="договор", by=deputy,
        )  # fmt: skip


def test_a_rule_of_the_network_ends_and_everybodys_holds_again(
    proposed, network, adopt, deputy, coordinator
):
    own = adopt(proposed, amount=48)
    with pytest.raises(Denied, match="why"):
        propose_rule_end(own, network=network, why=" ", by=deputy)
    asked = propose_rule_end(own, network=network, why="није потребно", by=deputy)
    adopt_rule(asked, network=network, decision=DECISION, on=today(), by=coordinator)
    assert pick_rule("opening", "health", "urgent", today(), network.pk) == proposed


def test_what_changes_nothing_is_not_proposed(proposed, network, adopt, deputy):
    own = adopt(proposed, amount=48)
    with pytest.raises(Denied, match="Nothing was changed"):
        propose(own, network, deputy)


def test_the_log_says_who_proposed_and_who_adopted(proposed, adopt, deputy, coordinator):
    adopt(proposed)
    lines = {entry.name: entry.actor for entry in Entry.objects.exclude(name="clock:rules_loaded")}
    assert lines["reference:proposed"] == deputy.pseudonym
    assert lines["clock:rule_adopted"] == coordinator.pseudonym


# What a writer of the database tries.


def test_a_rule_adopted_by_a_writer_of_the_database_makes_nobody_late(proposed, network, subject,
                                                                      school, bea):  # fmt: skip
    with at("2026-11-24 08:00"):
        deadline = start("opening", subject, institution=school, network=network, by=bea,
                      sector="school", urgency="urgent")  # fmt: skip
    Rule.objects.filter(pk=proposed.pk).update(
        state="adopted", basis="network_decision", decision="M-7K3M-Q2", amount=1
    )
    deadline = type(deadline).objects.select_related("rule", "network__town").get(pk=deadline.pk)
    with at("2027-01-01 08:00"):
        assert view_of(deadline).state != "late"
    assert pick_rule("opening", "health", "urgent", date(2026, 11, 25)) is None


def test_a_confirmation_written_into_the_database_is_none(proposed, network, deputy, coordinator):
    asked = propose(proposed, network, deputy)
    Proposal.objects.filter(pk=asked.pk).update(change=asked.change | {"amount": 9999})
    with pytest.raises(Denied, match="not as Spona left it"):
        adopt_rule(asked, network=network, decision=DECISION, on=today(), by=coordinator)


def test_a_forged_rule_can_not_be_proposed_on(proposed, network, deputy):
    Rule.objects.filter(pk=proposed.pk).update(amount=1)
    forged = Rule.objects.get(pk=proposed.pk)
    with pytest.raises(Denied, match="not as Spona left it"):
        propose_rule(
            forged, network=network, amount=1, unit="hours", words={}, source="x", by=deputy
        )


def test_the_operator_is_told_which_rule_was_changed_or_taken_away(proposed, adopt):
    adopted = adopt(proposed, amount=48)
    assert forged() == []
    Rule.objects.filter(pk=proposed.pk).update(amount=1)
    assert forged() == [("rule", proposed.pk)]
    Rule.objects.filter(pk=adopted.pk).delete()
    made = Proposal.objects.get(made=adopted.pk)
    assert forged() == [("rule", proposed.pk), ("proposal", made.pk)]
