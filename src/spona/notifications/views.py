"""The page of notices, and the way from a mail to the thing it speaks of."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from spona.access.guards import MemberRequest, member, public
from spona.notifications import actions, queries
from spona.notifications.links import is_own_path, is_reference
from spona.notifications.models import Notice

_SHOWN = 50


@member()
@require_GET
def notices(request: MemberRequest) -> HttpResponse:
    """The notices of the reader, the newest first, one page of them; one query where all of them
    fit on it.
    """
    mine = Notice.objects.of(request.actor.account_id)
    newest = list(mine[: _SHOWN + 1])
    few = len(newest) <= _SHOWN
    pages: Paginator[Notice] = Paginator(newest if few else mine, _SHOWN)
    page = pages.get_page(request.GET.get("page"))
    unread = (
        sum(notice.read_at is None for notice in newest)
        if few
        else queries.unread_count(request.actor.account_id)
    )
    context = {"notices": page.object_list, "page": page, "unread": unread}
    return render(request, "notifications/notices.html", context)


@member()
@require_POST
def open_notice(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    """Marks a notice as read and goes where it leads."""
    notice = get_object_or_404(Notice.objects.of(request.actor.account_id), pk=notice_id)
    actions.mark_read(notice, by=request.actor)
    if is_own_path(notice.link):
        return redirect(notice.link)
    if is_reference(notice.reference):
        return redirect("notifications:open", notice.reference)
    return redirect("notifications:notices")


@member()
@require_POST
def mark_all_read(request: MemberRequest) -> HttpResponse:
    actions.mark_all_read(by=request.actor)
    return redirect("notifications:notices")


@public
@require_GET
def go(request: HttpRequest, reference: str) -> HttpResponse:
    """The first step from a mail: it brings no cookie, so a page of ours takes the second.

    A redirect by the server would still count as coming from the mail, and Strict cookies
    would stay behind. The page is the same for every reference, known or not.
    """
    target = reverse("notifications:open", args=[reference])
    page = render(request, "notifications/go.html", {"reference": reference, "target": target})
    page["Cache-Control"] = "no-store"
    return page


@member()
@require_GET
def open_reference(request: MemberRequest, reference: str) -> HttpResponse:
    """To the thing behind a reference; 404 when it is unknown or not for this reader."""
    path = queries.where(reference, request.actor)
    if path is None:
        raise Http404
    return redirect(path)
