"""What was decided, what was added to closed minutes, and the papers of a meeting."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.attachments.models import Attachment
from spona.meetings.models.meetings import Meeting
from spona.reference.models import Signed
from spona.tasks.models import Task


class Decision(Signed):
    """That something was decided, whose it is and by when. `words` are for meetings of the table
    only, with the point under which it was decided; those of a conference are sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    decided_at = models.DateTimeField()
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=400, blank=True)
    point = models.ForeignKey(
        "meetings.Point", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    search_key = models.TextField(blank=True, editable=False)

    signed_label = "gatherings.decision"
    signed_fields = ("meeting", "number", "institution", "due_on", "decided_at", "task", "words")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("decision", self.pk)


class Addendum(models.Model):
    """What is corrected or added after the minutes were closed; they stay as they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("written_at",)


class PaperKind(models.TextChoices):
    PAPER = "paper", _("paper of the meeting")
    SIGNED = "signed", _("signed minutes")


class MeetingPaper(models.Model):
    """An attachment that belongs to a meeting, until it is taken away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    paper = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=PaperKind, default=PaperKind.PAPER)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("added_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("meeting_paper", self.pk)
