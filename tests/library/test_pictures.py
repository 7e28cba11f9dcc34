"""Pictures are encoded anew, described, and shown only where something public shows them."""

import io
import uuid

import pytest
from PIL import Image

from spona.access.denied import Denied
from spona.library import actions, queries
from spona.library.encoding import encode
from spona.library.models import Picture, PictureFile
from spona.reference.words import Words
from tests.library.conftest import photo, shown, text, wording, written

ALT = Words(sr="Просторија са столицама")


def put(world, who="ena", content=None, *, network="vranje", alt=ALT, credit=""):
    where = getattr(world, network) if network else None
    return actions.add_picture(
        content or photo(), network=where, alt=alt, credit=credit, by=world.people[who].actor
    )


def address(picture, at=0):
    return f"/pictures/{picture.files.all()[at].sha256}.jpg"


def noise(size=(1600, 1200)):
    import random

    return Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3))


def saved(picture, kind="JPEG", **more):
    into = io.BytesIO()
    picture.save(into, kind, **more)
    return into.getvalue()


def test_what_a_camera_wrote_is_gone_and_the_turn_it_meant_is_made():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x013B] = "Petar Petrovic"
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 33.0, 0.0), 3: "E", 4: (21.0, 54.0, 0.0)})
    taken = photo(size=(800, 400), exif=exif, comment=b"SECRET-COMMENT")
    assert b"SECRET-CAMERA" in taken
    assert b"SECRET-COMMENT" in taken
    for one in encode(taken):
        assert b"SECRET" not in one.content
        assert b"Petrovic" not in one.content
        again = Image.open(io.BytesIO(one.content))
        assert dict(again.getexif()) == {}
        assert again.height > again.width
        assert "icc_profile" not in again.info


def test_two_widths_small_enough_for_an_old_telephone():
    made = encode(saved(noise(), quality=95))
    assert [(one.width, one.height) for one in made] == [(480, 360), (1200, 900)]
    calm = encode(photo(size=(3000, 2000)))
    assert len(calm[0].content) < 24_000
    assert len(calm[1].content) < 140_000
    assert [one.width for one in encode(photo(size=(300, 300)))] == [300]
    assert [one.width for one in encode(photo(size=(700, 300)))] == [480, 700]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_every_kind_of_picture_becomes_a_plain_one(mode):
    picture = Image.new(mode, (300, 260))
    kind = "JPEG" if mode == "CMYK" else "PNG"
    (made,) = encode(saved(picture, kind))
    assert Image.open(io.BytesIO(made.content)).mode == "RGB"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG, "no picture"),
        (b"GIF89a" + bytes(200), "no picture"),
        (b"%PDF-1.7", "no picture"),
        (b"<html>", "no picture"),
        (photo()[:400], "cannot be opened|no picture"),
        (photo("PNG")[:200], "cannot be opened|no picture"),
        (photo(size=(100, 900)), "too small"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content, said):
    with pytest.raises(Denied, match=said):
        encode(content)


def test_a_small_file_that_swells_is_refused_before_it_does():
    import struct
    import zlib

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    squeezed = zlib.compress(bytes(30_001) * 200)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", squeezed) + chunk(b"IEND", b"")
    )
    with pytest.raises(Denied, match=r"too large|cannot be opened"):
        encode(bomb)


def test_a_picture_that_is_also_a_page_comes_out_as_a_picture_alone():
    both = photo() + b"<script>alert(1)</script>"
    for one in encode(both):
        assert b"<script" not in one.content


def test_without_words_no_picture(world):
    for alt in (Words(), Words(sr="  "), Words(en="A room")):
        with pytest.raises(Denied):
            put(world, alt=alt)
    with pytest.raises(Denied, match="Cyrillic"):
        put(world, alt=Words(sr="Prostorija"))
    assert not Picture.objects.exists()


