"""What one person proposed and another confirmed: the same for lists, laws and deadlines."""

import uuid
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.reference.models.signed import Signed

CODE, SIGNS, LEGAL, RULE = "code", "signs", "legal_basis", "rule"
CASE_QUESTION = "case_question"
INSTITUTION, FIRST_INVITATION = PARTNERS = ("institution", "first_invitation")
# Who may propose a change of such a thing, and who may confirm it: permissions of
# `access.roles`. Kinds of apps above stand here too, so that one table says it all.
KINDS: Final[dict[str, tuple[str, str]]] = {
    CODE: ("reference:propose", "reference:confirm"),
    SIGNS: ("reference:propose", "reference:confirm"),
    LEGAL: ("reference:propose", "reference:confirm"),
    RULE: ("deadline:propose_rule", "deadline:adopt_rule"),
    CASE_QUESTION: ("reference:propose", "reference:confirm"),
    INSTITUTION: ("network:edit", "network:confirm_partner"),
    FIRST_INVITATION: ("network:edit", "network:confirm_partner"),
}


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Proposal(Signed):
    """One change that waits for a second person, or waited once: the history of what people edit.

    `subject` names the thing within its kind (`sector/police`); `change` is what it will say;
    `base` is the version that was looked at, empty for something new. `made` is the row that the
    confirming wrote. Persons stand by id and by the name they had then: apps below the
    directory know no persons, and a history shows the name of its day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.SlugField(max_length=20)
    subject = models.CharField(max_length=140)
    # Of a network of the directory, which is above this app; empty for everybody's.
    network_id = models.UUIDField(null=True)
    base = models.CharField(max_length=40, blank=True)
    change = models.JSONField()
    why = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.UUIDField()
    proposer_name = models.CharField(max_length=120, blank=True)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decider_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    # Why it was refused, or by which decision it was confirmed.
    remark = models.CharField(max_length=300, blank=True)
    made = models.UUIDField(null=True)

    signed_label = "reference.proposal"
    signed_fields = (
        "kind", "subject", "network_id", "base", "change", "why", "state", "proposed_by",
        "proposer_name", "proposed_at", "decided_by", "decider_name", "decided_at", "remark",
        "made",
    )  # fmt: skip

    class Meta:
        ordering = ["-proposed_at", "pk"]
        constraints = [
            # Two, because SQLite knows no "nulls not distinct".
            models.UniqueConstraint(
                fields=["kind", "subject", "network_id"],
                condition=Q(state="waiting", network_id__isnull=False),
                name="proposal_waits_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state="waiting", network_id=None),
                name="proposal_waits_once_for_all",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("proposed_by"))),
                name="proposal_confirmed_by_another_person",
            ),
        ]
        indexes = [models.Index(fields=["kind", "subject"], name="proposal_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    def distrust(self) -> None:
        super().distrust()
        # A row that somebody else wrote can be confirmed by nobody.
        self.state = ProposalState.REFUSED

    @property
    def waits(self) -> bool:
        return self.state == ProposalState.WAITING
