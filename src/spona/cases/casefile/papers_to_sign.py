"""Papers of a file that people sign: the plan, what the person was told, the closing, the end.

Each is filled from the file. The copy that the person carries has no name on it, no institution, no
decision in words and nothing that somebody typed but the plan, whose words were looked through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from spona import deadlines
from spona.audit.witnesses import root_line
from spona.cases.careplan.plan import ADOPTERS, NOBODY
from spona.cases.careplan.queries import NeedView, PlanView, StepView
from spona.cases.case.models import Case
from spona.cases.closure.documents import Closing, Said, shown_name
from spona.cases.fields.codes import Codes
from spona.cases.fields.need_areas import AREAS
from spona.cases.identification.decisions import TOLD_BY, Decision
from spona.cases.retention.rules import needs_official_copy
from spona.directory.institution_names import full_name
from spona.documents import Language
from spona.documents.papers import Issue, Paper, Part, Table, paper_pdf
from spona.documents.whole_case import paper_day
from spona.reference.letters import in_letters
from spona.reference.templatetags.scripts import in_script
from spona.ui.days import until_day
from spona.ui.languages import used

FOR_FILE: Final = "file"
FOR_PERSON: Final = "person"
# For whom one copy is.
COPIES: Final[Codes] = {
    FOR_FILE: gettext_lazy("For the file: it stays with the institution"),
    FOR_PERSON: gettext_lazy("For the person: they carry it"),
}
# Who signs besides the institution.
SIGNS: Final[Codes] = {
    "person": ADOPTERS["person"],
    "guardian": ADOPTERS["guardian"],
    "both": gettext_lazy("The person and the guardian"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """How one paper is made. `copy` is a code of `COPIES`, `signs` one of `SIGNS`."""

    language: Language
    copy: str = FOR_FILE
    signs: str = "person"

    @property
    def is_carried(self) -> bool:
        return self.copy == FOR_PERSON


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the copy for the file names: the `person`, and the `colleague` who makes it and signs.
    Empty is left to be written by hand.
    """

    person: str = ""
    colleague: str = ""


@dataclass(frozen=True, slots=True)
class Destroyers:
    """The two people of whom the log says that they destroyed a file; empty where it does not."""

    asked: str = ""
    confirmed: str = ""


def plan_paper(case: Case, view: PlanView, chosen: Chosen, named: Named) -> Paper:
    """What was agreed on: who takes what, until when. What nobody will do is left out, and so is
    the day on which something else was adopted.
    """
    adopted = view.plan.adopted
    if adopted is None or view.plan.has_changed_since:
        agreed = ""
    else:
        agreed = _day(case, adopted.day, chosen)
    return Paper(
        title=_("What we have agreed on"),
        issuer=_issuer(case, chosen),
        lead=_("You can change every line. “No” and “I do not know” are answers."),
        parts=(
            Part(facts=(*_file(case, chosen), *_person(chosen, named), (_("Agreed on"), agreed))),
            *(_need(case, one, chosen) for one in view.needs),
            Part(
                text=(
                    _(
                        "This was read aloud and explained. Whoever does not sign gets the same "
                        "help."
                    ),
                )
            ),
        ),
        by_hand=_signing(chosen, _("Who agreed on it with you")),
        signs=() if chosen.is_carried else (_role(str(ADOPTERS["case_worker"]), named.colleague),),
        draft=False,
    )


def told_paper(case: Case, decision: Decision, chosen: Chosen, named: Named) -> Paper:
    """That the person was told: when, by whom, in which language, and what they say. What was
    decided does not stand on it: the decision has its own paper.
    """
    one = decision
    told_on = _day(case, one.told_on, chosen) if one.told_on else ""
    facts = [*_file(case, chosen), *_person(chosen, named)]
    facts.append((_("Day of the decision"), _day(case, one.day, chosen)))
    if one.number and not chosen.is_carried:
        # Its first letters say whose decision it is.
        facts.append((_("Number of the decision"), one.number))
    facts += [(_("Told on"), told_on), (_("How"), str(one.told_how_label))]
    if not chosen.is_carried:
        facts.append((_("In which language"), one.told_language))
    if not chosen.is_carried or one.told_by in TOLD_BY:
        facts.append((_("Who told it"), in_script(str(one.told_by_label))))
    stays = _("Help goes on as it was. Where and until when one can complain was told too.")
    parts = [
        Part(facts=tuple(facts)),
        Part(text=(stays,)) if one.told_services else Part(ticks=(stays,)),
    ]
    if not chosen.is_carried:
        parts += _said_to_it(one)
    return Paper(
        title=_("Record of what was told"),
        issuer=_issuer(case, chosen),
        parts=tuple(parts),
        by_hand=_signing(chosen, _("Who told it")),
        signs=() if chosen.is_carried else (_("Who told it"),),
        draft=False,
        lines=3,
    )


