"""The page of a file: where it stands, what is in it, who works on it, what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.guards import MemberRequest, member
from spona.access.models import new_token
from spona.access.prepared_rows import PreparedRows
from spona.cases.careplan import plan as careplan
from spona.cases.careplan.queries import NeedView, plan_view
from spona.cases.case.actions import OpenFile, read_sections
from spona.cases.case.models import Case
from spona.cases.case.notes import AT_ONCE, entries_of
from spona.cases.case.sections import EDITED, LATER, PILLAR_SECTIONS, SECTIONS
from spona.cases.case.steps.kinds import APPROVE_ASSESSMENT, REMINDER
from spona.cases.case.steps.queries import ARE_STEPS, shown_steps, words_section
from spona.cases.casefile.actions.another_case import linked_cases
from spona.cases.casefile.assessment_part import assessment_part
from spona.cases.casefile.boxes import referrals_of
from spona.cases.casefile.childs_path import childs_path
from spona.cases.casefile.counted import Counted, counted_lines
from spona.cases.casefile.decision_part import decision_part
from spona.cases.casefile.file_log import file_happened
from spona.cases.casefile.forms import ReasonForm
from spona.cases.casefile.open_steps import steps_of
from spona.cases.casefile.pages import FIRST, PARTS
from spona.cases.casefile.retention_queries import task_of_second_person
from spona.cases.casefile.section_history import Earlier, earlier_texts
from spona.cases.casefile.stages import path_of_file
from spona.cases.casefile.views.reasons import given_reason, reason_form
from spona.cases.closure.documents import Closing
from spona.cases.closure.queries import waiting_task
from spona.cases.conferences.models import Conference
from spona.cases.fields.case_field import CaseField
from spona.cases.fields.facts import Fact, OwnFact, group_facts, not_asked, section_facts
from spona.cases.fields.network_questions import NetworkQuestions, questions_of
from spona.cases.fields.person_fields import LIFE
from spona.cases.fields.related_people import RelatedPerson
from spona.cases.identification.queries import CENTRE, reached
from spona.cases.legal_track import track as legal_track
from spona.cases.legal_track.dates import Dated, next_dates
from spona.cases.legal_track.queries import headline, state_of
from spona.cases.referrals.addressee import addressees_of
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Signs
from spona.cases.team.actions import break_glass
from spona.cases.team.queries import opened_in_need, team_of
from spona.deadlines.exclusions import PreparedShown
from spona.deadlines.late import today_in
from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.statistics.record import carries_count
from spona.tasks.models import Task, TaskQuerySet
from spona.tasks.queries import Row, rows
from spona.vault.actions import open_section
from spona.vault.models import Section
from spona.vault.recipients import COUNTED_SECTION
from spona.vault.slots import slot_of

# On every page: who it is and how to reach them, where the work stands, whether a child has a
# guardian, and how many notes there are.
_ALWAYS: Final = frozenset({"identity", "contact", "legal", "plan", "notes", *LATER})
_NEWEST = 8
# Of what waits in referrals.
_AT_FIRST = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A section: `facts` are (label, value); `opened` False where a reason is needed first
    (`needs_reason`), or where no key leads to the reader.
    """

    name: str
    title: str | Promise
    opened: bool
    needs_reason: bool
    edited: bool = False
    facts: list[Fact | OwnFact] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)
    people: list[RelatedPerson] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    signs: Signs | None = None
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class TrackPart:
    """The legal track on the page of the file: the nearest dates, and each entry with its state."""

    dates: list[Dated]
    lines: list[tuple[str, str]]


@member("case:open")
@require_http_methods(["GET", "POST"])
def file(request: MemberRequest, reference: str, part: str = FIRST) -> HttpResponse:
    """One page of it. A POST carries the reason of a holder who is not assigned: it opens for
    three hours.
    """
    if part not in PARTS:
        raise Http404
    try:
        case = visible_file(request, reference)
    except Http404:
        gone = Case.objects.tombstones_of(request.actor).filter(reference=reference.upper())
        if request.method != "GET" or not gone.exists():
            raise
        return HttpResponseRedirect(reverse("cases:destroyed_file", args=[reference.upper()]))
    given = given_reason(request, case.referrals_in.first())
    if given.mistake is not None:
        return page(request, case, mistake=given.mistake)
    if given.code:
        break_glass(case, reason=given.code, by=request.actor, keys=request.keys)
    return page(request, case, part)


