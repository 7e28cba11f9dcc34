"""`./spona dev`: the demo with reload, and mail shown on a page of its own."""

from __future__ import annotations

import json
import os
import threading
import time

from spona.cli.serve.supervisor import Child
from spona.demo import command as demo
from tools.dev import pages as dev_pages
from tools.postgres import free_port


def run(args: list[str]) -> int:
    """Serves with reload; `--as LOGIN` prints an address that signs that account in."""
    login = ""
    if "--as" in args:
        at = args.index("--as")
        login, args = "".join(args[at + 1 : at + 2]), args[:at] + args[at + 2 :]
        if not login:
            print("Say whom: --as bea.csr")
            return 2
    options = demo.parse(args)
    port = free_port()
    os.environ["SPONA_MAIL"] = f"smtp://127.0.0.1:{port}"
    demo.prepare(options.data, options.port)
    demo.build_if_new(options.data, quiet=False)
    if login and login not in (there := _logins()):
        print(f"There is no demo account {login}. These are: {', '.join(there)}")
        return 1
    from django.db import connection

    connection.close()
    dev_pages.catch_mail(port)
    shown = dev_pages.show(options.port, login)
    demo.announce(options)
    print(f"Mail is shown at http://localhost:{shown}/")
    if login:
        print(f"Signed in as {login}: http://localhost:{shown}/as")
    print(end="", flush=True)
    from spona.cli.serve.command import begin_serving, serve_children
    from spona.cli.serve.supervisor import web_and_worker

    children = web_and_worker("127.0.0.1", options.port, workers=1)
    threading.Thread(target=_reload, args=(children,), daemon=True).start()
    serve_children(begin_serving(), children)
    return 0


def _reload(children: list[Child]) -> None:
    """Ends the children when a source changes; the supervisor starts them again."""
    from django.core.management import CommandError, call_command

    seen = _newest()
    while True:
        time.sleep(1)
        if (now := _newest()) == seen:
            continue
        seen = now
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
        except CommandError as error:
            # A style that names a file that is not there yet: the next change is tried again.
            print(error, flush=True)
            continue
        for child in children:
            # It did not fall, so it need not wait longer each time.
            child.wait = 0.0
            child.ask_to_end()


def _newest() -> float:
    kinds = (".py", ".html", ".css", ".js")
    paths = (demo.ROOT / "src").rglob("*")
    return max(path.stat().st_mtime for path in paths if path.suffix in kinds)


def _logins() -> list[str]:
    from django.conf import settings

    return [account["login"] for account in json.loads(settings.DEMO_ACCOUNTS_FILE.read_text())]
