"""The tables of deadlines: rules, what runs, who is told when it is late, who is away."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.deadlines.exclusions import not_excluded
from spona.directory.models.effective_dated import (
    EffectiveDated,
    EffectiveDatedQuerySet,
    ends_after_it_begins,
)
from spona.reference.models import Certainty, Signed
from spona.reference.words import WordsField

# Who is away and who stands in, and who is on duty when the offices are closed.


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


# Rules: how much time there is for what, by whose word, since when.


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


# Deadlines: one promise each. They name their thing by (kind, id), never by content.

# Deadlines inside a case file: they tell how urgent it is and how far the work has come, so nobody
# outside sees them. Nor what an institution owes somebody who asks about their data.
INTERNAL: Final = ("first_contact", "assessment", "plan_review", "data_request", "data_breach")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> DeadlineQuerySet:
        """Not stopped; a paused deadline counts as running."""
        return self.filter(stopped_at=None)

    def paused(self, at: dt.datetime) -> DeadlineQuerySet:
        """Those that run and whose time stands still at `at`, as `Deadline.is_paused` says of
        one.
        """
        return self.running().filter(paused_until__gt=at)

    def visible_to(self, actor: Actor) -> DeadlineQuerySet:
        """Lateness is seen by the institution itself and by the network's coordinator only,
        and by nobody who was locked out of the thing. What an institution owes a person of its
        own file is no coordinator's.
        """
        networks = actor.networks_where("network:read_waiting")
        seen = Q(network_id__in=networks) & ~Q(kind__in=INTERNAL)
        if actor.institution_id is not None:
            seen |= Q(institution_id=actor.institution_id)
        return self.filter(seen).filter(not_excluded(actor))

    def read_by(self, actor: Actor) -> DeadlineQuerySet:
        """Whose rule and hours the actor may read: of their own institution, and only where they
        have a part in its work. A coordinator learns from a deadline late or not late, nothing
        else.
        """
        works = any(actor.may(one) for one in ("institution:read_deadlines", "case:open"))
        if actor.institution_id is None or not works:
            return self.none()
        own = self.filter(institution_id=actor.institution_id)
        return own.filter(not_excluded(actor))


class Deadline(models.Model):
    """One promise: what (kind, subject), whose (institution), until when, by which rule.

    `paused_for` is the sum of all pauses, so the share of time used stays honest. A pause ends by
    itself: `paused_until`, `due_at`, `paused_for` and `next_step_at` say from its beginning what
    holds if nobody ends it before, so nothing has to run for the time to run on.
    `next_step_at` is when the next reminder falls due; the job looks at nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.SlugField(max_length=40)
    subject_kind = models.SlugField(max_length=40)
    subject_id = models.UUIDField()
    reference = models.CharField(max_length=12, blank=True)
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="deadlines")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    paused_for = models.DurationField(default=dt.timedelta)
    pause_reason = models.SlugField(max_length=40, blank=True)
    stopped_at = models.DateTimeField(null=True)
    outcome = models.SlugField(max_length=40, blank=True)
    next_step_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(stopped_at=None),
                name="deadline_running_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="deadline_subject"),
            models.Index(
                fields=["next_step_at"],
                condition=Q(stopped_at=None),
                name="deadline_next_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def is_paused(self, at: dt.datetime) -> bool:
        """True while a pause lasts; one that has ended by itself is none, also before a resume."""
        return self.paused_until is not None and at < self.paused_until


# The escalation policy, and how far each deadline has climbed.


class StepTo(models.TextChoices):
    """Who hears of it next. More steps are more rows, not more code."""

    QUEUE = "queue", _("the queue")
    DEPUTY = "deputy", _("the deputy")
    COORDINATOR = "coordinator", _("the coordinator's list")


class EscalationStep(models.Model):
    """A step of the escalation policy: after which share of the time it is reached, in percent.

    Steps of an event replace the general ones (empty `event`), and a network's own
    replace both. 100 is the deadline itself; more than 100 is after it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        "directory.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    event = models.SlugField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField()
    to = models.CharField(max_length=20, choices=StepTo)
    after_percent = models.PositiveIntegerField()

    class Meta:
        ordering = ["event", "order"]
        constraints = [
            *once("deadline_step_once", "event", "order"),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'any'} {self.order} {self.to}"


class StepReached(models.Model):
    """A step that a deadline has reached. Its row is the promise that nobody is reminded twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reached")
    step = models.ForeignKey(EscalationStep, on_delete=models.PROTECT, related_name="+")
    reached_at = models.DateTimeField()

    class Meta:
        ordering = ["reached_at", "step__order"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "step"], name="deadline_step_reached_once"),
        ]


# When the periodic jobs run.


class Timetable(models.Model):
    """When a periodic job runs next, and how it went the last time (a bare code)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    last_ran_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name
