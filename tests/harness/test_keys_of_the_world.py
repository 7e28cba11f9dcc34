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
from spona.vault.actions import open_revision, open_section
from spona.vault.models import Grant, Section, SectionRevision
from tests.harness.world import World
from tests.vault.test_without_a_grant import opened_by_force

pytestmark = pytest.mark.django_db


SCHOOL, CENTRE, HEALTH = {"ana", "goran"}, {"bea", "milan"}, {"jelena"}
LEADER, ANALYSTS = {"vesna"}, {"dora", "petar"}


def readers(world: World) -> dict[tuple[str, str], set[str]]:
    """(thing, section) → who can open it. Written by hand from the table in the security design."""
    taken = {*SCHOOL, *CENTRE, *LEADER}
    return {
        ("sent", "cover"): {*SCHOOL, *CENTRE},
        ("sent", "body"): SCHOOL,
        ("sent", "kept"): SCHOOL,
        ("accepted", "cover"): taken,
        ("accepted", "body"): taken,
        ("accepted", "kept"): SCHOOL,
        ("excluding", "cover"): {*SCHOOL, "bea"},
        ("excluding", "body"): SCHOOL,
        ("excluding", "kept"): SCHOOL,
        # From the centre to the health centre: accepted; not looked at yet; taken back.
        ("referred", "cover"): {*CENTRE, *HEALTH},
        ("referred", "body"): {*CENTRE, *HEALTH},
        ("unseen", "cover"): CENTRE,
        ("unseen", "body"): CENTRE,
        ("over", "cover"): CENTRE,
        ("over", "body"): CENTRE,
        # Why it goes without agreement stays at home.
        ("referred", "kept"): CENTRE,
        ("unseen", "kept"): CENTRE,
        ("over", "kept"): CENTRE,
        ("word", "word"): CENTRE,
        ("taken", "word"): CENTRE,
        ("added", "message"): CENTRE,
        ("away", "word"): HEALTH,
        ("light note", "note"): {*CENTRE, *LEADER},
        ("snapshot", "count"): ANALYSTS,
    }


def boxes(world: World) -> dict[object, str]:
    """Box → what lies in it; sections of files are looked at by themselves."""
    more = world.more
    packets = {"sent": world.sent, "accepted": world.accepted, "excluding": world.excluding,
               "referred": more["referred"], "unseen": more["unseen"], "over": more["over"]}  # fmt: skip
    found = {row.packet_id: name for name, row in packets.items()}
    found |= {
        more[f"word{end}"].box_id: end.strip("_") or "word" for end in ("", "_taken", "_away")
    }
    found |= {more["word_message"].box_id: "added", more["light_note"].box_id: "light note"}
    return found | {more["snapshot"].exact_id: "snapshot"} | _files(world)


def _files(world: World) -> dict[object, str]:
    files = {"file": world.case, "out": world.more["locked_file"],
             "health's": world.more["referred_file"]}  # fmt: skip
    return {case.box_id: name for name, case in files.items()}


# Of a file: whoever leads it and the holders, but for who was locked out.
OF_FILES = {"file": {*CENTRE, *LEADER}, "out": {"bea"}, "health's": HEALTH}


def may_open(world: World, thing: str, section: str) -> set[str]:
    """No analyst opens a section of a file, what is counted of it least of all."""
    if thing in OF_FILES:
        return OF_FILES[thing]
    return readers(world)[thing, section]


def test_every_member_on_every_section(world):
    """Opened are exactly those of the table."""
    named = boxes(world)
    rows = list(Section.objects.filter(box__in=named).select_related("box"))
    found: dict[tuple[str, str], set[str]] = {(named[s.box_id], s.name): set() for s in rows}
    for (name, person), section in product(world.people.items(), rows):
        try:
            open_section(section, by=person.actor, keys=person.keys, reason="handover")
        except (Denied, Unopenable):
            continue
        found[named[section.box_id], section.name].add(name)
    assert len(rows) > 40
    assert {thing for thing, _section in found} == set(named.values())
    wrong = {key: (who, may_open(world, *key)) for key, who in found.items()
             if who != may_open(world, *key)}  # fmt: skip
    assert wrong == {}


