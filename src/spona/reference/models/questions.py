"""What the case files of a network ask besides the list of case fields, and what they leave out."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from spona.reference.models.signed import Signed
from spona.reference.words import WordsField

LINE, TEXT, YES_NO, ONE = QUESTION_KINDS = ("line", "text", "yes_no", "one")


class NetworkQuestion(Signed):
    """One decision of a network, by two people: a question of its own, or, where it `hides`, one of
    the list that its case files do not ask.

    `key` is how a sealed document names the answer, or `section.field` of what is hidden. Neither
    is ever reused. An answer carries the label that it was given under, so it is read for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Of a network of the directory, which is above this app.
    network_id = models.UUIDField()
    key = models.CharField(max_length=80)
    hides = models.BooleanField(default=False)
    section = models.SlugField(max_length=20)
    kind = models.SlugField(max_length=10, blank=True)
    words = WordsField()
    # What may be chosen, in Serbian, where it is a choice.
    choices = models.JSONField(default=list)
    begins_on = models.DateField()
    ended_on = models.DateField(null=True)

    signed_label = "reference.network_question"
    signed_fields = (
        "network_id", "key", "hides", "section", "kind", "words", "choices", "begins_on",
        "ended_on",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["network_id", "key"], condition=Q(ended_on=None), name="question_asked_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.words)

    def distrust(self) -> None:
        super().distrust()
        # Nobody is asked what somebody else wrote, and nothing of the list is kept from anybody.
        self.hides, self.ended_on = False, self.begins_on
