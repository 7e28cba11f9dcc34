"""Papers of a session: the list to sign, and a test to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from spona.directory.institution_names import short_name
from spona.documents.papers import Paper, Part, Table
from spona.reference.templatetags.scripts import in_script
from spona.training.models import Moment, Participant, Question, Session
from spona.ui import days

# Empty lines for those who come without having registered.
SPARE = 4


def sign_in_sheet(session: Session, rows: Sequence[Participant]) -> Paper:
    """Who has a place, with a field to sign for each day."""
    all_days = list(session.days.all())
    head = (_("No."), _("Name and surname"), _("Institution"), *(
        days.short_day(one.day) for one in all_days
    ))  # fmt: skip
    blank = ("",) * len(all_days)
    lines = [
        (f"{n}.", one.shown_name, short_name(one.institution), *blank)
        for n, one in enumerate(rows, start=1)
    ]
    lines += [(f"{len(rows) + n}.", "", "", *blank) for n in range(1, SPARE + 1)]
    widths = (1, 5, 6, *(max(2, 8 // len(all_days)) for _one in all_days))
    return Paper(
        title=_("List to sign"),
        issuer=session.network.short_name,
        lead=str(session.module.title),
        parts=(
            Part(
                facts=(
                    (_("Days"), ", ".join(days.long_day(one.day) for one in all_days)),
                    (_("Place"), in_script(session.place)),
                    (_("Trainers"), in_script(session.trainers)),
                )
            ),
            Part(table=Table(head, tuple(lines), widths, tall=True)),
        ),
        signs=(_("Trainer"),),
        draft=False,
        numbered=False,
    )


def test_paper(session: Session, moment: Moment, questions: Sequence[Question]) -> Paper:
    """To fill in by hand; which options are right, it does not say."""
    parts = [Part(facts=((_("Name and surname"), ""), (_("Institution"), "")))]
    for one in questions:
        several = len(one.right) > 1
        text = (_("Several answers are right."),) if several else ()
        ticks = tuple(in_script(option["text"]) for option in one.options)
        parts.append(Part(heading=f"{one.number}. {in_script(one.text)}", text=text, ticks=ticks))
    return Paper(
        title=_("Test"),
        issuer=session.network.short_name,
        lead=f"{session.module.title}, {moment.label}",
        parts=tuple(parts),
        draft=False,
        numbered=False,
    )
