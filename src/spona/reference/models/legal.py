"""The table of legal bases: on what one sector may tell another something."""

import uuid
from typing import Final

from django.db import models
from django.db.models import Q

from spona.reference.models.signed import Signed
from spona.reference.models.validity import Certainty, ValidQuerySet, ends_after_it_begins
from spona.reference.words import Words, WordsField

# Purposes of what a person or a body may be given: an act says so, and it stands in the table of
# law, but nothing may be told to anybody on the strength of it.
NO_BASIS: Final = ("residence", "guarantees")
_NOT_OURS = {
    "sr": "Овај ред није онакав каквим га је Спона оставила. Јавите особи која води сервер.",
    "en": "This row is not as Spona left it. Tell the operator.",
}


class LegalBasis(Signed):
    """On what one sector may tell another something. An empty sector or section means: any.
    Rows with a purpose of `NO_BASIS` are law to read, and never a basis.

    `article` is empty where no article has been seen; `lawyer_confirmed` stays False until a
    lawyer has read the row, and the page says so. `lawyer` is who read it, as people write it:
    the lawyer need not have an account.
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
    lawyer = models.CharField(max_length=200, blank=True)
    lawyer_confirmed_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    signed_label = "reference.legalbasis"
    signed_fields = (
        "key", "version", "sender_sector", "recipient_sector", "section", "purpose", "age",
        "article", "sentence", "source", "certainty", "lawyer_confirmed", "lawyer",
        "lawyer_confirmed_on", "valid_from", "valid_to",
    )  # fmt: skip

    objects = ValidQuerySet["LegalBasis"].as_manager()

    class Meta:
        ordering = ["key", "version"]
        verbose_name_plural = "legal bases"
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="legal_basis_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(valid_to=None), name="legal_basis_open_once"
            ),
            ends_after_it_begins("legal_basis_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.key

    def distrust(self) -> None:
        super().distrust()
        self.lawyer_confirmed, self.lawyer, self.lawyer_confirmed_on = False, "", None
        self.article, self.sentence = "", Words(_NOT_OURS)
