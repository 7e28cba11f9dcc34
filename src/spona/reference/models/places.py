"""Plain facts that are refreshed, not voted on: terms, towns, holidays."""

import uuid

from django.db import models

from spona.reference.models.validity import Certainty
from spona.reference.words import WordsField


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
