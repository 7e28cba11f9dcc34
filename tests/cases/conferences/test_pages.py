"""The pages of a conference, in a browser without JavaScript, as people and as attackers."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.exclusion_marks import INSTITUTION, PERSON, mark
from spona.audit.models import Entry
from spona.cases.conferences.models import Conference, Guest
from spona.cases.models import CaseExclusion
from spona.meetings.models import Decision, Meeting
from tests.cases.conferences.calling import ABOUT, NAME, PLACE, marks_of, token_of
from tests.cases.moving import agreement, connect
from tests.cases.refer_pages import get, post


def days(ahead):
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


def filled(*to, **more):
    return {
        "day": days(3), "time": "10:30", "place": PLACE, "about": ABOUT, "until": days(10),
        "invited": [str(one.pk) for one in to], "reason": "", **more,
    }  # fmt: skip


def chosen(to, ground, parts=("who", "account")):
    prefix = to.pk.hex
    return {"shown": prefix, f"{prefix}-parts": list(parts), f"{prefix}-ground": ground}


def called_by(browser, case, given):
    """Shown first, then sent with the token of the page."""
    path = f"/cases/{case.reference}/conference/new/"
    shown = post(browser, path, given | {"show": "1"}, 200).content.decode()
    return browser.post(path, given | {"send": "1"} | marks_of(shown))


def test_from_the_file_to_the_table_and_back(world, case):
    row = agreement(world, case, world.health)
    bea = world.bea.sign_in()
    path = f"/cases/{case.reference}/conference/new/"
    assert path in get(bea, f"/cases/{case.reference}/")
    get(bea, path)
    given = filled(world.health)
    shown = post(bea, path, given | {"show": "1"}, 200).content.decode()
    # The ticks are those of its sector, and nobody is shown what was not chosen yet.
    assert f'name="{world.health.pk.hex}-parts"' in shown
    given |= chosen(world.health, f"agreement:{row.pk}")
    shown = post(bea, path, given | {"show": "1"}, 200).content.decode()
    packet = shown.split('class="packet"')[1]
    for part in (ABOUT, PLACE, NAME, "Ne smem."):
        assert part in packet
    assert "Tajna 7" not in shown
    send = given | {"send": "1"} | marks_of(shown)
    first = post(bea, path, send, 302)["Location"]
    assert post(bea, path, send, 302)["Location"] == first, "twice is once"
    conference = Conference.objects.get()
    reference = conference.meeting.reference
    assert first == f"/m/{reference}/conference/"
    assert PLACE in get(bea, first)
    # The invited: a list, the desk, the page without content, then what was shared.
    hana = world.hana.sign_in()
    assert reference in get(hana, "/m/")
    assert reference in get(hana, "/desk/")
    assert hana.get(f"/open/{reference}/")["Location"] == first
    page = get(hana, first)
    for part in (ABOUT, PLACE, NAME):
        assert part not in page
    post(hana, f"{first}open/", {}, 302)
    page = get(hana, first)
    for part in (ABOUT, PLACE, NAME):
        assert part in page
    reads = Entry.objects.filter(lane=world.health.pk, name="section:read_many")
    assert reads.count() >= 2, "each reading is logged at the institution that read"
    invitation = conference.meeting.invitations.get()
    post(hana, f"/m/{reference}/answer/", {"invitation": invitation.pk, "answer": "yes"}, 302)
    assert "We are coming" in get(bea, first)
    assert "opened" in get(bea, first)
    # Held.
    with deadlines.moved(conference.meeting.starts_at - timezone.now()):
        there = {f"there_{one.pk.hex}": "present" for one in (world.csw, world.health)}
        post(bea, f"{first}attendance/", there, 302)
        decide = f"{first}decide/"
        typed = {"text": "Pregled.", "institution": str(world.health.pk), "due_on": days(5)}
        typed["token"] = token_of(get(bea, decide))
        post(bea, decide, typed, 302)
        post(bea, decide, typed, 302)
        assert Decision.objects.count() == 1
        assert "Pregled." in get(hana, first)
        text = get(bea, f"{first}minutes/")
        revision = re.search(r'name="revision" value="(\d+)"', text)[1]
        post(bea, f"{first}minutes/", {"minutes": "Bili smo tu.", "revision": revision}, 302)
        assert "Bili smo tu." in get(bea, first)
        assert "Bili smo tu." not in get(hana, first)


@pytest.fixture
def petra(world):
    return connect(world, world.police, "petra")


def test_by_the_law_a_second_person_sees_what_the_invited_will_see(world, case, petra):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    ground = law(world, case)
    given = filled(world.police, reason="Hitno je.") | chosen(world.police, ground)
    path = called_by(bea, case, given)["Location"]
    reference = Meeting.objects.get().reference
    assert "Nobody has been invited yet" in get(bea, path)
    assert petra.sign_in().get(path).status_code == 404
    look = f"{path}second-look/"
    assert bea.get(look).status_code == 403
    page = get(boris, look)
    for part in (NAME, PLACE, "Hitno je."):
        assert part in page
    post(boris, look, {}, 302)
    guest = petra.sign_in()
    post(guest, f"{path}open/", {}, 302)
    page = get(guest, path)
    assert NAME in page
    assert "Hitno je." not in page
    assert reference in page


def law(world, case):
    page = post(
        world.bea.sign_in(), f"/cases/{case.reference}/conference/new/",
        filled(world.police, show="1"), 200,
    ).content.decode()  # fmt: skip
    return re.search(r'value="(law:[^"]+)"', page)[1]


def test_the_second_person_refuses_with_words_for_who_called(world, case, petra):
    bea, boris = world.bea.sign_in(), world.boris.sign_in()
    given = filled(world.police, reason="Hitno je.") | chosen(world.police, law(world, case))
    path = called_by(bea, case, given)["Location"]
    refuse = f"{path}second-look/refuse/"
    assert boris.post(refuse, {"message": ""}).status_code == 422
    post(boris, refuse, {"message": "Osnov ne stoji."}, 302)
    assert "Osnov ne stoji." in get(bea, path)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"place": ""}, "Write where you meet"),
        ({"about": ""}, "Write what it is about"),
        ({"day": "juče"}, "There is no such day"),
        ({"time": "25:70"}, "There is no such time"),
        ({"until": ""}, "Choose the day"),
        ({"until": days(1)}, "closes before you meet"),
        ({"day": days(-2)}, "passed already"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(world, case, wrong, told):
    row = agreement(world, case, world.health)
    given = filled(world.health) | chosen(world.health, f"agreement:{row.pk}") | wrong
    answer = called_by(world.bea.sign_in(), case, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'value="10:30"' in page or "time" in wrong
    assert not Meeting.objects.exists()


def test_nobody_is_invited_whose_preview_was_not_shown(world, case):
    """Ticked and sent at once: the page comes back with what they would see."""
    agreement(world, case, world.health)
    path = f"/cases/{case.reference}/conference/new/"
    bea = world.bea.sign_in()
    token = token_of(get(bea, path))
    answer = bea.post(path, filled(world.health, send="1", token=token))
    assert answer.status_code == 200
    assert not Meeting.objects.exists()


def test_without_parts_ground_or_provider_it_does_not_go(world, case, petra):
    row = agreement(world, case, world.health)
    bea = world.bea.sign_in()
    for more, told in (
        (chosen(world.health, f"agreement:{row.pk}", parts=()), "Tick what goes along"),
        (chosen(world.health, "law:0", parts=("who",)), "Choose on what it rests"),
        (chosen(world.health, f"agreement:{row.pk}", parts=("who", "stay")), "Choose the provider"),
        (chosen(world.health, f"agreement:{row.pk}", parts=("who", "health")), "did not agree"),
    ):
        answer = called_by(bea, case, filled(world.health) | more)
        assert (answer.status_code, told in answer.content.decode()) == (422, True), told
    answer = called_by(bea, case, filled(world.police) | chosen(world.police, law(world, case)))
    assert (answer.status_code, "Write why it goes" in answer.content.decode()) == (422, True)
    assert not Meeting.objects.exists()


def test_only_the_network_of_the_file_and_nobody_locked_out_stands_in_the_list(world, case):
    bea, path = world.bea.sign_in(), f"/cases/{case.reference}/conference/new/"
    CaseExclusion.objects.create(case=case, mark=mark(INSTITUTION, world.police.pk))
    page = get(bea, path)
    assert str(world.health.pk) in page
    assert str(world.police.pk) not in page
    assert str(world.csw_nis.pk) not in page
    for forged in (world.police, world.csw_nis):
        answer = called_by(bea, case, filled(forged))
        assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_strangers_find_nothing_and_the_coordinator_the_row_only(world, called):
    reference = called.meeting.reference
    paths = [f"/m/{reference}/", f"/m/{reference}/conference/", f"/open/{reference}/"]
    for name in ("ana", "direktor", "vera", "nina", "cora"):
        browser = world.people[name].sign_in()
        for path in paths:
            assert browser.get(path).status_code == 404, (name, path)
        assert reference not in get(browser, "/m/")
    kosta = world.kosta.sign_in()
    page = get(kosta, f"/m/{reference}/").split("</main>")[0]
    assert reference in get(kosta, "/m/")
    for word in (NAME, PLACE, ABOUT, "Bea", "Open it"):
        assert word not in page
    assert kosta.get(f"/m/{reference}/conference/").status_code == 404
    for end in ("answer/", "attendance/", "decide/", "call-off/"):
        assert kosta.post(f"/m/{reference}/{end}", {}).status_code in (403, 422), end
    assert kosta.post(f"/m/{reference}/conference/open/").status_code == 404


def test_a_locked_out_coordinator_has_no_row(world, case, called):
    CaseExclusion.objects.create(case=case, mark=mark(PERSON, world.kosta.member.person_id))
    kosta = world.kosta.sign_in()
    assert kosta.get(f"/m/{called.meeting.reference}/").status_code == 404
    assert called.meeting.reference not in get(kosta, "/m/")


def test_a_guest_writes_nothing_of_the_leaders(world, called):
    hana, path = world.hana.sign_in(), f"/m/{called.meeting.reference}/conference/"
    for end in ("minutes/", "decide/", "call-off/", "second-look/"):
        assert hana.get(path + end).status_code == 404
        assert hana.post(path + end, {"reason": "postponed"}).status_code == 404
    assert hana.post(f"{path}attendance/", {}).status_code == 404
    assert Guest.objects.get().ended_at is None


def test_called_off_by_its_page(world, called):
    bea, path = world.bea.sign_in(), f"/m/{called.meeting.reference}/conference/"
    get(bea, f"{path}call-off/")
    assert bea.post(f"{path}call-off/", {"reason": "not_approved"}).status_code == 422
    post(bea, f"{path}call-off/", {"reason": "too_few"}, 302)
    assert "Too few can come" in get(bea, path)
    page = get(world.hana.sign_in(), path)
    assert "does not take place" in page
    assert bea.get(f"{path}call-off/").status_code == 302
    assert bea.get(f"{path}minutes/").status_code == 302


def test_a_partner_on_paper_is_told_and_the_answer_typed_in(world, case):
    bea = world.bea.sign_in()
    given = filled(world.police, shown=world.police.pk.hex)
    path = called_by(bea, case, given)["Location"]
    row = Meeting.objects.get()
    page = get(bea, path)
    assert "by phone or letter" in page
    invitation = row.invitations.get()
    typed = {"invitation": invitation.pk, "answer": "no"}
    post(bea, f"{path}answer/", typed, 302)
    assert "second-hand" in get(bea, path)
    assert bea.post(f"{path}answer/", {"answer": "no"}).status_code == 422
