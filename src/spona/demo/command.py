"""`./spona demo`: the whole of Spona with invented people, on this machine only."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from spona.cli.installation.pending_keys import refuse_while_rotating
from spona.cli.installation.secret_files import make_secrets

ROOT = Path(__file__).resolve().parents[3]
# An installed wheel has no folder of its own to write into.
HOME = ROOT / "var" / "demo" if (ROOT / "pyproject.toml").exists() else Path.home() / "spona-demo"


def run(args: list[str]) -> int:
    """Builds the demo's world if there is none, and serves it until Ctrl-C."""
    options = parse(args)
    prepare(options.data, options.port)
    build_if_new(options.data, quiet=options.json)
    from django.db import connection

    from spona.cli.serve.command import begin_serving, serve_children
    from spona.cli.serve.supervisor import web_and_worker

    serving = begin_serving()
    connection.close()
    announce(options)
    serve_children(serving, web_and_worker("127.0.0.1", options.port))
    return 0


def parse(args: list[str]) -> argparse.Namespace:
    """The options of `demo`; `dev` has the same."""
    parser = argparse.ArgumentParser(prog="spona demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--json", action="store_true", help="one line with url and accounts")
    parser.add_argument("--data", type=Path, default=HOME)
    options = parser.parse_args(args)
    options.data = options.data.resolve()
    return options


def prepare(data: Path, port: int) -> None:
    """Points the settings at the demo's own folders. Call before Django starts. Refused while its
    key files are being exchanged: one of before, or a new one in its place, opens nothing.
    """
    refuse_while_rotating(data)
    keys = _beside(data, "-secrets")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_secrets(keys)
    mail = data / "mail"
    mail.mkdir(exist_ok=True)
    os.environ |= {
        "SPONA_KIND": "demo",
        "SPONA_DATA": str(data),
        "SPONA_SECRETS": str(keys),
        "SPONA_HOST": "localhost",
        "SPONA_PORT": str(port),
        "SPONA_MAIL": os.environ.get("SPONA_MAIL", f"file://{mail}"),
    }


def build_if_new(data: Path, *, quiet: bool) -> None:
    """Builds the invented world, once; a build that broke off is begun again."""
    import django

    from spona.cli.installation.data_lock import BusyError, DataLock
    from spona.cli.installation.stamp import check_stamp

    built = data / "built"
    if not built.exists():
        try:
            with DataLock(data, database=False).alone("demo", patience=0):
                _build(data, quiet=quiet)
        except BusyError as busy:
            raise SystemExit(f"The demo is being built already: {busy}.") from None
        return
    django.setup()
    check_stamp("demo")
    check_is_of_now()


def _build(data: Path, *, quiet: bool) -> None:
    for left in data.glob("spona.sqlite3*"):
        left.unlink()
    # Left of a build that broke off or of data that somebody deleted: they would close the new log.
    shutil.rmtree(_beside(data, "-secrets-log"), ignore_errors=True)
    import django

    django.setup()
    from spona.access.actor import Actor
    from spona.cli.installation.first_tables import make_tables
    from spona.cli.installation.stamp import write_stamp
    from spona.demo.casework.story import STEPS, build_story
    from spona.demo.world import build_world, write_accounts
    from spona.practice.actions import keep_ready

    tell("Building the demo, once; it takes some minutes.", quiet)
    numbers, last = count(1), len(STEPS) + 3

    def begin(step: str) -> None:
        tell(f"  {next(numbers)}/{last}  {step}", quiet)

    begin("tables")
    make_tables()
    write_stamp(data, "demo")
    begin("seven networks, institutions and invented people")
    world = build_world()
    build_story(world, begin)
    begin("training network")
    keep_ready(by=Actor.system("practice"))
    write_accounts(world)
    (data / "built").touch()


def check_is_of_now() -> None:
    """Refuses a world that an earlier version built: tables and lists of this one are not in it."""
    from django.db import connection

    from spona.public.readiness import migrations_waiting

    waiting = migrations_waiting()
    connection.close()
    if waiting:
        raise SystemExit(
            "An earlier version built this demo. Type ./spona reset, then ./spona demo: "
            "it is built anew, and what you changed in it is gone."
        )


def announce(options: argparse.Namespace) -> None:
    """What a person, or a program with `--json`, needs to begin."""
    from django.conf import settings

    accounts = json.loads(settings.DEMO_ACCOUNTS_FILE.read_text())
    url = f"http://localhost:{options.port}"
    if options.json:
        print(json.dumps({"url": url, "accounts": accounts}, ensure_ascii=False), flush=True)
        return
    print(f"\nSpona is at {url} (Ctrl-C ends it). Everything in it is invented.")
    print(f"The login page shows the {len(accounts)} demo accounts and their codes.\n", flush=True)


def _beside(data: Path, more: str) -> Path:
    return data.with_name(data.name + more)


def tell(text: str, quiet: bool) -> None:
    print(text, file=sys.stderr if quiet else sys.stdout, flush=True)


def check_is_demo(data: Path) -> None:
    """Refuses a folder that `demo` did not stamp as its own."""
    stamp = data / "kind"
    if data.exists() and (not stamp.exists() or stamp.read_text().strip() != "demo"):
        raise SystemExit(f"{data} was not made by `./spona demo`, so it stays.")


def throw_away(data: Path) -> Sequence[Path]:
    """Removes the demo's data, keys and heads of the log; only what `demo` stamped as its own."""
    check_is_demo(data)
    beside = (_beside(data, more) for more in ("-secrets", "-secrets-log"))
    gone = [path for path in (data, *beside) if path.exists()]
    for path in gone:
        shutil.rmtree(path)
    return gone
