"""Rounds, their forms and what came back.

Clear columns say what was asked and by whom. Of an answer only its day is clear; not what it says,
nor who sent it, nor when exactly, nor the id that the sender's device knows it by.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from functools import cached_property
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.identity.former_keys import lasting_tag
from spona.reference.models import Signed
from spona.reference.words import WordsField
from spona.vault.answer_codes import open_codes, seal_codes

MAKE: Final = "survey:make"


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    TESTED = "tested", _("tried out")
    OPEN = "open", _("open")
    CLOSING = "closing", _("closing")
    CLOSED = "closed", _("closed")
    DESTROYED = "destroyed", _("destroyed")


# From here on nothing comes any more.
STANDING: Final = (State.CLOSED, State.DESTROYED)
# From → to. A new form makes a draft of what was tried out; what is closed never opens again.
MOVES: Final[dict[str, frozenset[str]]] = {
    State.DRAFT: frozenset({State.TESTED, State.DESTROYED}),
    State.TESTED: frozenset({State.DRAFT, State.OPEN, State.DESTROYED}),
    State.OPEN: frozenset({State.CLOSING, State.CLOSED}),
    State.CLOSING: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.DESTROYED}),
    State.DESTROYED: frozenset(),
}
# So long what somebody has begun waits for them, and never past the last day.
DRAFT_LASTS: Final = dt.timedelta(days=14)
# Phones without a network send for so long after the last day.
LATE_PHONES: Final = dt.timedelta(days=3)


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of networks in which the actor makes rounds, those that they own, and of the own
        networks those that take nothing any more: of these everybody there sees the sums.
        """
        mine = Q(pk__in=[])
        if actor.member_id is not None:
            mine = Q(pk__in=RoundOwner.objects.of(actor).values("round"))
        over = Q(network__in=actor.networks, state__in=STANDING)
        return self.filter(Q(network__in=actor.networks_where(MAKE)) | mine | over)

    def open_to(self, actor: Actor, day: dt.date) -> Self:
        """Those that take answers on this day, of networks in which the actor sits."""
        return self.filter(
            network__in=actor.networks, state=State.OPEN, opens_on__lte=day, closes_on__gte=day
        )


