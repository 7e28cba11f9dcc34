"""Six invented reports in Vranje, one in each state that a page shows: new, late, asked about,
passed on, in work and closed.

Written and answered by the invented people's own keys; only the demo has them, never a test's
template, whose tests make their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Final

from django.utils import timezone

from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.case.steps.kinds import PLAN_STEP
from spona.cases.case.steps.queries import open_steps
from spona.cases.consent.ground import ground_for
from spona.cases.fields.facts import texts_of
from spona.cases.indicators.answers import Answer
from spona.cases.referrals.actions import (
    accept,
    assign,
    finish,
    forward,
    give_feedback,
    open_packet,
    send,
    start_work,
)
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Body, Cover, Kept, Packet, Sender, Signs
from spona.deadlines import in_days, moved, today
from spona.demo.people import DemoPeople, actor_of
from spona.directory.actions.contacts import add_contact, confirm_contact
from spona.directory.models import ContactKind, Member, Network
from spona.reference.queries import indicator_list_for
from spona.reference.words import Words
from spona.vault.actions.paper import new_paper_key

# What the conditions of casework in Vranje say is met, is there: paper keys and a duty number.
#
# Only the demo: a test's template has them open, so that tests can do them.

# One holder of each connected institution; Niš has its paper key from the beginning.
_HOLDERS: Final = ("goran.skola", "bea.csr", "jelena.zdravlje")
# Nobody's number, and its words say so: the demo must not send anybody to a real telephone.
_NUMBER: Final = "000 000"
_WORDS: Final = {"sr": "Измишљен број дежурства (пример)", "en": "Invented duty number (example)"}


def make_ready(people: DemoPeople) -> None:
    """Prints the paper keys, and calls the duty number on the day the condition names."""
    for login in _HOLDERS:
        new_paper_key(people.members[login].institution, **people.can(login))
    coordinator = people.actor("mirjana.koordinator")
    number = add_contact(
        people.members["bea.csr"].institution, number=_NUMBER, kind=ContactKind.ON_CALL,
        words=_WORDS, source="invented for demonstration", by=coordinator,
    )  # fmt: skip
    confirm_contact(number, by=coordinator, on=timezone.localdate() - timedelta(days=60))


@dataclass(frozen=True, slots=True)
class Story:
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


PHONE: Final = Story(
    "immediate", "Процена безбедности и заштита детета", "child",
    "Два пута у октобру нов телефон. Плаћа ужину за цело друштво.",
    age_detail="16 година", own_words="„Од друга је, не питајте ме.”", name="Милица Примерић",
    safe="no", how="преко школе, од 9 до 13 часова",
)  # fmt: skip
_ABSENT: Final = Story(
    "urgent", "Разговор са породицом", "child",
    "Није у школи три недеље. Мајка каже да је код тетке.",
    age_detail="14 година", name="Стефан Примерић",
)  # fmt: skip
_INJURY: Final = Story(
    "urgent", "Процена потреба и сигуран смештај", "adult",
    "Повреде у различитим фазама. Са њом увек исти човек, одговара уместо ње.",
    own_words="„Не могу сама да одем.”", language="ромски, српски",
)  # fmt: skip
_NO_PAPERS: Final = Story(
    "urgent", "Преводилац и процена", "not_sure",
    "Без личних докумената. Каже да су код газде.", language="непознат",
)  # fmt: skip


_YOUNGER: Final = Story(
    "regular", "Посета породици", "child",
    "Долази са старијом особом која говори уместо детета. Два пута исте повреде.",
    age_detail="12 година", name="Сара Примерић",
)  # fmt: skip
_TIRED: Final = Story(
    "regular", "Преглед и разговор", "child",
    "Заспи на часу, руке огребане. Каже да ради ноћу.", age_detail="15 година",
    own_words="„Морам да вратим новац.”", name="Марко Примерић",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reports:
    """What became of each; the rest of the demo goes on from here."""

    closed: Referral
    in_work: Referral
    late: Referral
    new: Referral
    asked: Referral
    forwarded: Referral

    def __iter__(self) -> Iterator[Referral]:
        return iter(getattr(self, name.name) for name in fields(self))


def build_reports(people: DemoPeople) -> Reports:
    """Sends and answers them, each at its own time before now; returns their rows."""
    network = Network.objects.get(slug="vranje")
    ana, jelena, nikola = (
        people.members[login] for login in ("ana.skola", "jelena.zdravlje", "nikola.zdravlje")
    )
    csw, health = people.members["bea.csr"].institution, jelena.institution

    def sent(writer: Member, story: Story, ago: timedelta) -> Referral:
        with moved(-ago):
            return send(
                report_of(writer, story), network=network, recipient=csw, by=actor_of(writer)
            )

    def opened(row: Referral) -> Referral:
        return open_packet(row, **people.can("bea.csr"))[0]

    def answered(row: Referral, ago: timedelta) -> Referral:
        bea = people.can("bea.csr")
        with moved(-ago):
            row = accept(opened(row), message="Преузели смо. Јавићемо се до краја дана.", **bea)
            row = assign(row, to=people.members["vesna.csr"], **bea)
            return start_work(row, by=bea["by"])

    closed = sent(ana, _ABSENT, timedelta(days=12))
    answered(closed, timedelta(days=11, hours=20))
    with moved(in_days(-11)):
        vesna = people.members["vesna.csr"]
        visit = NextStep(PLAN_STEP, vesna, today() + timedelta(days=15), "Посета породици")
        contact = open_steps(Case.objects.get(referrals_in=closed)).get()
        end_step(contact, following=visit, **people.can("vesna.csr"))
    with moved(in_days(-4)):
        closed = finish(
            closed, outcome="continues", by=people.actor("bea.csr"),
            message="Разговарали смо и пратимо даље. Хвала вам на пријави.",
        )  # fmt: skip
    in_work = answered(sent(jelena, _INJURY, timedelta(days=2)), timedelta(days=1, hours=21))
    asked = sent(nikola, _YOUNGER, timedelta(hours=26))
    with moved(-timedelta(hours=24)):
        asked = give_feedback(
            opened(asked), message="Кад је дете последњи пут било на прегледу и с ким?",
            **people.can("bea.csr"),
        )  # fmt: skip
    passed_on = sent(ana, _TIRED, timedelta(days=3))
    with moved(-timedelta(days=2, hours=20)):
        forwarded = forward(
            opened(passed_on), to=health, network=network, reason="both_needed",
            message="Са наше стране је разговор обављен; потребан је преглед.",
            **people.can("bea.csr"),
        )  # fmt: skip
    late = sent(jelena, _NO_PAPERS, timedelta(hours=75))
    new = sent(ana, PHONE, timedelta(hours=1))
    return Reports(closed, in_work, late, new, asked, forwarded)


def report_of(writer: Member, story: Story) -> Packet:
    """What the writer's own form would have made of the story; the first sign is seen."""
    day = timezone.localdate()
    sector = writer.institution.sector
    signs = indicator_list_for(sector, day)
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
            ground_for(sender=sector, recipient="social_work", age=story.age, on=day),
            Signs(signs.words, signs.version, signs.source, signs.certainty, answers),
            texts_of("account", {"noticed": story.noticed, "own_words": story.own_words}),
            texts_of("who", {"name": story.name}),
            texts_of("reach", {}),
            person_knows=True,
        ),
        Kept(),
    )  # fmt: skip
