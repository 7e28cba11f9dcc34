"""Papers of a meeting: attached for the whole table, under a neutral name."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spona.access.denied import Denied
from spona.attachments.forms import Incoming
from spona.attachments.models import Attachment
from spona.meetings.actions import add_paper, close_minutes, take_paper_away
from spona.meetings.models import MeetingPaper, PaperKind
from tests.meetings.table import at_the_table, called, get, held, post, token_of

PDF = b"%PDF-1.7\n%%EOF"


def upload(content=PDF, name="dnevni red.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_everybody_at_the_table_gets_it_under_the_reference(world):
    meeting = called(world)
    kosta, path = world.kosta.sign_in(), f"/m/{meeting.reference}/"
    token = token_of(get(kosta, path))
    for typed, said in (
        ({"title": "Predlog", "kind": "paper", "paper": upload(b"MZ\x90")}, "Choose a PDF"),
        ({"title": "Predlog", "kind": "paper", "paper": upload(b"")}, "empty"),
        ({"title": "Predlog", "kind": "paper"}, "Choose a file"),
        ({"title": "", "kind": "paper", "paper": upload()}, "what the paper is called"),
        ({"title": "Predlog", "kind": "signed", "paper": upload()}, "signed"),
        (
            {"title": "Predlog", "kind": "paper", "paper": upload(PDF + b"x" * 11_000_000)},
            "ten mega",
        ),
    ):
        answer = post(kosta, f"{path}papers/", typed | {"token": token}, 422)
        assert said in answer.content.decode(), said
    assert not Attachment.objects.exists()
    good = {"title": "Predlog <b>plana</b>", "kind": "paper", "token": token}
    post(kosta, f"{path}papers/", good | {"paper": upload()})
    post(kosta, f"{path}papers/", good | {"paper": upload()})
    row = MeetingPaper.objects.get()
    hana = world.hana.sign_in()
    assert "Predlog &lt;b&gt;plana" in get(hana, path)
    answer = hana.get(f"{path}papers/{row.pk}/")
    assert (answer.content, answer["Content-Disposition"]) == (
        PDF, f'attachment; filename="{meeting.reference}.pdf"',
    )  # fmt: skip
    for end in ("", "take-away/", "put-back/"):
        assert world.nina.sign_in().post(f"{path}papers/{row.pk}/{end}").status_code in (
            403,
            404,
            405,
        )
        assert hana.post(f"{path}papers/{row.pk}/{end}").status_code in (403, 405)
    assert world.nina.sign_in().get(f"{path}papers/{row.pk}/").status_code == 404
    assert hana.post(f"{path}papers/", good).status_code == 403


def test_taken_away_nobody_gets_it_until_it_is_put_back(world):
    meeting = called(world)
    row = add_paper(
        meeting, Incoming("a.pdf", "application/pdf", PDF), title="Spisak",
        kind=PaperKind.PAPER, by=world.kosta.actor,
    )  # fmt: skip
    kosta, path = world.kosta.sign_in(), f"/m/{meeting.reference}/"
    where = post(kosta, f"{path}papers/{row.pk}/take-away/")["Location"]
    assert "was taken away" in get(kosta, where)
    assert world.bea.sign_in().get(f"{path}papers/{row.pk}/").status_code == 404
    post(kosta, f"{path}papers/{row.pk}/put-back/")
    assert world.bea.sign_in().get(f"{path}papers/{row.pk}/").status_code == 200
    other = called(world)
    assert kosta.get(f"/m/{other.reference}/papers/{row.pk}/").status_code == 404


def test_signed_minutes_come_after_the_minutes_were_closed(world):
    meeting = held(world, called(world))
    signed = Incoming("scan.pdf", "application/pdf", PDF)
    with pytest.raises(Denied, match="Close the minutes first"):
        add_paper(meeting, signed, title="Zapisnik", kind=PaperKind.SIGNED, by=world.kosta.actor)
    with at_the_table(meeting):
        close_minutes(meeting, by=world.kosta.actor)
    row = add_paper(meeting, signed, title="Zapisnik", kind=PaperKind.SIGNED, by=world.kosta.actor)
    assert "signed minutes" in get(world.bea.sign_in(), f"/m/{meeting.reference}/")
    for name in ("bea", "ana", "nina"):
        with pytest.raises(Denied, match="Only who leads"):
            take_paper_away(row, by=world.people[name].actor)
        with pytest.raises(Denied, match="Only who leads"):
            add_paper(meeting, signed, title="x", kind=PaperKind.PAPER, by=world.people[name].actor)
