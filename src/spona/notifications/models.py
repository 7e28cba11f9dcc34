"""One row per notice. `email` is there only until the mail has left."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from spona.notifications.kinds import KINDS


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, account_id: uuid.UUID | None) -> NoticeQuerySet:
        """The notices of one account; nobody ever sees another person's."""
        return self.filter(account_id=account_id) if account_id else self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something that an account should look at.

    `account_id` is a row of `identity`, which lies above this app, so it is no foreign
    key. `link` is a path of this site; empty where `reference` leads the way. A mail is
    waiting while `next_try_at` is set; `mail_error` is a bare code. `refused_at` is when a mail
    was given up for good at an address that the person still has.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.UUIDField()
    kind = models.SlugField(max_length=40)
    reference = models.CharField(max_length=12, blank=True)
    link = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="sr")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    email = models.CharField(max_length=254, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    mail_error = models.CharField(max_length=40, blank=True)
    refused_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["account_id", "-created_at"], name="notice_of_account"),
            models.Index(fields=["account_id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="notice_mail_waits",
            ),
            models.Index(
                fields=["account_id", "refused_at"],
                condition=Q(refused_at__isnull=False),
                name="notice_mail_refused",
            ),
        ]
        constraints = [
            # An address without a mail that waits would be kept for nothing.
            models.CheckConstraint(
                condition=Q(email="") | Q(next_try_at__isnull=False),
                name="notice_address_until_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def sentence(self) -> str:
        """What the reader is told, in the active language."""
        return str(KINDS[self.kind])
