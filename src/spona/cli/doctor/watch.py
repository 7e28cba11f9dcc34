"""What nobody would notice by itself: dead worker, full disk, refused mail, old backup, end of a
certificate, key files beside the data, nobody who is told, and somebody who tries addresses.
"""

from __future__ import annotations

import socket
import ssl
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from spona import deadlines
from spona.audit.queries import most_refused
from spona.cli.doctor import disks
from spona.cli.doctor.findings import OK, RED, WARNING, Finding, found
from spona.cli.installation.sealed_keys import place
from spona.cli.installation.secret_files import NAMES, handed_by_systemd, secrets_folder
from spona.deadlines.queries import last_round
from spona.directory.models import Institution
from spona.identity.models import Account
from spona.notifications import queries as notifications
from spona.public import readiness, server_state
from spona.vault.queries import institutions_of

_SOON_DAYS: Final = 30
_A_WEEK: Final = timedelta(days=7)


def worker() -> list[Finding]:
    """The worker sends the mails and reminders; each of its rounds leaves a time."""
    last = last_round()
    if last is None:
        return [
            Finding(WARNING, "worker", "The worker has never run.",
                    "Start Spona: `./spona serve` runs web server and worker.")
        ]  # fmt: skip
    seconds = int((deadlines.now() - last).total_seconds())
    if not readiness.worker_is_silent():
        return [Finding(OK, "worker", f"The worker's last round began {seconds} s ago.")]
    return [
        Finding(
            RED, "worker", f"The worker has been silent for {seconds // 60} minutes.",
            "No mail leaves and nobody is reminded. See that `./spona serve` runs and read its "
            "log; a full disk stops the worker too.",
        )
    ]  # fmt: skip


def write_probe() -> list[Finding]:
    if server_state.can_write():
        return [Finding(OK, "write_probe", "The data folder takes what is written.")]
    return [
        Finding(
            RED, "write_probe", f"Nothing can be written to {settings.SPONA_DATA}.",
            "The disk is full or read-only: make room there, or look at `dmesg`. Until then what "
            "people send is refused.",
        )
    ]  # fmt: skip


def mail_refused() -> list[Finding]:
    """By institution, so that somebody can be called; no address stands here."""
    refused = notifications.refused()
    if not refused:
        return [Finding(OK, "mail_refused", "No mail was refused for good.")]
    places = Counter(place for account in refused for place in institutions_of(account))
    codes = dict(Institution.objects.filter(pk__in=places).values_list("pk", "code"))
    where = ", ".join(sorted(f"{codes[pk]} ({n})" for pk, n in places.items() if pk in codes))
    last = max(refused.values())
    return [
        Finding(
            WARNING, "mail_refused",
            f"Mail to {len(refused)} people is refused for good, last on "
            f"{last:%Y-%m-%d %H:%M} UTC{f': {where}' if where else ''}.",
            "Their colleagues and the coordinator have a notice. Where it is everybody of one mail "
            "server, ask its operator why it refuses this one.",
        )
    ]  # fmt: skip


def mail_waiting() -> list[Finding]:
    """Mails that the mail server has not taken yet; they are tried for a week."""
    found = notifications.waiting()
    if found.since is None:
        return [Finding(OK, "mail_waiting", "No mail waits for another try.")]
    level = RED if readiness.mail_is_stuck() else WARNING
    return [
        Finding(
            level, "mail_waiting",
            f"{found.count} mails wait since {found.since:%Y-%m-%d %H:%M} UTC "
            f"({', '.join(found.codes)}).",
            "See that the mail server of SPONA_MAIL takes mail from this server: name, password, "
            "sender (SPONA_MAIL_FROM). They are tried again by themselves.",
        )
    ]  # fmt: skip


