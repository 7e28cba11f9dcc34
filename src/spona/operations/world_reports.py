"""Four invented reports in Vranje: late, new, in work and closed, so that each page has something.

Written and answered by the invented people's own keys; only the demo has them, never a test's
template, whose tests make their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from spona.access.actor import Actor
from spona.cases.consent.ground import ground_for
from spona.cases.indicators.answers import Answer
from spona.cases.referrals.actions import accept, assign, finish, open_packet, send, start_work
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import (
    Account,
    Body,
    Cover,
    Kept,
    Packet,
    Reach,
    Sender,
    Signs,
    Who,
)
from spona.clocks import moved
from spona.directory.actor import actor_for
from spona.directory.models import Member, Network
from spona.identity import models as identity
from spona.identity import wraps
from spona.identity.keyring import Keyring, keyring_of
from spona.reference.queries import indicator_list_for
from spona.reference.words import Words


def build_reports(members: Mapping[str, Member], password: str) -> list[Referral]:
    """Sends and answers them, each at its own time before now; returns their rows."""
    network = Network.objects.get(slug="vranje")
    ana, jelena = members["ana.skola"], members["jelena.zdravlje"]
    csw = members["bea.csr"].institution

    def sent(writer: Member, packet: Packet, ago: timedelta) -> Referral:
        with moved(-ago):
            return send(packet, network=network, recipient=csw, by=_actor(writer))

    def answered(row: Referral, ago: timedelta) -> Referral:
        bea = members["bea.csr"]
        by, keys = _actor(bea), _keys(bea, password)
        with moved(-ago):
            row, _cover = open_packet(row, by=by, keys=keys)
            row = accept(row, by=by, keys=keys, message="Преузели смо. Јавићемо се до краја дана.")
            row = assign(row, to=members["vesna.csr"], by=by, keys=keys)
            return start_work(row, by=by)

    closed = sent(ana, _absent(ana), timedelta(days=12))
    answered(closed, timedelta(days=11, hours=20))
    with moved(-timedelta(days=4)):
        closed = finish(
            closed, outcome="continues", by=_actor(members["bea.csr"]),
            message="Разговарали смо и пратимо даље. Хвала вам на пријави.",
        )  # fmt: skip
    in_work = sent(jelena, _injury(jelena), timedelta(days=2))
    answered(in_work, timedelta(days=1, hours=21))
    late = sent(jelena, _no_papers(jelena), timedelta(hours=75))
    new = sent(ana, _phone(ana), timedelta(hours=1))
    return [closed, in_work, late, new]


def _actor(member: Member) -> Actor:
    actor = actor_for(_account(member), member_id=member.pk)
    if actor is None:
        raise RuntimeError(f"{member} has no mandate today")
    return actor


def _keys(member: Member, password: str) -> Keyring:
    account = _account(member)
    return keyring_of(account, wraps.open_by_password(account, password))


def _account(member: Member) -> identity.Account:
    account = member.person.account
    if account is None:
        raise RuntimeError(f"{member} has no account")
    return account


def _phone(writer: Member) -> Packet:
    return _packet(
        writer, "immediate", "Процена безбедности и заштита детета", "child", "16 година",
        how="преко школе, од 9 до 13 часова", safe="no",
        noticed="Два пута у октобру нов телефон. Плаћа ужину за цело друштво.",
        own_words="„Од друга је, не питајте ме.”", name="Милица Примерић",
    )  # fmt: skip


def _absent(writer: Member) -> Packet:
    return _packet(
        writer, "urgent", "Разговор са породицом", "child", "14 година",
        noticed="Није у школи три недеље. Мајка каже да је код тетке.", name="Стефан Примерић",
    )  # fmt: skip


def _injury(writer: Member) -> Packet:
    return _packet(
        writer, "urgent", "Процена потреба и сигуран смештај", "adult", "",
        noticed="Повреде у различитим фазама. Са њом увек исти човек, одговара уместо ње.",
        own_words="„Не могу сама да одем.”", language="ромски, српски",
    )  # fmt: skip


def _no_papers(writer: Member) -> Packet:
    return _packet(
        writer, "urgent", "Преводилац и процена", "not_sure", "",
        noticed="Без личних докумената. Каже да су код газде.", language="непознат",
    )  # fmt: skip


def _packet(
    writer: Member, urgency: str, asked: str, age: str, age_detail: str, *, noticed: str,
    own_words: str = "", name: str = "", language: str = "српски", safe: str = "not_sure",
    how: str = "",
) -> Packet:  # fmt: skip
    today = timezone.localdate()
    sector = writer.institution.sector
    signs = indicator_list_for(sector, today)
    answers = tuple(
        Answer(
            sign.code, sign.words, "yes" if first else "not_asked", noticed if first else "", "self"
        )
        for first, sign in ((n == 0, s) for n, s in enumerate(signs.indicators.all()[:3]))
    )
    return Packet(
        Cover(urgency, asked, age, age_detail, language, safe, how),
        Body(
            Sender(
                Words(writer.institution.words), writer.person.name, writer.position, "",
                "fairly", ("director",),
            ),
            ground_for(sender=sector, recipient="social_work", age=age, on=today),
            Signs(signs.words, signs.version, signs.source, signs.certainty, answers),
            Account(noticed, own_words),
            Who(name),
            Reach(),
            person_knows=True,
        ),
        Kept(),
    )  # fmt: skip
