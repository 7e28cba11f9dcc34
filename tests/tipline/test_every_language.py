"""Whoever reads Hungarian meets Hungarian: on every page, in every mistake, on the card."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from spona.documents.render import Language
from spona.middleware.closed import CLOSED
from spona.public.signs import READERS
from spona.reference.models import Town
from spona.tipline import actions
from spona.tipline.models import Tip
from spona.vault.receipt_code_input import plain
from tests.each_sentence import CYRILLIC, catalogue, looking
from tests.tipline.pages import Visitor, code_in, hidden
from tests.tipline.test_report import PERSON, WORK
from tools.messages import command as messages

NEW = "in/vranje/new/"
TYPED = {"text": "A szemközti házban.", "children": "no", "who": "me", "language": "hu"}


@pytest.fixture(scope="module")
def seen():
    """Looks at a page; returns it."""
    return looking("hu")


@pytest.fixture
def visitor():
    return Visitor("hu")


def test_before_writing_and_with_every_mistake(world, visitor, seen):
    world.nis.casework_open = False
    world.nis.save()
    for path in ("", "in/vranje/", "in/nis/", NEW, WORK, "back/"):
        seen(visitor.get(path))
    for path in ("", "help/", "help/vranje/", "help/nis/", "town/vranje/", "signs/", "rights/",
                 *(f"signs/{who}/" for who in READERS), "after/", "figures/",
                 "figures/centre/", "figures/us-tip/", "projects/", "services/", "news/",
                 "services/?q=nothing", "events/", "publications/",
                 "publications/?q=nothing"):  # fmt: skip
        seen(visitor.client.get(f"/hu/{path}").content.decode())
    seen(visitor.fill(NEW, TYPED | {"text": " "}, 422))
    seen(visitor.fill(NEW, TYPED | {"text": "a" * 20_001, "phone": "0" * 61}, 422))
    seen(visitor.fill(NEW, TYPED | {"children": "zzz", "language": "zz"}, 422))
    both = [str(world.csw.pk), str(world.police.pk)]
    seen(visitor.fill(NEW, TYPED | {"excluded": both}, 422))


def test_the_way_of_a_word(world, visitor, seen):
    typed = hidden(visitor.get(NEW)) | TYPED
    first = seen(visitor.post(NEW, typed))
    seen(visitor.post(NEW, typed))
    code, tip = code_in(first), Tip.objects.get()
    assert _thread(visitor, seen, code)
    actions.open_tip(tip, by=world.bea.actor)
    assert "Elolvasva" in _thread(visitor, seen, code)
    actions.take_over(tip, by=world.bea.actor)
    tip.refresh_from_db()
    actions.reply(tip, "Hvala, dolazimo.", language="sr", by=world.bea.actor)
    # It says in which language the answer is, for it is not the reader's.
    assert "szerb" in _thread(visitor, seen, code)
    actions.close(tip, "Kész.", language="hu", by=world.bea.actor)
    thread = _thread(visitor, seen, code)
    assert "Lezárva" in thread
    seen(visitor.post("back/more/", hidden(thread) | {"text": "", "language": "hu"}, 422))
    seen(visitor.post("back/more/", hidden(thread) | {"text": "Még.", "language": "hu"}))


def test_a_code_with_every_mistake(world, send, visitor, seen):
    _tip, code = send("Szöveg.", language="hu")
    for typed in ("", code[:-1], code[:-4], code + "1", code + "12", "x" * 201):
        seen(visitor.post("back/", {"code": typed}, 422))
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for _try in range(10):
        seen(visitor.client.post("/hu/message/back/", {"code": wrong}).content.decode())
    assert "Túl sok próbálkozás" in visitor.post("back/", {"code": wrong}, 429)


def test_files_with_every_mistake(world, send, visitor, seen, settings, tmp_path, monkeypatch):
    settings.SPONA_FILES = tmp_path
    monkeypatch.setattr("spona.tipline.actions.returning.MOST_FILES", 1)
    _tip, code = send("Szöveg.", language="hu")
    thread = hidden(visitor.post("back/", {"code": code}))

    def attach(content: bytes, status: int, token: str) -> None:
        made = io.BytesIO(content)
        made.name = "kép.jpg"
        typed = thread | {"file": made, "token": token}
        seen(visitor.post("back/file/", typed, status))

    seen(visitor.post("back/file/", thread, 422))
    attach(b"", 422, "a" * 43)
    attach(b"x", 200, "b" * 43)
    attach(b"x", 422, "c" * 43)


def test_a_report_with_a_name_and_every_mistake(world, visitor, seen):
    begun = {"in_danger": "no", "own": str(world.school.pk), "recipient": str(world.csw.pk)}
    seen(visitor.post(WORK, {}, 422))
    for wrong in ({"own": "other"}, {"own": str(world.csw.pk)}, {"at": "25:99"},
                  {"in_danger": "yes"}):  # fmt: skip
        seen(visitor.post(WORK, begun | wrong, 422))
    second = seen(visitor.post(WORK, begun))
    latin = {name: "Szöveg" if CYRILLIC.search(str(value)) else value
             for name, value in PERSON.items()} | {"written_in": "hu"}  # fmt: skip
    seen(visitor.post(WORK, hidden(second) | {"own_person": ""}, 422))
    for wrong in ({"urgency": "immediate"}, {"at": "25:99"}, {"told": ["nobody", "team"]},
                  {"excluded": str(world.csw.pk)}):  # fmt: skip
        seen(visitor.post(WORK, hidden(second) | latin | wrong, 422))
    seen(visitor.post(WORK, hidden(second) | latin | {"back": "1"}))
    received = seen(visitor.post(WORK, hidden(second) | latin))
    _thread(visitor, seen, code_in(received))


def test_refusals(world, visitor, seen):
    seen(visitor.client.get("/hu/message/in/nowhere/").content.decode())
    seen(visitor.client.get("/hu/nothing/").content.decode())
    foreign = visitor.client.post(
        "/hu/message/back/", {}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    seen(foreign.content.decode())
    large = visitor.client.post("/hu/message/back/", {"code": "a" * 2_100_000})
    assert large.status_code == 413
    seen(large.content.decode())
    closed = {CLOSED: True}
    assert "Dolgozunk a szerveren" in seen(
        visitor.client.get("/hu/message/", **closed).content.decode()
    )
    sent = seen(visitor.client.post("/hu/message/", **closed).content.decode())
    assert "Dolgozunk a szerveren" in sent


@pytest.mark.parametrize(
    ("language", "title"), [("sr", "Код"), ("sr-latn", "Kod"), ("en", "Code"), ("hu", "Kód")]
)
def test_the_card_is_in_the_language_of_the_page(send, language: Language, title):
    _tip, code = send()
    content = Visitor(language).client.post(f"/{language}/message/card/", {"code": code}).content
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert title in text
    assert plain(code)[:6] in text
    if language == "hu":
        # The checkpoint at the foot is of the log, not of the language.
        assert not CYRILLIC.search(text)


def test_a_town_has_its_hungarian_name_where_it_is_known(world):
    Town.objects.get(slug="subotica")
    page = Visitor("hu").client.get("/hu/help/").content.decode()
    assert "Vranje" in page
    assert str(Town.objects.get(slug="subotica").words.in_language("hu")) == "Szabadka"
    assert Town.objects.get(slug="vranje").words.in_language("hu") == "Vranje"


def test_the_catalogue_holds_no_more_than_a_stranger_can_meet():
    there = {(entry.msgctxt, entry.msgid) for entry in catalogue("hu")}
    asked = {(e.msgctxt, e.msgid) for e in messages.for_strangers(messages.extracted())}
    assert there == asked
    assert len(there) < len(catalogue("sr")) / 4
    assert [entry.msgid for entry in catalogue("hu") if not entry.translated()] == []


def test_nobody_signs_in_in_hungarian(world):
    visitor = Visitor("hu")
    assert visitor.client.get("/hu/login/").status_code == 404
    answer = visitor.client.get("/desk/", headers={"Accept-Language": "hu,en;q=0.5"})
    assert answer["Location"].startswith("/en/login/")


def _thread(visitor: Visitor, seen, code: str) -> str:
    return seen(visitor.post("back/", {"code": code}))
