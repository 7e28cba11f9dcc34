"""A service that was needed and not had: how often in a month, why, and what it would cost."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Final, Self

from django.db import models
from django.db.models import Q

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.statistics.disclosure import FEWEST

# A smaller number is not kept at all: it could point to somebody.
WAITING: Final = "waiting"


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the real networks in which the actor's institution sits."""
        return self.filter(network__in=Network.objects.real().filter(pk__in=actor.networks))

    def standing(self) -> Self:
        """Without what was taken back."""
        return self.filter(withdrawn_at=None)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Of the months that begin from `first`'s month to `last`."""
        return self.filter(month__gte=first.replace(day=1), month__lte=last)


class Need(models.Model):
    """`service` and `reason` are codes of `reference`; `month` its first day. `times` is empty for
    fewer than five: then `month` begins a quarter and no reason is kept. `waiting_days` only where
    people wait. `cost`: an estimate for one year of the service in this town, with where it comes
    from.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("directory.Network", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    service = models.SlugField(max_length=60)
    month = models.DateField()
    times = models.PositiveIntegerField(null=True)
    reason = models.SlugField(max_length=60)
    waiting_days = models.PositiveIntegerField(null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    cost_source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(
        "directory.Member", null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "service")
        indexes = (models.Index(fields=["network", "month"], name="need_of_network"),)
        constraints = (
            models.UniqueConstraint(
                fields=["network", "institution", "service", "month", "reason"],
                condition=Q(withdrawn_at=None),
                name="need_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(times__gte=FEWEST) & ~Q(reason="") | Q(times=None, reason="", note=""),
                name="need_keeps_no_small_number",
            ),
            models.CheckConstraint(
                condition=Q(cost=None, currency="", cost_source="")
                | Q(cost__gt=Decimal(0)) & ~Q(currency="") & ~Q(cost_source=""),
                name="need_cost_has_currency_and_source",
            ),
            models.CheckConstraint(
                condition=Q(waiting_days=None) | Q(reason=WAITING), name="need_waits_for_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.month:%Y-%m}"

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("need", self.pk)
