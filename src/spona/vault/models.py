"""Tables of the vault: what is sealed, and to whom."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.prepared_queries import Moment
from spona.crypto.kdf import Cost
from spona.vault import labels

if TYPE_CHECKING:
    from spona.crypto.encoding import Part

# Rows that only the server can write: each carries an HMAC over all it says.

HELD, OPEN = "held", "open"
# Held back by a restore: until the sender has confirmed the agreement; until a holder has let the
# others in by name, because somebody of the institution is locked out.
UNCONFIRMED, BY_NAME = "wait", "name"
STATES = tuple((state, state) for state in (HELD, OPEN, UNCONFIRMED, BY_NAME))


class Authenticated(models.Model):
    """`facts()` is what the HMAC covers; `row_integrity.stamp` and `row_integrity.check` use it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mac = models.BinaryField(max_length=32)

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def facts(self) -> tuple[Part, ...]: ...


# Boxes, their sealed sections and files, and who was let in.

INSTITUTION, MEMBER, STATISTICS, CODE = "institution", "member", "statistics", "code"
TO_KINDS = tuple((kind, kind) for kind in (INSTITUTION, MEMBER, STATISTICS, CODE))
# hpke: wrapped to a public key. symmetric: by somebody who holds the institution's seed.
HPKE, SYMMETRIC = "hpke", "symmetric"
WAYS = ((HPKE, HPKE), (SYMMETRIC, SYMMETRIC))
# Why a member has a grant. ASSIGNED: they work on the matter. GLASS: opened in need what is
# assigned to colleagues, for a while, with a reason that was written down. HOLDER: in place of
# the institution's key, where somebody is excluded.
ASSIGNED, GLASS, HOLDER = "assigned", "glass", "holder"
# These stand beside what was given for work: one neither replaces nor ends the other.
BESIDE = (GLASS, HOLDER)


class Box(Authenticated):
    """What belongs together: one case, one packet, one message. Says nothing itself.

    After erasure the row stays as a stone, without sections, grants and files.
    """

    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in labels.BOX_KINDS])
    owner_institution = models.ForeignKey(
        "directory.Institution",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reference = models.CharField(max_length=12, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        # A search begins here: by the keys it would walk through all sections of all files.
        indexes = (models.Index(fields=["owner_institution", "kind"], name="vault_box_of_owner"),)

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.BOX_ROW, self.id, self.kind, self.owner_institution_id, self.reference,
            labels.instant(self.created_at), labels.instant(self.erased_at),
        )  # fmt: skip


def _now() -> dt.datetime:
    return timezone.now()


def opens_for(actor: Actor) -> Q:
    """Grants that are open, not past their end, and made to this actor in today's membership."""
    if actor.account_id is None or actor.institution_id is None:
        return Q(pk__in=[])
    to = Q(to_kind=MEMBER, to_id=actor.account_id, member_of=actor.institution_id)
    if actor.may("key:hold"):
        to |= Q(to_kind=INSTITUTION, to_id=actor.institution_id)
    networks = actor.networks_where("statistics:hold_key")
    if networks:
        to |= Q(to_kind=STATISTICS, to_id__in=networks)
    lasting = Q(until=None) | Q(until__gt=Moment(_now))
    return to & lasting & Q(state=OPEN)


def by_name_or_institution(actor: Actor) -> Q:
    """The same without what a network counts by: that opens a counted record, and shows no file."""
    return opens_for(actor) & ~Q(to_kind=STATISTICS)


def led_to(actor: Actor, box: str) -> Q:
    """The condition that an open key leads the actor to the box in the column `box`.

    What somebody has by name is little, so it begins with their grants, however much the
    institution has. Whoever holds the key of an institution has nearly all that is sealed to it:
    there the rows of the page are asked one by one, and no others.
    """
    grants = Grant.objects.filter(by_name_or_institution(actor))
    if actor.may("key:hold"):
        return Q(models.Exists(grants.filter(section__box=models.OuterRef(box))))
    return Q(**{f"{box}__in": grants.values("section__box")})


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, actor: Actor) -> SectionQuerySet:
        """Sections that this actor has an open grant to; the keys have the last word."""
        opened = Grant.objects.filter(opens_for(actor), section=models.OuterRef("pk"))
        return self.filter(models.Exists(opened))


