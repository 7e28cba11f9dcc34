"""`./spona <verb>` for developers, and `./spona help` for everybody."""

from __future__ import annotations

import importlib
import os
import sys

from spona.cli import command

# verb: (module, needs Django, what it does)
VERBS: dict[str, tuple[str, bool, str]] = {
    "dev": (
        "tools.dev.command",
        False,
        "the demo with reload and mail shown on a page (--as LOGIN)",
    ),
    "test": ("tools.testing", False, "sets up and runs all tests"),
    "check": ("tools.checks", False, "lint, types, architecture, migrations, catalogues, docs"),
    "prove": ("tools.proofs.command", False, "the long proofs; writes docs/reference/proofs.md"),
    "bench": ("tools.bench.command", False, "measures speed and prints ratios"),
    "messages": ("tools.messages.command", True, "regenerates the catalogues"),
    "docs": ("tools.docs.command", True, "regenerates docs/reference and DEVELOPERS.md"),
    "codebase": ("tools.codebase", False, "how large the code is, and how it is cut"),
    "shots": ("tools.shots", False, "makes the handbook's pictures anew"),
    "makemigrations": ("tools.migrations", True, "writes migrations"),
    "build": ("tools.release.command", False, "the wheel with its bill of materials and licences"),
    "requirements": ("tools.requirements", False, "recompiles the hashed requirement files"),
}


def main() -> int:
    """Runs the verb named on the command line; one that is not here is the product's."""
    verb, args = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if verb not in VERBS:
        code = command.main()
        if verb not in command.VERBS:
            print("\nFor developers:\n")
            command.print_verbs({name: what for name, (_, _, what) in VERBS.items()})
        return code
    module, needs_django, _ = VERBS[verb]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")
    if needs_django:
        import django

        django.setup()
    return int(importlib.import_module(module).run(args) or 0)


if __name__ == "__main__":
    raise SystemExit(main())
