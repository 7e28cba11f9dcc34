from __future__ import annotations

import uuid

from django.db import models


class Lane(models.Model):
    """The head of one chain. Its id is the institution's, or the nil UUID for the system."""

    id = models.UUIDField(primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.BinaryField(max_length=32)
    # `audit.tags` says under which key, as of an entry.
    tag = models.BinaryField(max_length=32)


class Entry(models.Model):
    """One thing that happened: who (pseudonymous), what, to which reference, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    acted_for = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    tag = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["lane", "seq"], name="audit_lane_seq"),)
        indexes = (models.Index(fields=["subject_kind", "subject_id"]),)


class Checkpoint(models.Model):
    """A signed root over all lane heads and the root before; its line is printed outside, which
    pins the past. `instance` is the same in all roots of one server. `names` are [id, name, salt]
    of institutions, `reopened` what the operator opened again (`root_contents`): both are signed.

    A number may stand twice: somebody may have planted a root where the next true one comes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instance = models.UUIDField()
    number = models.PositiveBigIntegerField(db_index=True)
    at = models.DateTimeField()
    previous = models.BinaryField(max_length=32)
    heads = models.JSONField()
    names = models.JSONField(default=list)
    reopened = models.JSONField(default=list)
    root = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    public_key = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["number", "root"], name="audit_root_once"),)


class Witness(models.Model):
    """An institution co-signs a root with the witness key of this version of its intake key.

    Only a signature that verifies counts; beside it may stand others, which somebody planted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="witnesses")
    institution = models.UUIDField()
    version = models.PositiveIntegerField()
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["checkpoint", "institution", "version", "signature"],
                name="audit_signature_once",
            ),
        )
        indexes = (models.Index(fields=["institution", "at"], name="audit_witness_of"),)


class Ending(models.Model):
    """Something that ended for good (a tombstone), chained to the ending before it.

    `subject` is the id of what ended. `payload` says what a restore needs to end it again; for a
    password, a recovery code or a factor it is the replacing row itself, and an older one of the
    same account loses it. The tag covers its digest, so the chain holds without it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    kind = models.SlugField(max_length=20)
    subject = models.UUIDField()
    payload = models.JSONField(null=True)
    digest = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    tag = models.BinaryField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=["kind", "subject"], name="audit_ending_of"),)
