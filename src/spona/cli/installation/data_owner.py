"""Root who works on the data of another user works as that user, so that nothing becomes root's."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import spona


def become_owner(data: Path) -> None:
    """From now on this process has the rights of whoever owns the data folder.

    Only for root, who may also be themselves again (`as_typed`). Without a folder nothing happens.
    SystemExit where the owner cannot read the program: half of it is read only when it is needed.
    """
    if os.geteuid() != 0 or not data.exists():
        return
    there = data.stat()
    if there.st_uid == 0:
        return
    try:
        groups = os.getgrouplist(pwd.getpwuid(there.st_uid).pw_name, there.st_gid)
    except KeyError:
        groups = [there.st_gid]
    os.setgroups(groups)
    os.setegid(there.st_gid)
    os.seteuid(there.st_uid)
    program = Path(spona.__file__).absolute().parent
    if not os.access(program, os.R_OK | os.X_OK, effective_ids=True):
        raise SystemExit(
            f"Nothing was done: the data belongs to {_name(there.st_uid)}, who cannot read "
            f"{program}. Put Spona where they can, for example into /opt/spona."
        )


def _name(user: int) -> str:
    """Of an account of this machine, or its number."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


@contextmanager
def as_typed() -> Iterator[None]:
    """As whoever typed the command: for the files that they named, which others may not read."""
    owner, group = os.geteuid(), os.getegid()
    if os.getuid() == owner:
        yield
        return
    os.seteuid(os.getuid())
    os.setegid(os.getgid())
    try:
        yield
    finally:
        os.setegid(group)
        os.seteuid(owner)


def give_to_folder_owner(file: int | Path, folder: Path) -> None:
    """A file, open or by its name, that root makes in a folder of somebody else is theirs."""
    if os.geteuid() == 0:
        there = folder.stat()
        os.chown(file, there.st_uid, there.st_gid)
