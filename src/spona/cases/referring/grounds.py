"""On what something from a file may rest for one recipient, as choices of a form."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.cases.case.models import Case
from spona.cases.consent.days import today_in
from spona.cases.consent.ground import Ground, bases_for, ground_agreed, ground_of
from spona.cases.consent.models import Agreement
from spona.cases.referring.parts import PARTS
from spona.directory.models import Institution
from spona.reference.models import LegalBasis
from spona.ui.days import long_day


@dataclass(frozen=True, slots=True)
class Possible:
    """`code` is agreement:<id> or law:<id>; exactly one of the two rows is there."""

    code: str
    label: str
    agreement: Agreement | None = None
    basis: LegalBasis | None = None

    def ground(self, sender: Institution, recipient: Institution, age: str) -> Ground:
        if self.basis is not None:
            return ground_of(self.basis)
        between = {"sender": sender.sector, "recipient": recipient.sector}
        return ground_agreed(**between, age=age, on=timezone.localdate())


def possible_grounds(case: Case, recipient: Institution, *, age: str) -> list[Possible]:
    """The file's agreements for this recipient that hold today, then the articles of the table."""
    agreements = case.agreements.filter(recipient=recipient).lasting_on(today_in(case.network))
    found = [
        Possible(f"agreement:{row.pk}", _agreed(row), agreement=row)
        for row in agreements.order_by("-written_at")
    ]
    between = {"sender": case.owner_institution.sector, "recipient": recipient.sector}
    rows = bases_for(**between, age=age, on=timezone.localdate())
    return found + [Possible(f"law:{row.pk}", _article(row), basis=row) for row in rows]


def chosen_ground(possible: list[Possible], code: object) -> Possible | None:
    return next((one for one in possible if one.code == code), None)


def _agreed(row: Agreement) -> str:
    parts = ", ".join(str(PARTS[name]) for name in row.parts if name in PARTS)
    if row.ends_on is None:
        return _("The person's agreement: %(parts)s") % {"parts": parts}
    return _("The person's agreement until %(day)s: %(parts)s") % {
        "day": long_day(row.ends_on),
        "parts": parts,
    }


def _article(row: LegalBasis) -> str:
    words = str(row.sentence)
    label = f"{words} ({row.article})" if row.article else words
    return label if row.lawyer_confirmed else f"{label} – {_('not confirmed by a lawyer')}"
