"""What a person was asked: for whom, which parts, from when to when. The answer is sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from spona.cases.case.models import Case
from spona.directory.models.row_integrity import Authenticated

# An id in the letters that the name of a section may have.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force_on(self, day: dt.date) -> Self:
        """Given, begun, not ended and not withdrawn."""
        lasts = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(lasts, starts_on__lte=day, withdrawn_at=None)


class Agreement(Authenticated):
    """For one recipient. `part_codes` are what was asked about; `ends_on` is the last day.

    To which of them the person said yes and to which no, purpose, how it was given, language,
    interpreter and by whom lie in the section `section_name` of the file's own box, so whoever
    leads the file reads them.
    Signed, and its last state is in the log: a packet goes by what the row says.
    """

    # How the names of the sealed halves begin.
    SECTION: ClassVar[str] = "agreed_"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreements")
    recipient = models.ForeignKey(
        "directory.Institution", on_delete=models.PROTECT, related_name="+"
    )
    # Says whether it is for the same body outside the directory; names nobody, the name is sealed.
    addressee_mark = models.CharField(max_length=64, blank=True)
    # Codes with a space between; which parts of a file exist is no secret.
    part_codes = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    signed_label = "cases.agreement"
    signed_fields = (
        "case", "recipient", "addressee_mark", "part_codes", "starts_on", "ends_on", "written_at",
        "withdrawn_at",
    )  # fmt: skip
    layered_marks = ("addressee_mark",)

    # The parts that may go today. Known to whoever has opened the sealed half: no column.
    agreed: frozenset[str] | None = None

    objects = AgreementQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["case", "recipient"], name="agreement_of_case"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_begins",
            ),
        )

    @property
    def section_name(self) -> str:
        return self.SECTION + self.pk.hex.translate(_LETTERS)

    @property
    def parts(self) -> list[str]:
        return self.part_codes.split()

    def lasts_on(self, day: dt.date) -> bool:
        ended = self.ends_on is not None and self.ends_on < day
        return self.withdrawn_at is None and self.starts_on <= day and not ended

    def covers(self, parts: set[str]) -> bool:
        """True where nothing goes that was not agreed to; never before it was opened."""
        return self.agreed is not None and parts <= self.agreed
