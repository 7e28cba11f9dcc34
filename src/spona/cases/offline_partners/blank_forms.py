"""Blank forms from the list of case fields: what is written on them is typed in later, field by
field, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, cast

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona import deadlines
from spona.cases.case.sections import SECTIONS
from spona.cases.consent.words import HOW
from spona.cases.fields.case_field import AskedIn, CaseField, Kind
from spona.cases.fields.codes import URGENCY, YES_NO
from spona.cases.fields.form_fields import OF_SECTOR, asked_fields, sector_fields
from spona.cases.referrals.parts import PARTS
from spona.documents import BlankForm, BlankPart, BlankQuestion, Language, blank_form_pdf

# Under which name each is fetched; none tells what it is about.
FORMS: Final[dict[str, Promise]] = {
    "report": gettext_lazy("Report"),
    "first-contact": gettext_lazy("First contact"),
    "agreement": gettext_lazy("Agreement of the person"),
    "referral": gettext_lazy("Referral"),
}


def blank_form(name: str, *, sector: str, language: str) -> bytes:
    """The form `name` of `FORMS` as a PDF, with what it asks of this sector only; raises
    `documents.DocumentError`.
    """
    with translation.override(language):
        lead, parts = _report(sector) if name == "report" else _MADE[name]()
        form = BlankForm(
            title=str(FORMS[name]),
            lead=lead,
            head=(_("Institution"), _("Who writes"), _("Day and hour"), _("Delovodni broj")),
            parts=parts,
            sign=(_("Signature"), _("Place for the stamp")),
            keep=_("Keep it locked. Type it in as soon as you can, then destroy the copy."),
            made_at=deadlines.now(),
        )
    return blank_form_pdf(form, language=cast("Language", language), font_paths=settings.FONT_PATHS)


def _report(sector: str) -> tuple[str, list[BlankPart]]:
    fields = [one for one in asked_fields("report") if one.name != "notes"]
    about = [one for one in fields if one.section != "account"]
    said = [one for one in fields if one.section == "account"]
    parts = [
        _whom_it_goes_to(),
        BlankPart(_("The person"), _questions(about, "report")),
        BlankPart(_("What is known"), _questions(said, "report")),
    ]
    if of_sector := sector_fields(sector):
        parts.append(BlankPart(str(OF_SECTOR), _questions(of_sector, "report", sector)))
    return _("Do not question a child in detail. Write facts, and words as they were said."), parts


def _first_contact() -> tuple[str, list[BlankPart]]:
    """What the Centre asks for, and what the first talk is about; the rest is asked later."""
    parts = []
    for section in ("name", "identity", "contact", "account", "health"):
        wanted = [
            one
            for one in asked_fields("file", section)
            if one.centre or "self" in one.asked_in or one.name in ("name", "phone", "noticed")
        ]
        parts.append(BlankPart(str(SECTIONS[section]), _questions(wanted, "file")))
    around = BlankQuestion(
        _("Who, how old, do they live together, may they be called, must they not know?"), rows=5
    )
    parts.insert(3, BlankPart(str(SECTIONS["people"]), (around,)))
    return _("Nothing has to be filled in. Empty means that nobody has asked yet."), parts


def _agreement() -> tuple[str, list[BlankPart]]:
    yes_no = (str(YES_NO["yes"]), str(YES_NO["no"]))
    what = tuple(BlankQuestion(str(label), choices=yes_no, rows=0) for label in PARTS.values())
    lead = _(
        "Read it out. A no is an answer like a yes, and it may be taken back at any time. Ask "
        "first whether it is safe for the person to carry paper."
    )
    return lead, [
        BlankPart(_("The person"), (BlankQuestion(_("Name, or a word that stands for it")),)),
        BlankPart(
            _("To whom"),
            (BlankQuestion(_("Institution, and what for"), rows=2),
             BlankQuestion(_("From which day, until which day"))),
        ),
        BlankPart(_("What may be told"), what),
        BlankPart(
            _("How it was given"),
            (BlankQuestion("", choices=tuple(map(str, HOW.values())), rows=0),
             BlankQuestion(_("In which language, with which interpreter"))),
        ),
    ]  # fmt: skip


def _referral() -> tuple[str, list[BlankPart]]:
    parts = tuple(map(str, PARTS.values()))
    urgency = tuple(map(str, URGENCY.values()))
    return _("What is ticked goes along as a copy, and nothing else."), [
        _whom_it_goes_to(),
        BlankPart(
            _("What is asked"),
            (BlankQuestion(_("In one sentence"), rows=2),
             BlankQuestion(_("How urgent is it?"), choices=urgency, rows=0),
             BlankQuestion(_("What goes along"), choices=parts, rows=0)),
        ),
        BlankPart(
            _("The person"),
            (BlankQuestion(_("Name and surname")),
             BlankQuestion(_("How, when and through whom"), rows=2)),
        ),
        BlankPart(
            _("On what it rests"),
            (BlankQuestion("", choices=(_("Agreement of the person"), _("Duty by law")), rows=0),
             BlankQuestion(_("Act and article"))),
        ),
    ]  # fmt: skip


def _whom_it_goes_to() -> BlankPart:
    return BlankPart(
        _("To whom it goes"),
        (
            BlankQuestion(_("Institution, and who took it over")),
            BlankQuestion(_("When, and under which number")),
        ),
    )


def _questions(
    fields: Iterable[CaseField], asked_in: AskedIn, sector: str = ""
) -> tuple[BlankQuestion, ...]:
    return tuple(
        BlankQuestion(
            str(asked.label or one.question or one.label),
            str(asked.hint),
            tuple(map(str, one.codes.values())),
            _rows(one.kind, asked.rows),
        )
        for one in fields
        for asked in filter(None, [one.question_in(asked_in, sector)])
    )


def _rows(kind: Kind, of_a_text: int) -> int:
    if kind in (Kind.ONE, Kind.MANY):
        return 0
    return of_a_text if kind == Kind.TEXT else 1


_MADE: Final[dict[str, Callable[[], tuple[str, list[BlankPart]]]]] = {
    "first-contact": _first_contact,
    "agreement": _agreement,
    "referral": _referral,
}
