"""Holders come and go; the paper key; what a leaver keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.crypto import keypairs, wrap
from spona.crypto.errors import Unopenable
from spona.identity import wraps
from spona.notifications.models import Notice
from spona.vault import actions, jobs, queries, row_integrity, seeds
from spona.vault.models import Grant, IntakeKey, IntakeWrap, PaperKey
from spona.vault.refusals import NotConnected
from tests.vault import world


def sealed_to(w, place, section_name="notes"):
    return (
        actions.create_box(
            "note",
            owner=None,
            sections={section_name: world.text("Пре")},
            grants={section_name: [actions.to_institution(place)]},
            by=world.DEMO,
        )
        .sections.select_related("box")
        .get()
    )


@pytest.fixture
def nina(w):
    return world.somebody("nina", w.csw, "intake_holder")


def later(monkeypatch, **delta):
    moved = timezone.now() + timedelta(**delta)
    monkeypatch.setattr(timezone, "now", lambda: moved)


def test_publishing_a_key_is_written_down_with_its_words(w):
    key = queries.current_key(w.csw)
    latin, cyrillic = queries.fingerprint_words(key)
    assert len(latin) == len(cyrillic) == 8
    entry = Entry.objects.get(name="intake_key:published", lane_id=w.csw.pk)
    assert entry.detail == {"version": 1, "fingerprint": " ".join(latin)}
    other, _ = queries.fingerprint_words(queries.current_key(w.school))
    assert other != latin


def test_a_new_holder_opens_nothing_for_a_day_then_everything(w, nina, monkeypatch):
    old = sealed_to(w, w.csw)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    new = sealed_to(w, w.csw)
    assert len(actions.add_holder(w.csw, nina.account, **w.bea.acts)) == 2
    with pytest.raises(Unopenable):
        actions.open_section(old, **nina.acts)
    jobs.every_minute()
    with pytest.raises(Unopenable):
        actions.open_section(old, **nina.acts)
    later(monkeypatch, hours=24, seconds=1)
    jobs.every_minute()
    for section in (old, new):
        assert actions.open_section(section, **nina.acts)["words"] == "Пре"
    assert Entry.objects.filter(name="holder:released", lane_id=w.csw.pk).count() == 2


def test_a_second_holder_lets_the_new_one_in_at_once(w, nina):
    section = sealed_to(w, w.csw)
    actions.add_holder(w.csw, nina.account, **w.bea.acts)
    assert set(Notice.objects.values_list("account_id", flat=True)) == {
        w.boris.account.pk, w.biljana.account.pk,
    }  # fmt: skip
    for not_a_second in (w.bea, nina):
        with pytest.raises(Denied):
            actions.confirm_regrant(w.csw, nina.account, by=not_a_second.actor)
    assert actions.confirm_regrant(w.csw, nina.account, by=w.boris.actor) == 1
    assert actions.open_section(section, **nina.acts)
    assert actions.confirm_regrant(w.csw, nina.account, by=w.boris.actor) == 0


def test_nobody_confirms_for_another_institution(w, nina):
    actions.add_holder(w.csw, nina.account, **w.bea.acts)
    with pytest.raises(Denied):
        actions.confirm_regrant(w.csw, nina.account, by=w.ana.actor)
    with pytest.raises(Denied):
        actions.add_holder(w.csw, nina.account, **w.ana.acts)


def test_who_may_become_a_holder(w, nina, settings):
    for nobody in (w.ema, w.cora):
        with pytest.raises(Denied):
            actions.add_holder(w.csw, nobody.account, **w.bea.acts)
    with pytest.raises(Denied):
        actions.add_holder(w.csw, w.bea.account, **w.bea.acts)
    actions.add_holder(w.csw, nina.account, hold_hours=0, **w.bea.acts)
    fifth = world.somebody("petra", w.csw, "intake_holder")
    with pytest.raises(Denied):
        actions.add_holder(w.csw, fifth.account, **w.bea.acts)
    settings.SPONA_KIND = "real"
    with pytest.raises(ValueError, match="waits for 24 hours"):
        actions.add_holder(w.csw, nina.account, hold_hours=0, **w.bea.acts)


def test_somebody_with_a_new_pair_of_keys_is_no_holder_until_given_the_key_again(w):
    """After a reset the old wrap is lost; another holder gives the key again."""
    from spona.identity import public_keys

    account = w.boris.account
    account.public_key = keypairs.public_key(keypairs.new_private_key())
    public_keys.sign(account)
    account.save()
    assert account not in queries.active_holders(w.csw)
    actions.add_holder(w.csw, account, hold_hours=0, **w.bea.acts)
    assert account in queries.active_holders(w.csw)
    assert IntakeWrap.objects.filter(account=account).count() == 1


def test_a_leaver_with_the_retained_seed_opens_nothing_new(w):
    kept = seeds.intake_seed(w.csw.pk, 1, w.boris.keys)
    old = sealed_to(w, w.csw)
    fresh = actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    assert fresh.version == 2
    new = sealed_to(w, w.csw)
    with pytest.raises(Unopenable):
        actions.open_section(old, **w.boris.acts)
    with pytest.raises(Unopenable):
        actions.open_section(new, **w.boris.acts)
    grant = new.grants.get()
    with pytest.raises(Unopenable):
        wrap.unwrap(keypairs.private_key_from_seed(kept), bytes(grant.wrapped), info=grant.info())
    for section in (old, new):
        assert actions.open_section(section, **w.biljana.acts)["words"] == "Пре"


def test_who_is_still_waiting_waits_for_the_new_version_too(w, nina, monkeypatch):
    actions.add_holder(w.csw, nina.account, **w.bea.acts)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    new = sealed_to(w, w.csw)
    with pytest.raises(Unopenable):
        actions.open_section(new, **nina.acts)
    later(monkeypatch, hours=25)
    jobs.every_minute()
    assert actions.open_section(new, **nina.acts)


def test_who_may_remove_whom(w):
    with pytest.raises(Denied):
        actions.remove_holder(w.csw, w.boris.account, by=w.ana.actor)
    actions.remove_holder(w.csw, w.boris.account, by=w.boris.actor)
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    with pytest.raises(Denied):
        actions.remove_holder(w.csw, w.bea.account, by=w.bea.actor)
    assert queries.connected(w.csw)


def test_when_a_mandate_ends_the_job_takes_the_key(w):
    w.boris.member.roles = ["case_worker"]
    w.boris.member.save()
    w.alen.account.disabled_at = timezone.now()
    wraps.sign(w.alen.account)
    w.alen.account.save()
    jobs.every_hour()
    assert not IntakeWrap.objects.filter(account__in=[w.boris.account, w.alen.account]).exists()
    assert queries.current_key(w.csw).version == queries.current_key(w.school).version == 2
    jobs.every_hour()
    assert queries.current_key(w.csw).version == 2


def test_after_the_last_holder_the_institution_is_not_connected_also_with_a_paper_key(w):
    text = actions.new_paper_key(w.shelter, **w.cora.acts)
    old = sealed_to(w, w.shelter)
    w.cora.member.roles = []
    w.cora.member.save()
    assert not queries.connected(w.shelter)
    with pytest.raises(NotConnected):
        sealed_to(w, w.shelter)
    jobs.every_hour()
    assert queries.current_key(w.shelter) is None
    assert queries.holders(w.shelter) == []
    with pytest.raises(NotConnected):
        sealed_to(w, w.shelter)
    # Somebody new comes and takes the sheet out of the safe.
    new = world.somebody("lena", w.shelter, "intake_holder")
    for wrong in ("", text[:-1], text[:-1] + "*", actions.new_paper_key(w.csw, **w.bea.acts)):
        with pytest.raises(Denied):
            actions.use_paper_key(w.shelter, wrong, new.account, by=new.actor)
    actions.use_paper_key(w.shelter, text.lower().replace("-", " "), new.account, by=new.actor)
    assert actions.open_section(old, **new.acts)["words"] == "Пре"
    assert queries.current_key(w.shelter).version == 2
    assert actions.open_section(sealed_to(w, w.shelter), **new.acts)


def test_the_paper_key_brings_back_one_holder_beside_the_others(w):
    text = actions.new_paper_key(w.csw, **w.bea.acts)
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    old = sealed_to(w, w.csw)
    actions.use_paper_key(w.csw, text, w.boris.account, by=w.boris.actor)
    assert actions.open_section(old, **w.boris.acts)
    assert {one.pk for one in queries.active_holders(w.csw)} == {
        w.bea.account.pk, w.boris.account.pk, w.biljana.account.pk,
    }  # fmt: skip
    assert Notice.objects.filter(account_id=w.bea.account.pk, kind="access").exists()


def test_a_new_paper_key_ends_the_old_one(w):
    old = actions.new_paper_key(w.csw, **w.bea.acts)
    new = actions.new_paper_key(w.csw, **w.bea.acts)
    with pytest.raises(Denied):
        actions.use_paper_key(w.csw, old, w.boris.account, by=w.boris.actor)
    actions.use_paper_key(w.csw, new, w.boris.account, by=w.boris.actor)
    assert PaperKey.objects.filter(institution=w.csw, ended_at=None).count() == 1


def test_a_version_that_the_sheet_does_not_open_is_left_out(w):
    text = actions.new_paper_key(w.csw, **w.bea.acts)
    key = IntakeKey.objects.get(institution=w.csw)
    key.seed_for_paper_sealed = b"\x01" + bytes(80)
    row_integrity.stamp(key).save()
    actions.use_paper_key(w.csw, text, w.boris.account, by=w.boris.actor)
    assert IntakeWrap.objects.filter(account=w.boris.account).count() == 1
    key.refresh_from_db()
    key.seed_for_paper_sealed = None
    row_integrity.stamp(key).save()
    with pytest.raises(Unopenable):
        seeds.seed_from_paper(key, bytes(32))


def test_the_paper_key_may_come_before_the_first_holder(w):
    first = world.somebody("pera", w.police, "intake_holder")
    with pytest.raises(Denied):
        actions.new_paper_key(w.police, by=w.ana.actor)
    text = actions.new_paper_key(w.police, by=first.actor)
    actions.create_intake_key(w.police, holders=[first.account], by=first.actor)
    old = sealed_to(w, w.police)
    with pytest.raises(Denied):
        actions.new_paper_key(w.police, by=first.actor)
    second = world.somebody("mira", w.police, "intake_holder")
    actions.use_paper_key(w.police, text, second.account, by=second.actor)
    assert actions.open_section(old, **second.acts)


def test_a_public_paper_key_is_taken_at_the_beginning(w):
    first = world.somebody("pera", w.police, "intake_holder")
    text = "0000-0000-0000-0000-0000-0000-0000-0000-0"
    public = keypairs.public_key(queries.paper_private(w.police.pk, text))
    actions.create_intake_key(
        w.police, holders=[first.account], paper_public_key=public, by=world.DEMO
    )
    assert queries.is_paper_key(queries.paper_key(w.police), text)
    assert len(queries.fingerprint_words(queries.paper_key(w.police))[0]) == 8


def test_the_first_key_is_made_once_by_whom_it_concerns(w):
    with pytest.raises(Denied):
        actions.create_intake_key(w.csw, holders=[w.bea.account], by=w.bea.actor)
    with pytest.raises(Denied):
        actions.create_intake_key(w.police, holders=[w.dora.account], by=world.DEMO)
    with pytest.raises(Denied):
        actions.create_intake_key(w.police, holders=[], by=world.DEMO)
    with pytest.raises(Denied):
        actions.create_intake_key(w.police, holders=[], by=w.dora.actor)


def test_losing_every_way_in_is_said_plainly_and_one_can_begin_again(w):
    """No holder and no paper: what was sealed is lost, and new material opens."""
    lost = sealed_to(w, w.shelter)
    w.cora.member.roles = []
    w.cora.member.save()
    jobs.every_hour()
    new = world.somebody("lena", w.shelter, "intake_holder")
    actions.create_intake_key(w.shelter, holders=[new.account], by=new.actor)
    with pytest.raises(Unopenable):
        actions.open_section(lost, **new.acts)
    assert actions.open_section(sealed_to(w, w.shelter), **new.acts)


# Whose membership


def test_a_personal_grant_ends_with_the_work_for_that_institution(w):
    """Ema leaves for the shelter: what the centre assigned to her stays behind."""
    section = (
        actions.create_box(
            "case",
            owner=w.csw.pk,
            sections={"plan": world.text()},
            grants={"plan": [actions.to_institution(w.csw), actions.to_account(w.ema.account)]},
            **w.bea.acts,
        )
        .sections.select_related("box")
        .get()
    )
    assert actions.open_section(section, **w.ema.acts)
    today = timezone.localdate()
    w.ema.member.starts_on, w.ema.member.ends_on = today - timedelta(days=9), today
    w.ema.member.save()
    with pytest.raises(Denied):
        actions.open_section(section, **w.ema.acts)
    from spona.directory.models import Member

    w.ema.member = Member.objects.create(
        person=w.ema.member.person, institution=w.shelter, roles=["case_worker"]
    )
    with pytest.raises(Denied):
        actions.open_section(section, **w.ema.acts)


def test_somebody_with_two_hats_is_let_in_under_one_of_them(w):
    from spona.directory.models import Member

    Member.objects.create(person=w.cora.member.person, institution=w.police, roles=[])
    arguments = {
        "owner": w.csw.pk,
        "sections": {"plan": world.text()},
        "by": w.bea.actor,
    }
    with pytest.raises(ValueError, match="say for which"):
        actions.create_box(
            "case", grants={"plan": [actions.to_account(w.cora.account)]}, **arguments
        )
    to = actions.to_account(w.cora.account, member_of=w.shelter.pk)
    box = actions.create_box("case", grants={"plan": [to]}, **arguments)
    assert actions.open_section(box.sections.select_related("box").get(), **w.cora.acts)


def test_somebody_without_a_hat_is_let_in_nowhere(w):
    w.cora.member.ends_on = w.cora.member.starts_on = timezone.localdate()
    w.cora.member.save()
    with pytest.raises(NotConnected):
        actions.create_box(
            "case",
            owner=w.csw.pk,
            sections={"plan": world.text()},
            grants={"plan": [actions.to_account(w.cora.account)]},
            by=w.bea.actor,
        )
    assert not Grant.objects.exists()


def test_a_granter_passes_on_only_what_they_open(w, nina):
    """Boris came back with a wrap of the first version that was spoilt: the rest is passed on."""
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    IntakeWrap.objects.filter(account=w.bea.account, key__version=1).delete()
    made = actions.add_holder(w.csw, nina.account, hold_hours=0, **w.bea.acts)
    assert [wrap.key.version for wrap in made] == [2]


def test_a_spoilt_held_wrap_is_not_released(w, nina, monkeypatch):
    actions.add_holder(w.csw, nina.account, **w.bea.acts)
    later(monkeypatch, hours=25)
    IntakeWrap.objects.filter(account=nina.account).update(wrapped=b"\x01" + bytes(120))
    with pytest.raises(Unopenable):
        actions.release_due(by=world.HOUSEKEEPING)
