"""Phones of a round: added, shown once, let in by their own secret, revoked."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from django.db import connection

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.identity.models import Attempt
from spona.surveys import actions, collect_settings
from spona.surveys.models import Device, Submission
from tests.surveys.phones import Phone, add, filled, sentence


def devices(found):
    return f"/surveys/{found.pk}/devices/"


def token(page):
    return re.search(r'name="token" value="([^"]{43})"', page.content.decode())[1]


def test_a_phone_is_added_and_its_square_is_shown_once(world, opened):
    found, browser = opened(), world.kosta.sign_in()
    page = browser.get(devices(found))
    assert "No phone yet" in page.content.decode()
    post = {"label": "плави", "token": token(page)}
    shown = browser.post(devices(found), post)
    text = shown.content.decode()
    secret = re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", text)[0]
    device = Device.objects.get()
    assert device.username in text
    assert "<svg" in text
    assert shown["Cache-Control"] == "no-store"
    assert Phone(device.username, secret).get("formList").status_code == 200
    again = browser.post(devices(found), post)
    assert "shown already" in again.content.decode()
    assert secret not in again.content.decode()
    assert secret not in browser.get(devices(found)).content.decode()
    assert Device.objects.count() == 1


def test_the_square_is_what_collect_reads(world, opened, settings):
    settings.SPONA_URL = "https://spona.example"
    device, secret = actions.add_device(opened(), label="плави", by=world.kosta.actor)
    packed = collect_settings.square_text(device, secret)
    said = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert set(said) == {"general", "admin", "project"}
    general = said["general"]
    assert general["server_url"] == "https://spona.example/d"
    assert general["username"] == device.username
    assert general["password"] == secret
    assert general["delete_send"] is True
    assert general["analytics"] is False
    assert said["project"]["name"] == "Spona"


def test_of_the_secret_only_a_hash_is_kept(world, opened):
    device, secret = actions.add_device(opened(), label="плави", by=world.kosta.actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM surveys_device")
        row = " ".join(str(one) for one in cursor.fetchone())
    log = " ".join(str(one.detail) for one in Entry.objects.all())
    for part in (secret, secret.replace("-", "")):
        assert part not in row
        assert part not in log
    assert "плави" not in log
    assert device.secret_hash in row


def test_only_who_runs_the_round_sees_and_adds_its_phones(world, opened):
    found = opened()
    for name in ("cora", "bea", "dragan"):
        somebody = world.people[name]
        assert somebody.sign_in().get(devices(found)).status_code in (403, 404)
        with pytest.raises(Denied):
            actions.add_device(found, label="x", by=somebody.actor)
    assert world.dora.sign_in().get(devices(found)).status_code == 200


def test_without_a_name_nothing_is_made_and_there_is_a_limit(world, opened, monkeypatch):
    from spona.surveys.actions import devices as module

    found, browser = opened(), world.kosta.sign_in()
    page = browser.get(devices(found))
    empty = browser.post(devices(found), {"label": " ", "token": token(page)})
    assert empty.status_code == 422
    assert "tell this phone from the others" in empty.content.decode()
    monkeypatch.setattr(module, "MOST", 1)
    actions.add_device(found, label="први", by=world.kosta.actor)
    full = browser.post(devices(found), {"label": "други", "token": token(page)})
    assert full.status_code == 422
    assert "at the most" in full.content.decode()
    assert "други" in full.content.decode()
    actions.revoke_device(Device.objects.get(), by=world.kosta.actor)
    second, _secret = actions.add_device(found, label="други", by=world.kosta.actor)
    assert second.number == 2


def test_a_closed_round_takes_no_new_phone(world, opened):
    found = opened()
    actions.close_round(found, late_phones=True, by=world.kosta.actor)
    with pytest.raises(Conflict):
        actions.add_device(found, label="x", by=world.kosta.actor)
    assert "Add a phone" not in world.kosta.sign_in().get(devices(found)).content.decode()


def test_a_revoked_phone_is_told_so_and_sends_nothing(world, opened):
    found = opened()
    device, phone = add(found, by=world.kosta)
    browser = world.kosta.sign_in()
    asked = browser.get(f"{devices(found)}{device.number}/revoke/")
    assert "cannot be taken back" in asked.content.decode()
    assert phone.get("formList").status_code == 200
    done = browser.post(f"{devices(found)}{device.number}/revoke/")
    assert done["Location"] == devices(found)
    for answer in (phone.get("formList"), phone.send(filled(found))):
        assert answer.status_code == 401
        assert "was revoked" in sentence(answer)
    assert phone.head().status_code == 401
    assert not Submission.objects.exists()
    assert "It was revoked on" in browser.get(f"{devices(found)}1/revoke/").content.decode()


def test_who_has_no_secret_or_a_wrong_one_is_asked_for_it(world, opened):
    device, _phone = add(opened(), by=world.kosta)
    for name, secret in ((device.username, "0" * 24), ("NONE-1", "x"), ("", ""), ("A" * 99, "x")):
        answer = Phone(name, secret).get("formList")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic ")
        assert "belong to no phone" in sentence(answer)
    for said in ("", "Basic", "Basic %%%", "Bearer x", "Basic " + "A" * 5000):
        phone = Phone("a", "b")
        phone.browser.defaults["HTTP_AUTHORIZATION"] = said
        assert phone.get("formList").status_code == 401


def test_wrong_secrets_are_slowed_and_the_right_one_does_not_suffer_elsewhere(world, opened):
    device, phone = add(opened(), by=world.kosta)
    guessing = Phone(device.username, "WRONG")
    codes = [guessing.get("formList").status_code for _try in range(8)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert Attempt.objects.exists()
    assert phone.get("formList", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_typed_secret_may_be_small_and_without_strokes(world, opened):
    device, secret = actions.add_device(opened(), label="x", by=world.kosta.actor)
    typed = Phone(device.username.lower(), secret.lower().replace("-", ""))
    assert typed.get("formList").status_code == 200


def test_a_secret_travels_over_https_only(world, opened):
    _device, phone = add(opened(), by=world.kosta)
    bare = phone.get("formList", secure=False)
    assert bare.status_code == 403
    assert "WWW-Authenticate" not in bare
    assert phone.get("formList", secure=False, HTTP_HOST="localhost").status_code == 200


def test_what_a_browser_sends_from_another_page_is_refused(world, opened):
    found = opened()
    _device, phone = add(found, by=world.kosta)
    answer = phone.send(filled(found), headers={"Origin": "https://evil.test"})
    assert answer.status_code == 403
    assert not Submission.objects.exists()


def test_a_row_written_past_spona_lets_nobody_in(world, opened):
    device, phone = add(opened(), by=world.kosta)
    forged = device.hash_of("0000-0000-0000-0000-0000-0000")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_device SET secret_hash = %s", [forged])
    assert Phone(device.username, "0" * 24).get("formList").status_code == 401
    assert phone.get("formList").status_code == 401


def test_its_last_day_is_seen_and_no_hour(world, opened):
    device, phone = add(opened(), by=world.kosta)
    phone.get("formList")
    device.refresh_from_db()
    assert device.last_seen_on == deadlines.time.today()
    page = world.kosta.sign_in().get(devices(device.round)).content.decode()
    assert "last seen on" in page


def test_after_a_restore_no_phone_sends(world, opened):
    found = opened()
    _device, phone = add(found, by=world.kosta)
    with pytest.raises(Denied):
        actions.revoke_every_device(by=world.kosta.actor)
    assert actions.revoke_every_device(by=Actor.system("restore")) == 1
    assert phone.send(filled(found)).status_code == 401
