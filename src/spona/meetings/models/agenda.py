"""What a meeting is about, and what was said about it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from spona.meetings.models.deciding import Decision
from spona.meetings.models.meetings import Meeting
from spona.reference.models import Signed
from spona.tasks.models import Task


class Point(Signed):
    """A point of the agenda. Of a meeting about what stands still: a neutral `reference` and
    nothing else. Of a meeting of the table: `words`, or a `kind` (code of the list
    `meeting_point`) from the template of the yearly one.

    `task` and `decision`: the open point or the unfinished decision it takes up again. `text` are
    its minutes, over `revision`, last saved in the window `tab`. No reference stands on a point of
    the table: who was locked out of the thing itself would lose the whole meeting by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=200, blank=True)
    kind = models.SlugField(max_length=40, blank=True)
    presents = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        Decision, null=True, on_delete=models.SET_NULL, related_name="taken_up"
    )
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    tab = models.CharField(max_length=43, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    signed_label = "gatherings.point"
    signed_fields = ("meeting", "number", "reference")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "reference"], condition=~Q(reference=""), name="point_once"
            ),
        )
        indexes = (models.Index(fields=["reference"], name="point_reference"),)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("point", self.pk)


class Contribution(models.Model):
    """What one institution wrote beforehand under a point of the yearly meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="contributions")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["point", "institution"], name="contributed_once"),
        )
