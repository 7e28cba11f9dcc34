"""Meetings, invitations, attendance and decisions: clear columns that tell of no person."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.clocks.hidden import hidden_from
from spona.reference.models import Signed
from spona.tasks.models import Task

READ = "meeting:read"


class Form(models.TextChoices):
    """A meeting of the network, or a conference about one file, whose words are all sealed."""

    NETWORK = "network", _("Meeting")
    CONFERENCE = "conference", _("Conference")


class Answer(models.TextChoices):
    YES = "yes", _("We are coming")
    DEPUTY = "deputy", _("Somebody else comes for us")
    NO = "no", _("We cannot come")


class Presence(models.TextChoices):
    PRESENT = "present", _("present")
    DEPUTY = "deputy", _("a deputy was there")
    ABSENT = "absent", _("absent")


class Reason(models.TextChoices):
    """Why a meeting was called off; codes, because words could tell of somebody."""

    POSTPONED = "postponed", _("It is put off to another day")
    NOT_NEEDED = "not_needed", _("It is not needed any more")
    TOO_FEW = "too_few", _("Too few can come")
    NOT_APPROVED = "not_approved", _("The second person did not let it go out")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: Actor) -> Self:
        """Meetings that the actor's institution calls or is invited to, for those who read such
        rows or are named in them; and those of the networks that the actor coordinates.

        Not what the actor was locked out of, and nothing that was not announced but one's own.
        """
        announced = Q(announced_at__isnull=False)
        seen = Q(network_id__in=actor.networks_where("network:read_waiting")) & announced
        if actor.institution_id is not None:
            named = Q(called_by_id=actor.member_id) | Q(invitations__member_id=actor.member_id)
            own = Q(institution_id=actor.institution_id)
            invited = Q(invitations__institution_id=actor.institution_id) & announced
            mine = own | invited
            seen |= mine if actor.may(READ) else mine & named
        rows = self.filter(pk__in=self.model.objects.filter(seen).values("pk"))
        return rows.exclude(pk__in=hidden_from(actor).get("meeting", ()))

    def ahead(self) -> Self:
        """Neither held nor called off."""
        return self.filter(held_at=None, cancelled_at=None, ended_at=None)


class Meeting(Signed):
    """`announced_at` empty: the invited know nothing of it yet. `place` is for meetings of a
    network only; where a conference meets is sealed with it.

    Signed, because who called it may not be its second person, and its network says who hears.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    form = models.CharField(max_length=10, choices=Form)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    called_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=60, blank=True)
    held_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)

    signed_fields = (
        "reference", "form", "network", "institution", "called_by", "called_at", "announced_at",
        "starts_at", "place", "held_at", "ended_at", "cancelled_at", "reason",
    )  # fmt: skip

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["network", "starts_at"], name="meeting_of_network"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(form=Form.NETWORK) | Q(place=""), name="conference_hides_its_place"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(reason=""), name="meeting_off_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("meeting", self.pk)

    @property
    def is_open(self) -> bool:
        """Announced and neither called off nor over: it can be held and decided in."""
        return self.announced_at is not None and self.cancelled_at is None and self.ended_at is None


class Point(Signed):
    """What a meeting is about: a neutral reference that stands still, and nothing else yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=12)

    signed_fields = ("meeting", "number", "reference")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["meeting", "reference"], name="point_once"),)
        indexes = (models.Index(fields=["reference"], name="point_reference"),)


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
    """Whether an institution was there; who came for it is written in the minutes, if at all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    presence = models.CharField(max_length=8, choices=Presence)
    recorded_at = models.DateTimeField()

    signed_fields = ("meeting", "institution", "presence", "recorded_at")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "institution"], name="attended_once"),
        )


class Decision(Signed):
    """That something was decided, whose it is and by when. Its words are no column."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    decided_at = models.DateTimeField()
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="+")

    signed_fields = ("meeting", "number", "institution", "due_on", "decided_at", "task")

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


__all__ = [
    "READ",
    "Answer",
    "Attendance",
    "Decision",
    "Form",
    "Invitation",
    "Meeting",
    "Point",
    "Presence",
    "Reason",
]
