"""The copies of the endings: without them a restore cannot know what must stay ended."""

from __future__ import annotations

from spona.audit import endings_copies
from spona.audit.models import Ending
from spona.cli.doctor.findings import RED, WARNING, Finding, found

_TODO = (
    "Mount the disk of the backups, or run `./spona backup FOLDER --recipient age1…` for another "
    "place. What is missing is written there as soon as it can be."
)


def endings_copied() -> list[Finding]:
    """How many endings lie only in the database, since when."""
    bad = []
    seq, tag = endings_copies.data_copy().last()
    missing = Ending.objects.filter(seq__gt=seq).order_by("seq")
    if first := missing.first():
        bad.append(
            f"{missing.count()} endings since {first.at:%Y-%m-%d %H:%M} UTC are in no copy: the "
            "data folder cannot be written."
        )
    row = Ending.objects.filter(seq=seq).first()
    if seq and (row is None or bytes(row.tag).hex()[:16] != tag):
        bad.append(f"{endings_copies.data_copy().path} holds endings that the database lacks.")
    place = endings_copies.place_copy()
    if place is None:
        return [
            *(Finding(RED, "endings_copied", one, _TODO) for one in bad),
            Finding(
                WARNING, "endings_copied", "Endings are copied to the data folder only.",
                "`./spona backup FOLDER --recipient age1…` on another disk: from then on each "
                "ending is written there too, and a restore knows what must stay ended.",
            ),
        ]  # fmt: skip
    count, since = endings_copies.behind()
    if since is not None:
        bad.append(
            f"{count} endings since {since:%Y-%m-%d %H:%M} UTC have not reached {place.folder}."
        )
    return found("endings_copied", f"Every ending is copied to {place.folder}.", bad, _TODO)
