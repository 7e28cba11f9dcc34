"""The page of one referral, for its sender and for its recipient."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token
from spona.cases.case.acting_membership import acting_membership
from spona.cases.casefile.actions.another_case import check_can_open_another
from spona.cases.casefile.forms import AcceptForm, AnswerForm, AssignForm
from spona.cases.casefile.on_paper import lead as on_paper
from spona.cases.casefile.reading import Reading
from spona.cases.casefile.reading import read as open_for
from spona.cases.casefile.views.reasons import given_reason, reason_form
from spona.cases.referrals.addressee import numbers_for
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.held_after_restore import is_unconfirmed
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import BEFORE_SENDING, TAKEN, Kind, State
from spona.cases.referrals.numbers import Number, numbers_of
from spona.cases.referrals.onward import marks_on
from spona.cases.referrals.permissions import may_work
from spona.cases.referrals.question_pause import deadline_words
from spona.cases.referrals.said import TO_RECIPIENT, TO_SENDER
from spona.cases.referrals.sender_state import sender_state
from spona.cases.referrals.stranded import is_stranded
from spona.directory.institution_names import short_name
from spona.directory.models import Member


@member()
@require_http_methods(["GET", "POST"])
def read(request: MemberRequest, reference: str) -> HttpResponse:
    """Read it; a POST carries the reason of a holder who is not assigned (never in an address)."""
    referral = visible(request, reference)
    given = given_reason(request, referral)
    if given.mistake is not None:
        return page(request, referral, status=422, bound={"reason_form": given.mistake})
    return page(request, referral, reason=given.code)


@member()
@require_POST
def show_name(request: MemberRequest, reference: str) -> HttpResponse:
    """The masked name, logged as a reading of its own; a page where there is no script."""
    referral = visible(request, reference)
    reading = open_for(referral, by=request.actor, keys=request.keys)
    name = reading.name_in(request.GET.get("of", ""))
    if name is None:
        raise Http404
    if not request.headers.get("X-Requested-With"):
        return page(request, referral, shown=True)
    return HttpResponse(name, content_type="text/plain; charset=utf-8")


def path_of(referral: Referral) -> str:
    return reverse("cases:read", args=[referral.reference])


def visible(request: MemberRequest, reference: str) -> Referral:
    """The referral behind a reference; 404 for what one may not know exists."""
    rows = Referral.objects.visible_to(request.actor).select_related(
        "network",
        "sender_institution",
        "recipient_institution",
        "paper_institution",
        "sent_by__person",
        "to_case",
    )
    referral = rows.filter(reference=reference.upper()).first()
    if referral is None:
        raise Http404
    return referral


def page(
    request: MemberRequest,
    referral: Referral,
    *,
    status: int = 200,
    reason: str = "",
    note: str | Promise = "",
    shown: bool = False,
    typed: str = "",
    bound: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """`bound`: a form that came back with mistakes, under its name in the page.

    `note` is what somebody else has done meanwhile; `typed` what was written here before that.
    """
    reading = open_for(referral, by=request.actor, keys=request.keys, reason=reason)
    context = _forms(reading, request.actor) | (bound or {})
    return render(
        request,
        "cases/read.html",
        {
            "reading": reading,
            "referral": referral,
            "cover": reading.cover,
            "body": reading.body,
            "lead": lead(reading),
            "note": note,
            "shown": shown,
            "typed": typed,
            "token": new_token(),
            "reason_form": reason_form() if reading.needs_reason else None,
            "given_reason": reason,
            "cover_holders": _holders(reading, opened=referral.state not in BEFORE_SENDING),
            "body_holders": _holders(reading, opened=referral.accepted_at is not None),
            "sender_state": sender_state(referral, asked=reading.asked),
            "locked": reading.needs_reason,
            # Of a file the page of its agreements asks.
            "unconfirmed": reading.sender_side
            and referral.agreement_id is None
            and is_unconfirmed(referral),
            "stranded": reading.sender_side and is_stranded(referral),
            "sections": sections_of(reading.body) if reading.body else [],
            "numbers": _numbers(reading),
            "may_open_another": _may_open_another(reading, request.actor),
            **context,
        },
        status=status,
    )


def lead(reading: Reading) -> str:
    """What is so and what comes next; where somebody waits for the sender, whether time runs."""
    urgency = reading.cover.urgency if reading.cover else ""
    waits = reading.asked or reading.referral.state == State.AWAITING_COMPETENT
    words = deadline_words(reading.referral, urgency) if waits else ""
    return " ".join(filter(None, (_lead(reading), words)))


def _lead(reading: Reading) -> str:
    referral, state = reading.referral, reading.referral.state
    if reading.sender_side and reading.may_answer and referral.on_paper:
        return _("They ask you something. Call them or hand it over, and write down what you said.")
    if (
        reading.paper is not None
        and reading.paper.now
        and (said := on_paper(referral, reading.paper))
    ):
        return said
    if reading.sender_side and reading.may_answer:
        return _("The recipient asks you something. Answer here; they wait for it.")
    if reading.sender_side:
        return str(TO_SENDER.get(state, "")) or {
            "sent": _("It is sent. Nobody has opened it yet; you will be told."),
            "opened": _("The recipient has opened it and now decides whether they take it over."),
            "accepted": _("The recipient has taken it over. You need do nothing more."),
            # The stage of the work itself stays with those who do it.
            "in_work": _("The recipient has taken it over. You need do nothing more."),
            "done": _("The recipient has closed it."),
        }.get(state, "")
    return str(TO_RECIPIENT.get(state, "")) or {
        "sent": _("It has arrived. Open it to see what is asked; the sender is told."),
        "opened": _("Decide whether you accept it. The rest opens when you do."),
        "needs_information": _("You asked the sender. You may accept it anyway."),
        "accepted": _("It is assigned; the work can begin.")
        if reading.led_by
        else _("You have accepted it. Assign it, or begin."),
        "in_work": _("It is being worked on. At the end, tell the sender."),
        "done": _("It is closed, and the sender was told."),
    }.get(state, "")


def colleagues(referral: Referral, actor: Actor) -> list[Member]:
    """Who can be assigned: today's colleagues with a login whose role works on such a thing,
    and who were not locked out.
    """
    rows = (
        Member.objects.active_on(timezone.localdate())
        .filter(
            institution=acting_membership(actor).institution,
            person__account__isnull=False,
            person__account__disabled_at=None,
        )
        .select_related("person")
        .order_by("person__name")
    )
    out = marks_on(referral)
    able = [one for one in rows if one.can_act() and may_work(one)]
    return [one for one in able if mark(PERSON, one.person_id) not in out]


def _forms(reading: Reading, actor: Actor) -> dict[str, Any]:
    referral = reading.referral
    may_assign = (
        not reading.sender_side and referral.state in TAKEN and actor.may("referral:assign")
    )
    return {
        "accept_form": AcceptForm(auto_id="accept_%s"),
        "answer_form": AnswerForm(auto_id="answer_%s"),
        "assign_form": AssignForm(people=colleagues(referral, actor)) if may_assign else None,
        "needs_file": not reading.sender_side
        and referral.state in TAKEN
        and not referral.to_case
        and referral.kind != Kind.QUESTION,
    }


def _may_open_another(reading: Reading, actor: Actor) -> bool:
    """Whether this reader may open a file for one more person of it."""
    if reading.sender_side or reading.body is None or not actor.may("case:write"):
        return False
    try:
        check_can_open_another(actor, reading.referral)
    except Denied:
        return False
    return True


def _numbers(reading: Reading) -> list[Number]:
    """Of the other side, which one calls while there is no button for it."""
    referral = reading.referral
    if not reading.sender_side:
        return numbers_of(referral.sender_institution)
    return numbers_for(referral.recipient_institution, reading.addressee)


def _holders(reading: Reading, *, opened: bool) -> list[dict[str, object]]:
    """Chips "who sees": the own institution first. `opened` False: the recipient does not yet."""
    referral = reading.referral
    ours = reading.reader_id
    chips = [(referral.sender_institution, referral.sender_institution_id == ours)]
    if referral.on_paper and referral.paper_institution is not None:
        chips.append((referral.paper_institution, referral.paper_institution_id == ours))
    # Of what is on paper nobody there has a key.
    if opened and not referral.on_paper:
        chips.append((reading.recipient, not reading.sender_side))
    return [
        {"label": short_name(one), "sector": one.sector, "own": own}
        for one, own in sorted(chips, key=lambda chip: not chip[1])
    ]
