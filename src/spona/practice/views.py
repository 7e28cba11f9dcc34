"""Pages of practice: what there is, calling, taking part, and what is told afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import audit, deadlines
from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.audit.witnesses import root_line
from spona.deadlines.late import today_in
from spona.directory.actions import act_for
from spona.directory.models import Network
from spona.documents.papers import Issue, paper_docx, paper_pdf
from spona.documents.papers.docx_file import DOCX_TYPE
from spona.documents.render import Language
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, csv_table, xlsx_table
from spona.identity.form_recovery import is_own_path
from spona.identity.slow_pages import PAPER, TABLE, slow
from spona.practice import actions
from spona.practice.actions.ending import LASTS
from spona.practice.feedback import feedback_of, hour_words, paper_of, who_plays
from spona.practice.forms import ALONE, TOGETHER, CallForm, RoleForm
from spona.practice.invented_people import InventedPeople
from spona.practice.models import Drill, Part
from spona.practice.permissions import check_can_end, leads_network, part_of
from spona.practice.queries import line, wants_reminding
from spona.practice.scenarios import scenarios
from spona.practice.turns import Face, Turn, current, face_of, minutes, turns_of
from spona.reference.file_names import file_name
from spona.reference.letters import in_letters
from spona.ui.trace import Trace

# The first page: how long ago, what one can rehearse, what was held.

SHOWN = 20
_FILES = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}


@member("network:read")
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """`?network=` and `?story=` narrow what was held; who acts in a membership of a drill is led to
    it.
    """
    networks = own_networks(request)
    if not networks:
        return _acting_as(request)
    shown = _chosen(request, networks)
    story = request.GET.get("story", "")
    held = _held(shown, story)
    page = Paginator(held, SHOWN).get_page(request.GET.get("page"))
    leads = shown.pk in request.actor.networks_where("practice:run")
    context = {
        "network": shown,
        "networks": networks,
        "line": line(shown, today_in(shown)),
        "open": [_open_row(request, one) for one in _open(request, shown)],
        "scenarios": list(scenarios().values()),
        "story": story if story in scenarios() else "",
        "page": page,
        "rows": [_held_row(one) for one in page],
        "any_held": bool(page.paginator.count) or bool(story),
        "query": urlencode({"network": shown.slug, **({"story": story} if story else {})}),
        "leads": leads,
        "wanted": wants_reminding(shown),
        "made": _made(),
    }
    return render(request, "practice/overview.html", context)


def _made() -> Trace:
    """Of what is told of drills that were held."""
    return Trace(
        "held",
        _("Steps that were done, of all of the story; of those with a deadline, how many in time."),
        closed=_("At the end everything written in it is erased. Steps and times stay."),
    )


def own_networks(request: MemberRequest) -> list[Network]:
    """The real networks of the acting membership."""
    rows = Network.objects.visible_to(request.actor).real().select_related("town")
    return list(rows.order_by("slug"))


def _acting_as(request: MemberRequest) -> HttpResponse:
    mine = Drill.objects.open().visible_to(request.actor).filter(started_at__isnull=False)
    for drill in mine:
        if part_of(request.actor, drill) is not None:
            return HttpResponseRedirect(reverse("practice:drill", args=[drill.pk]))
    return render(request, "practice/no_network.html")


def _chosen(request: MemberRequest, networks: list[Network]) -> Network:
    asked = request.GET.get("network", "")
    return next((one for one in networks if one.slug == asked), networks[0])


def _open(request: MemberRequest, network: Network) -> list[Drill]:
    """Called or running, of this network; and the own one of another membership."""
    rows = Drill.objects.open().visible_to(request.actor).select_related("network__town")
    return [one for one in rows if one.network_id == network.pk or part_of(request.actor, one)]


def _open_row(request: MemberRequest, drill: Drill) -> dict[str, Any]:
    parts = list(drill.parts.filter(left_at=None).select_related("person", "institution"))
    return {
        "drill": drill,
        "scenario": scenarios()[drill.scenario],
        "mine": part_of(request.actor, drill) is not None,
        "who": [who_plays(one) for one in parts],
        "free": len(scenarios()[drill.scenario].roles) - len(parts),
    }


def _held(network: Network, story: str) -> Any:
    rows = Drill.objects.held().filter(network=network).order_by("-started_at")
    return rows.filter(scenario=story) if story in scenarios() else rows


def _held_row(drill: Drill) -> dict[str, Any]:
    return {
        "drill": drill,
        "title": scenarios()[drill.scenario].title,
        "answer": feedback_of(drill).answer,
        "who": sorted({str(one.institution.words) for one in drill.parts.all()}),
    }


@member("practice:run")
@require_POST
def set_reminding(request: MemberRequest, slug: str) -> HttpResponse:
    """Whether a task comes to the coordinator's desk half a year after the last drill."""
    network = get_object_or_404(Network.objects.visible_to(request.actor).real(), slug=slug)
    wanted = request.POST.get("wanted") == "yes"
    actions.set_reminding(network, wanted=wanted, by=request.actor)
    return HttpResponseRedirect(f"{reverse('practice:overview')}?network={network.slug}")


