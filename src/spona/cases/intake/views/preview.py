"""Step 5: exactly what the recipient will see, and the one button that sends it."""

from __future__ import annotations

from hmac import compare_digest
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict, Denied, GoneError
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once
from spona.cases.consent.rests_on import RestsOn
from spona.cases.intake.actions import DraftChanged, send_draft
from spona.cases.intake.compose import Missing, Order, order_of
from spona.cases.intake.forms.packet import PacketForm
from spona.cases.intake.presets import PARTS, SECTIONS
from spona.cases.intake.views.flow import Step, keep, opened, show, typed
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.numbers import numbers_of
from spona.cases.referrals.parties import receivers
from spona.cases.referrals.seen import FIELD, NOT_SEEN, NotSeen
from spona.directory.institution_names import full_name
from spona.directory.models import Institution, Person
from spona.identity.form_recovery import keeps_draft
from spona.vault.queries import connected


@keeps_draft
@member("report:write")
@require_http_methods(["GET", "POST"])
def preview(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """The preview; a POST changes what goes along and shows it again."""
    step = opened(request, draft_id, "preview")
    status, changed = 200, False
    note: str | Promise = ""
    if request.method == "POST":
        form = PacketForm(request.POST)
        try:
            keep(step, "packet", typed(form))
        except DraftChanged as other:
            step.draft, status, changed = other.draft, 409, True
        if "back" in request.POST and not changed:
            return HttpResponseRedirect(step.url("recipient"))
        if "paper" in request.POST and not changed:
            if _was_seen(step):
                return HttpResponseRedirect(step.url("send_on_paper"))
            status, note = 409, NOT_SEEN
    return page(step, status=status, changed=changed, note=note)


@member("report:send")
@require_POST
def send(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """Keep the ticks, then send; a second click or reload leads to the first result."""
    step: Step | None = None

    def act() -> str:
        # Opened and kept inside: of two clicks at once the second waits for the first one's
        # result, instead of missing the draft that the first has just sent.
        nonlocal step
        step = opened(request, draft_id, "preview")
        keep(step, "packet", typed(PacketForm(request.POST)))
        seen = request.POST.get(FIELD, "")
        referral = send_draft(step.draft, seen=seen, by=request.actor, keys=request.keys)
        return reverse("cases:read", args=[referral.reference])

    token = request.POST.get("token", "")
    if len(token) != 43:
        return HttpResponseRedirect(reverse("cases:preview", args=[draft_id]))
    try:
        return HttpResponseRedirect(once(token, act))
    except DraftChanged as other:
        assert step is not None
        step.draft = other.draft
        return page(step, status=409, changed=True)
    except Denied as refused:
        if step is None:
            raise
        return _kept_again(request, draft_id, status=422, note=refused.sentence)
    except NotSeen as other:
        return _kept_again(request, draft_id, status=409, note=other.sentence)
    except (Conflict, GoneError) as gone:
        return render(request, "cases/gone.html", {"sentence": gone.sentence}, status=409)


def page(
    step: Step, *, status: int = 200, changed: bool = False, note: str | Promise = ""
) -> HttpResponse:
    try:
        order = order_of(step.text, by=step.request.actor)
    except Denied:
        return HttpResponseRedirect(step.url("recipient"))
    able = connected(order.recipient)
    form = PacketForm(
        initial=step.text["packet"] | {"parts": list(order.parts)}, sections=order.sections
    )
    return show(
        step,
        "cases/preview.html",
        status=status,
        changed=changed,
        note=note,
        form=form,
        gives=_gives(form, order),
        order=order,
        cover=order.packet.cover,
        body=order.packet.body,
        ground=order.packet.body.ground,
        by_agreement=order.packet.body.ground.rests_on == RestsOn.AGREEMENT,
        sections=sections_of(order.packet.body),
        stays=[label for name, label in _offered(order).items() if name not in order.parts],
        excluded=_excluded(order),
        connected=able,
        on_paper=order.network.casework_open and not able,
        missing=[
            (one.sentence, step.url(_page_of(one.step)))
            for one in (*order.missing, *_nobody_left(order, able=able))
        ],
        token=new_token(),
        seen=order.seen_tag(step.draft.pk, by=step.request.actor),
        numbers=numbers_of(order.recipient),
    )


def _nobody_left(order: Order, *, able: bool) -> list[Missing]:
    """Told before it is sent, not by a refusal at the last button."""
    try:
        if able:
            receivers(order.recipient, order.excluded_people)
    except Denied as refused:
        return [Missing("recipient", str(refused.sentence))]
    return []


def _excluded(order: Order) -> list[str]:
    """Names of those who get no key: only the writer ever sees them."""
    people = Person.objects.filter(pk__in=order.excluded_people).order_by("name")
    institutions = Institution.objects.filter(pk__in=order.excluded_institutions)
    return [*(one.shown_name for one in people), *map(full_name, institutions)]


def _kept_again(
    request: MemberRequest, draft_id: UUID, *, status: int, note: str | Promise
) -> HttpResponse:
    """The preview as it is now. What was refused took the ticks of this page back with it."""
    step = opened(request, draft_id, "preview")
    keep(step, "packet", typed(PacketForm(request.POST)))
    return page(step, status=status, note=note)


def _was_seen(step: Step) -> bool:
    try:
        order = order_of(step.text, by=step.request.actor)
    except Denied:
        return True
    tag = order.seen_tag(step.draft.pk, by=step.request.actor)
    return compare_digest(step.request.POST.get(FIELD, "").encode(), tag.encode())


def _offered(order: Order) -> dict[str, Promise]:
    return PARTS | {name: SECTIONS[name] for name in order.sections}


def _gives(form: PacketForm, order: Order) -> list[dict[str, object]]:
    return [
        {"tick": tick, "goes": str(tick.data["value"]) in order.parts} for tick in form["parts"]
    ]


def _page_of(part: str) -> str:
    return "preview" if part == "packet" else part
