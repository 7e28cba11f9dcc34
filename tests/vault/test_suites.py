"""Everything is sealed by suite 2, and nobody who writes the database gets a weaker seal."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.db import connection

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.crypto import keypairs
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.identity import public_keys, wraps
from spona.identity.keyring import keyring_of
from spona.identity.models import Account
from spona.vault import actions, queries, row_integrity, seeds
from spona.vault.actions.bulk_open import look_through
from spona.vault.models import (
    Code,
    Grant,
    IntakeKey,
    IntakeWrap,
    PaperKey,
    Section,
    StatisticsKey,
    StatisticsWrap,
)
from spona.vault.refusals import KeyReplaced
from tests.vault import world

VISITOR = Actor()
KEYS = (Account, IntakeKey, StatisticsKey, PaperKey, Code)
CLASSICAL = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
WRAPPED = 1 + 1120 + 32 + 16


def weaker(public: bytes, secret: bytes, info: bytes) -> bytes:
    """A wrap of suite 1, as whoever can break X25519 alone would like to have one."""
    recipient = X25519PublicKey.from_public_bytes(public)
    return b"\x01" + CLASSICAL.encrypt(secret, recipient, canonical("spona wrap", b"\x01", info))


def weak_key() -> bytes:
    return X25519PrivateKey.generate().public_key().public_bytes_raw()


def noted(w, *grants, **more):
    return actions.create_box(
        "note",
        owner=w.csw.pk,
        sections={"notes": world.text("Наше")},
        grants={"notes": list(grants)},
        by=w.bea.actor,
        **more,
    )


def opened(box, person):
    section = Section.objects.named(box.pk, "notes").select_related("box").get()
    return actions.open_section(section, **person.acts)["words"]


def test_every_key_and_every_wrap_of_a_new_world_is_of_suite_2(w, packet):
    actions.new_paper_key(w.csw, **w.bea.acts)
    code = actions.draw_code(by=VISITOR).code
    noted(
        w, actions.to_institution(w.csw), actions.to_account(w.ema.account), actions.to_code(code)
    )
    for table in KEYS:
        keys = [bytes(key) for key in table.objects.values_list("public_key", flat=True)]
        assert {len(key) for key in keys} == {1216}, table
    wraps = [*IntakeWrap.objects.all(), *StatisticsWrap.objects.all()]
    for row in (*wraps, *Grant.objects.filter(way="hpke", state="open")):
        assert bytes(row.wrapped)[:1] == b"\x02"
        assert len(row.wrapped) == WRAPPED
    (for_paper,) = IntakeKey.objects.exclude(paper_key=None)
    assert bytes(for_paper.seed_for_paper_sealed)[:1] == b"\x02"
    assert len(for_paper.seed_for_paper_sealed) == WRAPPED


def test_no_index_lies_on_a_key_or_a_wrap(db):
    """PostgreSQL refuses an entry beyond a third of a page, and nothing is looked up by them."""
    wide = {"public_key", "wrapped", "seed_for_paper_sealed"}
    with connection.cursor() as cursor:
        for table in (*KEYS, IntakeWrap, StatisticsWrap, Grant):
            found = connection.introspection.get_constraints(cursor, table._meta.db_table)
            assert not wide & {name for one in found.values() for name in one["columns"]}


def test_a_wrap_names_the_key_that_it_was_made_for_by_its_digest(w):
    row = IntakeWrap.objects.get(account=w.bea.account)
    assert bytes(row.account_key) == hashlib.sha256(w.bea.keys.public_key).digest()
    IntakeWrap.objects.filter(pk=row.pk).update(account_key=w.bea.keys.public_key)
    assert w.bea.account not in queries.active_holders(w.csw)


@pytest.mark.parametrize("remade", [False, True])
def test_a_wrap_of_suite_1_in_place_of_a_grant_opens_nothing(w, remade):
    """Also by somebody who has the server's MAC key: the key itself does not open it."""
    box = noted(w, actions.to_account(w.ema.account))
    grant = Grant.objects.select_related("section__box").get(section__box=box)
    secret = w.ema.keys.unwrap(bytes(grant.wrapped), info=grant.info())
    grant.wrapped = weaker(w.ema.keys.public_key[-32:], secret, grant.info())
    if remade:
        row_integrity.stamp(grant)
    grant.save()
    with pytest.raises(Unopenable):
        opened(box, w.ema)


@pytest.mark.parametrize("remade", [False, True])
def test_a_wrap_of_suite_1_in_place_of_a_holders_opens_nothing(w, remade):
    box = noted(w, actions.to_institution(w.csw))
    row = IntakeWrap.objects.select_related("key").get(account=w.bea.account)
    seed = seeds.intake_seed(w.csw.pk, 1, w.bea.keys)
    row.wrapped = weaker(w.bea.keys.public_key[-32:], seed, row.info())
    if remade:
        row_integrity.stamp(row)
    row.save()
    with pytest.raises((Unopenable, Denied)):
        opened(box, w.bea)
    with pytest.raises(Unopenable):
        seeds.intake_seed(w.csw.pk, 1, w.bea.keys)
    assert opened(box, w.boris) == "Наше"


