"""Keys that several named people hold: an institution's and a network's statistics key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from spona.crypto.keypairs import PUBLIC_BYTES
from spona.vault import labels
from spona.vault.models.base import OPEN, STATES, Authenticated, Logged

if TYPE_CHECKING:
    from spona.crypto.encoding import Part


class PaperKey(Logged):
    """The public half of the key in an institution's safe. The private half is not here."""

    row_kind = "paper_key"

    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="paper_keys"
    )
    public_key = models.BinaryField(max_length=PUBLIC_BYTES)
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


class SeedKey(Logged):
    """A published public key grown from a seed that only its holders can unwrap.

    The newest version has no `ended_at`. The end is authenticated, so removing the
    newest row leaves no key at all rather than one that a leaver still knows.
    """

    purpose: ClassVar[str]
    row_label: ClassVar[str]

    version = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=PUBLIC_BYTES)
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
    row_kind = "intake_key"

    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="intake_keys"
    )
    paper_key = models.ForeignKey(PaperKey, null=True, on_delete=models.PROTECT)
    seed_for_paper_sealed = models.BinaryField(null=True)
    # With it the holders co-sign the log. The version before signs it as soon as somebody who holds
    # both is there: a version is published without anybody's key.
    witness_key = models.BinaryField(max_length=32)
    witness_signed = models.BinaryField(max_length=64, null=True)
    # The root that this version co-signed last, or the newest one when it was published, under its
    # seed: whoever has database and key files can take signatures away, and not seal another one.
    last_root_sealed = models.BinaryField(null=True)

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
        sealed, signed = self.seed_for_paper_sealed, self.witness_signed
        paper = None if sealed is None else bytes(sealed)
        vouched = None if signed is None else bytes(signed)
        return (
            *super().facts(), self.paper_key_id, paper, bytes(self.witness_key), vouched
        )  # fmt: skip


class StatisticsKey(SeedKey):
    """One version of a network's statistics key, held by its analysts."""

    purpose = "statistics"
    row_label = labels.STATISTICS_KEY_ROW
    row_kind = "statistics_key"

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


class SeedWrap(Logged):
    """A seed wrapped to one account. A held one opens nothing until it is released.

    `account_key` is the digest of the public key it was wrapped to: after a reset the
    account has another one, and this wrap counts no more.
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
    row_kind = "intake_wrap"
    key = models.ForeignKey(IntakeKey, on_delete=models.CASCADE, related_name="wraps")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "account"], name="vault_one_intake_wrap"),
        )


class StatisticsWrap(SeedWrap):
    row_label = labels.STATISTICS_WRAP_ROW
    row_kind = "statistics_wrap"
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
