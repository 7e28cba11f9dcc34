"""`./spona dev`: the demo with reload, and mail shown on a page of its own."""

from __future__ import annotations

import html
import os
import threading
import time
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from spona.operations import demo
from spona.operations.postgres import free_port
from spona.operations.serve_supervisor import Child

_messages: list[tuple[str, str, str]] = []


def run(args: list[str]) -> int:
    """Serves with reload; `--as LOGIN` prints that account's way in."""
    login = ""
    if "--as" in args:
        at = args.index("--as")
        login, args = args[at + 1], args[:at] + args[at + 2 :]
    options = demo.parse(args)
    port = free_port()
    os.environ["SPONA_MAIL"] = f"smtp://127.0.0.1:{port}"
    demo.prepare(options.data, options.port)
    demo.build_if_new(options.data, quiet=False)
    _catch_mail(port)
    shown = _show_mail()
    demo.announce(options)
    print(f"Mail is shown at http://localhost:{shown}")
    if login:
        _way_in(login)
    from spona.operations.serve_supervisor import supervise, web_and_worker

    children = web_and_worker("127.0.0.1", options.port, workers=1)
    threading.Thread(target=_reload, args=(children,), daemon=True).start()
    supervise(children)
    return 0


def _reload(children: list[Child]) -> None:
    """Ends the children when a source changes; the supervisor starts them again."""
    from django.core.management import call_command

    seen = _newest()
    while True:
        time.sleep(1)
        if (now := _newest()) == seen:
            continue
        seen = now
        call_command("collectstatic", interactive=False, verbosity=0)
        for child in children:
            child.ask_to_end()


def _newest() -> float:
    kinds = (".py", ".html", ".css", ".js")
    paths = (demo.ROOT / "src").rglob("*")
    return max(path.stat().st_mtime for path in paths if path.suffix in kinds)


def _way_in(login: str) -> None:
    import json

    import pyotp
    from django.conf import settings

    for account in json.loads(settings.DEMO_ACCOUNTS_FILE.read_text()):
        if account["login"] == login:
            code = pyotp.TOTP(account["totp_secret"]).now()
            print(f"{login}: {account['password']}, code {code}")
            return
    print(f"There is no demo account {login}.")


class _Catcher:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        body = message.get_body(preferencelist=("plain",))
        _messages.insert(0, (message["To"], message["Subject"], body.get_content() if body else ""))
        return "250 kept"


def _catch_mail(port: int) -> None:
    from aiosmtpd.controller import Controller

    Controller(_Catcher(), hostname="127.0.0.1", port=port).start()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        rows = "".join(
            f"<li><b>{html.escape(to)}</b> · {html.escape(subject)}<pre>{html.escape(text)}</pre>"
            for to, subject, text in _messages
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<title>Mail</title><h1>Mail</h1><ol>{rows}</ol>".encode())

    def log_message(self, *_: Any) -> None:
        """Says nothing: the console belongs to the server."""


def _show_mail() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port
