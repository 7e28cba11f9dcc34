"""For whom it is not, what one brings, what it costs, and whether there is room."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from spona.directory.models.row_integrity import Authenticated
from spona.reference.words import WordsField

from .offers import Service


class Exclusion(Authenticated):
    """For whom it is not; `code` of the list `service_exclusion`, with words where needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="exclusions")
    code = models.SlugField(max_length=60)
    words = WordsField(default=dict, blank=True)

    signed_label = "services.exclusion"
    signed_fields = ("service", "code", "words")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="service_exclusion_once"),
        ]


class RequiredDocument(Authenticated):
    """What one has to bring."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="required_documents"
    )
    words = WordsField()
    url = models.URLField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    signed_label = "services.requireddocument"
    signed_fields = ("service", "words", "url")

    class Meta:
        ordering = ["order", "pk"]


class Cost(Authenticated):
    """What it costs (`cost_option`); `amount` in `currency`, a code of ISO 4217."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="costs")
    words = WordsField(default=dict, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    signed_label = "services.cost"
    signed_fields = ("service", "words", "amount", "currency", "valid_from", "valid_to")

    class Meta:
        ordering = ["amount", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None) | (Q(amount__gte=0) & ~Q(currency="")),
                name="service_cost_has_its_currency",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="service_cost_valid_in_order",
            ),
        ]


class Capacity(models.Model):
    """How much room there is, in `unit` ("beds for women"). Empty numbers: not told.

    `full_until`: somebody said that it is full, and until when that holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="capacity")
    unit = WordsField()
    places = models.PositiveIntegerField(null=True, blank=True)
    free = models.PositiveIntegerField(null=True, blank=True)
    full_until = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        "directory.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(places=None) | Q(free=None) | Q(free__lte=F("places")),
                name="capacity_not_more_free_than_there_are",
            ),
        ]
