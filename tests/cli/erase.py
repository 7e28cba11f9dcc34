"""Run inside a server: one box is erased, of another the only key is taken back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main(expected: Path) -> None:
    django.setup()
    from spona.access.actor import Actor
    from spona.vault.actions import destroy, erase_box
    from spona.vault.models import Box

    said = json.loads(expected.read_text())
    by = Actor.system("housekeeping")
    erase_box(Box.objects.get(pk=said["box"]), by=by)
    sys.stdout.write(str(destroy(Box.objects.get(pk=said["other_box"]), by=by)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
