"""On what something from a file may rest for one recipient, as choices of a form."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.cases.case.models import Case
from spona.cases.consent.answers import Answers, is_for
from spona.cases.consent.ground import Ground, bases_for, ground_agreed, ground_of
from spona.cases.consent.models import Agreement
from spona.cases.referral_pages.parts import PARTS
from spona.cases.referrals.addressee import Addressee
from spona.deadlines.late import today_in
from spona.directory.models import Institution
from spona.reference.models import LegalBasis
from spona.reference.templatetags.scripts import in_script
from spona.ui.days import until_long_day


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


def possible_grounds(
    case: Case,
    recipient: Institution,
    *,
    answers: Answers,
    age: str,
    addressee: Addressee | None = None,
) -> list[Possible]:
    """The person's yes for this recipient that holds today, then the articles of the table.

    `answers` are those of the file; what this reader cannot open is no ground.
    """
    today = today_in(case.network)
    mark = addressee.mark(case.pk) if addressee else ""
    found = [
        Possible(f"agreement:{row.pk}", _agreed(row), agreement=row)
        for row, _details in answers
        if is_for(row, recipient, mark) and row.agreed and row.lasts_on(today)
    ]
    between = {"sender": case.owner_institution.sector, "recipient": recipient.sector}
    rows = bases_for(**between, age=age, on=timezone.localdate())
    return found + [Possible(f"law:{row.pk}", _article(row), basis=row) for row in rows]


def chosen_ground(possible: list[Possible], code: object) -> Possible | None:
    return next((one for one in possible if one.code == code), None)


def _agreed(row: Agreement) -> str:
    parts = ", ".join(str(word) for name, word in PARTS.items() if name in (row.agreed or ()))
    if row.ends_on is None:
        return _("The person's agreement: %(parts)s") % {"parts": parts}
    return _("The person's agreement until %(day)s: %(parts)s") % {
        "day": until_long_day(row.ends_on),
        "parts": parts,
    }


def _article(row: LegalBasis) -> str:
    words = str(row.sentence)
    label = f"{words} ({in_script(row.article)})" if row.article else words
    return label if row.lawyer_confirmed else f"{label} – {_('not confirmed by a lawyer')}"
