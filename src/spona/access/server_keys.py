"""From one set of key files to another: read under the old ones, written under the new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import QuerySet

_AT_ONCE: Final = 500


class NotOurs(Exception):
    """A row that the old key files do not vouch for; the sentence names it."""

    def __init__(self, kind: str, ident: object) -> None:
        super().__init__(f"{kind} {ident} is not as Spona left it")


@dataclass(frozen=True, slots=True)
class KeyChange:
    old: Mapping[str, bytes] = field(repr=False)
    new: Mapping[str, bytes] = field(repr=False)
    _sealed: dict[bytes, bytes] = field(default_factory=dict, repr=False)

    def sealed_once(self, before: bytes, seal: Callable[[], bytes]) -> bytes:
        """What `before` is sealed as anew: the same in a row and in what is held against it."""
        if before not in self._sealed:
            self._sealed[before] = seal()
        return self._sealed[before]

    @contextmanager
    def under_old(self) -> Iterator[None]:
        with _keys(self.old):
            yield

    @contextmanager
    def under_new(self) -> Iterator[None]:
        with _keys(self.new):
            yield


@contextmanager
def _keys(secrets: Mapping[str, bytes]) -> Iterator[None]:
    """Whatever asks for a key file meanwhile gets one of these."""
    before = settings.SECRETS
    settings.SECRETS = dict(secrets)
    try:
        yield
    finally:
        settings.SECRETS = before


def in_parts[Row: models.Model](rows: QuerySet[Row], *, by: str = "pk") -> Iterator[list[Row]]:
    """All of them in the order of a column, 500 at a time: what is changed meanwhile moves none."""
    part = list(rows.order_by(by)[:_AT_ONCE])
    while part:
        yield part
        last = getattr(part[-1], by)
        part = list(rows.filter(**{f"{by}__gt": last}).order_by(by)[:_AT_ONCE])
