"""What comes with a request that is refused leaves no byte on the disk, in whatever field it came."""

from django.core.files.uploadedfile import SimpleUploadedFile

from spona.vault.files import stored_names
from tests.tipline.pages import Visitor


def file(name="a.jpg"):
    return SimpleUploadedFile(name, b"x" * 100_000)


def test_files_in_other_fields_go_too_where_the_code_is_wrong(world, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    data = {"code": "A1B2C3" + "0" * 16, "other": file(), "file": [file(), file("b.jpg")]}
    Visitor().post("back/file/", data, status=422)
    assert list(stored_names()) == []


def test_only_what_was_added_stays_where_the_code_is_right(world, send, settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"
    _tip, code = send()
    data = {"code": code, "token": "t" * 43, "other": file(), "file": file("b.jpg")}
    Visitor().post("back/file/", data)
    assert len(list(stored_names())) == 1


def test_a_wrong_reference_leaves_nothing(world, settings, tmp_path):
    """The check against forged forms reads the upload before the view looks for the file."""
    settings.SPONA_FILES = tmp_path / "files"
    browser = world.bea.sign_in()
    answer = browser.post("/cases/F-ZZZZ-ZZ/attach/", {"file": file(), "text": "x", "whole": "1"})
    assert answer.status_code == 404
    assert list(stored_names()) == []


def test_a_disk_that_is_nearly_full_takes_no_more(world, send, settings, tmp_path, monkeypatch):
    """A full disk stops everybody: reports need the app more than pictures."""
    from spona.vault import uploads

    settings.SPONA_FILES = tmp_path / "files"
    monkeypatch.setattr(uploads, "ROOM_LEFT", 1 << 62)
    _tip, code = send()
    data = {"code": code, "token": "t" * 43, "file": file("b.jpg")}
    Visitor().post("back/file/", data, status=403)
    assert list(stored_names()) == []
