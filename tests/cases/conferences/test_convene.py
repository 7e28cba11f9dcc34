"""A coordinator calls together those for whom something stands still; no content anywhere."""

import datetime as dt

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Denied
from spona.cases.conferences.actions import convene
from spona.cases.referrals.actions import send
from spona.identity.models import Account
from spona.meetings.models import Meeting
from spona.notifications.models import Notice
from spona.tasks.actions import open_task
from spona.tasks.models import Task
from tests.cases.conferences.calling import in_days, token_of
from tests.cases.packets import packet
from tests.cases.refer_pages import get, post

ROOM = "Gradska kuća, sala 2"


def called(world, *references, by=None, to=None, place=ROOM):
    return convene(
        references, network=world.vranje, starts_at=in_days(2), place=place,
        institutions=to or [world.school, world.csw], by=(by or world.kosta).actor,
    )  # fmt: skip


def test_both_sides_are_called_and_read_nothing_new(world, sent):
    Account.objects.update(language="en")
    open_task(
        "convene", sent.subject, institution=None, network=world.vranje,
        reference=sent.reference, by=world.kosta.actor,
    )  # fmt: skip
    meeting = called(world, sent.reference)
    assert (meeting.place, meeting.form) == (ROOM, "network")
    assert [one.reference for one in meeting.points.all()] == [sent.reference]
    told = set(Notice.objects.filter(kind="meeting").values_list("account_id", flat=True))
    assert told == {world.bea.account.pk, world.boris.account.pk}
    assert not Task.objects.open().filter(kind="convene").exists()
    # The school opens nothing here, so it is called by phone.
    by_phone = {one.institution for one in meeting.invitations.filter(on_paper=True)}
    assert by_phone == {world.school}
    page = get(world.bea.sign_in(), f"/m/{meeting.reference}/")
    assert sent.reference in page
    assert ROOM in page


def test_only_what_is_on_the_desk_and_only_who_leads_the_network(world, sent):
    other = send(packet(), network=world.nis, recipient=world.csw_nis, by=world.cora.actor)
    for references in ((other.reference,), (sent.reference, "R-0000-00"), ()):
        with pytest.raises(Denied, match="not on your desk"):
            called(world, *references)
    for name in ("bea", "ana", "hana", "nina"):
        with pytest.raises(Denied, match="Only who leads"):
            called(world, sent.reference, by=world.people[name])
    assert not Meeting.objects.exists()


def test_who_was_locked_out_hears_nothing_and_has_no_row(world):
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[world.boris.member.person_id], excluded_institutions=[world.health.pk],
    )  # fmt: skip
    with pytest.raises(Denied, match="cannot be invited"):
        called(world, row.reference, to=[world.csw, world.health])
    meeting = called(world, row.reference, to=[world.csw])
    assert Meeting.objects.visible_to(world.bea.actor).exists()
    assert not Meeting.objects.visible_to(world.boris.actor).exists()
    mine = Task.objects.visible_to(world.boris.actor)
    assert not mine.filter(reference=meeting.reference).exists()
    assert not Notice.objects.filter(account_id=world.boris.account.pk, kind="meeting").exists()


def test_from_the_desk_to_the_meeting_and_its_tasks(world, sent):
    Account.objects.update(language="en")
    kosta = world.kosta.sign_in()
    path = f"/r/{sent.reference}/convene/"
    with deadlines.moved(dt.timedelta(days=30)):
        assert path in get(kosta, "/desk/")
    page = get(kosta, path)
    assert 'id="id_invited' in page
    day = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    typed = {
        "day": day, "time": "9.30", "place": ROOM, "more": "", "token": token_of(page),
        "invited": [str(world.csw.pk), str(world.school.pk)],
    }  # fmt: skip
    wrong = post(kosta, path, typed | {"more": "R-7K3M"}, 422).content.decode()
    assert "is no reference" in wrong
    here = post(kosta, path, typed, 302)["Location"]
    assert post(kosta, path, typed, 302)["Location"] == here
    meeting = Meeting.objects.get()
    bea = world.bea.sign_in()
    invitation = meeting.invitations.get(institution=world.csw)
    typed = {"invitation": invitation.pk, "answer": "deputy"}
    post(bea, f"/m/{meeting.reference}/answer/", typed, 302)
    paper = meeting.invitations.get(institution=world.school)
    typed = {"invitation": paper.pk, "answer": "yes"}
    post(kosta, f"/m/{meeting.reference}/answer/", typed, 302)
    assert "second-hand" in get(kosta, here)
    there = {f"there_{one.pk.hex}": "present" for one in (world.city, world.csw, world.school)}
    with deadlines.moved(meeting.starts_at - timezone.now()):
        assert bea.post(f"/m/{meeting.reference}/attendance/", there).status_code == 403
        post(kosta, f"/m/{meeting.reference}/attendance/", there, 302)
        job = {"institution": str(world.csw.pk), "due_on": day, "token": token_of(get(kosta, here))}
        post(kosta, f"/m/{meeting.reference}/decide/", job, 302)
        post(kosta, f"/m/{meeting.reference}/decide/", job, 302)
        task = Task.objects.get(kind="decision")
        assert (task.institution, task.asked_by) == (world.csw, world.city)
        assert "not done yet" in get(bea, here)
        off = kosta.post(f"/m/{meeting.reference}/call-off/", {"reason": "postponed"})
        assert off.status_code == 409, "what was held is not called off"


def test_called_off_with_a_reason_tells_those_who_were_told(world, sent):
    Account.objects.update(language="en")
    meeting = called(world, sent.reference)
    kosta = world.kosta.sign_in()
    post(kosta, f"/m/{meeting.reference}/call-off/", {"reason": "postponed"}, 302)
    told = Notice.objects.filter(kind="meeting_off").values_list("account_id", flat=True)
    assert set(told) == {world.bea.account.pk, world.boris.account.pk}
    assert "put off to another day" in get(world.bea.sign_in(), f"/m/{meeting.reference}/")


def test_others_do_not_convene(world, sent):
    path = f"/r/{sent.reference}/convene/"
    for name, status in (("bea", 403), ("ana", 403), ("nina", 403)):
        assert world.people[name].sign_in().get(path).status_code == status
    assert world.kosta.sign_in().get("/r/R-0000-00/convene/").status_code == 404
