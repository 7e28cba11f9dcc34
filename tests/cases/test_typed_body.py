"""To a body that stands in no list, typed by name and town: as the people do it in a browser."""

import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from spona import deadlines
from spona.access.denied import Denied
from spona.cases.models import Move, Referral
from spona.cases.referrals.actions import open_to_forward, send
from spona.cases.referrals.addressee import Addressee, in_directory
from spona.cases.referrals.permissions import check_can_address
from spona.deadlines.models import Deadline
from spona.directory.actions import create_institution
from spona.directory.models import Institution
from spona.identity.models import Account
from spona.reference.models import Town
from spona.vault.models import Grant
from tests.cases.moving import file_of
from tests.cases.packets import packet
from tests.cases.refer_pages import get, hidden, post, with_pages
from tests.cases.test_disk import hits
from tests.cases.test_refer_pages import agreed_days
from tests.cases.world import DEMO, _body

__all__ = ["with_pages"]

SHELTER = {
    "institution": "elsewhere", "body_name": "Sigurna kuća Planirana", "body_town": "Novi Sad",
    "body_sector": "shelter", "body_phone": "021 555 444",
}  # fmt: skip
CSW = {
    "institution": "elsewhere", "body_name": "Центар за социјални рад Јагодина",
    "body_town": "Јагодина", "body_sector": "social_work", "body_phone": "",
}  # fmt: skip


def handed(**more):
    at = timezone.localtime(deadlines.now()).strftime("%Y-%m-%dT%H:%M")
    said = {
        "how": "phone", "role": "dežurni tužilac", "who": "Pera Perović", "at": at,
        "number": "KTR 12/26", "text": "Javljaju se.", "reply_by": "",
    } | more  # fmt: skip
    return {f"handed-{name}": value for name, value in said.items()}


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture(autouse=True)
def _english(world):
    Account.objects.update(language="en")


@pytest.fixture
def case(world):
    made = file_of(world)
    Account.objects.update(language="en")
    return made


@pytest.fixture
def bea(world):
    return world.bea.sign_in()


def referral_to(world, body, **more):
    return {
        "network": str(world.vranje.pk), "asked": "Smeštaj za noć", "urgency": "urgent",
        "parts": ["who", "account"], **body, **more,
    }  # fmt: skip


def shown(browser, path, given, status=200):
    return post(browser, path, given | {"show": "1"}, status).content.decode()


def agreed(browser, case, body):
    path = f"/cases/{case.reference}/agreements/new/"
    token = hidden(get(browser, path))["token"]
    named = {"recipient": "elsewhere", "body_name": body["body_name"],
             "body_town": body["body_town"]}  # fmt: skip
    return post(browser, path, agreed_days(**named, token=token), 302)


def test_a_shelter_in_novi_sad_that_stands_in_no_list_gets_a_referral_on_paper(world, case, bea):
    agreed(bea, case, SHELTER)
    assert "Sigurna kuća Planirana, Novi Sad" in get(bea, f"/cases/{case.reference}/agreements/")
    path = f"/cases/{case.reference}/refer/"
    page = shown(bea, path, referral_to(world, SHELTER))
    assert "What the recipient sees" not in page or "Sigurna kuća Planirana" in page
    ground = re.search(r'value="(agreement:[^"]+)"', page)[1]
    page = shown(bea, path, referral_to(world, SHELTER, ground=ground))
    assert "Sigurna kuća Planirana" in page
    assert "021 555 444" in page
    answer = post(
        bea, path, referral_to(world, SHELTER, ground=ground, send="1") | hidden(page), 302
    )
    row = Referral.objects.get()
    assert (row.on_paper, row.recipient_institution.code) == (True, "elsewhere")
    assert answer["Location"] == f"/r/{row.reference}/handed/"
    page = get(bea, answer["Location"])
    for words in ("Sigurna kuća Planirana", "021 555 444"):
        assert words in page
    plain = {name.removeprefix("handed-"): value for name, value in handed().items()}
    post(bea, answer["Location"], plain | hidden(page), 302)
    deadline = Deadline.objects.get(subject_id=row.pk)
    assert deadline.rule.key == "answer-urgent"
    page = get(bea, f"/r/{row.reference}/")
    for words in ("Sigurna kuća Planirana, Novi Sad", "dežurni tužilac", "They have no place"):
        assert words in page
    # On the lists of those who can open it, and on the paper.
    for path in ("/reports/", f"/cases/{case.reference}/part/referrals/", "/desk/"):
        assert "Sigurna kuća Planirana" in get(bea, path), path
    said = text(bea.get(f"/r/{row.reference}/report.pdf").content)
    assert "Sigurna kuća Planirana" in said
    said = text(bea.get(f"/r/{row.reference}/call.pdf").content)
    assert "021 555 444" in said


