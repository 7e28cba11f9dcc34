"""Who holds an institution's key, and what stands for it when two people compare."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.access.roles import OVERSEES, ROLES
from spona.audit import endings
from spona.audit.models import Entry
from spona.audit.queries import last_tag_of, removed_rows
from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.crypto import codes, keypairs
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.crypto.fingerprint import fingerprint, in_cyrillic
from spona.directory.models import Institution, Member, NetworkRole, Person
from spona.directory.row_integrity import only_latest
from spona.identity import public_keys, wraps
from spona.identity.models import Account
from spona.vault import labels, row_integrity
from spona.vault.models import (
    INSTITUTION,
    OPEN,
    Box,
    Grant,
    IntakeKey,
    IntakeWrap,
    PaperKey,
    Rekey,
    Section,
    SectionRevision,
    SeedKey,
    SeedWrap,
    StatisticsKey,
    StatisticsWrap,
)
from spona.vault.refusals import KeyReplaced
from spona.vault.slots import among, slot_of

HOLDERS_AT_LEAST, HOLDERS_AT_MOST = 2, 4
# On which tables an answer rests, for as long as a transaction may remember it.
_PEOPLE: Final = tables(Account, Member, Person)
_KEYS: Final = tables(IntakeKey, IntakeWrap)


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


_NAMED: Final = PreparedRows(
    lambda actor, slots: (
        Section.objects.visible_to(actor)
        .filter(slot__in=among(slots))
        .select_related("box")
        .order_by("id")
    )
)


def sections_named(wanted: Iterable[tuple[UUID, str]], actor: Actor) -> list[Section]:
    """Those of the wanted sections, (box, name), to which the actor has a grant, each with its
    box; one query.
    """
    asked = {slot_of(box, name): name for box, name in wanted}
    rows, known = _NAMED.rows(actor, list(asked)), dict[UUID, Box]()
    for row in rows:
        row.found_as(asked[row.slot])
        # What one box holds shares its row, so that it is checked once.
        row.box = known.setdefault(row.box_id, row.box)
    return rows


def ident(thing: Institution | UUID) -> UUID:
    """The id of an institution given as a row or as an id."""
    return thing if isinstance(thing, UUID) else thing.pk


_INTAKE_KEY: Final = PreparedRows(
    lambda institutions: (
        IntakeKey.objects.filter(institution__in=institutions, ended_at=None)
        .annotate(log_tag=last_tag_of("pk"))
        .order_by("pk")[:1]
    )
)


def current_key(
    institution: Institution | UUID, *, read: IntakeKey | None = None
) -> IntakeKey | None:
    """The newest intake key; None where there is none. KeyReplaced where it was replaced. `read`:
    the row, where the caller has just read it with its line.
    """
    owner = ident(institution)

    def checked() -> IntakeKey | None:
        key = read or next(iter(_INTAKE_KEY.rows([owner])), None)
        if key is not None and not row_integrity.is_whole(key):
            raise KeyReplaced("intake_key", owner, owner=owner)
        return key

    return cached(("intake_key", owner), checked, of=_KEYS)


def witness_keys(institutions: Collection[UUID]) -> dict[tuple[UUID, int], bytes]:
    """(institution, version) → its public witness key, of all that Spona wrote; one query."""
    rows = IntakeKey.objects.filter(institution__in=institutions).annotate(
        log_tag=last_tag_of("pk")
    )
    return {
        (row.institution_id, row.version): bytes(row.witness_key)
        for row in rows
        if row_integrity.is_whole(row)
    }


_STATISTICS_KEY: Final = PreparedRows(
    lambda networks: (
        StatisticsKey.objects.filter(network__in=networks, ended_at=None)
        .annotate(log_tag=last_tag_of("pk"))
        .order_by("pk")[:1]
    )
)


def current_statistics_key(network: UUID) -> StatisticsKey | None:
    """The newest statistics key of a network; None where there is none. KeyReplaced."""
    key = next(iter(_STATISTICS_KEY.rows([network])), None)
    if key is not None and not row_integrity.is_whole(key):
        raise KeyReplaced("statistics_key", network, owner=None)
    return key


_PAPER_KEY: Final = PreparedRows(
    lambda institutions: (
        PaperKey.objects.filter(institution__in=institutions, ended_at=None)
        .annotate(log_tag=last_tag_of("pk"))
        .order_by("pk")[:1]
    )
)


def paper_key(institution: Institution | UUID) -> PaperKey | None:
    """The public half of the paper key that counts today, checked; None without one."""
    key = next(iter(_PAPER_KEY.rows([ident(institution)])), None)
    return row_integrity.check_last(key) if key else None


def holders(institution: Institution | UUID) -> list[Holder]:
    """All holders of the newest version, those still waiting too, oldest first."""
    owner = ident(institution)
    return list(cached(("holders", owner), lambda: _holders(owner), of=_KEYS | _PEOPLE))


WRAPS: Final = PreparedRows(
    lambda keys: (
        IntakeWrap.objects.filter(key__in=keys)
        .select_related("key", "account")
        .annotate(log_tag=last_tag_of("pk"))
        .order_by("created_at", "id")
    )
)


_CURRENT_WRAPS: Final = PreparedRows(
    lambda institutions: (
        IntakeWrap.objects.filter(key__institution__in=institutions, key__ended_at=None)
        .select_related("key", "account")
        .annotate(log_tag=last_tag_of("pk"), key_log_tag=last_tag_of("key"))
        .order_by("created_at", "id")
    )
)


def _holders(owner: UUID) -> tuple[Holder, ...]:
    """The current key comes with its wraps, and whoever seals to it need not ask for it again."""
    found, read = _CURRENT_WRAPS.rows([owner]), None
    if found:
        first = min(found, key=lambda wrap: wrap.key_id)
        read = first.key
        vars(read)["log_tag"] = vars(first)["key_log_tag"]
    key = current_key(owner, read=read)
    if key is None:
        return ()
    rows = [wrap for wrap in found if wrap.key_id == key.pk]
    for wrap in rows:
        # Checked once.
        wrap.key = key
    allowed = may_hold(owner, [wrap.account_id for wrap in rows])
    return tuple(
        Holder(wrap.account, wrap, opens_today(wrap, allowed), wrap.effective_at) for wrap in rows
    )


def remember_holders(key: IntakeKey, held: Iterable[Holder]) -> None:
    """The current key of an institution and its holders, read with those of others: whoever seals
    to it in the same transaction does not read them again.
    """
    owner, there = key.institution_id, tuple(held)
    cached(("intake_key", owner), lambda: key, of=_KEYS)
    cached(("holders", owner), lambda: there, of=_KEYS | _PEOPLE)


def _roles_with(permission: str) -> list[str]:
    return [name for name, role in ROLES.items() if permission in role.permissions]


_COUNTING_ROLES: Final = PreparedRows(
    lambda networks, day: (
        NetworkRole.objects.active_on(day[0])
        .filter(
            network__in=networks,
            role__in=_roles_with("statistics:hold_key"),
            member__person__account__isnull=False,
            member__person__account__disabled_at=None,
        )
        .select_related("member__person__account")
    )
)


def analysts(network: UUID) -> list[Person]:
    """People who have a login and the role of an analyst of the network today, by name.

    None by a role, a mandate or a person that Spona did not write down last.
    """
    today = timezone.localdate()
    able = [
        row.member.person
        for row in only_latest(_COUNTING_ROLES.rows([network], [today]))
        if row.member.is_active_on(today) and row.member.can_act()
    ]
    return sorted({one.pk: one for one in able}.values(), key=lambda one: one.name)


_LEADING: Final = PreparedRows(
    lambda networks, people, day: (
        NetworkRole.objects.active_on(day[0])
        .filter(
            network__in=networks, member__person__in=people, role__in=_roles_with("network:edit")
        )
        .values_list("member__person", flat=True)
    )
)
_MEMBERSHIPS: Final = PreparedRows(
    lambda people, day: Member.objects.active_on(day[0]).filter(person__in=people)
)


def may_not_count(network: UUID, people: Iterable[Person]) -> set[UUID]:
    """Ids of those people who coordinate the network, open files for an institution today, or
    look at how it handles data.
    """
    today, asked = timezone.localdate(), [person.pk for person in people]
    leading = set(_LEADING.rows([network], asked, [today]))
    members = _MEMBERSHIPS.rows(asked, [today])
    return leading | {
        member.person_id for member in members if holds_by_role(member) or oversees(member)
    }


@dataclass(frozen=True, slots=True)
class Counting:
    """Who may count in a network today, and how many of its analysts open the newest key.

    `altered`: the key in the database is not as it was published.
    """

    able: tuple[Person, ...]
    holding: int
    altered: bool = False


def counting_in(network: UUID) -> Counting:
    """How far a network is with its statistics key; some six queries."""
    named = analysts(network)
    both = may_not_count(network, named) if named else set()
    able = tuple(person for person in named if person.pk not in both)
    try:
        key = current_statistics_key(network)
    except KeyReplaced:
        return Counting(able, 0, altered=True)
    holding = statistics_holders(key) if key else set()
    return Counting(able, sum(person.account_id in holding for person in named))


def has_stopped_counting(network: UUID, account: Account) -> bool | None:
    """Whether the account stopped being an analyst here; None where the directory cannot tell.

    As in `has_left`: an honest leaver leaves a role behind that has ended, and nothing ends by
    rows that somebody wrote or deleted past Spona.
    """
    if account.disabled_at is not None:
        return _is_as_signed(account) or None
    rows = NetworkRole.objects.filter(network_id=network, member__person__account=account)
    counting = [
        row
        for row in rows.select_related("member__person")
        if row.role in ROLES and "statistics:hold_key" in ROLES[row.role].permissions
    ]
    as_left = len(only_latest(counting)) == len(counting)
    if not counting or not as_left or not all(row.member.can_act() for row in counting):
        return None
    return account.pk not in {person.account_id for person in analysts(network)}


def statistics_versions(network: UUID) -> list[StatisticsKey]:
    """All versions of a network's statistics key, newest first."""
    return list(StatisticsKey.objects.filter(network_id=network).order_by("-version"))


