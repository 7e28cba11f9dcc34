"""Referrals, their moves, who is locked out, and the numbers of the records offices.

Clear columns name institutions, states and times. Whatever is about the person, and each
sentence that somebody wrote, lies in a box.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.cases.case.models import Case
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.exclusion_row import ExclusionRow
from spona.cases.referrals.moves import BEFORE_SENDING, CLOSED, WAITING, Kind, State
from spona.directory.models import Institution
from spona.reference.models import Logged, Signed
from spona.vault.models import led_to


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rows of the actor's institution, on either side, to whose packet an open key leads.

        A row without a key is no row: so it is for whom was locked out, and for colleagues
        who were never let in.
        """
        mine = Q(recipient_institution_id=actor.institution_id) | _sent_by(actor)
        return self.filter(mine, led_to(actor, "packet")).not_excluding(actor)

    def waiting_in(self, actor: Actor) -> Self:
        """Rows of the networks that the actor coordinates: clear columns only, for their desk.

        What crosses from one network into another is seen by both coordinators.
        """
        networks = actor.networks_where("network:read_waiting")
        theirs = Q(network_id__in=networks) | Q(from_network_id__in=networks)
        return self.filter(theirs).exclude(state__in=BEFORE_SENDING).not_excluding(actor)

    def forwarded_twice(self) -> Self:
        """What two institutions in a row have found not to be theirs."""
        return self.filter(forwarded_from__forwarded_from__isnull=False)

    def tombstones_of(self, actor: Actor) -> Self:
        """What was sent to the actor's institution and whose keys are gone with the agreement.

        Reference, dates and reason stay. Only for those who read the institution's queue.
        """
        if not actor.may("queue:read"):
            return self.none()
        ended = Q(state=State.EXPIRED) | Q(
            state=State.WITHDRAWN, moves__verb__in=("withdraw_agreement", "end_agreement")
        )
        # What went on paper was never theirs here, so nothing was taken from them.
        mine = self.filter(ended, recipient_institution_id=actor.institution_id, on_paper=False)
        # A row that was named as the second and never went out was never theirs.
        return (
            mine.filter(Q(opened_at__isnull=False) | Q(moves__verb="send"))
            .not_excluding(actor)
            .distinct()
        )

    def not_excluding(self, actor: Actor) -> Self:
        return self.exclude(
            pk__in=Exclusion.objects.filter(mark__in=marks_of(actor)).values("referral")
        )

    def arrived(self, actor: Actor) -> Self:
        """What has come to the actor's institution and is not finished."""
        mine = self.visible_to(actor).filter(recipient_institution_id=actor.institution_id)
        return mine.exclude(state__in=CLOSED)

    def with_heard(self) -> Self:
        """Each with `heard`: its state of now was typed in second-hand, as a partner on paper said
        it.
        """
        said = Move.objects.filter(
            referral=models.OuterRef("pk"), to_state=models.OuterRef("state"), second_hand=True
        )
        return self.annotate(heard=models.Exists(said))

    def lock_all(self) -> list[Referral]:
        """Inside a transaction, under lock, for whoever takes several: in one order, and what a
        second recipient stands behind before that one, as whoever answers takes the two. Files
        come after, in the order of their ids, and then sections.
        """
        rows = self.select_for_update(of=("self",))
        return list(rows.order_by(F("forwarded_from").asc(nulls_first=True), "pk"))

    def sent_by_institution(self, actor: Actor) -> Self:
        """What it sent itself, and what it passed on on paper and follows."""
        return self.visible_to(actor).filter(_sent_by(actor))


def _sent_by(actor: Actor) -> Q:
    return Q(sender_institution_id=actor.institution_id) | Q(
        paper_institution_id=actor.institution_id
    )


