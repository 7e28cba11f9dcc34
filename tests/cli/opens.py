"""Run inside a server: Bea signs in with her password and opens what was sealed before."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from uuid import UUID

import django


def main(expected: Path) -> None:
    django.setup()
    from spona.demo.world import PASSWORD
    from spona.directory.actor import actor_for
    from spona.identity import wraps
    from spona.identity.keyring import keyring_of
    from spona.identity.models import Account
    from spona.vault import actions
    from spona.vault.models import Section
    from tests.cli.fill import WORDS

    said = json.loads(expected.read_text())
    account = Account.objects.get(login="bea.csr")
    keys = keyring_of(account, wraps.open_by_password(account, PASSWORD))
    section = Section.objects.get(box_id=said["box"])
    _stored, chunks = actions.open_file(
        section, UUID(said["file"]), by=actor_for(account), keys=keys
    )
    assert b"".join(chunks).hex() == said["content"]
    document = actions.open_section(section, by=actor_for(account), keys=keys)
    assert document["words"] == WORDS
    sys.stdout.write("opened\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
