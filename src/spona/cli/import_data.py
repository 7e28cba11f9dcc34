"""`./spona import FOLDER`: collected data into the project's own, then into the database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from spona.access.actor import Actor
from spona.deadlines.actions import load_rules
from spona.directory.actions import load_directory
from spona.reference.actions import load_reference
from spona.reference.importing import ImportRefusedError, import_folder
from spona.reference.own_data import DATA


def run(args: list[str]) -> int:
    """1 with a line for each problem; then nothing has been written anywhere."""
    asked = argparse.ArgumentParser(prog="./spona import")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--into", type=Path, default=DATA, help="default: the project's own data")
    asked.add_argument("--files-only", action="store_true", help="leave the database alone")
    given = asked.parse_args(args)
    if not given.folder.is_dir():
        print(f"{given.folder} is no folder.", file=sys.stderr)
        return 2
    try:
        report = import_folder(given.folder, into=given.into)
    except ImportRefusedError as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        print(f"\n{len(refused.problems)} problems; nothing was written.", file=sys.stderr)
        return 1
    for name, rows in report.counts.items():
        print(f"{name:<20} {rows:>5} rows{'  changed' if name in report.changed else ''}")
    if given.files_only:
        return 0
    by = Actor.system("import")
    added = load_reference(given.into, by=by)
    added |= load_directory(given.into, by=by) | {"rules": load_rules(by=by)}
    print("\nIn the database: " + ", ".join(f"{n} {name}" for name, n in added.items()))
    return 0
