"""The papers of one institution, filled in the language that is active."""

from __future__ import annotations

import datetime as dt

from django.http import Http404
from django.utils import timezone

from spona.dashboard.onboarding.network_papers import day_words, leading, seat_line
from spona.dashboard.onboarding.protection_acts import protection_acts
from spona.dashboard.onboarding.seats import OFFICER
from spona.directory import coverage
from spona.directory.models import Institution, Network
from spona.directory.queries import COORDINATOR, members_of
from spona.documents import Language
from spona.documents.adoption import (
    Confidentiality,
    HolderLine,
    Incident,
    Joining,
    ProcessingRecord,
    SafeRecord,
    SeatLine,
    Talk,
)
from spona.identity import public_keys
from spona.identity.models import Account
from spona.reference.scripts import serbian_key
from spona.reference.templatetags.scripts import in_script
from spona.vault.queries import fingerprint_words, holds_by_role, paper_key
from spona.vault.refusals import Unopenable


def decision(network: Network, where: Institution, language: Language) -> Joining:
    day = timezone.localdate()
    seats = coverage.seats_on([network], day)
    seat = next((one for one in seats if one.institution_id == where.pk), None)
    line = seat_line(seat, day) if seat else SeatLine(str(where.words))
    until = seat.mandate_ends_on - dt.timedelta(days=1) if seat and seat.mandate_ends_on else None
    return Joining(
        institution=str(where.words),
        network=str(network.words),
        member=line.member,
        deputy=line.deputy,
        mandate=day_words(until),
        holders=_holders(where, language),
    )


def statement(_network: Network, where: Institution, language: Language) -> Confidentiality:
    return Confidentiality(str(where.words), _holders(where, language))


def safe(_network: Network, where: Institution, language: Language) -> SafeRecord:
    """Http404 without a paper key: an empty record would say that one lies there."""
    key = paper_key(where)
    if key is None:
        raise Http404
    return SafeRecord(
        str(where.words),
        where.paper_keys.count(),
        day_words(timezone.localdate(key.created_at)),
        _in_script(fingerprint_words(key), language),
    )


def talk(_network: Network, where: Institution, _language: Language) -> Talk:
    return Talk(str(where.words))


def record(network: Network, where: Institution, _language: Language) -> ProcessingRecord:
    return ProcessingRecord(str(where.words), str(network.words), protection_acts("special"))


def incident(network: Network, where: Institution, _language: Language) -> Incident:
    return Incident(
        str(where.words),
        str(network.words),
        protection_acts("notice"),
        coordinator=leading(network, COORDINATOR),
        officer=leading(network, OFFICER),
    )


def _holders(where: Institution, language: Language) -> tuple[HolderLine, ...]:
    """Everybody whose role there carries the key, with a login or not yet."""
    rows = [row for row in members_of(where) if holds_by_role(row)]
    ids = [row.person.account_id for row in rows if row.person.account_id is not None]
    accounts = {account.pk: account for account in Account.objects.filter(pk__in=ids)}
    rows.sort(key=lambda row: serbian_key(row.person.name))
    found = []
    for row in rows:
        account = accounts.get(row.person.account_id) if row.person.account_id else None
        words = _words_of(account, language) if account else ()
        found.append(HolderLine(row.person.shown_name, in_script(row.position), words))
    return tuple(found)


def _words_of(account: Account, language: Language) -> tuple[str, ...]:
    try:
        return _in_script(public_keys.fingerprint_words(account), language)
    except Unopenable:
        # A key that was replaced has no fingerprint worth signing.
        return ()


def _in_script(
    words: tuple[tuple[str, ...], tuple[str, ...]], language: Language
) -> tuple[str, ...]:
    in_latin, in_cyrillic = words
    return in_cyrillic if language == "sr" else in_latin
