"""Boxes, their sealed sections and files, and who was let in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.prepared_queries import Moment
from spona.access.roles import OVERSEES
from spona.crypto.errors import Unopenable
from spona.crypto.kdf import Cost
from spona.crypto.keypairs import PUBLIC_BYTES
from spona.vault import labels, slots
from spona.vault.models.base import OPEN, STATES, Authenticated

if TYPE_CHECKING:
    from spona.crypto.encoding import Part

INSTITUTION, MEMBER, STATISTICS, CODE = "institution", "member", "statistics", "code"
TO_KINDS = tuple((kind, kind) for kind in (INSTITUTION, MEMBER, STATISTICS, CODE))
# hpke: wrapped to a public key. symmetric: by somebody who holds the institution's seed.
HPKE, SYMMETRIC = "hpke", "symmetric"
WAYS = ((HPKE, HPKE), (SYMMETRIC, SYMMETRIC))
# Why a member has a grant. ASSIGNED: they work on the matter. GLASS: opened in need what is
# assigned to colleagues, for a while, with a reason that was written down. HOLDER: in place of
# the institution's key, where somebody is excluded. OWN: they wrote it for themselves.
ASSIGNED, GLASS, HOLDER, OWN = "assigned", "glass", "holder", "own"
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
    """Grants that are open, not past their end, and made to this actor in today's membership.

    None for the data-protection officer: what was given to them in earlier work there has ended.
    """
    if actor.account_id is None or actor.institution_id is None or actor.may(OVERSEES):
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

    def named(self, boxes: uuid.UUID | Iterable[uuid.UUID], *names: str) -> SectionQuerySet:
        """Those with one of these names, of one box or of several."""
        return self.filter(slot__in=slots.among(slots.slots_of(boxes, names)))


class Section(Authenticated):
    """One JSON document, padded and sealed as a whole under a key of its own.

    `version` counts the keys, `revision` the texts; both are bound into the seal, with box and
    name. `rotate_due`: a grant has ended since the key was made, so the next text is sealed under
    a new one. `slot` and `name_sealed`: which part of the box it is, as `slots` says.
    """

    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="sections")
    slot = models.UUIDField(unique=True)
    name_sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    rotate_due = models.BooleanField(default=False)
    sealed = models.BinaryField()
    updated_at = models.DateTimeField(default=timezone.now)
    # No column: whether the log was asked that this is the last state of the row (`grants_for`).
    is_latest = False

    objects = SectionQuerySet.as_manager()

    @property
    def name(self) -> str:
        """Empty, as no section's is, where the row does not say it as Spona wrote it: so one that
        was altered hides no other one, and nothing opens by it.
        """
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        """After id and box: it is bound to both."""
        self.slot = slots.slot_of(self.box_id, name)
        self.name_sealed = slots.seal_name(name, box=self.box_id, section=self.pk)
        vars(self)["_name"] = name

    def found_as(self, name: str) -> None:
        """By the slot of this name, in its box: a list need not open what each row says of it."""
        vars(self)["_name"] = name

    @cached_property
    def _name(self) -> str:
        try:
            name = slots.open_name(bytes(self.name_sealed), box=self.box_id, section=self.pk)
        except Unopenable:
            return ""
        return name if slots.slot_of(self.box_id, name) == self.slot else ""

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.SECTION_ROW, self.id, self.box_id, self.slot, bytes(self.name_sealed),
            self.version, self.revision, int(self.rotate_due), bytes(self.sealed),
        )  # fmt: skip

    def aad(self) -> bytes:
        return labels.section_aad(self.box_id, self._name, self.version, self.revision)


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
        return self.facts_with(self.info())

    def facts_with(self, info: bytes) -> tuple[Part, ...]:
        """The same for whoever has its `info` at hand: it is most of the work."""
        return (
            labels.GRANT_ROW, info, bytes(self.wrapped), self.state,
            labels.instant(self.granted_at),
        )  # fmt: skip

    def info(self) -> bytes:
        """What the wrap is bound to."""
        return labels.grant_info(
            grant=self.id,
            box=self.section.box_id,
            section=self.section_id,
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
    public_key = models.BinaryField(max_length=PUBLIC_BYTES)
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
