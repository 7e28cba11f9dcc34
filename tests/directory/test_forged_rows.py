"""Whoever writes the database past Spona gets no membership, no role, no report and ends no key."""

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cli.doctor import network as doctor_network
from spona.cli.doctor.findings import OK, RED
from spona.deadlines import late
from spona.directory import actions, queries
from spona.directory.actor import actor_for, memberships
from spona.directory.models import (
    CaseworkConfirmation,
    ConditionCode,
    ContactPoint,
    Institution,
    Invitation,
    Member,
    Network,
    NetworkRole,
    NetworkTown,
    OnboardingCondition,
    Seat,
)
from spona.directory.models.people import Person
from spona.directory.models.row_integrity import Authenticated, verify_rows
from spona.vault import actions as vault
from spona.vault import queries as keys
from tests.directory.world import (
    CITY,
    CSW,
    DEMO,
    NIS_CSW,
    OPERATOR,
    RED_CROSS,
    SCHOOL,
    body,
    days,
    join,
    lead,
    nis,
    vranje,
)


def forged():
    return {kind for kind, _ in queries.forged()}


def past_spona(model, row, **values):
    """What somebody does who has the database and none of the key files."""
    assert model.objects.filter(pk=row.pk).update(**values) == 1


@pytest.fixture
def holders(bea):
    """Bea and Boris hold the key of the centre for social work."""
    boris = join("boris.m", "Boris Marković", CSW, "intake_holder")
    both = [bea, boris]
    vault.create_intake_key(body(CSW), holders=[one.account for one in both], by=DEMO)
    return both


def test_what_spona_wrote_is_its_own(bea, mila):
    actions.end_member(bea.member, by=OPERATOR)
    assert queries.forged() == []
    assert [one.level for one in doctor_network.directory_rows()] == [OK]


def test_a_changed_mandate_gives_no_membership(ana):
    past_spona(Member, ana.member, institution=body(CSW), roles=["intake_holder"])
    assert actor_for(ana.account) is None
    assert memberships(ana.account) == []
    assert forged() == {"member"}


def test_a_mandate_made_past_spona_gives_no_hat_and_leaves_the_honest_one(ana):
    Member.objects.bulk_create(
        [Member(person=ana.person, institution=body(CSW), roles=["intake_holder"])]
    )
    assert [membership.institution.code for membership in memberships(ana.account)] == [SCHOOL]
    assert actor_for(ana.account).institution_id == body(SCHOOL).pk


def test_the_tag_of_another_row_does_not_fit(ana, bea):
    stolen = Member.objects.get(pk=bea.member.pk)
    past_spona(Member, ana.member, institution=stolen.institution, roles=stolen.roles,
               starts_on=stolen.starts_on, mac=stolen.mac)  # fmt: skip
    assert actor_for(ana.account) is None


def test_a_login_tied_to_somebody_else_gives_no_membership(ana, bea):
    past_spona(Person, bea.person, account=None)
    past_spona(Person, ana.person, account=bea.account)
    assert actor_for(bea.account) is None
    assert forged() == {"person"}


def test_an_ended_mandate_is_not_prolonged(cora):
    past_spona(Member, cora.member, ends_on=None)
    assert actor_for(cora.account) is None


def test_a_network_role_made_past_spona_is_none(ana, mila):
    NetworkRole.objects.bulk_create(
        [NetworkRole(network=vranje(), member=ana.member, role="analyst")]
    )
    past_spona(NetworkRole, vranje().roles.get(role="coordinator"), member=ana.member)
    assert actor_for(ana.account).network_roles == frozenset()
    assert queries.coordinator_of(vranje()) is None
    assert forged() == {"networkrole"}


def test_swapped_names_are_offered_to_nobody(ana):
    school, csw = body(SCHOOL), body(CSW)
    past_spona(Institution, csw, words=school.words)
    past_spona(Institution, school, words=csw.words)
    offered = {row[0] for row in queries.institution_choices(vranje())}
    assert not offered & {school.pk, csw.pk}
    assert body(CITY).pk in offered
    with pytest.raises(Denied, match="operator"):
        verify_rows(body(CSW))


