"""`python -m tests.harness.mixed_check FILE`: is everything there that the writers were told?

FILE holds their lines. Prints JSON: how many were acknowledged, which are lost, which actions
stand there by half, and the faults of the log.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def lost(line: dict[str, Any]) -> bool:
    from spona.audit.models import Entry
    from spona.cases.models import Draft, Referral
    from spona.vault.files import path_of
    from spona.vault.models import SealedFile

    ident = line["id"]
    match line["what"]:
        case "draft":
            # It may have been sent by somebody who was killed before they could tell.
            rows = Draft.objects.filter(pk=ident, revision__gte=line["revision"])
            gone = Entry.objects.filter(name="draft:sent", subject_id=ident)
            return not (rows.exists() or gone.exists())
        case "sent":
            return not Referral.objects.filter(pk=ident, sent_at__isnull=False).exists()
        case "accepted":
            return not Referral.objects.filter(
                pk=ident, accepted_at__isnull=False, to_case__isnull=False
            ).exists()
        case "box":
            file = SealedFile.objects.filter(pk=line["file"], box_id=ident).first()
            if file is None:
                return True
            path = path_of(file.stored_name)
            return not (path.exists() and path.stat().st_size == file.stored_size)
        case "entry":
            return not Entry.objects.filter(name="chain:written", subject_id=ident).exists()
    raise AssertionError(line)


def halves() -> list[str]:
    """Referrals that lack what was written in the same transaction."""
    from spona.cases.models import Move, Referral
    from spona.deadlines.models import Deadline
    from spona.tasks.models import Task
    from spona.vault.models import Grant, Section

    found = []
    ids = set(Referral.objects.values_list("pk", flat=True))
    parts = {
        "move": Move.objects.filter(verb="send").values_list("referral_id", flat=True),
        "deadline": Deadline.objects.filter(kind="answer").values_list("subject_id", flat=True),
        "task": Task.objects.filter(kind="answer_referral").values_list("subject_id", flat=True),
    }
    for name, of in parts.items():
        counted = Counter(of)
        found += [f"{name} of {one}: {counted[one]}" for one in ids if counted[one] != 1]
    sealed = set(Section.objects.values_list("box_id", flat=True))
    packets = Referral.objects.values_list("packet_id", flat=True)
    found += [f"packet {one} is empty" for one in packets if one not in sealed]
    granted = set(Grant.objects.values_list("section_id", flat=True))
    sections = Section.objects.values_list("pk", flat=True)
    found += [f"section {one} opens for nobody" for one in sections if one not in granted]
    return found


def main() -> None:
    import django

    django.setup()
    from spona.audit.queries import faults

    lines = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    said = {
        "acknowledged": len(lines),
        "kinds": dict(Counter(line["what"] for line in lines)),
        "lost": [line for line in lines if lost(line)],
        "halves": halves(),
        "faults": list(faults()),
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