class Section(Authenticated):
    """One JSON document, padded and sealed as a whole under a key of its own.

    `version` counts the keys, `revision` the texts; both are bound into the seal. `rotate_due`: a
    grant has ended since the key was made, so the next text is sealed under a new one.
    """

    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    rotate_due = models.BooleanField(default=False)
    sealed = models.BinaryField()
    updated_at = models.DateTimeField(default=timezone.now)

    objects = SectionQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["box", "name"], name="vault_one_section"),)

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.SECTION_ROW, self.id, self.box_id, self.name, self.version, self.revision,
            int(self.rotate_due), bytes(self.sealed),
        )  # fmt: skip

    def aad(self) -> bytes:
        return labels.section_aad(self.box_id, self.name, self.version, self.revision)


class Grant(Authenticated):
    """A section's key, wrapped to somebody. Deleting the row destroys it: there is no copy."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="grants")
    to_kind = models.CharField(max_length=12, choices=TO_KINDS)
    to_id = models.UUIDField()
    to_version = models.PositiveIntegerField(default=0)
    # For a member: the membership in which they were let in. It opens in no other, nor after its
    # end.
    member_of = models.UUIDField(null=True)
    way = models.CharField(max_length=9, choices=WAYS, default=HPKE)
    wrapped = models.BinaryField()
    state = models.CharField(max_length=4, choices=STATES, default=OPEN)
    basis = models.CharField(max_length=40, blank=True, default="")
    until = models.DateTimeField(null=True)
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["section", "to_kind", "to_id"],
                condition=~Q(basis__in=BESIDE),
                name="vault_one_grant_each",
            ),
            models.UniqueConstraint(
                fields=["section", "to_kind", "to_id", "basis"],
                condition=Q(basis__in=BESIDE),
                name="vault_one_grant_beside",
            ),
        )
        indexes = (
            models.Index(fields=["to_kind", "to_id", "state"]),
            models.Index(fields=["until"]),
        )

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.GRANT_ROW, self.info(), bytes(self.wrapped), self.state,
            labels.instant(self.granted_at),
        )  # fmt: skip

    def info(self) -> bytes:
        """What the wrap is bound to."""
        return labels.grant_info(
            grant=self.id,
            box=self.section.box_id,
            section=self.section_id,
            name=self.section.name,
            section_version=self.section.version,
            to_kind=self.to_kind,
            to_id=self.to_id,
            to_version=self.to_version,
            member_of=self.member_of,
            way=self.way,
            basis=self.basis,
            until=self.until,
            granted_by=self.granted_by,
        )


class SealedFile(models.Model):
    """A file of ciphertext on disk. Its key, name, type and size lie in a sealed section."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="files")
    stored_name = models.CharField(max_length=40, unique=True)
    chunks = models.PositiveIntegerField()
    stored_size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)


class Code(Authenticated):
    """A receipt or a guest's code: what opens a key pair instead of an account.

    The public half lies open, so replies are sealed to it without the code.
    """

    locator = models.CharField(max_length=6, unique=True)
    salt = models.BinaryField(max_length=16)
    cost_memory_kib = models.PositiveIntegerField()
    cost_time = models.PositiveSmallIntegerField()
    cost_parallelism = models.PositiveSmallIntegerField()
    public_key = models.BinaryField(max_length=32)
    private_sealed = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    @property
    def cost(self) -> Cost:
        return Cost(self.cost_memory_kib, self.cost_time, self.cost_parallelism)

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.CODE_ROW, self.id, self.locator, bytes(self.salt), self.cost_memory_kib,
            self.cost_time, self.cost_parallelism, bytes(self.public_key),
            bytes(self.private_sealed), labels.instant(self.created_at),
            labels.instant(self.until),
        )  # fmt: skip


# Keys that several named people hold: an institution's and a network's statistics key.


class PaperKey(Authenticated):
    """The public half of the key in an institution's safe. The private half is not here."""

    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="paper_keys"
    )
    public_key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["institution"],
                condition=models.Q(ended_at=None),
                name="vault_one_paper_key",
            ),
        )

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.PAPER_KEY_ROW, self.id, self.institution_id, bytes(self.public_key),
            labels.instant(self.created_at), labels.instant(self.ended_at),
        )  # fmt: skip


