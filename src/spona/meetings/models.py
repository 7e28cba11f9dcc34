"""The tables of meetings; clear columns that tell of no person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona import deadlines
from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.deadlines.exclusions import exclusions_of
from spona.reference.models import Signed
from spona.tasks.models import Task

# A meeting and the series it may be one of.

READ = "meeting:read"
# Who comes early writes early; before that there is nothing to write down.
BEFORE: Final = dt.timedelta(minutes=15)
# How long a meeting lasts of which nobody said when it ends.
USUAL: Final = dt.timedelta(hours=2)


class Form(models.TextChoices):
    """TABLE: of the whole network, read by everybody who sits in it. NETWORK: the coordinator
    calls those together for whom something stands still. CONFERENCE: about one file, all sealed.
    """

    NETWORK = "network", _("Meeting")
    CONFERENCE = "conference", _("Conference")
    TABLE = "table", _("Meeting of the network")


class Reason(models.TextChoices):
    """Why a meeting was called off; codes, because words could tell of somebody."""

    POSTPONED = "postponed", _("It is put off to another day")
    NOT_NEEDED = "not_needed", _("It is not needed any more")
    TOO_FEW = "too_few", _("Too few can come")
    NOT_APPROVED = "not_approved", _("The second person did not let it go out")


class Series(models.Model):
    """Meetings that return: `months` between two of them, 0 where each day is chosen by hand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("series", self.pk)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: Actor) -> Self:
        """Meetings of the table, for everybody who sits at it today. Others: those that the
        actor's institution calls or is invited to, for those who read such rows or are named in
        them; and those of the networks that the actor coordinates.

        Not what the actor was locked out of, and nothing that was not announced but one's own.
        """
        announced = Q(announced_at__isnull=False)
        seen = Q(network_id__in=actor.networks_where("network:read_waiting")) & announced
        if actor.may("network:read"):
            seen |= Q(form=Form.TABLE, network_id__in=actor.networks) & announced
        if actor.institution_id is not None:
            named = Q(called_by_id=actor.member_id) | Q(invitations__member_id=actor.member_id)
            own = Q(institution_id=actor.institution_id)
            invited = Q(invitations__institution_id=actor.institution_id) & announced
            mine = own | invited
            # Who has left the table reads nothing of it any more, invited or not.
            seen |= (mine if actor.may(READ) else mine & named) & ~Q(form=Form.TABLE)
        rows = self.filter(pk__in=self.model.objects.filter(seen).values("pk"))
        return rows.exclude(pk__in=exclusions_of(actor).get("meeting", ()))

    def of_table(self) -> Self:
        """Of the network's own life: what the vitality of a network is counted from."""
        return self.filter(form=Form.TABLE, announced_at__isnull=False, cancelled_at=None)

    def ahead(self) -> Self:
        """Neither held nor called off."""
        return self.filter(held_at=None, cancelled_at=None, ended_at=None)


class Meeting(Signed):
    """`announced_at` empty: the invited know nothing of it yet. `place` and `title` are for
    meetings of a network only; where a conference meets is sealed with it. `kind`: a code of the
    list `meeting_kind`. `sequence` grows with each change of time or place, for calendars.

    Signed, because who called it may not be its second person, and its network says who hears.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    form = models.CharField(max_length=10, choices=Form)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    called_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120, blank=True)
    kind = models.SlugField(max_length=40, blank=True)
    series = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="meetings")
    sequence = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    signed_label = "gatherings.meeting"
    signed_fields = (
        "reference", "form", "network", "institution", "called_by", "called_at", "announced_at",
        "starts_at", "place", "held_at", "ended_at", "cancelled_at", "reason", "title", "kind",
        "ends_at", "series", "sequence",
    )  # fmt: skip

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["network", "starts_at"], name="meeting_of_network"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(form=Form.CONFERENCE) | Q(place="", title="", search_key=""),
                name="conference_hides_its_place",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(reason=""), name="meeting_off_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("meeting", self.pk)

    @property
    def is_open(self) -> bool:
        """Announced and neither called off nor over: it can be held and decided in."""
        return self.announced_at is not None and self.cancelled_at is None and self.ended_at is None

    @property
    def is_of_table(self) -> bool:
        return self.form == Form.TABLE

    @property
    def has_begun(self) -> bool:
        """From a quarter of an hour before: then it can be written down who came."""
        return deadlines.now() >= self.starts_at - BEFORE

    @property
    def last_moment(self) -> dt.datetime:
        return self.ends_at or self.starts_at + USUAL

    @property
    def day(self) -> dt.date:
        """On the calendar of its network; read `network` with it."""
        return self.starts_at.astimezone(ZoneInfo(self.network.time_zone)).date()


# What was decided, what was added to closed minutes, and the papers of a meeting.


class Decision(Signed):
    """That something was decided, whose it is and by when. `words` are for meetings of the table
    only, with the point under which it was decided; those of a conference are sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    decided_at = models.DateTimeField()
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=400, blank=True)
    point = models.ForeignKey(
        "meetings.Point", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    search_key = models.TextField(blank=True, editable=False)

    signed_label = "gatherings.decision"
    signed_fields = ("meeting", "number", "institution", "due_on", "decided_at", "task", "words")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("decision", self.pk)


class Addendum(models.Model):
    """What is corrected or added after the minutes were closed; they stay as they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("written_at",)


class PaperKind(models.TextChoices):
    PAPER = "paper", _("paper of the meeting")
    SIGNED = "signed", _("signed minutes")


class MeetingPaper(models.Model):
    """An attachment that belongs to a meeting, until it is taken away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    paper = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=PaperKind, default=PaperKind.PAPER)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("added_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("meeting_paper", self.pk)


# What a meeting is about, and what was said about it.


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


# Who is invited, what they answer, who was there.


class Answer(models.TextChoices):
    YES = "yes", _("We are coming")
    DEPUTY = "deputy", _("Somebody else comes for us")
    NO = "no", _("We cannot come")


class Presence(models.TextChoices):
    PRESENT = "present", _("present")
    DEPUTY = "deputy", _("a deputy was there")
    ABSENT = "absent", _("absent")


class Invitation(Signed):
    """`on_paper`: told by phone or letter, since nobody there can open anything here; who calls
    writes down the answer. `member`: whose task it is there, else the institution's queue.

    Signed, because keys are released to the institution that the row names, and taken from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    member = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    on_paper = models.BooleanField(default=False)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )

    signed_label = "gatherings.invitation"
    signed_fields = (
        "meeting", "institution", "member", "on_paper", "answer", "answered_at", "answered_by",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "institution"], name="invited_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("invitation", self.pk)


class Attendance(Signed):
    """Whether an institution was there, and who came for it.

    `member`: the holder of the seat, or the deputy; `who`: the position of somebody else. Of a
    conference both are empty: its minutes say it, if at all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    presence = models.CharField(max_length=8, choices=Presence)
    member = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    who = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()

    signed_label = "gatherings.attendance"
    signed_fields = ("meeting", "institution", "presence", "recorded_at", "member", "who")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "institution"], name="attended_once"),
        )
