"""Persons, the institutions they work for, and the paper that lets them in."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from spona.reference.scripts import fold, latin

from .bodies import Institution
from .effective_dated import EffectiveDated, EffectiveDatedQuerySet, ends_after_it_begins
from .row_integrity import Authenticated


class Person(Authenticated):
    """Somebody who works in a network. An account is optional: seats are held on paper too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
    )
    example = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search_key = models.TextField(blank=True, editable=False)

    signed_label = "directory.person"
    signed_fields = ("account", "name")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        """The name in the reader's script: as written in Cyrillic, else in Latin letters."""
        return self.name if get_language() == "sr" else latin(self.name)


class MemberQuerySet(EffectiveDatedQuerySet["Member"]):
    def of_account(self, account_id: uuid.UUID) -> MemberQuerySet:
        """Whatever this account ever worked as; nothing for a disabled one."""
        return self.filter(person__account=account_id, person__account__disabled_at=None)


class Member(Authenticated, EffectiveDated):
    """A person's work for one institution: the acting membership in a session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="members")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="members")
    roles = models.JSONField(default=list, blank=True)
    position = models.CharField(max_length=120, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    signed_label = "directory.member"
    signed_fields = ("person", "institution", "roles", "starts_on", "ends_on")

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "starts_on"]
        constraints = [
            ends_after_it_begins("directory_member_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["person", "institution"],
                condition=Q(ends_on=None),
                name="directory_member_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.institution})"

    def can_act(self) -> bool:
        """True where both the mandate and its person are ours; read the person with it."""
        return self.has_valid_mac() and self.person.has_valid_mac()


class Invitation(Authenticated):
    """A printed code that makes one account. Only the hash of the code is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    roles = models.JSONField(default=list)
    code_hash = models.CharField(max_length=64, unique=True)
    # Empty where the operator invited, from the command line.
    invited_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who prepared it, where two people of the network let in a partner's first person: then
    # `invited_by` is who released it.
    prepared_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    signed_label = "directory.invitation"
    signed_fields = (
        "person", "institution", "roles", "code_hash", "invited_by", "expires_at", "used_at",
        "withdrawn_at", "prepared_by",
    )  # fmt: skip

    class Meta:
        ordering = ["-created_at"]
