"""Tables of the field's words. Validity is half open: `valid_to` is the first day without it."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spona.reference.words import WordsField


class Certainty(models.TextChoices):
    """How sure a row is, in the words of the collected data; shown beside what it marks."""

    CONFIRMED = "confirmed_in_source", _("Read in the source")
    PARTLY = "partly_confirmed", _("Partly read in the source")
    HEADING = "group_confirmed_item_draft", _("The heading is official, the wording is ours")
    RECALLED = "recalled", _("General knowledge, not yet verified")
    DRAFT = "draft", _("Our draft, not official")


class ValidQuerySet[M: models.Model](models.QuerySet[M]):
    def valid_on(self, day: dt.date) -> "ValidQuerySet[M]":
        """Rows that hold on this day; an empty date is an open end."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gt=day))


class CodeQuerySet(ValidQuerySet["Code"]):
    def of(self, list_name: str, day: dt.date) -> "models.QuerySet[Code]":
        """The codes of one list as a person chooses among them on this day."""
        return self.filter(list=list_name).valid_on(day)


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Equal dates are allowed: a row replaced on its first day was never valid."""
    open_end = Q(valid_from=None) | Q(valid_to=None)
    return models.CheckConstraint(
        condition=open_end | Q(valid_to__gte=models.F("valid_from")), name=name
    )


class Code(models.Model):
    """One choice of one list. A code never changes what it means: it ends, and another begins.

    A new version of the same code may say the same thing better; who answered with the old one
    keeps the old row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.SlugField(max_length=40)
    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    words = WordsField()
    source = models.TextField()
    certainty = models.CharField(max_length=40, choices=Certainty)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    extra = models.JSONField(default=dict, blank=True)
    search_key = models.TextField(blank=True, editable=False)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["list", "order", "code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "version"], name="code_version_once"),
            models.UniqueConstraint(
                fields=["list", "code"], condition=Q(valid_to=None), name="code_open_once"
            ),
            _ends_after_it_begins("code_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return str(self.words)


class IndicatorList(models.Model):
    """A version of the signs for one sector, or for everybody (`general`, `children`, …)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sector = models.SlugField(max_length=60)
    version = models.CharField(max_length=40)
    words = WordsField()
    source = models.TextField()
    certainty = models.CharField(max_length=40, choices=Certainty)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = ValidQuerySet["IndicatorList"].as_manager()

    class Meta:
        ordering = ["sector", "version"]
        constraints = [
            models.UniqueConstraint(fields=["sector", "version"], name="indicator_list_once"),
            models.UniqueConstraint(
                fields=["sector"], condition=Q(valid_to=None), name="indicator_list_open_once"
            ),
            _ends_after_it_begins("indicator_list_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return str(self.words)


class Indicator(models.Model):
    """One sign, without a weight: presence asks for further questions, absence proves nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.ForeignKey(IndicatorList, on_delete=models.CASCADE, related_name="indicators")
    code = models.SlugField(max_length=60)
    group = WordsField()
    words = WordsField()
    other_meanings = WordsField(default=dict, blank=True)
    exploitation = models.SlugField(max_length=40)
    age = models.SlugField(max_length=20)
    source = models.TextField()
    certainty = models.CharField(max_length=40, choices=Certainty)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["list", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="indicator_once"),
        ]

    def __str__(self) -> str:
        return str(self.words)


class Term(models.Model):
    """A word of the field as it is used here, with the note on when to use it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)
    category = models.SlugField(max_length=40)
    words = WordsField()
    note = models.TextField(blank=True)
    evidence = models.TextField()
    certainty = models.CharField(max_length=40, choices=Certainty)
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["category", "key"]

    def __str__(self) -> str:
        return str(self.words)


class Town(models.Model):
    """A town with its cases: "из Ниша" takes the genitive, "у Нишу" the locative."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    words = WordsField()
    genitive = WordsField()
    locative = WordsField()
    district = WordsField()
    iso_3166_2 = models.CharField(max_length=10)
    nuts3 = models.CharField(max_length=10, blank=True)
    lat = models.DecimalField(max_digits=8, decimal_places=5)
    lon = models.DecimalField(max_digits=8, decimal_places=5)
    population = models.JSONField(default=dict, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.words)


class Holiday(models.Model):
    """A day on which offices are closed, in one country (ISO 3166-1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=2, default="RS")
    date = models.DateField()
    words = WordsField()
    source = models.TextField()

    class Meta:
        ordering = ["country", "date"]
        constraints = [
            models.UniqueConstraint(fields=["country", "date"], name="holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.words}"


class LegalBasis(models.Model):
    """On what one sector may tell another something. An empty sector or section means: any.

    `article` is empty where no article has been seen; `lawyer_confirmed` stays False until a
    lawyer has read the row, and the page says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    sender_sector = models.SlugField(max_length=60, blank=True)
    recipient_sector = models.SlugField(max_length=60, blank=True)
    section = models.SlugField(max_length=40, blank=True)
    purpose = models.SlugField(max_length=40)
    age = models.SlugField(max_length=20, default="any")
    article = models.CharField(max_length=300, blank=True)
    sentence = WordsField()
    source = models.TextField()
    certainty = models.CharField(max_length=40, choices=Certainty)
    lawyer_confirmed = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = ValidQuerySet["LegalBasis"].as_manager()

    class Meta:
        ordering = ["key", "version"]
        verbose_name_plural = "legal bases"
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="legal_basis_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(valid_to=None), name="legal_basis_open_once"
            ),
            _ends_after_it_begins("legal_basis_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.key
