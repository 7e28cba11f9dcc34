from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from spona.crypto.kdf import Cost
from spona.vault import labels
from spona.vault.models.row_integrity import Authenticated

if TYPE_CHECKING:
    from spona.crypto.encoding import Part


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
