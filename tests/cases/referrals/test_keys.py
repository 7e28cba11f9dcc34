"""Who opens what, tried with every key each person reaches (not with the permissions)."""

import pytest

from spona.cases.models import Referral
from spona.cases.referrals.actions import assign, finish, open_packet
from spona.crypto import aead, keypairs, wrap
from spona.crypto.errors import Unopenable
from spona.vault import seeds
from spona.vault.models import Grant, IntakeKey


def opened_by(person) -> set[tuple[str, str]]:
    """(box kind, section) that this person's keys open, whatever the rows say about them."""
    keys = person.keys
    reached = []
    for key in IntakeKey.objects.all():
        try:
            reached.append(seeds.intake_seed(key.institution_id, key.version, keys))
        except Unopenable:
            continue
    found = set()
    for grant in Grant.objects.select_related("section__box"):
        if _secret(grant, keys, reached) is not None:
            found.add((grant.section.box.kind, grant.section.name))
    return found


def _secret(grant, keys, reached):
    wrapped, info = bytes(grant.wrapped), grant.info()
    tries = [lambda: keys.unwrap(wrapped, info=info)]
    for seed in reached:
        private, symmetric = (
            keypairs.private_key_from_seed(seed),
            keypairs.symmetric_key_from_seed(seed),
        )
        tries.append(lambda private=private: wrap.unwrap(private, wrapped, info=info))
        tries.append(lambda symmetric=symmetric: aead.open_sealed(symmetric, wrapped, aad=info))
    for attempt in tries:
        try:
            return attempt()
        except Unopenable:
            continue
    return None


def test_before_acceptance_the_held_body_opens_for_no_key_of_the_recipient(world, sent):
    open_packet(sent, **world.bea.can)
    for name in ("bea", "boris"):
        assert opened_by(world.people[name]) == {("packet", "cover")}
    for name in ("vera", "hana", "kosta", "nina", "cora", "direktor"):
        assert opened_by(world.people[name]) == set()
    assert opened_by(world.ana) == {("packet", "cover"), ("packet", "body"), ("packet", "kept")}


def test_at_the_end_each_opens_what_was_meant_for_them_and_nothing_else(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    finish(row, outcome="done", message="Gotovo.", by=world.vera.actor)
    case = {("case", section.name) for section in row.to_case.box.sections.all()}
    both = {("packet", "cover"), ("packet", "body"), ("response", "message")}
    for name in ("bea", "boris", "vera"):
        assert opened_by(world.people[name]) == both | case
    assert opened_by(world.ana) == both | {("packet", "kept")}
    for name in ("hana", "kosta", "nina", "cora", "direktor"):
        assert opened_by(world.people[name]) == set()


@pytest.mark.parametrize("name", ["hana", "nina", "cora", "kosta", "direktor"])
def test_a_row_without_a_key_is_no_row(world, accepted, name):
    assert not Referral.objects.visible_to(world.people[name].actor).exists()


def test_the_coordinator_sees_the_row_on_the_desk_and_opens_nothing(world, accepted):
    assert list(Referral.objects.waiting_in(world.kosta.actor)) == [accepted]
    assert opened_by(world.kosta) == set()
    assert not Referral.objects.waiting_in(world.nina.actor).exists()
