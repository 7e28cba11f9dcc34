"""Stages that come and go, and drills that stay as a record."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor


class Stage(models.Model):
    """An invented network with everything on it. A free one waits for the next drill."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.OneToOneField(
        "directory.Network", on_delete=models.PROTECT, related_name="stage"
    )
    built_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)


class InventedMember(models.Model):
    """An invented member whom the app plays. The secret opens nothing but this account's keys,
    and only together with the key file of the server; it ends with the stage.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ground = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="invented_members")
    key = models.SlugField(max_length=40)
    member = models.OneToOneField("directory.Member", on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ground", "key"], name="practice_invented_member_once"),
        )


class Ending(models.TextChoices):
    DONE = "done", _("gone through to the end")
    BROKEN_OFF = "broken_off", _("broken off")
    TIME_OVER = "time_over", _("ended after two hours")
    RESET = "reset", _("ended because the training network was built anew")
    NOT_HELD = "not_held", _("called and not held")


class DrillQuerySet(models.QuerySet["Drill"]):
    def visible_to(self, actor: Actor) -> Self:
        """Drills of the actor's networks, and those in which the person takes part, whatever
        membership they wear for it.
        """
        seen = Q(network__in=actor.networks)
        if actor.person_id is not None:
            seen |= Q(pk__in=Part.objects.filter(person_id=actor.person_id).values("drill"))
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def held(self) -> Self:
        """Begun and over, however it ended; what was only called does not count."""
        return self.filter(started_at__isnull=False, ended_at__isnull=False)


class Drill(models.Model):
    """`ground` names the stage, which is gone when the drill is over: no foreign key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    scenario = models.SlugField(max_length=40)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    ground = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)

    objects = DrillQuerySet.as_manager()

    class Meta:
        ordering = ("-called_at",)
        indexes = (models.Index(fields=["network", "started_at"], name="practice_drill_of"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(ending=""), name="practice_drill_says_how_it_ended"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("called_at")),
                name="practice_drill_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["ground"],
                condition=Q(ended_at=None, ground__isnull=False),
                name="practice_one_drill_a_stage",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scenario} {self.pk}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("drill", self.pk)

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    def find_stage(self) -> Stage | None:
        """The stage on which it runs; None before the beginning and after the end."""
        if self.ground is None:
            return None
        return Stage.objects.select_related("network__town").filter(pk=self.ground).first()


class Part(models.Model):
    """Who plays which role. The institution stays; the person only for a year.

    `own` is the membership of the real institution, `membership` the one worn for the drill (gone
    with the stage, so no foreign key).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="parts")
    role = models.SlugField(max_length=20)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        "directory.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    own = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    membership = models.UUIDField(null=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("joined_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["drill", "role"], condition=Q(left_at=None), name="practice_role_once"
            ),
            models.UniqueConstraint(
                fields=["drill", "person"],
                condition=Q(left_at=None, person__isnull=False),
                name="practice_person_once",
            ),
        )


class Outcome(models.TextChoices):
    IN_TIME = "in_time", _("in time")
    LATE = "late", _("after the deadline")
    OVER = "over", _("after the time that is only proposed")
    DONE = "done", _("done, without a deadline")
    OPEN = "open", _("not reached")


class Taken(models.Model):
    """One step as it was when the drill ended. Times are seconds of the drill, not of the town."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="taken")
    order = models.PositiveSmallIntegerField()
    step = models.SlugField(max_length=20)
    # Empty where an invented partner played it.
    part = models.ForeignKey(Part, null=True, on_delete=models.CASCADE, related_name="+")
    took = models.PositiveIntegerField(null=True)
    allowed = models.PositiveIntegerField(null=True)
    rule = models.ForeignKey(
        "deadlines.Rule", null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    remark = models.SlugField(max_length=20, blank=True)

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=["drill", "step"], name="practice_step_once"),
        )


class Reminding(models.Model):
    """A network that has said whether it wants to be reminded; without a row it does."""

    network = models.OneToOneField(
        "directory.Network", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    wanted = models.BooleanField()
    said_at = models.DateTimeField()
