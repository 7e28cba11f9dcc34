"""What rests on the key files goes on under the new ones, and the old ones open and forge nothing."""

from __future__ import annotations

import base64

import pyotp
import pytest
from django.db import transaction as db
from django.test import Client
from django.utils import timezone

from spona.access.actor import VISITOR
from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.access.server_keys import NotOurs
from spona.audit import endings
from spona.audit.models import Ending, Lane
from spona.audit.queries import faults
from spona.cases.case.models import CaseExclusion
from spona.cases.casefile.actions import exclude
from spona.cases.models import Case
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cases.referrals.addressee import Addressee
from spona.cli.keys.renewing import counts
from spona.crypto import aead
from spona.crypto.errors import Unopenable
from spona.directory.actions import end_member
from spona.directory.models import Member
from spona.identity import actions as identity
from spona.identity import factors, wraps
from spona.identity.models import Account, Authenticator, CardCode, FormerKey, KnownBrowser, Session
from spona.tipline import actions as tipline
from spona.tipline.payload_schemas import FirstMessage
from spona.vault import row_integrity, seeds
from spona.vault.actions import draw_code, open_with_code
from spona.vault.models import HELD, Code, Grant, IntakeWrap, Section, SectionRevision
from tests.cases.packets import packet
from tests.cases.world import OPERATOR, PASSWORD, build
from tests.cli.key_exchange import exchange, expect_whole
from tests.shared_world import kept

_built, world = kept(build)
MOVED = "četiri žute kruške"


@pytest.fixture(autouse=True)
def _own(settings, tmp_path):
    """Key files of its own for each test, and a folder of its own for the copies of endings."""
    settings.SPONA_DATA = tmp_path
    settings.SECRETS = dict(settings.SECRETS)


@pytest.fixture
def sent(world):
    """A report that waits: what it says is held back until somebody takes it over."""
    return send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)


# --- People notice nothing but that they sign in again. ---


def test_a_report_that_waits_is_taken_over_after_it_twice(world, sent):
    assert Grant.objects.filter(state=HELD).exists()
    for _time in range(2):
        exchange(world)
        expect_whole()
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    assert Case.objects.get().owner_institution == world.csw
    expect_whole()


def test_password_and_second_factor_let_in_and_a_new_password_too(world):
    before = world.bea.sign_in()
    assert before.get("/account/").status_code == 200
    assert Session.objects.exists()
    exchange(world)
    assert not Session.objects.exists()
    assert not KnownBrowser.objects.exists()
    assert before.get("/account/").status_code == 302
    assert world.bea.sign_in().get("/account/").status_code == 200

    exchange(world)
    account = world.bea.account
    identity.change_password(account, old=PASSWORD, new=MOVED, by=world.bea.actor)
    account.refresh_from_db()
    assert wraps.open_by_password(account, MOVED)
    exchange(world)
    account = world.bea.account
    assert wraps.open_by_password(account, MOVED)
    with pytest.raises(Unopenable):
        wraps.open_by_password(account, PASSWORD)


def test_a_printed_card_of_before_and_one_of_afterwards_let_in(world):
    old = identity.issue_card(world.bea.account, **world.bea.can)
    exchange(world)
    new = identity.issue_card(world.vera.account, **world.vera.can)
    exchange(world)
    # The app of the phone too: since the card both stand in an ending, and are held against it.
    assert world.bea.sign_in().get("/account/").status_code == 200
    assert factors.accept(world.bea.account, old[0]) == "card"
    assert factors.accept(world.vera.account, new[0]) == "card"
    assert factors.accept(world.bea.account, old[0]) == ""


def test_the_code_of_a_message_opens_its_thread(world):
    new = draw_code(by=VISITOR)
    word = FirstMessage("sr", "У кући преко пута ради неколико девојака.")
    tipline.send_message(word, network=world.vranje, code=new.code, excluded=[], by=VISITOR)
    exchange(world)
    later = draw_code(by=VISITOR)
    tipline.send_message(word, network=world.vranje, code=later.code, excluded=[], by=VISITOR)
    exchange(world)
    for text in (new.text, later.text):
        [box] = open_with_code(text, by=VISITOR)
        assert box.documents
    with pytest.raises(Denied):
        open_with_code(draw_code(by=VISITOR).text[:-4] + "0000", by=VISITOR)


