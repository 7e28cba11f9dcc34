"""Files in a file: sealed while they come, untouched, never a byte that was not authenticated."""

import hashlib
import os
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spona.access.models import UsedToken
from spona.audit.models import Entry
from spona.cases.case.actions import read_attachments
from spona.cases.case.attached import Attached
from spona.cases.team.actions import assign_file
from spona.identity.models import Account
from spona.vault import files, uploads
from spona.vault.models import SealedFile, Section
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.vault.photos import PLACE, gps_of, photo


@pytest.fixture
def case(world, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporary"
    (tmp_path / "temporary").mkdir()
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def path(case):
    return f"/cases/{case.reference}/"


def attach(browser, path, name, content, *, text="Doneo otac.", whole="1", token="", **more):
    page = get(browser, f"{path}attach/")
    token = token or re.search(r'name="token" value="([^"]+)"', page)[1]
    data = {"token": token, "text": text} | more
    if content is not None:
        data["file"] = SimpleUploadedFile(name, content, "image/jpeg")
    return browser.post(f"{path}attach/", data | ({"whole": whole} if whole else {}))


def only(world, case):
    (found,) = read_attachments(case, **world.bea.can).attached
    return found


def on_disk():
    return [name for name, _written in files.stored_names()]


def test_what_was_added_comes_back_untouched_with_its_hash_and_time(world, case, path):
    bea, original = world.bea.sign_in(), os.urandom(200_000)
    assert attach(bea, path, "слика.JPG", original)["Location"] == f"{path}attached/"
    found = only(world, case)
    assert (found.name, found.size, found.by) == ("слика.JPG", 200_000, "Bea Primerić")
    assert found.sha256 == hashlib.sha256(original).hexdigest()
    page = get(bea, f"{path}attached/")
    assert found.sha256 in page
    assert "Doneo otac." in page
    answer = bea.get(f"{path}attached/{found.id}/")
    assert b"".join(answer.streaming_content) == original
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Length"] == "200000"
    assert answer["Cache-Control"] == "no-store"


def test_a_photo_is_kept_without_the_place_unless_it_is_evidence(world, case, path):
    bea, original = world.bea.sign_in(), photo()
    attach(bea, path, "a.jpg", original)
    found = only(world, case)
    read = b"".join(bea.get(f"{path}attached/{found.id}/").streaming_content)
    assert gps_of(original)
    assert not gps_of(read)
    assert PLACE not in read
    assert found.sha256 == hashlib.sha256(read).hexdigest()
    assert len(on_disk()) == 1
    attach(bea, path, "b.jpg", original, evidence="on")
    (kept,) = [
        one for one in read_attachments(case, **world.bea.can).attached if one.name == "b.jpg"
    ]
    answer = bea.get(f"{path}attached/{kept.id}/")
    assert b"".join(answer.streaming_content) == original
    assert kept.sha256 == hashlib.sha256(original).hexdigest()


def test_the_name_on_the_readers_disk_says_nothing(world, case, path):
    bea = world.bea.sign_in()
    attach(bea, path, "nalaz Mila Izmišljena.pdf", b"nalaz")
    answer = bea.get(f"{path}attached/{only(world, case).id}/")
    shown = answer["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="{case.reference}-[0-9a-f]{{4}}\.pdf"', shown)


def test_nothing_of_it_lies_anywhere_in_clear(world, case, path, tmp_path):
    original = b"PODMETNUTA RECENICA " * 20_000
    attach(world.bea.sign_in(), path, "PODMETNUTO.txt", original)
    for one in tmp_path.rglob("*"):
        assert "PODMETNUTO" not in str(one)
        if one.is_file():
            assert b"PODMETNUTA" not in one.read_bytes()
    assert len(on_disk()) == 1


@pytest.mark.parametrize("spoil", ["flipped", "cut", "longer", "foreign", "gone"])
def test_not_one_byte_of_an_altered_file_is_served(world, case, path, spoil):
    bea = world.bea.sign_in()
    attach(bea, path, "a.jpg", os.urandom(300_000))
    found = only(world, case)
    stored = files.path_of(found.stored.stored_name)
    raw = bytearray(stored.read_bytes())
    if spoil == "flipped":
        # The last chunk: everything before it is true.
        raw[-100] ^= 1
        stored.write_bytes(raw)
    elif spoil == "cut":
        stored.write_bytes(raw[:-70_000])
    elif spoil == "longer":
        stored.write_bytes(raw + b"\0")
    elif spoil == "foreign":
        attach(bea, path, "b.jpg", os.urandom(300_000))
        other = next(name for name in on_disk() if name != found.stored.stored_name)
        stored.write_bytes(files.path_of(other).read_bytes())
    else:
        stored.unlink()
    answer = bea.get(f"{path}attached/{found.id}/")
    assert answer.status_code == 409
    assert not answer.streaming
    assert "is not as it was when it came" in answer.content.decode()


def test_who_was_not_let_in_gets_no_file(world, case, path):
    attach(world.bea.sign_in(), path, "a.jpg", b"Slika")
    at = f"{path}attached/{only(world, case).id}/"
    for who in (world.vera, world.hana, world.ana, world.cora):
        assert who.sign_in().get(at).status_code in (403, 404)
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    assert world.vera.sign_in().get(at).status_code == 404
    other = file_of(world)
    wrong = at.replace(case.reference, other.reference)
    assert world.bea.sign_in().get(wrong).status_code == 404


def test_twice_is_once_and_the_second_upload_leaves_nothing(world, case, path):
    bea = world.bea.sign_in()
    page = get(bea, f"{path}attach/")
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    for _ in range(2):
        assert attach(bea, path, "a.jpg", b"Slika", token=token).status_code == 302
    assert len(read_attachments(case, **world.bea.can).attached) == 1
    assert len(on_disk()) == 1


@pytest.mark.parametrize(
    ("name", "content", "whole", "sentence"),
    [
        ("a.jpg", b"", "1", "This file is empty."),
        ("a.jpg", None, "1", "Choose a file."),
        ("a.jpg", b"Slika", "", "The upload was cut."),
        ("a" * 230 + ".jpg", b"Slika", "1", "The name of this file is too long."),
        ("a.jpg", b"x" * 300_000, "1", "larger than 100 MB"),
    ],
)
def test_a_strange_upload_is_told_in_a_sentence_and_the_words_stay(
    world, case, path, monkeypatch, name, content, whole, sentence
):
    monkeypatch.setattr(uploads, "LARGEST", 200_000)
    answer = attach(world.bea.sign_in(), path, name, content, text="Otac, juče.", whole=whole)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Otac, juče." in page
    assert on_disk() == []
    assert not SealedFile.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "<b>x</b>.html", "a\u202egpj.exe", "a\tb.jpg"]
)
def test_a_strange_name_harms_nobody(world, case, path, name):
    bea = world.bea.sign_in()
    assert attach(bea, path, name, b"Slika").status_code == 302
    page = get(bea, path)
    assert "<b>x</b>" not in page
    assert "\u202e" not in page
    answer = bea.get(f"{path}attached/{only(world, case).id}/")
    assert re.search(r'filename="F-[0-9A-Za-f-]+(\.[a-z]{1,5})?"', answer["Content-Disposition"])


