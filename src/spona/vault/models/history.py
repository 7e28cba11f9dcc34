"""How a section read before, and the way from its key of today to the keys of then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from spona.vault import labels
from spona.vault.models.base import Authenticated
from spona.vault.models.boxes import Section

if TYPE_CHECKING:
    from spona.crypto.encoding import Part


class SectionRevision(Authenticated):
    """An earlier text of a section: its ciphertext byte for byte, under the key it had then.

    `replaced_by` (a person, as the log names them) saved the next text at `replaced_at`. So the
    row before it tells who wrote this one and when, and of the first one the box itself.
    Two people erase one: then the ciphertext is gone, and the rest stays as a tombstone.
    """

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    revision = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    replaced_by = models.UUIDField(null=True)
    replaced_at = models.DateTimeField(default=timezone.now)
    erasure_asked_by = models.UUIDField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["section", "revision"], name="vault_one_section_revision"
            ),
        )

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.SECTION_REVISION_ROW, self.id, self.section_id, self.revision, self.version,
            bytes(self.sealed), self.replaced_by, labels.instant(self.replaced_at),
            self.erasure_asked_by, labels.instant(self.erased_at),
        )  # fmt: skip

    def aad(self) -> bytes:
        """What the text was bound to when it was the section's own."""
        section = self.section
        return labels.section_aad(section.box_id, section.name, self.version, self.revision)


class SectionKeyLink(Authenticated):
    """The key of `version` of a section, sealed under that of the next version.

    Whoever has the key of today reaches all earlier ones; from an earlier key no way leads on.
    """

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="key_links", db_index=False
    )
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["section", "version"], name="vault_one_key_link"),
        )

    def facts(self) -> tuple[Part, ...]:
        return (
            labels.SECTION_LINK_ROW, self.id, self.section_id, self.version, bytes(self.sealed),
        )  # fmt: skip

    def aad(self) -> bytes:
        return labels.section_link_aad(self.section.box_id, self.section_id, self.version)
