"""What an app asks of the apps above it, which it cannot import: they register it at the start.

A source that is missing would fail open: somebody excluded would see what they must not, or keys
would stay behind. So there is no default, and nothing starts without one that is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

_ALL: Final[list[Registry[Any]]] = []


class Registry[T]:
    """Functions or objects of one type by name, registered in the `ready()` of an app.

    `needed` are the names without which nothing starts, and `why` says what would happen without
    them. No other name is taken unless the registry is `open_ended`.
    """

    def __init__(
        self, title: str, needed: Collection[str], *, why: str, open_ended: bool = False
    ) -> None:
        self._title, self._needed, self._why = title, frozenset(needed), why
        self._open_ended = open_ended
        self._known: dict[str, T] = {}
        _ALL.append(self)

    def register(self, name: str, found: T) -> None:
        """ImproperlyConfigured for a name that is taken or that nobody asks for, and for one
        thing under two names.
        """
        if name in self._known:
            raise self._refused(f"{name} is registered twice")
        if name not in self._needed and not self._open_ended:
            raise self._refused(f"{name} is registered, and nobody asks for it")
        if found in self._known.values():
            raise self._refused(f"what is registered as {name} has another name already")
        self._known[name] = found

    def __getitem__(self, name: str) -> T:
        if name not in self._known:
            raise self._refused(f"{name} is not registered, only {sorted(self._known)}")
        return self._known[name]

    def all(self) -> Mapping[str, T]:
        """Everything by its name; ImproperlyConfigured while something needed is missing."""
        if missing := sorted(self._needed - self._known.keys()):
            raise self._refused(f"{', '.join(missing)} is not registered")
        return self._known

    def _refused(self, what: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"Spona does not start: {self._title}: {what}. {self._why}")


def check_registries() -> None:
    """ImproperlyConfigured unless everything is registered that is needed; called at the end of
    the start, when each app was ready.
    """
    for registry in _ALL:
        registry.all()
