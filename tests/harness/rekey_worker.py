"""`python -m tests.harness.rekey_worker fill|begin|go|check`: Bea moves everything to a new key.

`go` says after each chunk how much is left; it is killed at a moment of no one's choosing.
"""

from __future__ import annotations

import json
import sys


def say(**more: object) -> None:
    print(json.dumps(more), flush=True)  # noqa: T201


def main(verb: str) -> None:
    import django

    django.setup()
    from spona.crypto.errors import Unopenable
    from spona.vault import actions, queries, seeds
    from spona.vault.models import Grant, Section
    from tests.harness.mixed_writer import Writer
    from tests.vault.test_rekeying import opened_by

    writer = Writer()
    bea, csw = writer.bea, writer.csw.pk
    if verb == "fill":
        for number in range(200):
            actions.create_box(
                "case", owner=csw, sections={"name": {"schema": 1, "name": str(number)}},
                grants={"name": [actions.to_institution(csw)]}, by=bea["by"],
            )  # fmt: skip
        version = queries.current_key(csw).version
        say(seed=seeds.intake_seed(csw, version, bea["keys"]).hex())
    if verb == "begin":
        row = actions.begin_rekey(csw, paper_too=False, **bea)
        say(total=row.total)
    if verb == "go":
        left = 1
        while left:
            left = actions.go_on(csw, **bea, at_most=4)
            say(left=left)
    if verb == "check":
        theirs = Grant.objects.filter(to_kind="institution", to_id=csw)
        lost = []
        for section in Section.objects.filter(grants__in=theirs.filter(state="open")):
            try:
                actions.open_section(section, **bea, reason="danger")
            except Unopenable:
                lost.append(str(section.pk))
        stolen = bytes.fromhex(sys.argv[2])
        say(
            lost=lost,
            stolen=len(opened_by(stolen, theirs)),
            running=bool(queries.running_rekey(csw)),
        )


if __name__ == "__main__":
    main(sys.argv[1])