def test_what_it_is_called_stands_nowhere_in_the_clear_and_the_coordinator_sees_no_name(
    world, case, bea
):
    agreed(bea, case, SHELTER)
    path = f"/cases/{case.reference}/refer/"
    page = shown(bea, path, referral_to(world, SHELTER))
    ground = re.search(r'value="(agreement:[^"]+)"', page)[1]
    page = shown(bea, path, referral_to(world, SHELTER, ground=ground))
    post(bea, path, referral_to(world, SHELTER, ground=ground, send="1") | hidden(page), 302)
    assert hits(["Planirana", "Планирана", "021 555 444", "Kuća Planirana"]) == []
    kosta = world.kosta.sign_in()
    page = get(kosta, "/desk/")
    assert 'data-head="Waits">1<' in page
    assert "Planirana" not in page
    assert Grant.objects.filter(to_id=Institution.objects.get(code="elsewhere").pk).count() == 0


def test_the_file_is_handed_over_to_the_centre_of_a_town_outside_the_seven(world, case, bea):
    path = f"/cases/{case.reference}/transfer/"
    page = shown(bea, path, referral_to(world, CSW))
    ground = re.search(r'value="(law:[^"]+)"', page)[1]
    given = referral_to(world, CSW, ground=ground, reason="Dete živi u Jagodini.")
    page = shown(bea, path, given)
    post(bea, path, given | {"send": "1"} | hidden(page), 302)
    row = Referral.objects.get()
    assert (row.state, row.kind, row.on_paper) == ("awaiting_approval", "transfer", True)
    boris = world.boris.sign_in()
    page = get(boris, f"/r/{row.reference}/second-look/")
    assert "Јагодина" in page or "Jagodina" in page
    post(boris, f"/r/{row.reference}/second-look/", hidden(page), 302)
    row.refresh_from_db()
    assert row.state == "sent"
    page = get(bea, f"/r/{row.reference}/handed/")
    plain = {name.removeprefix("handed-"): value for name, value in handed().items()}
    post(bea, f"/r/{row.reference}/handed/", plain | hidden(page), 302)
    # The rule of a centre for social work, which the row itself does not tell.
    assert Deadline.objects.get(subject_id=row.pk).rule.key == "answer-csw-urgent"


def test_a_question_without_identity_goes_to_any_body_too(world, case, bea):
    path = f"/cases/{case.reference}/ask/"
    given = referral_to(world, SHELTER, code_name="Jasen", told="Osoba A.")
    page = shown(bea, path, given)
    post(bea, path, given | {"send": "1"} | hidden(page), 302)
    assert Referral.objects.get().kind == "question"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"body_name": ""}, "Write the full name of the body."),
        ({"body_town": ""}, "Write the town."),
        ({"body_sector": ""}, "Choose what kind of body it is."),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    world, case, bea, wrong, told
):
    given = referral_to(world, SHELTER | wrong, send="1")
    page = post(bea, f"/cases/{case.reference}/refer/", given, 422).content.decode()
    assert told in page
    assert "Smeštaj za noć" in page
    assert not Referral.objects.exists()


# Is it in the directory already? --------------------------------------------------------


def test_the_same_body_in_another_script_is_shown_and_has_to_be_answered(world, case, bea):
    given = referral_to(world, {
        "institution": "elsewhere", "body_name": "policijska uprava vranje", "body_town": "VRANJE",
        "body_sector": "police",
    })  # fmt: skip
    path = f"/cases/{case.reference}/refer/"
    page = post(bea, path, given | {"send": "1"}, 422).content.decode()
    assert "Is it one of these?" in page
    assert str(world.police.pk) in page
    page = shown(bea, path, given | {"body_is": str(world.police.pk)})
    ground = re.search(r'value="(law:[^"]+)"', page)[1]
    more = {"body_is": str(world.police.pk), "ground": ground, "reason": "Sumnja na delo."}
    page = shown(bea, path, given | more)
    post(bea, path, given | more | {"send": "1"} | hidden(page), 302)
    assert Referral.objects.get().recipient_institution == world.police


def test_the_same_kind_in_the_same_town_is_a_double_and_in_another_town_it_is_not(world):
    assert in_directory(Addressee("CSR", "Vranje", "social_work")) == [world.csw]
    assert in_directory(Addressee("CSR", "Jagodina", "social_work")) == []
    assert in_directory(Addressee("Центар за социјални рад", "Ниш", "")) == [world.csw_nis]


def test_a_body_of_the_directory_in_a_town_without_a_network_goes_on_paper(world, case, bea):
    there = create_institution(
        {"sr": "Полицијска управа Нови Сад", "en": "Novi Sad"}, sector="police",
        town=Town.objects.get(slug="novi-sad"), by=DEMO,
    )  # fmt: skip
    given = referral_to(world, {
        "institution": "elsewhere", "body_name": "Policijska uprava Novi Sad", "body_town": "Novi Sad",
        "body_sector": "police", "body_is": str(there.pk),
    })  # fmt: skip
    page = shown(bea, f"/cases/{case.reference}/refer/", given)
    ground = re.search(r'value="(law:[^"]+)"', page)
    assert ground, "the basis depends on its kind"
    more = {"ground": ground[1], "reason": "Sumnja na delo."}
    page = shown(bea, f"/cases/{case.reference}/refer/", given | more)
    post(bea, f"/cases/{case.reference}/refer/", given | more | {"send": "1"} | hidden(page), 302)
    row = Referral.objects.get()
    assert (row.recipient_institution, row.network, row.on_paper) == (there, world.vranje, True)