def test_who_is_locked_out_stays_so(world, sent):
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    case = Case.objects.get()
    exclude(case, member=world.boris.member, **world.bea.can)
    stays = CaseExclusion.objects.get().mark
    exchange(world)
    person = world.boris.member.person
    assert CaseExclusion.objects.get().mark == mark(PERSON, person.pk) != stays
    assert not Case.objects.visible_to(world.boris.actor).exists()
    [ending] = Ending.objects.filter(kind="exclusion")
    assert ending.payload["mark"] == mark(PERSON, person.pk)


def test_a_typed_body_is_still_known_to_be_the_same(world, sent):
    body = Addressee(name="Сигурна кућа", town="Нови Сад", sector="shelter", phone="")
    before = body.mark(sent.pk)
    change = exchange(world)
    with change.under_old():
        assert body.mark(sent.pk) == before
    assert body.mark(sent.pk) != before


def test_a_text_that_is_saved_afterwards_is_the_latest(world, sent):
    """The line of the new tag stands behind that of the same text, and before the next one."""
    exchange(world)
    exchange(world)
    expect_whole()
    assert open_packet(sent, **world.bea.can)[0]


def test_a_key_that_waits_for_its_day_is_let_go_afterwards(world):
    """A holder of tomorrow has the institution's key already, under the layer of the server."""
    row = IntakeWrap.objects.select_related("key").get(key__institution=world.health)
    bare = bytes(row.wrapped)
    row.wrapped, row.state = row_integrity.hold(row.pk, bare, info=row.info()), HELD
    row_integrity.stamp(row).save()
    change = exchange(world)
    row.refresh_from_db()
    with change.under_old(), pytest.raises(Unopenable):
        row_integrity.let_go(row.pk, bytes(row.wrapped), info=row.info())
    seeds.release(row)
    assert bytes(row.wrapped) == bare


def test_it_counts_what_it_would_make_anew(world, sent):
    found = counts()
    assert found["vault.grant"] == Grant.objects.count()
    assert found["identity.account"] == Account.objects.count()
    assert found["directory.member"] == Member.objects.count()
    assert found["audit.lane"] == Lane.objects.count()


# --- The thief has the old key files, and may write to the database. ---


def test_what_the_old_keys_sign_is_refused(world, sent):
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    change = exchange(world)
    grant, case, account = Grant.objects.first(), Case.objects.get(), world.bea.account
    with change.under_old():
        row_integrity.stamp(grant)
        case.stamp()
        wraps.sign(account)
    with pytest.raises(Unopenable):
        row_integrity.check(grant)
    Case.objects.filter(pk=case.pk).update(mac=case.mac)
    assert not Case.objects.get().has_valid_mac()
    with pytest.raises(Unopenable):
        wraps.check(account)


def test_an_ending_that_the_old_key_tags_is_found(world):
    identity.disable(world.vera.account, by=OPERATOR)
    change = exchange(world)
    row = Ending.objects.order_by("-seq").first()
    with change.under_old():
        Ending.objects.filter(pk=row.pk).update(tag=endings.tag_of(row))
    assert f"ending {row.seq} was changed" in "; ".join(faults())