def test_nobody_sees_it_before_something_public_shows_it(world, ask):
    one = put(world)
    assert ask("nobody", address(one)).status_code == 404
    assert ask("nela", address(one)).status_code == 404
    assert ask("ana", address(one)).status_code == 404
    mine = ask("ena", address(one))
    assert mine.status_code == 200
    assert mine["Cache-Control"] == "private, no-store"
    row = written(world, body=f"![](picture:{one.pk})", cover=one)
    assert ask("nobody", address(one)).status_code == 404
    actions.publish(row, version=1, by=world.ena.actor)
    answer = ask("nobody", address(one))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=86400, immutable"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not answer.cookies
    again = ask("nobody", address(one), **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.withdraw(row, by=world.ena.actor)
    assert ask("nobody", address(one)).status_code == 404


def test_a_later_wording_without_it_takes_it_from_the_public(world, ask):
    one = put(world)
    row = shown(world, cover=one)
    actions.rewrite(row, wording(), after=1, by=world.ena.actor)
    assert ask("nobody", address(one)).status_code == 200
    actions.publish(row, version=2, by=world.ena.actor)
    assert ask("nobody", address(one)).status_code == 404


def test_a_guessed_address_finds_nothing(world, ask):
    put(world)
    for path in (f"/pictures/{'0' * 64}.jpg", "/pictures/../settings.py", "/pictures/x.jpg",
                 f"/pictures/{uuid.uuid4()}.jpg", f"/pictures/{'a' * 64}.png"):  # fmt: skip
        assert ask("nobody", path).status_code == 404, path


def test_taken_away_it_is_gone_everywhere_with_its_bytes(world, ask):
    one = put(world)
    path = address(one)
    row = shown(world, body=f"пре ![](picture:{one.pk}) после", cover=one)
    with pytest.raises(Denied):
        actions.withdraw_picture(one, by=world.nela.actor)
    actions.withdraw_picture(one, by=world.ena.actor)
    assert not PictureFile.objects.exists()
    story = queries.article(row.slug)
    assert "<img" not in story.html
    assert story.cover is None or story.cover.tag == ""
    # An older wording that named it is brought back all the same, and shows nothing there.
    actions.rewrite(row, wording(), after=1, by=world.ena.actor)
    again = actions.bring_back(row, 1, by=world.ena.actor)
    assert (again.cover, again.number) == (None, 3)
    actions.publish(row, version=3, by=world.ena.actor)
    assert "<img" not in queries.article(row.slug).html
    assert ask("nobody", path).status_code == 404


def test_a_text_names_only_pictures_of_its_network_and_of_all(world):
    other = put(world, "nela", network="nis")
    everybody = put(world, "nela", network=None)
    with pytest.raises(Denied, match="not among yours"):
        written(world, network=None, cover=other)
    for told in ({"body": f"![](picture:{other.pk})"}, {"cover": other},
                 {"body": f"![](picture:{uuid.uuid4()})"}):  # fmt: skip
        with pytest.raises(Denied, match="not among yours"):
            written(world, **told)
    written(world, body=f"![](picture:{everybody.pk})", cover=everybody)
    # What stands in a text for all stays there, whoever goes on writing.
    row = written(world, "nela", network=None, body=f"![](picture:{other.pk})")
    actions.rewrite(row, wording(body=f"А ![](picture:{other.pk})"), after=1, by=world.ena.actor)


def test_a_picture_speaks_in_the_reader_s_language_and_script(world):
    from django.utils.translation import override

    alt = Words(sr="Штанд на тргу", en="A stall in the square")
    one = put(world, alt=alt, credit="Еко <b>клуб</b>")
    row = shown(world, body=f"![](picture:{one.pk})")
    said = {"sr": "Штанд на тргу", "sr-latn": "Štand na trgu", "en": "A stall in the square"}
    for language, words in said.items():
        with override(language):
            made = queries.article(row.slug).html
        assert f'alt="{words}"' in made, language
        assert "480w" in made
        assert ("Еко" if language == "sr" else "Eko") in made
        assert "<b>" not in made


def test_put_in_on_the_page(world, ask):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def typed(content, name="slika.jpg", **more):
        return {
            "file": SimpleUploadedFile(name, content),
            "alt_sr": "Соба",
            "place": "n:vranje",
        } | more

    done = ask("ena", "/library/pictures/new/", typed(photo()))
    assert done.status_code == 302
    page = text(ask("ena", done["Location"]))
    assert f"![](picture:{Picture.objects.get().pk})" in page
    silent = ask("ena", "/library/pictures/new/", typed(photo(), alt_sr=""))
    assert "who cannot see it reads that" in text(silent)
    drawn = ask("ena", "/library/pictures/new/", typed(SVG, "slika.svg"))
    assert drawn.status_code == 422
    assert "This is no picture" in text(drawn)
    huge = ask("ena", "/library/pictures/new/", typed(b"\xff\xd8\xff" + bytes(10_500_000)))
    assert huge.status_code == 422
    assert "10 MB is the most" in text(huge)
    other = ask("ena", "/library/pictures/new/", typed(photo(), place="n:nis"))
    assert other.status_code == 422
    assert Picture.objects.count() == 1
    assert ask("nela", done["Location"]).status_code == 404
    assert ask("nela", f"{done['Location']}withdraw/", {}).status_code == 404
    assert ask("ana", "/library/pictures/").status_code == 403


def test_a_picture_longer_than_any_jpeg_is_refused():
    from spona.library.encoding import encode
    from tests.library.conftest import photo

    with pytest.raises(Denied):
        encode(photo("PNG", (200, 66_000)))
