"""After a restore: what rests on agreement waits for the sender; the locked out stay out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.audit.models import Ending, Entry
from spona.cases.case.models import CaseExclusion
from spona.cases.casefile.actions import exclude, exclude_again, let_in_by_name
from spona.cases.referral_pages.actions import (
    confirm_agreement,
    confirm_referral,
    hold_agreements,
    withdraw_from_all,
)
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cases.referrals.models import Referral
from spona.tasks.models import Task
from spona.vault.models import Grant, Section
from tests.cases.conferences.calling import agreed, call, guest_of
from tests.cases.moving import by_agreement, file_of, opened_by, referred
from tests.cases.packets import packet
from tests.cases.refer_pages import get, post
from tests.cases.referrals.test_planted import opens

RESTORE = Actor.system("restore")


@pytest.fixture
def case(world):
    return file_of(world)


@pytest.fixture
def given(world, case):
    """Sent on agreement, taken over by the health centre."""
    row = opened_by(referred(world, case, by_agreement(world, case, world.health)), world.hana)
    return accept(row, **world.hana.can)


def tasks(kind):
    return list(Task.objects.open().filter(kind=kind))


# What nobody can know -----------------------------------------------------------------------


def test_what_rests_on_agreement_waits_and_nothing_else_does(world, case, given):
    by_law = accept(
        open_packet(
            send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor),
            **world.bea.can,
        )[0],
        **world.bea.can,
    )
    before = opens(world.bea)
    assert given.packet_id in opens(world.hana)
    assert hold_agreements(by=RESTORE) == 2
    assert given.packet_id not in opens(world.hana)
    assert not Referral.objects.visible_to(world.hana.actor).filter(pk=given.pk).exists()
    # The sender reads on what is theirs, and what goes by law is not touched.
    assert opens(world.bea) == before
    assert by_law.packet_id in before
    (task,) = tasks("confirm_agreement")
    assert (task.subject_kind, task.subject_id) == case.subject
    assert (task.institution, task.reference) == (world.csw, case.reference)
    assert hold_agreements(by=RESTORE) == 0


def test_the_sender_confirms_on_the_page_that_the_task_leads_to(world, case, given):
    hold_agreements(by=RESTORE)
    browser = world.bea.sign_in()
    page = f"/cases/{case.reference}/agreements/"
    assert browser.get(reverse("notifications:open", args=[case.reference]))["Location"] == page
    assert "Да ли ова сагласност и даље важи?" in get(browser, page)
    post(browser, f"{page}{given.agreement_id}/confirm/", {}, 302)
    assert given.packet_id in opens(world.hana)
    assert tasks("confirm_agreement") == []
    assert "Да ли ова сагласност и даље важи?" not in get(browser, page)
    assert Entry.objects.filter(name="agreement:confirmed").count() == 1
    # A second click changes nothing, and the log does not say that it did.
    post(browser, f"{page}{given.agreement_id}/confirm/", {}, 302)
    assert Entry.objects.filter(name="agreement:confirmed").count() == 1


def test_nobody_else_confirms(world, case, given):
    hold_agreements(by=RESTORE)
    path = f"/cases/{case.reference}/agreements/{given.agreement_id}/confirm/"
    for one in (world.hana, world.nina, world.kosta):
        assert one.sign_in().post(path).status_code in (403, 404)
    assert world.bea.sign_in().get(path).status_code == 405
    with pytest.raises(Denied):
        confirm_agreement(given.agreement, by=world.hana.actor)
    assert given.packet_id not in opens(world.hana)


def test_what_the_person_takes_back_meanwhile_never_opens_again(world, case, given):
    hold_agreements(by=RESTORE)
    withdraw_from_all(given.agreement, by=world.bea.actor)
    assert tasks("confirm_agreement") == []
    with pytest.raises(Conflict):
        confirm_agreement(given.agreement, by=world.bea.actor)
    assert not Grant.objects.filter(section__box=given.packet_id, to_id=world.health.pk).exists()


def test_two_agreements_of_one_file_are_two_questions(world, case, given):
    other = referred(world, case, by_agreement(world, case, world.health))
    hold_agreements(by=RESTORE)
    confirm_agreement(given.agreement, by=world.bea.actor)
    assert given.packet_id in opens(world.hana)
    assert other.packet_id not in opens(world.hana)
    assert len(tasks("confirm_agreement")) == 1
    confirm_agreement(other.agreement, by=world.bea.actor)
    assert tasks("confirm_agreement") == []


def test_a_report_without_a_file_is_confirmed_by_its_writer(world):
    row = send(
        packet(rests_on="agreement"), network=world.vranje, recipient=world.csw,
        by=world.ana.actor,
    )  # fmt: skip
    row = open_packet(row, **world.bea.can)[0]
    hold_agreements(by=RESTORE)
    assert row.packet_id not in opens(world.bea)
    browser, page = world.ana.sign_in(), f"/r/{row.reference}/"
    assert "Да ли је особа и даље сагласна?" in get(browser, page)
    # What was not accepted stays sealed also after that.
    post(browser, f"{page}still-agreed/", {}, 302)
    assert "Да ли је особа и даље сагласна?" not in get(browser, page)
    assert row.packet_id in opens(world.bea)
    body = Section.objects.named(row.packet_id, "body").get().grants.get(to_id=world.csw.pk)
    assert body.state == "held"
    with pytest.raises(Denied):
        confirm_referral(row, by=world.bea.actor)


def test_what_was_shared_for_a_conference_waits_too(world, case):
    row = call(world, case, agreed(world, case, world.health))
    guest = guest_of(row, world.health)
    assert guest.packet_id in opens(world.hana)
    hold_agreements(by=RESTORE)
    assert guest.packet_id not in opens(world.hana)
    confirm_agreement(guest.agreement, by=world.bea.actor)
    assert guest.packet_id in opens(world.hana)


# Somebody is locked out, and the older backup does not know ----------------------------------


def test_whoever_was_locked_out_stays_so_and_the_others_are_let_in_by_name(world, case):
    exclude_again(case.pk, mark(PERSON, world.boris.member.person_id), by=RESTORE)
    for one in (world.boris, world.bea):
        assert case.box_id not in opens(one)
    (task,) = tasks("name_holders")
    assert (task.owner, task.reference) == (world.bea.member, case.reference)
    boris, bea = world.boris.sign_in(), world.bea.sign_in()
    page = f"/cases/{case.reference}/holders/"
    assert boris.get(page).status_code == 404
    assert boris.post(page).status_code == 404
    assert case.reference not in get(boris, "/tasks/")
    assert bea.get(reverse("notifications:open", args=[case.reference]))["Location"] == page
    assert "Дај приступ поименично" in get(bea, page)
    post(bea, page, {}, 302)
    assert case.box_id in opens(world.bea)
    assert case.box_id not in opens(world.boris)
    assert tasks("name_holders") == []
    assert bea.get(page).status_code == 404
    assert bea.get(f"/cases/{case.reference}/").status_code == 200
    assert boris.get(f"/cases/{case.reference}/").status_code == 404
    # Nothing is wrapped to the institution any more, so no later holder opens it.
    assert not Grant.objects.filter(section__box=case.box_id, to_kind="institution",
                                    to_id=world.csw.pk).exists()  # fmt: skip


def test_replayed_twice_it_is_locked_out_once(world, case):
    stamp = mark(PERSON, world.boris.member.person_id)
    exclude_again(case.pk, stamp, by=RESTORE)
    exclude_again(case.pk, stamp, by=RESTORE)
    assert CaseExclusion.objects.filter(case=case).count() == 1
    assert len(tasks("name_holders")) == 1
    let_in_by_name(case, **world.bea.can)
    exclude_again(case.pk, stamp, by=RESTORE)
    assert case.box_id in opens(world.bea)


def test_the_locked_out_does_not_let_in_anybody(world, case):
    exclude_again(case.pk, mark(PERSON, world.boris.member.person_id), by=RESTORE)
    with pytest.raises(Denied):
        let_in_by_name(case, **world.boris.can)
    with pytest.raises(Denied):
        let_in_by_name(case, **world.vera.can)


def test_the_ending_of_an_exclusion_names_nobody_in_clear_and_spares_the_institutions_wrap(
    world, case
):
    exclude(case, member=world.boris.member, **world.bea.can)
    (ending,) = Ending.objects.filter(kind="exclusion")
    assert ending.subject == case.pk
    assert ending.payload == {"mark": mark(PERSON, world.boris.member.person_id)}
    said = " ".join(str(one.payload) for one in Ending.objects.all())
    for name in (world.boris.member.person_id, world.boris.account.pk, world.csw.pk):
        assert str(name) not in said
