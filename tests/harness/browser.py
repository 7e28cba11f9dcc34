"""A small browser for a served world: cookies, forms with their hidden fields, no script."""

from __future__ import annotations

import re
from contextlib import closing
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.served.running import Served


class Page:
    def __init__(self, status: int, path: str, headers: dict[str, str], body: bytes) -> None:
        self.status, self.path, self.headers, self.body = status, path, headers, body

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def fields(self, action: str = "") -> dict[str, str]:
        """Hidden fields of the form that posts to `action`, else of the page's first POST form
        that is not in its frame (search, lock, sign-out)."""
        forms = _Forms()
        forms.feed(self.text)
        for form in forms.found:
            if action and action in form["action"]:
                return form["fields"]
        frame = ("/logout/", "/lock/", "/search/")
        own = [f for f in forms.found if not action and not f["action"].endswith(frame)]
        return own[0]["fields"] if own else {}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.found.append({"action": given.get("action") or "", "fields": {}})
        if tag == "input" and given.get("type") == "hidden" and self.found and given.get("name"):
            self.found[-1]["fields"].setdefault(given["name"], given.get("value") or "")


class Browser:
    """One person's browser. Never follows a redirect by itself: the test says what it expects."""

    def __init__(self, served: Served, *, network: int = 0) -> None:
        """`network`: it comes from this one of the machine's own 127.0.x.0/24."""
        self.came_from = (f"127.0.{network}.1", 0)
        self.host = urlsplit(served.url).netloc
        self.cookies: dict[str, str] = {}
        self.served = served

    def ask(self, method: str, path: str, data: dict | bytes | None = None, **headers: str) -> Page:
        connection = HTTPConnection(self.host, timeout=180, source_address=self.came_from)
        given = {"Host": self.host, "Accept-Language": "sr"}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = None
        if method == "POST":
            body = data if isinstance(data, bytes) else urlencode(data or {}, doseq=True).encode()
            given |= {"Content-Type": "application/x-www-form-urlencoded",
                      "Origin": f"http://{self.host}", "Sec-Fetch-Site": "same-origin"}  # fmt: skip
        with closing(connection):
            connection.request(method, path, body, given | headers)
            answer = connection.getresponse()
            content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return Page(answer.status, path, {k.title(): v for k, v in answer.headers.items()}, content)

    def get(self, path: str, **headers: str) -> Page:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: dict | None = None, **headers: str) -> Page:
        return self.ask("POST", path, data, **headers)

    def sign_in(self, login: str) -> Browser:
        page = self.post("/sr/login/", self.served.credentials(login))
        assert page.status == 302, (page.status, page.text[:2000])
        return self

    def upload(self, path: str, data: dict[str, str], name: str, content: bytes) -> Page:
        """The form with `content` as its field `file`, in the place where the page has it: after
        the words, before `whole`."""
        edge = "edge-of-a-part"
        last = {key: data[key] for key in ("whole",) if key in data}
        parts = [_field(edge, key, value) for key, value in data.items() if key not in last]
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
            + content
            + b"\r\n"
        )
        parts += [_field(edge, key, value) for key, value in last.items()]
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self.ask("POST", path, body, **kind)

    def submit(self, path: str, data: dict, *, to: str = "") -> Page:
        """GET the page, then POST its hidden fields with `data`; `to`: a form of the page by action."""
        page = self.get(path)
        assert page.status == 200, (path, page.status, page.text[:2000])
        return self.post(to or path, (page.fields(to) or page.fields()) | data)


def _field(edge: str, name: str, value: str) -> bytes:
    return (
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    ).encode()


def choices(page: Page, name: str) -> list[tuple[str, str]]:
    """(value, label) of the radio buttons or ticks called `name`."""
    found = []
    for tag in re.findall(r"<input\b[^>]*>", page.text):
        if f'name="{name}"' in tag and (value := re.search(r'value="([^"]*)"', tag)):
            found.append((value[1], tag))
    return found
