"""A shared computer, a stolen table, a file that is not what its name says, many mails."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from spona.access.models import UsedToken, new_token
from spona.notifications.actions import deliver_waiting
from spona.notifications.models import Notice
from spona.training.links import token_of
from spona.training.models import Participant
from tests.training.making import planned
from tests.training.test_registering import STRANGER, join_form, join_path


@pytest.fixture
def session(world, module):
    return planned(world, module)


def joined(session, world, **more):
    return Client(headers=STRANGER).post(join_path(session), join_form(world, **more))


def test_no_personal_link_stays_in_the_database(world, session):
    joined(session, world, email="m@primer.invalid")
    token = token_of(Participant.objects.get())
    assert token not in str(list(UsedToken.objects.values()))
    assert Notice.objects.exclude(link="").count() == 1
    assert deliver_waiting() == 1
    assert token not in str(list(Notice.objects.values())), "gone with the mail"


def test_two_people_with_one_form_get_a_page_each(world, session):
    typed = join_form(world)
    one, again, two = (
        Client(headers=STRANGER).post(join_path(session), typed | more)
        for more in ({}, {}, {"name": "Јован Други"})
    )
    assert one["Location"] == again["Location"], "twice is once"
    assert two["Location"] != one["Location"]
    assert Participant.objects.count() == 2


def test_mails_to_one_mailbox_are_few_however_it_is_written(world, session):
    for n, address in enumerate(("v@primer.invalid", "V@primer.invalid", "v@PRIMER.invalid") * 3):
        joined(session, world, email=address, name=f"Неко Некић {n}")
    assert Notice.objects.exclude(email="").count() <= 3


def _jar() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "x")
        packed.writestr("META-INF/MANIFEST.MF", "Main-Class: Zlo")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("vodič.hta", b"%PDF-1.4\n<html><script>1</script>", ".pdf"),
        ("vodič.html", b"%PDF-1.4\n<html><script>1</script>", ".pdf"),
        ("vodič.bat", b"\xff\xd8\xff\r\nstart calc", ".jpg"),
        ("vodič.jar", _jar(), ".xlsx"),
    ],
)
def test_a_paper_goes_out_with_the_ending_of_its_type(
    world, session, module, tara, name, content, ending
):
    sent = SimpleUploadedFile(name, content, "application/pdf")
    given = {"token": new_token(), "title": "Vodič", "paper": sent}
    assert tara.post(f"/trainings/modules/{module.pk}/papers/new/", given).status_code == 302
    joined(session, world)
    token, paper = token_of(Participant.objects.get()), module.materials.get()
    got = Client().get(f"/en/trainings/mine/{token}/paper/{paper.pk}/")
    assert got["Content-Disposition"].endswith(f'{ending}"')
