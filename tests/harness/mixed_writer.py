"""`python -m tests.harness.mixed_writer KILLS NUMBER OF`: people who write all sorts of things, and are killed.

Each is a forked child that drafts, sends, takes over, seals a box with a file and writes the log,
in random order, and says what was committed: one line of JSON, only after the action returned.
This process kills it with `kill -9` at a moment of no one's choosing and starts the next, KILLS
times. With 0 the writing goes on in this process until the database is gone. Of the drafts and
reports that lie there, also those of whoever was killed, writer NUMBER of OF takes its own share.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

type Tell = Callable[..., None]


class Writer:
    """Ana of the school and Bea of the centre, with their keys."""

    def __init__(self, number: int = 0, of: int = 1) -> None:
        from spona.demo import world as invented
        from spona.directory.actor import actor_for
        from spona.directory.models import Institution, Network
        from spona.identity import wraps
        from spona.identity.keyring import keyring_of
        from spona.identity.models import Account

        def can(login: str) -> dict[str, Any]:
            account = Account.objects.get(login=login)
            usk = wraps.open_by_password(account, invented.PASSWORD)
            return {"by": actor_for(account), "keys": keyring_of(account, usk)}

        self.ana, self.bea = can("ana.skola"), can("bea.csr")
        self.csw = Institution.objects.get(code=invented.CSW)
        self.network = Network.objects.get(slug="vranje")
        self.number, self.of = number, of

    def mine(self, rows: Any) -> Any:
        """The first that falls to this writer, so that no two take the same."""
        return next((row for row in rows if row.pk.int % self.of == self.number), None)

    def write(self, tell: Tell) -> None:
        # Each child starts from the same moment of its parent; its dice must not.
        dice = random.Random(os.urandom(8))
        while True:
            dice.choice((self.draft, self.draft, self.send, self.accept, self.box, self.log))(tell)

    def draft(self, tell: Tell) -> None:
        from spona.cases.intake.actions import begin_draft, save_draft

        draft = begin_draft({"in_danger": "no"}, **self.ana)
        tell("draft", draft.pk, revision=draft.revision)
        recipient = {"network": str(self.network.pk), "institution": str(self.csw.pk),
                     "related": "no"}  # fmt: skip
        packet = {"parts": ["signs", "account", "who", "reach"], "agreed": True,
                  "person_knows": True}  # fmt: skip
        person = {"age": "not_sure", "asked": "реч " * 20, "own_words": "реч " * 200,
                  "urgency": "regular", "safe": "no"}  # fmt: skip
        steps = (("person", person), ("recipient", recipient), ("packet", packet))
        for step, values in steps:
            draft = save_draft(draft, step, values, revision=draft.revision, tab="t", **self.ana)
            tell("draft", draft.pk, revision=draft.revision)

    def send(self, tell: Tell) -> None:
        from spona.cases.intake.actions import send_draft
        from spona.cases.models import Draft

        # One that was written to its end: begun and saved three times.
        if draft := self.mine(Draft.objects.filter(revision=4)):
            tell("sent", send_draft(draft, **self.ana).pk)

    def accept(self, tell: Tell) -> None:
        from spona.cases.models import Referral
        from spona.cases.referrals.actions import accept, open_packet

        waiting = Referral.objects.filter(recipient_institution=self.csw, accepted_at=None)
        if referral := self.mine(waiting):
            tell("accepted", accept(open_packet(referral, **self.bea)[0], **self.bea).pk)

    def box(self, tell: Tell) -> None:
        from spona.vault import actions

        stored = actions.seal_upload(
            [os.urandom(20_000)], name="slika.jpg", content_type="image/jpeg"
        )
        box = actions.create_box(
            "case",
            owner=self.csw.pk,
            sections={"account": {"schema": 1, "files": [stored.as_document()]}},
            grants={"account": [actions.to_institution(self.csw.pk)]},
            stored=[stored],
            by=self.bea["by"],
        )
        tell("box", box.pk, file=str(stored.id))

    def log(self, tell: Tell) -> None:
        from spona import audit

        subject = uuid.uuid4()
        with audit.transaction() as log:
            log.record("chain:written", by=self.ana["by"], subject=("test", subject))
        tell("entry", subject)


def told(out: int) -> Tell:
    """One write a line, so that a killed writer never leaves half of one."""

    def tell(what: str, ident: uuid.UUID, **more: Any) -> None:
        os.write(out, (json.dumps({"what": what, "id": str(ident), **more}) + "\n").encode())

    return tell


def killed(writer: Writer, dice: random.Random) -> None:
    """One child, from its first word to its end; what it said is passed on."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            writer.write(told(write))
        finally:
            # Only after an error: the parent must not go on twice.
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb", buffering=0) as said:
        begun = said.read(1)
        assert begun, "a writer ended before it wrote anything"
        time.sleep(dice.random() * 0.4)
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "a writer ended by itself"
        os.write(1, begun + said.readall())


def main() -> None:
    import django

    django.setup()
    from django.db import connections

    kills, number, of = map(int, sys.argv[1:])
    writer = Writer(number, of)
    if not kills:
        writer.write(told(1))
    connections.close_all()
    dice = random.Random(os.urandom(8))
    for _number in range(kills):
        killed(writer, dice)


if __name__ == "__main__":
    main()
