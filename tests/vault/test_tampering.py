"""Figure 5: whatever somebody who writes the database alone puts there is refused."""

import pytest
from django.utils import timezone, translation

from spona.access.denied import Denied
from spona.crypto import aead, keypairs, wrap
from spona.crypto.documents import seal_document
from spona.crypto.errors import Unopenable
from spona.identity import public_keys
from spona.vault import actions, queries, row_integrity, seeds
from spona.vault.models import (
    Box,
    Grant,
    IntakeKey,
    IntakeWrap,
    PaperKey,
    Section,
    StatisticsKey,
    StatisticsWrap,
)
from spona.vault.refusals import NotConnected
from tests.vault import world


@pytest.fixture
def read(section):
    def opened(box, name, person):
        return actions.open_section(section(box, name), **person.acts)

    return opened


def note(w, words="Наше"):
    return actions.create_box(
        "note",
        owner=w.csw.pk,
        sections={"notes": world.text(words), "plan": world.text(words)},
        grants={name: [actions.to_institution(w.csw)] for name in ("notes", "plan")},
        by=w.bea.actor,
    )


def test_every_flipped_or_cut_byte_of_a_text_is_refused(w, read, section):
    box = note(w)
    row = section(box, "notes")
    whole = bytes(row.sealed)
    for at in range(0, len(whole), 7):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1
        for sealed in (bytes(spoilt), whole[:at]):
            row.sealed = sealed
            # Also by somebody who has the server's MAC key: the seal itself refuses.
            for remade in (False, True):
                world.remade(row) if remade else row.save()
                with pytest.raises(Unopenable):
                    read(box, "notes", w.bea)
                row.mac = row_integrity.stamp(Section.objects.get(pk=row.pk)).mac


@pytest.mark.parametrize("remade", [False, True])
def test_a_text_moved_to_another_place_is_refused(w, read, section, remade):
    box, other = note(w), note(w, "Друго")
    for source in (section(other, "notes"), section(box, "plan")):
        row = section(box, "notes")
        row.sealed = source.sealed
        world.remade(row) if remade else row.save()
        with pytest.raises(Unopenable):
            read(box, "notes", w.bea)


@pytest.mark.parametrize("remade", [False, True])
@pytest.mark.parametrize("field", ["version", "revision"])
def test_an_old_text_under_a_new_number_is_refused(w, read, section, field, remade):
    box = note(w)
    row = section(box, "notes")
    setattr(row, field, 2)
    world.remade(row) if remade else row.save()
    with pytest.raises(Unopenable):
        read(box, "notes", w.bea)


def test_a_text_sealed_by_a_reader_with_access_to_the_database_is_refused(w, read, section):
    """Bea knows the section's key; without the server's MAC key she cannot plant a text."""
    box = note(w)
    row = section(box, "notes")
    seed = seeds.intake_seed(w.csw.pk, 1, w.bea.keys)
    grant = row.grants.get()
    secret = wrap.unwrap(
        keypairs.private_key_from_seed(seed), bytes(grant.wrapped), info=grant.info()
    )
    Section.objects.filter(pk=row.pk).update(
        sealed=seal_document(secret, world.text("Лаж"), aad=row.aad())
    )
    with pytest.raises(Unopenable):
        read(box, "notes", w.boris)


@pytest.mark.parametrize("recomputed", [False, True])
def test_a_grant_planted_for_oneself_opens_nothing(w, read, section, recomputed):
    """Cora copies a grant, or makes one to herself with a key of her own choice."""
    box = note(w)
    row = section(box, "notes")
    copied = row.grants.get()
    planted = Grant(
        section=row, to_kind="member", member_of=w.shelter.pk, to_id=w.cora.account.pk, wrapped=copied.wrapped,
        mac=copied.mac,
    )  # fmt: skip
    if recomputed:
        planted.wrapped = wrap.wrap_to(
            bytes(w.cora.account.public_key), aead.new_key(), info=planted.info()
        )
    planted.save(force_insert=True)
    with pytest.raises(Unopenable):
        read(box, "notes", w.cora)
    assert read(box, "notes", w.bea)["words"] == "Наше"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "open"),
        ("until", None),
        ("basis", "duty"),
        ("granted_by", None),
        ("way", "symmetric"),
    ],
)
def test_no_field_of_a_grant_can_be_changed(w, packet, read, section, field, value):
    from datetime import timedelta

    from django.utils import timezone

    box = actions.create_box(
        "note",
        owner=w.csw.pk,
        sections={"notes": world.text()},
        grants={
            "notes": [
                actions.to_institution(
                    w.csw, held=True, basis="agreement", until=timezone.now() + timedelta(days=1)
                )
            ]
        },
        by=w.bea.actor,
    )
    Grant.objects.filter(section__box=box).update(**{"state": "open", field: value})
    with pytest.raises(Unopenable):
        read(box, "notes", w.bea)


