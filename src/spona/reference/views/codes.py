"""Code lists: reading, and proposing an entry, better words or an end."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.reference import actions
from spona.reference.forms import EndForm, NewCodeForm, RewordForm
from spona.reference.models import Code
from spona.reference.models.proposals import CODE, LEGAL, SIGNS
from spona.reference.permissions import may_propose
from spona.reference.protected_codes import is_fixed
from spona.reference.queries import (
    code_lists,
    codes_of,
    history_of,
    indicator_lists,
    legal_rows,
    waiting,
)
from spona.reference.scripts import serbian_key
from spona.reference.titles import title_of
from spona.reference.views.lookups import found, propose_page


@member("network:read")
@require_safe
def lists(request: MemberRequest) -> HttpResponse:
    """Every list in force today, and what waits for a second person."""
    day = timezone.localdate()
    query = request.GET.get("q", "")[:80]
    shown = {
        "code_lists": found(code_lists(day), query, lambda one: one.title),
        "indicator_lists": found(indicator_lists(day), query, lambda one: str(one.words)),
        "legal": len(legal_rows()),
        "waiting": len(waiting((CODE, SIGNS, LEGAL))),
        "query": query,
    }
    return render(request, "reference/lists.html", shown)


@member("network:read")
@require_safe
def code_list(request: MemberRequest, name: str) -> HttpResponse:
    """One list with every entry it ever had, those that have ended last."""
    rows = _known(name)
    query = request.GET.get("q", "")[:80]
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    today = timezone.localdate()
    shown = [row for row in rows if _in_state(row, state, today)]
    shown = found(shown, query, lambda row: f"{' '.join(row.words.values())} {row.code}")
    if sort == "words":
        shown.sort(key=lambda row: serbian_key(str(row.words)))
    asked = waiting((CODE,))
    context = {
        "name": name,
        "title": title_of(name),
        "rows": [(row, asked.get(f"{name}/{row.code}")) for row in shown],
        "new": [
            one for key, one in asked.items() if key.startswith(f"{name}/") and not one.base
        ],
        "all": len(rows), "query": query, "state": state, "sort": sort,
        "may_propose": may_propose(request.actor, CODE),
    }  # fmt: skip
    return render(request, "reference/code_list.html", context)


@member("network:read")
@require_safe
def code(request: MemberRequest, name: str, code: str) -> HttpResponse:
    """One entry: what it says, all its versions, and who changed it by whose confirmation."""
    newest = _newest(name, code)
    versions = Code.objects.filter(list=name, code=code).order_by("-version")
    context = {
        "row": newest,
        "title": title_of(name),
        "versions": versions,
        "history": history_of(CODE, f"{name}/{code}"),
        "waits": waiting((CODE,)).get(f"{name}/{code}"),
        "fixed": is_fixed(name, code),
        "may_propose": may_propose(request.actor, CODE) and newest.valid_to is None,
    }
    return render(request, "reference/code.html", context)


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_code(request: MemberRequest, name: str) -> HttpResponse:
    _known(name)
    form = NewCodeForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_code(
            name, code=asked["code"], words=form.words, source=asked["source"],
            certainty=asked["certainty"], by=request.actor,
        ),
        context={"heading": _("A new entry"), "above": title_of(name),
            "back": ("reference:code_list", name)},
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_words(request: MemberRequest, name: str, code: str) -> HttpResponse:
    row = _newest(name, code)
    initial = {**row.words, "source": row.source, "certainty": row.certainty}
    others = row.words.keys() - {"sr", "en"}
    form = RewordForm(request.POST or None, initial=initial, others=others)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_words(
            row, words=form.words, source=asked["source"], certainty=asked["certainty"],
            same_meaning=asked["same_meaning"], by=request.actor,
        ),
        context={
            "heading": _("Better words"), "above": row.words,
            "back": ("reference:code", name, code),
        },
    )  # fmt: skip


@member("reference:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_end(request: MemberRequest, name: str, code: str) -> HttpResponse:
    row = _newest(name, code)
    form = EndForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_end(
            row, ends_on=form.ends_on, why=asked["why"], by=request.actor
        ),
        context={
            "heading": _("End this entry"), "above": row.words,
            "back": ("reference:code", name, code),
            "note": _("Whoever answered with it keeps it. Nobody can choose it any more."),
        },
    )  # fmt: skip


def _known(name: str) -> list[Code]:
    rows = codes_of(name)
    if not rows:
        raise Http404(name)
    return rows


def _newest(name: str, code: str) -> Code:
    row = Code.objects.filter(list=name, code=code).order_by("-version").first()
    if row is None:
        raise Http404(code)
    return row


def _in_state(row: Code, state: str, today: object) -> bool:
    ended = row.valid_to is not None and row.valid_to <= today  # type: ignore[operator]
    return {"now": not ended, "ended": ended}.get(state, True)
