"""A small browser without scripts: cookies, forms as the pages give them, one connection."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

type Fields = dict[str, list[str]]
# The server ends a connection that is idle for long; a browser then opens another.
_IDLE = 2.0


@dataclass(slots=True)
class Answer:
    """`goes_to` is the path of a redirect, else empty."""

    status: int
    path: str
    text: str
    goes_to: str


@dataclass(slots=True)
class Form:
    """What would be sent if nobody touched the page, and what could be chosen."""

    action: str = ""
    fields: Fields = field(default_factory=dict)
    choices: Fields = field(default_factory=dict)
    other_actions: list[str] = field(default_factory=list)


class Client:
    def __init__(self, port: int, *, network: int = 0) -> None:
        """`network`: it comes from this one of the machine's own 127.0.x.0/24."""
        self._host = f"localhost:{port}"
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=60, source_address=(f"127.0.{network}.1", 0)
        )
        self.cookies: dict[str, str] = {}
        self._last = time.monotonic()

    def get(self, path: str) -> Answer:
        """Follows up to five redirects, as a browser does."""
        answer = self.ask("GET", path)
        for _ in range(5):
            if not answer.goes_to:
                break
            answer = self.ask("GET", answer.goes_to)
        return answer

    def post(self, path: str, fields: Fields) -> Answer:
        return self.ask("POST", path, urlencode(fields, doseq=True).encode())

    def ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Host": self._host, "Cookie": self.cookie_header()}
        if body is not None:
            headers |= {
                "Origin": f"http://{self._host}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        if time.monotonic() - self._last > _IDLE:
            self._connection.close()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode(errors="replace")
        self._last = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        place = urlsplit(answer.headers.get("Location") or "")
        return Answer(
            answer.status, path, text, place.path + (f"?{place.query}" if place.query else "")
        )

    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def close(self) -> None:
        self._connection.close()


def signed_in(port: int, login: str, password: str, code: str) -> Client:
    """A client with a session; SystemExit when the door stays shut."""
    client = Client(port)
    fields = {"login": [login], "password": [password], "code": [code]}
    answer = client.post("/sr/login/", fields)
    if answer.status != 302:
        raise SystemExit(f"{login} could not sign in: {answer.status}")
    return client


def form_with(text: str, name: str) -> Form:
    """The form of a page that has a field `name`; LookupError without one."""
    reader = _Reader()
    reader.feed(text)
    for form in reader.forms:
        if name in form.fields or name in form.choices:
            return form
    raise LookupError(f"no form with {name}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._inside: Form | None = None
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = Form(given.get("action", ""))
            self.forms.append(self._inside)
        form, name = self._inside, given.get("name", "")
        if form is None:
            return
        if tag == "button" and given.get("formaction"):
            form.other_actions.append(given["formaction"])
        elif tag == "input" and name:
            self._input(form, name, given)
        elif tag == "textarea" and name:
            form.fields[name] = [""]
            self._open = name
        elif tag == "select" and name:
            form.choices.setdefault(name, [])

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        if given.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" not in given:
                return
        form.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._inside is not None and self._open:
            self._inside.fields[self._open][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        if tag == "textarea":
            self._open = ""
