"""Who takes part, who was there, what they answered. Names of professionals and no more."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spona.reference.scripts import latin
from spona.training.models.sessions import Session, SessionDay


class Moment(models.TextChoices):
    PRE = "pre", _("before the training")
    POST = "post", _("after the training")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def standing(self) -> ParticipantQuerySet:
        """Who has not withdrawn, in the order in which they came."""
        return self.filter(withdrawn_at=None).order_by("registered_at", "pk")

    def placed(self) -> ParticipantQuerySet:
        return self.standing().filter(waiting=False)


class Participant(models.Model):
    """`member` is there where somebody registered signed in; `waiting`: no place was left.

    The personal link of a participant is not here: it is made from the id and a key that lies
    outside the database (`spona.training.links`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participants")
    member = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10, default="sr")
    registered_at = models.DateTimeField()
    by_hand = models.BooleanField(default=False)
    waiting = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    gave_feedback = models.BooleanField(default=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["session", "member"],
                condition=Q(withdrawn_at=None, member__isnull=False),
                name="participant_once",
            ),
        )
        indexes = (models.Index(fields=["session", "registered_at"], name="participant_turn"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_participant", self.pk)

    @property
    def shown_name(self) -> str:
        """The name in the reader's script: as written in Cyrillic, else in Latin letters."""
        return self.name if get_language() == "sr" else latin(self.name)


class Attendance(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attended")
    day = models.ForeignKey(SessionDay, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["participant", "day"], name="attendance_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Sheet(models.Model):
    """A test that was taken. `answers`: question → places of the ticked options; emptied a year
    later. `typed_by`: it was written on paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="sheets")
    moment = models.CharField(max_length=4, choices=Moment)
    points = models.PositiveSmallIntegerField()
    out_of = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    taken_at = models.DateTimeField()
    typed_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["participant", "moment"], name="test_taken_once"),
            models.CheckConstraint(
                condition=Q(points__lte=models.F("out_of")) & Q(out_of__gte=1),
                name="test_points_fit",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def percent(self) -> int:
        return 100 * self.points // self.out_of


class Tally(models.Model):
    """How often an answer was given in a session. There is no row of one person's answers, so
    nobody's can be found.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="tallies")
    asked = models.SlugField(max_length=40)
    answer = models.SlugField(max_length=20)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "asked", "answer"], name="tally_once"),
        )

    def __str__(self) -> str:
        return f"{self.asked} {self.answer}"


class FollowUp(models.Model):
    """That somebody is asked, `months` after the last day, whether it has helped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="follow_ups"
    )
    months = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    until = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["participant", "months"], name="follow_up_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_follow_up", self.pk)