def backup() -> list[Finding]:
    """How old the last one is, and who can open it."""
    last = server_state.last_backup()
    todo = (
        "Type: ./spona backup FOLDER --recipient age1… --recipient age1…, each night "
        "(spona-backup.timer), and read its log."
    )
    if server_state.backup_is_old():
        said = f"The last backup is {last.age.days} days old." if last else "There is no backup."
        found = [Finding(RED, "backup", said, todo)]
    elif last is None:
        found = [Finding(WARNING, "backup", "There is no backup yet.", todo)]
    else:
        hours = int(last.age.total_seconds() // 3600)
        found = [Finding(OK, "backup", f"The last backup is {hours} hours old.")]
    return found + (_recipients(last.recipients) if last is not None else [])


def _recipients(keys: list[str]) -> list[Finding]:
    if not keys:
        return [
            Finding(
                WARNING, "backup_recipients", "The last backup opens by a passphrase.",
                "Seal it for two public keys (age-keygen), whose private halves lie apart.",
            )
        ]  # fmt: skip
    opens = f"The last backup can be opened by {' and '.join(sorted(set(keys)))}."
    if len(set(keys)) > 1:
        return [Finding(OK, "backup_recipients", opens)]
    return [
        Finding(
            WARNING, "backup_recipients", f"{opens} There is no second recipient.",
            "When that one key is lost, every backup is. Add a second --recipient, whose private "
            "half lies with somebody else; `./spona init --recipient age1… --recipient age1…` "
            "remembers both.",
        )
    ]  # fmt: skip


def certificate() -> list[Finding]:
    """When the certificate of the proxy ends: by its file, else by asking as a browser would."""
    named = settings.SPONA_CERTIFICATE
    hosts = [settings.SPONA_HOST, settings.SPONA_TIP_HOST] if settings.SPONA_HTTPS else []
    where = [named] if named else [f"{host}:443" for host in hosts if host]
    return [_certificate(one) for one in where]


def _certificate(where: str) -> Finding:
    try:
        if where.startswith("/"):
            ends = server_state.end_of_certificate(Path(where).read_bytes())
        else:
            ends = _served(where)
    except (OSError, ValueError) as error:
        return Finding(
            RED, "certificate", f"No certificate at {where} ({type(error).__name__}).",
            "See that the proxy runs; or set SPONA_CERTIFICATE to a file that Spona may read, or "
            "to host:port.",
        )  # fmt: skip
    left = (ends - timezone.now()).days
    if ends < timezone.now():
        said, level = f"The certificate at {where} ended on {ends:%Y-%m-%d}.", RED
    else:
        said = f"The certificate at {where} ends on {ends:%Y-%m-%d}, in {left} days."
        ending = ends - timezone.now() < server_state.CERTIFICATE_ENDS
        level = RED if ending else WARNING if left < _SOON_DAYS else OK
    todo = (
        "Renew it, and find out why the program that renews it did not. After its end no browser "
        "opens a page."
    )
    return Finding(level, "certificate", said, "" if level == OK else todo)


def _served(where: str) -> datetime:
    """The end of what is shown there; whether it is valid is for browsers to say."""
    host, _colon, port = where.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError(where)
    context = ssl.create_default_context()
    # An ended certificate must be read too.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, int(port)), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=host) as line,
    ):
        der = line.getpeercert(binary_form=True)
    if der is None:
        raise ValueError(where)
    return server_state.end_of_certificate(ssl.DER_cert_to_PEM_cert(der).encode())


def keys_beside_data() -> list[Finding]:
    """Key files and data on one unencrypted disk are stolen together, and then open each other."""
    name, folder = "keys_beside_data", secrets_folder()
    if folder is None or not folder.is_dir():
        # Another line says so.
        return []
    data = Path(settings.SPONA_DATA)
    together = "".join(disks.together(each, data) for each in _on_disks(folder)[:1])
    if not together:
        return [Finding(OK, name, "Key files and data lie on different disks, or encrypted.")]
    if settings.SPONA_DISK_ENCRYPTED:
        said = "Key files and data share a disk; the settings say that the hoster encrypts it."
        return [Finding(OK, name, said)]
    return [
        Finding(
            RED, name, f"Key files and data lie on one unencrypted disk ({together}).",
            "Whoever takes the disk opens everything. Encrypt it (LUKS), or give the key files to "
            "systemd (LoadCredentialEncrypted=, see spona-keys.conf) and shred them. Where the "
            "hoster encrypts the disk, set SPONA_DISK_ENCRYPTED=1.",
        )
    ]  # fmt: skip


def _on_disks(folder: Path) -> list[Path]:
    """Where key files lie on a disk: not what systemd hands over, but what was left behind then."""
    own = place().parent
    left = own != folder and any((own / name).is_file() for name in NAMES)
    return [own] * left + [folder] * (folder != handed_by_systemd())


def who_is_told() -> list[Finding]:
    """Somebody must hear of a red line without typing `doctor`."""
    found = []
    if not settings.SPONA_OPERATOR:
        found.append(
            Finding(
                WARNING, "operator", "Nobody gets a mail when something here is red.",
                "Set SPONA_OPERATOR to an address that is read, and enable spona-doctor.timer.",
            )
        )  # fmt: skip
    if not settings.SPONA_HEARTBEAT:
        found.append(
            Finding(
                WARNING, "heartbeat", "Nobody outside would notice that this server is down.",
                "Set SPONA_HEARTBEAT to the address of a monitor that warns when it is not asked "
                "for; it sees that a server is alive and nothing else.",
            )
        )  # fmt: skip
    elif not settings.SPONA_HEARTBEAT.startswith(("http://", "https://")):
        found.append(
            Finding(
                RED, "heartbeat", "SPONA_HEARTBEAT is no address.",
                "It begins with https://, as the monitor gives it out.",
            )
        )  # fmt: skip
    told = "Somebody hears of it: the operator by mail, the monitor by a heartbeat."
    return found or [Finding(OK, "who_is_told", told)]


def refused_pages() -> list[Finding]:
    """Who was refused more pages in one hour than happens by mistake; within the last week."""
    many = most_refused(deadlines.now() - _A_WEEK)
    bad = [
        f"{one.login} was refused at least {many[one.pk]} pages within one hour."
        for one in Account.objects.filter(pk__in=many).order_by("login")
    ]
    todo = (
        "Somebody may be trying addresses that are not theirs, or has taken the login. Ask the "
        "head of their institution; the log says when, under access:refused."
    )
    good = "Nobody was refused more pages in one hour of the last week than by mistake."
    return found("refused_pages", good, bad, todo, level=WARNING)
