"""Run inside a server: N files of the centre for social work, through the action that opens one."""

from __future__ import annotations

import sys

import django

# Committed together, so that the disk is not what is measured here.
AT_ONCE = 250


def main(number: int) -> None:
    django.setup()
    from spona import audit
    from spona.cases.case.actions import open_case
    from spona.cases.case.sections import empty_sections
    from spona.demo.world import CSW, PASSWORD
    from spona.directory.actor import actor_for
    from spona.directory.models import Institution, Network
    from spona.identity import wraps
    from spona.identity.keyring import keyring_of
    from spona.identity.models import Account
    from spona.vault.recipients import to_institution

    bea = Account.objects.get(login="bea.csr")
    by, keys = actor_for(bea), keyring_of(bea, wraps.open_by_password(bea, PASSWORD))
    csw, network = Institution.objects.get(code=CSW), Network.objects.get(slug="vranje")
    documents = empty_sections()
    documents["account"]["noticed"] = "Ово је измишљено. " * 150
    for begun in range(0, number, AT_ONCE):
        with audit.transaction():
            for _file in range(min(AT_ONCE, number - begun)):
                open_case(
                    documents, institution=csw, network=network, by=by, keys=keys,
                    readers=[to_institution(csw.pk)], opened_by="report",
                )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
