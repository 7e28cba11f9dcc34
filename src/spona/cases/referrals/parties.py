"""Whom a referral is sealed to, on both sides, and who of them hears of it.

Whoever is locked out gets no key: where they hold the institution's key, each other
holder is let in by name instead (`vault.recipients_excluding`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.cases.referrals.models import Referral
from spona.directory.models import Institution, Member, Person
from spona.directory.models.row_integrity import verify_rows
from spona.identity.models import Account
from spona.vault import queries as vault
from spona.vault.key_resolution import standing, standing_in
from spona.vault.models import GLASS, Grant, Section
from spona.vault.recipients import (
    Recipient,
    recipient_of,
    recipients_excluding,
    to_account,
)
from spona.vault.slots import slot_of

_GRANTS: Final = tables(Grant, Section)


def accounts_of(people: Collection[UUID]) -> list[UUID]:
    """The accounts of these persons; most people of a network have none.

    Denied where a person or a mandate of theirs is not as Spona wrote it: whoever writes
    the database could hide a mandate today, so that the key they get tomorrow opens this.
    """
    rows = list(Person.objects.filter(pk__in=people))
    verify_rows(*rows, *Member.objects.filter(person__in=people))
    if len(rows) != len(set(people)):
        raise Denied(_("The list of people has changed. Choose again who must not see it."))
    return [row.account_id for row in rows if row.account_id]


def receivers(
    institution: Institution,
    excluded: Collection[UUID],
    *,
    held: bool = False,
    until: datetime | None = None,
) -> list[Recipient]:
    """The recipient's side; `excluded` are persons, with an account or without.

    NotConnected where nobody there has a key; Denied where the only ones who do are locked
    out: then the whole institution is.
    """
    found = recipients_excluding(
        institution,
        accounts_of(excluded),
        held=held,
        until=until,
        named=_ever_there(institution, excluded),
    )
    if not found:
        raise Denied(
            _("Nobody else at %(name)s can open this. Choose another institution.")
            % {"name": institution.words}
        )
    return found


def senders(
    institution: Institution, writer: UUID | None, excluded: Collection[UUID]
) -> list[Recipient]:
    """The sender's copy: the writer by name, and the institution's own holders if it has any.

    Without a `writer`, who has left meanwhile, the holders only; there may be none.
    """
    own: list[Recipient] = []
    if vault.connected(institution):
        named = _ever_there(institution, excluded)
        own = recipients_excluding(institution, accounts_of(excluded), named=named)
    if writer is None:
        return own
    return [*own, to_account(writer, member_of=institution.pk)]


def account_today(member: Member) -> UUID | None:
    """The account of somebody who still works there and can sign in; None for who has left."""
    account = member.person.account
    if account is None or account.disabled_at is not None:
        return None
    return account.pk if member_with(account, member.institution) else None


def _ever_there(institution: Institution, excluded: Collection[UUID]) -> bool:
    """True where one of these persons works there or ever did, with an account or without.

    Whoever comes back, or gets an account, may be made a holder later. `accounts_of` has
    found every one of these mandates to be ours.
    """
    return Member.objects.filter(institution=institution, person__in=excluded).exists()


def side_of(referral: Referral, institution: UUID, *, section: str) -> list[Recipient]:
    """Whom a later message is sealed to on one side: who can open `section` of the packet.

    Only by grants that Spona made and that nobody took away: a planted one gets no wrap.
    """
    grants = cached(
        ("grants", referral.packet_id, section),
        lambda: standing_in(referral.packet_id, section),
        of=_GRANTS,
    )
    return [
        replace(recipient_of(grant), held=False, until=None)
        for grant in grants
        if _is_side(grant, institution)
    ]


def body_holders(referral: Referral, institution: UUID) -> list[Recipient]:
    """Who holds the body on one side, as they hold it: held until it is taken over, until when.

    Without what somebody opened in need: that is for what they gave a reason for.
    """
    of_body = Grant.objects.filter(section__slot=slot_of(referral.packet_id, "body"))
    now = timezone.now()
    return [
        recipient_of(grant)
        for grant in standing(of_body.exclude(basis=GLASS).order_by("id"))
        if _is_side(grant, institution) and (grant.until is None or grant.until > now)
    ]


def readers(referral: Referral, institution: Institution) -> list[Account]:
    """People of one side who can open the cover today: they, and nobody else, hear of it."""
    found: dict[UUID, Account] = {}
    for one in side_of(referral, institution.pk, section="cover"):
        for account in _accounts(one, institution.pk):
            found.setdefault(account.pk, account)
    return list(found.values())


def by_name(referral: Referral, institution: Institution) -> bool:
    """True where somebody of the institution's holders was locked out, so names were used."""
    return are_named(side_of(referral, institution.pk, section="cover"))


def are_named(side: Collection[Recipient]) -> bool:
    """True where each of them was let in by name, none as whoever holds the institution's key."""
    return not any(one.kind == "institution" for one in side)


def packet_section(referral: Referral, name: str) -> Section:
    """A section of the packet with its box, ready to be opened."""
    return Section.objects.named(referral.packet_id, name).select_related("box").get()


def packet_sections(referral: Referral, names: Sequence[str]) -> list[Section]:
    """Sections of the packet with their boxes, in the order of these names."""
    rows = Section.objects.named(referral.packet_id, *names).select_related("box")
    found = {row.name: row for row in rows}
    if missing := set(names) - found.keys():
        raise Section.DoesNotExist(f"the packet has no {missing}")
    return [found[name] for name in names]


def member_with(account: Account, institution: Institution) -> Member | None:
    """The membership that an account wears at this institution today; none that Spona did not
    write.
    """
    return next(iter(vault.members_of(institution.pk, [account.pk])), None)


def owner_at(referral: Referral, institution: Institution) -> Member | None:
    """Whose task it is there: nobody's, so the queue's; by name where somebody is locked out.

    Where a holder is locked out, the institution's own lists must not show the row.
    """
    if not by_name(referral, institution):
        return None
    able = readers(referral, institution)
    return member_with(able[0], institution) if able else None


def writer_today(referral: Referral) -> Member | None:
    """Who wrote it, as long as they work there and can open it."""
    writer = referral.sent_by.person.account
    sender = referral.sender_institution
    if writer is None or writer.pk not in {one.pk for one in readers(referral, sender)}:
        return None
    return member_with(writer, sender)


def _is_side(grant: Grant, institution: UUID) -> bool:
    if grant.to_kind == "institution":
        return grant.to_id == institution
    # By name as a member of one institution, and as long as they are.
    by_name = grant.to_kind == "member" and grant.member_of == institution
    return by_name and bool(vault.members_of(institution, [grant.to_id]))


def _accounts(one: Recipient, institution: UUID) -> list[Account]:
    if one.kind == "institution":
        return vault.active_holders(one.id)
    found = [member.person.account for member in vault.members_of(institution, [one.id])]
    return [account for account in found if account is not None and account.disabled_at is None]
