"""A file. Everything about the person lies in its box; the row says only whose it is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.access.roles import OVERSEES
from spona.cases.exclusion_row import ExclusionRow
from spona.reference.models import Logged
from spona.vault.models import led_to


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> Self:
        """Files of the actor's own institution to which an open key leads.

        Not for whoever was locked out of what the file was opened for, key or no key.
        """
        mine = self.filter(led_to(actor, "box"), owner_institution_id=actor.institution_id)
        return mine.exclude(pk__in=files_closed_to(marks_of(actor)))

    def tombstones_of(self, actor: Actor) -> Self:
        """Destroyed files of the actor's institution: a reference and three days, for its intake
        holders and its data-protection officer.
        """
        if not (actor.may("referral:assign") or actor.may(OVERSEES)):
            return self.none()
        mine = self.filter(
            owner_institution_id=actor.institution_id,
            destroyed_at__isnull=False,
            box__erased_at__isnull=False,
        )
        return mine.exclude(pk__in=files_closed_to(marks_of(actor)))


class Case(Logged):
    """`opened_by` tells what opened it: only a report or self-report carries a count.

    Signed, and its last state is in the log, for whoever is let into a file gets the keys of the
    box that the row names.
    """

    class OpenedBy(models.TextChoices):
        REPORT = "report", _("report")
        SELF_REPORT = "self_report", _("who came by themselves")
        REFERRAL = "referral", _("referral")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    owner_institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    opened_by = models.CharField(max_length=12, choices=OpenedBy)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # From then on the row is a tombstone: nothing is sealed behind it, and no list shows it.
    destroyed_at = models.DateTimeField(null=True)
    # Where two files turned out to be of one person, this one was closed into the other.
    joined_to = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="joined_from"
    )

    signed_label = "cases.case"
    signed_fields = (
        "reference", "owner_institution", "network", "box", "opened_by", "closed_at", "joined_to",
    )  # fmt: skip

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["owner_institution", "opened_at"], name="case_of_owner"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("case", self.pk)


class CaseExclusion(ExclusionRow):
    """Somebody who must not see this file."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exclusions")

    signed_label = "cases.caseexclusion"
    signed_fields = ("case", "mark")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "mark"], name="excluded_once"),)
        indexes = (models.Index(fields=["mark"], name="excluded_mark"),)


def files_closed_to(marks: Sequence[str]) -> models.QuerySet[Any, uuid.UUID]:
    """Ids of the files that these marks are locked out of: of the file, or of what it was opened
    for.

    Two queries that begin with the few exclusions; one with OR walks through all files, and so
    would a question for each file of a list.
    """
    own = CaseExclusion.objects.filter(mark__in=marks).values_list("case", flat=True)
    came = Case.objects.filter(referrals_in__exclusions__mark__in=marks)
    return own.union(came.values_list("pk", flat=True))


class LightNoteQuerySet(models.QuerySet["LightNote"]):
    def visible_to(self, actor: Actor) -> Self:
        """Notes of the actor's own institution to which an open key leads."""
        return self.filter(led_to(actor, "box"), institution_id=actor.institution_id)


class LightNote(models.Model):
    """That somebody noticed something; all of it lies in the box. Gone after `review_on`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    review_on = models.DateField()

    objects = LightNoteQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["review_on"], name="light_note_review"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("light_note", self.pk)
