"""Code lists and lists of signs: what people choose among."""

import datetime as dt
import uuid
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from spona.access.prepared_rows import PreparedRows
from spona.audit.verified_rows import remembered
from spona.reference.models.signed import Signed
from spona.reference.models.validity import Certainty, ValidQuerySet, ends_after_it_begins
from spona.reference.scripts import fold
from spona.reference.words import Words, WordsField


class CodeQuerySet(ValidQuerySet["Code"]):
    def of(self, list_name: str, day: dt.date) -> "models.QuerySet[Code]":
        """The codes of one list as a person chooses among them on this day."""
        return self.filter(list=list_name).valid_on(day)

    def labels(self, list_name: str, day: dt.date | None = None) -> dict[str, str]:
        """Code → its words in the reader's language, as they hold on this day in the order of the
        list; without a day every code there ever was, in its newest version. One query, and none
        until a list changes.
        """

        def read() -> dict[str, str]:
            rows = _ON.rows([list_name], [day]) if day else _EVER.rows([list_name])
            return {row.code: str(row.words) for row in rows}

        return dict(remembered(("labels", list_name, day, get_language()), read))

    def by_word(self) -> dict[str, dict[str, str]]:
        """List → folded word in any language, or the code itself → code."""
        found: dict[str, dict[str, str]] = {}
        for row in self:
            said = map(fold, (*row.words.values(), row.code))
            found.setdefault(row.list, {}).update(dict.fromkeys(said, row.code))
        return found


class Code(Signed):
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

    signed_label = "reference.code"
    signed_fields = (
        "list", "code", "version", "words", "source", "certainty", "valid_from", "valid_to",
        "extra",
    )  # fmt: skip

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["list", "order", "code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "version"], name="code_version_once"),
            models.UniqueConstraint(
                fields=["list", "code"], condition=Q(valid_to=None), name="code_open_once"
            ),
            ends_after_it_begins("code_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return str(self.words)

    @property
    def own_language(self) -> str:
        """Of an entry that is about words in another language, such as a phrase; else empty."""
        return str(self.extra.get("language", ""))

    @property
    def own_text(self) -> str:
        return self.words.get(self.own_language, "")

    def distrust(self) -> None:
        super().distrust()
        # The bare code says less than a sentence that somebody else put in its place.
        self.words = Words(sr=self.code, en=self.code)


_ON: Final = PreparedRows(lambda lists, day: Code.objects.filter(list__in=lists).valid_on(day[0]))
_EVER: Final = PreparedRows(lambda lists: Code.objects.filter(list__in=lists).order_by("version"))


class IndicatorList(Signed):
    """A version of the signs for one sector, or for everybody (`general`, `children`, …)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sector = models.SlugField(max_length=60)
    version = models.CharField(max_length=40)
    words = WordsField()
    source = models.TextField()
    certainty = models.CharField(max_length=40, choices=Certainty)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    signed_label = "reference.indicatorlist"
    signed_fields = (
        "sector", "version", "words", "source", "certainty", "valid_from", "valid_to",
    )  # fmt: skip

    objects = ValidQuerySet["IndicatorList"].as_manager()

    class Meta:
        ordering = ["sector", "version"]
        constraints = [
            models.UniqueConstraint(fields=["sector", "version"], name="indicator_list_once"),
            models.UniqueConstraint(
                fields=["sector"], condition=Q(valid_to=None), name="indicator_list_open_once"
            ),
            ends_after_it_begins("indicator_list_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return str(self.words)


class Indicator(Signed):
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

    signed_label = "reference.indicator"
    signed_fields = (
        "list", "code", "group", "words", "other_meanings", "exploitation", "age", "source",
        "certainty",
    )  # fmt: skip

    class Meta:
        ordering = ["list", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="indicator_once"),
        ]

    def __str__(self) -> str:
        return str(self.words)

    def distrust(self) -> None:
        super().distrust()
        self.words, self.other_meanings = Words(sr=self.code, en=self.code), Words()
