"""The public pages as a browser without script and cookies uses them."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

CODE = re.compile(
    r'id="code">\s*<span>([0-9A-Z]{6})</span> <span>(\d{4}-\d{4})</span> <span>(\d{4}-\d{4})</span>'
)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Visitor:
    """A browser that fails when anybody sets a cookie."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        self.root = f"/{language}/message/"

    def get(self, path: str, status: int = 200) -> str:
        return self._read(self.client.get(self.root + path), status)

    def post(self, path: str, data: dict, status: int = 200, **more) -> str:
        return self._read(self.client.post(self.root + path, data, **more), status)

    def fill(self, path: str, data: dict, status: int = 200) -> str:
        """Opens a form and sends it with its own hidden fields."""
        return self.post(path, hidden(self.get(path)) | data, status)

    def _read(self, answer, status: int) -> str:
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:3000])
        assert not answer.cookies
        assert "Set-Cookie" not in answer.headers
        return answer.content.decode()


def hidden(page: str) -> dict[str, str | list[str]]:
    """The hidden fields of a page."""
    found: dict[str, str | list[str]] = {}
    for name, value in _HIDDEN.findall(page):
        typed = unescape(value)
        if name in found:
            first = found[name]
            found[name] = [*(first if isinstance(first, list) else [first]), typed]
        else:
            found[name] = typed
    return found


def code_in(page: str) -> str:
    found = CODE.search(page)
    assert found, page
    return "-".join(found.groups())
