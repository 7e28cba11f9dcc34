"""Four invented reports in Vranje: late, new, in work and closed, so that each page has something.

Written and answered by the invented people's own keys; only the demo has them, never a test's
template, whose tests make their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

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
from spona.directory.models import Member, Network
from spona.operations.world_hands import actor_of, keys_of
from spona.operations.world_ready import make_ready
from spona.reference.queries import indicator_list_for
from spona.reference.words import Words


@dataclass(frozen=True, slots=True)
class _Story:
    """What one invented report says, in the words of its packet."""

    urgency: str
    asked: str
    age: str
    noticed: str
    age_detail: str = ""
    own_words: str = ""
    name: str = ""
    language: str = "српски"
    safe: str = "not_sure"
    how: str = ""


_PHONE: Final = _Story(
    "immediate", "Процена безбедности и заштита детета", "child",
    "Два пута у октобру нов телефон. Плаћа ужину за цело друштво.",
    age_detail="16 година", own_words="„Од друга је, не питајте ме.”", name="Милица Примерић",
    safe="no", how="преко школе, од 9 до 13 часова",
)  # fmt: skip
_ABSENT: Final = _Story(
    "urgent", "Разговор са породицом", "child",
    "Није у школи три недеље. Мајка каже да је код тетке.",
    age_detail="14 година", name="Стефан Примерић",
)  # fmt: skip
_INJURY: Final = _Story(
    "urgent", "Процена потреба и сигуран смештај", "adult",
    "Повреде у различитим фазама. Са њом увек исти човек, одговара уместо ње.",
    own_words="„Не могу сама да одем.”", language="ромски, српски",
)  # fmt: skip
_NO_PAPERS: Final = _Story(
    "urgent", "Преводилац и процена", "not_sure",
    "Без личних докумената. Каже да су код газде.", language="непознат",
)  # fmt: skip


def build_reports(members: Mapping[str, Member], password: str) -> list[Referral]:
    """Sends and answers them, each at its own time before now; returns their rows.

    First the institutions get ready, as the conditions of casework say they are.
    """
    make_ready(members, password)
    network = Network.objects.get(slug="vranje")
    ana, jelena = members["ana.skola"], members["jelena.zdravlje"]
    csw = members["bea.csr"].institution

    def sent(writer: Member, story: _Story, ago: timedelta) -> Referral:
        with moved(-ago):
            return send(_packet(writer, story), network=network, recipient=csw, by=actor_of(writer))

    def answered(row: Referral, ago: timedelta) -> Referral:
        bea = members["bea.csr"]
        by, keys = actor_of(bea), keys_of(bea, password)
        with moved(-ago):
            row, _cover = open_packet(row, by=by, keys=keys)
            row = accept(row, by=by, keys=keys, message="Преузели смо. Јавићемо се до краја дана.")
            row = assign(row, to=members["vesna.csr"], by=by, keys=keys)
            return start_work(row, by=by)

    closed = sent(ana, _ABSENT, timedelta(days=12))
    answered(closed, timedelta(days=11, hours=20))
    with moved(-timedelta(days=4)):
        closed = finish(
            closed, outcome="continues", by=actor_of(members["bea.csr"]),
            message="Разговарали смо и пратимо даље. Хвала вам на пријави.",
        )  # fmt: skip
    in_work = sent(jelena, _INJURY, timedelta(days=2))
    answered(in_work, timedelta(days=1, hours=21))
    late = sent(jelena, _NO_PAPERS, timedelta(hours=75))
    new = sent(ana, _PHONE, timedelta(hours=1))
    return [closed, in_work, late, new]


def _packet(writer: Member, story: _Story) -> Packet:
    """What the writer's own form would have made of the story; the first sign is seen."""
    today = timezone.localdate()
    sector = writer.institution.sector
    signs = indicator_list_for(sector, today)
    answers = tuple(
        Answer(
            sign.code, sign.words, "not_asked" if n else "yes", "" if n else story.noticed, "self"
        )
        for n, sign in enumerate(signs.indicators.all()[:3])
    )
    return Packet(
        Cover(
            story.urgency, story.asked, story.age, story.age_detail, story.language, story.safe,
            story.how,
        ),
        Body(
            Sender(
                Words(writer.institution.words), writer.person.name, writer.position, "",
                "fairly", ("director",),
            ),
            ground_for(sender=sector, recipient="social_work", age=story.age, on=today),
            Signs(signs.words, signs.version, signs.source, signs.certainty, answers),
            Account(story.noticed, story.own_words),
            Who(story.name),
            Reach(),
            person_knows=True,
        ),
        Kept(),
    )  # fmt: skip
