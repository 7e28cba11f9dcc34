"""What every newer app holds of the world: words, files, things sent on, rules, counts.

Built by the apps' own actions as those who would do it, so nothing here could not have happened.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from spona import deadlines
from spona.access.actor import VISITOR, Actor
from spona.attachments.forms import Incoming
from spona.cases.careplan import actions as careplan
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import Need
from spona.cases.careplan.service_actions import add_given
from spona.cases.careplan.service_given import Given
from spona.cases.case.actions import (
    add_note,
    attach_file,
    write_light_note,
    write_section,
)
from spona.cases.case.models import Case
from spona.cases.case.notes import Event
from spona.cases.casefile.actions import add_person
from spona.cases.conferences.actions import (
    call_conference,
    convene,
    decide_in,
    open_packet_of,
)
from spona.cases.conferences.orders import Called, Seat
from spona.cases.consent.actions import agree
from spona.cases.consent.details import Details
from spona.cases.consent.ground import bases_for, ground_agreed, ground_of
from spona.cases.data_requests.actions import Arrived, write_request
from spona.cases.fields.actions import propose_hiding
from spona.cases.fields.facts import texts_of
from spona.cases.fields.network_questions import field_at
from spona.cases.fields.related_people import RelatedPerson
from spona.cases.legal_track import actions as legal
from spona.cases.legal_track.track import Hearing, Proceeding
from spona.cases.referral_pages.actions import refer
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referrals.actions import accept, open_packet, send, withdraw_agreement
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Body, Cover, Packet, Sender
from spona.cases.retention.actions import propose_rule as propose_retention
from spona.deadlines.actions import enter_absence, enter_duty, propose_rule
from spona.deadlines.models import Deadline
from spona.deadlines.queries import rules_of
from spona.deadlines.time import today
from spona.demo import world as invented
from spona.directory.actions import propose_institution
from spona.directory.models import ContactPoint, Institution
from spona.prevention import actions as prevention
from spona.reference.actions import propose_words
from spona.reference.models import Code, LegalBasis
from spona.reference.words import Words
from spona.services import actions as services
from spona.services.importing import actions as importing
from spona.services.importing.known import known_to
from spona.services.importing.workbook import workbook
from spona.services.models import Location, Phone, Service
from spona.statistics.actions import make_snapshot
from spona.statistics.releases.actions import announce_release
from spona.tipline import actions as tipline
from spona.tipline.payload_schemas import FirstMessage
from spona.training import actions as training
from spona.training.actions.modules import Outline
from spona.training.actions.sessions import Plan
from spona.training.models import Module, Session
from spona.vault.actions import draw_code, open_section, seal_upload
from spona.vault.models import Section
from tests.cases.packets import packet
from tests.harness.stock_documents import documents
from tests.harness.stock_figures import figures
from tests.harness.stock_library import library
from tests.harness.stock_surveys import surveys

if TYPE_CHECKING:
    from tests.harness.world import Somebody, World

DETAILS = Details(purpose="Преглед код лекара", how="spoken", language="српски")
PARTS = ("who", "account")


def fill(world: World) -> None:
    """Puts everything below into `world.more`, by the name that the table gives it."""
    apps = (documents, _trainings, _causes, _services, library, surveys, figures)
    for step in (_words, _files, _sent_on, _tables, _rules, _lists, _days, _numbers, *apps):
        world.more |= step(world)


def _words(w: World) -> dict[str, Any]:
    """Three words: one waits at the centre, one it has taken over, one must not reach it."""
    health = Institution.objects.get(code=invented.HEALTH)
    mirjana = w.people["mirjana"].actor
    for one in (w.csw, health):
        tipline.add_to_route(one, network=w.vranje, by=mirjana)
    word, _code = _word(w, health)
    taken, code = _word(w, health)
    stored = seal_upload([b"x" * 100], name="slika.jpg", content_type="image/jpeg")
    message = tipline.add_file(tipline.come_back(code, by=VISITOR), stored, by=VISITOR)
    tipline.open_tip(taken, by=w.people["bea"].actor)
    tipline.take_over(taken, by=w.people["bea"].actor)
    tipline.reply(taken, "Хвала, читамо.", by=w.people["bea"].actor)
    away, _code = _word(w, w.csw)
    return {"health": health, "word": word, "word_taken": taken, "word_away": away,
            "word_message": message, "word_file": stored.id}  # fmt: skip


def _word(w: World, excluded: Institution) -> tuple[Any, str]:
    new = draw_code(by=VISITOR)
    said = FirstMessage("sr", "У кући преко пута ради неколико девојака.", phone="064 000 111")
    tip = tipline.send_message(
        said, network=w.vranje, code=new.code, excluded=[excluded.pk], by=VISITOR
    )
    return tip, new.text


def _files(w: World) -> dict[str, Any]:
    """A note and an attachment in the file; a file that Milan is locked out of; a light note."""
    vesna, bea, ana = w.people["vesna"], w.people["bea"], w.people["ana"]
    event = Event("interview", _day(-1), whom="разредна")
    written = add_note(w.case, "Разговор у школи.", event=event, **vesna.can)
    _written_in(w.case, vesna)
    stored = seal_upload([b"y" * 100], name="nalaz.pdf", content_type="application/pdf")
    attached = attach_file(w.case, stored, by=vesna.actor, text="Налаз", kind="document")
    locked = send(
        packet(), network=w.vranje, recipient=w.csw, by=ana.actor,
        excluded_people=[w.people["milan"].member.person_id],
    )  # fmt: skip
    accept(open_packet(locked, **bea.can)[0], **bea.can)
    locked.refresh_from_db()
    _written_in(locked.to_case, bea)
    note = write_light_note(
        text="Дете често изостаје.", who="сестра", review_on=_day(30), by=vesna.actor
    )
    add_person(w.case, RelatedPerson("", "mother", name="Измишљена мајка"), **vesna.can)
    people = Section.objects.named(w.case.box_id, "people").select_related("box").get()
    [around] = open_section(people, **vesna.can)["people"]
    need = careplan.add_need(w.case, Need(area="safety", need="Да ме не нађе."), **vesna.can)
    draft = StepDraft("Пратња до школе", owner=vesna.member)
    step = careplan.add_plan_step(w.case, need, draft, **vesna.can)
    today = _day(0).isoformat()
    hour = Given(kind="counselling", unit="hour", amount="1", first=today, last=today,
                 provider="own")  # fmt: skip
    given = add_given(w.case, step, hour, **vesna.can)
    entry = legal.add_entry(
        w.case, "proceedings", Proceeding(kind="criminal", body="Суд", state="trial"), **vesna.can
    )
    hearing = Hearing(what="Претрес", day=_day(30).isoformat(), hour="10:00")
    hearing = legal.add_hearing(w.case, entry, hearing, **vesna.can)
    asks = Arrived("access", deadlines.now(), "сестра", "Шта се чува.", "", bea.member)
    return {
        "retention_rule": propose_retention(
            w.csw, outcome="any", years=5, source="Одлука 12/2026", by=bea.actor
        ),
        "data_request": write_request(asks, by=bea.actor),
        "attached": attached, "locked_file": locked.to_case, "light_note": note,
        "around": around["id"], "note": written, "plan_need": need, "plan_step": step,
        "plan_given": given, "legal_entry": entry, "legal_hearing": hearing,
    }  # fmt: skip


def _written_in(case: Case, by: Somebody) -> None:
    """Once more after it was opened, so that the file has an earlier text."""
    write_section(case, "account", {"noticed": "Нов телефон."}, revision=1, **by.can)


def _sent_on(w: World) -> dict[str, Any]:
    """From the centre's file to the health centre: accepted there; waiting for a second person
    of the centre; and taken back by the person, so that only a stone is left.
    """
    health, bea, jelena = w.more["health"], w.people["bea"], w.people["jelena"]
    accepted = _refer(w, agreement := _agreed(w))
    accept(open_packet(accepted, **jelena.can)[0], **jelena.can)
    over = _refer(w, _agreed(w))
    withdraw_agreement(over, by=bea.actor)
    by_law = Target(health, w.vranje, _packet(_ground_by_law(w), age="child"))
    unseen = refer(w.case, Sending(Kind.REFERRAL, by_law, None, "Хитно."), by=bea.actor)
    accepted.refresh_from_db()
    _written_in(accepted.to_case, jelena)
    return {"agreement": agreement, "referred": accepted, "over": over, "unseen": unseen,
            "referred_file": accepted.to_case}  # fmt: skip


def _tables(w: World) -> dict[str, Any]:
    """A conference of the centre with the health centre, opened there and decided in; one by law
    that no second person has looked at; and a meeting that Mirjana called about what waits.
    """
    bea, jelena, health = w.people["bea"], w.people["jelena"], w.more["health"]
    agreement = _agreed(w)
    seat = Seat(health, _packet(_ground_agreed(w)), agreement)
    conference = call_conference(w.case, _called(seat), by=bea.actor)
    open_packet_of(conference.guests.get(), **jelena.can)
    with deadlines.moved(dt.timedelta(days=3)):
        decide_in(conference, "Преглед у петак.", institution=health, due_on=_day(5), by=bea.actor)
    unseen = Seat(health, _packet(_ground_by_law(w), age="child"))
    held = call_conference(w.case, _called(unseen, reason="Хитно."), by=bea.actor)
    meeting = convene(
        [w.sent.reference], network=w.vranje, starts_at=timezone.now() + dt.timedelta(days=2),
        place="Градска кућа", institutions=[w.csw, w.sent.sender_institution],
        by=w.people["mirjana"].actor,
    )  # fmt: skip
    return {"conference": conference, "conference_unseen": held, "meeting": meeting}


def _called(*seats: Seat, reason: str = "") -> Called:
    starts = timezone.now() + dt.timedelta(days=3)
    return Called(
        starts_at=starts, until=starts + dt.timedelta(days=7), place="Соба 7",
        about="Како даље", seats=seats, reason=reason,
    )  # fmt: skip


def _ground_agreed(w: World) -> Any:
    return ground_agreed(
        sender=w.csw.sector, recipient=w.more["health"].sector, age="adult",
        on=timezone.localdate(),
    )  # fmt: skip


def _ground_by_law(w: World) -> Any:
    rows = bases_for(
        sender=w.csw.sector, recipient=w.more["health"].sector, age="child",
        on=timezone.localdate(),
    )  # fmt: skip
    return ground_of(rows[0])


def _agreed(w: World) -> Any:
    return agree(
        w.case, recipient=w.more["health"], parts=PARTS, starts_on=_day(0), ends_on=_day(30),
        details=DETAILS, child=False, by=w.people["bea"].actor,
    )  # fmt: skip


def _refer(w: World, agreement: Any) -> Any:
    target = Target(w.more["health"], w.vranje, _packet(_ground_agreed(w)), agreement)
    return refer(w.case, Sending(Kind.REFERRAL, target, None, ""), by=w.people["bea"].actor)


def _packet(ground: Any, *, age: str = "adult") -> Packet:
    cover = Cover("urgent", "Преглед", age, safe="no", how_to_reach="Само преко нас.")
    body = Body(Sender(Words({"sr": "ЦСР"}), "Беа Стојковић"), ground)
    who, account = texts_of("who", {"name": "Неко"}), texts_of("account", {"own_words": "Не смем."})
    return Packet(cover, replace(body, who=who, account=account))


def _rules(w: World) -> dict[str, Any]:
    """Mirjana proposes a deadline and an institution; a deadline of the report that was just sent."""
    rule = next(one for one in rules_of(w.vranje.pk) if one.key == "answer-regular")
    proposal = propose_rule(
        rule, network=w.vranje, amount=rule.amount, unit=rule.unit, words={},
        source="Седница мреже", by=w.people["mirjana"].actor,
    )  # fmt: skip
    mirjana = w.people["mirjana"].actor
    hidden_question = propose_hiding(w.vranje, field_at("identity.skills"), why="–", by=mirjana)
    partner = propose_institution(
        w.vranje, words={"sr": "Суд у Врању", "en": "Court in Vranje"}, sector="court",
        town=w.vranje.town, source="Седница мреже", certainty="low",
        by=w.people["mirjana"].actor,
    )  # fmt: skip
    deadline = Deadline.objects.running().get(subject_id=w.sent.pk)
    hidden = Deadline.objects.running().get(subject_id=w.excluding.pk)
    return {
        "rule": rule, "rule_proposal": proposal, "partner_proposal": partner,
        "question_proposal": hidden_question,
        "deadline": deadline, "deadline_excluded": hidden,
    }  # fmt: skip


def _lists(w: World) -> dict[str, Any]:
    code = Code.objects.filter(list="urgency", valid_to=None).order_by("order").first()
    assert code is not None
    proposal = propose_words(
        code, words={"en": "Another word"}, source="Седница", certainty="draft",
        same_meaning=True, by=w.people["mirjana"].actor,
    )  # fmt: skip
    legal = LegalBasis.objects.filter(valid_to=None).order_by("key").first()
    assert legal is not None
    return {"code": code, "code_proposal": proposal, "legal": legal}


def _days(w: World) -> dict[str, Any]:
    bea, zoran = w.people["bea"], w.people["zoran"].member
    absence = enter_absence(zoran, starts_on=_day(10), ends_on=_day(12), by=bea.actor)
    contact, _new = ContactPoint.objects.get_or_create(
        institution=w.csw, number="017 000 111", ended_at=None,
        defaults={"kind": "office", "words": {"sr": "Канцеларија"}, "certainty": "entered"},
    )  # fmt: skip
    now = timezone.now()
    duty = enter_duty(
        w.csw, starts_at=now + dt.timedelta(days=1), ends_at=now + dt.timedelta(days=2),
        member=w.people["vesna"].member, by=bea.actor,
    )  # fmt: skip
    return {"absence": absence, "contact": contact, "duty": duty}


def _numbers(w: World) -> dict[str, Any]:
    dora = w.people["dora"]
    proved = replace(dora.actor, stepped_up_at=timezone.now())
    return {
        "snapshot": make_snapshot(w.vranje, by=proved, keys=dora.keys),
        "release": announce_release(w.vranje, today().year - 1, by=proved),
    }


def _trainings(w: World) -> dict[str, Any]:
    """A module with a question and a paper; one session ahead, one held, with a certificate."""
    mirjana = w.people["mirjana"].actor
    outline = Outline(title=Words(sr="Знаци у школи"), hours=Decimal(4))
    module = training.write_module(outline, network=w.vranje, by=mirjana)
    ahead = _planned(module, w, days=5)
    by_link = training.register_by_link(ahead, name="Маја Вељић", institution=w.csw, by=VISITOR)
    with deadlines.moved(deadlines.in_days(-95)):
        held = _planned(module, w, days=0)
        own = training.register_self(held, by=w.people["ana"].actor)
        training.record_attendance(held.days.get(), [own.pk], by=mirjana)
        training.close_session(held, by=mirjana)
    training.ask_follow_ups(by=Actor.system("reminders"))
    question = training.add_question(module, "Шта?", [("а", True), ("б", False)], by=mirjana)
    paper = Incoming("a.pdf", "application/pdf", b"%PDF-1.7")
    material = training.add_material(module, "Подсетник", paper, by=mirjana)
    return {"module": module, "training_ahead": ahead, "training_held": held, "by_link": by_link,
            "trained": own, "question": question, "material": material,
            "training_follow_up": own.follow_ups.first()}  # fmt: skip


def _planned(module: Module, w: World, *, days: int) -> Session:
    day = today() + dt.timedelta(days=days)
    plan = Plan((day,), dt.time(10), dt.time(14), "Сала 2", 12, day)
    return training.plan_session(module, plan, network=w.vranje, by=w.people["mirjana"].actor)


def _day(ahead: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=ahead)


def _causes(w: World) -> dict[str, Any]:
    """An observation of the school with a letter that has not gone out, and a missing service."""
    ana, school = w.people["ana"], Institution.objects.get(code=invented.SCHOOL)
    seen = prevention.observe(
        w.vranje, institution=school, by=ana.actor, kind="advert",
        title="Оглас за рад у иностранству", text="", where="Врање", seen_on=_day(-3),
        seen_precision="day", source="public", firm="Измишљена фирма",
    )  # fmt: skip
    letter = prevention.write_letter(
        seen, institution=school, recipient_name="Инспекција", body="Молимо проверу.",
        names_firm=True, by=ana.actor,
    )  # fmt: skip
    need = prevention.write_need(
        w.vranje, institution=school, service="accommodation", month=_day(0).replace(day=1),
        times=2, reason="no_service", by=ana.actor,
    )  # fmt: skip
    return {"observation": seen, "letter": letter, "need": need}


def _services(w: World) -> dict[str, Any]:
    """A service of the centre with a number and a place, written by Bea, who sends in a file."""
    bea = w.people["bea"].actor
    row = Service(institution=w.csw, kind="counselling", words={"sr": "Саветовалиште"})
    services.write_service(row, towns=[w.csw.town_id], by=bea)
    place = Location(institution=w.csw, town=w.csw.town, address="Измишљена 1")
    at = services.put_at(row, location=services.write_location(place, by=bea), by=bea)
    phone = services.write_part(Phone(service=row, number="000 000 100"), by=bea)
    services.confirm_service(row, by=bea)
    file = importing.send_in(workbook(known_to(bea)), by=bea)
    return {"service": row, "service_place": at, "service_phone": phone, "service_file": file}
