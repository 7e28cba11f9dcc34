"""What became of a report, written by whoever heard it: one page a report, and their list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.cases.models import Referral
from spona.cases.referrals.moves import Kind
from spona.statistics import codes
from spona.statistics.actions import write_report_count
from spona.statistics.loop_forms import OutcomeForm
from spona.statistics.models import ReportCount
from spona.vault.actions import open_section
from spona.vault.models import Section
from spona.vault.recipients import COUNTED_SECTION
from spona.vault.refusals import TextConflict

SHOWN = 25


@member("report:follow")
@require_safe
def outcomes(request: MemberRequest) -> HttpResponse:
    """Reports whose outcome the reader can write down: references, institutions, days."""
    ids = _counts(request.actor).values_list("report", flat=True)
    rows = Referral.objects.visible_to(request.actor).filter(pk__in=ids, kind=Kind.REPORT)
    rows = rows.select_related("sender_institution", "recipient_institution").with_heard()
    rows = rows.order_by("-sent_at")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    return render(request, "dashboard/loop/outcomes.html", {"page": page})


@member("report:follow")
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: MemberRequest, reference: str) -> HttpResponse:
    """Opened in memory and sealed again; where somebody was faster, nothing is lost."""
    rows = Referral.objects.visible_to(request.actor).filter(kind=Kind.REPORT)
    referral = get_object_or_404(
        rows.select_related("sender_institution"), reference=reference.upper()
    )
    count, section = _opened(request.actor, referral.pk)
    document = open_section(section, by=request.actor, keys=request.keys)
    form = OutcomeForm(request.POST or None, document=document, more={"revision": section.revision})
    note, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                write_report_count(
                    count,
                    form.to_document(),
                    revision=form.cleaned_data["revision"],
                    by=request.actor,
                    keys=request.keys,
                )
            except TextConflict as changed:
                note, status = str(changed.sentence), 409
                again = request.POST.copy()
                again["revision"] = str(changed.revision)
                form = OutcomeForm(again, document=changed.theirs or document)
            except (Denied, Conflict) as refusal:
                note = str(refusal.sentence)
            else:
                return HttpResponseRedirect(reverse("dashboard:loop_outcomes"))
    context: dict[str, Any] = {
        "referral": referral,
        "form": form,
        "note": note,
        "facts": [
            (label, document["complete"][fact] == "yes") for fact, label in codes.FACTS.items()
        ],
    }
    return render(request, "dashboard/loop/outcome.html", context, status=status)


def _counts(actor: Actor) -> Any:
    """Counted reports to which an open key of the reader leads: their boxes hold nothing else."""
    keys = Section.objects.visible_to(actor)
    return ReportCount.objects.standing().filter(box__in=keys.values("box"))


def _opened(actor: Actor, report: UUID) -> tuple[ReportCount, Section]:
    """404 where it is not counted, or no key leads to it."""
    count = _counts(actor).filter(report=report).first()
    if count is None:
        raise Http404
    rows = Section.objects.visible_to(actor).named(count.box_id, COUNTED_SECTION)
    section = rows.select_related("box").first()
    if section is None:
        raise Http404
    return count, section
