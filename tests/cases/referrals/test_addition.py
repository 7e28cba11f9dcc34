"""What came up after a report was sent: a second packet under the same reference."""

import datetime as dt

import pytest
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.audit.models import Entry
from spona.cases.casefile.actions import exclude, take_out
from spona.cases.casefile.reading import read
from spona.cases.consent.rests_on import RestsOn
from spona.cases.models import Move, Referral
from spona.cases.referral_pages.actions import confirm_referral, hold_agreements
from spona.cases.referrals.actions import (
    accept,
    add_to_referral,
    assign,
    deliver,
    finish,
    forward,
    forward_on_paper,
    hand_addition,
    open_packet,
    open_to_forward,
    read_addition,
    send,
    send_packet,
    withdraw,
)
from spona.cases.referrals.actions.forward import packet_for
from spona.cases.referrals.additions import SECTION, addition_boxes
from spona.cases.referrals.notes import Note
from spona.cases.referrals.packet import Addition
from spona.cases.referrals.parties import packet_section
from spona.cases.referrals.seen import NotSeen, passing_tag
from spona.deadlines import now
from spona.identity.models import Account
from spona.notifications.actions import mark_read_about
from spona.notifications.models import Notice
from spona.reference.words import Words
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant, Section
from spona.vault.refusals import ReasonNeeded
from tests.cases.flow import fields, get
from tests.cases.flow import sent as reporting
from tests.cases.moving import connect, text_of
from tests.cases.offline_partners.test_print_report import text
from tests.cases.packets import packet

WORDS = "dopunaPODMETNUTA"


def addition(text=WORDS):
    return Addition(Words({"sr": "Школа"}), "Ana Primerić", "psiholog", text)


def add(world, row, **more):
    return add_to_referral(row, addition(), by=world.ana.actor, **more)


def section_of(row, number=0):
    box = addition_boxes(row)[number]
    return Section.objects.named(box.pk, SECTION).select_related("box").get()


def opens(row, person, **more):
    try:
        return open_section(section_of(row), **person.can, **more)["text"] == WORDS
    except Denied:
        return False


def states(row, institution):
    rows = Grant.objects.filter(section=section_of(row))
    mine = rows.filter(to_id=institution.pk) | rows.filter(member_of=institution.pk)
    return sorted(mine.values_list("state", flat=True))


def waits(row, kind="read_message"):
    return list(Task.objects.filter(subject_id=row.pk, kind=kind, done_at=None))


# Whoever has the report has what was added, and nobody else ---------------------------------


def test_it_is_held_until_the_report_is_taken_over_and_opens_with_it(world, sent):
    add(world, sent)
    assert states(sent, world.csw) == ["held"]
    assert opens(sent, world.ana)
    assert not opens(sent, world.bea)
    row, _cover = open_packet(sent, **world.bea.can)
    assert not opens(row, world.bea)
    row = accept(row, **world.bea.can)
    assert opens(row, world.bea)


def test_after_it_was_taken_over_it_opens_at_once(world, accepted):
    add(world, accepted)
    assert states(accepted, world.csw) == ["open"]
    assert opens(accepted, world.bea)


