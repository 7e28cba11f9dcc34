"""Run inside an empty copy: brings the backup back once for each kind of ending, without that one.

Prints a JSON object: kind → the rows of the rehearsal that are red then. Everything is taken back.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


class TakenBackError(Exception):
    pass


def main(backup: Path, identity: Path, state: Path) -> None:
    django.setup()
    from spona.cli.backup import age
    from spona.cli.rehearse.rows import LASTING, ROWS, SESSIONS
    from spona.cli.rehearse.steps import answers
    from spona.cli.rehearse.world import World
    from spona.cli.restore import command as restore
    from spona.cli.restore import endings as restore_endings
    from spona.vault import files

    identities = age.identities_in(identity)
    sources = restore_endings.sources_beside(backup, identities)
    found = {}

    def red_without(plant) -> list[str]:
        with backup.open("rb") as source, age.opening(source, identities) as plain:
            data = plain.read()
        import io

        from django.db import transaction

        try:
            with transaction.atomic(), plant:
                # However long the rounds before took: the old server stopped at its last mark.
                restore.bring_back(
                    io.BytesIO(data), sources, stopped=sources[0].complete_until().at
                )
                said = answers(World.read(state))
                raise TakenBackError  # noqa: TRY301
        except TakenBackError:
            return [name for name, answer in said.items() if answer != "holds"]
        finally:
            # The rows were taken back; the sealed files that came with them lie on the disk.
            files.remove([name for name, _written in files.stored_names()])

    found["nothing"] = red_without(without(restore_endings.HANDLERS, {}))
    for kind in dict.fromkeys(row.kind for row in ROWS):
        if kind == SESSIONS:
            plant = without(vars(restore_endings.identity), {"end_everywhere": lambda **_: None})
        elif kind == LASTING:
            # Planted the other way round: it holds back what it knows to last.
            plant = without(vars(restore_endings), {"_unknown": lambda *_: (AT, AT)})
        else:
            plant = without(restore_endings.HANDLERS, {kind: lambda *_: False})
        found[kind] = red_without(plant)
    sys.stdout.write(json.dumps(found))


def without(names: dict, planted: dict):
    from contextlib import contextmanager

    @contextmanager
    def swapped():
        before = {name: names[name] for name in planted}
        names.update(planted)
        try:
            yield
        finally:
            names.update(before)

    return swapped()


if __name__ == "__main__":
    from datetime import UTC, datetime

    AT = datetime(2026, 1, 1, tzinfo=UTC)
    main(*map(Path, sys.argv[1:]))
