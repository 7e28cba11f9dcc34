"""The tables of founding documents and of their conditions."""

from __future__ import annotations

import uuid
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.attachments.models import Attachment
from spona.directory.models import Certainty, DatePrecision, Institution, Member, Network
from spona.directory.models.effective_dated import (
    EffectiveDated,
    EffectiveDatedQuerySet,
    ends_after_it_begins,
)

# The founding document a network stands on, and who signed it.

# Somebody of the network wrote it down, or it was read in a source: both are held for true.
SURE: Final = (Certainty.ENTERED, Certainty.HIGH)


class Quorum(models.TextChoices):
    """What the document says about how many have to be there."""

    NONE = "none", _("The act says nothing")
    MORE_THAN_HALF = "more_than_half", _("More than half")
    TWO_THIRDS = "two_thirds", _("At least two thirds")
    SHARE = "share", _("Another share, in percent")
    NUMBER = "number", _("A number of institutions")


# The kinds of quorum that come with a number, and the largest there may be.
COUNTED: Final = {Quorum.NUMBER: 200, Quorum.SHARE: 100}


class FoundingDocumentQuerySet(EffectiveDatedQuerySet["FoundingDocument"]):
    def visible_to(self, actor: Actor) -> Self:
        """Documents of the actor's networks; practice has none."""
        return self.filter(network__in=actor.networks, network__practice=False)

    def standing(self) -> Self:
        """Without those that were taken back because they were written down by mistake."""
        return self.filter(withdrawn_at=None)


class FoundingDocument(EffectiveDated):
    """A founding document of a network: decision, protocol or agreement.

    Half open: `ends_on` is the first day on which it no longer holds.

    What nobody knows stays empty: a document that was never found has no kind, number or date.
    `former_ends_on`: until when the document that this one replaces would have held without it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="founding_documents"
    )
    kind = models.SlugField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    signed_precision = models.CharField(max_length=10, choices=DatePrecision, blank=True)
    coordinated_by = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputised_by = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reports_to = models.CharField(max_length=200, blank=True)
    quorum = models.CharField(max_length=20, choices=Quorum, default=Quorum.NONE)
    quorum_number = models.PositiveSmallIntegerField(null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(default=60)
    paper = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sources = models.JSONField(default=list, blank=True)
    certainty = models.CharField(max_length=10, choices=Certainty)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    former_ends_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FoundingDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["network", "-starts_on", "-written_at"]
        indexes = [
            models.Index(fields=["network", "starts_on"], name="founding_document_of_network")
        ]
        constraints = [
            ends_after_it_begins("founding_document_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(signed_on=None) | ~Q(signed_precision=""),
                name="founding_document_says_how_exact",
            ),
            models.CheckConstraint(
                condition=Q(quorum__in=list(COUNTED), quorum_number__gte=1)
                | (~Q(quorum__in=list(COUNTED)) & Q(quorum_number=None)),
                name="founding_document_quorum_with_its_number",
            ),
            models.CheckConstraint(
                condition=Q(deputised_by=None)
                | Q(coordinated_by=None)
                | ~Q(deputised_by=models.F("coordinated_by")),
                name="founding_document_deputy_is_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind or str(self.pk)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("mandate", self.pk)

    @property
    def is_found(self) -> bool:
        """False where it is only known that the network stands on something."""
        return bool(self.kind or self.title or self.number)


class Signatory(models.Model):
    """An institution under a document. `signed_by` is a position, as "director", never a name.

    Loaded from a source that only names the members, `certainty` is not sure: then nobody has
    read yet that the institution signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(
        FoundingDocument, on_delete=models.PROTECT, related_name="signatories"
    )
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    paper = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=10, choices=Certainty)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "institution__sector", "institution__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "institution"],
                condition=Q(withdrawn_at=None),
                name="signatory_once",
            ),
        ]

    @property
    def has_signed(self) -> bool:
        return self.certainty in SURE


# What an institution has to have in a network, with its dates; and what happens without it.


class ConditionQuerySet(models.QuerySet["Condition"]):
    def visible_to(self, actor: Actor) -> ConditionQuerySet:
        return self.filter(network__in=actor.networks, network__practice=False)

    def standing(self) -> ConditionQuerySet:
        """Without those that were taken back because they were written down by mistake."""
        return self.filter(withdrawn_at=None)


class Condition(models.Model):
    """That a condition was met on a day, and how long that lasts. A new one is a new row.

    `code` is of the list `condition`; `valid_until` is the last day, None without an end.
    `document`: the number that the records office gave to what was signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    done_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=80, blank=True)
    paper = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["network", "institution", "code", "-done_on"]
        indexes = [
            models.Index(fields=["network", "institution", "code"], name="condition_of_whom")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("done_on")),
                name="condition_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("condition", self.pk)


class Switch(models.Model):
    """Whether a network lets nobody in without this condition; without a row it does not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    blocks = models.BooleanField(default=False)
    turned_at = models.DateTimeField()
    turned_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "code"], name="switch_once")]
