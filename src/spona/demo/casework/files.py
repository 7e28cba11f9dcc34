"""The file of the report that is in work: its team, a note, an attachment, what the person agreed
to, and what was sent on from it: accepted, asked about, taken back, and one that waits for a
second pair of eyes. And a light note.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils import timezone

from spona.cases.case.actions import add_note, attach_file, write_light_note
from spona.cases.case.models import Case
from spona.cases.case.notes import Event
from spona.cases.conferences.orders import Seat
from spona.cases.consent.actions import agree
from spona.cases.consent.details import Details
from spona.cases.consent.ground import Ground, bases_for, ground_agreed, ground_of
from spona.cases.consent.models import Agreement
from spona.cases.fields.facts import texts_of
from spona.cases.referral_pages.actions import refer
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referrals.actions import accept, give_feedback, open_packet, withdraw
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Body, Cover, Packet, Sender
from spona.cases.team.actions import assign_file
from spona.deadlines import moved, today
from spona.demo.casework.reports import Reports
from spona.demo.people import Can, DemoPeople
from spona.directory.models import Institution
from spona.reference.words import Words
from spona.vault.actions import seal_upload

_PARTS: Final = ("who", "account")
_DETAILS: Final = Details(purpose="Услуга која се тражи", how="spoken", language="српски")
# The smallest PDF that opens: one empty page.
_PAGE: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def build_files(people: DemoPeople, reports: Reports) -> None:
    """Each at its own time before now, by those who would do it."""
    case = Case.objects.get(referrals_in=reports.in_work)
    vesna = people.can("vesna.csr")
    with moved(-timedelta(days=1, hours=20)):
        _team(people, case)
        _notes(case, vesna)
        stored = seal_upload([_PAGE], name="upit-bolnice.pdf", content_type="application/pdf")
        attach_file(
            case, stored, by=vesna["by"], text="Упит болнице, примљен лично", kind="document"
        )
    _sent_on(people, case)
    _unseen(people, Case.objects.get(referrals_in=reports.closed))
    write_light_note(
        who="Дете из друге смене", text="Трећи понедељак заредом касни и нема ужину.",
        review_on=timezone.localdate() + timedelta(days=21), by=vesna["by"],
    )  # fmt: skip


def _notes(case: Case, vesna: Can) -> None:
    """A letter, an interview, and a call whose first words were not right."""
    day = today()
    letter = Event("letter", day - timedelta(days=1), whom="Здравствени центар, бр. 04-211/26")
    add_note(case, "Упит болнице примљен лично.", event=letter, **vesna)
    talk = Event("interview", day, whom="особа, без пратње")
    add_note(case, "Разговор у болници. Пристаје на преглед.", event=talk, **vesna)
    call = Event("call", day, whom="главна сестра")
    wrong = add_note(case, "Јавља се у уторак.", event=call, **vesna)
    right = "Јавља се у среду пре подне, не у уторак."
    add_note(case, right, event=call, corrects=wrong, **vesna)


def _team(people: DemoPeople, case: Case) -> None:
    """Milan stands in where Vesna is away, and opens what he needs for it."""
    assign_file(
        case, member=people.members["milan.csr"], sections=("name", "contact", "notes"),
        **people.can("bea.csr"),
    )  # fmt: skip


def _sent_on(people: DemoPeople, case: Case) -> None:
    health = people.members["jelena.zdravlje"].institution
    with moved(-timedelta(days=1, hours=18)):
        examined = refer_agreed(people, case, health, "Преглед код лекара")
        therapy = refer_agreed(people, case, health, "Разговори са психологом")
        needless = refer_agreed(people, case, health, "Други преглед")
    with moved(-timedelta(days=1, hours=2)):
        accept(
            open_packet(examined, **people.can("jelena.zdravlje"))[0],
            message="Заказано за сутра у 9.", **people.can("jelena.zdravlje"),
        )  # fmt: skip
        give_feedback(
            open_packet(therapy, **people.can("jelena.zdravlje"))[0],
            message="Да ли особа може да долази сама?", **people.can("jelena.zdravlje"),
        )  # fmt: skip
        withdraw(needless, message="Један преглед је довољан.", by=people.actor("vesna.csr"))


def refer_agreed(people: DemoPeople, case: Case, to: Institution, asked: str) -> Referral:
    """With the person's agreement, so it goes out at once."""
    seat = seat_agreed(people, case, to, asked)
    assert seat.packet is not None
    target = Target(to, case.network, seat.packet, seat.agreement)
    return refer(case, Sending(Kind.REFERRAL, target), by=people.actor("vesna.csr"))


def seat_agreed(people: DemoPeople, case: Case, to: Institution, asked: str) -> Seat:
    """What `to` would see, and the agreement that it rests on."""
    own = case.owner_institution
    ground = ground_agreed(sender=own.sector, recipient=to.sector, age="adult", on=today())
    return Seat(to, packet_of(people, ground, asked), _agreed(people, case, to))


def _unseen(people: DemoPeople, case: Case) -> Referral:
    """Of a child, by law: it waits until a second person of the centre has looked at it."""
    to = people.members["jelena.zdravlje"].institution
    rows = bases_for(
        sender=case.owner_institution.sector, recipient=to.sector, age="child",
        on=timezone.localdate(),
    )  # fmt: skip
    packet = packet_of(people, ground_of(rows[0]), "Систематски преглед", age="child")
    sending = Sending(Kind.REFERRAL, Target(to, case.network, packet), reason="Дуго није виђено.")
    return refer(case, sending, by=people.actor("vesna.csr"))


def _agreed(people: DemoPeople, case: Case, to: Institution) -> Agreement:
    return agree(
        case, recipient=to, parts=_PARTS, starts_on=today() - timedelta(days=2),
        ends_on=today() + timedelta(days=60), details=_DETAILS, child=False,
        by=people.actor("vesna.csr"),
    )  # fmt: skip


def packet_of(people: DemoPeople, ground: Ground, asked: str, *, age: str = "adult") -> Packet:
    vesna = people.members["vesna.csr"]
    cover = Cover(
        "regular", asked, age, language="српски", safe="no",
        how_to_reach="Само преко нас, радним даном.",
    )  # fmt: skip
    body = Body(Sender(Words(vesna.institution.words), vesna.person.name, vesna.position), ground)
    name = "Стефан Примерић" if age == "child" else "Ана Примерић"
    return Packet(
        cover,
        replace(
            body,
            who=texts_of("who", {"name": name}),
            account=texts_of("account", {"noticed": "Договорено на разговору."}),
        ),
    )
