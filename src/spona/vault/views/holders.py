"""Add a holder, confirm one, remove one: each shows first what it will do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.directory.models import Person
from spona.vault import actions, queries
from spona.vault.views.keys import able_members, account_of, institution_of, row_of


@member("key:regrant")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, account: UUID) -> HttpResponse:
    own = institution_of(request)
    able = {each.person.account_id: each.person for each in able_members(own)}
    if account not in able:
        raise Http404

    def act() -> object:
        return actions.add_holder(
            own, account_of(able[account]), by=request.actor, keys=request.keys
        )

    return _asked(request, able[account], "add", act)


@member("key:regrant")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: MemberRequest, account: UUID) -> HttpResponse:
    own = institution_of(request)
    person = _holder(own, account)

    def act() -> object:
        return actions.confirm_regrant(own, account_of(person), by=request.actor)

    return _asked(request, person, "confirm", act)


@member("key:regrant")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, account: UUID) -> HttpResponse:
    own = institution_of(request)
    person = _holder(own, account)

    def act() -> object:
        return actions.remove_holder(own, account_of(person), by=request.actor)

    return _asked(request, person, "remove", act)


def _holder(institution: UUID, account: UUID) -> Person:
    for holder in queries.holders(institution):
        if holder.account.pk == account:
            return Person.objects.select_related("account").get(account_id=account)
    raise Http404


def _asked(
    request: MemberRequest, person: Person, verb: str, act: Callable[[], object]
) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            act()
        except (Denied, Conflict) as refused:
            refusal = str(refused.sentence)
        else:
            return HttpResponseRedirect(reverse("vault:keys"))
    context = {"row": row_of(person, request, {}), "verb": verb, "refusal": refusal}
    return render(request, "vault/holder.html", context)
