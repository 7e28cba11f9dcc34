"""The pages, as somebody of the network uses them and as somebody else tries them."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from spona.access.models import new_token
from spona.attachments.models import Attachment
from spona.directory.actions import add_member, add_person, end_member, name_representatives
from spona.directory.models import Member, Network, Seat
from spona.mandates.actions import sign_document, write_condition, write_document
from spona.mandates.models import Condition, FoundingDocument, Signatory
from spona.mandates.queries import seats_at_table
from spona.tasks.actions import open_task
from spona.tasks.models import Task
from tests.cases.world import DEMO, OPERATOR
from tests.mandates.conftest import day, facts
from tests.mandates.papers import BYTES, PDF


@pytest.fixture
def kosta(world):
    return world.kosta.sign_in()


@pytest.fixture
def bea(world):
    return world.bea.sign_in()


def typed(**more):
    said = {
        "token": new_token(), "kind": "memorandum", "title": "", "number": "12-3/2024",
        "signed_on": day(-400).isoformat(), "signed_precision": "day", "first_day": "",
        "last_day": day(299).isoformat(), "quorum": "none", "remind_days": "60",
    }  # fmt: skip
    return said | more


def text(answer) -> str:
    return answer.content.decode()


def seat_of(world, body):
    return Seat.objects.get(network=world.vranje, institution=body, ends_on=None)


# ---- a document


def test_a_document_is_written_down_with_its_paper_and_read_by_the_network(world, kosta, bea):
    paper = SimpleUploadedFile("Ime Prezime.pdf", BYTES, "application/pdf")
    answer = kosta.post("/mandates/documents/new/vranje/", typed(paper=paper, quorum="two_thirds"))
    document = FoundingDocument.objects.get()
    assert answer["Location"] == f"/mandates/documents/?network=vranje&done={document.pk}"
    page = text(kosta.get(answer["Location"]))
    assert "/withdraw/" in page, "undo"
    page = text(bea.get("/mandates/documents/"))
    assert "12-3/2024" in page
    assert "/correct/" not in page
    got = bea.get(f"/mandates/documents/{document.pk}/paper/")
    assert got.content == BYTES
    assert got["Content-Disposition"] == 'attachment; filename="akt.pdf"'
    assert "Prezime" not in str(got.headers)


def test_sent_twice_it_is_one_document(world, kosta):
    said = typed()
    first = kosta.post("/mandates/documents/new/vranje/", said)
    assert kosta.post("/mandates/documents/new/vranje/", said)["Location"] == first["Location"]
    assert FoundingDocument.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"last_day": day(-500).isoformat()},
        {"signed_on": "2024-02-31"},
        {"signed_on": "yesterday"},
        {"signed_on": "0001-01-01"},
        {"first_day": "9999-12-31", "last_day": ""},
        {"kind": "", "title": ""},
        {"kind": "unknown"},
        {"title": "x" * 201},
        {"quorum": "number", "quorum_number": "-3"},
        {"quorum": "number", "quorum_number": "many"},
        {"quorum": "everybody"},
        {"remind_days": ""},
        {"remind_days": "100000"},
        {"replaces": "7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e"},
        {"coordinated_by": "nobody"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world, kosta, said):
    answer = kosta.post("/mandates/documents/new/vranje/", typed(**said))
    assert answer.status_code == 422
    assert 'class="error"' in text(answer) or 'role="alert"' in text(answer)
    assert "12-3/2024" in text(answer)
    assert not FoundingDocument.objects.exists()


def test_a_paper_that_is_none_or_is_too_large_leaves_nothing_behind(world, kosta):
    for content in (b"MZ\x90 a program", b"", b"%PDF-" + b"x" * (10 * 1024 * 1024)):
        paper = SimpleUploadedFile("a.pdf", content, "application/pdf")
        answer = kosta.post("/mandates/documents/new/vranje/", typed(paper=paper))
        assert answer.status_code == 422, content[:9]
        assert "12-3/2024" in text(answer)
    assert not FoundingDocument.objects.exists()
    assert not Attachment.objects.exists()


def test_overlapping_documents_are_refused_in_the_form(world, kosta, document):
    answer = kosta.post("/mandates/documents/new/vranje/", typed(signed_on=day(-1).isoformat()))
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    answer = kosta.post(
        "/mandates/documents/new/vranje/",
        typed(signed_on=day(-1).isoformat(), replaces=document.pk),
    )
    assert answer.status_code == 302
    page = text(kosta.get("/mandates/documents/"))
    assert f"/mandates/documents/{document.pk}/" in page, "the history"


def test_markup_in_a_title_is_text(world, kosta):
    kosta.post("/mandates/documents/new/vranje/", typed(title="<script>alert(1)</script>"))
    page = text(kosta.get("/mandates/documents/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_document_is_corrected_ended_and_taken_back(world, kosta, document):
    answer = kosta.post(
        f"/mandates/documents/{document.pk}/correct/",
        typed(number="99/1", source="Official gazette 7/2024"),
    )
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.number == "99/1"
    assert document.sources == [{"fact": "Official gazette 7/2024", "source": ""}]
    assert (
        kosta.post(f"/mandates/documents/{document.pk}/end/", {"last_day": ""}).status_code == 422
    )
    kosta.post(
        f"/mandates/documents/{document.pk}/end/",
        {"last_day": day(-1).isoformat(), "reason": "a decision"},
    )
    assert "a decision" in text(kosta.get(f"/mandates/documents/{document.pk}/"))
    kosta.post(f"/mandates/documents/{document.pk}/withdraw/")
    assert kosta.get(f"/mandates/documents/{document.pk}/").status_code == 404


def test_the_title_of_no_page_tells_more_than_a_word(world, kosta, document):
    for path in (
        "/mandates/documents/",
        f"/mandates/documents/{document.pk}/",
        "/mandates/coverage/",
        "/mandates/seats/vranje/",
    ):
        title = re.search("<title>(.*?)</title>", text(kosta.get(path)))[1]
        assert len(title) < 30


# ---- signatures


def test_signatures_are_written_down_with_positions_not_names(world, kosta, document):
    path = f"/mandates/documents/{document.pk}/signatures/"
    said = {"token": new_token(), "institutions": [world.csw.pk, world.police.pk],
            "signed_on": day(-400).isoformat(), "signed_by": "potpisao je Petar Petrović"}  # fmt: skip
    answer = kosta.post(path, said)
    assert answer.status_code == 422
    assert 'name="nobody_named"' in text(answer)
    assert not Signatory.objects.exists()
    assert kosta.post(path, said | {"signed_by": "direktor"}).status_code == 302
    assert Signatory.objects.count() == 2
    row = Signatory.objects.first()
    kosta.post(f"/mandates/signatures/{row.pk}/withdraw/")
    assert kosta.post(f"/mandates/signatures/{row.pk}/withdraw/").status_code == 404
    assert kosta.get(f"/mandates/signatures/{row.pk}/paper/").status_code == 404


def test_somebody_elses_institution_is_not_on_offer(world, kosta, document):
    path = f"/mandates/documents/{document.pk}/signatures/"
    said = {"token": new_token(), "institutions": [world.csw_nis.pk], "signed_on": ""}
    assert kosta.post(path, said).status_code == 422
    assert kosta.post(path, {"token": new_token()}).status_code == 422


def test_the_page_of_a_signed_document_tells_who_is_missing(world, kosta, document):
    sign_document(document, institutions=[world.csw, world.police, world.health], incoming=PDF,
             by=world.kosta.actor)  # fmt: skip
    page = text(kosta.get(f"/mandates/documents/{document.pk}/"))
    assert page.count("/withdraw/") == 3 + 1
    row = Signatory.objects.first()
    assert kosta.get(f"/mandates/signatures/{row.pk}/paper/").content == BYTES


# ---- conditions


def test_an_institution_writes_down_what_it_has(world, bea, kosta):
    path = f"/mandates/conditions/vranje/{world.csw.code}/training/"
    assert bea.get(path).status_code == 200
    said = {"token": new_token(), "on": day(-10).isoformat(), "until": "", "document": "=1+1"}
    assert bea.post(path, said | {"on": day(3).isoformat()}).status_code == 422
    assert bea.post(path, said | {"on": ""}).status_code == 422
    answer = bea.post(path, said)
    assert answer["Location"] == f"/mandates/conditions/vranje/{world.csw.code}/"
    assert bea.post(path, said)["Location"] == answer["Location"]
    row = Condition.objects.get()
    assert row.written_by == world.bea.member
    assert "Bea" in text(kosta.get(answer["Location"]))
    assert kosta.get(f"/mandates/owed/{row.pk}/")["Location"] == answer["Location"]
    bea.post(f"/mandates/owed/{row.pk}/withdraw/")
    assert bea.get(f"/mandates/owed/{row.pk}/").status_code == 404


def test_the_network_turns_the_switch(world, kosta, bea):
    path = "/mandates/conditions/vranje/switch/"
    assert bea.post(path, {"code": "training", "blocks": "yes"}).status_code == 403
    assert kosta.post(path, {"code": "training", "blocks": "yes"}).status_code == 302
    page = text(bea.get("/mandates/conditions/vranje/"))
    assert page.count("#lock") >= 2
    own = bea.get(f"/mandates/conditions/vranje/{world.csw.code}/training/")
    assert own.status_code == 403
    assert kosta.post(path, {"code": "nonsense", "blocks": "yes"}).status_code == 403
    kosta.post(path, {"code": "training", "blocks": "no"})
    assert bea.get(f"/mandates/conditions/vranje/{world.csw.code}/training/").status_code == 200


def test_the_table_is_narrowed(world, kosta):
    for code in ("signed_act", "confidentiality", "training"):
        write_condition(world.csw, world.vranje, code, on=day(-1), by=world.kosta.actor)
    path = "/mandates/conditions/vranje/"
    assert text(kosta.get(path)).count('scope="row"') == 5
    assert text(kosta.get(path + "?show=lacking")).count('scope="row"') == 4
    assert text(kosta.get(path + "?show=expiring")).count('scope="row"') == 0
    assert kosta.get(path + "?show=%27'").status_code == 200


# ---- seats and handing over


def test_seats_tell_who_until_when_and_are_narrowed(world, kosta):
    name_representatives(seat_of(world, world.csw), member=world.bea.member, deputy=None, by=DEMO,
                         mandate_ends_on=day(20))  # fmt: skip
    page = text(kosta.get("/mandates/seats/vranje/"))
    assert "?back=/mandates/seats/vranje/" in page, "whoever names somebody comes back here"
    assert page.count('scope="row"') == 5
    for show, lines in (("ending", 1), ("nobody", 4), ("alone", 1)):
        answer = text(kosta.get(f"/mandates/seats/vranje/?show={show}&sort=until"))
        assert answer.count('scope="row"') == lines, show


def test_what_somebody_holds_is_handed_over_in_one_step(world, bea):
    name_representatives(seat_of(world, world.csw), member=world.vera.member,
                         deputy=world.boris.member, by=DEMO)  # fmt: skip
    task = open_task("decision", ("decision", world.csw.pk), institution=world.csw,
                     owner=world.vera.member, by=DEMO)  # fmt: skip
    other = open_task("work_on_referral", ("referral", world.csw.pk), institution=world.csw,
                      owner=world.vera.member, by=DEMO)  # fmt: skip
    path = f"/mandates/people/{world.vera.member.pk}/"
    assert bea.post(path, {"successor": ""}).status_code == 422
    assert bea.post(path, {"successor": world.hana.member.pk}).status_code == 422
    end_member(world.vera.member, by=OPERATOR)
    answer = bea.post(path, {"successor": world.boris.member.pk, "last_day": day(700).isoformat()})
    assert answer["Location"] == path + "?done=1"
    seat = seat_of(world, world.csw)
    assert (seat.member, seat.deputy) == (world.boris.member, None)
    assert seat.mandate_ends_on == day(701)
    task.refresh_from_db()
    other.refresh_from_db()
    assert task.owner == world.boris.member
    assert other.owner == world.vera.member, "work on a report is handed over where it lies"
    assert bea.get(answer["Location"]).status_code == 200


def test_a_deputys_place_is_handed_over_too(world, bea):
    name_representatives(seat_of(world, world.csw), member=world.boris.member,
                         deputy=world.vera.member, by=DEMO, mandate_ends_on=day(90))  # fmt: skip
    path = f"/mandates/people/{world.vera.member.pk}/"
    answer = bea.post(path, {"successor": world.boris.member.pk})
    assert answer.status_code == 422, "nobody deputises for themselves"
    assert bea.post(path, {"successor": world.bea.member.pk}).status_code == 302
    seat = seat_of(world, world.csw)
    assert (seat.member, seat.deputy) == (world.boris.member, world.bea.member)
    assert seat.mandate_ends_on == day(90), "the member's mandate stays as it was"


def test_somebody_on_paper_takes_over_and_is_written_down_once(world, bea):
    name_representatives(seat_of(world, world.csw), member=world.vera.member, deputy=None, by=DEMO)
    path = f"/mandates/people/{world.vera.member.pk}/"
    before = Member.objects.count()
    assert bea.post(path, {"name": "Мика Микић"}).status_code == 302
    assert Member.objects.count() == before + 1
    assert seat_of(world, world.csw).member.person.name == "Мика Микић"


def test_who_leads_the_network_writes_down_whom_another_institution_has_named(world, kosta):
    person = add_person("Паја Пајић", institution=world.police, by=OPERATOR)
    paja = add_member(person, institution=world.police, by=OPERATOR)
    name_representatives(seat_of(world, world.police), member=paja, deputy=None, by=DEMO)
    path = f"/mandates/people/{paja.pk}/"
    assert kosta.get(path).status_code == 200
    answer = kosta.post(path, {"name": "Жика Жикић"})
    assert answer["Location"] == "/mandates/seats/vranje/?done=1"
    assert kosta.get(answer["Location"]).status_code == 200
    assert kosta.get(path).status_code == 404, "holds nothing there any more"


# ---- who covers what


def test_the_picture_shows_every_network_and_names_only_of_ones_own(world, bea):
    name_representatives(seat_of(world, world.csw), member=world.bea.member, deputy=None, by=DEMO)
    nis = Seat.objects.get(network=world.nis, institution=world.csw_nis)
    name_representatives(nis, member=world.nina.member, deputy=None, by=DEMO)
    page = text(bea.get("/mandates/coverage/"))
    assert page.count('scope="col"') == 3
    listed = text(bea.get("/mandates/coverage/?as=list"))
    assert "Bea" in listed
    assert "Nina" not in listed
    none = text(bea.get("/mandates/coverage/?as=list&state=none&sort=sector"))
    assert 0 < none.count('scope="row"') < listed.count('scope="row"')


def test_the_picture_as_a_file_is_read_back_and_names_nobody(world, bea):
    name_representatives(seat_of(world, world.csw), member=world.bea.member, deputy=None, by=DEMO)
    got = bea.get("/mandates/coverage/csv/")
    rows = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 2 * 11
    assert "Primerić" not in got.content.decode()
    book = bea.get("/mandates/coverage/xlsx/")
    sheet = zipfile.ZipFile(io.BytesIO(book.content)).read("xl/sharedStrings.xml").decode()
    assert rows[1][0] in sheet
    assert bea.get("/mandates/coverage/pdf/").status_code == 404


def test_practice_is_in_no_picture(world, bea):
    Network.objects.filter(pk=world.nis.pk)
    nis = world.nis
    nis.practice = True
    nis.save()
    assert text(bea.get("/mandates/coverage/")).count('scope="col"') == 2


# ---- attackers


def test_another_network_is_not_there_and_a_stranger_signs_in(world, document, client):
    row = write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.kosta.actor)
    (signed,) = sign_document(
        document, institutions=[world.csw], incoming=PDF, by=world.kosta.actor
    )
    nina = world.nina.sign_in()
    paths = [
        f"/mandates/documents/{document.pk}/", f"/mandates/documents/{document.pk}/paper/", f"/mandates/owed/{row.pk}/",
        f"/mandates/signatures/{signed.pk}/paper/", "/mandates/documents/?network=vranje",
        "/mandates/conditions/vranje/", f"/mandates/conditions/vranje/{world.csw.code}/",
        f"/mandates/conditions/vranje/{world.csw.code}/training/",
        f"/mandates/conditions/nis/{world.csw.code}/", "/mandates/seats/vranje/",
        f"/mandates/people/{world.bea.member.pk}/",
    ]  # fmt: skip
    for path in paths:
        assert nina.get(path).status_code == 404, path
        assert "/login/" in client.get(path)["Location"], path
    for path in (f"/mandates/owed/{row.pk}/withdraw/",):
        assert nina.post(path).status_code == 404
    for path in (
        "/mandates/documents/new/vranje/",
        f"/mandates/documents/{document.pk}/correct/",
        f"/mandates/documents/{document.pk}/withdraw/",
    ):
        assert nina.post(path, typed()).status_code in (403, 404), path
    assert FoundingDocument.objects.get().withdrawn_at is None


def test_a_member_without_the_office_changes_nothing(world, document, bea):
    (signed,) = sign_document(document, institutions=[world.csw], by=world.kosta.actor)
    for path in (
        "/mandates/documents/new/vranje/", f"/mandates/documents/{document.pk}/correct/", f"/mandates/documents/{document.pk}/end/",
        f"/mandates/documents/{document.pk}/withdraw/", f"/mandates/documents/{document.pk}/signatures/",
        f"/mandates/signatures/{signed.pk}/withdraw/",
        f"/mandates/conditions/vranje/{world.police.code}/training/",
    ):  # fmt: skip
        assert bea.post(path, typed(on=day(-1).isoformat())).status_code == 403, path
    ana = world.ana.sign_in()
    assert ana.get(f"/mandates/people/{world.direktor.member.pk}/").status_code == 403


def test_a_mandate_that_ended_yesterday_opens_nothing(world, document):
    browser = world.bea.sign_in()
    member = world.bea.member
    member.starts_on, member.ends_on = day(-9), timezone.localdate()
    member.save()
    assert browser.get("/mandates/documents/").status_code in (302, 403)


def test_a_get_changes_nothing(world, document, kosta):
    (signed,) = sign_document(document, institutions=[world.csw], by=world.kosta.actor)
    row = write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.kosta.actor)
    for path in (
        f"/mandates/documents/{document.pk}/withdraw/", f"/mandates/signatures/{signed.pk}/withdraw/",
        f"/mandates/owed/{row.pk}/withdraw/", "/mandates/conditions/vranje/switch/",
    ):  # fmt: skip
        assert kosta.get(path).status_code == 405, path
    for path in (
        f"/mandates/documents/{document.pk}/end/",
        f"/mandates/documents/{document.pk}/correct/",
        "/mandates/documents/new/vranje/",
    ):
        assert kosta.get(path).status_code == 200, path
    assert FoundingDocument.objects.get().withdrawn_at is None


def test_lists_ask_no_more_for_many_than_for_few(
    world, document, kosta, django_assert_max_num_queries
):
    sign_document(document, institutions=[world.csw, world.police, world.health, world.city, world.school],
             by=world.kosta.actor)  # fmt: skip
    for path, most in (
        ("/mandates/documents/", 60), ("/mandates/conditions/vranje/", 40), ("/mandates/seats/vranje/", 35),
        ("/mandates/coverage/?as=list", 30),
    ):  # fmt: skip
        kosta.get(path)
        with django_assert_max_num_queries(most):
            assert kosta.get(path).status_code == 200


def test_the_pages_of_an_empty_network_say_so(world, kosta):
    for seat in Seat.objects.filter(network=world.vranje).exclude(institution=world.city):
        seat.standing = "partner"
        seat.save()
    assert FoundingDocument.objects.count() == 0
    for path in (
        "/mandates/documents/",
        "/mandates/conditions/vranje/",
        "/mandates/seats/vranje/?show=ending",
    ):
        answer = kosta.get(path)
        assert answer.status_code == 200
    assert "nothing" in text(answer)


def test_a_task_of_the_document_lies_on_the_desk(world, kosta):
    from spona.mandates import jobs

    write_document(world.vranje, facts=facts(ends_on=day(20)), by=world.kosta.actor)
    jobs.remind()
    assert Task.objects.open().filter(kind="renew_mandate").count() == 1
    document = FoundingDocument.objects.get()
    assert f"/mandates/documents/{document.pk}/" in text(kosta.get("/desk/"))


def test_the_document_that_comes_is_signed_before_it_holds_and_each_keeps_its_own(
    world, kosta, document
):
    # What holds today is signed by one; the next one is written down and signed by another.
    kosta.post(f"/mandates/documents/{document.pk}/signatures/", signing(world.csw, day(-400)))
    said = typed(
        number="7/2027", signed_on=day(-1).isoformat(), first_day=day(300).isoformat(),
        last_day="", replaces=str(document.pk),
    )  # fmt: skip
    assert kosta.post("/mandates/documents/new/vranje/", said).status_code == 302
    coming = FoundingDocument.objects.get(number="7/2027")
    page = text(kosta.get("/mandates/documents/"))
    assert f"/mandates/documents/{coming.pk}/signatures/" in page
    # What lacks most signatures comes first; one may choose the other.
    form = text(kosta.get(f"/mandates/documents/{document.pk}/signatures/"))
    assert form.index(f"/mandates/documents/{coming.pk}/signatures/") < form.index(
        f"/mandates/documents/{document.pk}/signatures/"
    )
    assert kosta.post(
        f"/mandates/documents/{coming.pk}/signatures/", signing(world.police, day(-1))
    )
    under = {
        one: set(one.signatories.values_list("institution", flat=True))
        for one in (document, coming)
    }
    assert under == {document: {world.csw.pk}, coming: {world.police.pk}}
    # Once each at the table stands under it, nothing asks for more.
    for seat in seats_at_table(world.vranje, day(0)):
        if seat.institution_id != world.police.pk:
            kosta.post(
                f"/mandates/documents/{coming.pk}/signatures/", signing(seat.institution, day(-1))
            )
    assert f"/mandates/documents/{coming.pk}/signatures/" not in text(
        kosta.get("/mandates/documents/")
    )


def signing(body, on):
    return {
        "token": new_token(), "institutions": [str(body.pk)], "signed_on": on.isoformat(),
        "signed_by": "direktor",
    }  # fmt: skip
