"""Who is away and who stands in, and who is on duty when the offices are closed."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q

from spona.access.actor import Actor
from spona.directory.models.effective_dated import (
    EffectiveDated,
    EffectiveDatedQuerySet,
    ends_after_it_begins,
)
from spona.reference.models import Signed


class Absence(Signed, EffectiveDated):
    """A member is away from `starts_on` to the day before `ends_on`; never why.

    `stands_in` is a colleague who hears of what waits meanwhile. It gives no key: a colleague
    who holds none is told by nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    stands_in = models.ForeignKey(
        "directory.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    signed_label = "clocks.absence"
    signed_fields = ("member", "stands_in", "starts_on", "ends_on", "entered_by", "entered_at")

    objects = EffectiveDatedQuerySet["Absence"].as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            ends_after_it_begins("deadline_absence_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False) & Q(ends_on__isnull=False),
                name="deadline_absence_has_both_days",
            ),
            models.CheckConstraint(
                condition=Q(stands_in=None) | ~Q(stands_in=F("member")),
                name="deadline_absence_somebody_else_stands_in",
            ),
        ]
        indexes = [models.Index(fields=["member", "ends_on"], name="deadline_absence_of")]


class DutyQuerySet(models.QuerySet["Duty"]):
    def standing(self) -> DutyQuerySet:
        """Not taken out of the roster."""
        return self.filter(ended_at=None)

    def at(self, instant: dt.datetime) -> DutyQuerySet:
        return self.standing().filter(starts_at__lte=instant, ends_at__gt=instant)

    def of(self, actor: Actor) -> DutyQuerySet:
        return self.filter(institution_id=actor.institution_id)


class Duty(Signed):
    """A turn of duty out of hours, as instants: a member, or a phone that somebody answers.

    The number is a contact point of the institution, which says when it was last called. A
    row is never changed: it is taken out (`ended_at`) and another is entered. The deputy of
    the institution's seat sees each change: `seen_at` is when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    member = models.ForeignKey(
        "directory.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who answers the phone, where it is no one member: "duty officer".
    post = models.CharField(max_length=60, blank=True)
    contact_point = models.ForeignKey(
        "directory.ContactPoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "directory.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        "directory.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    signed_label = "clocks.duty"
    signed_fields = (
        "institution", "starts_at", "ends_at", "member", "post", "contact_point", "entered_by",
        "entered_at", "ended_at", "ended_by", "seen_at", "seen_by",
    )  # fmt: skip

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="deadline_duty_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(post=""), name="deadline_duty_is_somebodys"
            ),
        ]
        indexes = [models.Index(fields=["institution", "ends_at"], name="deadline_duty_of")]

    @property
    def changed_at(self) -> dt.datetime:
        return self.ended_at or self.entered_at

    @property
    def unseen(self) -> bool:
        """True where the deputy has not seen how the row stands now."""
        return self.seen_at is None or self.seen_at < self.changed_at
