"""What a phone wrote into a photo does not reach those who read, unless it is wanted as evidence."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from spona.access.actor import VISITOR
from spona.tipline import actions
from spona.vault.files import opened, stored_names
from spona.vault.uploads import SealingHandler
from tests.tipline.pages import Visitor
from tests.vault.photos import PLACE, gps_of, photo


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.SPONA_FILES = tmp_path / "files"


def attach(code, content, name="IMG_1.jpg", status=200, **more):
    data = {"code": code, "token": "t" * 43, **more, "file": SimpleUploadedFile(name, content)}
    return Visitor().post("back/file/", data, status=status)


def downloaded(bea, tip, code) -> bytes:
    """As the intake holder gets it, by the button of her page."""
    bea.post(f"/messages/{tip.reference}/open/")
    (turn,) = actions.come_back(code, by=VISITOR).turns
    (file,) = turn.said.files
    message = tip.messages.get()
    answer = bea.get(f"/messages/{tip.reference}/{message.pk}/{file.id}/")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert len(content) == file.size
    assert hashlib.sha256(content).hexdigest() == file.sha256
    return content


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"),
                                            ("WEBP", "a.webp"), ("JPEG", "a.txt")])  # fmt: skip
def test_a_photo_arrives_without_the_place(bea, send, kind, name):
    tip, code = send()
    sent = photo(kind)
    assert gps_of(sent)
    assert PLACE in sent
    attach(code, sent, name)
    got = downloaded(bea, tip, code)
    assert not gps_of(got)
    assert PLACE not in got
    with Image.open(io.BytesIO(got)) as picture:
        assert picture.format == kind
        assert not picture.getexif()
        # Turned as it was held: the red upper half lies on the right.
        assert picture.size == (480, 640)
        red, _green, blue = picture.convert("RGB").getpixel((470, 320))
        assert (red > 200, blue < 60) == (True, True)
    assert len(list(stored_names())) == 1, "what had come is gone"


def test_a_photo_that_is_evidence_stays_exactly_as_it_came(bea, send):
    tip, code = send()
    sent = photo()
    attach(code, sent, evidence="on")
    assert downloaded(bea, tip, code) == sent
    assert len(list(stored_names())) == 1


def test_what_is_behind_the_picture_goes_too(bea, send):
    """A phone puts a film behind the picture, or a second one, with the place in it."""
    tip, code = send()
    attach(code, photo(comment=PLACE) + b"ftypmp42" + PLACE)
    assert PLACE not in downloaded(bea, tip, code)


@pytest.mark.parametrize(
    "content",
    [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + PLACE, b"II*\0" + PLACE * 9,
     b"GIF89a" + PLACE * 9, photo()[:300], b"\xff\xd8\xff\xe1" + PLACE * 9],
    ids=["heic", "tiff", "gif", "cut", "broken"],
)  # fmt: skip
def test_what_cannot_be_cleaned_is_not_taken_and_says_why(send, content):
    tip, code = send()
    page = attach(code, content, status=422)
    assert "cannot be" in page
    assert "tick that it is evidence" in page
    assert not tip.messages.exists()
    assert list(stored_names()) == []
    attach(code, content, evidence="on", token="u" * 43)
    assert tip.messages.count() == 1


def test_a_picture_of_a_thousand_megapixels_fills_no_memory(send):
    """Four kilobytes that would be three gigabytes: refused before anything is decoded."""
    _tip, code = send()
    into = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(into, "PNG")
    assert len(into.getvalue()) < 200_000
    assert "too large" in attach(code, into.getvalue(), "a.png", 422)
    assert list(stored_names()) == []


def test_a_recording_stays_as_it_came_and_the_page_says_so(bea, send):
    tip, code = send()
    page = attach(code, b"\0\0\0\x18ftypmp42" + PLACE * 9, "a.mp4")
    assert "In a film or another recording and in a document it stays" in page
    assert "a film often tells where it was taken" in page
    assert PLACE in downloaded(bea, tip, code)


@pytest.mark.parametrize(("name", "content", "becomes"), [
    ("IMG_20261128_113012.jpg", photo(), "photo.jpg"),
    ("PXL_20261128_113012345.MP.png", photo("PNG"), "photo.png"),
    ("VID-20261128-WA0001.mp4", b"\0\0\0\x18ftypmp42" + b"x" * 99, "recording.mp4"),
    ("AUD-20261128-WA0003.opus", b"OggS" + b"x" * 99, "recording.opus"),
    # What somebody typed says something, and a number on a document is no day.
    ("ulaz pozadi 12.jpg", photo(), "ulaz pozadi 12.jpg"),
    ("ugovor 045-2026-113.pdf", b"%PDF-1.7" + b"x" * 99, "ugovor 045-2026-113.pdf"),
])  # fmt: skip
def test_a_name_in_which_a_phone_wrote_the_day_is_replaced(send, name, content, becomes):
    _tip, code = send()
    page = attach(code, content, name)
    assert becomes in page
    assert becomes == name or name not in page
    (turn,) = actions.come_back(code, by=VISITOR).turns
    assert [one.name for one in turn.said.files] == [becomes]


def test_evidence_keeps_its_name(send):
    _tip, code = send()
    attach(code, photo(), "IMG_20261128_113012.jpg", evidence="on")
    (turn,) = actions.come_back(code, by=VISITOR).turns
    assert [one.name for one in turn.said.files] == ["IMG_20261128_113012.jpg"]


def test_no_words_stay_in_colours_that_no_point_has(bea, send):
    """Neither in the palette of a PNG nor in how much is seen through each of its colours."""
    drawn = Image.new("P", (20, 20), 1)
    drawn.paste(0, (0, 0, 10, 10))
    drawn.putpalette([200, 10, 10, 10, 200, 10, *PLACE.ljust(30), *range(100)])
    into = io.BytesIO()
    drawn.save(into, "PNG", transparency=bytes([0, 128]) + PLACE + bytes(200))
    sent, (tip, code) = into.getvalue(), send()
    assert PLACE in sent
    assert PLACE in _palette_of(sent)
    attach(code, sent, "a.png")
    got = downloaded(bea, tip, code)
    assert PLACE not in got
    assert PLACE not in _palette_of(got)
    with Image.open(io.BytesIO(sent)) as was, Image.open(io.BytesIO(got)) as now:
        assert was.convert("RGBA").tobytes() == now.convert("RGBA").tobytes()


def _palette_of(content: bytes) -> bytes:
    """The colours and the alphas of a PNG, as they lie in the file."""
    with Image.open(io.BytesIO(content)) as picture:
        return bytes(picture.getpalette("RGB")) + bytes(picture.info.get("transparency", b""))


def test_a_photo_is_known_however_small_the_first_piece_is(settings, rf):
    """The border of the form's buffer may fall anywhere, also right behind the first byte."""
    handler, sent = SealingHandler(rf.post("/")), photo()
    handler.new_file("file", "a.jpg", "image/jpeg", None, None, None)
    for at in range(40):
        handler.receive_data_chunk(sent[at : at + 1], at)
    handler.receive_data_chunk(sent[40:], 40)
    upload = handler.file_complete(len(sent))
    upload.drop_metadata()
    assert not gps_of(b"".join(opened(upload.stored)))
