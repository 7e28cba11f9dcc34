"""An attacker with only the database swaps a key and waits for the next message."""

import logging

import pytest
from django.urls import reverse

from spona.audit.models import Entry
from spona.cases.models import Referral
from spona.cli.doctor.network import public_keys, steps_nobody_can_open
from spona.crypto import keypairs, wrap
from spona.directory.actions import add_contact, confirm_contact
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.tipline.models import Tip
from spona.vault import jobs
from spona.vault.models import Box, Grant, IntakeKey, IntakeWrap
from spona.vault.seeds import new_seed
from tests.cases.flow import PARTS, fields, get, sent, written
from tests.cases.moving import file_of


def form():
    return reverse("tipline:send_message", args=["en", "vranje"])


TEXT = "Devojku iz susedne kuće niko ne pušta napolje."


def swap(institution):
    """The key of the institution is the attacker's, and its holders' wraps fit it."""
    seed, public = new_seed()
    key = IntakeKey.objects.get(institution=institution, ended_at=None)
    IntakeKey.objects.filter(pk=key.pk).update(public_key=public)
    for one in IntakeWrap.objects.filter(key=key).select_related("account", "key"):
        wrapped = wrap.wrap_to(bytes(one.account.public_key), seed, info=one.info())
        IntakeWrap.objects.filter(pk=one.pk).update(wrapped=wrapped)
    assert keypairs.public_key(keypairs.private_key_from_seed(seed)) == public


@pytest.fixture
def swapped(world):
    swap(world.csw)


def test_a_public_message_is_not_taken_and_nothing_is_acknowledged(world, swapped, client):
    boxes = Box.objects.count()
    page = client.get(form())
    for answer in (page, client.post(form(), {"text": TEXT, "token": "x" * 43})):
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Do not write here now. Call." in shown
        assert "192" in shown
        assert "Nothing was sent and nothing was kept." in shown
        assert not answer.cookies
    assert TEXT in shown
    assert Tip.objects.count() == 0
    assert Box.objects.count() == boxes


def test_an_x25519_key_in_its_place_gets_the_same_page_outside_and_inside(world, client):
    """A downgrade: the attacker breaks X25519 and takes the ML-KEM half away."""
    Account.objects.update(language="en")
    ana = world.ana.sign_in()
    draft = written(ana, world)
    seen = get(ana, f"{draft}preview/")
    key = IntakeKey.objects.get(institution=world.csw, ended_at=None)
    IntakeKey.objects.filter(pk=key.pk).update(public_key=bytes(key.public_key)[-32:])
    outside = client.post(form(), {"text": TEXT, "token": "x" * 43})
    assert outside.status_code == 409
    assert "Do not write here now. Call." in outside.content.decode()
    inside = ana.post(f"{draft}send/", {**fields(seen), "parts": PARTS})
    assert inside.status_code == 409
    assert "Do not send. Call them." in inside.content.decode()
    assert not Tip.objects.exists()
    assert not Referral.objects.exists()
    assert [one.level for one in public_keys()] == ["red"]


@pytest.fixture
def number(world):
    """Kosta, the coordinator, has called the duty number of the centre. It is no invented body."""
    world.csw.example = False
    world.csw.save()
    row = add_contact(world.csw, number="017 123 456", kind="on_call", by=world.kosta.actor)
    confirm_contact(row, by=world.kosta.actor)
    return "017 123 456"


def test_the_confirmed_numbers_of_the_town_stand_there(world, number, swapped, client):
    shown = client.get(form()).content.decode()
    assert number in shown
    assert 'href="tel:017123456"' in shown


def test_heads_and_holders_are_told_once_without_a_matter(world, swapped, client):
    for _time in range(3):
        client.get(form())
    told = Notice.objects.filter(kind="key_replaced")
    assert {one.account_id for one in told} == {world.bea.account.pk, world.boris.account.pk}
    assert {one.reference for one in told} == {""}
    assert all(one.next_try_at for one in told)
    assert Entry.objects.filter(name="key:replaced", lane=world.csw.pk).count() == 1


def test_the_hourly_look_finds_it_although_nobody_sends(world, swapped):
    jobs.every_hour()
    assert Notice.objects.filter(kind="key_replaced", account_id=world.bea.account.pk).count() == 1
    jobs.every_hour()
    assert Notice.objects.filter(kind="key_replaced", account_id=world.bea.account.pk).count() == 1


def test_the_operator_reads_it_in_the_log_and_doctor_is_red(world, swapped, client, caplog):
    logging.getLogger("spona").propagate = True
    with caplog.at_level("ERROR", logger="spona"):
        client.get(form())
    assert "key_replaced" in caplog.text
    (red,) = [one for one in public_keys() if one.level == "red"]
    assert "is not the one that was published" in red.sentence
    assert steps_nobody_can_open()


def test_who_wants_to_send_from_inside_reads_whom_to_call_and_keeps_the_draft(world, number):
    """Ana's report is written and looked at; between the preview and the click the key is swapped."""
    Account.objects.update(language="en")
    ana = world.ana.sign_in()
    draft = written(ana, world)
    seen = get(ana, f"{draft}preview/")
    swap(world.csw)
    for answer in (
        ana.post(f"{draft}send/", {**fields(seen), "parts": PARTS}),
        ana.get(f"{draft}preview/"),
    ):
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Do not send. Call them." in shown
        assert "Nothing was sent." in shown
        assert "192" in shown
        assert number in shown
    assert not Referral.objects.exists()
    assert "Ne smem da ka" in get(ana, f"{draft}person/")
    told = set(Notice.objects.filter(kind="key_replaced").values_list("account_id", flat=True))
    heads = {one.account.pk for one in (world.direktor, world.bea, world.boris)}
    assert told == heads


def test_what_was_typed_stands_on_the_page(world):
    """The school has no key of its own: what Bea asks is sealed to Ana, whose key was swapped."""
    Account.objects.update(language="en")
    path = sent(world.ana.sign_in(), world)
    bea = world.bea.sign_in()
    bea.post(f"{path}open/")
    Account.objects.filter(pk=world.ana.account.pk).update(public_key=bytes(range(32)))
    question = "Kog dana je poslednji put bila u školi?"
    answer = bea.post(f"{path}feedback/", {**fields(get(bea, path)), "message": question})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Do not send. Call them." in shown
    assert question in shown
    assert "Ana Primerić" in shown
    assert Referral.objects.get().state == "opened"


def test_a_colleague_whose_key_was_swapped_is_given_nothing(world):
    Account.objects.update(language="en")
    case = file_of(world)
    Account.objects.filter(pk=world.vera.account.pk).update(public_key=bytes(range(32)))
    answer = world.bea.sign_in().post(
        f"/cases/{case.reference}/team/assign/",
        {"member": str(world.vera.member.pk), "sections": ["health"]},
    )
    assert answer.status_code == 409
    assert "have read you their eight words" in answer.content.decode()
    assert not Grant.objects.filter(to_id=world.vera.account.pk).exists()


def test_the_writer_who_comes_back_is_told_to_call_too(world, send, client):
    _tip, code = send()
    swap(world.csw)
    path = reverse("tipline:write_more", args=["en"])
    answer = client.post(path, {"code": code, "text": TEXT, "token": "x" * 43})
    assert answer.status_code in (409, 422)
    assert "Your message has arrived" not in answer.content.decode()