class Round(Signed):
    """`code` is the neutral reference and the public address. `public_key` is the half to which
    answers are sealed; its other half lies in `box`, wrapped to the owners.

    `results` are the numbers that stay when the answers are destroyed, masked already.
    `readers_told`: of how many readers people were told since it is open; 0 before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=9, unique=True)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    title = WordsField()
    purpose = WordsField(default=dict)
    asked = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=200, blank=True)
    consent = WordsField(default=dict)
    opens_on = models.DateField()
    closes_on = models.DateField()
    destroy_on = models.DateField()
    # Stands on the public page of the network while it is open.
    public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")
    readers_told = models.PositiveSmallIntegerField(default=0)
    box = models.OneToOneField("vault.Box", on_delete=models.PROTECT, related_name="+")
    public_key = models.BinaryField()
    closed_on = models.DateField(null=True)
    destroy_asked_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    destroyed_on = models.DateField(null=True)
    results = models.JSONField(default=dict)

    signed_label = "surveys.round"
    signed_fields = (
        "code", "network", "institution", "title", "purpose", "asked", "asked_by", "consent",
        "opens_on", "closes_on", "destroy_on", "state", "made_by", "box", "public_key",
        "closed_on", "destroy_asked_by", "destroyed_on", "results",
        "readers_told", "public",
    )  # fmt: skip

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("closes_on", "pk")
        indexes = (models.Index(fields=["network", "state"], name="round_of_network"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="round_days_run_forward"
            ),
            models.CheckConstraint(
                condition=Q(destroy_on__gt=models.F("closes_on")), name="round_destroyed_later"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("survey_round", self.pk)

    def takes_answers(self, day: dt.date) -> bool:
        """From the browser; phones that collected without a network have longer."""
        return self.state == State.OPEN and self.opens_on <= day <= self.closes_on

    def takes_from_phones(self, day: dt.date) -> bool:
        """Also for three days after the last one: phones without a network send late."""
        if self.state == State.CLOSING:
            return self.closed_on is not None and day <= self.closed_on + LATE_PHONES
        if self.state != State.OPEN:
            return False
        return self.opens_on <= day <= self.closes_on + LATE_PHONES

    def shows_form_to_phones(self, day: dt.date) -> bool:
        """While it can be tried out or begun; once nobody should begin, phones find no form."""
        if self.state in (State.DRAFT, State.TESTED):
            return True
        return self.state == State.OPEN and day <= self.closes_on

    def instance_mark(self, instance: str) -> str:
        """How an answer is known again that comes twice, without keeping the id that lies on the
        sender's phone.
        """
        return lasting_tag("surveys.instance", self.pk, instance).hex()

    def text_mark(self, xml: bytes) -> str:
        """By which the same text is known again, and nothing else of it."""
        return lasting_tag("surveys.text", self.pk, xml).hex()


class RoundOwnerQuerySet(models.QuerySet["RoundOwner"]):
    def of(self, actor: Actor) -> Self:
        return self.filter(member_id=actor.member_id).exclude(member=None)


class RoundOwner(Signed):
    """A member who reads single answers; the wraps of the round's box have the last word."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="owners")
    member = models.ForeignKey("directory.Member", on_delete=models.PROTECT, related_name="+")

    signed_label = "surveys.roundowner"
    signed_fields = ("round", "member")

    objects = RoundOwnerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "member"], name="round_owner_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class FormVersion(Signed):
    """A form as it was uploaded and as phones get it; never edited, a new one follows.

    `model` is what we understood of it (`form_model`), `digest` of the bytes and the XForm.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=40)
    file_name = models.CharField(max_length=120)
    xlsx = models.BinaryField()
    xform = models.TextField()
    model = models.JSONField()
    digest = models.CharField(max_length=64)

    signed_label = "surveys.formversion"
    signed_fields = ("round", "number", "version", "file_name", "model", "digest")

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["round", "number"], name="form_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"

    def judge(self) -> None:
        super().judge()
        if self._ours and self.digest != digest_of(bytes(self.xlsx), self.xform):
            self._ours = False
            self.distrust()


def digest_of(xlsx: bytes, xform: str) -> str:
    return hashlib.sha256(hashlib.sha256(xlsx).digest() + xform.encode()).hexdigest()


class Device(Signed):
    """A phone that may fetch the form of one round and send to it. Of its secret only a hash is
    kept; `label` tells phones apart and names no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="devices")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)
    secret_hash = models.CharField(max_length=64, unique=True)
    last_seen_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)

    signed_label = "surveys.device"
    signed_fields = ("round", "number", "label", "secret_hash", "revoked_on")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["round", "number"], name="device_once"),)

    def __str__(self) -> str:
        return str(self.number)

    @property
    def username(self) -> str:
        """What stands in the settings of the phone beside the secret."""
        return f"{self.round.code}-{self.number}"

    def hash_of(self, secret: str) -> str:
        """Without a slow function: what is hashed are 120 random bits."""
        return hashlib.sha256(self.pk.bytes + secret.encode()).hexdigest()

    def knows(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_hash, self.hash_of(secret))


