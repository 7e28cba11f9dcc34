"""Where it is given (`location` and `service_at_location` of HSDS)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.directory.models import Institution
from spona.directory.models.row_integrity import Authenticated
from spona.reference.models import Town
from spona.reference.words import Words, WordsField

from .offers import Service


class LocationKind(models.TextChoices):
    """The three values of HSDS."""

    PHYSICAL = "physical", _("a place to come to")
    VIRTUAL = "virtual", _("by phone or on the internet")
    POSTAL = "postal", _("for letters only")


class LocationQuerySet(models.QuerySet["Location"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the institutions that the actor sees in the directory."""
        return self.filter(institution__in=Institution.objects.visible_to(actor))


class Location(Authenticated):
    """A place of an institution. `accessibility` holds codes of the list of that name.

    A confidential one has no address here, for anybody: only the numbers of its front gate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="service_locations"
    )
    town = models.ForeignKey(
        Town, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=LocationKind, default=LocationKind.PHYSICAL)
    words = WordsField(default=dict, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    # Degrees, WGS 84.
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    confidential = models.BooleanField(default=False)
    transport = WordsField(default=dict, blank=True)
    accessibility = models.JSONField(default=list, blank=True)
    url = models.URLField(blank=True)
    example = models.BooleanField(default=False)
    external_source = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        "directory.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    signed_label = "services.location"
    signed_fields = (
        "institution", "town", "kind", "words", "address", "postal_code", "latitude",
        "longitude", "confidential", "transport", "url", "ended_at", "accessibility",
    )  # fmt: skip

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["institution__code", "town__slug", "address", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential=False)
                | Q(
                    address="", postal_code="", latitude=None, longitude=None, transport={},
                    words={}, accessibility=[], url="", external_id="",
                ),
                name="location_confidential_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180
                ),
                name="location_on_earth",
            ),
            models.UniqueConstraint(
                fields=["institution", "external_source", "external_id"],
                condition=~Q(external_id=""),
                name="location_imported_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.words) or self.address or str(self.institution)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        return ("service_location", self.pk)

    def distrust(self) -> None:
        super().distrust()
        # No place is better than somebody else's.
        self.address = self.postal_code = self.url = ""
        self.words = self.transport = Words()
        self.latitude = self.longitude = None


class ServiceAtLocation(Authenticated):
    """That a service is given at a place of its institution."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="services_here")

    signed_label = "services.serviceatlocation"
    signed_fields = ("service", "location")

    class Meta:
        ordering = ["location__town__slug", "location__address", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "location"], name="service_at_location_once"
            ),
        ]
