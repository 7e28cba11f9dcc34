"""Who works on a file: keys by parts, taken out, handed over, opened in need, locked out."""

import datetime as dt

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cases.case.actions import attach_file, read_attachments
from spona.cases.case.sections import SECTIONS
from spona.cases.casefile.actions import exclude, hand_over_work, take_out
from spona.cases.models import Case, CaseExclusion, Exclusion, Referral
from spona.cases.referrals.actions import assign
from spona.cases.referrals.parties import packet_section
from spona.cases.team.actions import assign_file, break_glass, unassign_file
from spona.cases.team.queries import opened_in_need, team_of
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.tasks.queries import mine, of_institution
from spona.vault.actions import add_holder, open_section, seal_upload
from spona.vault.key_resolution import Opener
from spona.vault.models import Grant, Section
from spona.vault.refusals import ReasonNeeded, Unopenable
from tests.cases.flow import fields, get
from tests.cases.moving import file_of
from tests.cases.world import _somebody

ALL = list(SECTIONS)


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    world.people["vlada"] = _somebody("vlada", world.csw, "case_worker")
    return file_of(world)


@pytest.fixture
def led(world, case):
    assign_file(case, member=world.vera.member, sections=ALL, **world.bea.can)
    return case


def section(case, name):
    return Section.objects.named(case.box_id, name).select_related("box").get()


def opens(case, somebody):
    """Names of the sections that really open with this person's keys, without a reason."""
    found = set()
    for row in case.box.sections.select_related("box"):
        try:
            open_section(row, **somebody.can)
        except Denied:
            continue
        found.add(row.name)
    return found


# Let in and taken out


def test_a_colleague_opens_the_parts_they_were_let_into_and_no_other(world, case):
    assign_file(case, member=world.vera.member, sections=["health", "plan"], **world.bea.can)
    assert opens(case, world.vera) == {"health", "plan"}
    assign_file(case, member=world.vera.member, sections=["plan", "name"], **world.bea.can)
    assert opens(case, world.vera) == {"plan", "name"}
    assert team_of(case)[0].sections == ["name", "plan"]
    assert told(world.vera) == ["assigned", "access_changed"]
    # A second click changes nothing and tells nothing.
    assign_file(case, member=world.vera.member, sections=["plan", "name"], **world.bea.can)
    assert told(world.vera) == ["assigned", "access_changed"]


def told(somebody):
    notices = Notice.objects.of(somebody.account.pk).order_by("created_at")
    return list(notices.values_list("kind", flat=True))


def test_who_is_taken_out_hears_it_and_the_notice_names_nothing(world, led):
    vera, path = world.vera.sign_in(), f"/cases/{led.reference}/team/"
    chosen = {"member": str(world.vera.member.pk)}
    assert world.bea.sign_in().post(f"{path}unassign/", chosen).status_code == 302
    assert told(world.vera) == ["assigned", "access_ended"]
    notice = Notice.objects.of(world.vera.account.pk).get(kind="access_ended")
    assert (notice.reference, notice.email, notice.next_try_at) == (led.reference, "", None)
    page = get(vera, "/notices/")
    assert "Something that was assigned to you is no longer open to you." in page
    # The button leads to what is still theirs, not to a page that says "not found".
    answer = vera.post(f"/notices/{notice.pk}/open/", follow=True)
    assert answer.status_code == 200
    assert world.bea.sign_in().post(f"{path}unassign/", chosen).status_code == 422
    assert told(world.vera) == ["assigned", "access_ended"], "a second click tells nothing"


def test_who_is_locked_out_hears_nothing(world, led):
    """Whoever must not see a file must not be warned by us on the day they lost it."""
    exclude(led, member=world.vera.member, **world.bea.can)
    assert opens(led, world.vera) == set()
    assert told(world.vera) == ["assigned"]


def test_whose_work_is_handed_over_hears_it(world, led):
    hand_over_work(world.vera.member, to=world.vlada.member, **world.bea.can)
    assert told(world.vera) == ["assigned", "access_ended"]
    assert told(world.vlada) == ["assigned"]


