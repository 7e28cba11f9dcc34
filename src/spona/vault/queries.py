"""Who holds an institution's key, and what stands for it when two people compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.roles import ROLES
from spona.audit.models import Entry
from spona.audit.queries import removed_rows
from spona.crypto import codes, keypairs
from spona.crypto.errors import Unopenable
from spona.crypto.fingerprint import fingerprint, in_cyrillic
from spona.directory.models import Institution, Member
from spona.identity import wraps
from spona.identity.models import Account
from spona.vault import authentic, labels, stones
from spona.vault.models import (
    Grant,
    IntakeKey,
    IntakeWrap,
    PaperKey,
    Rekey,
    Section,
    SeedKey,
    StatisticsKey,
)
from spona.vault.models.authentic import OPEN
from spona.vault.models.boxes import INSTITUTION
from spona.vault.stones import Stone

HOLDERS_AT_LEAST, HOLDERS_AT_MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a wrap of the newest intake key. `active`: it opens something today."""

    account: Account
    wrap: IntakeWrap
    active: bool
    effective_at: datetime

    @property
    def waits(self) -> bool:
        return self.wrap.state != OPEN


def ident(thing: Institution | UUID) -> UUID:
    """The id of an institution given as a row or as an id."""
    return thing if isinstance(thing, UUID) else thing.pk


def current_key(institution: Institution | UUID) -> IntakeKey | None:
    """The newest intake key; None where there is none. Unopenable where it was replaced."""
    key = IntakeKey.objects.filter(institution_id=ident(institution), ended_at=None).first()
    return authentic.check(key) if key else None


def current_statistics_key(network: UUID) -> StatisticsKey | None:
    """The newest statistics key of a network, checked; None where there is none."""
    key = StatisticsKey.objects.filter(network_id=network, ended_at=None).first()
    return authentic.check(key) if key else None


def paper_key(institution: Institution | UUID) -> PaperKey | None:
    """The public half of the paper key that counts today, checked; None without one."""
    key = PaperKey.objects.filter(institution_id=ident(institution), ended_at=None).first()
    return authentic.check(key) if key else None


def holders(institution: Institution | UUID) -> list[Holder]:
    """All holders of the newest version, those still waiting too, oldest first."""
    key = current_key(institution)
    if key is None:
        return []
    rows = IntakeWrap.objects.filter(key=key).select_related("key", "account")
    allowed = may_hold(ident(institution), [wrap.account_id for wrap in rows])
    return [
        Holder(wrap.account, wrap, opens_today(wrap, allowed), wrap.effective_at)
        for wrap in rows.order_by("created_at", "id")
    ]


def opens_today(wrap: IntakeWrap, allowed: set[UUID]) -> bool:
    """True where the wrap is ours, released, and its account is one of the `allowed`."""
    try:
        authentic.check(wrap)
    except Unopenable:
        return False
    # After a reset the account has another key, and what was wrapped to the old one is lost.
    same_key = bytes(wrap.account_key) == bytes(wrap.account.public_key)
    enabled = wrap.account.disabled_at is None
    return wrap.state == OPEN and same_key and enabled and wrap.account_id in allowed


def active_holders(institution: Institution | UUID) -> list[Account]:
    """Accounts that can open today what arrives for the institution."""
    return [holder.account for holder in holders(institution) if holder.active]


def connected(institution: Institution | UUID) -> bool:
    """True where somebody can open what is sealed to it today; a paper key is not enough."""
    return bool(active_holders(institution))


def members_of(institution: UUID, accounts: Iterable[UUID]) -> list[Member]:
    """Today's memberships of these accounts in the institution; none that Spona did not write."""
    today = Member.objects.active_on(timezone.localdate()).filter(
        institution_id=institution, person__account_id__in=list(accounts)
    )
    return [member for member in today.select_related("person") if member.gives_a_hat()]


def institutions_of(account: UUID) -> set[UUID]:
    """Institutions that this account may act for today."""
    today = Member.objects.of_account(account).active_on(timezone.localdate())
    rows = today.select_related("person")
    return {member.institution_id for member in rows if member.gives_a_hat()}


def may_hold(institution: UUID, accounts: Iterable[UUID]) -> set[UUID]:
    """Those of the accounts whose role at the institution today carries the intake key."""
    return {
        member.person.account_id
        for member in members_of(institution, accounts)
        if member.person.account_id and holds_by_role(member)
    }


