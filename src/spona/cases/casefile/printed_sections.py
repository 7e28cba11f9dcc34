"""The later parts of a case in words for paper: decisions, legal track, care plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spona.cases.assessment import documents as assessment
from spona.cases.assessment.documents import Approval
from spona.cases.careplan import plan as careplan
from spona.cases.careplan.plan import CarePlan
from spona.cases.careplan.queries import StepView, plan_view
from spona.cases.case.models import Case
from spona.cases.casefile.decision_part import Shown, shown_in
from spona.cases.closure.documents import shown_name
from spona.cases.fields.need_areas import area_label
from spona.cases.identification import decisions
from spona.cases.legal_track import track as legal_track
from spona.cases.legal_track.queries import TITLES, facts_of, headline, hearing_line, state_of
from spona.cases.legal_track.track import LegalTrack, Proceeding
from spona.documents import PaperEntry
from spona.documents.report_words import second_hand
from spona.services.queries import kind_labels

type Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """What a part is made from: the case, what was opened of it, how a day is written."""

    case: Case
    documents: Mapping[str, Document] = field(repr=False)
    day: Callable[[date], str]


def legal_track_on_paper(read: Read, document: Document) -> Iterator[PaperEntry]:
    """Kind by kind; under each entry what is known of it, and its hearings."""
    track = LegalTrack.of(document)
    for name, title in TITLES.items():
        for one in track.entries(name):
            hearings = one.hearings if isinstance(one, Proceeding) else ()
            lines = [f"{label}: {value}" for label, value in facts_of(one)]
            lines += [f"– {hearing_line(each)}" for each in sorted(hearings, key=_when)]
            yield PaperEntry(str(title), _join(": ", headline(one), state_of(one)), "", (*lines,))


def _when(hearing: legal_track.Hearing) -> tuple[str, str]:
    return hearing.day, hearing.hour


def decisions_on_paper(read: Read, document: Document) -> Iterator[PaperEntry]:
    """What holds today, the newest first; under each what stood there before."""
    for shown in shown_in(document, written=read.day):
        before = [
            _("Corrected. Before: %(text)s")
            % {"text": _join(", ", old.in_a_line, corrected.after.reason)}
            for corrected, old in shown.before
        ]
        yield PaperEntry(
            read.day(shown.decision.day),
            _join(" – ", shown.outcome, second_hand() if shown.decision.second_hand else ""),
            "",
            (*_decision_lines(read, shown), *before),
        )


def _decision_lines(read: Read, shown: Shown) -> list[str]:
    one = shown.decision
    said: list[tuple[str, str]] = [
        (_("Number at the Centre"), one.number),
        (_("How you know it"), shown.heard),
        (_("It began before Spona"), shown.began if one.began_before else ""),
        (_("Was the person told"), shown.told),
        (_("What the person says"), one.person_says),
        *((str(who), words or "–") for who, words in one.disagreements),
        (_("Written down by"), shown_name(one.by)),
    ]
    return [f"{label}: {value}" for label, value in said if value]


def careplan_on_paper(read: Read, document: Document) -> Iterator[PaperEntry]:
    """Need by need with its steps, then who adopted it."""
    view = plan_view(
        read.case, document, beside={key: dict(one) for key, one in read.documents.items()}
    )
    for need in view.needs:
        lines = [_("Goal: %(goal)s") % {"goal": need.need.goal}] if need.need.goal else []
        for one in need.steps:
            lines += [f"– {_step(read, one)}", *(f"– – {said}" for said in _given(read, one))]
        yield PaperEntry(need.pillar, area_label(need.need.area), need.need.need, (*lines,))
    if view.given:
        yield PaperEntry("", _("Services given"), ", ".join(view.given), ())
    yield from _adopted(read, view.plan)


def _step(read: Read, one: StepView) -> str:
    says = _("the person says: %(answer)s") % {"answer": one.says} if one.step.says else ""
    by = (
        one.step.provider_name
        if one.step.is_with_institution
        else (_("nobody in town gives it") if one.step.provider == careplan.NOBODY else "")
    )
    day = one.ended or one.day
    owner = one.owner.person.shown_name if one.owner is not None else shown_name(one.step.owner)
    state = str(careplan.STATES.get(one.state, ""))
    return _join(
        ", ", one.step.what, by, owner, state, read.day(day) if day else "", says, one.reason
    )


def _given(read: Read, one: StepView) -> Iterator[str]:
    """Each service with how it stood before it was corrected."""
    for given in one.step.given:
        kind = kind_labels([given.kind]).get(given.kind, given.kind)
        yield _("Given: %(words)s") % {"words": f"{kind}, {given.line}"}
        for each in given.corrections:
            yield _("Corrected on %(when)s. Before: %(text)s") % {
                "when": read.day(each.at.date()),
                "text": each.was.line,
            }


def _adopted(read: Read, plan: CarePlan) -> Iterator[PaperEntry]:
    if plan.adopted is None:
        return
    lines = [_join(": ", one.label, one.words) for one in plan.adopted.by]
    if plan.has_changed_since:
        lines.append(_("It was changed since then. What is new was adopted by nobody."))
    yield PaperEntry(read.day(plan.adopted.day), _("Adopted by"), "", (*lines,))


def approval_on_paper(read: Read, document: Document) -> Iterator[PaperEntry]:
    """Who looked at the initial assessment, oldest first, and why it was sent back."""
    told = {
        "asked": _("%(who)s sent text %(number)d to a second person"),
        "taken_back": _("%(who)s took it back"),
        "sent_back": _("%(who)s sent text %(number)d back"),
        "approved": _("%(who)s approved text %(number)d"),
    }
    for one in Approval.from_document(dict(document)).happened:
        said = told[one.what] % {"who": shown_name(one.by), "number": one.revision}
        yield PaperEntry(read.day(one.when.date()), said, one.words)


def _join(between: str, *parts: str | Promise) -> str:
    return between.join(str(one) for one in parts if one)


type OnPaper = Callable[[Read, Document], Iterator[PaperEntry]]
ON_PAPER: Final[Mapping[str, OnPaper]] = {
    decisions.SECTION: decisions_on_paper,
    legal_track.SECTION: legal_track_on_paper,
    careplan.SECTION: careplan_on_paper,
    assessment.SECTION: approval_on_paper,
}