def published_statistics(network: UUID) -> set[UUID]:
    """Ids of the statistics keys that the log says the network has had."""
    said = Entry.objects.filter(
        subject_kind="statistics_key",
        name="statistics_key:published",
        detail__network=str(network),
    )
    return {ident for ident in said.values_list("subject_id", flat=True) if ident is not None}


_STATISTICS_WRAPS: Final = PreparedRows(
    lambda keys: (
        StatisticsWrap.objects.filter(key__in=keys)
        .select_related("key", "account")
        .annotate(log_tag=last_tag_of("pk"))
    )
)


def statistics_holders(key: StatisticsKey) -> set[UUID]:
    """Ids of the accounts whose wrap of this key is ours and opens today."""
    rows = _STATISTICS_WRAPS.rows([key.pk])
    return {row.account_id for row in rows if opens_today(row, {row.account_id})}


def opens_today(wrap: SeedWrap, allowed: set[UUID]) -> bool:
    """True where the wrap is as we left it, released, and its account one of the `allowed`."""
    if not row_integrity.is_whole(wrap):
        return False
    # After a reset the account has another key, and what was wrapped to the old one is lost.
    same_key = bytes(wrap.account_key) == public_keys.digest(bytes(wrap.account.public_key))
    enabled = wrap.account.disabled_at is None
    return wrap.state == OPEN and same_key and enabled and wrap.account_id in allowed


