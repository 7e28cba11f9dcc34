"""Tables of plans: the plan with its lines and indicators, and what was done."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.plans.numbering import order_of
from spona.prevention.models import Observation
from spona.projects.models import Project
from spona.reference.scripts import fold

# The plan: objectives, measures, and the lines in which each institution reads its own work.


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")
    ENDED = "ended", _("ended")


class Currency(models.TextChoices):
    RSD = "RSD", "RSD"
    EUR = "EUR", "EUR"


class Counts(models.TextChoices):
    """Who says how many of the planned are done."""

    HAND = "hand", _("who is responsible writes it")
    ACTIVITIES = "activities", _("counts by itself, from recorded activities")
    MEETINGS = "meetings", _("counts by itself, from meetings")


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, actor: Actor) -> Self:
        """Plans of the networks in which the actor's institution sits; drafts too, so that the
        table can say what it thinks before the plan is adopted.
        """
        return self.filter(network__in=actor.networks)

    def on(self, day: dt.date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Plan(models.Model):
    """`adopted_by` in words: "City council, act 02-15/2026". Both days belong to the plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    adopted_on = models.DateField(null=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    copied_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "title", "pk")
        indexes = (models.Index(fields=["network", "starts_on"], name="plan_of_network"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(adopted_on__isnull=False),
                name="plan_adopted_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("plan", self.pk)

    @property
    def report_subject(self) -> tuple[str, uuid.UUID]:
        """How the task that asks for its report names it: that one leads to another page."""
        return ("plan_report", self.pk)

    @property
    def years(self) -> list[int]:
        return list(range(self.starts_on.year, self.ends_on.year + 1))


class Numbered(models.Model):
    """A part with a number as people write it ("2.1"); `order` puts 2.10 behind 2.9."""

    number = models.CharField(max_length=15)
    order = models.CharField(max_length=24, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.order = order_of(self.number)
        super().save(*args, **kwargs)


class Objective(Numbered):
    """`aligned_to`: a code of the list `national_objective`, which holds confirmed ones only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="objectives")
    title = models.CharField(max_length=200)
    aligned_to = models.SlugField(max_length=60, blank=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="objective_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Measure(Numbered):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="measures")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="measure_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class LineQuerySet(models.QuerySet["Line"]):
    def standing(self) -> Self:
        """Without those that an amendment has taken out of the plan."""
        return self.filter(dropped_on=None)


class Line(Numbered):
    """A planned activity. `months`: "2026-03", those in which something of it happens.

    How far it is: `percent` by hand, or `units_done` of `units_planned`, which `counts` says who
    fills. `partners_words` is for those who have no seat ("all members"). `prompted_by`: what was
    noticed and led to it; its words are read there and never copied, so that they go with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="lines")
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="lines")
    title = models.CharField(max_length=200)
    responsible = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    partners = models.ManyToManyField("directory.Institution", related_name="+")
    partners_words = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    months = models.JSONField(default=list)
    funding = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, choices=Currency, blank=True)
    counts = models.CharField(max_length=10, choices=Counts, default=Counts.HAND)
    percent = models.PositiveSmallIntegerField(default=0)
    units_planned = models.PositiveIntegerField(null=True)
    units_done = models.PositiveIntegerField(default=0)
    progress_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    prompted_by = models.ForeignKey(
        "prevention.Observation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    search_key = models.TextField(blank=True, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "number"], condition=Q(dropped_on=None), name="line_number_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="line_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="line_percent_at_most_all"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="line_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | ~Q(currency=""), name="line_amount_in_a_currency"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(f"{self.number} {self.title} {self.partners_words} {self.funding}")
        super().save(*args, **kwargs)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("plan_line", self.pk)

    @property
    def money(self) -> tuple[Decimal, str] | None:
        return None if self.amount is None else (self.amount, self.currency)


# What was done: a workshop, a stall, a lesson; how many came, and nobody's name or face.


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, actor: Actor) -> Self:
        """Of the networks in which the actor's institution sits."""
        return self.filter(network__in=actor.networks)

    def standing(self) -> Self:
        """Without those that were withdrawn: what every list and count begins with."""
        return self.filter(withdrawn_at=None)

    def between(self, first: dt.date, last: dt.date) -> Self:
        return self.filter(held_on__gte=first, held_on__lte=last)

    def matching(self, query: str) -> Self:
        """Each word of `query` stands in title, place or reference; blind to script and marks."""
        found = self
        for word in fold(query).split():
            found = found.filter(search_key__contains=word)
        return found