@member("network:read")
@slow("table", TABLE)
@require_safe
def export(request: MemberRequest) -> HttpResponse:
    """What was held, as a table: institutions, never names. `?as=csv` or `xlsx`."""
    networks = own_networks(request)
    kind = request.GET.get("as", "csv")
    if not networks or kind not in _FILES:
        return HttpResponse(status=404)
    shown = _chosen(request, networks)
    made, content_type = _FILES[kind]
    head = (_("Day"), _("Story"), _("Who took part"), _("How it ended"), _("Result"))
    rows = [
        (
            localtime(one["drill"].started_at).date(), str(one["title"]), "; ".join(one["who"]),
            one["drill"].get_ending_display(), one["answer"],
        )
        for one in map(_held_row, _held(shown, request.GET.get("story", "")))
    ]  # fmt: skip
    audit.record_read(
        "drill:listed", by=request.actor, subject=("network", shown.pk), detail={"rows": len(rows)}
    )
    name = file_name(pgettext("file name", "drills"))
    return HttpResponse(
        made(head, rows),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}-{shown.slug}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


# Which drill one may know of, and where one goes after it has moved.


def known_drill(request: MemberRequest, drill_id: UUID) -> Drill:
    """A drill of one's networks or one's own; else 404."""
    rows = Drill.objects.visible_to(request.actor).select_related("network__town", "called_by")
    return get_object_or_404(rows, pk=drill_id)


def to_drill(drill: Drill) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("practice:drill", args=[drill.pk]))


# One drill: before it begins, while it runs, and what is told afterwards.

