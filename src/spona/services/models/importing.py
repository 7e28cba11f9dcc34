"""A file of services that was sent in: looked at first, taken over afterwards, or never."""

from __future__ import annotations

import uuid

from django.db import models


class ServiceImport(models.Model):
    """`content` is the file; it goes when the file was taken over, or after some days.

    `source` names the system that it came from, so that its ids mean the same the next time;
    `language` is that of its texts. Both are empty for a workbook of ours.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, blank=True)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at"]

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("service_import", self.pk)
