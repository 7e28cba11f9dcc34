"""Figures 4 and 6 at the level of the world: who opens what, and that nobody else need be there.

`tests/vault/test_without_a_grant.py` holds figure 4 for every kind of grant; here every member
of the invented world is tried on every section that real reports have made.
"""

from __future__ import annotations

from itertools import product

import pytest

from spona.access.denied import Denied
from spona.access.models import new_token
from spona.cases.models import Referral
from spona.cases.referrals.actions import accept, open_packet
from spona.crypto.errors import Unopenable
from spona.identity.models import Account, Session
from spona.vault.actions import open_section
from spona.vault.models import Grant, Section
from tests.harness.world import World
from tests.vault.test_without_a_grant import opened_by_force

pytestmark = pytest.mark.django_db


def readers(world: World) -> dict[tuple[str, str], set[str]]:
    """(thing, section) → who can open it. Written by hand from the table in the security design."""
    school = {"ana", "goran"}
    return {
        ("sent", "cover"): {*school, "bea", "milan"},
        ("sent", "body"): school,
        ("sent", "kept"): school,
        ("accepted", "cover"): {*school, "bea", "milan", "vesna"},
        ("accepted", "body"): {*school, "bea", "milan", "vesna"},
        ("accepted", "kept"): school,
        ("excluding", "cover"): {*school, "bea"},
        ("excluding", "body"): school,
        ("excluding", "kept"): school,
    }


def test_every_member_on_every_section(world):
    """Opened are exactly those of the table; a file's sections only inside the centre."""
    wanted = readers(world)
    boxes = {row.packet_id: name for name, row in
             (("sent", world.sent), ("accepted", world.accepted), ("excluding", world.excluding))}  # fmt: skip
    found: dict[tuple[str, str], set[str]] = {}
    tried = 0
    for (name, person), section in product(
        world.people.items(), Section.objects.select_related("box")
    ):
        tried += 1
        thing = boxes.get(section.box_id) or (
            "file" if section.box_id == world.case.box_id else "other"
        )
        try:
            open_section(section, by=person.actor, keys=person.keys, reason="handover")
        except (Denied, Unopenable):
            continue
        found.setdefault((thing, section.name), set()).add(name)
    assert tried >= 12 * 9
    assert {key: who for key, who in found.items() if key[0] in boxes.values()} == wanted
    inside = {"bea", "milan", "vesna", "dora", "petar"}
    for key, who in found.items():
        if key[0] == "file":
            assert who <= inside, key
            assert not (who & {"dora", "petar"}) or key[1] == "count", key


def test_by_force_nobody_opens_more(world):
    """Every wrap, with every key a person's password leads to, asking no permission."""
    allowed = readers(world)
    boxes = {world.sent.packet_id: "sent", world.accepted.packet_id: "accepted",
             world.excluding.packet_id: "excluding"}  # fmt: skip
    rows = list(Section.objects.filter(box__in=boxes).select_related("box"))
    opened = {
        (boxes[section.box_id], section.name, name)
        for name, person in world.people.items()
        for section in rows
        if opened_by_force(_Held(person), section)
    }
    more = {(t, s, n) for t, s, n in opened if n not in allowed[t, s]}
    assert more == set()
    assert opened, "the force does open what it may"


class _Held:
    """A person whose keyring is made once: a test by force asks it thousands of times."""

    def __init__(self, person) -> None:
        self.keys = person.keys


def test_all_keys_of_the_world_are_distinct(world):
    keys = [bytes(key) for key in Account.objects.values_list("public_key", flat=True)]
    assert len(keys) == len(set(keys)) >= 12
    wraps = [bytes(w) for w in Grant.objects.values_list("wrapped", flat=True)]
    assert len(wraps) == len(set(wraps))


def test_no_account_holds_a_verifier(world):
    """The password is right when a key opens; no hash of it lies anywhere."""
    columns = {field.name for field in Account._meta.get_fields()}
    assert not {"password", "password_hash", "verifier", "email"} & columns


def test_open_and_accept_while_every_other_person_is_signed_out(world):
    """Figure 6: the recipient finishes alone; then the sender, alone, reads what became of it."""
    Session.objects.all().delete()
    bea = world.people["bea"].sign_in()
    assert Session.objects.count() == 1
    path = f"/r/{world.sent.reference}/"
    assert bea.post(f"{path}open/", {"token": new_token()}).status_code == 302
    said = {"message": "Примили смо и преузели.", "token": new_token()}
    assert bea.post(f"{path}accept/", said).status_code == 302
    row = Referral.objects.get(pk=world.sent.pk)
    assert row.state == "accepted"
    assert row.to_case is not None
    Session.objects.all().delete()
    ana = world.people["ana"].sign_in()
    assert Session.objects.count() == 1
    assert "Примили смо и преузели." in ana.get(path).content.decode()


def test_the_actions_need_no_session_at_all(world):
    Session.objects.all().delete()
    bea = world.people["bea"]
    row = accept(open_packet(world.sent, **bea.can)[0], **bea.can)
    assert row.state == "accepted"
    assert not Session.objects.exists()
