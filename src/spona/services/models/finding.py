"""What the search reads: made from the other tables by `spona.services.search_index`, never typed.

Nothing here is believed: it only finds the rows that are then read and judged.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from spona.reference.models import Town

from .offers import Service


class Hours(models.Model):
    """A way of being open, shared by all that are open alike; `key` is a digest of its rules."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    # The rules as `spona.services.hours` reads them.
    rules = models.JSONField()
    # Openings are written down up to here, not included.
    written_to = models.DateField(null=True)


class Opening(models.Model):
    """From when to when, computed from the rules for the days around today."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hours = models.ForeignKey(Hours, on_delete=models.CASCADE, related_name="openings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="opening_lasts_a_while"
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at", "starts_at", "hours"], name="opening_by_end"),
        ]


class Card(models.Model):
    """What the search needs of a service: once for all towns (`town` empty), and once for each
    town that it serves, with the hours that hold there; of one for any town, for every town.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cards")
    town = models.ForeignKey(
        Town, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    institution = models.ForeignKey(
        "directory.Institution", on_delete=models.CASCADE, related_name="+"
    )
    kind = models.SlugField(max_length=60)
    # Running, for everybody, of no invented institution or network.
    public = models.BooleanField(default=False)
    example = models.BooleanField(default=False)
    running = models.BooleanField(default=True)
    confirmed_on = models.DateField(null=True)
    full_until = models.DateTimeField(null=True)
    hours = models.ForeignKey(
        Hours, on_delete=models.SET_NULL, null=True, blank=True, related_name="cards"
    )
    # Codes between spaces, as " en rom sr ".
    languages = models.CharField(max_length=200, default=" ")
    search_key = models.TextField(blank=True)
    sort_key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["sort_key", "service"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(town=None), name="card_of_all_towns_once"
            ),
            models.UniqueConstraint(fields=["service", "town"], name="card_of_a_town_once"),
        ]
        indexes = [
            models.Index(fields=["town", "kind", "sort_key", "service"], name="card_by_town_kind"),
            models.Index(fields=["town", "sort_key", "service"], name="card_by_town"),
            # In the order of the page, with all that is asked but the words: neither a page nor a
            # count sorts or reads a row.
            models.Index(
                fields=[
                    "town",
                    "public",
                    "example",
                    "sort_key",
                    "service",
                    "confirmed_on",
                    "kind",
                    "hours",
                    "full_until",
                    "languages",
                ],
                name="card_for_everybody",
            ),
        ]