def active_holders(institution: Institution | UUID) -> list[Account]:
    """Accounts that can open today what arrives for the institution."""
    return [holder.account for holder in holders(institution) if holder.active]


def connected(institution: Institution | UUID) -> bool:
    """True where somebody can open what is sealed to it today; a paper key is not enough."""
    return bool(active_holders(institution))


_MEMBERS: Final = PreparedRows(
    lambda institutions, accounts, day: (
        Member.objects.active_on(day[0])
        .filter(institution__in=institutions, person__account__in=accounts)
        .select_related("person__account")
    )
)


def members_of(institution: UUID, accounts: Iterable[UUID]) -> list[Member]:
    """Today's memberships of these accounts in the institution; none that Spona did not write."""
    asked = frozenset(accounts)

    def read() -> tuple[Member, ...]:
        today = _MEMBERS.rows([institution], list(asked), [timezone.localdate()])
        return tuple(member for member in today if member.can_act())

    return list(cached(("members", institution, asked), read, of=_PEOPLE)) if asked else []


def remember_member(member: Member) -> None:
    """A membership that was read just now, with its person and account, with a row that the act has
    locked: whoever asks `members_of` for it in the same transaction does not read it again.
    """
    account = member.person.account_id
    if account and member.is_active_on(timezone.localdate()) and member.can_act():
        where = ("members", member.institution_id, frozenset({account}))
        cached(where, lambda: (member,), of=_PEOPLE)


def institutions_of(account: UUID) -> set[UUID]:
    """Institutions that this account may act for today."""
    today = Member.objects.of_account(account).active_on(timezone.localdate())
    rows = today.select_related("person")
    return {member.institution_id for member in rows if member.can_act()}


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
    if not all(row.can_act() for row in mine):
        return None
    if not any(row.institution_id == institution for row in mine):
        return None
    return account.pk not in may_hold(institution, [account.pk])


def departed(pairs: Collection[tuple[UUID, UUID | None]]) -> set[tuple[UUID, UUID | None]]:
    """Those (account, institution) whose account was closed, or whose mandate there has ended or
    is one that opens nothing.

    As in `has_left`: where the directory is not as Spona left it, nothing ends by that.
    """
    if not pairs:
        return set()
    accounts = Account.objects.in_bulk([account for account, _institution in pairs])
    rows = Member.objects.filter(person__account__in=accounts).select_related("person")
    mine: dict[UUID, list[Member]] = {account: [] for account in accounts}
    for row in rows:
        if row.person.account_id is not None:
            mine[row.person.account_id].append(row)
    today = timezone.localdate()

    def is_gone(account: Account, institution: UUID | None) -> bool:
        if account.disabled_at is not None:
            return _is_as_signed(account)
        here = [row for row in mine[account.pk] if row.institution_id == institution]
        if not here or any(row.is_active_on(today) and not oversees(row) for row in here):
            return False
        return all(row.can_act() for row in here)

    return {
        (ident, institution)
        for ident, institution in pairs
        if ident in accounts and is_gone(accounts[ident], institution)
    }