def test_passwords_and_codes_are_guessed_by_nobody_with_the_old_keys(world):
    """The copy of the database is of after the exchange; the pepper and the rest of before."""
    card = identity.issue_card(world.bea.account, **world.bea.can)
    new = draw_code(by=VISITOR)
    change = exchange(world)
    account = world.bea.account
    account.refresh_from_db()
    code = Code.objects.get(pk=new.code.pk)
    app = Authenticator.objects.get(account=account)
    kept_hash = CardCode.objects.filter(account=account).values_list("code_mac", flat=True)
    newest = Ending.objects.filter(kind="factor", subject=account.pk).order_by("-seq").first()
    [said] = newest.payload["app"]
    in_ending = base64.b64decode(said["seed_sealed"])
    assert factors.open_seed(account.pk, in_ending) == world.bea.secret
    with change.under_old():
        # As the thief's own program would, which knows of no envelope, with every right word.
        key = wraps._password_key(account, PASSWORD)
        label = wraps._label("password", account.pk)
        with pytest.raises(Unopenable):
            aead.open_sealed(key, bytes(account.usk_by_password_sealed), aad=label)
        with pytest.raises(Unopenable):
            row_integrity.check(code)
        for sealed in (app.seed_sealed, in_ending):
            with pytest.raises(Unopenable):
                factors.open_seed(account.pk, sealed)
        assert factors.card_mac(account.pk, card[0]) not in kept_hash
    assert factors.card_mac(account.pk, card[0]) in kept_hash
    assert FormerKey.objects.count() == 3


# --- What the old key files do not vouch for stops everything. ---


def forged_grant(world, sent):
    row = Grant.objects.first()
    Grant.objects.filter(pk=row.pk).update(basis="planted")
    return row.pk


def forged_section(world, sent):
    row = Section.objects.first()
    Section.objects.filter(pk=row.pk).update(mac=bytes(32))
    return row.pk


def forged_account(world, sent):
    account = world.bea.account
    Account.objects.filter(pk=account.pk).update(public_key=bytes(1216))
    return account.pk


def forged_referral(world, sent):
    type(sent).objects.filter(pk=sent.pk).update(recipient_institution=world.health)
    return sent.pk


def member_put_back(world, sent):
    """Once it was just so, with that tag."""
    member = world.vera.member
    before = Member.objects.filter(pk=member.pk).values("ends_on", "end_reason", "mac")[0]
    end_member(member, on=timezone.localdate(), reason="left", by=OPERATOR)
    Member.objects.filter(pk=member.pk).update(**before)
    return member.pk


def forged_ending(world, sent):
    identity.disable(world.vera.account, by=OPERATOR)
    row = Ending.objects.order_by("-seq").first()
    Ending.objects.filter(pk=row.pk).update(subject=world.bea.account.pk)
    return f"ending {row.seq}"


def moved_seed(world, sent):
    """Another person's second factor, put in place of one's own."""
    other = Authenticator.objects.get(account=world.boris.account)
    row = Authenticator.objects.get(account=world.bea.account)
    Authenticator.objects.filter(pk=row.pk).update(seed_sealed=other.seed_sealed)
    return row.pk


@pytest.mark.parametrize(
    "forge",
    [forged_grant, forged_section, forged_account, forged_referral, member_put_back, forged_ending,
     moved_seed],
)  # fmt: skip
def test_a_row_that_somebody_planted_is_named_and_stops_it(world, sent, forge):
    named = forge(world, sent)
    with pytest.raises((NotOurs, RuntimeError)) as stopped:
        exchange(world)
    assert str(named) in str(stopped.value)


def test_an_older_text_that_was_put_back_stops_it(world, sent):
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    section = Section.objects.filter(box=Case.objects.get().box).first()
    before = Section.objects.filter(pk=section.pk).values("revision", "sealed", "mac")[0]
    section.revision += 1
    row_integrity.stamp(section)
    Section.objects.filter(pk=section.pk).update(revision=section.revision, mac=section.mac)
    assert not SectionRevision.objects.filter(section=section).exists()
    with pytest.raises(NotOurs, match=str(section.pk)), db.atomic():
        exchange(world)
    Section.objects.filter(pk=section.pk).update(**before)
    exchange(world)
    expect_whole()


def test_a_wrong_second_factor_is_still_wrong(world):
    exchange(world)
    account = world.bea.account
    Authenticator.objects.filter(account=account).update(last_step=0)
    answer = Client().post("/sr/login/", {
        "login": account.login, "password": PASSWORD,
        "code": pyotp.TOTP(pyotp.random_base32()).now(),
    })  # fmt: skip
    assert answer.status_code != 302
