"""To whom a section's key may be wrapped; `wrapping` does it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from spona.directory.models import Institution
from spona.identity.models import Account
from spona.vault import queries
from spona.vault.models import (
    CODE,
    HOLDER,
    INSTITUTION,
    MEMBER,
    OPEN,
    STATISTICS,
    Code,
    Grant,
    IntakeWrap,
    Section,
)
from spona.vault.refusals import NotConnected

# The section that may be counted, and the only kinds of boxes in which a statistics key opens one:
# a case has such a section too, which no analyst opens.
COUNTED_SECTION = "count"
COUNTED_KINDS = frozenset({"counted", "figures"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to let in. `basis` is a code, `until` an instant after which nothing opens."""

    kind: str
    id: UUID
    held: bool = False
    basis: str = ""
    until: datetime | None = None
    member_of: UUID | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_]{0,40}", self.basis):
            raise ValueError("the basis of a grant is a code")
        if self.until and self.until <= timezone.now():
            raise ValueError("a grant cannot end before it begins")


def to_institution(
    institution: Institution | UUID,
    *,
    held: bool = False,
    basis: str = "",
    until: datetime | None = None,
) -> Recipient:
    """All intake holders of an institution, now and later."""
    return Recipient(INSTITUTION, queries.ident(institution), held, basis, until)


def to_account(
    account: Account | UUID,
    *,
    held: bool = False,
    basis: str = "",
    until: datetime | None = None,
    member_of: UUID | None = None,
) -> Recipient:
    """One member, by name, as a member of one institution and as long as they are.

    Without `member_of` it is the granter's own institution, else the only one they have.
    """
    ident = account if isinstance(account, UUID) else account.pk
    return Recipient(MEMBER, ident, held, basis, until, member_of)


def to_statistics(network: UUID, *, held: bool = False) -> Recipient:
    """The analysts of a network; for the section `count` of a box made for counting only."""
    return Recipient(STATISTICS, network, held)


def to_code(code: Code, *, held: bool = False, basis: str = "") -> Recipient:
    """Whoever has the code, until the code's own end."""
    return Recipient(CODE, code.pk, held, basis, code.until)


def recipients_excluding(
    institution: Institution | UUID,
    excluded: Iterable[Account | UUID],
    *,
    held: bool = False,
    basis: str = "",
    until: datetime | None = None,
    named: bool = False,
) -> list[Recipient]:
    """Whom to wrap to at an institution when some accounts must not see it.

    `named`: by name in any case, since somebody without an account is locked out, who could
    be given one and made a holder later.

    Where an excluded account belongs to the institution or has any wrap of its key, the
    answer is each other active holder by name: whoever holds the key, now or after a
    later promotion, could open what is wrapped to it, and so could the paper key.
    An empty list means that nobody is left: the whole institution is excluded.
    Raises NotConnected where there is no active holder to begin with.
    """
    owner = queries.ident(institution)
    out = {thing if isinstance(thing, UUID) else thing.pk for thing in excluded}
    able = queries.active_holders(owner)
    if not able:
        raise NotConnected
    wrapped = IntakeWrap.objects.filter(key__institution_id=owner, account_id__in=out)
    if not named and not wrapped.exists() and not queries.members_of(owner, out):
        return [to_institution(owner, held=held, basis=basis, until=until)]
    return [
        to_account(account, held=held, basis=basis or HOLDER, until=until, member_of=owner)
        for account in able
        if account.pk not in out
    ]


def is_counted(section: Section) -> bool:
    """Whether a statistics key may open it."""
    return section.name == COUNTED_SECTION and section.box.kind in COUNTED_KINDS


def recipient_of(grant: Grant) -> Recipient:
    """The recipient that an existing grant names, for a new wrap to the same."""
    bare = Recipient(grant.to_kind, grant.to_id, grant.state != OPEN, grant.basis)
    return replace(bare, until=grant.until, member_of=grant.member_of)