def _is_as_signed(account: Account) -> bool:
    try:
        wraps.check(account)
    except Unopenable:
        return False
    return True


def unexplained_holders() -> list[IntakeWrap | StatisticsWrap]:
    """Wraps of newest keys whose holder the directory does not account for, for `doctor`."""
    current = IntakeWrap.objects.filter(key__ended_at=None).select_related("key", "account")
    counting = StatisticsWrap.objects.filter(key__ended_at=None).select_related("key", "account")
    return [
        *(one for one in current if has_left(one.key.owner_id, one.account) is None),
        *(one for one in counting if has_stopped_counting(one.key.network_id, one.account) is None),
    ]


def replaced_keys() -> list[KeyReplaced]:
    """Each public key that is not as it was published, for `doctor` and the hourly look."""
    intake = IntakeKey.objects.annotate(log_tag=last_tag_of("pk")).filter(ended_at=None)
    paper = PaperKey.objects.annotate(log_tag=last_tag_of("pk")).filter(ended_at=None)
    accounts = Account.objects.annotate(log_tag=last_tag_of("pk")).filter(disabled_at=None)
    found = [
        KeyReplaced(kind, row.institution_id, owner=row.institution_id)
        for kind, rows in (("intake_key", intake), ("paper_key", paper))
        for row in rows
        if not row_integrity.is_whole(row)
    ]
    found += replaced_statistics_keys()
    for account in accounts:
        try:
            public_keys.newest(account)
        except Unopenable:
            institution = next(iter(institutions_of(account.pk)), None)
            found.append(KeyReplaced("account", account.pk, owner=institution))
    return found


def replaced_statistics_keys() -> list[KeyReplaced]:
    """Each network's statistics key that is not as it was published."""
    return [
        KeyReplaced("statistics_key", row.network_id, owner=None)
        for row in StatisticsKey.objects.filter(ended_at=None).annotate(log_tag=last_tag_of("pk"))
        if not row_integrity.is_whole(row)
    ]


def put_back() -> list[tuple[str, UUID]]:
    """(kind, id) of what was destroyed and stands in the database again, for `doctor`.

    It opens nothing: `key_resolution` and `history` ask the log too. A box keeps its row as a
    tombstone, without sections, an earlier text without its ciphertext.
    """
    wraps_of = (IntakeWrap, StatisticsWrap)
    kinds = (endings.BOX, endings.GRANT, endings.REVISION, *(one.row_kind for one in wraps_of))
    gone = removed_rows(kinds)
    grants = [ident for kind, ident, _at in gone if kind == endings.GRANT]
    boxes = [ident for kind, ident, _at in gone if kind == endings.BOX]
    erased = [ident for kind, ident, _at in gone if kind == endings.REVISION]
    back = Grant.objects.filter(pk__in=grants).values_list("pk", flat=True)
    texts = SectionRevision.objects.filter(pk__in=erased).exclude(sealed=b"")
    full = Section.objects.filter(box__in=boxes).values_list("box_id", flat=True).distinct()
    return [
        *((endings.GRANT, one) for one in back),
        *((endings.BOX, one) for one in full),
        *((endings.REVISION, one) for one in texts.values_list("pk", flat=True)),
        *(
            (table.row_kind, one)
            for table in wraps_of
            for one in table.objects.filter(
                pk__in=[ident for kind, ident, _at in gone if kind == table.row_kind]
            ).values_list("pk", flat=True)
        ),
    ]


def holds_by_role(member: Member) -> bool:
    """True where a role of this membership carries the intake key."""
    return any("key:hold" in ROLES[role].permissions for role in member.roles if role in ROLES)


def oversees(member: Member) -> bool:
    """True where this membership looks at how the institution handles data, and so opens none."""
    return any(OVERSEES in ROLES[role].permissions for role in member.roles if role in ROLES)


def fingerprint_words(key: SeedKey | PaperKey) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The eight words of a published key, in Latin and in Cyrillic; Unopenable if replaced."""
    row_integrity.check(key)
    said = bytes(key.public_key)
    if isinstance(key, PaperKey):
        label = labels.key_fingerprint("paper", owner=key.institution_id, version=1)
    else:
        label = labels.key_fingerprint(key.purpose, owner=key.owner_id, version=key.version)
    if isinstance(key, IntakeKey):
        said = canonical(said, bytes(key.witness_key))
    words = fingerprint(said, label=label)
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
    return row_integrity.check(row) if row else None


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
