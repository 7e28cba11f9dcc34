"""Figure 4: every (member, section) without an open grant, tried with all keys they reach."""

from itertools import product

from spona.crypto import aead, keypairs, wrap
from spona.crypto.documents import open_document
from spona.crypto.errors import Unopenable
from spona.vault import actions, seeds
from spona.vault.models import Grant, IntakeKey, Section, StatisticsKey, opens_for
from tests.vault import world


def reach(person):
    """Every way in which this person's keys turn a wrap into bytes, asking no permission."""
    keys = person.keys
    tries = [lambda wrapped, info: keys.unwrap(wrapped, info=info)]
    for key in [*IntakeKey.objects.all(), *StatisticsKey.objects.all()]:
        find = seeds.intake_seed if isinstance(key, IntakeKey) else seeds.statistics_seed
        try:
            seed = find(key.owner_id, key.version, keys)
        except Unopenable:
            continue
        pair = wrap.Unwrapper(keypairs.private_key_from_seed(seed))
        fast = keypairs.symmetric_key_from_seed(seed)
        tries.append(lambda wrapped, info, pair=pair: pair.unwrap(wrapped, info=info))
        tries.append(lambda wrapped, info, key=fast: aead.open_sealed(key, wrapped, aad=info))
    return tries


def opened_by_force(person, *sections):
    """{section: how many ways open it}: every wrap, said to be what it is and what leads there."""
    grants = list(Grant.objects.select_related("section__box"))
    tries, count = reach(person), dict.fromkeys(sections, 0)
    own = [secret for grant, how in product(grants, tries) for secret in _unwrapped(how, grant)]
    for section in sections:
        for grant in grants:
            grant.section = section
        moved = [
            secret for grant, how in product(grants, tries) for secret in _unwrapped(how, grant)
        ]
        count[section] = sum(_opens(secret, section) for secret in (*own, *moved))
    return count


def _unwrapped(how, grant):
    try:
        return [how(bytes(grant.wrapped), grant.info())]
    except (Unopenable, TypeError):
        return []


def _opens(secret, section):
    try:
        open_document(secret, bytes(section.sealed), aad=section.aad())
    except (Unopenable, TypeError):
        return False
    return True


def test_nobody_opens_what_was_not_opened_to_them(w, packet):
    """The matrix holds held, open, symmetric, named, counted, coded and excluded grants."""
    actions.create_box(
        "counted",
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
    sections = list(Section.objects.select_related("box"))
    for person in w.people:
        for section, ways in opened_by_force(person, *sections).items():
            if Grant.objects.filter(opens_for(person.actor), section=section).exists():
                allowed += 1
                assert ways, "an open grant does open"
                continue
            tried += 1
            refused += not ways
    assert (refused, tried) == (tried, 48 - allowed)
    assert allowed == 5 + 2 + 4 + 2 + 4 + 1
