"""Step 1: the numbers of the whole country, each called by somebody who says so by name."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.dashboard.onboarding.step import Line, Step, day_year
from spona.dashboard.overview.check import Ready
from spona.directory.models import ContactKind, ContactPoint
from spona.directory.permissions import may_confirm_contact
from spona.directory.row_integrity import only_latest

# What a public page may show of the whole country once somebody has called it.
_SHOWN: Final = (ContactKind.CENTRE, ContactKind.HELPLINE)


def step(actor: Actor) -> Step:
    return Step(
        "numbers",
        _(
            "Until somebody has called a number, no page for the public shows it. "
            "Call each one; if the right people answer, say so under your name."
        ),
        tuple(_line(row, actor) for row in national_numbers()),
        _("No national number is entered. The operator enters them: ./spona number add."),
    )


def national_numbers() -> list[ContactPoint]:
    """Of no town, as Spona left them: the Centre's first, then the helplines."""
    country = Q(institution=None) | Q(institution__town=None)
    rows = ContactPoint.objects.filter(country, town=None, ended_at=None, kind__in=_SHOWN)
    known = only_latest(rows.select_related("institution", "confirmed_by"))
    return sorted(known, key=lambda row: (_SHOWN.index(ContactKind(row.kind)), row.number))


def _line(row: ContactPoint, actor: Actor) -> Line:
    words = row.words or (row.institution.words if row.institution else row.words)
    title = f"{words}: {row.number}"
    if row.confirmed_on is not None:
        said = _("confirmed by a call on %(day)s %(year)s") % day_year(row.confirmed_on)
        name = row.confirmed_by.shown_name if row.confirmed_by else ""
        return Line(Ready.DONE, title, ", ".join(filter(None, (said, name))))
    may = may_confirm_contact(actor, row.institution)
    who = (
        _("Does it not answer, or somebody else does? The operator takes it out.")
        if may
        else _("A coordinator of any network calls and confirms it.")
    )
    return Line(
        Ready.NOT_YET, title, str(row.get_certainty_display()), who, contact=row if may else None
    )