def test_a_released_grant_cannot_be_prolonged(w, read, section):
    from datetime import timedelta

    from django.utils import timezone

    box = note(w)
    Grant.objects.filter(section__box=box).update(until=timezone.now() + timedelta(days=1))
    with pytest.raises(Unopenable):
        read(box, "notes", w.bea)


def test_a_grant_moved_to_another_section_is_refused(w, read, section):
    box = note(w)
    Grant.objects.filter(section=section(box, "notes")).delete()
    Grant.objects.filter(section=section(box, "plan")).update(section=section(box, "notes"))
    with pytest.raises(Unopenable):
        read(box, "notes", w.bea)


def test_a_spoilt_grant_does_not_hide_a_good_one(w, read, section):
    box = note(w)
    row = section(box, "notes")
    actions.grant(row, actions.to_account(w.bea.account), **w.bea.acts)
    Grant.objects.filter(section=row, to_kind="member").update(wrapped=b"\x01" + bytes(80))
    assert read(box, "notes", w.bea)["words"] == "Наше"


def own_pair():
    seed, public = seeds.new_seed()
    return seed, public


@pytest.mark.parametrize("recomputed", [False, True])
def test_an_attackers_intake_key_gets_nothing_sealed_to_it(w, recomputed):
    """The row is replaced, also with wraps that fit the attacker's seed."""
    seed, public = own_pair()
    key = IntakeKey.objects.get(institution=w.csw)
    IntakeKey.objects.filter(pk=key.pk).update(public_key=public)
    if recomputed:
        for one in IntakeWrap.objects.filter(key=key).select_related("account"):
            wrapped = wrap.wrap_to(bytes(one.account.public_key), seed, info=one.info())
            IntakeWrap.objects.filter(pk=one.pk).update(wrapped=wrapped)
    with pytest.raises(Unopenable):
        note(w)


def test_an_attackers_newer_key_row_is_refused(w):
    _seed, public = own_pair()
    IntakeKey.objects.filter(institution=w.csw).update(ended_at="2026-11-25T00:00:00Z")
    IntakeKey.objects.create(institution=w.csw, version=2, public_key=public, mac=bytes(32))
    with pytest.raises(Unopenable):
        note(w)


def test_deleting_the_newest_version_does_not_bring_the_old_one_back(w):
    """A leaver still knows the old seed: nothing may be sealed to it again."""
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    IntakeKey.objects.get(institution=w.csw, version=2).delete()
    with pytest.raises(NotConnected):
        note(w)
    IntakeKey.objects.filter(institution=w.csw).update(ended_at=None)
    with pytest.raises(Unopenable):
        note(w)


def test_a_public_key_of_a_person_replaced_in_the_database_gets_nothing(w):
    stranger = keypairs.public_key(keypairs.new_private_key())
    w.ema.account.public_key = stranger
    w.ema.account.save()
    with pytest.raises(Unopenable):
        actions.create_box(
            "note",
            owner=w.csw.pk,
            sections={"notes": world.text()},
            grants={"notes": [actions.to_account(w.ema.account)]},
            by=w.bea.actor,
        )
    with pytest.raises(Unopenable):
        public_keys.checked(w.ema.account)


@pytest.mark.parametrize("recomputed", [False, True])
def test_a_wrap_planted_for_an_outsider_makes_no_holder(w, read, recomputed):
    """Cora's own account is put where Boris's wrap was, also with a seed of her own."""
    box = note(w)
    wrapped = IntakeWrap.objects.select_related("key").get(account=w.boris.account)
    wrapped.account = w.cora.account
    wrapped.account_key = public_keys.digest(bytes(w.cora.account.public_key))
    if recomputed:
        wrapped.wrapped = wrap.wrap_to(
            bytes(w.cora.account.public_key), aead.new_key(), info=wrapped.info()
        )
    wrapped.save()
    assert w.cora.account not in queries.active_holders(w.csw)
    with pytest.raises(Unopenable):
        seeds.intake_seed(w.csw.pk, 1, w.cora.keys)
    with pytest.raises(Denied):
        read(box, "notes", w.cora)
    with pytest.raises(Unopenable):
        read(box, "notes", w.boris)


