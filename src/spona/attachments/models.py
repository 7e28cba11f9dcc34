"""A paper and its bytes, apart from each other so that no list ever loads the bytes."""

from __future__ import annotations

import uuid

from django.db import models


class Attachment(models.Model):
    """`name` is the file's name as it was given, `sha256` of its bytes in hexadecimal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class AttachmentBytes(models.Model):
    paper = models.OneToOneField(
        Attachment, primary_key=True, on_delete=models.CASCADE, related_name="bytes"
    )
    content = models.BinaryField()
