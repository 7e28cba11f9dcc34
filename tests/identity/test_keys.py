import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cli.installation.secret_files import make_secrets
from spona.crypto import wrap
from spona.crypto.errors import Unopenable
from spona.crypto.kdf import PRODUCTION, SMALLEST
from spona.identity import actions, keyring, passwords, public_keys, wraps
from spona.identity.models import Account
from tests.identity.world import OPERATOR, OTHER_PASSWORD, PASSWORD, Somebody


def create(**other):
    data = {"login": "cora.v", "password": PASSWORD, "language": "sr", "by": OPERATOR}
    return actions.create_account(**{**data, **other})


def test_what_is_wrapped_to_an_account_opens_with_its_password_only(ana, bea, keys_of):
    secret = wrap.wrap_to(public_keys.checked(ana.account), b"s" * 32, info=b"here")
    assert keys_of(ana).unwrap(secret, info=b"here") == b"s" * 32
    with pytest.raises(Unopenable):
        keys_of(bea).unwrap(secret, info=b"here")
    with pytest.raises(Unopenable):
        keys_of(ana).unwrap(secret, info=b"there")


def test_own_drafts_open_for_their_writer_only(ana, bea, keys_of):
    draft = {"schema": 1, "text": "nacrt"}
    envelope = keys_of(ana).seal_own(draft, aad=b"draft")
    assert keys_of(ana).open_own(envelope, aad=b"draft") == draft
    for keys, aad in ((keys_of(bea), b"draft"), (keys_of(ana), b"other")):
        with pytest.raises(Unopenable):
            keys.open_own(envelope, aad=aad)


def test_no_column_holds_password_code_or_seed(ana):
    columns = [getattr(ana.account, f.attname) for f in Account._meta.fields]
    columns += [ana.account.authenticator.seed_sealed]
    for secret in (ana.password, ana.recovery_code, ana.recovery_code.replace("-", ""), ana.secret):
        for column in columns:
            assert secret.encode() not in (
                column if isinstance(column, bytes) else str(column).encode()
            )


def test_a_new_account_costs_what_production_costs(db, settings):
    settings.ACCOUNT_COST = PRODUCTION
    assert create().account.cost == PRODUCTION


@pytest.mark.parametrize("kind", ["real", "demo"])
def test_only_a_test_world_is_cheap(kind, tmp_path):
    make_secrets(tmp_path / "keys")
    ask = "from spona import settings as s; print(s.ACCOUNT_COST)"
    environment = {
        **os.environ,
        "SPONA_KIND": kind,
        "SPONA_SECRETS": str(tmp_path / "keys"),
        "PYTHONPATH": str(settings.ROOT / "src"),
    }
    answer = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == repr(PRODUCTION)
    # RFC 9106, section 4: 64 MiB and three passes.
    assert (PRODUCTION.memory_kib, PRODUCTION.time) == (65536, 3)


def test_two_accounts_with_one_password_share_nothing(ana):
    other = Somebody("ana.d", ana.password)
    for name in (
        "salt",
        "usk_by_password_sealed",
        "usk_by_code_sealed",
        "public_key",
        "private_key_sealed",
    ):
        assert getattr(ana.account, name) != getattr(other.account, name)
    assert (ana.recovery_code, ana.secret) != (other.recovery_code, other.secret)


def test_the_new_secrets_are_not_shown_by_accident(db):
    made = create()
    assert made.recovery_code not in repr(made)
    assert made.totp_secret not in repr(made)


@pytest.mark.parametrize("name", ["public_key", "key_mac"])
def test_a_public_key_replaced_in_the_database_is_refused(ana, bea, name):
    setattr(ana.account, name, getattr(bea.account, name))
    ana.account.save()
    with pytest.raises(Unopenable):
        public_keys.checked(Account.objects.get(pk=ana.account.pk))


def test_a_whole_key_row_of_another_account_is_refused(ana, bea, client):
    for name in ("public_key", "key_mac", "salt", "usk_by_password_sealed", "usk_by_code_sealed",
                 "private_key_sealed", "wraps_mac"):  # fmt: skip
        setattr(ana.account, name, getattr(bea.account, name))
    ana.account.save()
    response = client.post("/sr/login/", ana.credentials(password=bea.password))
    assert response.status_code == 200
    with pytest.raises(Unopenable):
        public_keys.checked(ana.account)


def test_a_recovery_code_planted_by_a_writer_of_the_database_is_refused(ana):
    planted = Somebody("mallory").recovery_code
    row = ana.account
    row.usk_by_code_sealed = wraps.sealed_by_code(row.pk, planted, b"u" * 32)
    row.private_key_sealed = wraps.sealed_private_key(b"u" * 32, row.pk, b"p" * 32)
    row.save()
    with pytest.raises(Denied):
        actions.recover(
            login=ana.login, recovery_code=planted, new_password=OTHER_PASSWORD,
            code=ana.code(), address="192.0.2.1",
        )  # fmt: skip


