"""Backup and restore of many rows: how much memory they take at most."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final

from spona.cli.installation.secret_files import make_secrets
from tools import postgres
from tools.bench.figures import ROOT, Section
from tools.bench.world import World

ROWS: Final = 600_000
QUICK: Final = 30_000
_AT_ONCE: Final = 2_000
_HOW = (
    "A third each of sealed sections, of grants and of lines of the log, made by their rows. Each "
    "figure is the most memory that a process of its own ever held (`VmHWM`), with Python and "
    "Django, which take most of it before anything begins; pages of SQLite's file that the system "
    "lends to the process count too. Aim: under 200 MB, and no more for many rows than for few."
)


def measure(world: World, quick: bool) -> Section:
    """On SQLite and on PostgreSQL: few rows, then many, each step in a process of its own."""
    section = Section(
        "backup", _HOW, ("database", "step", "rows", "seconds", "size", "most memory")
    )
    most = QUICK if quick else ROWS
    for name in ("SQLite", "PostgreSQL"):
        for rows in (most // 30, most):
            with ExitStack() as stack:
                home = world.folder / f"backup-{name.lower()}-{rows}"
                make_secrets(home / "keys")
                addresses = ["", ""]
                if name == "PostgreSQL":
                    if postgres.binaries() is None:
                        section.faults.append("backup: PostgreSQL is missing")
                        continue
                    addresses = [stack.enter_context(postgres.running()) for _each in addresses]
                _there_and_back(section, name, rows, home, addresses)
    return section


def _there_and_back(
    section: Section, name: str, rows: int, home: Path, addresses: list[str]
) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SPONA_")}
    kept |= {"DJANGO_SETTINGS_MODULE": "spona.settings", "PYTHONPATH": str(ROOT / "src")}
    for step, folder, address in (
        ("fill", "from", addresses[0]),
        ("backup", "from", addresses[0]),
        ("restore", "to", addresses[1]),
    ):
        (home / folder).mkdir(exist_ok=True)
        given = {
            "SPONA_KIND": "test",
            "SPONA_DATA": str(home / folder),
            "SPONA_SECRETS": str(home / "keys"),
            "SPONA_DATABASE": address,
        }
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench.backup", step, str(rows), str(home)],
            cwd=ROOT, env=kept | given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            section.faults.append(f"backup: {name} broke off: {done.stderr.strip()[-300:]}")
            return
        section.rows += [(name, *line.split("\t")) for line in done.stdout.splitlines()]


def main(step: str, rows: int, home: Path) -> None:
    """`fill` makes the rows; `backup` and `restore` print a line of cells."""
    import django

    django.setup()
    target, began = home / "archive", time.perf_counter()
    if step == "fill":
        fill(rows)
        return
    if step == "backup":
        _back_up(target)
    else:
        _restore(target)
    # Not `ru_maxrss`: that also counts what the process was before, which started this one.
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    cells = (
        step,
        f"{rows:,}",
        f"{time.perf_counter() - began:.0f} s",
        f"{target.stat().st_size / 2**20:,.0f} MB",
        f"{peak:,.0f} MB",
    )
    print("\t".join(cells), flush=True)


def _back_up(target: Path) -> None:
    import pyrage

    from spona.cli.backup.command import write_backup

    identity = pyrage.x25519.Identity.generate()
    write_backup(target, recipients=[str(identity.to_public())])
    target.with_suffix(".key").write_text(f"{identity}\n")


def _restore(source: Path) -> None:
    from django.db import transaction

    from spona.cli.backup import age
    from spona.cli.installation.first_tables import make_tables
    from spona.cli.restore.archive import read_archive

    make_tables()
    with (
        source.open("rb") as sealed,
        age.opening(sealed, age.identities_in(source.with_suffix(".key"))) as plain,
        transaction.atomic(),
    ):
        archive: BinaryIO = plain
        read_archive(archive, [])


def fill(rows: int) -> None:
    """An institution's box with sections, each with a grant, and a log of reading them."""
    import uuid
    from itertools import batched

    from django.db import transaction
    from django.utils import timezone

    from spona.audit.models import Entry, Lane
    from spona.cli.installation.first_tables import make_tables
    from spona.directory.models import Institution
    from spona.reference.models import Town
    from spona.vault.models import Box, Grant
    from spona.vault.models import Section as Sealed

    make_tables()
    now, random = timezone.now(), os.urandom
    detail = {"purpose": "list", "sections": [str(uuid.uuid4()) for _each in range(5)]}
    with transaction.atomic():
        words = {"sr": "Измишљено"}
        town = Town.objects.create(
            slug="izmisljeno", iso_3166_2="RS-00", lat=44, lon=21,
            words=words, genitive=words, locative=words, district=words,
        )  # fmt: skip
        owner = Institution.objects.create(code="I000", sector="social", town=town, words=words)
        box = Box.objects.create(kind="case", owner_institution=owner, mac=random(32))
        lane = Lane.objects.create(pk=uuid.uuid4(), seq=rows, head=random(32))
        for some in batched(range(rows // 3), _AT_ONCE):
            sections = [
                Sealed(
                    box=box, slot=uuid.uuid4(), name_sealed=random(81), sealed=random(1024),
                    mac=random(32),
                )
                for _at in some
            ]  # fmt: skip
            Sealed.objects.bulk_create(sections)
            Grant.objects.bulk_create(
                Grant(
                    section=one, to_kind="institution", to_id=owner.pk, wrapped=random(112),
                    mac=random(32),
                )
                for one in sections
            )  # fmt: skip
            Entry.objects.bulk_create(
                Entry(
                    lane=lane, seq=at + 1, at=now, name="section:read_many", actor="x" * 20,
                    subject_kind="institution", subject_id=owner.pk, detail=detail,
                    previous=random(32), hash=random(32),
                )
                for at in some
            )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
