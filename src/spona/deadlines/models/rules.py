"""Rules: how much time there is for what, by whose word, since when."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.reference.models import Certainty, Signed
from spona.reference.words import WordsField


def once(name: str, *fields: str, condition: Q | None = None) -> list[models.UniqueConstraint]:
    """Unique per network, and once among the rows of no network.

    Two constraints, because SQLite knows no "nulls not distinct".
    """
    also = condition or Q()
    return [
        models.UniqueConstraint(
            fields=[*fields, "network"], condition=also & Q(network__isnull=False), name=name
        ),
        models.UniqueConstraint(
            fields=list(fields), condition=also & Q(network=None), name=f"{name}_for_all"
        ),
    ]


class Unit(models.TextChoices):
    HOURS = "hours", _("hours")
    WORKING_DAYS = "working_days", _("working days")
    DAYS = "days", _("days")


class Basis(models.TextChoices):
    """What makes a rule binding. Only a law or a network's own decision does."""

    LAW = "law", _("law")
    NETWORK = "network_decision", _("decision of the network")
    PROPOSAL = "proposal", _("proposal")


class State(models.TextChoices):
    ADOPTED = "adopted", _("adopted")
    PROPOSED = "proposed", _("proposed")


class Rule(Signed):
    """How much time there is for what, and who says so.

    Empty `sector` or `urgency` means any; without a `network` the rule is everybody's.
    A rule never changes: it ends (`valid_to` is the first day without it) and a new
    version begins, so each deadline keeps the rule by which it was started. `decision` is
    written for people; `decision_kind` and `decision_id` name its row where there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    network = models.ForeignKey(
        "directory.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    event = models.SlugField(max_length=40)
    sector = models.SlugField(max_length=60, blank=True)
    urgency = models.SlugField(max_length=20, blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, choices=Unit)
    # False for a mere reminder (the Centre's decision may pass into the next year).
    counts_as_late = models.BooleanField(default=True)
    words = WordsField()
    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=40, choices=Certainty)
    basis = models.CharField(max_length=20, choices=Basis)
    state = models.CharField(max_length=10, choices=State)
    decision = models.CharField(max_length=300, blank=True)
    decision_kind = models.SlugField(max_length=40, blank=True)
    decision_id = models.UUIDField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    signed_label = "clocks.rule"
    signed_fields = (
        "key", "version", "network", "event", "sector", "urgency", "amount", "unit",
        "counts_as_late", "words", "source", "certainty", "basis", "state", "decision",
        "decision_kind", "decision_id", "adopted_on", "valid_from", "valid_to",
    )  # fmt: skip

    class Meta:
        ordering = ["key", "version"]
        constraints = [
            *once("deadline_rule_version_once", "key", "version"),
            *once("deadline_rule_open_once", "key", condition=Q(valid_to=None)),
            models.CheckConstraint(
                condition=Q(state="proposed") | (~Q(basis="proposal") & ~Q(decision="")),
                name="deadline_rule_adopted_by_a_decision",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deadline_rule_gives_some_time"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def distrust(self) -> None:
        super().distrust()
        # Whoever writes the database can adopt nothing: nobody is late by such a row.
        self.state, self.basis = State.PROPOSED, Basis.PROPOSAL

    @property
    def binding(self) -> bool:
        """True when passing the deadline may be called late."""
        return self.state == State.ADOPTED and self.counts_as_late