def test_a_forged_form_seals_nothing(world, case, path):
    from django.test import Client

    bea = world.bea.sign_in()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bea.cookies
    data = {"file": SimpleUploadedFile("a.jpg", b"Slika"), "whole": "1", "token": "x" * 43}
    assert strict.post(f"{path}attach/", data).status_code == 403
    assert not SealedFile.objects.exists()


def test_who_may_not_write_sends_no_byte_to_the_disk(world, case, path):
    for who in (world.ana, world.cora):
        data = {"file": SimpleUploadedFile("a.jpg", b"Slika"), "whole": "1"}
        assert who.sign_in().post(f"{path}attach/", data).status_code in (403, 404)
    assert on_disk() == []


# Kinds


def test_a_file_has_a_kind_that_is_shown_and_narrowed_by(world, case, path):
    bea = world.bea.sign_in()
    attach(bea, path, "resenje.pdf", b"1", kind="court")
    attach(bea, path, "slika.jpg", b"2", kind="photo")
    attach(bea, path, "ostalo.pdf", b"3")
    kept = read_attachments(case, **world.bea.can).attached
    assert [one.kind for one in kept] == ["court", "photo", ""]
    page = get(bea, f"{path}attached/")
    for shown in ("Court paper", "Photo", "resenje.pdf", "slika.jpg", "ostalo.pdf"):
        assert shown in page
    found = bea.post(f"{path}attached/", {"kind": "court"}).content.decode()
    assert "resenje.pdf" in found
    assert "slika.jpg" not in found
    assert (
        "Nothing fits" in bea.post(f"{path}attached/", {"kind": "best_interest"}).content.decode()
    )
    assert "slika.jpg" in bea.post(f"{path}attached/", {"kind": "nonsense"}).content.decode()


