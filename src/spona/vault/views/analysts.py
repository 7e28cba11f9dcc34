"""Who holds a network's statistics key: the first one is made, given on, and taken away."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.crypto.errors import Unopenable
from spona.directory.models import Network, Person
from spona.directory.permissions import may_name_leaders
from spona.identity.models import Account
from spona.vault import actions, permissions, queries
from spona.vault.forms import BeginStatisticsForm
from spona.vault.views.begin import posted
from spona.vault.views.keys import account_of, pairs, row_of


@member("statistics:read")
@require_safe
def analysts(request: MemberRequest, network: str) -> HttpResponse:
    """The analysts of today, and whoever opens the newest key; for them and who coordinates."""
    found = _network(request, network, "statistics:read")
    key = queries.current_statistics_key(found.pk)
    holding = queries.statistics_holders(key) if key else set()
    named = queries.analysts(found.pk)
    # Whoever holds it and has the role no more stays on the page until the wraps are gone.
    left = holding - {person.account_id for person in named}
    gone = Person.objects.filter(account__in=left).select_related("account").order_by("name")
    both = queries.may_not_count(found.pk, [*named, *gone])
    rows = [row_of(person, request, {}) for person in (*named, *gone)]
    context = {
        "network": found,
        "key": key,
        "key_words": pairs(queries.fingerprint_words(key)) if key else [],
        "holders": [row for row in rows if row.account.pk in holding],
        "others": [row for row in rows if row.account.pk not in holding],
        "opening": any(row.account.pk in holding - left for row in rows),
        "left": left,
        "both": both,
        "may_begin": any(row.person.pk not in both for row in rows if row.account.pk not in left),
        "keeps": may_name_leaders(request.actor, found),
        "holds": request.actor.account_id in holding,
    }
    return render(request, "vault/analysts.html", context)


@member("network:edit")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def begin_statistics(request: MemberRequest, network: str) -> HttpResponse:
    """The key is made for those analysts who are ticked; where somebody opens one, nothing is."""
    found = _network(request, network, "network:edit")
    permissions.check_can_keep_statistics(request.actor, found)
    here = reverse("vault:analysts", args=[found.slug])
    key = queries.current_statistics_key(found.pk)
    named = queries.analysts(found.pk)
    holding = queries.statistics_holders(key) if key else set()
    if any(person.account_id in holding for person in named):
        return HttpResponseRedirect(here)
    both = queries.may_not_count(found.pk, named)
    able = [person for person in named if person.pk not in both]
    form = BeginStatisticsForm(posted(request), able=able)
    if request.method == "POST" and form.is_valid():
        chosen = Account.objects.filter(pk__in=form.cleaned_data["analysts"])
        try:
            actions.create_statistics_key(found, analysts=list(chosen), by=request.actor)
        except Denied as refused:
            form.add_error(None, str(refused.sentence))
        except Unopenable:
            form.add_error(None, _altered())
        else:
            return HttpResponseRedirect(here)
    rows = [row_of(person, request, {}) for person in able]
    context = {"network": found, "form": form, "rows": rows, "lost": key is not None}
    return render(request, "vault/begin_statistics.html", context)


@member("statistics:hold_key")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def add_analyst(request: MemberRequest, network: str, account: UUID) -> HttpResponse:
    """Shows the words to compare first. Who holds the key already gets nothing a second time."""
    found = _network(request, network, "statistics:hold_key")
    here = reverse("vault:analysts", args=[found.slug])
    person = next((one for one in queries.analysts(found.pk) if one.account_id == account), None)
    if person is None:
        raise Http404
    key = queries.current_statistics_key(found.pk)
    if key is not None and account in queries.statistics_holders(key):
        return HttpResponseRedirect(here)
    refusal = ""
    if request.method == "POST":
        try:
            actions.add_analyst(found, account_of(person), by=request.actor, keys=request.keys)
        except Denied as refused:
            refusal = str(refused.sentence)
        except Unopenable:
            refusal = _altered()
        else:
            return HttpResponseRedirect(here)
    context = {"network": found, "row": row_of(person, request, {}), "refusal": refusal}
    return render(request, "vault/analyst.html", context | {"verb": "add"})


@member("network:edit")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def remove_analyst(request: MemberRequest, network: str, account: UUID) -> HttpResponse:
    """Says first what becomes of the key; 404 for who does not hold it."""
    found = _network(request, network, "network:edit")
    permissions.check_can_keep_statistics(request.actor, found)
    key = queries.current_statistics_key(found.pk)
    holding = queries.statistics_holders(key) if key else set()
    if account not in holding:
        raise Http404
    person = get_object_or_404(Person.objects.select_related("account"), account=account)
    if request.method == "POST":
        actions.remove_analyst(found, account_of(person), by=request.actor)
        return HttpResponseRedirect(reverse("vault:analysts", args=[found.slug]))
    named = {one.account_id for one in queries.analysts(found.pk)}
    context = {
        "network": found,
        "row": row_of(person, request, {}),
        "verb": "remove",
        "last": not (holding & named) - {account},
    }
    return render(request, "vault/analyst.html", context)


def _altered() -> str:
    return _("The key of this person was altered. Call the operator before you do anything.")


def _network(request: MemberRequest, slug: str, permission: str) -> Network:
    mine = request.actor.networks_where(permission)
    rows = Network.objects.real().filter(pk__in=mine).select_related("town")
    return get_object_or_404(rows, slug=slug)
