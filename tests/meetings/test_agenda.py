"""The agenda: what is not finished comes back by one tick, and nobody is named in it."""

from __future__ import annotations

import uuid

import pytest

from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.meetings.actions import (
    add_points,
    contribute,
    gather,
    move_point,
    remove_point,
    write_minutes,
)
from spona.meetings.actions.agenda import Wanted
from spona.meetings.actions.minuting import Written
from spona.meetings.models import Contribution, Meeting
from spona.meetings.queries import offers
from spona.tasks.actions import finish, open_task
from tests.meetings.table import (
    at_the_table,
    called,
    decided,
    get,
    held,
    ordered,
    post,
    starts,
    token_of,
)


def words(meeting):
    return [one.words or one.kind for one in meeting.points.all()]


@pytest.fixture
def open_point(world):
    return open_task(
        "open_point", ("referral", uuid.uuid4()), institution=None, network=world.vranje,
        reference="R-3H8D-W5", by=world.kosta.actor,
    )  # fmt: skip


def test_unfinished_decisions_and_ownerless_points_are_offered_until_they_are_done(
    world, open_point
):
    first = held(world, called(world))
    made = decided(world, first, world.csw)
    other = decided(world, first, world.health, "Poslati spisak.")
    offer = offers(world.vranje, world.kosta.actor)
    assert offer.decisions == [made, other]
    assert offer.tasks == [open_point]
    finish(other.task, by=world.hana.actor)
    assert offers(world.vranje, world.kosta.actor).decisions == [made]
    # Who does not lead the network is shown no reference of it.
    assert offers(world.vranje, world.bea.actor).tasks == []


def test_one_tick_each_puts_them_on_the_agenda_once(world, open_point):
    made = decided(world, held(world, called(world)), world.csw)
    kosta = world.kosta.sign_in()
    later = gather(world.vranje, ordered(world, starts_at=starts(9), points=[]),
                   by=world.kosta.actor)  # fmt: skip
    path = f"/m/{later.reference}/agenda/"
    page = get(kosta, path)
    assert "Sastaviti raspored" in page
    assert "R-3H8D-W5" in page
    ticks = {"take_up": [f"d:{made.pk}", f"t:{open_point.pk}"]}
    post(kosta, f"{path}take-up/", ticks)
    post(kosta, f"{path}take-up/", ticks)
    assert words(later) == [
        "Not finished: Sastaviti raspored dežurstva.",
        "An open point that has no owner yet",
    ]
    assert 'name="take_up"' not in get(kosta, path), "what stands there is not offered again"
    post(kosta, f"{path}take-up/", {"take_up": [f"d:{uuid.uuid4()}"]}, 422)
    # No reference of a referral stands on what everybody reads.
    assert "R-3H8D-W5" not in get(world.bea.sign_in(), f"/m/{later.reference}/")


def test_who_is_locked_out_of_the_thing_keeps_the_meeting(world, sent):
    """The open point is about a referral that excludes the health centre."""
    from spona.cases.referrals.models import Exclusion

    Exclusion.objects.create(referral=sent, mark=mark(INSTITUTION, world.health.pk))
    task = open_task(
        "open_point", sent.subject, institution=None, network=world.vranje,
        reference=sent.reference, by=world.kosta.actor,
    )  # fmt: skip
    meeting = called(world, points=[Wanted("Bez vlasnika", task=task)])
    assert Meeting.objects.visible_to(world.hana.actor).filter(pk=meeting.pk).exists()
    assert sent.reference not in get(world.hana.sign_in(), f"/m/{meeting.reference}/")


@pytest.fixture
def sent(world):
    from spona.cases.referrals.actions import send
    from tests.cases.packets import packet

    return send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)


