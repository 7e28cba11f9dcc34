"""Release, destroy, end: none of it needs anybody's key (figure 6)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.crypto.errors import Unopenable
from spona.vault import actions, jobs
from spona.vault.models import Box, Grant, Section
from spona.vault.refusals import NotConnected
from tests.vault import world


def test_acceptance_releases_what_the_sender_wrapped_long_before(w, packet, section):
    """Only the recipient's act; the sender's keys are nowhere near."""
    assert actions.release(packet, by=w.bea.actor, institution=w.csw.pk) == 1
    assert actions.open_section(section(packet, "body"), **w.boris.acts)["words"] == "Тело"
    assert actions.release(packet, by=w.bea.actor, institution=w.csw.pk) == 0
    assert Entry.objects.filter(name="grant:released").count() == 1


def test_the_system_may_release_by_itself(w, packet, section):
    grant = Grant.objects.get(state="held")
    assert actions.release(grant, by=world.HOUSEKEEPING) == 1
    assert actions.open_section(section(packet, "body"), **w.bea.acts)


def test_withdrawal_destroys_body_and_cover_of_the_recipient(w, packet, section):
    actions.release(packet, by=w.bea.actor)
    assert actions.destroy(packet, by=w.ana.actor, institution=w.csw.pk) == 2
    for name in ("cover", "body"):
        with pytest.raises(Denied):
            actions.open_section(section(packet, name), **w.bea.acts)
        assert actions.open_section(section(packet, name), **w.ana.acts)


def test_one_section_alone_can_be_moved(w, packet):
    assert actions.release(packet, by=w.ana.actor, sections=["cover"]) == 0
    assert actions.destroy(packet, by=w.ana.actor, institution=w.csw.pk, sections=["body"]) == 1


def test_an_outsider_moves_nothing(w, packet):
    for move in (actions.release, actions.destroy):
        with pytest.raises(Denied):
            move(packet, by=w.cora.actor)
    assert Grant.objects.filter(section__box=packet).count() == 4
    assert Grant.objects.filter(state="held").count() == 1


def test_a_held_row_from_another_place_is_not_released(w, packet):
    Grant.objects.filter(state="held").update(wrapped=b"\x01" + bytes(120))
    with pytest.raises(Unopenable):
        actions.release(packet, by=w.bea.actor)


def lasting(w, until, *, held=False, kind="conference"):
    return actions.create_box(
        kind,
        owner=w.school.pk,
        sections={"notes": world.text()},
        grants={
            "notes": [
                actions.to_institution(w.school),
                actions.to_account(w.ema.account, until=until, held=held),
            ]
        },
        by=w.ana.actor,
    )


def test_after_its_end_a_grant_opens_nothing_and_is_not_released(w, section, monkeypatch):
    box = lasting(w, timezone.now() + timedelta(hours=1))
    held = lasting(w, timezone.now() + timedelta(hours=1), held=True)
    assert actions.open_section(section(box, "notes"), **w.ema.acts)
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(Denied):
        actions.open_section(section(box, "notes"), **w.ema.acts)
    assert actions.release(held, by=w.ana.actor) == 0
    jobs.every_minute()
    assert not Grant.objects.filter(to_kind="member").exists()
    assert Entry.objects.filter(name="grant:ended", lane_id=w.school.pk).count() == 2


def test_a_grant_that_has_ended_before_it_begins_is_refused(w):
    with pytest.raises(ValueError, match="end before it begins"):
        lasting(w, timezone.now())
    with pytest.raises(ValueError, match="is a code"):
        actions.to_account(w.ema.account, basis="зато што")


def test_nothing_is_sealed_to_an_institution_without_a_holder(w):
    for to in (actions.to_institution(w.police), actions.to_statistics(w.other.pk)):
        with pytest.raises(NotConnected):
            actions.create_box(
                "counted",
                owner=w.school.pk,
                sections={"count": world.text()},
                grants={"count": [to]},
                by=w.ana.actor,
            )
    assert not Box.objects.exists()


def test_nothing_is_sealed_to_a_closed_account(w):
    w.ema.account.disabled_at = timezone.now()
    w.ema.account.save()
    with pytest.raises(NotConnected):
        lasting(w, None)


def test_a_box_states_its_kind_its_names_and_its_recipients(w):
    to = {"notes": [actions.to_institution(w.school)]}
    for kind, sections, grants in (
        ("letter", {"notes": world.text()}, to),
        ("note", {}, to),
        ("note", {"notes": world.text()}, {}),
        ("note", {"Notes!": world.text()}, {"Notes!": to["notes"]}),
    ):
        with pytest.raises(ValueError, match=r"box|never be opened|is a code"):
            actions.create_box(
                kind, owner=w.school.pk, sections=sections, grants=grants, by=w.ana.actor
            )


def test_nobody_keeps_records_in_the_name_of_another_institution(w):
    with pytest.raises(Denied):
        actions.create_box(
            "note",
            owner=w.csw.pk,
            sections={"notes": world.text()},
            grants={"notes": [actions.to_institution(w.csw)]},
            by=w.ana.actor,
        )


def test_the_owner_lets_in_whom_they_choose(w, packet, section):
    body = section(packet, "body")
    actions.grant(body, actions.to_institution(w.shelter, basis="duty"), **w.ana.acts)
    assert actions.open_section(body, **w.cora.acts)["words"] == "Тело"
    made = Entry.objects.get(name="grant:made")
    assert made.detail["to_id"] == str(w.shelter.pk)


def test_a_second_grant_to_the_same_replaces_the_first(w, packet, section):
    body = section(packet, "body")
    for until in (None, timezone.now() + timedelta(days=3)):
        actions.grant(body, actions.to_account(w.ema.account, until=until), **w.ana.acts)
    assert Grant.objects.get(to_kind="member").until is not None


def test_a_recipient_assigns_to_own_people_only(w, packet, section):
    cover = section(packet, "cover")
    actions.grant(cover, actions.to_account(w.ema.account, basis="assigned"), **w.bea.acts)
    assert actions.open_section(cover, **w.ema.acts)
    for stranger in (actions.to_account(w.cora.account), actions.to_institution(w.shelter)):
        with pytest.raises(Denied):
            actions.grant(cover, stranger, **w.bea.acts)


def test_unassigning_deletes_the_wrap(w, packet, section):
    cover = section(packet, "cover")
    made = actions.grant(cover, actions.to_account(w.ema.account), **w.bea.acts)
    assert actions.destroy(made, by=w.bea.actor) == 1
    with pytest.raises(Denied):
        actions.open_section(cover, **w.ema.acts)


def test_who_cannot_open_lets_nobody_in(w, packet, section):
    with pytest.raises(Denied):
        actions.grant(section(packet, "body"), actions.to_account(w.ema.account), **w.bea.acts)
    with pytest.raises(Denied):
        actions.grant(
            section(packet, "body"),
            actions.to_account(w.ema.account),
            by=world.HOUSEKEEPING,
            keys=w.ana.keys,
        )


def test_own_records_are_wrapped_the_fast_way(w, packet):
    box = actions.create_box(
        "note",
        owner=w.csw.pk,
        sections={"notes": world.text()},
        grants={"notes": [actions.to_institution(w.csw)]},
        **w.bea.acts,
    )
    assert Grant.objects.get(section__box=box).way == "symmetric"
    # Ema holds no seed: hers go the long way, and her intake holders open them too.
    hers = actions.create_box(
        "note",
        owner=w.csw.pk,
        sections={"notes": world.text("Од Еме")},
        grants={"notes": [actions.to_institution(w.csw)]},
        **w.ema.acts,
    )
    assert Grant.objects.get(section__box=hers).way == "hpke"
    notes = Section.objects.select_related("box")
    assert actions.open_section(notes.get(box=hers), **w.bea.acts)["words"] == "Од Еме"
    assert actions.open_section(notes.get(box=box), **w.boris.acts)


def test_an_erased_box_leaves_a_stone(w, packet, section):
    cover = section(packet, "cover")
    with pytest.raises(Denied):
        actions.erase_box(packet, by=w.bea.actor)
    actions.erase_box(packet, by=w.ana.actor)
    packet.refresh_from_db()
    assert packet.erased_at is not None
    assert not Section.objects.exists()
    assert not Grant.objects.exists()
    cover.box.refresh_from_db()
    with pytest.raises(Denied):
        actions.open_section(cover, **w.bea.acts)
    assert actions.open_many([cover], purpose="list", **w.bea.acts) == {}
    with pytest.raises(Denied):
        actions.add_section(packet, "notes", world.text(), [], by=w.ana.actor)


def test_a_section_is_added_later(w, section):
    box = lasting(w, None, kind="case")
    with pytest.raises(ValueError, match="never be opened"):
        actions.add_section(box, "plan", world.text(), [], by=w.ana.actor)
    actions.add_section(
        box, "plan", world.text("План"), [actions.to_institution(w.school)], **w.ana.acts
    )
    assert actions.open_section(section(box, "plan"), **w.alen.acts)["words"] == "План"


# Exclusion


def excluding(w, *people, place=None, held=False):
    place = place or w.csw
    to = actions.recipients_excluding(place, [one.account for one in people], held=held)
    box = actions.create_box(
        "packet",
        owner=w.school.pk,
        sections={"body": world.text("Тело")},
        grants={"body": [actions.to_institution(w.school), *to]},
        by=w.ana.actor,
    )
    return box, to


def test_an_excluded_holder_gets_no_key_and_the_others_get_it_by_name(w, section):
    actions.new_paper_key(w.csw, **w.bea.acts)
    box, to = excluding(w, w.boris)
    assert {one.kind for one in to} == {"member"}
    body = section(box, "body")
    for able in (w.bea, w.biljana):
        assert actions.open_section(body, **able.acts)["words"] == "Тело"
    with pytest.raises(Denied):
        actions.open_section(body, **w.boris.acts)
    # Nothing leads to the intake key, so the paper key opens nothing of it either.
    assert not body.grants.filter(to_kind="institution", to_id=w.csw.pk).exists()


def test_where_nobody_is_left_the_whole_institution_is_excluded(w):
    assert (
        actions.recipients_excluding(w.csw, [w.bea.account, w.boris.account.pk, w.biljana.account])
        == []
    )


def test_an_excluded_colleague_who_becomes_holder_later_still_opens_nothing(w, section):
    box, _to = excluding(w, w.ema)
    w.ema.member.roles = ["intake_holder"]
    w.ema.member.save()
    actions.add_holder(w.csw, w.ema.account, hold_hours=0, **w.bea.acts)
    with pytest.raises(Denied):
        actions.open_section(section(box, "body"), **w.ema.acts)


def test_excluding_somebody_elsewhere_changes_nothing(w):
    assert actions.recipients_excluding(w.csw, [w.cora.account]) == [actions.to_institution(w.csw)]


def test_without_a_holder_there_is_nobody_to_choose_from(w):
    with pytest.raises(NotConnected):
        actions.recipients_excluding(w.police, [])


def test_named_holders_accept_for_their_institution(w, section):
    box, _to = excluding(w, w.boris, held=True)
    assert actions.release(box, by=w.bea.actor, institution=w.csw.pk) == 2
    assert actions.open_section(section(box, "body"), **w.biljana.acts)
    assert section(box, "body") in Section.objects.visible_to(w.bea.actor)
