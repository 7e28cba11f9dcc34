"""Every page is found by whoever follows links from the desk or from the public front page.

A page that nobody is led to is built for nobody. What is missing here is led to by a button (the
forms of every page are counted too) or is listed below with the way that leads there.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from spona.operations.docs import routes
from tests.harness.asking import MEMBERS, browsers

LINK = re.compile(r'(?:href|action|formaction|src)="([^"#]+)')
# Of one kind of page so many are looked at by one person.
EACH = 3
# How one comes there otherwise.
OTHERWISE = {
}  # fmt: skip


def test_whoever_follows_links_reaches_every_page(world):
    people = browsers(world)
    found, broken = set(), []
    for name in (*MEMBERS, "nohat"):
        _walk(people[name], "/desk/", found, broken, name)
    for language in ("sr", "en"):
        _walk(people["nobody"], f"/{language}/", found, broken, "nobody")
    print("\nBROKEN", broken, "\nMISSING", sorted({name for _, name, _ in routes()} - found))
    assert not broken, "\n".join(broken)
    names = {name for _, name, _ in routes()}
    missing = sorted(names - found - OTHERWISE.keys())
    assert not missing, "\n".join(missing)
    assert sorted(OTHERWISE.keys() & found) == [], "this is reached: take it off the list"


def _walk(browser: Client, start: str, found: set[str], broken: list[str], who: str) -> None:
    waiting, seen, looked = [(start, "")], {start}, Counter[str]()
    while waiting:
        path, origin = waiting.pop(0)
        answer = browser.get(path)
        if answer.status_code in (404, 500):
            broken.append(f"{who}: {origin} leads to {path}: {answer.status_code}")
        if "text/html" not in answer.get("Content-Type", "") or answer.streaming:
            continue
        for target in LINK.findall(answer.content.decode()):
            where = urlsplit(urljoin(path, target.replace("&amp;", "&")))
            if where.scheme or where.path.startswith("/static/"):
                continue
            try:
                name = resolve(where.path).view_name
            except Resolver404:
                broken.append(f"{who}: {path} leads to {target}")
                continue
            found.add(name)
            leaves = name in ("identity:sign_out", "identity:lock", "site:exit")
            if where.path not in seen and not leaves and looked[name] < EACH:
                looked[name] += 1
                seen.add(where.path)
                waiting.append((where.path, path))