class Submission(Signed):
    """One filled form. `instance` and `deprecated` are marks of the ids that phones use,
    `text_mark` of all of it: so that another text under the same id is not taken for the same.

    `received_on` is a day and no more: who knows at what time somebody filled it would know which
    one is theirs. `codes_sealed`: of lists by the path of the question, for the server that counts
    (`vault.answer_codes`). `sealed`: everything.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    instance = models.CharField(max_length=64)
    deprecated = models.CharField(max_length=64, blank=True)
    text_mark = models.CharField(max_length=64, blank=True)
    received_on = models.DateField()
    complete = models.BooleanField(default=True)
    codes_sealed = models.BinaryField()
    sealed = models.BinaryField()

    signed_label = "surveys.submission"
    signed_fields = (
        "round", "version", "instance", "deprecated", "received_on", "complete", "codes_sealed",
        "sealed", "text_mark",
    )  # fmt: skip
    layered_marks = ("instance", "deprecated", "text_mark")

    class Meta:
        # Never in the order in which they came.
        ordering = ("received_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["round", "instance"], name="submission_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def answers(self) -> Mapping[str, str]:
        """Codes by the path of their question. Unopenable where the row is not as we wrote it."""
        return self._answers

    @answers.setter
    def answers(self, codes: Mapping[str, str]) -> None:
        """After id and round: they are bound to both."""
        self.codes_sealed = seal_codes(codes, survey=self.round_id, row=self.pk)
        vars(self)["_answers"] = codes

    @cached_property
    def _answers(self) -> Mapping[str, str]:
        return open_codes(bytes(self.codes_sealed), survey=self.round_id, row=self.pk)

    @property
    def place(self) -> tuple[str, uuid.UUID, uuid.UUID]:
        """What the seal is bound to."""
        return ("surveys.submission", self.round_id, self.pk)


class SubmissionFile(Signed):
    """A picture or recording that belongs to a submission. Its bytes lie in the vault's folder,
    its name and key in `sealed`. `name_mark`: of its name and bytes, so that it is kept once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    name_mark = models.CharField(max_length=64)
    sealed = models.BinaryField()

    signed_label = "surveys.submissionfile"
    signed_fields = ("submission", "name_mark", "sealed")
    layered_marks = ("name_mark",)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["submission", "name_mark"], name="sent_file_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def place(self) -> tuple[str, uuid.UUID, uuid.UUID]:
        """What the seal is bound to."""
        return ("surveys.submissionfile", self.submission_id, self.pk)


class UnmatchedSubmission(Signed):
    """What a phone sent and fits no version of the form: kept whole, with its files, sealed.

    `mark`: of all that came, so that the same thing sent again is kept once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="unmatched")
    mark = models.CharField(max_length=64)
    received_on = models.DateField()
    sealed = models.BinaryField()

    signed_label = "surveys.unmatchedsubmission"
    signed_fields = ("round", "mark", "received_on", "sealed")
    layered_marks = ("mark",)

    class Meta:
        # Never in the order in which they came.
        ordering = ("received_on", "pk")
        constraints = (models.UniqueConstraint(fields=["round", "mark"], name="unmatched_once"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def place(self) -> tuple[str, uuid.UUID, uuid.UUID]:
        """What the seal is bound to."""
        return ("surveys.unmatchedsubmission", self.round_id, self.pk)


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, actor: Actor) -> Self:
        """What the actor has begun themselves, in this membership."""
        if actor.member_id is None:
            return self.none()
        return self.filter(owner_mark=Draft.mark_of(actor.member_id))


class Draft(Signed):
    """What somebody has begun to fill in and not sent. No column says whose it is: `owner_mark` is
    a keyed hash of a member, and who has no account has a `code`, which goes with the row.

    Once it is sent, the one of a code stays behind empty until its day: with the end of a code goes
    a line in the log, and a line has a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    code = models.OneToOneField("vault.Code", null=True, on_delete=models.CASCADE, related_name="+")
    owner_mark = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1)
    until = models.DateField()
    sealed = models.BinaryField(default=b"")

    signed_label = "surveys.draft"
    signed_fields = ("round", "code", "owner_mark", "revision", "until", "sealed")
    layered_marks = ("owner_mark",)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["round", "owner_mark"],
                condition=~Q(owner_mark=""),
                name="answer_draft_once",
            ),
            models.CheckConstraint(
                condition=(Q(code=None) & ~Q(owner_mark="")) | Q(code__isnull=False, owner_mark=""),
                name="answer_draft_of_one",
            ),
        )
        indexes = (models.Index(fields=["until"], name="answer_draft_until"),)

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def mark_of(member: uuid.UUID) -> str:
        return lasting_tag("surveys.draft", member).hex()

    @property
    def place(self) -> tuple[str, uuid.UUID, uuid.UUID]:
        """What the seal to a code is bound to."""
        return ("surveys.draft", self.round_id, self.pk)

    def aad(self) -> bytes:
        """What the seal under a member's own key is bound to."""
        return f"spona surveys draft 1|{self.round_id}|{self.pk}".encode()
