"""A release with its own published rows, and the ledger of what each cohort has spent."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.reference.models import Signed
from spona.statistics.releases.policy import Policy, policies


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of real networks in which a role of the actor reads numbers."""
        return self.filter(
            network__in=Network.objects.real(),
            network_id__in=actor.networks_where("statistics:read"),
        )

    def announced(self) -> Self:
        """Their tables are fixed and public, their figures are not there yet."""
        return self.filter(status__in=(Release.Status.ANNOUNCED, Release.Status.MADE))

    def approved(self) -> Self:
        return self.filter(status=Release.Status.APPROVED)


class Release(Signed):
    """One cohort of one network. `result` holds noisy numbers only, no exact one is ever stored.

    Signed, because the public reads it, and because who acted in it decides who may approve.
    """

    class Status(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        MADE = "made", _("Waiting for a second person")
        APPROVED = "approved", _("Public")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended without figures")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    cohort_year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ANNOUNCED)
    policy_version = models.PositiveIntegerField()
    plan = models.JSONField()
    plan_hash = models.CharField(max_length=64)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # Which sheets the cohort was frozen to: a hash of ids, nothing of what is in them.
    frozen_at = models.DateTimeField()
    frozen = models.CharField(max_length=64)
    made_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.JSONField(default=dict)
    result_hash = models.CharField(max_length=64, default="")

    signed_label = "statistics.release"
    signed_fields = (
        "network", "cohort_year", "status", "policy_version", "plan_hash", "announced_at",
        "announced_by", "frozen_at", "frozen", "made_at", "made_by", "decided_at", "decided_by",
        "result_hash",
    )  # fmt: skip

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("-cohort_year", "-announced_at")
        constraints = (
            models.UniqueConstraint(
                fields=["network", "cohort_year"],
                condition=models.Q(status__in=("announced", "made")),
                name="statistics_one_release_under_way",
            ),
            # Nobody approves alone, whatever the code above does.
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | (
                    ~models.Q(decided_by=models.F("made_by"))
                    & ~models.Q(decided_by=None)
                    & ~models.Q(made_by=None)
                ),
                name="statistics_two_people_release",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cohort_year}"

    @property
    def policy(self) -> Policy:
        return policies()[self.policy_version]

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How the log names this row."""
        return ("release", self.pk)


class BudgetEntry(Signed):
    """A line of the ledger: a budget that was booked, or the result that it paid for.

    Never changed and never deleted; a line may be missing only where somebody wrote past Spona,
    and the log has each of them too.
    """

    class Kind(models.TextChoices):
        BUDGET = "budget", _("Budget booked")
        RESULT = "result", _("Figures made")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    cohort_year = models.PositiveSmallIntegerField()
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=10, choices=Kind)
    rho = models.DecimalField(max_digits=8, decimal_places=4)
    cumulative_rho = models.DecimalField(max_digits=8, decimal_places=4)
    library_version = models.CharField(max_length=40)
    # Of the plan for a budget, of the output for a result.
    hash = models.CharField(max_length=64)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    signed_label = "statistics.budgetentry"
    signed_fields = (
        "network", "cohort_year", "release", "kind", "rho", "cumulative_rho", "library_version",
        "hash", "booked_at", "booked_by",
    )  # fmt: skip

    class Meta:
        ordering = ("booked_at", "kind")
        constraints = (
            models.UniqueConstraint(fields=["release", "kind"], name="statistics_booked_once"),
        )

    def __str__(self) -> str:
        return self.kind

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise TypeError("a line of the ledger is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("a line of the ledger is never deleted")