def closing_paper(case: Case, closing: Closing, chosen: Chosen) -> Paper:
    """Why the file is closed, who was told, what the person answered; signed by the two people.
    Of what was closed, or waits for the second person.
    """
    closed, asked = closing.closed, closing.asked
    if closed is not None and closed.said is not None:
        said, by, second = closed.said, closed.asked_by, closed.by
    else:
        assert asked is not None
        said, by, second = closing.draft, asked.by, asked.to_name
    closed_on = _day(case, case.closed_at, chosen) if case.closed_at else ""
    return Paper(
        title=_("Closing of a file"),
        issuer=full_name(case.owner_institution),
        parts=(
            Part(
                facts=(
                    *_file(case, chosen),
                    (pgettext("a file", "Opened"), _day(case, case.opened_at, chosen)),
                    (pgettext("a file", "Closed"), closed_on),
                )
            ),
            *_closing_parts(said),
        ),
        by_hand=(_("Asked for it: %(who)s") % {"who": shown_name(by)},),
        signs=(_("Confirms it: %(who)s") % {"who": shown_name(second)},),
        draft=False,
        lines=3,
    )


def destruction_paper(case: Case, chosen: Chosen, by: Destroyers) -> Paper:
    """That a file was destroyed: its reference, three days and by whom, nothing that stood in it.
    By which rule it was kept was destroyed with it (ADR 0026), so that is written by hand.
    """
    where = case.owner_institution
    days = (
        (pgettext("a file", "Opened"), case.opened_at),
        (pgettext("a file", "Closed"), case.closed_at),
        (pgettext("a file", "Destroyed"), case.destroyed_at),
    )
    facts = [(label, _day(case, when, chosen) if when else "") for label, when in days]
    facts.append((_("By which rule"), ""))
    if needs_official_copy(where):
        facts.append((_("Number of the official copy"), ""))
    return Paper(
        title=_("Record of destruction"),
        issuer=full_name(where),
        parts=(
            Part(
                facts=(*_file(case, chosen), *facts),
                text=(
                    _(
                        "What stood in the file, what was attached, and the copies of what was "
                        "sent from it were destroyed in Spona by two people. Nobody can bring "
                        "them back."
                    ),
                ),
            ),
        ),
        by_hand=(_role(_("Asked that it be destroyed"), by.asked),),
        signs=(_role(_("Confirmed it"), by.confirmed),),
        draft=False,
    )


def print_paper(case: Case, paper: Paper, chosen: Chosen) -> bytes:
    """PDF bytes, the reference on each page, and the line of the log on what stays here; raises
    `documents.DocumentError`.
    """
    line = "" if chosen.is_carried else root_line(chosen.language)
    issue = Issue(
        language=chosen.language,
        printed_at=deadlines.now().astimezone(ZoneInfo(case.network.time_zone)),
        font_paths=tuple(settings.FONT_PATHS),
        checkpoint=" · ".join(filter(None, (case.reference, line))),
        practice=case.network.practice,
    )
    return paper_pdf(in_letters(paper, chosen.language), issue)


def languages_of_paper() -> list[tuple[str, str]]:
    """(code, name in its own letters) of those in which the staff works."""
    return [(one.code, one.name) for one in used("staff")]


def _issuer(case: Case, chosen: Chosen) -> str:
    """The name of an institution may tell what it is about, so the person's copy has none."""
    return case.reference if chosen.is_carried else full_name(case.owner_institution)


