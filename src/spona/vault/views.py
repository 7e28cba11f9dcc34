"""The pages of an institution's keys, and that of the analysts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.access.models import new_token, once
from spona.audit.witnesses import root_line
from spona.crypto.errors import Unopenable
from spona.directory.models import Member, Network, Person
from spona.directory.permissions import may_name_leaders
from spona.documents import Language, PaperKey, card_pdf
from spona.identity import public_keys
from spona.identity.models import Account
from spona.identity.slow_pages import PAPER, slow
from spona.vault import actions, permissions, queries
from spona.vault.forms import BeginForm, BeginStatisticsForm, PaperForm, TheftForm
from spona.vault.queries import Holder

# Who holds the institution's key, and the words by which people compare it.

type Words = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the page. `words` is empty where the key in the database was replaced."""

    person: Person
    account: Account
    words: Words
    holder: Holder | None
    added_by: str = ""
    may_confirm: bool = False


@member("key:hold")
@require_safe
def keys(request: MemberRequest) -> HttpResponse:
    own = institution_of(request)
    found = {holder.account.pk: holder for holder in queries.holders(own)}
    rows = [row_of(person, request, found) for person in _people(own, found)]
    key, paper = queries.current_key(own), queries.paper_key(own)
    active = [row for row in rows if row.holder and row.holder.active]
    context = {
        "key": key,
        "key_words": pairs(queries.fingerprint_words(key)) if key else [],
        "versions": queries.versions(own),
        "paper": paper,
        "paper_words": pairs(queries.fingerprint_words(paper)) if paper else [],
        "holders": [row for row in rows if row.holder],
        "others": [row for row in rows if not row.holder],
        "rekey": queries.last_rekey(own),
        "connected": bool(active),
        "too_few": len(active) < queries.HOLDERS_AT_LEAST,
        "holds": any(row.account.pk == request.actor.account_id for row in active),
        "me": request.actor.account_id,
    }
    return render(request, "vault/keys.html", context)


def institution_of(request: MemberRequest) -> UUID:
    """The institution this session acts for; 404 without one."""
    if request.actor.institution_id is None:
        raise Http404
    return request.actor.institution_id


def able_members(institution: UUID) -> list[Member]:
    """Members who may hold the key today and have an account, by name."""
    today = Member.objects.active_on(timezone.localdate()).filter(
        institution_id=institution,
        person__account__isnull=False,
        person__account__disabled_at=None,
    )
    members = today.select_related("person__account").order_by("person__name")
    return [each for each in members if queries.holds_by_role(each)]


def row_of(person: Person, request: MemberRequest, holders: dict[UUID, Holder]) -> Row:
    account = account_of(person)
    holder = holders.get(account.pk)
    try:
        words = pairs(public_keys.fingerprint_words(account))
    except Unopenable:
        words = []
    if holder is None or not holder.waits:
        return Row(person, account, words, holder)
    granted_by = holder.wrap.granted_by
    by = Person.objects.filter(account_id=granted_by).first() if granted_by else None
    mine = request.actor.account_id in (granted_by, account.pk)
    return Row(person, account, words, holder, by.name if by else "", not mine)


def account_of(person: Person) -> Account:
    """The account of somebody on this page; 404 for a seat held on paper."""
    if person.account is None:
        raise Http404
    return person.account


def pairs(words: tuple[tuple[str, ...], tuple[str, ...]]) -> Words:
    """Latin and Cyrillic side by side."""
    return list(zip(*words, strict=True))


def _people(institution: UUID, holders: dict[UUID, Holder]) -> list[Person]:
    able = {each.person.pk: each.person for each in able_members(institution)}
    # A holder whose role ended stays on the page until the wraps are gone.
    rest = Person.objects.filter(account_id__in=holders).select_related("account")
    return sorted({**{p.pk: p for p in rest}, **able}.values(), key=lambda p: p.name)


# The first key of an institution, and the way back with the paper from the safe.


@member("key:hold")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: MemberRequest) -> HttpResponse:
    own = institution_of(request)
    form = BeginForm(posted(request), able=able_members(own))
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(one) for one in form.cleaned_data["holders"]]
        holders = list(Account.objects.filter(pk__in=chosen))
        try:
            actions.create_intake_key(own, holders=holders, by=request.actor)
        except Denied as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(reverse("vault:keys"))
    return render(request, "vault/begin.html", {"form": form})


@member("key:hold")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def use_paper(request: MemberRequest) -> HttpResponse:
    own = institution_of(request)
    form = PaperForm(posted(request))
    if request.method == "POST" and form.is_valid():
        me = get_object_or_404(Account, pk=request.actor.account_id or own)
        try:
            actions.use_paper_key(own, form.cleaned_data["text"], me, by=request.actor)
        except Denied as refusal:
            form.add_error("text", str(refusal.sentence))
        else:
            return HttpResponseRedirect(reverse("vault:keys"))
    return render(request, "vault/use_paper.html", {"form": form})


