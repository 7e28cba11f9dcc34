"""What the tests of moves share: more institutions, a file to send from, and a look at the keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from spona.cases.case.actions import open_case
from spona.cases.case.sections import empty_sections
from spona.cases.consent.actions import agree
from spona.cases.consent.details import Details
from spona.cases.consent.ground import bases_for, ground_agreed, ground_of, ground_unnamed
from spona.cases.fields.facts import texts_of
from spona.cases.referral_pages.actions import refer
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referrals.actions import open_packet
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Body, Cover, Packet, Sender
from spona.deadlines.late import today_in
from spona.identity.models import Account as Login
from spona.identity.models import Session
from spona.reference.words import Words
from spona.vault.actions import create_intake_key, open_section
from spona.vault.models import Grant, Section
from spona.vault.recipients import to_institution
from spona.vault.slots import slot_of
from tests.cases.world import OPERATOR, _body, _somebody

DETAILS = Details(purpose="smeštaj", how="spoken", language="srpski")


def text_of(case, name, person):
    """What stands in a section of the file, opened with this person's keys."""
    return open_section(
        Section.objects.named(case.box_id, name).select_related("box").get(), **person.can
    )


def shelter(world, name="sara", network=None):
    """A service provider with one intake holder; both are put into the world."""
    made = _body(f"Сигурна кућа {name}", "shelter", network or world.vranje)
    world.people[name] = _somebody(name, made, "intake_holder")
    create_intake_key(made, holders=[world.people[name].account], by=OPERATOR)
    return made


def connect(world, institution, name):
    world.people[name] = _somebody(name, institution, "intake_holder")
    create_intake_key(institution, holders=[world.people[name].account], by=OPERATOR)
    return world.people[name]


def file_of(world, person=None, *, institution=None, network=None, **documents):
    """A file of the centre for social work, with a name in it."""
    person = person or world.bea
    texts = empty_sections()
    texts["name"] |= {"name": "Mila Izmišljena"}
    texts["identity"] |= {"age": "adult", "born": "1999"}
    texts["contact"] |= {"safe": "no", "phone": "062 555 123", "address": "Tajna 7"}
    texts["account"] |= {"own_words": "Ne smem."}
    texts["health"] |= {"text": "Pregled."}
    for name, document in documents.items():
        texts[name] |= document
    institution = institution or world.csw
    return open_case(
        texts, institution=institution, network=network or world.vranje,
        readers=[to_institution(institution)], opened_by="report", **person.can,
    )  # fmt: skip


def agreement(world, case, to, *, parts=("who", "account"), days=30, by=None, starts=None):
    today = today_in(world.vranje)
    return agree(
        case, recipient=to, parts=parts, starts_on=starts or today,
        ends_on=today + dt.timedelta(days=days) if days is not None else None,
        details=DETAILS, child=False, by=(by or world.bea).actor,
    )  # fmt: skip


def packet(ground, *, urgency="urgent", asked="Smeštaj za noć", **parts):
    cover = Cover(urgency, asked, "adult", safe="no", how_to_reach="Samo preko nas.")
    body = Body(Sender(Words({"sr": "ЦСР"}), "Bea Primerić"), ground)
    parts = parts or {
        "who": texts_of("who", {"name": "Mila Izmišljena"}),
        "account": texts_of("account", {"own_words": "Ne smem."}),
    }
    return Packet(cover, replace(body, **parts))


def by_agreement(world, case, to, *, network=None, urgency="urgent", **more):
    given = agreement(world, case, to, **more)
    ground = ground_agreed(
        sender=case.owner_institution.sector, recipient=to.sector, age="adult",
        on=today_in(world.vranje),
    )  # fmt: skip
    return Target(to, network or world.vranje, packet(ground, urgency=urgency), given)


def by_law(world, case, to, *, network=None, urgency="urgent", **parts):
    rows = bases_for(
        sender=case.owner_institution.sector, recipient=to.sector, age="adult",
        on=today_in(world.vranje),
    )  # fmt: skip
    return Target(to, network or world.vranje, packet(ground_of(rows[0]), urgency=urgency, **parts))


def asking(world, to, *, network=None):
    body = {"account": texts_of("account", {"noticed": "Osoba A, odrasla."}), "code_name": "Jasen"}
    return Target(to, network or world.vranje, packet(ground_unnamed(), **body))


def referred(world, case, first, *, second=None, kind=Kind.REFERRAL, reason="", by=None):
    return refer(case, Sending(kind, first, second, reason), by=(by or world.bea).actor)


def opened_by(row, person):
    return open_packet(row, **person.can)[0]


def everybody_else_is_gone(person):
    """Sessions and the very private keys of all others, which is more than being logged out."""
    Session.objects.all().delete()
    Login.objects.exclude(pk=person.account.pk if person else None).update(
        private_key_sealed=b"gone", usk_by_password_sealed=b"gone"
    )


def grants_of(row, institution, section):
    """States of the wraps that lead to one institution, by its key or by its people's names."""
    rows = Grant.objects.filter(section__slot=slot_of(row.packet_id, section))
    mine = rows.filter(to_id=institution.pk) | rows.filter(member_of=institution.pk)
    return sorted(mine.values_list("state", flat=True))
