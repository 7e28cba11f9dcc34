"""Somebody whose login was known gets new keys: nothing of theirs is lost, the old ones open nothing."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.cases.intake.models import Draft
from spona.crypto import wrap
from spona.crypto.errors import Unopenable
from spona.identity import actions as identity
from spona.identity import jobs as identity_jobs
from spona.identity import public_keys, wraps
from spona.identity.keyring import keyring_of
from spona.identity.models import Account, Session
from spona.identity.sessions import HALF_COOKIE, SessionStore
from spona.notifications.models import Notice
from spona.vault import actions, queries, row_integrity
from spona.vault.models import HELD, Grant, IntakeWrap, StatisticsWrap
from tests.vault import world
from tests.vault.test_holders import later, sealed_to

NEW = "sedam novih zelenih vrata"


def renew(person, old=world.PASSWORD, new=NEW):
    """They do it in a browser in which they are signed in; returns them as they are afterwards."""
    account = Account.objects.get(pk=person.account.pk)
    request = RequestFactory().post("/")
    request.session = SessionStore()
    request.session.begin(account, wraps.open_by_password(account, old), "app")
    request.COOKIES[HALF_COOKIE] = request.session.half_to_send
    identity.renew_keys(request, old=old, new=new, by=person.actor)
    return again(person, new)


def again(person, password=NEW):
    """The same person, signed in anew."""
    account = Account.objects.get(pk=person.account.pk)
    usk = wraps.open_by_password(account, password)
    return world.Somebody(account, person.member, keyring_of(account, usk))


def stolen_from(person):
    """What somebody has who knows the password: the private key and that of the drafts."""
    account = Account.objects.get(pk=person.account.pk)
    usk = wraps.open_by_password(account, world.PASSWORD)
    return wraps.open_private_key(usk, account), person.keys


def opened_by(private):
    """What a private key opens of the whole database, held wraps without their outer layer."""
    found = []
    tables = (
        Grant.objects.select_related("section__box"),
        IntakeWrap.objects,
        StatisticsWrap.objects,
    )
    for rows in tables:
        for row in rows.all():
            wrapped = bytes(row.wrapped)
            try:
                if row.state == HELD:
                    wrapped = row_integrity.let_go(row.pk, wrapped, info=row.info())
                wrap.unwrap(private, wrapped, info=row.info())
            except Unopenable:
                continue
            found.append(row.pk)
    return found


@pytest.fixture
def files(w):
    """Ema works on seven files by name, and may read an eighth later."""
    made = [
        actions.create_box(
            "case", owner=w.csw.pk, sections={"notes": world.text(str(n))},
            grants={"notes": [actions.to_institution(w.csw),
                              actions.to_account(w.ema.account, held=n == 7, basis="assigned")]},
            by=w.bea.actor,
        )
        for n in range(8)
    ]  # fmt: skip
    return [box.sections.select_related("box").get() for box in made]


def draft_of(person):
    now = timezone.now()
    row = Draft(member=person.member, institution=person.member.institution, created_at=now,
                updated_at=now)  # fmt: skip
    row.sealed = person.keys.seal_own({"schema": 1, "words": "Нацрт"}, aad=row.aad())
    row.save(force_insert=True)
    return row


def test_the_old_key_opens_nothing_of_the_database_as_it_is_now(w, files):
    private, _ring = stolen_from(w.ema)
    assert len(opened_by(private)) == 8
    ema = renew(w.ema)
    assert opened_by(private) == []
    for section in files[:7]:
        assert actions.open_section(section, **ema.acts)
    with pytest.raises(Unopenable):
        wraps.open_by_password(Account.objects.get(pk=ema.account.pk), world.PASSWORD)


def test_what_was_held_for_them_stays_held_and_opens_after_its_release(w, files):
    ema = renew(w.ema)
    with pytest.raises(Denied):
        actions.open_section(files[7], **ema.acts)
    actions.release(files[7].box, by=w.bea.actor)
    assert actions.open_section(files[7], **ema.acts)["words"] == "7"


def test_new_material_goes_to_the_new_key_and_the_session_that_was_open_goes_on(w, files):
    private, _ring = stolen_from(w.ema)
    ema = renew(w.ema)
    grant = actions.grant(files[7], actions.to_account(ema.account), **w.bea.acts)
    assert grant.to_version == 1
    assert opened_by(private) == []
    assert actions.open_section(files[7], **ema.acts)


def test_a_holder_stays_a_holder_with_every_version_and_the_others_are_told(w):
    old = sealed_to(w, w.csw)
    actions.remove_holder(w.csw, w.biljana.account, by=w.boris.actor)
    private, _ring = stolen_from(w.bea)
    assert len(opened_by(private)) == 2
    words = public_keys.fingerprint_words(Account.objects.get(pk=w.bea.account.pk))
    Notice.objects.all().delete()
    bea = renew(w.bea)
    assert opened_by(private) == []
    assert bea.account in queries.active_holders(w.csw)
    for section in (old, sealed_to(w, w.csw)):
        assert actions.open_section(section, **bea.acts)
    assert public_keys.fingerprint_words(bea.account) != words
    assert Notice.objects.filter(account_id=w.boris.account.pk, kind="access").exists()
    actions.begin_rekey(w.csw, paper_too=False, **bea.acts)
    assert actions.go_on(w.csw, **bea.acts) == 0


def test_who_still_waits_for_the_key_goes_on_waiting(w, monkeypatch):
    nina = world.somebody("nina", w.csw, "intake_holder")
    section = sealed_to(w, w.csw)
    actions.add_holder(w.csw, nina.account, **w.bea.acts)
    nina = renew(nina)
    with pytest.raises(Unopenable):
        actions.open_section(section, **nina.acts)
    later(monkeypatch, hours=25)
    actions.release_due(by=world.HOUSEKEEPING)
    assert actions.open_section(section, **nina.acts)


def test_an_analyst_goes_on_counting(w):
    counted = actions.create_box(
        "counted", owner=w.csw.pk, sections={"count": world.text()},
        grants={"count": [actions.to_institution(w.csw), actions.to_statistics(w.net.pk)]},
        by=w.bea.actor,
    )  # fmt: skip
    private, _ring = stolen_from(w.dora)
    dora = renew(w.dora)
    assert opened_by(private) == []
    section = counted.sections.select_related("box").get()
    assert actions.open_section(section, **dora.acts)


def test_drafts_move_and_the_old_key_opens_none(w):
    draft = draft_of(w.ema)
    _private, ring = stolen_from(w.ema)
    assert ring.open_own(bytes(draft.sealed), aad=draft.aad())
    ema = renew(w.ema)
    draft.refresh_from_db()
    with pytest.raises(Unopenable):
        ring.open_own(bytes(draft.sealed), aad=draft.aad())
    assert ema.keys.open_own(bytes(draft.sealed), aad=draft.aad())["words"] == "Нацрт"
    assert draft.revision == 1, "another window's save is no conflict"


def test_the_rest_moves_in_chunks_and_opens_all_the_while(w, files, monkeypatch):
    private, _ring = stolen_from(w.ema)
    monkeypatch.setattr("spona.identity.key_rotation.move", lambda *args, **more: 0)
    ema = renew(w.ema)
    monkeypatch.undo()
    assert len(opened_by(private)) == 8, "broken off before the first chunk"
    for section in files[:7]:
        assert actions.open_section(section, **ema.acts)
    assert identity.go_on(ema.account, **ema.acts, at_most=3) == 5
    assert len(opened_by(private)) == 5
    ema = again(ema)
    for section in files[:7]:
        assert actions.open_section(section, **ema.acts)
    with pytest.raises(Conflict):
        renew(ema, old=NEW, new="osam starih plavih prozora")
    assert identity.go_on(ema.account, **ema.acts, at_most=3) == 2
    assert identity.go_on(ema.account, **ema.acts, at_most=3) == 0
    assert opened_by(private) == []
    said = Entry.objects.filter(name="account:moved_to_new_keys").order_by("seq")
    assert [line.detail for line in said] == [
        {"moved": 3, "left": 5}, {"moved": 3, "left": 2}, {"moved": 2, "left": 0},
    ]  # fmt: skip


def destroyed(monkeypatch):
    later(monkeypatch, minutes=6)
    return identity_jobs.destroy_old_keys()


def test_the_earlier_keys_are_destroyed_when_nothing_is_under_them(w, files, monkeypatch):
    ema = renew(w.ema)
    assert identity_jobs.destroy_old_keys() == 0, "a request may still be sealing to them"
    # One did: it had read the old key before.
    late = files[0].grants.get(to_kind="member")
    secret = ema.keys.unwrap(bytes(late.wrapped), info=late.info())
    late.to_version = 0
    late.wrapped = wrap.wrap_to(w.ema.keys.public_key, secret, info=late.info())
    row_integrity.stamp(late).save()
    assert destroyed(monkeypatch) == 0
    assert identity.go_on(ema.account, **ema.acts) == 0
    assert identity_jobs.destroy_old_keys() == 1
    assert Account.objects.get(pk=ema.account.pk).previous_sealed is None
    ema = again(ema)
    for section in files[:7]:
        assert actions.open_section(section, **ema.acts)
    ema = renew(ema, old=NEW, new="osam starih plavih prozora")
    assert actions.open_section(files[0], **ema.acts)


def test_an_altered_grant_holds_up_nothing(w, files, monkeypatch):
    Grant.objects.filter(section=files[0], to_kind="member").update(basis="forged")
    renew(w.ema)
    assert destroyed(monkeypatch) == 1


def test_what_is_written_afterwards_is_closed_to_old_key_and_old_copy_together(w, files):
    grant = files[0].grants.get(to_kind="member")
    secret = w.ema.keys.unwrap(bytes(grant.wrapped), info=grant.info())
    ema = renew(w.ema)
    saved = actions.save_section(files[0], world.text("Ново"), revision=1, **ema.acts)
    from spona.crypto import aead

    with pytest.raises(Unopenable):
        aead.open_sealed(secret, bytes(saved.sealed), aad=saved.aad())
    assert actions.open_section(saved, **again(ema).acts)["words"] == "Ново"
    assert actions.open_section(saved, **w.bea.acts, reason="danger")["words"] == "Ново"


def test_nobody_does_it_for_somebody_else(w, files):
    with pytest.raises(Denied):
        identity.go_on(w.ema.account, by=w.bea.actor, keys=w.bea.keys)
    account = Account.objects.get(pk=w.ema.account.pk)
    request = RequestFactory().post("/")
    request.session = SessionStore()
    request.session.begin(account, wraps.open_by_password(account, world.PASSWORD), "app")
    request.COOKIES[HALF_COOKIE] = request.session.half_to_send
    with pytest.raises(Denied):
        identity.renew_keys(request, old=world.PASSWORD, new=NEW, by=w.bea.actor)
    Session.objects.update(locked_at=timezone.now() - timedelta(minutes=1), usk_sealed=None)
    fresh = SessionStore(request.session.session_key)
    request.session = fresh
    with pytest.raises(Denied):
        identity.renew_keys(request, old=world.PASSWORD, new=NEW, by=w.ema.actor)
    assert Account.objects.get(pk=account.pk).key_version == 0