def test_a_seat_made_past_spona_is_none(ana, niko):
    Seat.objects.bulk_create([Seat(network=vranje(), institution=body(NIS_CSW))])
    assert body(NIS_CSW) not in queries.institutions_of(vranje())
    assert vranje() not in queries.networks_of(body(NIS_CSW))
    assert vranje().pk not in actor_for(niko.account).networks


def test_a_moved_seat_is_none(niko):
    past_spona(Seat, Seat.objects.get(network=nis(), institution=body(NIS_CSW)), network=vranje())
    assert body(NIS_CSW) not in queries.institutions_of(vranje())
    assert actor_for(niko.account).networks == frozenset()


def test_casework_is_not_opened_by_one_update(serbia):
    past_spona(Network, vranje(), casework_open=True, casework_opened_at=timezone.now())
    shown = vranje()
    assert not shown.casework_open
    shown.refresh_from_db()
    assert not shown.casework_open
    with pytest.raises(Denied, match="operator"):
        verify_rows(shown)


def test_a_first_day_moved_past_spona_lets_nobody_off_a_deadline(serbia):
    began = vranje().first_day
    assert not late.has_passed(days(-9), days(0), began), "before the town began"
    past_spona(Network, vranje(), created_at=timezone.now() + dt.timedelta(days=400))
    shown = vranje()
    assert not shown.has_valid_mac()
    assert late.has_passed(days(-9), days(0), shown.first_day)
    assert forged() == {"network"}
    assert RED in {one.level for one in doctor_network.directory_rows()}


def test_a_number_changed_past_spona_is_not_shown(serbia):
    here = vranje().town
    police = ContactPoint.objects.get(kind="emergency")
    past_spona(ContactPoint, police, number="060 000 000", confirmed_on=days(0))
    assert queries.danger_contacts(here)[0].number == ""
    assert ContactPoint.objects.get(pk=police.pk).number == ""
    assert forged() == {"contactpoint"}


def test_a_number_made_past_spona_stands_before_no_honest_one(serbia, bea):
    honest = actions.add_contact(body(CSW), number="017 1", kind="on_call", by=bea.actor)
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(
                institution=body(CSW), kind="on_call", number="060 0", source="x",
                certainty="high", confirmed_on=days(0),
            )
        ]
    )  # fmt: skip
    assert queries.danger_contacts(vranje().town)[1].number == honest.number
    with pytest.raises(Denied, match="operator"):
        actions.confirm_contact(ContactPoint.objects.get(confirmed_on=days(0)), by=bea.actor)
    page = bea.sign_in().get(f"/network/{CSW}/")
    assert "060 0" not in page.content.decode()


def test_conditions_and_signatures_made_past_spona_open_nothing(mila, serbia):
    officer = join("vesna.d", "Vesna Đorđević", RED_CROSS, "reporter")
    lead(officer, "data_protection_officer")
    OnboardingCondition.objects.bulk_create(
        [
            OnboardingCondition(network=vranje(), code=code, done_on=days(-3))
            for code in ConditionCode.values
        ]
    )
    with pytest.raises(Denied, match="Still missing"):
        actions.confirm_casework(vranje(), by=officer.actor)
    assert officer.sign_in().get("/network/casework/vranje/").context["open_count"] == 6
    OnboardingCondition.objects.all().delete()
    met = dict.fromkeys(ConditionCode.values, days(-3))
    for code, day in met.items():
        actions.record_condition(vranje(), code=code, done_on=day, by=mila.actor)
    CaseworkConfirmation.objects.bulk_create(
        [CaseworkConfirmation(network=vranje(), part="coordinator", person=mila.person)]
    )
    with pytest.raises(Denied, match="operator"):
        actions.confirm_casework(vranje(), by=officer.actor)
    assert not vranje().casework_open
    assert "caseworkconfirmation" in forged()


