"""`./spona doctor`: what is missing on this server and what to do about it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import Error

from spona.cli.doctor import database as doctor_database
from spona.cli.doctor import endings as doctor_endings
from spona.cli.doctor import key_papers as doctor_key_papers
from spona.cli.doctor import machine as doctor_machine
from spona.cli.doctor import mail as doctor_mail
from spona.cli.doctor import network as doctor_network
from spona.cli.doctor import outward as doctor_outward
from spona.cli.doctor import releases as doctor_releases
from spona.cli.doctor import watch as doctor_watch
from spona.cli.doctor.findings import OK, RED, WARNING, Finding
from spona.crypto.errors import Unopenable

CHECKS: Final[tuple[Callable[[], list[Finding]], ...]] = (
    doctor_machine.stamp,
    doctor_machine.key_files,
    doctor_key_papers.key_papers,
    doctor_machine.data_folder,
    doctor_machine.disk_space,
    doctor_watch.write_probe,
    doctor_watch.keys_beside_data,
    doctor_machine.disk_encryption,
    doctor_machine.swap,
    doctor_machine.core_dumps,
    doctor_database.engine,
    doctor_database.migrations,
    doctor_database.log_triggers,
    doctor_database.log_heads,
    doctor_database.log_roots,
    doctor_endings.endings_copied,
    doctor_outward.names,
    doctor_outward.security_contact,
    doctor_outward.mail_server,
    doctor_watch.mail_waiting,
    doctor_watch.mail_refused,
    doctor_watch.certificate,
    doctor_watch.backup,
    doctor_watch.worker,
    doctor_watch.who_is_told,
    doctor_watch.refused_pages,
    doctor_network.steps_nobody_can_open,
    doctor_network.unreachable_steps,
    doctor_network.paper_keys,
    doctor_network.public_keys,
    doctor_network.directory_rows,
    doctor_network.exclusion_rows,
    doctor_releases.release_ledger,
    doctor_network.proposed_rules,
    doctor_network.timetable,
)


def run(args: list[str]) -> int:
    """1 when anything is red; warnings alone give 0."""
    asked = argparse.ArgumentParser(prog="./spona doctor")
    asked.add_argument("--json", action="store_true")
    asked.add_argument(
        "--mail",
        nargs="?",
        const="doctor",
        default="",
        metavar="UNIT",
        help="write to SPONA_OPERATOR what is red; UNIT: which unit has failed",
    )
    given = asked.parse_args(args)
    findings = list(look())
    if given.json:
        print(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(finding)
        counts = {level: sum(f.level == level for f in findings) for level in (OK, WARNING, RED)}
        print(f"\n{counts[OK]} ok, {counts[WARNING]} warnings, {counts[RED]} red")
    if given.mail:
        print(doctor_mail.tell_operator(findings, failed=given.mail))
    if any(finding.level == RED for finding in findings):
        return 1
    doctor_mail.forget()
    return 0


def look() -> Iterator[Finding]:
    """Everything, one after the other; a check that cannot look is red itself."""
    if not Path(settings.SPONA_DATA).is_dir():
        yield Finding(
            RED, "data_folder", f"Nothing is set up in {settings.SPONA_DATA}.",
            "`./spona init` does it. Where the folders are others, load their settings first: "
            "set -a; . FOLDER/environment; set +a",
        )  # fmt: skip
        return
    for check in CHECKS:
        try:
            yield from check()
        except Error as error:
            name = check.__name__
            yield Finding(
                RED, name, f"{name} could not be checked ({type(error).__name__}).",
                "See the lines about the database; then run doctor again.",
            )  # fmt: skip
        except Unopenable:
            name = check.__name__
            yield Finding(
                RED, name, f"{name} met a row of keys that does not fit the key files.",
                "Either these key files belong to other data, or somebody wrote the database past "
                "Spona. Put back the files that were kept with this data; else restore a backup.",
            )  # fmt: skip