class Referral(Logged):
    """What one institution asks of another; a report is one too.

    Signed, and its last state is in the log, because keys are released, made and destroyed by what
    the row says.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # Where it waits; `from_network` is the sender's, where it crosses into another one.
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    from_network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sender_institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    sent_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    recipient_institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=20, choices=State, default=State.SENT)
    # Nobody at the recipient has a key: it went by paper and phone, and the sender writes down
    # what they answer. False from the day on which the packet is sealed to them after all.
    on_paper = models.BooleanField(default=False)
    # Who hands it over on paper and writes down what is answered, where that is not the sender:
    # the institution that was not competent and passed it on.
    paper_institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    rests_on = models.CharField(max_length=10, choices=RestsOn)
    packet = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    from_case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="referrals_out"
    )
    to_case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="referrals_in"
    )
    # The one before it: forwarded from there, or named as the second after it.
    forwarded_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="forwarded_to"
    )
    # Of a report without a file the agreement is a word of the writer, so there is no row.
    agreement = models.ForeignKey(
        Agreement, null=True, on_delete=models.PROTECT, related_name="referrals"
    )
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.SlugField(max_length=40, blank=True)

    signed_label = "cases.referral"
    signed_fields = (
        "reference", "kind", "network", "from_network", "sender_institution", "sent_by",
        "recipient_institution", "state", "on_paper", "paper_institution", "rests_on", "packet",
        "from_case", "to_case", "forwarded_from", "agreement",
    )  # fmt: skip

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["recipient_institution", "state"], name="referral_queue"),
            models.Index(fields=["sender_institution", "sent_at"], name="referral_sent"),
            models.Index(fields=["network", "state"], name="referral_network"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(sender_institution=models.F("recipient_institution")),
                name="referral_goes_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DRAFT), name="referral_row_is_no_draft"
            ),
            # Two owners cannot come of one: a referral goes on to one institution only.
            models.UniqueConstraint(
                fields=["forwarded_from"],
                condition=~Q(state__in=[State.WITHDRAWN, State.EXPIRED]),
                name="referral_goes_on_once",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks, deadlines and the log name this row."""
        return ("referral", self.pk)

    @property
    def paper_side(self) -> Institution:
        """Whose task it is to hand it over on paper and to write the answers down."""
        return self.paper_institution or self.sender_institution

    @property
    def paper_side_id(self) -> uuid.UUID:
        return self.paper_institution_id or self.sender_institution_id

    @property
    def other_side(self) -> Institution:
        """Who holds keys beside the sender: the recipient, or who passed it on on paper."""
        if self.on_paper and self.paper_institution is not None:
            return self.paper_institution
        return self.recipient_institution

    @property
    def other_side_id(self) -> uuid.UUID:
        if self.on_paper and self.paper_institution_id is not None:
            return self.paper_institution_id
        return self.recipient_institution_id

    @property
    def waits_for_answer(self) -> bool:
        return self.state in WAITING


class Move(Signed):
    """One move, frozen: who owned what then. Words that go with it lie in `message`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="moves")
    verb = models.SlugField(max_length=20)
    from_state = models.CharField(max_length=20, choices=State)
    to_state = models.CharField(max_length=20, choices=State)
    at = models.DateTimeField()
    by_member = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of a forwarding, to whom.
    to_institution = models.ForeignKey(
        "directory.Institution", null=True, on_delete=models.PROTECT, related_name="+"
    )
    to_network = models.ForeignKey(
        "directory.Network", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The recipient made it, and somebody of the sender wrote it down.
    second_hand = models.BooleanField(default=False)
    reason = models.SlugField(max_length=40, blank=True)
    message = models.OneToOneField(
        "vault.Box", null=True, on_delete=models.PROTECT, related_name="+"
    )

    signed_label = "cases.move"
    signed_fields = (
        "referral", "verb", "from_state", "to_state", "at", "by_member", "institution",
        "to_institution", "to_network", "reason", "message",
    )  # fmt: skip

    class Meta:
        ordering = ("at",)
        indexes = (models.Index(fields=["referral", "at"], name="move_of_referral"),)


class Exclusion(ExclusionRow):
    """Somebody who must not see this referral."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="exclusions")

    signed_label = "cases.exclusion"
    signed_fields = ("referral", "mark")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["referral", "mark"], name="exclusion_once"),)
        indexes = (models.Index(fields=["mark"], name="exclusion_mark"),)


class RegistryNumber(models.Model):
    """That an institution wrote down its delovodni broj; the number itself is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="numbers")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["referral", "institution"], name="registry_number_once"
            ),
        )
