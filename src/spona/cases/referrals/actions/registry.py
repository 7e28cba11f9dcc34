"""The number that a records office gave: sealed, because it leads to a paper file."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.acting_membership import acting_membership
from spona.cases.referrals.models import Referral, RegistryNumber
from spona.cases.referrals.parties import side_of
from spona.cases.referrals.permissions import check_can_number
from spona.identity.keyring import Keyring
from spona.vault.actions import create_box, save_section
from spona.vault.models import Section

SECTION = "registry"


def write_registry_number(
    referral: Referral, *, number: str, revision: int, by: Actor, keys: Keyring
) -> RegistryNumber:
    """Write down the delovodni broj of the actor's institution; only its own people read it.

    `revision` is the one that was read, 0 for the first. TextConflict where a colleague
    wrote another number meanwhile.
    """
    check_can_number(by, referral)
    document = {"schema": 1, "number": number.strip()}
    with audit.transaction() as log:
        Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        row = number_row(referral, by)
        if row is None:
            assert by.institution_id is not None
            box = create_box(
                "note",
                owner=by.institution_id,
                sections={SECTION: document},
                grants={SECTION: side_of(referral, by.institution_id, section="cover")},
                by=by,
                reference=referral.reference,
                keys=keys,
            )
            row = RegistryNumber.objects.create(
                referral=referral, institution_id=by.institution_id, box=box
            )
            log.record("referral:numbered", by=by, subject=referral.subject)
            return row
    section = Section.objects.named(row.box_id, SECTION).select_related("box").get()
    save_section(section, document, revision=revision, by=by, keys=keys)
    return row


def number_row(referral: Referral, by: Actor) -> RegistryNumber | None:
    numbers = referral.numbers.filter(institution=acting_membership(by).institution)
    return numbers.first()
