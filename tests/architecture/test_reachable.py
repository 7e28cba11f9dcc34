"""Every address is named by a page or by code that leads there: nothing is built for nobody."""

from __future__ import annotations

import re

from tests.architecture.code import SOURCE
from tools.docs.command import routes

# Called by machines, typed by people, and the way in from a mail.
TYPED = {
    "healthz", "readyz", "dashboard:begin", "notifications:go", "public:security_contact",
    # By phones, from their settings.
    "surveys:phone_list", "surveys:phone_send",
}  # fmt: skip
# The document of the API names them, below one prefix.
API = "hsds:"
_OWN = re.compile(r"[\w-]+:[\w-]+")


def test_every_address_is_led_to():
    said: set[str] = set()
    for path in SOURCE.rglob("*"):
        if path.suffix in (".py", ".html", ".txt") and path.name != "urls.py":
            said |= set(_OWN.findall(path.read_text()))
    # An app that leads to its own pages by their short names says so in one place.
    short = {name for name in _names() if _said_short(name)}
    missing = _names() - said - short - TYPED
    assert sorted(name for name in missing if not name.startswith(API)) == []


def _names() -> set[str]:
    return {name for _, name, _ in routes()}


def _said_short(name: str) -> bool:
    """`step.url("person")`, `back_to("thread")`: the last part in quotes, in the same app."""
    app, _, page = name.rpartition(":")
    folder = SOURCE / app
    if not folder.is_dir():
        return False
    quoted = re.compile(rf"""["']{re.escape(page)}["']""")
    return any(
        quoted.search(path.read_text())
        for path in folder.rglob("*")
        if path.suffix in (".py", ".html") and path.name != "urls.py"
    )
