"""`./spona keys rotate`: other key files, and everything that rests on them made anew.

New key files lie beside the old ones before the first row changes. All rows change in one
transaction, so whatever fails or is killed leaves the database under one set: the same command
then either begins anew or goes on with putting the files in place.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from spona.cli.installation.data_owner import as_typed, become_owner
from spona.cli.installation.pending_keys import PendingKeys, note, remove_note
from spona.cli.installation.secret_files import handed_by_systemd, secrets_folder
from spona.cli.keys.table_words import with_words

if TYPE_CHECKING:
    from spona.access.server_keys import KeyChange
    from spona.cli.installation.maintenance import Maintenance

# Folders that are gone with the next start of the machine.
_IN_MEMORY: Final = (Path("/run"), Path("/dev/shm"))  # noqa: S108 — named to be refused


def rotate(target: Path | None, recipients: list[str] | None, *, wait: float) -> int:
    """1 where it did not go through; the last lines say why, and what stands now."""
    import django

    folder = _folder()
    django.setup()
    from django.conf import settings

    from spona.cli.installation.maintenance import maintenance
    from spona.cli.installation.stamp import check_stamp

    data = Path(settings.SPONA_DATA)
    check_stamp(settings.SPONA_KIND)
    pending = PendingKeys(folder, data)
    with as_typed():
        begun = pending.exist()
        if not begun:
            target = _checked(target)
    become_owner(data)
    if not begun:
        _check_copies()
    # From here on no process begins with the old key files.
    note(data)
    try:
        _check_nobody_serves()
        with maintenance("keys rotate", patience=wait) as work:
            return _rotate(work, pending, target, recipients)
    finally:
        with as_typed():
            begun = pending.exist()
        if not begun:
            remove_note(data)


def preview() -> None:
    """How many rows of what would be made anew; nothing is changed."""
    import django

    _folder()
    django.setup()
    from spona.cli.keys.renewing import counts

    found = counts()
    for label, number in found.items():
        if number:
            _say_number(number, label)
    print(f"{sum(found.values()):,} rows would be made anew. Nothing was changed.")


def _folder() -> Path:
    folder = secrets_folder()
    if folder is None:
        raise SystemExit("SPONA_SECRETS names no folder of key files. `./spona init` makes one.")
    there = folder.resolve()
    if folder == handed_by_systemd() or any(map(there.is_relative_to, _IN_MEMORY)):
        raise SystemExit(
            f"{folder} lies in memory, and new key files there are gone with the next start of "
            "the machine. spona-keys.conf says how key files that systemd keeps are exchanged."
        )
    return folder


def _checked(target: Path | None) -> Path:
    from spona.cli.backup.command import check_is_new

    if target is None:
        raise SystemExit("A backup is made first: ./spona keys rotate FILE, on another disk.")
    target = target.expanduser().absolute()
    check_is_new(target)
    return target


def _check_copies() -> None:
    from spona.audit.endings_copies import place_copy

    place = place_copy()
    if place is not None and not place.path.is_file():
        raise SystemExit(
            f"{place.path} cannot be reached, and what is written there of endings has to be made "
            "anew too. Connect the place of the backups, then type this again. Nothing was changed."
        )


def _check_nobody_serves() -> None:
    """A server that goes on afterwards, perhaps on another machine, has the old key files."""
    from spona.cli.installation.data_lock import BusyError, data_lock
    from spona.cli.installation.maintenance import refusal

    if holders := data_lock().holders():
        raise SystemExit(refusal("keys rotate", BusyError(holders)))


def _rotate(
    work: Maintenance, pending: PendingKeys, target: Path | None, recipients: list[str] | None
) -> int:
    from spona.audit.rotation import are_other_keys

    with as_typed():
        begun = pending.exist()
    if not begun:
        if are_other_keys():
            raise SystemExit(
                "These key files are not those of this database. Put those from the safe into "
                "their folder first. Nothing was changed."
            )
        assert target is not None
        if not _backup(target, recipients, work):
            return 1
        with as_typed():
            pending.make(backup=target)
    change = _change(pending)
    with change.under_new():
        done = not are_other_keys()
    if done:
        _say("The rows rest on the new key files already.")
    elif not _renew(change, pending, work):
        return 1
    return _finish(change, pending)


def _backup(target: Path, recipients: list[str] | None, work: Maintenance) -> bool:
    from spona.cli.backup import command as backup
    from spona.cli.installation.maintenance import reason

    recipients = recipients or backup.remembered()
    try:
        work.begun(backup=target)
        backup.write_backup(target, recipients=recipients)
    except Exception as error:  # noqa: BLE001 — whatever it was, it is told
        _say(f"The backup could not be made ({reason(error)}). Nothing was changed.")
        return False
    _say(f"Backup: {target}")
    return True


def _change(pending: PendingKeys) -> KeyChange:
    from spona.access.server_keys import KeyChange

    with as_typed():
        return KeyChange(pending.old(), pending.new())


def _renew(change: KeyChange, pending: PendingKeys, work: Maintenance) -> bool:
    """False, and the new key files are gone, where the database has taken everything back."""
    from spona.access.actor import Actor
    from spona.audit.rotation import are_other_keys
    from spona.cli.keys.renewing import renew

    with as_typed():
        backup = pending.backup
    with change.under_old():
        if are_other_keys():
            raise SystemExit(
                f"Neither the key files in {pending.keys} nor those in {pending.folder} are those "
                "of this database. Put those from the safe into their folder."
            )
    work.begun(backup=Path(backup))
    _say("Every row is held against the old key files and made anew under the new ones:")
    try:
        # What follows the commit belongs to the new ones.
        with change.under_new(), work.one_transaction(), change.under_old():
            renew(change, by=Actor.system("operator"), tell=_say_number)
    except Exception as error:  # noqa: BLE001 — whatever it was, the database took it back
        _say(f"{work.what_stands(error)}\nThe backup is {backup}.")
        with change.under_old():
            back = not work.unknown and not are_other_keys()
        if back:
            with as_typed():
                pending.forget()
        return False
    _say("The rows rest on the new key files, and the log is whole.")
    return True


def _finish(change: KeyChange, pending: PendingKeys) -> int:
    from django.db import DatabaseError

    from spona.audit.rotation import faults_outside, renew_outside
    from spona.cli.installation.maintenance import reason
    from spona.cli.keys.old_rows import wipe_old_rows

    if faults := faults_outside(change):
        _say("\n".join(map(str, faults)))
        _say(
            "The database is not as it was left when this was broken off. Bring back the backup "
            "that was made first, with the old key files."
        )
        return 1
    try:
        with change.under_new():
            renew_outside()
        wipe_old_rows()
        with as_typed():
            pending.put_in_place()
            replaced = pending.replaced
    except (OSError, DatabaseError) as error:
        _say(
            f"What is left to do could not be done ({reason(error)}). The rows rest on the new key "
            "files. Type `./spona keys rotate` again: it goes on here."
        )
        return 1
    remove_note(pending.data)
    with as_typed():
        pending.forget()
    _say("\n".join([
        f"The new key files lie in {pending.keys}, the old ones in {replaced}.",
        "What to do now, in this order:",
        "1. ./spona keys paper. The papers of before and each older keys.sealed do not open the "
        "new key files. Of systemd: encrypt them anew (spona-keys.conf). To each other machine: "
        "bring them, then type ./spona audit verify there.",
        "2. ./spona backup. No backup of before goes together with the new key files.",
        "3. Start Spona. Everybody signs in again; `./spona doctor` and `./spona audit verify`.",
        f"4. Destroy {replaced} (shred -u), and the old papers. As long as backups of before "
        "shall be of use, keep one set of the old papers with its keys.sealed in a safe.",
    ]))  # fmt: skip
    return 0


def _say_number(number: int, label: str) -> None:
    _say(f"{number:>12,}  {with_words(label)}")


def _say(text: str) -> None:
    print(text, flush=True)