def posted(request: MemberRequest) -> QueryDict | None:
    """What was sent, also where it is empty: an empty form was sent too."""
    return request.POST if request.method == "POST" else None


# Who holds a network's statistics key: the first one is made, given on, and taken away.


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
    rows = Network.objects.with_key().filter(pk__in=mine).select_related("town")
    return get_object_or_404(rows, slug=slug)


# Add a holder, confirm one, remove one: each shows first what it will do.


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


# A new paper key: shown once, then printed.


@member("key:hold")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: MemberRequest) -> HttpResponse:
    """A second click must not make a second key: the first sheet would be void unnoticed."""
    own, here = institution_of(request), reverse("vault:keys")
    if request.method != "POST":
        context = {"token": new_token(), "replaces": queries.paper_key(own) is not None}
        return render(request, "vault/paper.html", context)
    shown: list[str] = []

    def act() -> str:
        shown.append(actions.new_paper_key(own, by=request.actor, keys=request.keys))
        return here

    once(request.POST.get("token", ""), act)
    if not shown:
        return HttpResponseRedirect(here)
    made = queries.paper_key(own)
    words = pairs(queries.fingerprint_words(made)) if made else []
    return render(request, "vault/paper.html", {"text": shown[0], "words": words})


@member("key:hold")
@step_up
@slow("paper", PAPER)
@require_POST
def print_paper(request: MemberRequest) -> HttpResponse:
    """The key that the page before showed, as a PDF; 404 for a text that is not it."""
    own, text = institution_of(request), request.POST.get("shown", "")
    key = queries.paper_key(own)
    if key is None or not queries.is_paper_key(key, text):
        raise Http404
    language: Language = getattr(request, "language", "sr")
    latin, cyrillic = queries.fingerprint_words(key)
    card = PaperKey(
        # Words of the directory: a text only in the language of this request.
        institution=str(request.actor.institution_name),
        version=key.institution.paper_keys.count(),
        key=text,
        fingerprint=cyrillic if language == "sr" else latin,
    )
    content = card_pdf(
        card,
        language=language,
        checkpoint=root_line(language),
        printed_at=timezone.localtime(),
        font_paths=settings.FONT_PATHS,
    )
    # The name of the file says nothing; the browser keeps no copy of the page.
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="spona.pdf"',
            "Cache-Control": "no-store",
        },
    )


# After a suspected theft: a new version of the key, and everything moved to it.

# How long the page tells whoever comes back that it was done.
A_DAY = timedelta(days=1)


@member("key:regrant")
@require_safe
def theft(request: MemberRequest) -> HttpResponse:
    """What it does and what comes first; while it runs, how far it is."""
    return _page(request)


@member("key:regrant")
@step_up
@require_POST
def begin_theft(request: MemberRequest) -> HttpResponse:
    own, form = institution_of(request), TheftForm(request.POST)
    form.full_clean()
    try:
        actions.begin_rekey(
            own, paper_too=form.cleaned_data["paper"], by=request.actor, keys=request.keys
        )
    except (Denied, Conflict) as refused:
        return _page(request, refusal=str(refused.sentence))
    return HttpResponseRedirect(_on())


@member("key:regrant")
@require_POST
def go_on(request: MemberRequest) -> HttpResponse:
    """One chunk. No step-up: it ends in the middle of a long one, and nobody is let in by it."""
    try:
        left = actions.go_on(institution_of(request), by=request.actor, keys=request.keys)
    except (Denied, Conflict) as refused:
        return _page(request, refusal=str(refused.sentence))
    return HttpResponseRedirect(_on() if left else reverse("vault:theft"))


def _on() -> str:
    """The page as whoever has just pressed sees it: with a script it presses on by itself."""
    return reverse("vault:theft", query={"on": 1})


def _page(request: MemberRequest, *, refusal: str = "") -> HttpResponse:
    own = institution_of(request)
    last, holders = queries.last_rekey(own), queries.active_holders(own)
    running = last if last and last.done_at is None else None
    left = queries.left_below(own, running.below).count() if running else 0
    context = {
        "running": running,
        "done": last if last and last.done_at and last.done_at > timezone.now() - A_DAY else None,
        "left": left,
        # What was sealed to an old version meanwhile must not make it look like less than nothing.
        "moved": max(0, running.total - left) if running else 0,
        "total": max(running.total, left, 1) if running else 0,
        "by_itself": "on" in request.GET and not refusal,
        "holds": any(one.pk == request.actor.account_id for one in holders),
        "paper": queries.paper_key(own),
        "form": TheftForm(),
        "refusal": refusal,
    }
    return render(request, "vault/theft.html", context)