def test_points_are_added_ordered_and_taken_off(world):
    meeting = called(world)
    kosta = world.kosta.sign_in()
    path = f"/m/{meeting.reference}/agenda/"
    typed = {"token": token_of(get(kosta, path)), "words": "Treća", "presents": str(world.csw.pk)}
    post(kosta, path, typed)
    post(kosta, path, typed)
    assert words(meeting) == ["Uputi i rokovi", "Zima pred nama", "Treća"]
    third = meeting.points.last()
    assert third.presents == world.csw
    post(kosta, f"{path}{third.pk}/move/", {"up": "1"})
    post(kosta, f"{path}{third.pk}/move/", {"up": "1"})
    post(kosta, f"{path}{third.pk}/move/", {"up": "1"})
    assert words(meeting) == ["Treća", "Uputi i rokovi", "Zima pred nama"]
    post(kosta, f"{path}{third.pk}/move/", {})
    assert [one.number for one in meeting.points.all()] == [1, 2, 3]
    post(kosta, f"{path}{third.pk}/remove/")
    assert words(meeting) == ["Uputi i rokovi", "Zima pred nama"]
    assert [one.number for one in meeting.points.all()] == [1, 2]
    for wrong, said in (({"words": ""}, "what the point is about"), ({"words": "y" * 201}, "200"),
                        ({"words": "o čemu govori Mira Mirić sutra"}, "looks like somebody")):  # fmt: skip
        assert said in post(kosta, path, typed | wrong, 422).content.decode()
    assert kosta.post(f"{path}{uuid.uuid4()}/remove/").status_code == 404
    bea = world.bea.sign_in()
    for end in ("", "take-up/", f"{third.pk}/move/", f"{third.pk}/remove/"):
        assert bea.post(path + end).status_code == 403


def test_a_point_of_another_meeting_is_not_moved_from_here(world):
    meeting, other = called(world), called(world, starts_at=starts(6))
    point = other.points.first()
    kosta = world.kosta.sign_in()
    assert kosta.post(f"/m/{meeting.reference}/agenda/{point.pk}/remove/").status_code == 404


def test_what_was_written_under_it_keeps_a_point_on_the_agenda(world):
    meeting = held(world, called(world))
    first, second = meeting.points.all()
    with at_the_table(meeting):
        write_minutes(meeting, {first.pk: Written("Rečeno je.", 0)}, tab="", by=world.kosta.actor)
    first.refresh_from_db()
    with pytest.raises(Conflict, match="so it stays"):
        remove_point(first, by=world.kosta.actor)
    decided(world, meeting, world.csw, point=second)
    with pytest.raises(Conflict, match="so it stays"):
        remove_point(second, by=world.kosta.actor)
    assert move_point(second, up=True, by=world.kosta.actor).number == 1


def test_nothing_is_added_to_a_meeting_that_is_over_or_by_others(world):
    meeting = called(world)
    with pytest.raises(Denied, match="Only who leads"):
        add_points(meeting, [Wanted("x")], by=world.bea.actor)
    with pytest.raises(Denied, match="not invited"):
        add_points(meeting, [Wanted("x", presents=world.csw_nis)], by=world.kosta.actor)
    with pytest.raises(Denied, match="what the point is about"):
        add_points(meeting, [Wanted("  ")], by=world.kosta.actor)


def test_the_yearly_meeting_has_its_agenda_and_each_institution_writes_beforehand(world):
    meeting = called(world, kind="yearly", points=[])
    assert words(meeting) == ["activities", "problems", "proposals"]
    ana, hana = world.ana.sign_in(), world.hana.sign_in()
    path = f"/m/{meeting.reference}/lines/"
    page = get(ana, path)
    for label in ("Activities done", "Problems", "Proposals"):
        assert label in page
    names = {one.kind: f"line_{one.pk.hex}" for one in meeting.points.all()}
    typed = {names["activities"]: "Tri časa o bezbednosti.", names["problems"]: "",
             names["proposals"]: "<b>Više časova</b>"}  # fmt: skip
    post(ana, path, typed)
    post(ana, path, typed)
    assert Contribution.objects.count() == 2
    post(hana, path, {names["activities"]: "Pregled brošure."})
    page = get(world.bea.sign_in(), f"/m/{meeting.reference}/")
    assert "Tri časa o bezbednosti." in page
    assert "&lt;b&gt;Više časova" in page
    # One's own lines only, changed as often as needed.
    post(ana, path, typed | {names["activities"]: "Četiri časa."})
    assert Contribution.objects.count() == 3
    assert (
        "looks like somebody"
        in post(
            ana, path, {names["problems"]: "što je rekla Jana Janić juče"}, 422
        ).content.decode()
    )
    assert world.nina.sign_in().get(path).status_code == 404
    assert post(ana, path, {names["problems"]: "z" * 4001}, 422)


def test_nobody_writes_lines_where_there_is_no_template_or_after_the_end(world):
    meeting = called(world)
    assert world.ana.sign_in().get(f"/m/{meeting.reference}/lines/").status_code == 404
    with pytest.raises(Denied, match="at this table"):
        contribute(meeting, {}, by=world.nina.actor)
