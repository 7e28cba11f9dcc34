"""One row per thing to do. It names its subject by (kind, id), without a foreign key upward."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from spona.access.actor import Actor
from spona.deadlines.exclusions import not_excluded
from spona.deadlines.models import Deadline
from spona.tasks.kinds import KINDS, Kind


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.filter(done_at=None)

    def visible_to(self, actor: Actor) -> TaskQuerySet:
        """The tasks of the actor's institution, of their networks' desks, and those they await.

        Without what the actor was locked out of; every list for people begins here.
        """
        seen = Q(institution=None, network_id__in=actor.networks_where("network:read_waiting"))
        if actor.institution_id is not None:
            seen |= Q(institution_id=actor.institution_id)
            seen |= Q(asked_by_id=actor.institution_id)
        return self.filter(seen).filter(not_excluded(actor))

    def nearest_first(self) -> TaskQuerySet:
        """The nearest deadline first, what has none last; its own row knows better than the
        row.
        """
        return self.alias(due=Coalesce("deadline__due_at", "due_at")).order_by(
            F("due").asc(nulls_last=True), "created_at", "pk"
        )

    def with_deadline(self) -> TaskQuerySet:
        return self.select_related(
            "deadline__rule", "deadline__network__town", "institution", "owner", "network"
        )


class Task(models.Model):
    """`owner` empty: the queue of the institution; `institution` empty too: the network's desk.

    `asked_by` is the institution that confirms what was done. `outcome` tells whether it
    was done or fell away. `part` tells those of one kind apart of which a subject may have several.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.SlugField(max_length=40)
    subject_kind = models.SlugField(max_length=40)
    subject_id = models.UUIDField()
    part = models.UUIDField(null=True)
    reference = models.CharField(max_length=12, blank=True)
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    deadline = models.ForeignKey(Deadline, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.SlugField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two, because SQLite knows no "nulls not distinct".
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id", "institution"],
                condition=Q(done_at=None, institution__isnull=False, part=None),
                name="task_open_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id", "network"],
                condition=Q(done_at=None, institution=None, part=None),
                name="task_open_once_on_the_desk",
            ),
            models.UniqueConstraint(fields=["part"], name="task_of_part_once"),
            models.CheckConstraint(
                condition=Q(institution__isnull=False) | Q(network__isnull=False),
                name="task_belongs_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(done_at__isnull=False),
                name="task_confirmed_after_done",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="task_subject"),
            models.Index(fields=["owner"], condition=Q(done_at=None), name="task_of_owner"),
            # What nobody has taken is little, however much colleagues have.
            models.Index(
                fields=["institution", "owner"], condition=Q(done_at=None), name="task_of_queue"
            ),
            # The next step of each file of a list, without what was done in them in all years.
            models.Index(
                fields=["subject_kind", "subject_id", "kind", "due_at", "deadline"],
                condition=Q(done_at=None),
                name="task_open_of_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def what(self) -> Kind:
        """Title and button of this kind of task."""
        return KINDS[self.kind]
