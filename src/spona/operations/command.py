"""`./spona <verb>`: one table of verbs; each is a function in a module of its own."""

from __future__ import annotations

import importlib
import os
import sys

# verb: (module, needs Django, what it does)
VERBS: dict[str, tuple[str, bool, str]] = {
    "demo": ("demo", False, "the demo with invented people, at http://localhost:8000"),
    "dev": ("dev", False, "the demo with reload and mail shown on a page (--as LOGIN)"),
    "reset": ("reset", False, "throws the demo's data away"),
    "test": ("testing", False, "sets up and runs all tests"),
    "check": ("checking", False, "lint, types, architecture, migrations, catalogues, docs"),
    "prove": ("proving", False, "the long proofs; writes docs/reference/proofs.md"),
    "bench": ("bench", False, "measures speed and prints ratios"),
    "init": ("init", False, "makes the data folder, the key files and the database"),
    "serve": ("serve", True, "web server and worker, for real data"),
    "backup": ("backup", True, "an encrypted copy (age)"),
    "restore": ("restore", True, "brings a copy back into an empty database"),
    "rehearse": ("rehearse", True, "in a copy: does each ending hold after restore and upgrade"),
    "network": ("networks", True, "network add: another town, in any country"),
    "number": ("numbers", True, "the numbers of the whole country: list, add, end"),
    "upgrade": ("upgrade", True, "backup, then the tables of this version, then verify"),
    "doctor": ("doctor", True, "says what is missing and what to do"),
    "audit": ("verify", True, "audit verify, audit checkpoint"),
    "import": ("import_data", True, "reads reference data from a folder"),
    "practice": ("practice", True, "practice reset: the training network anew"),
    "messages": ("messages", False, "regenerates the catalogues"),
    "docs": ("docs", True, "regenerates docs/reference and DEVELOPERS.md"),
    "shots": ("shots", False, "makes the handbook's pictures anew"),
    "makemigrations": ("migrating", True, "writes migrations"),
    "requirements": ("requirements", False, "recompiles the hashed requirement files"),
}

# These work on real data, whose settings `init` wrote down.
REAL = (
    "serve", "backup", "restore", "rehearse", "upgrade", "doctor", "audit", "import", "network",
    "number", "practice",
)  # fmt: skip
# These write beside a running server, and not while a command has the data for itself.
SHARING = ("backup", "audit", "import", "network", "number", "practice")


def main() -> int:
    """Runs the verb named on the command line; 2 for one that does not exist."""
    verb, args = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if verb not in VERBS:
        print("Spona. The verbs:\n")
        for name, (_, _, what) in VERBS.items():
            print(f"  ./spona {name:<15} {what}")
        return 0 if verb in ("help", "--help", "-h") else 2
    module, needs_django, _ = VERBS[verb]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")
    if needs_django:
        import django

        if verb in REAL:
            from spona.operations.init_environment import load_environment

            load_environment()

        from django.core.exceptions import ImproperlyConfigured

        try:
            django.setup()
        except ImproperlyConfigured as wrong:
            print(wrong, file=sys.stderr)
            return 2
        if verb in REAL and verb not in ("serve", "doctor"):
            _work_as_owner()
    run = importlib.import_module(f"spona.operations.{module}").run
    if verb in SHARING:
        from spona.operations.maintenance import sharing

        with sharing(verb):
            return int(run(args) or 0)
    return int(run(args) or 0)


def _work_as_owner() -> None:
    from django.conf import settings

    from spona.operations.data_owner import become_owner

    # The key files have been read: they may be root's alone.
    become_owner(settings.SPONA_DATA)
