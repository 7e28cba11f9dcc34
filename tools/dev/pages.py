"""Two pages for whoever works on Spona, beside the server: the mail it sent, and a way in."""

from __future__ import annotations

import html
import http.client
import threading
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

from tools.postgres import free_port

_messages: list[tuple[str, str, str]] = []


class _Catcher:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        body = message.get_body(preferencelist=("plain",))
        _messages.insert(0, (message["To"], message["Subject"], body.get_content() if body else ""))
        return "250 kept"


def catch_mail(port: int) -> None:
    """A mail server on this machine that keeps what it gets until this process ends."""
    from aiosmtpd.controller import Controller

    Controller(_Catcher(), hostname="127.0.0.1", port=port).start()


class _Page(BaseHTTPRequestHandler):
    # Of the server that is worked on, and who is signed in by `/as`.
    at: int
    login: str

    def do_GET(self) -> None:
        if self.path == "/as":
            self._enter()
        elif self.path == "/":
            self._send(200, {"Content-Type": "text/html; charset=utf-8"}, _mail_page())
        else:
            self._send(404, {}, "")

    def _enter(self) -> None:
        """Signs in as a browser would and hands the two cookies on.

        Cookies belong to a host, not to a port, so the browser brings them to the server.
        """
        try:
            status, headers = _signed_in(self.at, self.login)
        except OSError:
            self._send(503, {"Content-Type": "text/plain"}, "The server starts; reload this page.")
            return
        if status != http.client.FOUND:
            self._send(502, {"Content-Type": "text/plain"}, f"The sign-in was answered {status}.")
            return
        self.send_response(303)
        for cookie in headers.get_all("Set-Cookie") or []:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Location", f"http://localhost:{self.at}{headers['Location']}")
        self.end_headers()

    def _send(self, status: int, headers: dict[str, str], text: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Says nothing: the console belongs to the server."""


def _mail_page() -> str:
    rows = "".join(
        f"<li><b>{html.escape(to)}</b> · {html.escape(subject)}<pre>{html.escape(text)}</pre>"
        for to, subject, text in list(_messages)
    )
    return f"<title>Mail</title><h1>Mail</h1><ol>{rows}</ol>"


def _signed_in(port: int, login: str) -> tuple[int, http.client.HTTPMessage]:
    """What the real sign-in of the running server answers to password and code."""
    from django.db import connection

    from spona.identity.demo import demo_accounts

    try:
        account = next(one for one in demo_accounts() if one["login"] == login)
    finally:
        # Of this thread only, and each request of a page has a thread of its own.
        connection.close()
    host = f"localhost:{port}"
    typed = urlencode({name: account[name] for name in ("login", "password", "code")})
    headers = {
        "Host": host,
        "Origin": f"http://{host}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("POST", "/sr/login/", typed, headers)
        answer = asked.getresponse()
        answer.read()
        return answer.status, answer.headers
    finally:
        asked.close()


def show(port: int, login: str) -> int:
    """Serves both pages; `port` is that of the server that is worked on. Returns their own port."""
    page = type("Page", (_Page,), {"at": port, "login": login})
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port