def test_a_seed_that_does_not_fit_the_published_key_is_refused(w):
    """Even with the server's MAC key: a wrap of another seed is found out by the public half."""
    row = IntakeWrap.objects.select_related("key").get(account=w.bea.account)
    other = aead.new_key()
    row.wrapped = wrap.wrap_to(bytes(w.bea.account.public_key), other, info=row.info())
    row_integrity.stamp(row).save()
    with pytest.raises(Unopenable):
        seeds.intake_seed(w.csw.pk, 1, w.bea.keys)


def test_a_held_wrap_switched_to_open_opens_nothing(w):
    newcomer = world.somebody("nina", w.csw, "intake_holder")
    actions.add_holder(w.csw, newcomer.account, **w.bea.acts)
    IntakeWrap.objects.filter(account=newcomer.account).update(state="open")
    with pytest.raises(Unopenable):
        seeds.intake_seed(w.csw.pk, 1, newcomer.keys)
    assert newcomer.account not in queries.active_holders(w.csw)


def test_an_attackers_paper_key_gets_no_seed(w):
    actions.new_paper_key(w.csw, **w.bea.acts)
    _seed, public = own_pair()
    PaperKey.objects.filter(institution=w.csw).update(public_key=public)
    with pytest.raises(Unopenable):
        actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)


def test_an_attackers_statistics_key_gets_no_record(w):
    _seed, public = own_pair()
    StatisticsKey.objects.update(public_key=public)
    with pytest.raises(Unopenable):
        queries.current_statistics_key(w.net.pk)
    StatisticsWrap.objects.update(account=w.cora.account)
    with pytest.raises(Unopenable):
        seeds.statistics_seed(w.net.pk, 1, w.cora.keys)


def test_a_box_given_to_another_owner_in_the_database_is_refused(w, read):
    box = note(w)
    Box.objects.filter(pk=box.pk).update(owner_institution=w.shelter)
    with pytest.raises(Unopenable):
        read(box, "notes", w.bea)


def test_of_a_list_nothing_opens_whose_box_was_altered(w):
    """Sections of a list share the row of their box, so it is looked at once for all of them."""
    box = note(w)
    Box.objects.filter(pk=box.pk).update(owner_institution=w.shelter)
    sections = queries.sections_named([(box.pk, "notes"), (box.pk, "plan")], w.bea.actor)
    assert len(sections) == 2
    assert actions.open_many(sections, purpose="list", **w.bea.acts) == {}


def test_a_box_altered_between_two_readings_is_refused_beside_the_row_of_before(w, section):
    box = note(w)
    before = section(box, "notes")
    Box.objects.filter(pk=box.pk).update(owner_institution=w.shelter)
    after = section(box, "plan")
    for both in ((before, after), (after, before)):
        opened = actions.open_many(both, purpose="list", **w.bea.acts)
        assert set(opened) == {before.pk}


def test_keys_that_are_not_there_open_nothing(w):
    with pytest.raises(Unopenable):
        seeds.intake_seed(w.police.pk, 1, w.bea.keys)
    with pytest.raises(Unopenable):
        seeds.statistics_seed(w.other.pk, 1, w.dora.keys)


@pytest.mark.parametrize("taken", ["wraps", "keys", "ended"])
def test_a_first_key_is_not_begun_over_what_was_taken_away(w, taken):
    """Who writes the database gives themselves the role, and clears the way to a key of theirs."""
    intruder = world.somebody("uljez", w.csw, "intake_holder")
    IntakeWrap.objects.filter(key__institution=w.csw).delete()
    if taken == "keys":
        IntakeKey.objects.filter(institution=w.csw).delete()
    if taken == "ended":
        IntakeKey.objects.filter(institution=w.csw).update(ended_at=timezone.now())
    with translation.override("en"), pytest.raises(Denied, match="operator"):
        actions.create_intake_key(w.csw, holders=[intruder.account], by=intruder.actor)
    assert not IntakeWrap.objects.filter(account=intruder.account).exists()