def test_who_was_locked_out_is_not_reached_by_typing_their_name(world):
    row = send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_institutions=[world.police.pk],
    )  # fmt: skip
    browser = world.bea.sign_in()
    post(browser, f"/r/{row.reference}/open/", {}, 302)
    open_to_forward(Referral.objects.get(pk=row.pk), reason="matter", **world.bea.can)
    given = {
        "network": str(world.vranje.pk), "institution": "elsewhere", "reason": "matter",
        "body_name": "Policijska uprava Vranje", "body_town": "Vranje", "body_sector": "police",
        "body_is": "another", **handed(),
    }  # fmt: skip
    path = f"/r/{row.reference}/not-ours/"
    page = shown(browser, path, given)
    page = post(browser, path, given | {"send": "1"} | hidden(page), 422).content.decode()
    assert "cannot receive it" in page
    assert Referral.objects.count() == 1


# Passed on ------------------------------------------------------------------------------


def test_the_intake_holder_passes_a_report_on_to_the_prosecution_on_paper(world, opened, bea):
    prosecution = _body("Више јавно тужилаштво Врање", "prosecution", world.vranje)
    path = f"/r/{opened.reference}/not-ours/"
    page = get(bea, path)
    post(bea, path, {"open": "1", "reason": "matter"} | hidden(page), 302)
    given = {
        "network": str(world.vranje.pk), "institution": str(prosecution.pk), "reason": "matter",
        "message": "Za vas nije sud.",
    }  # fmt: skip
    page = shown(bea, path, given)
    assert "Write it down and pass it on" in page
    # One prints it for them before it goes.
    paper = bea.post(f"{path}print/", given | hidden(page))
    assert paper["Content-Type"] == "application/pdf"
    # One script throughout: what was written in Latin cannot be turned into Cyrillic exactly.
    assert "Više javno tužilaštvo" in text(paper.content)
    # Without whom they told nothing goes.
    bad = post(bea, path, given | handed(role="") | {"send": "1"} | hidden(page), 422)
    assert "Write whom you reached" in bad.content.decode()
    given |= handed(reply_by=timezone.localdate().isoformat())
    answer = post(bea, path, given | {"send": "1"} | hidden(page), 302)
    again = post(bea, path, given | {"send": "1"} | hidden(page), 302)
    assert answer["Location"] == again["Location"]
    after = Referral.objects.get(forwarded_from=opened)
    assert (after.recipient_institution, after.paper_institution) == (prosecution, world.csw)
    # The sender hears to whom, when and by when they answer; their answers are second-hand.
    ana = world.ana.sign_in()
    page = get(ana, f"/r/{opened.reference}/")
    for words in ("dežurni tužilac", "KTR 12/26", "They answer by", "Za vas nije sud."):
        assert words in page
    page = get(bea, f"/r/{after.reference}/heard/taken-over/")
    plain = {name.removeprefix("handed-"): value for name, value in handed().items()}
    post(bea, f"/r/{after.reference}/heard/taken-over/", plain | hidden(page), 302)
    page = get(ana, f"/r/{after.reference}/")
    assert "second-hand" in page
    assert "Pera Perović" not in page, "whom they called stays with who calls"


def test_a_report_is_passed_on_to_a_typed_body_and_the_sender_reads_its_name(world, opened, bea):
    path = f"/r/{opened.reference}/not-ours/"
    post(bea, path, {"open": "1", "reason": "territory"} | hidden(get(bea, path)), 302)
    given = {"network": str(world.vranje.pk), "reason": "territory"} | CSW | handed()
    page = shown(bea, path, given)
    post(bea, path, given | {"send": "1"} | hidden(page), 302)
    after = Referral.objects.get(forwarded_from=opened)
    assert Deadline.objects.get(subject_id=after.pk).rule.key == "answer-csw-urgent"
    move = Move.objects.get(verb="forward_on_paper")
    assert move.to_institution.code == "elsewhere"
    ana = world.ana.sign_in()
    for row in (opened, after):
        assert "Јагодина" in get(ana, f"/r/{row.reference}/").replace("Jagodina", "Јагодина")


def test_out_of_a_training_network_nothing_goes_to_a_real_body(world, case):
    world.vranje.practice = True
    world.vranje.save()
    with pytest.raises(Denied, match="practised"):
        check_can_address(Addressee("Dom", "Jagodina", "health"), world.vranje)
