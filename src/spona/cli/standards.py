"""`./spona standards`: load the profile of a standard, or try a table without writing anything."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from spona.access.actor import Actor
from spona.cases.standards.actions import load_profile
from spona.cases.standards.counted_rows import Asked, own_columns, taken_from
from spona.cases.standards.profiles import ProfileRefusedError
from spona.cases.standards.queries import shown_standards
from spona.cases.standards.table import read_table
from spona.deadlines.time import today
from spona.documents.unpacking import UnreadableError
from spona.reference.models import Town
from spona.reference.scripts import fold


def run(args: list[str]) -> int:
    """1 with a sentence for each place that is wrong; then nothing was written."""
    asked = argparse.ArgumentParser(prog="./spona standards")
    verbs = asked.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="the standards that are here, with source and certainty")
    importing = verbs.add_parser(
        "import", help="a profile (JSON); or a table by HTCDS 2.0 (CSV, XLSX), which is only tried"
    )
    importing.add_argument("file", type=Path)
    given = asked.parse_args(args)
    if given.verb == "list":
        for one in shown_standards():
            print(f"{one.title}\n  {one.source}\n  {one.certainty}")
        return 0
    if not given.file.is_file():
        print(f"{given.file} is no file.", file=sys.stderr)
        return 2
    content = given.file.read_bytes()
    return _load(content) if given.file.suffix.lower() == ".json" else _try(content)


def _load(content: bytes) -> int:
    try:
        row = load_profile(content, by=Actor.system("import"))
    except ProfileRefusedError as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        print(f"\n{len(refused.problems)} problems; nothing was written.", file=sys.stderr)
        return 1
    print(f"{row}: loaded. {row.get_certainty_display()}: {row.source}")
    return 0


def _try(content: bytes) -> int:
    """Line by line, and no value of any: a terminal keeps what it printed."""
    towns = {fold(word): one.slug for one in Town.objects.all() for word in one.words.values()}
    told: Counter[str] = Counter()
    try:
        table = read_table(content, frozenset(own_columns()))
        for remark in table.heads.remarks:
            print(f"column {remark.at}, {remark.said or '-'}: {remark.sentence}")
        for line in taken_from(table.rows, Asked(towns, today().year)):
            told["refused" if line.record is None else "could be taken over"] += 1
            for one in line.refusals:
                print(f"row {one.line.row}, {one.column or '-'}: {one.sentence}")
    except UnreadableError as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    print("\n" + ", ".join(f"{number} {what}" for what, number in sorted(told.items())))
    print(
        "Nothing was written: people are taken over by an intake officer, who holds the key of "
        "their institution, at /standards/import/."
    )
    return 1 if told["refused"] else 0
