"""`./spona init`: data folder, key files, tables, reference data, the first invitation."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from spona.cli.backup.age import recipient_of
from spona.cli.init.environment import (
    FILE,
    default_data,
    default_secrets,
    load_environment,
    read_environment,
    write_environment,
)
from spona.cli.installation.data_owner import become_owner
from spona.cli.installation.sealed_keys import FILE as SEALED
from spona.cli.installation.sealed_keys import NotReadable, place, read_sealed
from spona.cli.installation.secret_files import NAMES, check_apart, make_secrets
from spona.cli.installation.stamp import read_stamp, write_stamp
from spona.cli.keys.restore_keys import bring_back

PURPOSE = {
    "pepper": "with it and the password an account opens; without it nobody signs in again",
    "mac": "shows that keys in the database are ours; without it nothing sealed opens",
    "hold": "closes what was sent until it is accepted; without it such packets are lost",
    "checkpoint": "signs the log; without it old signatures cannot be told from forged ones",
    "factors": "opens the second factors; without it everybody needs a new one",
    "limiter": "counts wrong tries without names; may be lost",
    "django": "signs forms; may be lost",
}

SHOW = (
    "The keys are not printed any more. `./spona keys paper` puts them on one paper, or on three "
    "of which any two open, and checks what was written down."
)


def run(args: list[str]) -> int:
    """Makes what is missing and leaves alone what is there; may be typed again."""
    _remember(args)
    given = _arguments().parse_args(args)
    data, secrets = given.data.expanduser().absolute(), given.secrets.expanduser().absolute()
    if given.show:
        raise SystemExit(SHOW)
    check_apart(data, secrets)
    recipients = [each.strip() for each in given.recipient or ()]
    for recipient in recipients:
        recipient_of(recipient)
    if len(set(recipients)) < len(recipients):
        raise SystemExit(
            "The same --recipient stands there twice, and whoever loses that one key loses every "
            "backup. Name two keys, of two people. Nothing was changed."
        )
    if given.institution and not read_stamp(data):
        raise SystemExit(
            f"Nothing is set up in {data} yet, so nobody was invited. Type `./spona init` first; "
            "where the folders are others, name the key files: --secrets FOLDER."
        )
    # What is made from here on, the database too, is for its owner only.
    os.umask(0o077)
    if given.from_paper:
        bring_back(given.from_paper, secrets)
    _check_not_on_paper(secrets)
    _make_folder(data)
    write_stamp(data, given.kind)
    made = make_secrets(secrets)
    values = {
        "SPONA_KIND": given.kind,
        "SPONA_DATA": str(data),
        "SPONA_SECRETS": str(secrets),
        "SPONA_DATABASE": given.database,
        "SPONA_HOST": given.host,
        "SPONA_TIP_HOST": given.tip_host,
        "SPONA_HTTPS": "1" if given.https else "",
        "SPONA_MAIL": given.mail,
        "SPONA_MAIL_FROM": given.mail_from,
        # With commas: a shell reads this file too.
        "SPONA_BACKUP_RECIPIENTS": ",".join(recipients)
        or os.environ.get("SPONA_BACKUP_RECIPIENTS", ""),
    }
    os.environ.update({name: value for name, value in values.items() if value})
    environment = write_environment(secrets, values)
    # As root, to whom the folder may belong. A paper does not hold what was drawn after it.
    on_paper = "" if made else _on_paper()
    _fill(empty=given.empty)
    print(f"\nData folder   {data}\nKey files     {secrets}  ({len(made)} made now)")
    print(f"Settings      {environment}\n")
    if recipients:
        print(f"Each backup is sealed for: {', '.join(recipients)} (remembered)\n")
    if secrets != default_secrets():
        print(
            "These are not the usual folders. So that other verbs find them, type this first in "
            f"each shell:\n  set -a; . {shlex.quote(str(environment))}; set +a\n"
        )
    # Who invites somebody on a server that stands wants to see the paper, not the safe once more.
    if made or not given.institution:
        _print_safe(on_paper)
    if given.institution:
        # Only now: what it stands on needs the tables.
        from spona.cli.init.invitation import invite_first
        from spona.cli.installation.maintenance import sharing

        with sharing("init"):
            return invite_first(
                given.institution,
                given.name,
                given.email,
                given.role,
                given.coordinates,
                same_person=given.same_person,
            )
    return 0


def _remember(args: list[str]) -> None:
    """What was said the first time holds the second time, unless it is said otherwise."""
    asked = argparse.ArgumentParser(add_help=False)
    asked.add_argument("--secrets", type=Path)
    secrets = asked.parse_known_args(args)[0].secrets
    if secrets is None:
        load_environment()
        return
    for name, value in read_environment(secrets.expanduser() / FILE).items():
        os.environ.setdefault(name, value)


def _arguments() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="./spona init")
    known = os.environ.get
    kind = known("SPONA_KIND", "real")
    asked.add_argument("--data", type=Path, default=Path(known("SPONA_DATA") or default_data()))
    asked.add_argument(
        "--secrets", type=Path, default=Path(known("SPONA_SECRETS") or default_secrets())
    )
    asked.add_argument("--kind", choices=("real", "test"), default=kind)
    asked.add_argument("--database", default=known("SPONA_DATABASE", ""), help="postgresql://…")
    asked.add_argument("--host", default=known("SPONA_HOST", ""), help="the name people type")
    asked.add_argument(
        "--tip-host",
        default=known("SPONA_TIP_HOST", ""),
        help="a second name, on which only the public pages answer",
    )
    asked.add_argument("--https", action="store_true", default=known("SPONA_HTTPS") == "1")
    asked.add_argument("--mail", default=known("SPONA_MAIL", ""), help="smtp://host:port")
    asked.add_argument("--mail-from", default=known("SPONA_MAIL_FROM", ""))
    asked.add_argument(
        "--recipient",
        action="append",
        metavar="age1…",
        help="whose key opens the backups: two, of two people; both are remembered",
    )
    asked.add_argument("--empty", action="store_true", help="tables only: for `restore`")
    asked.add_argument(
        "--from-paper",
        type=Path,
        metavar="FILE",
        help="a new machine: the key files from the papers and this keys.sealed",
    )
    # It printed the keys where nobody could see whether they were written down rightly.
    asked.add_argument("--show", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--institution", default="", help="code of the first one, as I068")
    asked.add_argument("--name", default="", help="who is invited there")
    asked.add_argument("--email", default="", help="where they hear that something waits")
    asked.add_argument("--role", action="append", help="default: intake_holder")
    asked.add_argument(
        "--same-person", action="store_true", help="who has a login there under this name is meant"
    )
    asked.add_argument("--coordinates", default="", help="the network they are to lead, as vranje")
    return asked


def _check_not_on_paper(folder: Path) -> None:
    """A lost key file is brought back, not drawn anew: the data would open with no new one."""
    try:
        sealed = read_sealed(folder / SEALED)
    except (FileNotFoundError, NotReadable):
        return
    lost = [name for name in NAMES if name in sealed.marks and not (folder / name).exists()]
    # Those that systemd has are refused with a sentence of their own.
    if lost and not (folder / f"{lost[0]}.cred").exists():
        raise SystemExit(
            f"Missing in {folder}, and on paper (set {sealed.set_name}): {', '.join(lost)}. Bring "
            f"them back: ./spona keys read {folder / SEALED}. Nothing was made."
        )


def _make_folder(data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    data.chmod(0o700)
    files = data / "files"
    files.mkdir(exist_ok=True, mode=0o700)


def _fill(*, empty: bool) -> None:
    """Tables, and unless `empty` what every server begins with."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from spona.cli.installation.maintenance import last_line, sharing
    from spona.public.readiness import migrations_waiting

    # Root may type it again on a server whose data are somebody else's.
    become_owner(settings.SPONA_DATA)
    with sharing("init"):
        if last_line() and migrations_waiting():
            raise SystemExit(
                "The tables are of an older version. Type ./spona upgrade first: it makes a backup."
            )
        call_command("migrate", interactive=False, verbosity=0)
        if empty:
            return
        _bring_what_is_shipped()


def _bring_what_is_shipped() -> None:
    from spona.access.actor import Actor
    from spona.cli.installation.shipped_lists import load_shipped
    from spona.practice.actions import keep_ready

    load_shipped(by=Actor.system("import"))
    # What is there stays: whoever types `init` again ends nobody's drill.
    keep_ready(by=Actor.system("practice"))


def _print_safe(on_paper: str) -> None:
    print("No backup holds these files: a backup without them opens nothing.\n")
    for name in NAMES:
        print(f"  {name:<11} {PURPOSE[name]}")
    if on_paper:
        print(f"\n{on_paper}")
        return
    print(
        "\nPut them on paper, one or three of which any two open: ./spona keys paper\n"
        "What lies on a stick in the safe, and nowhere else, is a copy too."
    )


def _on_paper() -> str:
    """Which papers hold the key files that were there already; empty where there are none."""
    try:
        sealed = read_sealed(place())
    except (OSError, NotReadable):
        return ""
    return f"They are on paper: set {sealed.set_name}, made on {sealed.made}."