def test_whoever_hands_over_the_own_work_is_told_nothing(world, led):
    hand_over_work(world.vera.member, to=world.vlada.member, **world.vera.can)
    assert told(world.vera) == ["assigned"]


def test_who_was_taken_out_holds_no_wrap_any_more(world, led):
    unassign_file(led, member=world.vera.member, by=world.bea.actor)
    assert opens(led, world.vera) == set()
    assert not Grant.objects.filter(to_id=world.vera.account.pk).exists()
    assert unassign_file(led, member=world.vera.member, by=world.bea.actor) == 0
    assert not Case.objects.visible_to(world.vera.actor).exists()


def test_taking_out_also_takes_the_packet_and_puts_the_task_back(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    row = Referral.objects.get(pk=accepted.pk)
    take_out(row.to_case, member=world.vera.member, by=world.bea.actor)
    assert not Referral.objects.visible_to(world.vera.actor).exists()
    assert not mine(world.vera.actor).exists()
    assert of_institution(world.bea.actor).filter(subject_id=row.pk).exists()


def test_only_a_holder_of_the_institution_lets_in_and_only_its_own_people(world, led):
    for who in (world.vera, world.hana, world.ana):
        with pytest.raises(Denied):
            assign_file(led, member=world.vlada.member, sections=ALL, **who.can)
    for whom in (world.hana, world.ana):
        with pytest.raises(Denied):
            assign_file(led, member=whom.member, sections=ALL, **world.bea.can)


def test_only_who_leads_it_is_led_to_the_page_that_opens_all_of_it(world, led):
    page = f"/cases/{led.reference}/agreements/"
    assert "agreements/new/" in get(world.vera.sign_in(), page)
    assign_file(led, member=world.vera.member, sections=["health", "plan"], **world.bea.can)
    shown = get(world.vera.sign_in(), page)
    assert "agreements/new/" not in shown
    assert world.vera.sign_in().get(f"{page}new/").status_code == 403


def test_what_is_attached_follows_the_notes(world, case):
    stored = seal_upload([b"Slika"], name="a.jpg", content_type="image/jpeg")
    attach_file(case, stored, by=world.bea.actor)
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    with pytest.raises(Denied):
        read_attachments(case, **world.vera.can)
    assign_file(case, member=world.vera.member, sections=["notes"], **world.bea.can)
    assert [one.name for one in read_attachments(case, **world.vera.can).attached] == ["a.jpg"]
    unassign_file(case, member=world.vera.member, by=world.bea.actor)
    assert not Grant.objects.filter(to_id=world.vera.account.pk).exists()


def test_the_team_page_lets_in_by_parts(world, case):
    bea, path = world.bea.sign_in(), f"/cases/{case.reference}/team/"
    assert "Nobody is assigned." in get(bea, path)
    answer = bea.post(f"{path}assign/", {"member": str(world.vera.member.pk)})
    assert answer.status_code == 422
    assert "Tick at least one part" in answer.content.decode()
    data = {"member": str(world.vera.member.pk), "sections": ["health"]}
    assert bea.post(f"{path}assign/", data).status_code == 302
    page = get(bea, path)
    assert "Vera Primerić" in page
    assert "Opens: Health" in page
    assert world.vera.sign_in().post(f"{path}assign/", data).status_code == 403
    assert bea.post(f"{path}unassign/", {"member": str(world.vera.member.pk)}).status_code == 302
    assert opens(case, world.vera) == set()


# Opened in need


def test_a_holder_opens_for_three_hours_what_is_assigned_to_others(world, led):
    with pytest.raises(ReasonNeeded):
        open_section(section(led, "account"), **world.boris.can)
    until = break_glass(led, reason="absence", **world.boris.can)
    assert dt.timedelta(hours=2, minutes=59) < until - timezone.now() <= dt.timedelta(hours=3)
    assert set(ALL) <= opens(led, world.boris)
    assert {grant.until for grant in Grant.objects.filter(basis="glass")} == {until}


def test_after_three_hours_it_is_closed_and_an_end_moved_in_the_database_opens_nothing(world, led):
    break_glass(led, reason="absence", **world.boris.can)
    Grant.objects.filter(basis="glass").update(until=timezone.now() - dt.timedelta(seconds=1))
    assert opens(led, world.boris) == {"name"}
    Grant.objects.filter(basis="glass").update(until=timezone.now() + dt.timedelta(days=9))
    moved = Grant.objects.select_related("section__box").filter(basis="glass")
    with pytest.raises(Unopenable):
        Opener(world.boris.actor, world.boris.keys).section_key(section(led, "account"), moved)


def test_what_needs_a_reason_first_is_not_offered_before_it(world, led):
    boris, path = world.boris.sign_in(), f"/cases/{led.reference}/"
    call = f"{path}conference/new/"
    assert call not in get(boris, path)
    break_glass(led, reason="absence", **world.boris.can)
    assert call in get(boris, path)


def test_opening_in_need_is_loud(world, led):
    break_glass(led, reason="danger", **world.boris.can)
    for who in (world.vera, world.bea):
        assert Notice.objects.of(who.account.pk).filter(kind="opened_outside_team").count() == 1
    assert not Notice.objects.of(world.boris.account.pk).filter(kind="opened_outside_team").exists()
    entry = Entry.objects.get(name="case:opened_in_need")
    assert entry.detail["reason"] == "danger"
    assert [one.member for one in opened_in_need(led)] == [world.boris.member]
    page = get(world.vera.sign_in(), f"/cases/{led.reference}/")
    assert "Boris Primerić opened it for three hours: Somebody may be in danger" in page


def test_on_the_page_one_reason_lasts_and_tells_once(world, led):
    boris, path = world.boris.sign_in(), f"/cases/{led.reference}/"
    page = get(boris, path)
    assert "Ne smem." not in page
    assert "for three hours" in page
    opened = boris.post(path, {**fields(page), "reason": "absence"})
    assert "Ne smem." in opened.content.decode()
    for _ in range(2):
        assert "Ne smem." in get(boris, path)
    assert Notice.objects.of(world.vera.account.pk).filter(kind="opened_outside_team").count() == 1


def test_who_holds_no_key_opens_nothing_with_a_reason(world, led):
    for who in (world.vlada, world.hana, world.ana):
        with pytest.raises(Denied):
            break_glass(led, reason="absence", **who.can)
    with pytest.raises(Denied):
        break_glass(led, reason="radoznalost", **world.boris.can)


# Locked out


@pytest.fixture
def without_boris(world, accepted):
    row = Referral.objects.get(pk=accepted.pk)
    exclude(row.to_case, member=world.boris.member, **world.bea.can)
    return Referral.objects.get(pk=accepted.pk)


def test_a_holder_who_was_locked_out_has_no_key_no_row_no_task_and_hears_nothing(
    world, without_boris
):
    case = without_boris.to_case
    assert not Case.objects.visible_to(world.boris.actor).exists()
    assert not Referral.objects.visible_to(world.boris.actor).exists()
    assert not of_institution(world.boris.actor).exists()
    assert opens(case, world.boris) == set()
    for name in ("cover", "body"):
        with pytest.raises(Denied):
            open_section(packet_section(without_boris, name), **world.boris.can)
    assert world.boris.sign_in().get(f"/cases/{case.reference}/").status_code == 404
    before = Notice.objects.of(world.boris.account.pk).count()
    assign_file(case, member=world.vera.member, sections=ALL, **world.bea.can)
    assert Notice.objects.of(world.boris.account.pk).count() == before


def test_the_others_go_on_working_without_them(world, without_boris):
    case = without_boris.to_case
    assert opens(case, world.bea) == set(ALL)
    assert open_section(packet_section(without_boris, "body"), **world.bea.can)
    assert get(world.bea.sign_in(), f"/r/{without_boris.reference}/")


def test_it_cannot_be_assigned_to_who_was_locked_out(world, case):
    exclude(case, member=world.vera.member, **world.bea.can)
    with pytest.raises(Denied):
        assign_file(case, member=world.vera.member, sections=ALL, **world.bea.can)


def test_whoever_is_made_a_holder_later_opens_nothing_of_it(world, case):
    exclude(case, member=world.vera.member, **world.bea.can)
    member = world.vera.member
    member.roles = ["intake_holder"]
    member.save()
    add_holder(world.csw, world.vera.account, hold_hours=0, **world.bea.can)
    assert opens(case, world.vera) == set()
    assert not Case.objects.visible_to(world.vera.actor).exists()


def test_the_mark_of_who_was_locked_out_names_nobody(world, case):
    exclude(case, member=world.boris.member, **world.bea.can)
    person = world.boris.member.person_id
    stored = CaseExclusion.objects.get().mark
    assert str(person) not in stored
    assert person.hex not in stored
    entry = Entry.objects.get(name="case:locked_out")
    assert str(world.boris.member.pk) not in str(entry.detail)
    assert str(person) not in str(entry.detail)


def test_nobody_locks_themselves_out_nor_people_elsewhere_nor_without_the_role(world, led):
    with pytest.raises(Denied):
        exclude(led, member=world.bea.member, **world.bea.can)
    with pytest.raises(Denied):
        exclude(led, member=world.hana.member, **world.bea.can)
    with pytest.raises(Denied):
        exclude(led, member=world.boris.member, **world.vera.can)
    assert not CaseExclusion.objects.exists()


# The work of who leaves


def test_all_work_of_who_leaves_goes_over_in_one_step(world, case, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    brought = Referral.objects.get(pk=accepted.pk)
    done = hand_over_work(world.vera.member, to=world.vlada.member, **world.bea.can)
    # The work on what came, and the first contact with the person.
    assert (done.tasks, done.stayed) == (2, 0)
    assert done.things >= 3
    assert opens(case, world.vlada) == {"health"}
    assert opens(brought.to_case, world.vlada) == set(ALL)
    assert list(Referral.objects.visible_to(world.vlada.actor)) == [brought]
    assert mine(world.vlada.actor).filter(subject_id=brought.pk).exists()
    assert not Grant.objects.filter(to_id=world.vera.account.pk).exists()
    assert not mine(world.vera.actor).exists()


def test_what_the_colleague_must_not_see_stays_and_is_counted(world, case):
    assign_file(case, member=world.vera.member, sections=ALL, **world.bea.can)
    exclude(case, member=world.vlada.member, **world.bea.can)
    done = hand_over_work(world.vera.member, to=world.vlada.member, **world.bea.can)
    assert (done.things, done.stayed) == (0, 1)
    assert opens(case, world.vlada) == set()
    assert opens(case, world.vera) == set(ALL)


def test_who_leaves_may_hand_over_their_own_work_and_nobody_else_that_of_others(world, led):
    with pytest.raises(Denied):
        hand_over_work(world.bea.member, to=world.vlada.member, **world.vera.can)
    with pytest.raises(Denied):
        hand_over_work(world.vera.member, to=world.hana.member, **world.bea.can)
    vera = world.vera.sign_in()
    data = {"leaver": str(world.vera.member.pk), "to": str(world.vlada.member.pk)}
    page = vera.post("/cases/hand-over/", data).content.decode()
    assert "1 thing was handed over." in page
    assert opens(led, world.vlada) == set(ALL)
    assert opens(led, world.vera) == set()


def test_nor_does_it_go_to_whom_the_log_knows_as_locked_out(world, case):
    """Whoever writes the database takes the rows of the lock-out away; the log still has it."""
    assign_file(case, member=world.vera.member, sections=ALL, **world.bea.can)
    exclude(case, member=world.vlada.member, **world.bea.can)
    CaseExclusion.objects.all().delete()
    Exclusion.objects.all().delete()
    done = hand_over_work(world.vera.member, to=world.vlada.member, **world.bea.can)
    assert (done.things, done.stayed) == (0, 1)
    assert opens(case, world.vlada) == set()
