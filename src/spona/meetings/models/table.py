"""Who is invited, what they answer, who was there."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.meetings.models.meetings import Meeting
from spona.reference.models import Signed


class Answer(models.TextChoices):
    YES = "yes", _("We are coming")
    DEPUTY = "deputy", _("Somebody else comes for us")
    NO = "no", _("We cannot come")


class Presence(models.TextChoices):
    PRESENT = "present", _("present")
    DEPUTY = "deputy", _("a deputy was there")
    ABSENT = "absent", _("absent")


class Invitation(Signed):
    """`on_paper`: told by phone or letter, since nobody there can open anything here; who calls
    writes down the answer. `member`: whose task it is there, else the institution's queue.

    Signed, because keys are released to the institution that the row names, and taken from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    member = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    on_paper = models.BooleanField(default=False)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    signed_label = "gatherings.invitation"
    signed_fields = (
        "meeting", "institution", "member", "on_paper", "answer", "answered_at", "answered_by",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "institution"], name="invited_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("invitation", self.pk)


class Attendance(Signed):
    """Whether an institution was there, and who came for it.

    `member`: the holder of the seat, or the deputy; `who`: the position of somebody else. Of a
    conference both are empty: its minutes say it, if at all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    presence = models.CharField(max_length=8, choices=Presence)
    member = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    who = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()

    signed_label = "gatherings.attendance"
    signed_fields = ("meeting", "institution", "presence", "recorded_at", "member", "who")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "institution"], name="attended_once"),
        )