def has_left(institution: UUID, account: Account) -> bool | None:
    """Whether the account stopped being a holder here; None where the directory cannot tell.

    An honest leaver leaves a mandate behind that has ended or carries no such role. Where that
    is gone, or a row of this person is not as Spona left it, somebody wrote the database: no
    key may end by that.
    """
    if account.disabled_at is not None:
        return _is_as_signed(account) or None
    rows = Member.objects.filter(person__account=account).select_related("person")
    mine = list(rows)
    if not all(row.gives_a_hat() for row in mine):
        return None
    if not any(row.institution_id == institution for row in mine):
        return None
    return account.pk not in may_hold(institution, [account.pk])


def _is_as_signed(account: Account) -> bool:
    try:
        wraps.check(account)
    except Unopenable:
        return False
    return True


def unexplained_holders() -> list[IntakeWrap]:
    """Wraps of newest keys whose holder the directory does not account for, for `doctor`."""
    current = IntakeWrap.objects.filter(key__ended_at=None).select_related("key", "account")
    return [wrap for wrap in current if has_left(wrap.key.owner_id, wrap.account) is None]


def taken_away() -> list[Stone]:
    """Every box that was erased and every grant that was destroyed, as the log remembers."""
    return [Stone(*row) for row in removed_rows((stones.BOX, stones.GRANT))]


def put_back() -> list[tuple[str, UUID]]:
    """(kind, id) of what was destroyed and stands in the database again, for `doctor`.

    It opens nothing: `ways` asks the log too. A box keeps its row as a stone, without sections.
    """
    gone = taken_away()
    grants = [one.ident for one in gone if one.kind == stones.GRANT]
    boxes = [one.ident for one in gone if one.kind == stones.BOX]
    back = Grant.objects.filter(pk__in=grants).values_list("pk", flat=True)
    full = Section.objects.filter(box__in=boxes).values_list("box_id", flat=True).distinct()
    return [(stones.GRANT, one) for one in back] + [(stones.BOX, one) for one in full]


def holds_by_role(member: Member) -> bool:
    """True where a role of this membership carries the intake key."""
    return any("key:hold" in ROLES[role].permissions for role in member.roles if role in ROLES)


def can_open(section: Section, actor: Actor) -> bool:
    """True where an open grant leads to this actor; for buttons, the keys have the last word."""
    return Section.objects.visible_to(actor).filter(pk=section.pk).exists()


def fingerprint_words(key: SeedKey | PaperKey) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The eight words of a published key, in Latin and in Cyrillic; Unopenable if replaced."""
    authentic.check(key)
    if isinstance(key, PaperKey):
        label = labels.key_fingerprint("paper", owner=key.institution_id, version=1)
    else:
        label = labels.key_fingerprint(key.purpose, owner=key.owner_id, version=key.version)
    words = fingerprint(bytes(key.public_key), label=label)
    return words, in_cyrillic(words)


def is_paper_key(key: PaperKey, text: str) -> bool:
    """True where the typed text is the private half of this paper key."""
    try:
        return keypairs.public_key(paper_private(key.institution_id, text)) == bytes(key.public_key)
    except ValueError:
        return False


def paper_private(institution: UUID, text: str) -> bytes:
    """The private half that a printed text stands for; ValueError where it is mistyped."""
    seed = codes.recovery_key(text, info=labels.paper_key_info(institution))
    return keypairs.private_key_from_seed(seed)


def was_published(institution: UUID) -> bool:
    """True where the log says that the institution had an intake key once."""
    return Entry.objects.filter(lane_id=institution, name="intake_key:published").exists()


def versions(institution: Institution | UUID) -> list[IntakeKey]:
    """All versions of an institution's intake key, newest first."""
    return list(IntakeKey.objects.filter(institution_id=ident(institution)).order_by("-version"))


def running_rekey(institution: Institution | UUID) -> Rekey | None:
    """What was begun after a suspected theft and is not done; None where nothing is."""
    row = Rekey.objects.filter(institution_id=ident(institution), done_at=None).first()
    return authentic.check(row) if row else None


def last_rekey(institution: Institution | UUID) -> Rekey | None:
    """The one that was begun last, running or done."""
    rows = Rekey.objects.filter(institution_id=ident(institution))
    return rows.order_by("begun_at").last()


def left_below(institution: UUID, version: int) -> QuerySet[Grant]:
    """What hangs on older versions of an institution's key, held back or open.

    Only on versions that some holder has: what is lost with all its holders cannot move.
    """
    held = IntakeWrap.objects.filter(key__institution_id=institution, key__version__lt=version)
    return Grant.objects.filter(
        to_kind=INSTITUTION,
        to_id=institution,
        to_version__in=held.values("key__version"),
    )
