"""Institutions and the numbers at which they answer."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.reference.models import Town
from spona.reference.scripts import cyrillic_address, fold, latin
from spona.reference.words import WordsField

from .effective_dated import during
from .row_integrity import Authenticated

# Code of the one row that stands for every body outside the directory.
ELSEWHERE: Final = "elsewhere"


class Certainty(models.TextChoices):
    """How sure a row of the directory is, in the words of the collected data."""

    HIGH = "high", _("read in a source")
    MEDIUM = "medium", _("partly read in a source")
    LOW = "low", _("general knowledge, unverified")
    ENTERED = "entered", _("entered by a member of the network")


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def visible_to(self, actor: Actor, on: dt.date | None = None) -> Self:
        """Bodies of the actor's networks and their towns, national bodies, and the actor's own."""
        seated = during(on or timezone.localdate(), "seats__") & Q(
            seats__network__in=actor.networks
        )
        towns = Q(town__networks_served__network__in=actor.networks)
        own = Q(pk=actor.institution_id)
        return self.filter(seated | towns | own | Q(town=None, example=False)).distinct()

    def matching(self, query: str) -> Self:
        """Each word of `query` stands in the name, the town or the name of somebody there.

        Blind to script and diacritics: Niš, Nis and Ниш find the same.
        """
        found = self
        for word in fold(query).split():
            people = self.model.objects.filter(_begins(word, "members__person__"))
            found = found.filter(_begins(word) | Q(pk__in=people.values("pk")))
        return found


def _begins(word: str, prefix: str = "") -> Q:
    """A word of the search key begins so; inside words "nis" would find every administration."""
    key = f"{prefix}search_key__"
    return Q(**{f"{key}startswith": word}) | Q(**{f"{key}contains": f" {word}"})


class Institution(Authenticated):
    """A body, or a unit of one (`part_of`). Whether it is connected is known to `vault` only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=20, unique=True)
    words = WordsField()
    sector = models.SlugField(max_length=60)
    town = models.ForeignKey(
        Town, on_delete=models.PROTECT, null=True, blank=True, related_name="institutions"
    )
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="units"
    )
    role_words = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    # A shelter has no address here, for anybody: only the number of its front gate.
    confidential = models.BooleanField(default=False)
    contact_email = models.EmailField(null=True, blank=True)
    website = models.URLField(blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=10, choices=Certainty)
    example = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search_key = models.TextField(blank=True, editable=False)

    signed_label = "directory.institution"
    signed_fields = (
        "code", "words", "sector", "town", "part_of", "confidential", "contact_email", "example",
    )  # fmt: skip

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(address=""),
                name="directory_confidential_has_no_address",
            ),
        ]

    @property
    def is_elsewhere(self) -> bool:
        """True for the row that stands for every body outside the directory."""
        return self.code == ELSEWHERE

    @property
    def address_shown(self) -> str:
        """The address in the script of the reader, whichever it was collected in."""
        turn = cyrillic_address if get_language() == "sr" else latin
        return turn(self.address)

    def __str__(self) -> str:
        return str(self.words)

    def save(self, *args: Any, **kwargs: Any) -> None:
        town = self.town.words.search_key() if self.town else ""
        self.search_key = f"{self.words.search_key()} {town} {self.code.lower()}".strip()
        super().save(*args, **kwargs)


class ContactKind(models.TextChoices):
    EMERGENCY = "emergency", _("Police, emergency")
    ON_CALL = "on_call", _("On call outside working hours")
    CENTRE = "centre", _("The Centre")
    HELPLINE = "helpline", _("Helpline")
    OFFICE = "office", _("Office")


# The police's emergency number in Serbia (mup.gov.rs). Shown in any case: nobody may test an
# emergency line by calling it, so nobody is asked to.
EMERGENCY: Final = "192"


def is_emergency(number: str) -> bool:
    """However it is grouped."""
    return "".join(sign for sign in number if sign.isdigit()) == EMERGENCY


class ContactPoint(Authenticated):
    """One number. It always says how sure it is, and who called it to confirm it, and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_points"
    )
    town = models.ForeignKey(
        Town, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_points"
    )
    kind = models.CharField(max_length=12, choices=ContactKind)
    number = models.CharField(max_length=40)
    words = WordsField(default=dict, blank=True)
    source = models.TextField()
    certainty = models.CharField(max_length=10, choices=Certainty)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    signed_label = "directory.contactpoint"
    signed_fields = (
        "institution", "town", "kind", "number", "words", "source", "certainty", "confirmed_on",
        "confirmed_by", "ended_at",
    )  # fmt: skip

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(certainty="") & ~Q(number=""), name="directory_number_says_how_sure"
            ),
            models.UniqueConstraint(
                fields=["institution", "kind", "number"],
                condition=Q(ended_at=None),
                name="directory_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_emergency(self) -> bool:
        return is_emergency(self.number)

    def distrust(self) -> None:
        super().distrust()
        # No number is better than somebody else's: the one who calls it may be in danger.
        self.number, self.confirmed_on, self.confirmed_by_id = "", None, None
