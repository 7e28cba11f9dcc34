"""Run inside a server: the invented world, a sealed box with a file, a session, a checkpoint."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

WORDS = "Ово је виђено у Врању"
CONTENT = os.urandom(200_000)


def main(into: Path) -> None:
    django.setup()
    from django.utils import timezone

    from spona.access.actor import Actor
    from spona.audit.actions import checkpoint
    from spona.demo.world import build_world
    from spona.directory.models import Institution
    from spona.identity.models import Account, Session
    from spona.vault import actions

    build_world()
    by = Actor.system("demo")
    csw = Institution.objects.get(code="I068")
    stored = actions.seal_upload([CONTENT], name="slika.jpg", content_type="image/jpeg")
    document = {"schema": 1, "words": WORDS, "files": [stored.as_document()]}
    boxes = [
        actions.create_box(
            "case",
            owner=csw.pk,
            sections={"account": document if first else {"schema": 1, "words": "друго"}},
            grants={"account": [actions.to_institution(csw.pk)]},
            stored=[stored] if first else [],
            by=by,
        )
        for first in (True, False)
    ]
    now = timezone.now()
    Session.objects.create(
        account=Account.objects.get(login="bea.csr"), key_hash="0" * 64, half_hash=b"h" * 32,
        auth_hash="1" * 64, created_at=now, active_at=now,
    )  # fmt: skip
    checkpoint(by=Actor.system("housekeeping"))
    said = {"box": str(boxes[0].pk), "other_box": str(boxes[1].pk), "file": str(stored.id)}
    into.write_text(json.dumps(said | {"content": CONTENT.hex()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
