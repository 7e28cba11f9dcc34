"""A public page read aloud."""

import datetime as dt

import pytest

from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.library import actions, queries
from spona.library.models import Recording
from spona.library.sound import sound_type, without_tags
from tests.library.conftest import text

FRAME = b"\xff\xfb\x90\x00" + bytes(413)
MP3 = FRAME * 20
OGG = b"OggS" + bytes(24) + b"OpusHead" + bytes(300)
ID3 = b"ID3\x03\x00\x00\x00\x00\x00\x0aTIT2SECRET"


def put(world, content=MP3, who="ena", *, network="vranje", **more):
    said = {"page": "help", "language": "rom", "confirmed_by": "Ката Пример, удружење",
            "confirmed_on": today()}  # fmt: skip
    where = getattr(world, network) if network else None
    return actions.add_recording(content, network=where, by=world.people[who].actor, **said | more)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (MP3, "audio/mpeg"),
        (ID3 + MP3, "audio/mpeg"),
        (OGG, "audio/ogg"),
        (b"OggS" + bytes(24) + b"\x01vorbis", "audio/ogg"),
        (b"OggS" + bytes(24) + b"\x80theora", ""),
        (b"RIFF....WAVE", ""),
        (b"\xff\xfb\xf0\x00", ""),
        (b"\xff\xd8\xff\xe0", ""),
        (b"ID3", ""),
        (b"ID3\x03\x00\x00\x00\x00\x00\x02<html><script>", ""),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_sound_is_known_by_its_bytes(content, kind):
    assert sound_type(content) == kind


def test_what_a_program_wrote_around_the_sound_is_left_out(world):
    tail = b"TAG" + b"SECRET".ljust(125, b"\0")
    row = put(world, ID3 + MP3 + tail)
    assert bytes(row.bytes.content) == MP3 == without_tags(ID3 + MP3 + tail)


def test_nobody_hears_it_before_it_is_published(world, ask):
    row = put(world)
    path = queries.recording_url(row)
    assert queries.recording("help", "rom", world.vranje) is None
    for who, status in (("nobody", 404), ("nela", 404), ("ena", 200)):
        assert ask(who, path).status_code == status, who
    actions.show(row, by=world.ena.actor)
    assert queries.recording("help", "rom", world.vranje) == row
    assert queries.recording("help", "rom", world.nis) is None
    answer = ask("nobody", path)
    assert (answer.content, answer["Content-Type"]) == (MP3, "audio/mpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ask("nobody", path.replace(".mp3", ".ogg")).status_code == 404
    actions.hide(row, by=world.ena.actor)
    assert ask("nobody", path).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, MP3[:4]),
        ("bytes=4-", 206, MP3[4:]),
        ("bytes=-5", 206, MP3[-5:]),
        ("bytes=0-99999999", 206, MP3),
        ("bytes=99999999-", 200, MP3),
        ("bytes=5-2", 200, MP3),
        ("bytes=-", 200, MP3),
        ("bytes=0-1,3-4", 200, MP3),
        ("lines=1-2", 200, MP3),
    ],
)
def test_a_telephone_gets_the_part_it_asks_for(world, ask, asked, status, part):
    row = actions.show(put(world), by=world.ena.actor)
    answer = ask("nobody", queries.recording_url(row), Range=asked)
    assert (answer.status_code, answer.content) == (status, part)


def test_that_of_the_town_comes_before_that_for_all(world):
    everybody = actions.show(put(world, network=None), by=world.ena.actor)
    assert queries.recording("help", "rom", world.vranje) == everybody
    own = actions.show(put(world), by=world.ena.actor)
    assert queries.recording("help", "rom", world.vranje) == own
    assert queries.recording("help", "rom") == everybody


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"content": b"<html>"}, "no recording"),
        ({"confirmed_by": " "}, "stands|understands"),
        ({"confirmed_on": dt.date(2099, 1, 1)}, "not come yet"),
        ({"page": "odd"}, "not in the list"),
        ({"language": "xx"}, "not in the list"),
    ],
)
def test_without_somebody_who_stands_for_it_no_recording(world, more, said):
    with pytest.raises(Denied, match=said):
        put(world, **more)
    with pytest.raises(Denied):
        put(world, who="nela")


def test_on_the_pages(world, ask):
    from django.core.files.uploadedfile import SimpleUploadedFile

    said = {"page": "help", "language": "rom", "place": "n:vranje", "confirmed_by": "Ката",
            "confirmed_on": today().isoformat()}  # fmt: skip
    bad = ask("ena", "/library/recordings/new/", said | {"file": SimpleUploadedFile("a.mp3", b"x")})
    assert bad.status_code == 422
    assert "no recording" in text(bad)
    done = ask("ena", "/library/recordings/new/", said | {"file": SimpleUploadedFile("a.mp3", MP3)})
    assert done.status_code == 302
    row = Recording.objects.get()
    assert "Kata stands for it" in text(ask("ena", "/library/recordings/"))
    assert "Kata" not in text(ask("nela", "/library/recordings/"))
    assert ask("nela", f"/library/recordings/{row.pk}/show/", {}).status_code == 404
    ask("ena", f"/library/recordings/{row.pk}/show/", {})
    assert queries.recording("help", "rom", world.vranje) == row
    ask("ena", f"/library/recordings/{row.pk}/hide/", {})
    assert queries.recording("help", "rom", world.vranje) is None