@member("case:open")
@require_POST
def show_file_name(request: MemberRequest, reference: str) -> HttpResponse:
    """The masked name, logged as a reading of its own; a page where there is no script."""
    case = visible_file(request, reference)
    section = Section.objects.visible_to(request.actor).named(case.box_id, "name")
    found = section.select_related("box").first()
    if found is None:
        raise Http404
    document = open_section(found, by=request.actor, keys=request.keys)
    name = str(document.get("name") or "–")
    if not request.headers.get("X-Requested-With"):
        return page(request, case, shown=name)
    return HttpResponse(name, content_type="text/plain; charset=utf-8")


def visible_file(request: MemberRequest, reference: str) -> Case:
    """The file behind a reference; 404 for what one may not know exists."""
    case = next(iter(_VISIBLE.rows(request.actor, [reference.upper()])), None)
    if case is None:
        raise Http404
    return case


_VISIBLE: Final = PreparedRows(
    lambda actor, references: (
        Case.objects.visible_to(actor)
        .filter(reference__in=references)
        .select_related("owner_institution", "network", "box", "joined_to")
    )
)


_CONFERENCES: Final = PreparedShown(
    lambda actor, cases: (
        Conference.objects.led_by(actor)
        .filter(case__in=cases)
        .select_related("meeting")
        .order_by("-meeting__starts_at")
    )
)


def page(
    request: MemberRequest,
    case: Case,
    part: str = FIRST,
    *,
    shown: str = "",
    mistake: ReasonForm | None = None,
) -> HttpResponse:
    """What stands on this page is opened and no more; the name only when somebody asks for it."""
    tasks = shown_steps([case.pk], request.actor)
    on_page = _sections(case, part)
    # What the Centre lacks is looked for in all that is written.
    lacks = [name for name in EDITED if name != "name"] if part == FIRST else []
    ended = _just_ended(request, case)
    words = [words_section(task) for task in (*tasks, *([ended] if ended else []))]
    opened = read_sections(
        case, {*_ALWAYS, *on_page, *lacks, *words}, by=request.actor, keys=request.keys
    )
    steps = steps_of(tasks, opened.documents)
    referrals = visible_of(referrals_of(case), request)
    brought = [one for one in referrals if one.to_case_id == case.pk]
    sent = [one for one in referrals if one.from_case_id == case.pk]
    identity = opened.documents.get("identity")
    questions = questions_of(case.network_id)
    named = part == FIRST and _has_name(request, case)
    earlier = earlier_texts(case, [*on_page, *(["name"] if named else [])])
    went = _sent(sent, request)
    asked = bool(reached([one.referral for one in went if one.recipient.sector == CENTRE]))
    decision = decision_part(opened.documents, asked=asked)
    return render(
        request,
        "cases/file.html",
        {
            "case": case,
            "on_page": part,
            "identity": identity or {},
            "contact": opened.documents.get("contact") or {},
            "parts": [_part(case, name, opened, questions, earlier.get(name)) for name in on_page],
            "life": _life(opened) if part == "inclusion" else None,
            "lacking": _lacking(opened, questions) if part == FIRST else [],
            "careplan": _careplan(case, opened, part) if part in PILLAR_SECTIONS else None,
            "track": _legal_track(case, opened) if part == "justice" else None,
            "notes_count": len(entries_of(opened.documents.get("notes", {}))),
            "notes_open": "notes" in opened.documents,
            "at_once": AT_ONCE,
            "attached_count": opened.attachments,
            "referrals_count": len(referrals),
            "shown": shown,
            "named": named,
            "earlier_name": earlier.get("name"),
            "path": path_of_file(
                case,
                brought,
                sent,
                decided=decision.current if decision else None,
                adopted=_adopted_on(opened),
            ),
            "conferences": _CONFERENCES.rows(request.actor, [case.pk]),
            "brought": brought,
            "sent": went,
            "decision": decision,
            "steps": [one for one in steps if one.task.kind != REMINDER],
            "reminders": [one for one in steps if one.task.kind == REMINDER],
            "waiting": _waiting(referrals),
            "ended": ended,
            # By its own words, where they are for this reader: a plan has many steps.
            "ended_title": steps_of([ended], opened.documents)[0].title if ended else "",
            "answered": _just_answered(request, case),
            "child": childs_path(
                case,
                identity,
                opened.documents.get("legal"),
                referrals,
                opened.documents.get(legal_track.SECTION),
            )
            if identity is not None
            else None,
            "team": team_of(case),
            "in_need": opened_in_need(case),
            "linked": linked_cases(case, opened.documents.get("people", {}), by=request.actor),
            "assessment": assessment_part(case, opened, request.actor) if part == FIRST else None,
            **(_happened(request, case, referrals) if part == FIRST else {}),
            "holders": [chip(case.owner_institution, own=True)],
            "others": [chip(case.owner_institution, own=False)],
            "may_write": may_write(request, case),
            "may_assign": request.actor.may("referral:assign"),
            **_closing(request, case, opened),
            "reason_form": (mistake or reason_form()) if opened.needs_reason else None,
            "token": new_token(),
        },
        status=422 if mistake else 200,
    )


