"""Who holds the institution's key, and the words by which people compare it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.crypto.errors import Unopenable
from spona.directory.models import Member, Person
from spona.identity import public_keys
from spona.identity.models import Account
from spona.vault import queries
from spona.vault.queries import Holder

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