def test_the_colleague_to_whom_it_is_assigned_reads_it_and_has_the_task(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    add(world, row)
    assert opens(row, world.vera)
    assert [task.owner for task in waits(row)] == [world.vera.member]


def test_whoever_is_taken_out_of_the_file_has_no_task_of_it_any_more(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    add(world, row)
    take_out(row.to_case, member=world.vera.member, by=world.bea.actor)
    assert [task.owner for task in waits(row)] == [None]
    assert not opens(row, world.vera)


def test_whoever_is_locked_out_later_loses_it_too(world, accepted):
    add(world, accepted)
    exclude(accepted.to_case, member=world.boris.member, **world.bea.can)
    assert not opens(accepted, world.boris)
    assert opens(accepted, world.bea)
    assert [task.owner for task in waits(accepted)] == [world.bea.member]


def test_who_is_assigned_later_reads_what_was_added_before(world, accepted):
    add(world, accepted)
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    assert opens(row, world.vera)


def test_whoever_is_locked_out_gets_no_key_and_no_notice_of_it(world):
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[world.boris.member.person_id],
    )  # fmt: skip
    assert row.exclusions.filter(mark=mark(PERSON, world.boris.member.person_id)).exists()
    row = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
    add(world, row)
    assert not opens(row, world.boris)
    assert not Grant.objects.filter(section=section_of(row), to_kind="institution",
                                    to_id=world.csw.pk).exists()  # fmt: skip
    assert not Notice.objects.filter(account_id=world.boris.account.pk).exists()


def test_it_ends_with_the_body_when_the_report_is_taken_back(world, opened):
    add(world, opened)
    row = withdraw(opened, by=world.ana.actor)
    assert states(row, world.csw) == []
    assert opens(row, world.ana)


def passed_on(world, row):
    return forward(row, to=world.health, network=world.vranje, reason="matter", **world.bea.can)


def test_what_was_added_goes_on_with_the_report(world, opened):
    add(world, opened)
    after = passed_on(world, opened)
    assert states(opened, world.csw) == []
    after = accept(open_packet(after, **world.hana.can)[0], **world.hana.can)
    body = open_section(packet_section(after, "body"), **world.hana.can)
    assert [one["text"] for one in body["additions"]] == [WORDS]


def test_after_it_was_passed_on_it_goes_to_who_has_it_now(world, opened):
    after = passed_on(world, opened)
    with pytest.raises(Conflict, match="next reference"):
        add(world, opened)
    add(world, after)
    assert states(after, world.csw) == []
    assert states(after, world.health) == ["held"]


def test_what_was_added_stands_in_the_preview_of_who_passes_it_on(world, opened):
    add(world, opened)
    open_to_forward(opened, reason="matter", **world.bea.can)
    row = Referral.objects.get(pk=opened.pk)
    shown = read(row, **world.bea.can)
    to = {"to": world.health, "network": world.vranje}
    packet_shown = packet_for(row, shown.cover, shown.body, world.health)
    assert [one.text for one in packet_shown.body.additions] == [WORDS]
    tag = passing_tag(row, packet_shown, by=world.bea.actor, **to)
    # A word more since then, and the preview is no longer what would go.
    add(world, row)
    with pytest.raises(NotSeen):
        forward(row, reason="matter", seen=tag, **to, **world.bea.can)
    again = read(row, **world.bea.can)
    tag = passing_tag(
        row, packet_for(row, again.cover, again.body, world.health), by=world.bea.actor, **to
    )
    assert forward(row, reason="matter", seen=tag, **to, **world.bea.can).state == "sent"


def test_a_restore_holds_back_what_was_added_too_until_the_sender_has_asked_again(world):
    row = send(
        packet(rests_on=RestsOn.AGREEMENT), network=world.vranje, recipient=world.csw,
        by=world.ana.actor,
    )  # fmt: skip
    row = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
    add(world, row, agreed=True)
    assert opens(row, world.bea)
    hold_agreements(by=Actor.system("restore"))
    assert not opens(row, world.bea)
    with pytest.raises(Denied, match="whether the person still agrees"):
        add(world, row, agreed=True)
    confirm_referral(row, by=world.ana.actor)
    assert opens(row, world.bea)


def test_it_is_in_the_file_that_is_opened_after_it(world, opened):
    add(world, opened)
    row = accept(opened, **world.bea.can)
    assert WORDS in text_of(row.to_case, "account", world.bea)["noticed"]


# Who may add, and when ------------------------------------------------------------------------


def test_nobody_but_the_sender_adds(world, accepted):
    for person in (world.bea, world.vera, world.cora):
        with pytest.raises(Denied):
            add_to_referral(accepted, addition(), by=person.actor)
    assert not addition_boxes(accepted)


def test_nothing_is_added_to_what_is_over(world, accepted):
    done = finish(accepted, outcome="done", message="Gotovo.", by=world.bea.actor)
    with pytest.raises(Conflict, match="Write a new report"):
        add(world, done)


def test_nothing_is_added_to_what_was_taken_back(world, opened):
    row = withdraw(opened, by=world.ana.actor)
    with pytest.raises(Conflict, match="Write a new report"):
        add(world, row)
    assert not addition_boxes(row)


def test_without_a_word_nothing_is_added(world, sent):
    with pytest.raises(Denied):
        add_to_referral(sent, addition(""), by=world.ana.actor)


def test_on_agreement_it_goes_only_when_the_person_agreed_to_it_too(world):
    row = send(
        packet(rests_on=RestsOn.AGREEMENT), network=world.vranje, recipient=world.csw,
        by=world.ana.actor,
    )  # fmt: skip
    with pytest.raises(Denied, match="agreed"):
        add(world, row)
    add(world, row, agreed=True)
    assert len(addition_boxes(row)) == 1


# New until it is read ---------------------------------------------------------------------------


def test_it_is_new_until_somebody_there_says_that_it_was_read(world, accepted):
    add(world, accepted)
    assert len(waits(accepted)) == 1
    read_addition(accepted, **world.bea.can)
    assert not waits(accepted)
    read_addition(accepted, **world.bea.can)
    assert Move.objects.filter(referral=accepted, verb="read_addition").count() == 1
    add(world, accepted)
    assert len(waits(accepted)) == 1


def test_nobody_reads_what_they_cannot_open(world, opened):
    add(world, opened)
    with pytest.raises(Denied, match="when you accept"):
        read_addition(opened, **world.bea.can)
    assert len(waits(opened)) == 1


def test_a_holder_says_nothing_of_what_a_colleague_works_on(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    add(world, row)
    with pytest.raises(ReasonNeeded):
        read_addition(row, **world.bea.can)
    assert len(waits(row)) == 1
    read_addition(row, **world.vera.can)
    assert not waits(row)


def test_state_and_deadline_stay_as_they_are(world, opened):
    before = Referral.objects.get(pk=opened.pk)
    add(world, opened)
    after = Referral.objects.get(pk=opened.pk)
    assert (after.state, after.sent_at, after.reference) == (
        before.state, before.sent_at, before.reference,
    )  # fmt: skip


def test_what_stands_in_clear_tells_nothing_of_it(world, accepted):
    add(world, accepted)
    notice = Notice.objects.filter(account_id=world.bea.account.pk).latest("created_at")
    assert notice.kind == "arrived"
    details = [str(entry.detail) for entry in Entry.objects.all()]
    assert not any(WORDS in one for one in details)
    move = Move.objects.get(referral=accepted, verb="add")
    assert move.reason == ""


# On paper --------------------------------------------------------------------------------------


def on_paper(world):
    return send(
        packet(), network=world.vranje, recipient=world.police, by=world.ana.actor, on_paper=True
    )


def note():
    return Note("person", "dežurni", now())


def test_on_paper_it_is_a_task_of_who_hands_it_over(world):
    row = deliver(on_paper(world), note(), urgency="urgent", by=world.ana.actor)
    assert not waits(row, "hand_over")
    add(world, row)
    assert len(waits(row, "hand_over")) == 1
    assert states(row, world.police) == []
    hand_addition(row, note(), by=world.ana.actor)
    assert not waits(row, "hand_over")
    with pytest.raises(Conflict, match="already"):
        hand_addition(row, note(), by=world.ana.actor)


def test_what_is_added_before_the_handing_over_goes_with_the_report(world):
    row = on_paper(world)
    add(world, row)
    assert len(waits(row, "hand_over")) == 1
    deliver(row, note(), urgency="urgent", by=world.ana.actor)
    assert not waits(row, "hand_over")
    with pytest.raises(Conflict):
        hand_addition(row, note(), by=world.ana.actor)


def test_when_they_connect_what_was_added_is_sealed_to_them_too(world):
    row = deliver(on_paper(world), note(), urgency="urgent", by=world.ana.actor)
    add(world, row)
    pera = connect(world, world.police, "pera")
    row = send_packet(row, **world.ana.can)
    assert states(row, world.police) == ["held"]
    row = accept(open_packet(row, **pera.can)[0], **pera.can)
    assert opens(row, pera)


def test_what_was_passed_on_on_paper_is_handed_over_by_who_passed_it_on(world, opened):
    handed = note()
    after = forward_on_paper(
        opened, handed, to=world.police, network=world.vranje, reason="matter", **world.bea.can
    )
    add(world, after)
    assert opens(after, world.bea)
    assert [task.institution for task in waits(after, "hand_over")] == [world.csw]
    hand_addition(after, note(), by=world.bea.actor)
    pera = connect(world, world.police, "pera")
    row = send_packet(after, **world.bea.can)
    assert states(row, world.csw) == []
    assert states(row, world.police) == ["held"]
    withdraw(row, by=world.ana.actor)
    assert states(row, world.police) == []
    assert pera


# The pages ---------------------------------------------------------------------------------------


@pytest.fixture
def path(world):
    Account.objects.update(language="en")
    return reporting(world.ana.sign_in(), world)


def write(browser, path, *, button="show", **data):
    page = get(browser, f"{path}addition/")
    return browser.post(f"{path}addition/", fields(page) | data | {button: "1"})


def go(browser, path, **data):
    """Typed, shown, and sent as it was shown."""
    shown = write(browser, path, **data).content.decode()
    return browser.post(f"{path}addition/", fields(shown) | data | {"send": "1"})


def test_what_goes_out_is_what_the_page_showed(world, path):
    ana = world.ana.sign_in()
    typed = {"text": WORDS, "sign_edu-001": "yes", "seen_edu-001": "Opet petkom."}
    shown = write(ana, path, **typed).content.decode()
    packet_shown = shown.split('class="packet"')[1]
    assert WORDS in packet_shown
    assert "Opet petkom." in packet_shown
    # Something else in its place is shown first.
    other = ana.post(f"{path}addition/", fields(shown) | typed | {"text": "Drugo", "send": "1"})
    assert other.status_code == 409
    assert "Nothing was sent." in other.content.decode()
    assert not Move.objects.filter(verb="add").exists()
    again = other.content.decode()
    sent = ana.post(f"{path}addition/", fields(again) | typed | {"text": "Drugo", "send": "1"})
    assert sent.status_code == 302
    assert "Drugo" in get(ana, path)


def test_a_second_click_adds_once(world, path):
    ana = world.ana.sign_in()
    shown = write(ana, path, text=WORDS).content.decode()
    for _click in range(2):
        answer = ana.post(f"{path}addition/", fields(shown) | {"text": WORDS, "send": "1"})
        assert answer.status_code == 302
    assert Move.objects.filter(verb="add").count() == 1


def test_an_empty_one_is_a_sentence_and_a_late_one_loses_nothing(world, path):
    ana, bea = world.ana.sign_in(), world.bea.sign_in()
    answer = write(ana, path)
    assert answer.status_code == 422
    assert "Write what you add, or answer a sign." in answer.content.decode()
    shown = write(ana, path, text=WORDS).content.decode()
    bea.post(f"{path}open/")
    bea.post(f"{path}accept/")
    bea.post(f"{path}finish/", {"outcome": "done", "message": "Gotovo."})
    late = ana.post(f"{path}addition/", fields(shown) | {"text": WORDS, "send": "1"})
    assert late.status_code == 409
    assert WORDS in late.content.decode()
    assert "Write a new report" in late.content.decode()
    assert "Write a new report" in get(ana, f"{path}addition/")
    assert "Write a new report" in get(ana, path)


def test_the_recipient_sees_that_it_is_new_reads_it_and_the_sender_hears_of_it(world, path):
    ana, bea = world.ana.sign_in(), world.bea.sign_in()
    bea.post(f"{path}open/")
    assert go(ana, path, text=WORDS).status_code == 302
    page = get(bea, path)
    assert "It opens with the rest." in page
    assert WORDS not in page
    bea.post(f"{path}accept/")
    page = get(bea, path)
    assert WORDS in page
    assert "I have read what was added" in page
    # It was copied with the rest; what comes now is not.
    assert "It is not copied into your file by itself." not in page
    go(ana, path, text="Još nešto.")
    assert "It is not copied into your file by itself." in get(bea, path)
    assert "Added to" in get(bea, "/inbox/")
    assert bea.post(f"{path}addition/read/").status_code == 302
    assert "I have read what was added" not in get(bea, path)
    assert "Added to" not in get(bea, "/inbox/")
    assert "read what was added" in get(ana, path)


def test_it_is_printed_under_the_same_reference(world, path):
    ana = world.ana.sign_in()
    assert ana.get(f"{path}addition/print/").status_code == 404
    go(ana, path, text=WORDS)
    pdf = ana.get(f"{path}addition/print/")
    assert pdf.status_code == 200
    page = text(pdf)
    assert WORDS in page
    assert path.strip("/").split("/")[-1] in page
    assert "Mila Izmišljena" not in page
    assert WORDS in text(ana.get(f"{path}report.pdf"))


def test_others_find_no_page_to_add(world, path):
    for who in (world.bea, world.cora, world.vera):
        assert who.sign_in().get(f"{path}addition/").status_code in (403, 404)


# How often they are mailed ---------------------------------------------------------------

RECEIVERS = ("bea", "boris")


def mailed(world, row):
    """How many mails wait or have left, to each of those who receive it."""
    about = Notice.objects.filter(reference=row.reference, kind="arrived").exclude(next_try_at=None)
    return {one: about.filter(account_id=world.people[one].account.pk).count() for one in RECEIVERS}


def test_one_member_does_not_fill_a_partners_mailbox(world, accepted):
    Notice.objects.all().delete()
    for _time in range(5):
        add(world, accepted)
    everything = Notice.objects.filter(reference=accepted.reference, kind="arrived")
    assert everything.count() == 5 * len(RECEIVERS), "each stands in their notices"
    assert mailed(world, accepted) == dict.fromkeys(RECEIVERS, 1)
    # Bea has read what there is: of the next one she hears by mail too.
    mark_read_about(accepted.reference, by=world.bea.actor)
    add(world, accepted)
    assert mailed(world, accepted) == {"bea": 2, "boris": 1}
    # Boris looks into his mailbox only: after an hour there is one more.
    past = timezone.now() - dt.timedelta(minutes=61)
    everything.filter(account_id=world.boris.account.pk).update(created_at=past)
    add(world, accepted)
    add(world, accepted)
    assert mailed(world, accepted) == {"bea": 2, "boris": 2}
