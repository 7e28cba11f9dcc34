"""What a browser keeps of a page: cookies and every storage a script could write."""

from __future__ import annotations

from playwright.sync_api import Page

_KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: window.isSecureContext ? await caches.keys() : [],
  workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
})"""


def kept(page: Page) -> dict[str, object]:
    """Everything that is there; an empty dict where nothing is."""
    found = page.evaluate(_KEPT) | {"cookies": [one["name"] for one in page.context.cookies()]}
    return {name: value for name, value in found.items() if value}


def keeps_only_that_it_was_used(page: Page) -> bool:
    """One cookie, by which somebody who signed in here before is known again."""
    found = kept(page)
    names = found.pop("cookies", [])
    assert isinstance(names, list)
    return not found and [name.startswith("__Host-known-") for name in names] == [True]
