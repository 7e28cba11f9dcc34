"""Which meeting is about which file, who got which packet, and where a decision's words lie."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.cases.case.models import Case
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.meetings.models import READ, Decision, Invitation, Meeting
from spona.reference.models import Signed
from spona.vault.models import Section

# What was met about lies beside the plan, in the file's own box: whoever reads the one reads
# the other.
PREFIX: Final = "met_"
READ_WITH: Final = "plan"
# An id in the letters that the name of a section may have.
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_FROM_LETTERS: Final = str.maketrans("abcdefghijklmnop", "0123456789abcdef")


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def not_excluding(self, actor: Actor) -> Self:
        """Nothing of a file that the actor was locked out of, on either side."""
        marks = marks_of(actor)
        rows = self.exclude(case__exclusions__mark__in=marks)
        return rows.exclude(case__referrals_in__exclusions__mark__in=marks)

    def led_by(self, actor: Actor) -> Self:
        """Of the actor's own institution, where a key leads to what was met about."""
        keys = Section.objects.visible_to(actor).filter(
            pk=OuterRef("section"), box=OuterRef("case__box")
        )
        mine = self.filter(Exists(keys), meeting__institution_id=actor.institution_id)
        return mine.not_excluding(actor)

    def asking(self, actor: Actor) -> Self:
        """Announced ones to which the actor's institution is invited: for its intake holders,
        and for whom was named or has a key. After the end the row stays, without a packet.
        """
        keys = Section.objects.visible_to(actor).filter(box=OuterRef("packet"))
        if actor.institution_id is None:
            return self.none()
        guests = Guest.objects.filter(invitation__institution_id=actor.institution_id)
        if not actor.may(READ):
            named = Q(invitation__member_id=actor.member_id) & Q(
                invitation__member_id__isnull=False
            )
            guests = guests.filter(named | Exists(keys))
        rows = self.filter(pk__in=guests.values("conference"), meeting__announced_at__isnull=False)
        return rows.not_excluding(actor)

    def visible_to(self, actor: Actor) -> Self:
        """For who leads the file, and for who is invited; a coordinator has the row only."""
        led, asking = self.model.objects.led_by(actor), self.model.objects.asking(actor)
        return self.filter(Q(pk__in=led.values("pk")) | Q(pk__in=asking.values("pk")))


class Conference(Signed):
    """`section`: where the file keeps what was met about. `until`: when what the invited see
    closes. `refusal`: what the second person wrote.

    Signed, because words of a conference are sealed to who reads the file that the row names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="conference")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conferences")
    section = models.UUIDField()
    until = models.DateTimeField()
    refusal = models.OneToOneField(
        "vault.Box", null=True, on_delete=models.PROTECT, related_name="+"
    )

    signed_label = "cases.conference"
    signed_fields = ("meeting", "case", "until", "refusal", "section")

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["until"], name="conference_until"),)

    def __str__(self) -> str:
        return self.meeting.reference

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row; its tasks are those of the meeting."""
        return ("conference", self.pk)

    @property
    def last_moment(self) -> dt.datetime:
        """An instant of the last day on which the invited see it."""
        return self.until - dt.timedelta(seconds=1)

    @property
    def section_name(self) -> str:
        """The section of the file with place, matter and minutes."""
        return f"{PREFIX}{self.pk.hex.translate(_LETTERS)}"


def conference_named(section: str) -> uuid.UUID | None:
    """The conference that a section of a file is about; None for another section."""
    letters = section.removeprefix(PREFIX).translate(_FROM_LETTERS)
    try:
        return uuid.UUID(hex=letters)
    except ValueError:
        return None


class Guest(Signed):
    """What one invited institution got. Without a packet: told by phone or letter, no content.

    Signed, because keys are released, made and destroyed by what the row says.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="guests")
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="guest")
    packet = models.OneToOneField(
        "vault.Box", null=True, on_delete=models.PROTECT, related_name="+"
    )
    rests_on = models.CharField(max_length=10, choices=RestsOn, blank=True)
    agreement = models.ForeignKey(
        Agreement, null=True, on_delete=models.PROTECT, related_name="conference_guests"
    )
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    signed_label = "cases.guest"
    signed_fields = (
        "conference", "invitation", "packet", "rests_on", "agreement", "opened_at", "ended_at",
    )  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class Decided(Signed):
    """The words of a decision: sealed to who leads the file and to whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="decided")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="decided")
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")

    signed_label = "cases.decided"
    signed_fields = ("conference", "decision", "box")
