"""The tables of trainings: modules, sessions, who takes part and what they answered."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.reference.models import Signed
from spona.reference.scripts import fold, latin
from spona.reference.words import WordsField

# What is taught: modules with their questions and materials. Nothing here tells of a person.


class Used(models.TextChoices):
    """In which of the two tests a question is asked."""

    BOTH = "both", _("before and after")
    PRE = "pre", _("only before")
    POST = "post", _("only after")


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, actor: Actor) -> Self:
        """What one town has written, every other may teach; practice stays where it is."""
        return self.filter(Q(network__practice=False) | Q(network__in=actor.networks))

    def running(self) -> Self:
        return self.filter(ended_at=None)

    def matching(self, query: str) -> Self:
        """Each word stands in a title, in either script and language."""
        found = self
        for word in fold(query).split():
            found = found.filter(search_key__contains=word)
        return found


class Module(models.Model):
    """`audience` are sectors (empty: for everybody), `topics` and `covers` codes of `reference`.

    `accreditation_body` empty: not accredited. `pass_percent` of the points of the second test
    make a certificate, which is valid for `valid_months`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    title = WordsField()
    about = models.TextField(max_length=1500, blank=True)
    audience = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    covers = models.JSONField(default=list, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    accreditation_body = models.SlugField(max_length=60, blank=True)
    accreditation_number = models.CharField(max_length=60, blank=True)
    accredited_until = models.DateField(null=True, blank=True)
    pass_percent = models.PositiveSmallIntegerField(default=60)
    valid_months = models.PositiveSmallIntegerField(default=24)
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ("search_key", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(pass_percent__gte=1) & Q(pass_percent__lte=100),
                name="module_threshold_is_a_share",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="module_has_a_length"),
            models.CheckConstraint(condition=Q(valid_months__gte=1), name="module_holds_a_while"),
        )

    def __str__(self) -> str:
        return str(self.title)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_module", self.pk)

    def is_accredited_on(self, day: dt.date) -> bool:
        until = self.accredited_until
        return bool(self.accreditation_body) and (until is None or until >= day)


class Question(models.Model):
    """`options`: `{"text": …, "right": …}` in their order. One that was answered is never
    rewritten: it ends, and another takes its number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    used = models.CharField(max_length=4, choices=Used, default=Used.BOTH)
    text = models.CharField(max_length=500)
    options = models.JSONField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number", "pk")

    def __str__(self) -> str:
        return self.text

    @property
    def right(self) -> set[int]:
        """Places of the right options, from 0."""
        rows: list[dict[str, Any]] = self.options
        return {at for at, one in enumerate(rows) if one["right"]}


class Material(models.Model):
    """A paper of the module. A new version of the same title replaces the one before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    paper = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["module", "title"], condition=Q(ended_at=None), name="material_newest_once"
            ),
        )

    def __str__(self) -> str:
        return self.title


# When and where it is taught.

# So long after the last day the second test and the three questions can be answered.
OPEN_AFTER = dt.timedelta(days=14)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's networks."""
        return self.filter(network__in=actor.networks)

    def ahead(self, day: dt.date) -> Self:
        """Neither over nor called off, the nearest first."""
        rows = self.filter(cancelled_at=None, closed_at=None, last_day__gte=day)
        return rows.order_by("first_day", "pk")

    def held(self) -> Self:
        return self.exclude(closed_at=None)


class Session(models.Model):
    """`link` is the unguessable part of the address by which people without an account register.

    `first_day` and `last_day` repeat what stands in `days`, so that lists need one table.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="sessions")
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    place = models.CharField(max_length=120)
    capacity = models.PositiveSmallIntegerField()
    trainers = models.CharField(max_length=200, blank=True)
    language = models.SlugField(max_length=60)
    register_until = models.DateField()
    link = models.CharField(max_length=22, unique=True)
    planned_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["network", "first_day"], name="session_of_network"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="session_days_run_forward"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_places"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(reason=""), name="session_off_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_session", self.pk)

    @property
    def is_open(self) -> bool:
        """Neither called off nor closed."""
        return self.cancelled_at is None and self.closed_at is None

    def takes_people(self, day: dt.date) -> bool:
        """By link and by oneself; whoever leads it adds somebody until it is closed."""
        return self.is_open and day <= self.register_until

    def begun(self, day: dt.date) -> bool:
        return day >= self.first_day

    @property
    def last_answers(self) -> dt.date:
        """The last day on which the second test and the three questions are answered."""
        return self.last_day + OPEN_AFTER

    def takes_pre(self, day: dt.date) -> bool:
        return self.cancelled_at is None and day <= self.first_day

    def takes_post(self, day: dt.date) -> bool:
        return self.cancelled_at is None and self.last_day <= day <= self.last_answers


class SessionDay(models.Model):
    """One day of a session; attendance is written down for each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(fields=["session", "day"], name="session_day_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="session_hours_run_forward"
            ),
        )

    def __str__(self) -> str:
        return str(self.day)


# Who takes part, who was there, what they answered. Names of professionals and no more.


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


# What somebody carries home. Its public page tells of the training and of nobody.


class Certificate(Signed):
    """`code` (128 bit) stands in the square, `number` of `year` on the paper. The title and the
    hours are as they were that day.

    Signed, because the access of an institution can hang on it: whoever writes the database
    alone makes none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="certificate"
    )
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=26, unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = WordsField()
    # As text, since a tag is made over it.
    hours = models.CharField(max_length=6)
    day = models.DateField()
    valid_until = models.DateField()
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    signed_label = "trainings.certificate"
    signed_fields = (
        "participant", "network", "code", "year", "number", "title", "hours", "day",
        "valid_until", "issued_at", "withdrawn_at",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["network", "year", "number"], name="certificate_number_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(reason=""),
                name="certificate_withdrawn_with_a_reason",
            ),
        )
        indexes = (models.Index(fields=["network", "valid_until"], name="certificate_valid"),)

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("training_certificate", self.pk)

    def is_valid_on(self, day: dt.date) -> bool:
        return self.has_valid_mac() and self.withdrawn_at is None and self.valid_until >= day