def test_a_suite_byte_that_was_changed_opens_nothing(w):
    box = noted(w, actions.to_account(w.ema.account))
    grant = Grant.objects.select_related("section__box").get(section__box=box)
    grant.wrapped = b"\x01" + bytes(grant.wrapped)[1:]
    row_integrity.stamp(grant).save()
    with pytest.raises(Unopenable):
        opened(box, w.ema)


@pytest.mark.parametrize("half", ["of an attacker", "of the key itself"])
def test_an_x25519_key_in_place_of_an_institutions_gets_nothing(w, half):
    key = IntakeKey.objects.get(institution=w.csw)
    public = weak_key() if half == "of an attacker" else bytes(key.public_key)[-32:]
    IntakeKey.objects.filter(pk=key.pk).update(public_key=public)
    with pytest.raises(KeyReplaced) as refused:
        noted(w, actions.to_institution(w.csw))
    assert refused.value.kind == "intake_key"
    assert [one.kind for one in queries.replaced_keys()] == ["intake_key"]


def test_an_x25519_key_in_place_of_a_persons_gets_nothing(w):
    """Neither a part of a file, nor the institution's seed, nor a recipient of an archive."""
    Account.objects.filter(pk=w.ema.account.pk).update(public_key=w.ema.keys.public_key[-32:])
    with pytest.raises(KeyReplaced) as refused:
        noted(w, actions.to_account(w.ema.account))
    assert (refused.value.kind, refused.value.ident) == ("account", w.ema.account.pk)
    nina = world.somebody("nina", w.csw, "intake_holder")
    Account.objects.filter(pk=nina.account.pk).update(public_key=weak_key())
    with pytest.raises(Unopenable):
        actions.add_holder(w.csw, Account.objects.get(pk=nina.account.pk), **w.bea.acts)
    assert not IntakeWrap.objects.filter(account=nina.account).exists()


def test_an_x25519_key_in_place_of_the_analysts_gets_nothing(w):
    StatisticsKey.objects.update(public_key=weak_key())
    with pytest.raises(KeyReplaced) as refused:
        queries.current_statistics_key(w.net.pk)
    assert refused.value.kind == "statistics_key"


def test_an_x25519_key_in_place_of_the_paper_keys_or_a_codes_gets_nothing(w):
    actions.new_paper_key(w.csw, **w.bea.acts)
    PaperKey.objects.update(public_key=weak_key())
    with pytest.raises(Unopenable):
        actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    code = actions.draw_code(by=VISITOR).code
    Code.objects.filter(pk=code.pk).update(public_key=weak_key())
    with pytest.raises(Unopenable):
        noted(w, actions.to_code(code))


def test_not_even_who_has_the_servers_keys_gets_something_sealed_by_suite_1(w):
    """The words of the key would tell; but nothing in the program could make such a wrap."""
    key = IntakeKey.objects.get(institution=w.csw)
    key.public_key = weak_key()
    row_integrity.stamp(key).save()
    account = Account.objects.get(pk=w.ema.account.pk)
    account.public_key = weak_key()
    public_keys.sign(account)
    account.save()
    for recipient in (actions.to_institution(w.csw), actions.to_account(account)):
        with pytest.raises(ValueError, match="1216 bytes"):
            noted(w, recipient)


def test_a_row_that_was_stamped_before_suite_2_is_not_ours(w):
    key = IntakeKey.objects.get(institution=w.csw)
    _label, *facts = key.facts()
    key.facts = lambda: ("spona vault intake key row 1", *facts)
    row_integrity.stamp(key).save()
    with pytest.raises(KeyReplaced):
        noted(w, actions.to_institution(w.csw))


def test_a_paper_key_stays_one_line(w):
    text = actions.new_paper_key(w.csw, **w.bea.acts)
    assert len(text.replace("-", "")) == 33
    nina = world.somebody("nina", w.csw, "intake_holder")
    box = noted(w, actions.to_institution(w.csw))
    actions.use_paper_key(w.csw, text, nina.account, by=world.DEMO)
    assert opened(box, nina) == "Наше"


def test_many_names_are_opened_with_a_pair_that_was_built_once(w, monkeypatch):
    """What a key pair costs is not paid for each row: neither by name nor by institution."""
    boxes = [
        actions.create_box(
            "case",
            owner=w.csw.pk,
            sections={"name": world.text(str(number))},
            grants={"name": [recipient]},
            by=w.bea.actor,
        )
        for number in range(10)
        for recipient in (actions.to_institution(w.csw), actions.to_account(w.boris.account))
    ]
    built = []
    build = keypairs.pair_of

    def counted(private):
        built.append(private)
        return build(private)

    monkeypatch.setattr(keypairs, "pair_of", counted)
    # Signed in anew, for the keyring of the world has opened a lot already.
    usk = wraps.open_by_password(w.boris.account, world.PASSWORD)
    boris = replace(w.boris, keys=keyring_of(w.boris.account, usk))
    found = look_through(
        "name", kind="case", without=(), wanted=lambda _document: True, page=slice(0, 50),
        purpose="search", **boris.acts,
    )  # fmt: skip
    assert set(found.shown) == {box.pk for box in boxes}
    one, other = built
    assert one != other
    sections = [box.sections.select_related("box").get() for box in boxes]
    built.clear()
    assert len(actions.open_many(sections, purpose="list", **boris.acts)) == 20
    assert len(built) == 1, "the keyring has its pair already"