def _file(case: Case, chosen: Chosen) -> tuple[tuple[str, str], ...]:
    """On the person's copy the reference stands at the edge and says not what it is of."""
    return () if chosen.is_carried else ((pgettext("reference of a file", "File"), case.reference),)


def _person(chosen: Chosen, named: Named) -> tuple[tuple[str, str], ...]:
    """The person's name stands on the copy of the file alone."""
    return () if chosen.is_carried else ((str(ADOPTERS["person"]), named.person),)


def _role(role: str, name: str) -> str:
    """Who signs, and as what."""
    return _("%(role)s: %(name)s") % {"role": role, "name": name} if name else role


def _signing(chosen: Chosen, colleague: str) -> tuple[str, ...]:
    """Who signs without a stamp; on the person's copy also the colleague: a stamp would tell."""
    codes = ("person", "guardian") if chosen.signs == "both" else (chosen.signs,)
    signing = tuple(str(SIGNS[one]) for one in codes)
    return (*signing, colleague) if chosen.is_carried else signing


def _need(case: Case, view: NeedView, chosen: Chosen) -> Part:
    need = view.need
    title = str(AREAS[need.area].plain) if need.area in AREAS else ""
    quoted = _("“%(words)s”") % {"words": need.need}
    goal = _("What we want: %(goal)s") % {"goal": need.goal} if need.goal else ""
    # The goal was not looked through for words that tell.
    text = (quoted,) if chosen.is_carried or not goal else (quoted, goal)
    rows = tuple(_step(case, one, chosen) for one in view.steps if _is_agreed(one))
    head = (_("What"), _("Who"), _("Until when"))
    return Part(heading=title, text=text, table=Table(head, rows, (5, 3, 2)) if rows else None)


def _is_agreed(one: StepView) -> bool:
    return one.is_open or one.state == "done"


def _step(case: Case, one: StepView, chosen: Chosen) -> tuple[str, str, str]:
    until = until_day(one.day) if one.day is not None else ""
    done = pgettext("step of a plan", "done") if one.state == "done" else until
    return (one.step.plain or one.step.what).strip(), _who(case, one, chosen), done


def _who(case: Case, one: StepView, chosen: Chosen) -> str:
    if one.step.provider == NOBODY:
        return _("nobody in town yet")
    if one.step.is_with_institution:
        return _("another institution") if chosen.is_carried else in_script(one.step.provider_name)
    if chosen.is_carried:
        return pgettext("who does a step", "we")
    return (
        one.owner.person.shown_name if one.owner is not None else full_name(case.owner_institution)
    )


def _said_to_it(one: Decision) -> Iterator[Part]:
    """What the person says, or room to write it by hand; and who does not agree."""
    if one.person_says:
        yield Part(heading=_("What the person says"), text=(one.person_says,))
    else:
        yield Part(questions=(_("What the person says"),))
    if one.disagree:
        facts = [(str(who), words or "–") for who, words in one.disagreements]
        yield Part(heading=_("Who does not agree"), facts=tuple(facts))


def _closing_parts(said: Said) -> Iterator[Part]:
    reasons = [*said.reason_labels, *([said.reasons_more] if said.reasons_more else [])]
    yield Part(heading=_("Why it is closed"), items=tuple(reasons))
    head = (_("Question"), pgettext("heading", "Answer"))
    yield Part(
        heading=_("What the person answered"), table=Table(head, tuple(said.answer_lines), (3, 1))
    )
    if said.own_words:
        yield Part(text=(_("“%(words)s”") % {"words": said.own_words},))
    told = [in_script(one) for one in said.told_labels]
    facts = [(_("Who was told"), ", ".join(told))]
    if said.told_how:
        facts.append((_("How"), said.told_how))
    back = said.may_return_label
    yield Part(facts=(*facts, (_("Told that they may come back at any time"), back)))


def _day(case: Case, when: date | datetime | None, chosen: Chosen) -> str:
    """A day with its year, where the file is kept."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = when.astimezone(ZoneInfo(case.network.time_zone)).date()
    return paper_day(when, chosen.language)
