"""`./spona <verb>`: one table of verbs; each is a function in a module of its own. Those for
developers are in `tools`."""

from __future__ import annotations

import importlib
import os
import sys

# verb: (module, needs Django, what it does)
VERBS: dict[str, tuple[str, bool, str]] = {
    "demo": (
        "spona.demo.command",
        False,
        "the demo with invented people, at http://localhost:8000",
    ),
    "reset": ("spona.demo.reset", False, "throws the demo's data away"),
    "init": (
        "spona.cli.init.command",
        False,
        "makes the data folder, the key files and the database",
    ),
    "keys": ("spona.cli.keys.command", False, "the key files on paper and back, or other ones"),
    "serve": ("spona.cli.serve.command", True, "web server and worker, for real data"),
    "backup": ("spona.cli.backup.command", True, "an encrypted copy (age)"),
    "restore": ("spona.cli.restore.command", True, "brings a copy back into an empty database"),
    "rehearse": (
        "spona.cli.rehearse.command",
        True,
        "in a copy: does each ending hold after restore and upgrade",
    ),
    "network": ("spona.cli.networks", True, "network add: another town, in any country"),
    "number": ("spona.cli.numbers", True, "the numbers of the whole country: list, add, end"),
    "upgrade": ("spona.cli.upgrade", True, "backup, then the tables of this version, then verify"),
    "doctor": ("spona.cli.doctor.command", True, "says what is missing and what to do"),
    "audit": ("spona.cli.verify", True, "audit verify, checkpoint, open, export"),
    "import": ("spona.cli.import_data", True, "reads reference data from a folder"),
    "standards": (
        "spona.cli.standards",
        True,
        "standards of others: list; import a profile, or try a table",
    ),
    "count": (
        "spona.cli.count",
        False,
        "all tables of open data, of any size, without small numbers",
    ),
    "release": (
        "spona.cli.release",
        False,
        "release setup: what draws the noise of published figures; release try: on public data",
    ),
    "practice": ("spona.cli.practice", True, "practice reset: the training network anew"),
}

# These work on real data, whose settings `init` wrote down.
REAL = (
    "serve", "backup", "restore", "rehearse", "upgrade", "doctor", "audit", "import", "network",
    "number", "standards", "practice",
)  # fmt: skip
# These write beside a running server, and not while a command has the data for itself.
SHARING = ("backup", "audit", "import", "network", "number", "standards", "practice")
# These close each part of the log that does not fit the key files; with those of before a rotation,
# or of another server, that would be all of it.
CLOSING = (*SHARING, "rehearse", "upgrade")


def main() -> int:
    """Runs the verb named on the command line; 2 for one that does not exist."""
    verb, args = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if verb not in VERBS:
        print("Spona. The verbs:\n")
        print_verbs({name: what for name, (_, _, what) in VERBS.items()})
        return 0 if verb in ("help", "--help", "-h") else 2
    module, needs_django, _ = VERBS[verb]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")
    if needs_django and not _set_up(verb):
        return 2
    run = importlib.import_module(module).run
    try:
        if verb not in SHARING:
            return int(run(args) or 0)
        from spona.cli.installation.maintenance import sharing

        with sharing(verb):
            return int(run(args) or 0)
    except Exception as error:
        if said := _said_of_closed(error):
            print(said, file=sys.stderr)
            return 1
        raise


def _set_up(verb: str) -> bool:
    """Django, with the settings that `init` wrote down. False where they are wrong, which is said;
    SystemExit where the verb must not touch the data now.
    """
    import django

    if verb in REAL:
        from spona.cli.init.environment import load_environment

        load_environment()

    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        return False
    from spona.cli.installation.pending_keys import refuse_other_keys, refuse_while_rotating

    if verb in REAL:
        refuse_while_rotating(settings.SPONA_DATA)
    if verb in REAL and verb not in ("serve", "doctor"):
        _work_as_owner()
    if verb in CLOSING:
        refuse_other_keys()
    return True


def _said_of_closed(error: Exception) -> str:
    """A sentence where a part of the log is closed; empty for anything else."""
    # Django may not be there yet; then nothing has looked at the log either.
    heads = sys.modules.get("spona.audit.lane_heads")
    if heads is None or not isinstance(error, heads.LaneClosed):
        return ""
    from spona.cli.lane_names import lane_name

    return (
        f"Nothing was done: the log of {lane_name(error.lane)} is closed, for it is not as it was "
        "left. See what is wrong: ./spona audit verify. After you have looked: ./spona audit open"
    )


def print_verbs(verbs: dict[str, str]) -> None:
    """One line for each verb: its name, and what it does."""
    for name, what in verbs.items():
        print(f"  ./spona {name:<15} {what}")


def _work_as_owner() -> None:
    from django.conf import settings

    from spona.cli.installation.data_owner import become_owner

    # The key files have been read: they may be root's alone.
    become_owner(settings.SPONA_DATA)