def test_an_account_opened_again_by_hand_is_refused(ana, client):
    actions.disable(ana.account, by=OPERATOR)
    Account.objects.update(disabled_at=None)
    assert client.post("/sr/login/", ana.credentials()).status_code == 200


def test_disabling_twice_keeps_the_first_time(ana):
    actions.disable(ana.account, by=OPERATOR)
    first = ana.account.disabled_at
    actions.disable(ana.account, by=OPERATOR)
    assert ana.account.disabled_at == first


def test_the_eight_words_are_the_same_in_both_scripts(ana, bea):
    latin, cyrillic = public_keys.fingerprint_words(ana.account)
    assert len(latin) == len(cyrillic) == 8
    assert all(re.fullmatch("[bdfghjklmnprstvzaiou]{5}", word) for word in latin)
    assert all(re.fullmatch("[бдфгхјклмнпрствзаиоу]{5}", word) for word in cyrillic)
    assert latin != public_keys.fingerprint_words(bea.account)[0]


@pytest.mark.parametrize("login", ["ab", "ana r", "-ana", "ana@škola", "ž", "a" * 41])
def test_a_login_name_is_plain(db, login):
    with pytest.raises(Denied):
        create(login=login)


def test_a_login_name_is_taken_once_in_any_script(ana):
    with pytest.raises(Denied):
        create(login="АНА.Р")


@pytest.mark.parametrize(
    "password", ["kratka", "x" * 201, "cora.v i jos nesto", "Цора.В и још нешто", "1qaz2wsx3edc"]
)
def test_a_weak_password_is_refused_with_what_to_do(db, password):
    with pytest.raises(Denied) as refusal:
        create(password=password)
    assert str(refusal.value.sentence)
    assert password not in str(refusal.value.sentence)


def test_a_long_password_is_taken():
    assert not passwords.fault("čudna žaba skače", login="ana.r")


def test_only_who_may_invite_opens_or_closes_an_account(ana, bea):
    for by in (
        Actor(account_id=ana.account.pk),
        Actor.system("housekeeping"),
        Actor(roles=frozenset({"case_worker"})),
    ):
        with pytest.raises(Denied):
            create(by=by)
        with pytest.raises(Denied):
            actions.disable(bea.account, by=by)
    holder = Actor(account_id=ana.account.pk, roles=frozenset({"intake_holder"}))
    assert create(by=holder).account.is_active
    assert create(by=Actor.system("demo"), login="dora").account.is_active
    actions.disable(bea.account, by=holder)
    with pytest.raises(Denied):
        actions.disable(ana.account, by=holder)


def test_nobody_touches_another_person_s_secrets(ana, bea, keys_of):
    by = bea.actor
    for touch in (
        lambda: actions.issue_card(ana.account, by=by, keys=keys_of(bea)),
        lambda: actions.issue_card(ana.account, by=ana.actor, keys=keys_of(bea)),
        lambda: actions.new_authenticator(ana.account, by=by, keys=keys_of(bea)),
        lambda: actions.confirm_authenticator(ana.account, code="1", by=by),
        lambda: actions.change_password(ana.account, old=PASSWORD, new=OTHER_PASSWORD, by=by),
        lambda: actions.new_recovery_code(ana.account, password=PASSWORD, by=by),
        lambda: actions.end_sessions(ana.account, by=by),
        lambda: actions.save_preferences(ana.account, language="en", theme="", by=by),
    ):
        with pytest.raises(Denied):
            touch()


def test_what_happened_to_an_account_stands_in_the_log_without_its_name(ana):
    ana.sign_in()
    actions.disable(ana.account, by=OPERATOR)
    names = list(
        Entry.objects.filter(subject_kind="account", subject_id=ana.account.pk)
        .order_by("seq")
        .values_list("name", flat=True)
    )
    assert names == ["account:created", "session:opened", "account:disabled"]
    assert not any(ana.login in str(columns_of(entry)) for entry in Entry.objects.all())


def columns_of(entry):
    return [getattr(entry, field.attname) for field in entry._meta.fields]


def test_a_keyring_needs_an_untouched_row(ana):
    usk = wraps.open_by_password(ana.account, PASSWORD)
    ana.account.cost_time += 1
    with pytest.raises(Unopenable):
        keyring.keyring_of(ana.account, usk)


def test_the_account_satisfies_django_and_has_no_password_column(ana):
    assert str(ana.account) == "ana.r"
    assert ana.account.is_authenticated
    assert not ana.account.is_anonymous
    fields = {field.name for field in Account._meta.fields}
    assert not fields & {"password", "last_login", "email", "name"}
    assert ana.account.cost == SMALLEST