def test_a_town_added_past_spona_is_named(serbia):
    NetworkTown.objects.bulk_create([NetworkTown(network=vranje(), town=nis().town)])
    assert forged() == {"networktown"}


def test_the_national_centre_cannot_be_taken_over(serbia):
    honest = queries.centre()
    past_spona(Institution, body(CITY), sector="centre", code="A000")
    assert queries.centre() == honest


def test_saving_puts_no_tag_on_a_foreign_row(ana, bea):
    past_spona(Member, ana.member, roles=["director"])
    with pytest.raises(Denied, match="operator"):
        actions.end_member(ana.member, by=OPERATOR)
    with pytest.raises(Denied):
        Member.objects.get(pk=ana.member.pk).save()
    assert forged() == {"member"}


def test_a_row_read_in_part_is_not_trusted(ana):
    assert not Member.objects.only("roles").get(pk=ana.member.pk).has_valid_mac()


def test_a_changed_invitation_lets_nobody_in(bea, serbia):
    eva = actions.add_person("Eva Ilić", institution=body(CSW), by=bea.actor)
    code = actions.invite(eva, institution=body(CSW), by=bea.actor)
    past_spona(Invitation, Invitation.objects.get(), roles=["intake_holder"])
    with pytest.raises(Denied, match="operator"):
        actions.accept_invitation(code, login="eva.i", password="sedam malih oblaka")


def test_a_forged_mandate_holds_no_key(ana, holders):
    Member.objects.bulk_create(
        [Member(person=ana.person, institution=body(CSW), roles=["intake_holder"])]
    )
    assert keys.may_hold(body(CSW).pk, [ana.account.pk]) == set()
    assert body(CSW).pk not in keys.institutions_of(ana.account.pk)


@pytest.mark.parametrize(
    "attack",
    [
        lambda one: past_spona(Member, one.member, roles=[]),
        lambda one: past_spona(Member, one.member, ends_on=days(-1), starts_on=days(-9)),
        lambda one: past_spona(Member, one.member, institution=body(CITY)),
        lambda one: past_spona(Person, one.person, account=None),
        lambda one: Member.objects.filter(pk=one.member.pk).delete(),
        lambda one: type(one.account).objects.update(disabled_at=timezone.now()),
    ],
)
def test_honest_holders_keep_their_keys_and_the_operator_is_told(holders, attack):
    before = [holder.wrap.pk for holder in keys.holders(body(CSW))]
    for one in holders:
        attack(one)
    assert vault.end_departed(by=DEMO) == 0
    assert [holder.wrap.pk for holder in keys.holders(body(CSW))] == before
    assert RED in {finding.level for finding in doctor_network.directory_rows()}


def test_an_honest_leaver_still_loses_the_key(holders, settings):
    settings.ROOT_URLCONF = "tests.vault.urls"
    actions.end_member(holders[1].member, by=OPERATOR)
    assert vault.end_departed(by=DEMO) == 1
    assert [one.account for one in keys.holders(body(CSW))] == [holders[0].account]
    assert Entry.objects.filter(name="holder:removed").exists()
    assert [one.level for one in doctor_network.directory_rows()] == [OK]


def test_judging_asks_the_database_no_more_for_many_than_for_one(
    bea, mila, django_assert_num_queries
):
    lead(bea, "deputy_coordinator")
    csw, network = body(CSW), vranje()
    # The log's last line; memberships, seats, roles, and the log's word on all of them at once.
    with django_assert_num_queries(1 + 4):
        actor_for(bea.account)
    with django_assert_num_queries(1):
        actor_for(bea.account)
    with django_assert_num_queries(1):
        queries.members_of(csw)
    with django_assert_num_queries(2):
        queries.institution_choices(network)
    kinds = [model for model in apps.get_models() if issubclass(model, Authenticated)]
    with django_assert_num_queries(len(kinds) + 1):
        queries.forged()
