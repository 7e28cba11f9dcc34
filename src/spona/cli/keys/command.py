"""`./spona keys`: the key files of this server on paper, and back from it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from spona.cli.init.environment import default_data, default_secrets, load_environment
from spona.cli.installation.data_lock import PATIENCE
from spona.cli.installation.sealed_keys import FILE, PAPERS
from spona.cli.installation.secret_files import check_apart


def run(args: list[str]) -> int:
    """0 when it is done; where it stops before, a sentence says what stands."""
    load_environment()
    given = _arguments().parse_args(args)
    if given.verb == "paper":
        from spona.cli.keys.ceremony import make_papers

        make_papers(given.papers, given.pdf, language=given.language)
        return 0
    if given.verb == "rotate":
        from spona.cli.keys.rotate import preview, rotate

        if not given.dry_run:
            return rotate(given.target, given.recipient, wait=given.wait)
        preview()
        return 0
    from spona.cli.keys.restore_keys import bring_back

    folder = given.secrets.expanduser().absolute()
    check_apart(Path(os.environ.get("SPONA_DATA") or default_data()), folder)
    bring_back(given.file, folder)
    print("Now type ./spona init (with --empty, where a backup is brought back), then restore.")
    return 0


def _arguments() -> argparse.ArgumentParser:
    from spona.ui import languages

    asked = argparse.ArgumentParser(prog="./spona keys")
    verbs = asked.add_subparsers(dest="verb", required=True)
    paper = verbs.add_parser("paper", help="new papers: shown or printed, and typed back")
    paper.add_argument(
        "--papers", type=int, choices=PAPERS, help="1: the whole key; 3: any two of them open it"
    )
    paper.add_argument(
        "--pdf", type=Path, metavar="FOLDER", help="also as PDF, in a folder outside the data"
    )
    paper.add_argument(
        "--language", choices=languages.codes("staff"), default="sr", help="of the PDF"
    )
    read = verbs.add_parser("read", help="the key files from the papers and keys.sealed")
    read.add_argument("file", type=Path, help=f"{FILE}, as it lies with the backups")
    secrets = Path(os.environ.get("SPONA_SECRETS") or default_secrets())
    read.add_argument("--secrets", type=Path, default=secrets)
    other = verbs.add_parser("rotate", help="other key files, after a theft of these")
    other.add_argument(
        "target", type=Path, nargs="?", help="where the backup goes that is made first: a file"
    )
    other.add_argument("--recipient", action="append", help="as of ./spona backup")
    other.add_argument(
        "--wait",
        type=float,
        default=PATIENCE,
        help="seconds to wait for whoever works with the data",
    )
    other.add_argument(
        "--dry-run", action="store_true", help="only say how many rows would be made anew"
    )
    return asked