class Activity(models.Model):
    """`kind` and `audience` are codes of `reference`. `numbers`: sex and age group → how many,
    as in `{"f_15_17": 12}`; `total` is all who came, also those who were not told apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    held_on = models.DateField()
    kind = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=80, blank=True)
    audience = models.SlugField(max_length=60, blank=True)
    numbers = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    note = models.TextField(max_length=1000, blank=True)
    partners = models.ManyToManyField("directory.Institution", related_name="+")
    project = models.ForeignKey(
        Project, null=True, on_delete=models.PROTECT, related_name="activities"
    )
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="activities")
    prompted_by = models.ForeignKey(
        Observation, null=True, on_delete=models.PROTECT, related_name="activities"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True)
    search_key = models.TextField(blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-recorded_at", "pk")
        indexes = (models.Index(fields=["network", "held_on"], name="activity_of_network"),)
        constraints = (
            models.CheckConstraint(condition=Q(total__gte=0), name="activity_total_not_negative"),
        )

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(f"{self.title} {self.place} {self.reference}")
        super().save(*args, **kwargs)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("activity", self.pk)


# What was said about a plan on the way: progress, amendments, imports, reports.


class Progress(models.Model):
    """How far a line was on a day, who wrote it, and the paper that shows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="progress")
    percent = models.PositiveSmallIntegerField(default=0)
    units_done = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    evidence = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-recorded_at", "-pk")


class Amendment(models.Model):
    """A change after the adoption: what was changed, from what to what, why.

    `changes`: [{"what": "2.1 …", "field": "ends_on", "old": "…", "new": "…"}]; `field` is a name
    of `plans.fields`, `old` and `new` are words as people wrote them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="amendment_number_once"),
        )


class PlanImport(models.Model):
    """A workbook that was sent in: looked at first, taken over afterwards, or never."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="imports")
    paper = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at",)


class Half(models.IntegerChoices):
    """Of which part of the year a report tells."""

    YEAR = 0, _("the whole year")
    FIRST = 1, _("the first half")
    SECOND = 2, _("the second half")


class ReportWords(models.Model):
    """What people add to a report: what was hard, and what is proposed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="report_words")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(choices=Half)
    problems = models.TextField(max_length=2000, blank=True)
    proposals = models.TextField(max_length=2000, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "year", "half"], name="report_words_once"),
        )


class FiledReport(models.Model):
    """A report as it went out on a day, whatever the numbers are later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reports")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(choices=Half)
    reader = models.SlugField(max_length=10)
    paper = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-filed_at",)


# Indicators with their targets, and the readings that people write down.


class Unit(models.TextChoices):
    NUMBER = "number", _("number")
    PERCENT = "percent", _("percent")
    YES_NO = "yes_no", _("yes or no")
    SHARE = "share", _("so many of all")


class Feed(models.TextChoices):
    """From where the number comes."""

    HAND = "hand", pgettext_lazy("feed of an indicator", "by hand")
    MEETINGS = "meetings", pgettext_lazy("feed of an indicator", "meetings held")
    ACTIVITIES = "activities", pgettext_lazy("feed of an indicator", "activities held")
    PEOPLE = "people", pgettext_lazy("feed of an indicator", "people at activities")
    TRAINED = "trained", pgettext_lazy("feed of an indicator", "people trained")
    DEPUTIES = "deputies", pgettext_lazy("feed of an indicator", "members with a deputy")
    REPORTS = "reports", pgettext_lazy("feed of an indicator", "reports")
    ANSWERED = "answered", pgettext_lazy("feed of an indicator", "answered in time")
    SERVICES = "services", pgettext_lazy("feed of an indicator", "totals of services")


class Indicator(Numbered):
    """`targets`: year → number as text, as in {"2026": "20"}; without one the target is all.

    `only` narrows a feed: a kind of activity, a sector, a kind of service. Of yes or no, 1 is
    yes, 0.5 is being prepared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicators")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="indicators")
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.NUMBER)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    targets = models.JSONField(default=dict)
    verification = models.CharField(max_length=200, blank=True)
    feed = models.CharField(max_length=12, choices=Feed, default=Feed.HAND)
    only = models.SlugField(max_length=60, blank=True)
    responsible = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_on = models.DateField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=Q(dropped_on=None),
                name="plan_indicator_number_once",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """A number that somebody wrote down for a day; `source` tells from where it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="readings")
    read_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=200, blank=True)
    evidence = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    # The questionnaire whose sums it was taken from.
    survey = models.ForeignKey(
        "surveys.Round", null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-read_on", "-recorded_at")
        constraints = (
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_not_negative"),
        )