def _happened(request: MemberRequest, case: Case, referrals: list[Referral]) -> dict[str, Any]:
    lines = file_happened(case, referrals, reader=request.actor)
    return {"happened": lines[:_NEWEST], "more_happened": len(lines) > _NEWEST}


def _closing(request: MemberRequest, case: Case, opened: OpenFile) -> dict[str, Any]:
    """What was written of closing the case, and what this reader may do with it."""
    document = opened.documents.get("closing")
    closing = Closing.from_document(document) if document else None
    task = waiting_task(case) if closing is not None and closing.asked is not None else None
    ready = not opened.needs_reason
    return {
        "closing": closing,
        "may_close": ready and may_write(request, case) and LATER["closing"] in opened.documents,
        "may_confirm": closing is not None
        and closing.asked is not None
        and task is not None
        and request.actor.may("referral:assign")
        and str(request.actor.person_id) != closing.asked.person
        and task.owner_id in (None, request.actor.member_id),
        "may_reopen": ready
        and request.actor.may("case:write")
        and case.closed_at is not None
        and case.joined_to_id is None
        and closing is not None
        and closing.closed is not None,
        "ends_here": task_of_second_person(case, request.actor),
        "may_keep": request.actor.may("referral:assign")
        and case.closed_at is not None
        and case.joined_to_id is None,
        "may_print": ready and bool(opened.documents),
    }


@dataclass(frozen=True, slots=True)
class SentFrom:
    """One row of what went out of the file, and to whom, as the reader may know it."""

    referral: Referral
    recipient: Institution

    @property
    def heard(self) -> bool:
        return bool(getattr(self.referral, "heard", False))


def _sent(rows: list[Referral], request: MemberRequest) -> list[SentFrom]:
    typed = addressees_of(rows, by=request.actor, keys=request.keys)
    return [
        SentFrom(one, found.as_institution() if found else one.recipient_institution)
        for one in rows
        for found in [typed.get(one.packet_id)]
    ]


@dataclass(frozen=True, slots=True)
class PlanPart:
    """The needs of the plan that belong to one page; `begun`: something stands in the plan.
    `given`: what was given in all, a sum for each unit, on the page of support.
    """

    needs: list[NeedView]
    begun: bool
    adopted: bool
    given: list[str]


def _careplan(case: Case, opened: OpenFile, pillar: str) -> PlanPart | None:
    """None for who does not read it, nor the part beside which it would be written."""
    document = opened.documents.get(careplan.SECTION)
    if document is None and LATER[careplan.SECTION] not in opened.documents:
        return None
    view = plan_view(case, document or {})
    needs = [one for one in view.needs if one.pillar_code == pillar]
    given = view.given if pillar == "support" else []
    return PlanPart(needs, bool(view.needs), view.plan.adopted is not None, given)


def _adopted_on(opened: OpenFile) -> date | None:
    """None where nobody has adopted a plan, and for who does not read it."""
    plan = careplan.CarePlan.of(opened.documents.get(careplan.SECTION) or {})
    return plan.adopted.day if plan.adopted is not None else None


def _life(opened: OpenFile) -> list[Fact] | None:
    """School, work and people, as they stand in who the person is."""
    identity = opened.documents.get("identity")
    return None if identity is None else group_facts("identity", LIFE, identity)


