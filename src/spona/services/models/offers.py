"""A service as somebody may ask for it, in the terms of HSDS 3.0 (`service.json`)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.directory.models import Certainty, Institution
from spona.directory.models.row_integrity import Authenticated
from spona.reference.models import Town
from spona.reference.words import Words, WordsField

OLDEST: Final = 120


class Status(models.TextChoices):
    """The four values of HSDS."""

    ACTIVE = "active", _("works")
    INACTIVE = "inactive", _("does not work now")
    PAUSED = "temporarily closed", _("closed for a while")
    DEFUNCT = "defunct", _("is no more")


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, actor: Actor, on: dt.date | None = None) -> Self:
        """Those of the institutions that the actor sees in the directory, and what anybody may
        know of that serves any town.
        """
        seen = Institution.objects.visible_to(actor, on).values("pk")
        return self.filter(Q(institution__in=seen) | Q(everywhere=True, public=True))

    def running(self) -> Self:
        """Those that have not been ended."""
        return self.filter(ended_at=None)


class Service(Authenticated):
    """What an institution does for people. `kind` is a code of the list `service`.

    `confirmed_on` is the `assured_date` of HSDS: somebody called on that day and it was so.
    `everywhere`: it serves any town; otherwise the towns of `ServiceTown`. `public` false: only
    members of networks see it. `external_source` and `external_id` name the row of a file or
    system from which it came, so that the next import finds it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="services")
    kind = models.SlugField(max_length=60)
    words = WordsField()
    text = WordsField(default=dict, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    how_to_apply = WordsField(default=dict, blank=True)
    fees = WordsField(default=dict, blank=True)
    wait = WordsField(default=dict, blank=True)
    eligibility = WordsField(default=dict, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    interpretation = WordsField(default=dict, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)
    alert = WordsField(default=dict, blank=True)
    public = models.BooleanField(default=True)
    # For members only, never exported.
    note = models.TextField(blank=True)
    # Within how many hours it answers who asks; empty: it promised nothing.
    response_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    everywhere = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    example = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=10, choices=Certainty, default=Certainty.ENTERED)
    external_source = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        "directory.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    signed_label = "services.service"
    signed_fields = (
        "institution", "kind", "words", "text", "status", "how_to_apply", "fees", "wait",
        "eligibility", "minimum_age", "maximum_age", "interpretation", "email", "url", "alert",
        "public", "note", "response_hours", "everywhere", "confirmed_on", "confirmed_by",
        "example", "ended_at",
    )  # fmt: skip

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "institution__code", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age=None)
                | Q(maximum_age=None)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(minimum_age=None) | Q(minimum_age__lte=OLDEST))
                & (Q(maximum_age=None) | Q(maximum_age__lte=OLDEST)),
                name="service_ages_of_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(confirmed_on__isnull=False),
                name="service_confirmed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | (Q(status=Status.DEFUNCT) & ~Q(end_reason="")),
                name="service_end_says_why",
            ),
            models.UniqueConstraint(
                fields=["institution", "external_source", "external_id"],
                condition=~Q(external_id=""),
                name="service_imported_once",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "kind"], name="service_of_institution"),
            models.Index(fields=["changed_at"], name="service_by_change"),
            models.Index(
                fields=["everywhere"], condition=Q(everywhere=True), name="service_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return str(self.words)

    @property
    def subject(self) -> tuple[str, uuid.UUID]:
        """How tasks and the log name this row."""
        return ("service", self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = f"{self.words.search_key()} {self.text.search_key()}".strip()
        super().save(*args, **kwargs)

    def distrust(self) -> None:
        super().distrust()
        # Whoever reads it may be in danger: not a word of it that could send them somewhere.
        self.words = Words(sr=self.kind, en=self.kind)
        self.text = self.how_to_apply = self.fees = self.wait = Words()
        self.eligibility = self.interpretation = self.alert = Words()
        self.email = self.url = self.note = ""
        self.confirmed_on, self.confirmed_by_id, self.public = None, None, False


class ServiceTown(models.Model):
    """A town whose people it serves (`service_area` of HSDS)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="towns_served")
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["town__slug"]
        constraints = [
            models.UniqueConstraint(fields=["service", "town"], name="service_town_once"),
        ]


class Language(models.Model):
    """A language in which it is given; `code` of the list `language`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="languages")
    code = models.SlugField(max_length=60)
    # Somebody translates; nobody there speaks it.
    with_interpreter = models.BooleanField(default=False)

    class Meta:
        ordering = ["with_interpreter", "code"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="service_language_once"),
        ]