def test_every_member_on_every_earlier_text(world):
    """Opened are exactly those whose text of today opens for the same person."""
    kept = list(SectionRevision.objects.select_related("section__box"))
    found: dict[str, set[str]] = {name: set() for name in OF_FILES}
    for (name, person), row in product(world.people.items(), kept):
        try:
            open_revision(
                row.section, row.revision, by=person.actor, keys=person.keys, reason="handover"
            )
        except (Denied, Unopenable):
            continue
        found[_files(world)[row.section.box_id]].add(name)
    assert {row.section.name for row in kept} == {"account", "careplan", "legal_track", "people"}
    assert found == OF_FILES


def test_by_force_nobody_opens_more(world):
    """Every wrap, with every key a person's password leads to, asking no permission."""
    named = boxes(world)
    rows = Section.objects.filter(box__in=named).select_related("box")
    # These are wrapped to the same people as the parts of a file that stay.
    alike = {"identity", "contact", "account", "health", "plan"}
    rows = [section for section in rows if section.name not in alike]
    opened = {
        (named[section.box_id], section.name, name)
        for name, person in world.people.items()
        for section, ways in opened_by_force(person, *rows).items()
        if ways
    }
    assert {(t, s, n) for t, s, n in opened if n not in may_open(world, t, s)} == set()
    assert {t for t, _s, _n in opened} == set(named.values()), "the force does open what it may"


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


def test_a_second_person_and_then_the_recipient_each_alone(world):
    """Figure 6: Milan lets go what Bea sent; signed out, too, while the health centre takes it."""
    path = f"/r/{world.more['unseen'].reference}/"
    Session.objects.all().delete()
    milan = world.people["milan"].sign_in()
    assert milan.post(f"{path}second-look/", {"token": new_token()}).status_code == 302
    Session.objects.all().delete()
    jelena = world.people["jelena"].sign_in()
    for verb in ("open", "accept"):
        assert jelena.post(f"{path}{verb}/", {"token": new_token()}).status_code == 302
    assert Session.objects.count() == 1
    row = Referral.objects.get(pk=world.more["unseen"].pk)
    assert (row.state, row.to_case is not None) == ("accepted", True)


def test_a_word_is_taken_over_while_every_other_person_is_signed_out(world):
    path = f"/messages/{world.more['word_away'].reference}/"
    Session.objects.all().delete()
    jelena = world.people["jelena"].sign_in()
    for verb in ("open", "take"):
        assert jelena.post(path + f"{verb}/", {"token": new_token()}).status_code == 302
    said = {"text": "Прочитали смо.", "token": new_token()}
    assert jelena.post(f"{path}reply/", said).status_code == 302
    assert "Прочитали смо." in jelena.get(path).content.decode()
    assert Session.objects.count() == 1


def test_an_agreement_ends_and_nobody_of_the_recipient_need_be_there(world):
    """The key that the health centre was given for the packet is gone at once."""
    path = f"/cases/{world.case.reference}/agreements/{world.more['agreement'].pk}/end/"
    Session.objects.all().delete()
    vesna = world.people["vesna"].sign_in()
    assert vesna.post(path, {"token": new_token()}).status_code == 302
    assert Session.objects.count() == 1
    rows = Section.objects.filter(box=world.more["referred"].packet).select_related("box")
    assert not any(opened_by_force(world.people["jelena"], *rows).values())


def test_the_actions_need_no_session_at_all(world):
    Session.objects.all().delete()
    bea = world.people["bea"]
    row = accept(open_packet(world.sent, **bea.can)[0], **bea.can)
    assert row.state == "accepted"
    assert not Session.objects.exists()
