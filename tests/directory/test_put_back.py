"""Yesterday's row with yesterday's tag: genuine once, and worth nothing today."""

import pytest

from spona import audit
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.audit.queries import last_tags
from spona.cli.doctor import network as doctor_network
from spona.cli.doctor.findings import OK, RED
from spona.directory import actions, queries
from spona.directory.actor import actor_for, memberships
from spona.directory.models import (
    CaseworkConfirmation,
    ConditionCode,
    ContactPoint,
    Invitation,
    Member,
    NetworkRole,
    Person,
    Seat,
)
from tests.audit.tampering import planted_row_line
from tests.directory.world import CSW, OPERATOR, RED_CROSS, body, days, join, lead, vranje


def kept(row):
    """What somebody has in a stolen backup: every column, the tag too."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def put_back(model, old):
    """The old row over the new one, or in the place of one that is gone; past Spona."""
    ident = old["id"]
    if not model.objects.filter(pk=ident).update(**{k: v for k, v in old.items() if k != "id"}):
        model.objects.bulk_create([model(**old)])
    assert model.objects.get(pk=ident).has_valid_mac()


def forged():
    return {kind for kind, _ in queries.forged()}


def test_an_ended_mandate_that_is_put_back_gives_no_membership(bea, mila):
    old = kept(Member.objects.get(pk=bea.member.pk))
    actions.end_member(bea.member, by=OPERATOR)
    put_back(Member, old)
    assert actor_for(bea.account) is None
    assert memberships(bea.account) == []
    assert forged() == {"member"}
    assert RED in {one.level for one in doctor_network.directory_rows()}


def test_a_mandate_deleted_and_put_back_is_found_missing_first(ana):
    old = kept(Member.objects.get(pk=ana.member.pk))
    Member.objects.filter(pk=ana.member.pk).delete()
    assert queries.forged() == [("row", ana.member.pk)]
    put_back(Member, old)
    # The very last state, so nothing was gained and nothing is wrong.
    assert queries.forged() == []


def test_a_role_that_was_taken_away_stays_away(mila):
    role = NetworkRole.objects.get(member=mila.member)
    old = kept(role)
    actions.end_network_role(role, by=OPERATOR)
    put_back(NetworkRole, old)
    assert actor_for(mila.account).network_roles == frozenset()
    assert forged() == {"networkrole"}


def test_no_line_that_somebody_puts_into_the_log_brings_back_a_mandate_or_a_role(bea, mila):
    member, role = bea.member, NetworkRole.objects.get(member=mila.member)
    rows = [Member.objects.get(pk=member.pk), role]
    lines = [(row.pk, row.row_kind(), row.short_tag()) for row in rows]
    olds = [kept(row) for row in rows]
    actions.end_member(member, by=OPERATOR)
    actions.end_network_role(role, by=OPERATOR)
    for seq, (row, old, line) in enumerate(zip(rows, olds, lines, strict=True)):
        put_back(type(row), old)
        planted_row_line(*line, seq=10**9 + seq)
    assert memberships(bea.account) == []
    assert actor_for(mila.account).network_roles == frozenset()
    assert forged() == {"member", "networkrole"}


def test_a_seat_that_ended_brings_no_network_back(bea):
    seat = Seat.objects.get(network=vranje(), institution=body(CSW))
    old = kept(seat)
    actions.end_seat(seat, by=OPERATOR)
    put_back(Seat, old)
    assert vranje().pk not in actor_for(bea.account).networks


def test_a_person_tied_to_an_older_login_is_nobody(bea, serbia):
    eva = join("eva.i", "Eva Ilić", CSW, "intake_holder")
    old = kept(Person.objects.get(pk=eva.person.pk))
    actions.replace_lost_login(eva.member, by=bea.actor)
    put_back(Person, old)
    assert memberships(eva.account) == []


def test_a_used_invitation_is_not_used_again(bea):
    eva = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    code = actions.invite(eva, institution=body(CSW), roles=["intake_holder"], by=bea.actor)
    old = kept(Invitation.objects.get())
    actions.invite(eva, institution=body(CSW), by=bea.actor)
    put_back(Invitation, old)
    with pytest.raises(Denied, match="operator"):
        actions.accept_invitation(code, login="eva.i", password="sedam malih oblaka")


def test_an_ended_number_is_not_shown_again(serbia, bea):
    number = actions.add_contact(body(CSW), number="017 1", kind="on_call", by=bea.actor)
    old = kept(ContactPoint.objects.get(pk=number.pk))
    actions.end_contact(number, by=bea.actor)
    put_back(ContactPoint, old)
    assert queries.danger_contacts(vranje().town)[1].number == ""
    assert forged() == {"contactpoint"}
    with pytest.raises(Denied, match="operator"):
        actions.confirm_contact(ContactPoint.objects.get(pk=number.pk), by=bea.actor)


def test_a_signature_that_was_taken_back_does_not_open(mila, serbia):
    vesna = join("vesna.d", "Vesna Đorđević", RED_CROSS, "reporter")
    lead(vesna, "data_protection_officer")
    met = dict.fromkeys(ConditionCode.values, days(-3))
    actions.open_casework(vranje(), conditions=met, by=mila.actor)
    old = kept(CaseworkConfirmation.objects.get())
    actions.record_condition(vranje(), code="paper_keys", done_on=days(-1), by=vesna.actor)
    put_back(CaseworkConfirmation, old)
    with pytest.raises(Denied, match="operator"):
        actions.confirm_casework(vranje(), by=vesna.actor)
    assert not vranje().casework_open


def test_each_state_of_a_row_has_its_line_in_the_log(bea):
    line = Entry.objects.get(subject_kind="row", subject_id=bea.member.pk)
    assert line.name == "row:written"
    assert line.detail["tag"] == last_tags([bea.member.pk])[bea.member.pk]
    assert bytes(Member.objects.get(pk=bea.member.pk).mac).hex().startswith(line.detail["tag"])


def test_what_is_written_in_this_transaction_counts_already(bea):
    with audit.transaction():
        eva = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
        actions.add_member(eva, institution=body(CSW), by=bea.actor)
        assert queries.forged() == []


def test_an_honest_life_leaves_nothing_to_find(bea, mila):
    actions.end_member(bea.member, by=OPERATOR)
    Person.objects.get(pk=bea.person.pk).save()
    assert queries.forged() == []
    assert [one.level for one in doctor_network.directory_rows()] == [OK]
