"""Everything under other key files, as `./spona keys rotate` does it, within a test's process."""

from __future__ import annotations

import secrets

from django.conf import settings

from spona.access.server_keys import KeyChange
from spona.audit.queries import faults
from spona.cli.keys.renewing import Tell, renew
from spona.directory.models import Member
from spona.directory.queries import forged
from tests.cases.world import OPERATOR


def _nothing(_number: int, _label: str) -> None:
    pass


def exchange(world, *, tell: Tell = _nothing) -> KeyChange:
    """The next request reads rows anew, under the new key files."""
    new = {name: secrets.token_bytes(32) for name in settings.SECRETS}
    change = KeyChange(dict(settings.SECRETS), new)
    with change.under_old():
        renew(change, by=OPERATOR, tell=tell)
    settings.SECRETS = new
    for somebody in world.people.values():
        members = Member.objects.select_related("person__account", "institution")
        somebody.member = members.get(pk=somebody.member.pk)
    return change


def expect_whole():
    assert list(faults()) == []
    assert forged() == []