# Where each step is done: the page of the real app, with the reference of what it is about.
_PAGES: Final = {
    "refer": "cases:refer", "close": "cases:finish", "team": "cases:team",
    "read": "tipline:read", "take": "tipline:read", "reply": "tipline:read",
    "file": "tipline:read", "contact": "cases:file", "assess": "cases:file", "ask": "cases:file",
    "decide": "cases:write_decision", "plan": "cases:careplan", "review": "cases:file",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A step as the page of a running drill draws it: state done, now or ahead."""

    turn: Turn
    face: Face
    who: str
    yours: bool
    state: str


@member("network:read")
@require_safe
def drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    return drill_page(request, known_drill(request, drill_id))


def drill_page(
    request: MemberRequest, drill: Drill, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    """The page in whatever state the drill is; the strip of practice stands on it from the call."""
    drill.refresh_from_db()
    scenario, part = scenarios()[drill.scenario], part_of(request.actor, drill)
    parts = list(drill.parts.filter(left_at=None).select_related("person", "institution"))
    context: dict[str, Any] = {
        "drill": drill,
        "scenario": scenario,
        "part": part,
        "role": scenario.roles[part.role] if part else "",
        "brief": scenario.brief[part.role] if part else "",
        "played": _played(drill, parts),
        "may_end": part is not None or leads_network(request.actor, drill),
        "hour": hour_words(),
        "practice": True,
        "note": note,
    }
    if drill.ended_at is not None:
        name, more = (
            "practice/feedback.html",
            {"told": feedback_of(drill), "everybody": _ever(drill)},
        )
    elif drill.find_stage() is not None:
        name, more = "practice/running.html", _running(request, drill, part)
    else:
        name, more = "practice/called.html", _called(request, drill, parts)
    return render(request, name, context | more | bound, status=status)


def _played(drill: Drill, parts: list[Part]) -> list[tuple[str, str, bool]]:
    """(role, by whom, somebody real) of every role. While it runs the invented ones have names,
    for one has to choose them in lists.
    """
    by = {part.role: part for part in parts}
    scenario, stage = scenarios()[drill.scenario], drill.find_stage()
    people = InventedPeople(stage) if stage is not None else None

    def who(code: str) -> str:
        said = who_plays(by.get(code))
        if code in by or people is None:
            return said
        return f"{people.member(scenario.played_by[code]).person.shown_name}, {said}"

    return [(str(words), who(code), code in by) for code, words in scenario.roles.items()]


def _ever(drill: Drill) -> list[tuple[str, str]]:
    rows = drill.parts.select_related("person", "institution")
    roles = scenarios()[drill.scenario].roles
    return [(str(roles[one.role]), who_plays(one)) for one in rows]


def _called(request: MemberRequest, drill: Drill, parts: list[Part]) -> dict[str, Any]:
    scenario = scenarios()[drill.scenario]
    taken = {part.role for part in parts}
    may_join = drill.network_id in request.actor.networks and len(taken) < len(scenario.roles)
    return {"role_form": RoleForm(scenario=scenario, taken=taken) if may_join else None}


def _running(request: MemberRequest, drill: Drill, part: Part | None) -> dict[str, Any]:
    turns = turns_of(drill)
    rows = [_row(turn, part) for turn in turns]
    now = current(turns)
    assert drill.started_at is not None
    gone = deadlines.now() - drill.started_at
    return {
        "rows": rows,
        "now_row": next((row for row in rows if row.turn is now), None),
        "acting_as": part is not None and request.actor.member_id == part.membership,
        "page_url": _page_of(now, drill) if now is not None else "",
        "gone": minutes(max(0, int(gone.total_seconds()))),
        "left": minutes(max(0, int((LASTS - gone).total_seconds()))),
        "mark": f"{now.step.code}-{now.reference}" if now is not None else "end",
    }


def _row(turn: Turn, part: Part | None) -> Row:
    yours = part is not None and turn.part is not None and turn.part.pk == part.pk
    state = "done" if turn.done_at else "now" if turn.now else "ahead"
    return Row(turn, face_of(turn), who_plays(turn.part), yours, state)


def _page_of(turn: Turn, drill: Drill) -> str:
    """The page of the real app on which the step is done, in the membership of the drill."""
    if turn.step.code == "send":
        return reverse("cases:begin_draft")
    if not turn.reference:
        return reverse("cases:queue")
    return reverse(_PAGES.get(turn.step.code, "cases:read"), args=[turn.reference])


# Calling a drill, taking a role, giving it back.


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def call_drill(request: MemberRequest, scenario: str) -> HttpResponse:
    """One story: what one plays, and with whom. Alone it begins at once."""
    story, networks = scenarios().get(scenario), own_networks(request)
    if story is None or not networks:
        raise Http404
    form = CallForm(request.POST or None, scenario=story, networks=networks)
    status = 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def called() -> str:
            network = next(one for one in networks if one.slug == asked["network"])
            made = actions.call_drill(
                network, scenario=story.code, role=asked["role"],
                told=asked["company"] == TOGETHER, by=request.actor,
            )  # fmt: skip
            if asked["company"] == ALONE:
                actions.begin_drill(made, by=request.actor)
            return reverse("practice:drill", args=[made.pk])

        with RefusalAsFormError(form):
            path = once(asked["token"], called)
            _stay(request)
            return HttpResponseRedirect(path)
    if form.errors:
        status = 422
    context = {"form": form, "scenario": story, "networks": networks}
    return render(request, "practice/call.html", context, status=status)


@member("network:read")
@require_POST
def join_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    drill = known_drill(request, drill_id)
    taken = drill.parts.filter(left_at=None).values_list("role", flat=True)
    form = RoleForm(request.POST, scenario=scenarios()[drill.scenario], taken=list(taken))
    if not form.is_valid():
        return drill_page(request, drill, status=422, role_form=form)
    try:
        actions.join_drill(drill, role=form.cleaned_data["role"], by=request.actor)
    except (Denied, Conflict) as refusal:
        return drill_page(request, drill, status=409, note=str(refusal.sentence))
    _stay(request)
    return to_drill(drill)


@member("network:read")
@require_POST
def leave_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    drill = known_drill(request, drill_id)
    try:
        actions.leave_drill(drill, by=request.actor)
    except (Denied, Conflict) as refusal:
        return drill_page(request, drill, status=409, note=str(refusal.sentence))
    return to_drill(drill)


def _stay(request: MemberRequest) -> None:
    """Keep the acting membership: with a second one at hand nobody is asked in mid-work which."""
    identity, worn = request.identity, request.actor  # type: ignore[attr-defined]
    if worn.member_id is not None and identity.session.acting_member is None:
        act_for(identity, member_id=worn.member_id, by=worn)


# Begin, go on, change the membership, end.


@member("network:read")
@require_POST
def begin_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    drill = known_drill(request, drill_id)
    try:
        actions.begin_drill(drill, by=request.actor)
    except (Denied, Conflict) as refusal:
        return drill_page(request, drill, status=409, note=str(refusal.sentence))
    return to_drill(drill)


@member("network:read")
@require_POST
def advance(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """The invented partners move now instead of at the next turn of the worker."""
    drill = known_drill(request, drill_id)
    if part_of(request.actor, drill) is not None:
        actions.advance(drill, by=request.actor)
    return to_drill(drill)


@member("network:read")
@require_POST
def switch_membership(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """Into the drill and back: always by the person's own press, and recorded as every change.

    `membership=own` takes it off and leads to `next`, a path of this site, whether or not something
    is there: pressed once more on a page that is older, it puts nothing on.
    """
    drill = known_drill(request, drill_id)
    part = part_of(request.actor, drill)
    identity = request.identity  # type: ignore[attr-defined]
    if part is None or part.membership is None:
        return drill_page(request, drill, status=409, note=_("You have no role in this drill."))
    off = request.POST.get("membership") == "own"
    wanted = part.own_id if off else part.membership
    if wanted is None:
        raise Denied(_("You have no mandate for that institution today."))
    if wanted != request.actor.member_id:
        act_for(identity, member_id=wanted, by=request.actor)
    asked = request.POST.get("next", "")
    return HttpResponseRedirect(asked) if off and is_own_path(asked) else to_drill(drill)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def end_drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """Asks first: what was written on the stage is erased with it."""
    drill = known_drill(request, drill_id)
    check_can_end(request.actor, drill)
    if request.method == "POST":
        actions.end_drill(drill, by=request.actor)
        return to_drill(drill)
    context = {"drill": drill, "scenario": scenarios()[drill.scenario], "practice": True}
    return render(request, "practice/end.html", context)


# What was told, on paper: PDF, or DOCX to go on writing in.

_MADE = {"pdf": (paper_pdf, "application/pdf"), "docx": (paper_docx, DOCX_TYPE)}


@member("network:read")
@slow("paper", PAPER)
@require_safe
def print_feedback(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    """`?as=pdf` or `docx`; 404 before it is over. It says on every page that all is invented."""
    drill = known_drill(request, drill_id)
    kind = request.GET.get("as", "pdf")
    if drill.ended_at is None or drill.started_at is None or kind not in _MADE:
        raise Http404
    issue = Issue(
        cast("Language", str(getattr(request, "language", "sr"))), timezone.localtime(),
        tuple(settings.FONT_PATHS), root_line(), practice=True,
    )  # fmt: skip
    made, content_type = _MADE[kind]
    name = f"{file_name(pgettext('file name', 'drill'))}-{drill.started_at:%Y-%m-%d}.{kind}"
    audit.record_read("drill:printed", by=request.actor, subject=drill.subject)
    return HttpResponse(
        made(in_letters(paper_of(drill), issue.language), issue),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