def test_a_kind_that_is_none_is_refused_and_the_words_stay(world, case, path):
    answer = attach(world.bea.sign_in(), path, "a.jpg", b"Slika", kind="selfie")
    assert answer.status_code == 422
    assert "Choose one from the list." in answer.content.decode()
    assert "Doneo otac." in answer.content.decode()
    assert on_disk() == []


def test_an_attachment_of_an_older_version_has_no_kind(world, case, path):
    attach(world.bea.sign_in(), path, "a.jpg", b"Slika", kind="photo")
    document = only(world, case).to_document()
    del document["kind"]
    assert Attached.of(document).kind == ""
    assert Attached.of(document).kind_label == ""


def test_nothing_outside_the_seal_tells_the_kind(world, case, path):
    bea = world.bea.sign_in()
    attach(bea, path, "a.jpg", b"Slika", kind="best_interest")
    outside = [list(model.objects.values()) for model in (Entry, SealedFile, UsedToken)]
    assert "best_interest" not in str(outside)
    assert "best_interest" not in {one.name for one in Section.objects.all()}
    shown = bea.get(f"{path}attached/{only(world, case).id}/")["Content-Disposition"]
    assert "best" not in shown


def test_each_page_of_the_file_says_how_many_and_opens_none(world, case, path):
    bea = world.bea.sign_in()
    for number in range(7):
        attach(bea, path, f"{number}.jpg", b"Slika")
    page = get(bea, path)
    assert not re.findall(r">(\d)\.jpg<", page)
    assert '<span class="count">7</span>' in page
    assert len(re.findall(r">\d\.jpg<", get(bea, f"{path}attached/"))) == 7


def test_what_was_altered_is_missed_and_not_passed_over(world, case, path):
    bea = world.bea.sign_in()
    attach(bea, path, "a.jpg", b"Slika")
    (section,) = (one for one in case.box.sections.all() if one.name.startswith("file_"))
    sealed = bytearray(section.sealed)
    sealed[-1] ^= 1
    Section.objects.filter(pk=section.pk).update(sealed=bytes(sealed))
    page = get(bea, f"{path}attached/")
    assert "1 file did not open" in page
    assert "a.jpg" not in page
    assert "No file is attached" not in page


def test_what_a_colleague_works_on_asks_for_a_reason_first(world, case, path):
    attach(world.bea.sign_in(), path, "a.jpg", b"Slika")
    assign_file(case, member=world.vera.member, sections=["notes"], **world.bea.can)
    page = get(world.bea.sign_in(), f"{path}attached/")
    assert "1 file did not open" in page
    assert "a.jpg" not in page
