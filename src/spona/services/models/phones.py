"""At which number it answers (`phone` of HSDS)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.directory.models.row_integrity import Authenticated
from spona.reference.words import WordsField

from .offers import Service
from .places import Location


class PhoneKind(models.TextChoices):
    """Of the list of RFC 6350 that HSDS names."""

    VOICE = "voice", _("phone")
    CELL = "cell", _("mobile phone")
    TEXT = "text", _("text messages")
    FAX = "fax", _("fax")
    TEXTPHONE = "textphone", _("text phone for the deaf")


class Phone(Authenticated):
    """A number of a service, or of a place. `languages` are codes of the list `language`.

    `front_gate`: may be called by anybody; the only one shown where the place is confidential.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="phones"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="phones"
    )
    number = models.CharField(max_length=40)
    extension = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=PhoneKind, default=PhoneKind.VOICE)
    languages = models.JSONField(default=list, blank=True)
    words = WordsField(default=dict, blank=True)
    front_gate = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    signed_label = "services.phone"
    signed_fields = (
        "service", "location", "number", "extension", "kind", "words", "front_gate",
    )  # fmt: skip

    class Meta:
        ordering = ["order", "kind", "number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service=None, location__isnull=False)
                | Q(service__isnull=False, location=None),
                name="service_phone_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="service_phone_has_a_number"),
            models.UniqueConstraint(
                fields=["service", "number", "kind"],
                condition=Q(extension=None),
                name="service_phone_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tel(self) -> str:
        """For the link of a page."""
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")

    def distrust(self) -> None:
        super().distrust()
        # No number is better than somebody else's: the one who calls it may be in danger.
        self.number, self.front_gate = "", False