def _legal_track(case: Case, opened: OpenFile) -> TrackPart | None:
    """None for who does not read it, nor the part beside which it would be written."""
    document = opened.documents.get(legal_track.SECTION)
    if document is None and legal_track.READ_WITH not in opened.documents:
        return None
    track = legal_track.LegalTrack.of(document or {})
    return TrackPart(
        next_dates(track, today_in(case.network))[:_AT_FIRST],
        [
            (headline(one), state_of(one))
            for name in legal_track.KINDS
            for one in track.entries(name)
        ],
    )


def _sections(case: Case, part: str) -> list[str]:
    """Those on the page; the counted record only of a file that counts its person."""
    counted = carries_count(case.opened_by)
    return [name for name in PILLAR_SECTIONS.get(part, ()) if counted or name != "count"]


def visible_of(referrals: list[Referral], request: MemberRequest) -> list[Referral]:
    """Those to whose packet a key leads: whoever reads one part of a file has not all of it."""
    ids = [one.pk for one in referrals]
    mine = set(_SEEN.rows(request.actor, ids))
    return [one for one in referrals if one.pk in mine]


_SEEN: Final = PreparedRows(
    lambda actor, ids: (
        Referral.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)
    )
)


def _has_name(request: MemberRequest, case: Case) -> bool:
    return bool(_NAMES.rows(request.actor, [slot_of(case.box_id, "name")]))


_NAMES: Final = PreparedRows(
    lambda actor, slots: (
        Section.objects.visible_to(actor).filter(slot__in=slots).values_list("pk", flat=True)
    )
)


def may_write(request: MemberRequest, case: Case) -> bool:
    """Whether a page offers it; the actions check again."""
    return case.closed_at is None and request.actor.may("case:write")


def chip(institution: Institution, *, own: bool) -> dict[str, object]:
    """One chip of "who sees"; where the reader has no key, it is not theirs."""
    return {"label": short_name(institution), "sector": institution.sector, "own": own}


def _part(
    case: Case, name: str, opened: OpenFile, questions: NetworkQuestions, earlier: Earlier | None
) -> Part:
    title = SECTIONS[name]
    document = opened.documents.get(name)
    if document is None:
        return Part(name, title, opened=False, needs_reason=name in opened.needs_reason)
    signs = document.get("signs")
    return Part(
        name,
        title,
        opened=True,
        needs_reason=False,
        edited=name in EDITED,
        # The name stands at the head of the page, masked.
        facts=[] if name in ("name", "people") else section_facts(name, document),
        not_asked=[str(one.label) for one in not_asked(name, document, questions)],
        people=[RelatedPerson.of(one) for one in document.get("people", [])],
        counted=counted_lines(case, document) if name == COUNTED_SECTION else [],
        signs=Signs.from_document(signs) if signs else None,
        earlier=earlier,
    )


def _lacking(opened: OpenFile, questions: NetworkQuestions) -> list[CaseField]:
    """What the Centre asks for and nobody has asked the person, of the parts that are open here."""
    return [
        one
        for section in EDITED
        if section in opened.documents
        for one in not_asked(section, opened.documents[section], questions)
        if one.centre
    ]


def _waiting(referrals: list[Referral]) -> list[Row]:
    """What waits in what came and what went out, the nearest deadline first."""
    return rows(_WAITING.rows([one.pk for one in referrals])) if referrals else []


_WAITING: Final = PreparedRows(
    lambda referrals: (
        Task.objects.open()
        .filter(subject_kind="referral", subject_id__in=referrals)
        .with_deadline()
        .nearest_first()[:_AT_FIRST]
    )
)


def _just_ended(request: MemberRequest, case: Case) -> Task | None:
    """The step that was ended last, for the note with "Undo"."""
    found = _named_in(request, "ended", case)
    return found.filter(ARE_STEPS).exclude(done_at=None).first() if found is not None else None


def _just_answered(request: MemberRequest, case: Case) -> Task | None:
    """What the reader has approved or sent back as its second person."""
    found = _named_in(request, "answered", case)
    if found is None:
        return None
    own = found.filter(kind=APPROVE_ASSESSMENT, done_by_id=request.actor.member_id)
    return own.exclude(done_at=None).first()


def _named_in(request: MemberRequest, name: str, case: Case) -> TaskQuerySet | None:
    """The task of this case that the address names, if it names any."""
    try:
        task_id = UUID(request.GET.get(name, ""))
    except ValueError:
        return None
    return Task.objects.filter(pk=task_id, subject_kind="case", subject_id=case.pk)
