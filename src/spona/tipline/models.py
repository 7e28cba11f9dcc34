"""Words that came without an account: to whom they went, how far they are, what was said since.

Clear columns name institutions, states and days. Nothing here says whether the writer gave a
name; whoever steals the database can infer it (a report with a name has one addressee, a part
that is held back, and the deadline of its urgency, as every report has), and learns by it how
somebody wrote, nothing about whom.
Of the writer's visits only the last day is kept: enough to know when to forget.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.cases.exclusion_row import ExclusionRow
from spona.cases.models import Case
from spona.directory.models.effective_dated import (
    EffectiveDated,
    EffectiveDatedQuerySet,
    ends_after_it_begins,
)
from spona.directory.models.row_integrity import Authenticated
from spona.reference.models import Signed
from spona.vault.models import led_to


class TipRoute(Authenticated, EffectiveDated):
    """An institution that reads what arrives for a network; without any row the default holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )

    signed_label = "tipline.tiproute"
    signed_fields = ("network", "institution", "starts_on", "ends_on")

    objects = EffectiveDatedQuerySet["TipRoute"].as_manager()

    class Meta:
        constraints = (
            ends_after_it_begins("tip_route_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["network", "institution"],
                condition=Q(ends_on=None),
                name="tip_route_open_once",
            ),
        )


class State(models.TextChoices):
    ARRIVED = "arrived", _("not yet read")
    READ = "read", _("read")
    TAKEN = "taken_over", _("taken over")
    CLOSED = "closed", _("closed")


class TipQuerySet(models.QuerySet["Tip"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rows to which an open key leads; who was locked out has neither the key nor the row."""
        hidden = Tip.objects.excluding(marks_of(actor)).values("pk")
        return self.filter(led_to(actor, "box")).exclude(pk__in=hidden)

    def excluding(self, marks: Sequence[str]) -> Self:
        """Rows that whoever bears one of the marks is locked out of, by the writer or with the
        file.
        """
        return self.filter(
            Q(exclusions__mark__in=marks)
            | Q(case__exclusions__mark__in=marks)
            | Q(case__referrals_in__exclusions__mark__in=marks)
        )


class Tip(Signed):
    """One word with its thread. `institution` is the one that has taken it over.

    Signed, for what is answered is sealed to the code that the row names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    code = models.OneToOneField("vault.Code", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.ARRIVED)
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="tips")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_visit_on = models.DateField()

    signed_label = "tipline.tip"
    signed_fields = ("reference", "network", "box", "code")

    objects = TipQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["network", "state"], name="tip_network"),
            models.Index(fields=["state", "last_visit_on"], name="tip_forget"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=State.TAKEN) | Q(institution__isnull=False),
                name="tip_taken_over_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Addressee(models.Model):
    """One institution that got a tip: its own deadline and task hang on this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="addressees")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tip", "institution"], name="tip_addressed_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks, deadlines and the log name this row."""
        return ("tip", self.pk)


class Message(models.Model):
    """What was added: words or a file of the writer (no `institution`), or of those who answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="messages")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at",)
        indexes = (models.Index(fields=["tip", "at"], name="message_of_tip"),)

    def __str__(self) -> str:
        return str(self.pk)


class TipExclusion(ExclusionRow):
    """An institution that must not see this tip."""

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="exclusions")

    signed_label = "tipline.exclusion"
    signed_fields = ("tip", "mark")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tip", "mark"], name="tip_exclusion_once"),)
        indexes = (models.Index(fields=["mark"], name="tip_exclusion_mark"),)

    def __str__(self) -> str:
        return str(self.pk)