class SeedKey(Authenticated):
    """A published public key grown from a seed that only its holders can unwrap.

    The newest version has no `ended_at`. The end is authenticated, so removing the
    newest row leaves no key at all rather than one that a leaver still knows.
    """

    purpose: ClassVar[str]
    row_label: ClassVar[str]

    version = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        @property
        def owner_id(self) -> UUID: ...

    def facts(self) -> tuple[Part, ...]:
        return (
            self.row_label, self.id, self.owner_id, self.version, bytes(self.public_key),
            labels.instant(self.created_at), labels.instant(self.ended_at),
        )  # fmt: skip


class IntakeKey(SeedKey):
    """One version of an institution's intake key."""

    purpose = "intake"
    row_label = labels.INTAKE_KEY_ROW

    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="intake_keys"
    )
    paper_key = models.ForeignKey(PaperKey, null=True, on_delete=models.PROTECT)
    seed_for_paper_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["institution", "version"], name="vault_intake_version"),
            models.UniqueConstraint(
                fields=["institution"],
                condition=models.Q(ended_at=None),
                name="vault_one_intake_key",
            ),
        )

    @property
    def owner_id(self) -> UUID:
        return self.institution_id

    def facts(self) -> tuple[Part, ...]:
        sealed = self.seed_for_paper_sealed
        paper = None if sealed is None else bytes(sealed)
        return (*super().facts(), self.paper_key_id, paper)


class StatisticsKey(SeedKey):
    """One version of a network's statistics key, held by its analysts."""

    purpose = "statistics"
    row_label = labels.STATISTICS_KEY_ROW

    network = models.ForeignKey(
        "directory.Network", on_delete=models.PROTECT, related_name="statistics_keys"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["network", "version"], name="vault_statistics_version"),
            models.UniqueConstraint(
                fields=["network"],
                condition=models.Q(ended_at=None),
                name="vault_one_statistics_key",
            ),
        )

    @property
    def owner_id(self) -> UUID:
        return self.network_id


class SeedWrap(Authenticated):
    """A seed wrapped to one account. A held one opens nothing until it is released.

    `account_key` is the public key it was wrapped to: after a reset the account has
    another one, and this wrap counts no more.
    """

    row_label: ClassVar[str]
    key: models.ForeignKey[SeedKey]
    key_id: UUID

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    account_key = models.BinaryField(max_length=32)
    wrapped = models.BinaryField()
    state = models.CharField(max_length=4, choices=STATES, default=OPEN)
    effective_at = models.DateTimeField(default=timezone.now)
    granted_by = models.UUIDField(null=True)
    confirmed_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def facts(self) -> tuple[Part, ...]:
        return (
            self.row_label, self.id, self.key_id, self.account_id, bytes(self.account_key),
            bytes(self.wrapped), self.state, labels.instant(self.effective_at),
            self.granted_by, self.confirmed_by, labels.instant(self.created_at),
        )  # fmt: skip

    def info(self) -> bytes:
        """What the wrap is bound to."""
        return labels.wrap_info(
            self.key.purpose,
            wrap=self.id,
            owner=self.key.owner_id,
            version=self.key.version,
            account=self.account_id,
        )


class IntakeWrap(SeedWrap):
    row_label = labels.INTAKE_WRAP_ROW
    key = models.ForeignKey(IntakeKey, on_delete=models.CASCADE, related_name="wraps")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "account"], name="vault_one_intake_wrap"),
        )


class StatisticsWrap(SeedWrap):
    row_label = labels.STATISTICS_WRAP_ROW
    key = models.ForeignKey(StatisticsKey, on_delete=models.CASCADE, related_name="wraps")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "account"], name="vault_one_statistics_wrap"),
        )


class Rekey(Authenticated):
    """After a suspected theft: what hangs on versions below `below` moves to the newest one.

    How far it is, the grants say: those of older versions are what is left of `total`.
    """

    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    below = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["institution"],
                condition=models.Q(done_at=None),
                name="vault_one_rekey",
            ),
        )

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.REKEY_ROW, self.id, self.institution_id, self.below, self.total,
            self.begun_by, labels.instant(self.begun_at), labels.instant(self.done_at),
        )  # fmt: skip
