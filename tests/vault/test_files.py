"""Sealed files: in constant memory, and nothing altered ever leaves."""

import os
import tracemalloc
from uuid import uuid4

import pytest
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from spona.access.denied import Denied
from spona.crypto import stream
from spona.crypto.errors import Unopenable
from spona.vault import actions, files, jobs, uploads
from spona.vault.models import SealedFile
from tests.vault import world

SIZES = (0, 1, 700, stream.CHUNK - 1, stream.CHUNK, stream.CHUNK + 1, 3 * stream.CHUNK + 17)


def content(size):
    return os.urandom(min(size, 1000)).ljust(size, b".")


def read(stored):
    return b"".join(files.opened(stored))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [1000, stream.CHUNK, 5 * stream.CHUNK])
def test_what_was_sealed_comes_back(size, step):
    original = content(size)
    pieces = (original[at : at + step] for at in range(0, size, step))
    stored = files.seal_upload(pieces, name="слика.jpg", content_type="image/jpeg")
    assert read(stored) == original
    assert files.StoredFile.of(stored.as_document()) == stored
    path = files.path_of(stored.stored_name)
    assert path.stat().st_size == stored.stored_size
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_readable_lies_on_disk():
    words = "Ово је врло лично".encode()
    stored = files.seal_upload([words], name="лично.txt", content_type="text/plain")
    raw = files.path_of(stored.stored_name).read_bytes()
    assert words not in raw
    assert "лично" not in str(files.path_of(stored.stored_name))
    assert stored.key not in raw
    for part in (stored.name, stored.key.hex(), stored.sha256):
        assert part not in repr(stored)


def test_sizes_on_disk_come_in_few_lengths():
    sizes = {
        files.seal_upload([content(size)], name="", content_type="").stored_size
        for size in range(1, 500, 49)
    }
    assert len(sizes) == 1


@pytest.fixture
def three():
    return files.seal_upload([content(5 * stream.CHUNK)], name="a", content_type="b")


def spoil(stored, change):
    path = files.path_of(stored.stored_name)
    raw = bytearray(path.read_bytes())
    path.write_bytes(change(raw))


def frames(raw):
    body = raw[stream.START :]
    return raw[: stream.START], [
        body[at : at + stream.FRAME] for at in range(0, len(body), stream.FRAME)
    ]


def swapped(raw):
    start, rest = frames(raw)
    rest[0], rest[1] = rest[1], rest[0]
    return start + b"".join(rest)


def flipped(raw):
    raw[stream.START + stream.FRAME + 5] ^= 1
    return raw


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[: -stream.FRAME],
        lambda raw: raw[:-1],
        lambda raw: raw + b"\0",
        lambda raw: b"",
        lambda raw: raw + raw[-stream.FRAME :],
    ],
)
def test_a_file_of_another_length_gives_not_one_byte(three, change):
    spoil(three, change)
    with pytest.raises(Unopenable):
        next(files.opened(three))


@pytest.mark.parametrize(("change", "good"), [(swapped, 0), (flipped, 1)])
def test_an_altered_chunk_and_all_after_it_never_leave(three, change, good):
    spoil(three, change)
    given = []
    with pytest.raises(Unopenable):
        given.extend(files.opened(three))
    assert len(given) <= good


def test_a_foreign_file_in_its_place_is_refused(three):
    other = files.seal_upload([content(5 * stream.CHUNK)], name="a", content_type="b")
    files.path_of(other.stored_name).replace(files.path_of(three.stored_name))
    with pytest.raises(Unopenable):
        read(three)


def test_a_missing_file_and_a_path_for_a_name_are_refused(three):
    files.remove([three.stored_name, three.stored_name])
    with pytest.raises(Unopenable):
        read(three)
    for name in ("../../etc/passwd", "a" * 31 + "/", "A" * 32):
        with pytest.raises(Unopenable):
            files.path_of(name)


def test_a_hundred_megabytes_pass_through_a_few_megabytes_of_memory():
    megabyte = os.urandom(1024 * 1024)
    tracemalloc.start()
    try:
        stored = files.seal_upload((megabyte for _ in range(100)), name="a", content_type="b")
        size = sum(len(chunk) for chunk in files.opened(stored))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 100 * 1024 * 1024
    assert peak < 16 * 1024 * 1024


def test_an_upload_that_breaks_leaves_nothing():
    def breaking():
        yield content(200_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.seal_upload(breaking(), name="a", content_type="b")
    assert list(files.stored_names()) == []


# A file in its section


@pytest.fixture
def with_file(w):
    stored = files.seal_upload([b"The picture"], name="a.jpg", content_type="image/jpeg")
    box = actions.create_box(
        "case",
        owner=w.csw.pk,
        sections={"account": world.text() | {"files": [stored.as_document()]}},
        grants={"account": [actions.to_institution(w.csw)]},
        stored=[stored],
        **w.bea.acts,
    )
    return box, box.sections.select_related("box").get(), stored


def test_whoever_opens_the_section_opens_its_file(w, with_file):
    _box, section, stored = with_file
    known, chunks = actions.open_file(section, stored.id, **w.boris.acts)
    assert (known.name, b"".join(chunks)) == ("a.jpg", b"The picture")
    with pytest.raises(Denied):
        actions.open_file(section, stored.id, **w.cora.acts)
    with pytest.raises(Unopenable):
        actions.open_file(section, uuid4(), **w.boris.acts)


def test_files_end_with_their_box(w, with_file, django_capture_on_commit_callbacks):
    box, _section, stored = with_file
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_box(box, by=w.bea.actor)
    assert not files.path_of(stored.stored_name).exists()


def test_files_that_no_box_owns_are_removed_after_a_day(w, with_file):
    _box, _section, stored = with_file
    orphan = files.seal_upload([b"x"], name="", content_type="")
    young = files.seal_upload([b"x"], name="", content_type="")
    for old in (stored, orphan):
        os.utime(files.path_of(old.stored_name), (1, 1))
    jobs.every_hour()
    assert {name for name, _ in files.stored_names()} == {stored.stored_name, young.stored_name}
    jobs.every_hour()
    assert SealedFile.objects.count() == 1


# Django's upload


def posted(**fields):
    request = RequestFactory().post("/", fields)
    request.upload_handlers = [uploads.SealingHandler(request)]
    return request


def test_a_form_gets_a_sealed_file_and_nothing_lies_in_clear(tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    original = content(200_000)
    request = posted(
        first=SimpleUploadedFile("лист.pdf", original, "application/pdf"),
        second=SimpleUploadedFile("b.txt", b"", "text/plain"),
    )
    upload = request.FILES["first"]
    assert (upload.name, upload.size, upload.content_type) == (
        "лист.pdf",
        200_000,
        "application/pdf",
    )
    assert read(upload.stored) == original
    assert request.FILES["second"].size == 0
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert original[:900] not in path.read_bytes()


def test_a_file_that_is_too_large_ends_the_upload_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 100_000)
    handler = uploads.SealingHandler()
    handler.new_file("f", "a.jpg", "image/jpeg", None)
    handler.receive_data_chunk(content(65536), 0)
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(content(65536), 65536)
    assert list(files.stored_names()) == []


def test_a_browser_that_goes_away_leaves_nothing():
    handler = uploads.SealingHandler()
    handler.upload_interrupted()
    handler.new_file("f", "a.jpg", "image/jpeg", None)
    handler.receive_data_chunk(content(65536), 0)
    handler.upload_interrupted()
    assert list(files.stored_names()) == []
