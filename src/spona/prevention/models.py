"""Observations with what follows from them, letters, and unmet needs."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.directory.models import DatePrecision, Network
from spona.reference.scripts import fold
from spona.statistics.disclosure import FEWEST

# A service that was needed and not had: how often in a month, why, and what it would cost.

# A smaller number is not kept at all: it could point to somebody.
WAITING: Final = "waiting"


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the real networks in which the actor's institution sits."""
        return self.filter(network__in=Network.objects.real().filter(pk__in=actor.networks))

    def standing(self) -> Self:
        """Without what was taken back."""
        return self.filter(withdrawn_at=None)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Of the months that begin from `first`'s month to `last`."""
        return self.filter(month__gte=first.replace(day=1), month__lte=last)


class Need(models.Model):
    """`service` and `reason` are codes of `reference`; `month` its first day. `times` is empty for
    fewer than five: then `month` begins a quarter and no reason is kept. `waiting_days` only where
    people wait. `cost`: an estimate for one year of the service in this town, with where it comes
    from.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    service = models.SlugField(max_length=60)
    month = models.DateField()
    times = models.PositiveIntegerField(null=True)
    reason = models.SlugField(max_length=60)
    waiting_days = models.PositiveIntegerField(null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    cost_source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "service")
        indexes = (models.Index(fields=["network", "month"], name="need_of_network"),)
        constraints = (
            models.UniqueConstraint(
                fields=["network", "institution", "service", "month", "reason"],
                condition=Q(withdrawn_at=None),
                name="need_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(times__gte=FEWEST) & ~Q(reason="") | Q(times=None, reason="", note=""),
                name="need_keeps_no_small_number",
            ),
            models.CheckConstraint(
                condition=Q(cost=None, currency="", cost_source="")
                | Q(cost__gt=Decimal(0)) & ~Q(currency="") & ~Q(cost_source=""),
                name="need_cost_has_currency_and_source",
            ),
            models.CheckConstraint(
                condition=Q(waiting_days=None) | Q(reason=WAITING), name="need_waits_for_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.month:%Y-%m}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("need", self.pk)


# What somebody noticed about a thing, a place or a practice; never about a person.


class State(models.TextChoices):
    NEW = "new", _("new")
    LOOKING = "looking", _("being looked at")
    FOLLOWED = "followed", _("followed up")
    CLOSED = "closed", _("closed")
    # Written by mistake: the words are gone, the row says that there was one.
    WITHDRAWN = "withdrawn", _("taken back")


OPEN: Final = (State.NEW, State.LOOKING, State.FOLLOWED)
# Verb → from which states, and to which one.
MOVES: Final[dict[str, tuple[tuple[State, ...], State]]] = {
    "look": ((State.NEW,), State.LOOKING),
    "follow_up": (OPEN, State.FOLLOWED),
    "close": (OPEN, State.CLOSED),
    "reopen": ((State.CLOSED,), State.LOOKING),
    "withdraw": ((State.NEW, State.LOOKING), State.WITHDRAWN),
}


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the real networks in which the actor's institution sits."""
        return self.filter(network__in=Network.objects.real().filter(pk__in=actor.networks))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def matching(self, query: str) -> Self:
        """Each word of the query in any script; the name of a firm is not searched."""
        rows = self
        for word in fold(query).split():
            rows = rows.filter(search_key__contains=word)
        return rows


class Observation(models.Model):
    """`kind`, `source` and `outcome` are codes of `reference`. `number` counts in its network.
    `where` is a town or a part of one, no address. `firm` is for those who may act and stands in
    no list, file or title.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.SlugField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    where = models.CharField(max_length=80, blank=True)
    seen_on = models.DateField()
    seen_precision = models.CharField(max_length=10, choices=DatePrecision)
    source = models.SlugField(max_length=60)
    firm = models.CharField(max_length=120, blank=True)
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    looked_at_by = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    outcome = models.SlugField(max_length=60, blank=True)
    outcome_note = models.TextField(max_length=1000, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ("-seen_on", "-number")
        indexes = (models.Index(fields=["network", "state"], name="observation_of_network"),)
        constraints = (
            models.UniqueConstraint(fields=["network", "number"], name="observation_number_once"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=State.CLOSED) & Q(closed_at=None, outcome=""),
                name="observation_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | Q(title="", text="", where="", firm=""),
                name="observation_taken_back_says_nothing",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(f"{self.title} {self.text} {self.where} {self.number}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("observation", self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_taken_back(self) -> bool:
        return self.state == State.WITHDRAWN


class Sighting(models.Model):
    """The same thing again, seen by the same or another institution."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="sightings")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    seen_on = models.DateField()
    seen_precision = models.CharField(max_length=10, choices=DatePrecision)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-seen_on", "-written_at")

    def __str__(self) -> str:
        return str(self.pk)


class FollowUp(models.Model):
    """What came of an observation. `reference`: of an activity, a line of the plan or a budget;
    a letter is a row of its own.
    """

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("activity")
        LETTER = "letter", _("letter")
        PLAN_LINE = "plan_line", _("line of the plan")
        BUDGET = "budget", _("budget proposal")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    observation = models.ForeignKey(
        Observation, on_delete=models.PROTECT, related_name="follow_ups"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=60)
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(
                fields=["observation", "kind", "reference"], name="followed_up_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


# A letter to an inspection, and the answer that is awaited.


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> Self:
        """Letters about observations of the real networks of the actor's institution."""
        real = Network.objects.real().filter(pk__in=actor.networks)
        return self.filter(observation__network__in=real)


class Letter(models.Model):
    """To an institution of the directory, or to one whose name was typed. `registry_number` is
    the one of the sender's records office; `outcome` a code of `reference`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="letters")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient_name = models.CharField(max_length=160, blank=True)
    body = models.TextField(max_length=4000)
    names_firm = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    registry_number = models.CharField(max_length=60, blank=True)
    sent_on = models.DateField(null=True)
    answer_due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    outcome = models.SlugField(max_length=60, blank=True)
    outcome_note = models.TextField(max_length=1000, blank=True)
    dropped_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("written_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) ^ ~Q(recipient_name=""),
                name="letter_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(sent_on__isnull=False),
                name="letter_answered_after_it_was_sent",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("letter", self.pk)

    @property
    def to(self) -> str:
        return str(self.recipient.words) if self.recipient else self.recipient_name

    @property
    def state(self) -> str:
        """draft, sent, answered or dropped."""
        if self.dropped_at is not None:
            return "dropped"
        if self.answered_on is not None:
            return "answered"
        return "draft" if self.sent_on is None else "sent"
