"""Figure 4: every (member, section) without an open grant, tried with all keys they reach."""

from itertools import product

from spona.crypto import aead, keypairs, wrap
from spona.crypto.documents import open_document
from spona.crypto.errors import Unopenable
from spona.vault import actions, seeds
from spona.vault.models import Grant, IntakeKey, Section, StatisticsKey
from spona.vault.models.boxes import opens_for
from tests.vault import world


def reach(person):
    """Every way in which this person's keys turn a wrap into bytes, asking no permission."""
    tries = [lambda wrapped, info: person.keys.unwrap(wrapped, info=info)]
    for key in [*IntakeKey.objects.all(), *StatisticsKey.objects.all()]:
        find = seeds.intake_seed if isinstance(key, IntakeKey) else seeds.statistics_seed
        try:
            seed = find(key.owner_id, key.version, person.keys)
        except Unopenable:
            continue
        private, fast = keypairs.private_key_from_seed(seed), keypairs.symmetric_key_from_seed(seed)
        tries.append(lambda wrapped, info, key=private: wrap.unwrap(key, wrapped, info=info))
        tries.append(lambda wrapped, info, key=fast: aead.open_sealed(key, wrapped, aad=info))
    return tries


def opened_by_force(person, section):
    count = 0
    for attempt, grant in product(reach(person), Grant.objects.all()):
        for owner in (section, grant.section):
            grant.section = owner
            try:
                secret = attempt(bytes(grant.wrapped), grant.info())
                open_document(secret, bytes(section.sealed), aad=section.aad())
            except (Unopenable, TypeError):
                continue
            count += 1
    return count


def test_nobody_opens_what_was_not_opened_to_them(w, packet):
    """The matrix holds held, open, symmetric, named, counted, coded and excluded grants."""
    actions.create_box(
        "case",
        owner=w.csw.pk,
        sections={"name": world.text(), "health": world.text(), "count": world.text()},
        grants={
            "name": [actions.to_institution(w.csw), actions.to_account(w.ema.account)],
            "health": actions.recipients_excluding(w.csw, [w.boris.account]),
            "count": [actions.to_institution(w.csw), actions.to_statistics(w.net.pk)],
        },
        **w.bea.acts,
    )
    actions.create_box(
        "note",
        owner=w.shelter.pk,
        sections={"notes": world.text()},
        grants={"notes": [actions.to_institution(w.shelter)]},
        **w.cora.acts,
    )
    tried = refused = allowed = 0
    for person, section in product(w.people, Section.objects.select_related("box")):
        granted = Grant.objects.filter(opens_for(person.actor), section=section).exists()
        if granted:
            allowed += 1
            assert opened_by_force(person, section), "an open grant does open"
            continue
        tried += 1
        refused += not opened_by_force(person, section)
    assert (refused, tried) == (tried, 48 - allowed)
    assert allowed == 5 + 2 + 4 + 2 + 4 + 1
