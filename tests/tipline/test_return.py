"""Back with the code: right, wrong, half typed, too often; words and files that are added."""

from __future__ import annotations

import io

import pytest

from spona.identity.models import Attempt
from spona.tipline.models import Message, Tip
from spona.vault import files
from spona.vault.models import SealedFile
from spona.vault.receipt_code_input import grouped, plain
from spona.vault.uploads import LARGEST
from tests.tipline.pages import Visitor, hidden


@pytest.fixture
def visitor():
    return Visitor()


@pytest.fixture
def folder(settings, tmp_path):
    settings.SPONA_FILES = tmp_path
    return tmp_path


def _file(content: bytes = b"slika", name: str = "slika.JPG") -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


def _stored(folder) -> list[str]:
    return [path.name for path in folder.glob("??/*")]


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code}\n",
        lambda code: code.translate(str.maketrans("QWXJ", "ЉЊЏЈ")),
    ],
)
def test_the_code_is_taken_as_people_type_it(send, visitor, change):
    _tip, code = send()
    assert "Not yet read." in visitor.post("back/", {"code": change(code)})


def test_half_a_code_is_told_apart_without_looking_anything_up(
    send, visitor, django_assert_num_queries
):
    _tip, code = send()
    with django_assert_num_queries(0):
        page = visitor.client.post("/en/message/back/", {"code": code[:-4]}).content.decode()
    assert "4 are missing" in page
    assert code[:-4] in page
    assert "1 too many" in visitor.post("back/", {"code": code + "1"}, 422)


def test_every_wrong_code_gets_the_same_sentence(send, visitor):
    _tip, code = send()
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    unknown = ("ZZZZZZ" if code[:6] != "ZZZZZZ" else "YYYYYY") + code[6:]
    said = {
        visitor.post("back/", {"code": typed}, 422).replace(typed, "").split('class="error"')[1]
        for typed in (plain(wrong), plain(unknown))
    }
    assert len({one.split("</p>")[0] for one in said}) == 1
    assert "This code opens nothing" in said.pop()


def test_guessing_is_slowed_and_the_right_one_is_forgiven(send, visitor):
    _tip, code = send()
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for _try in range(4):
        visitor.post("back/", {"code": code})
    for _try in range(6):
        visitor.post("back/", {"code": wrong}, 422)
    assert "Too many tries" in visitor.post("back/", {"code": wrong}, 429)
    # A row is a keyed hash: neither the code's locator nor the address can be read from it.
    assert not any(code[:6].lower() in row.key for row in Attempt.objects.all())


def test_a_message_is_added_once(send, visitor):
    tip, code = send()
    thread = visitor.post("back/", {"code": code})
    typed = hidden(thread) | {"text": "Још нешто.", "language": "sr", "phone": "060 1"}
    assert "Your message has arrived." in visitor.post("back/more/", typed)
    visitor.post("back/more/", typed)
    assert tip.messages.count() == 1


def test_what_was_typed_comes_back_with_every_refusal(world, send, visitor):
    _tip, code = send()
    thread = visitor.post("back/", {"code": code})
    typed = hidden(thread) | {"text": "Да се не изгуби.", "language": "sr"}
    assert "Да се не изгуби." in visitor.post("back/more/", typed | {"code": "ZZ"}, 422)
    for one in (world.bea, world.boris, world.petra):
        one.account.disabled_at = one.account.created_at
        one.account.save()
    page = visitor.post("back/more/", typed, 422)
    assert "Nobody there can read here at the moment" in page or not Message.objects.exists()
    assert "Да се не изгуби." in page


def test_a_file_is_sealed_and_its_name_is_nowhere_in_clear(world, send, visitor, folder):
    tip, code = send()
    thread = visitor.post("back/", {"code": code})
    page = visitor.post("back/file/", hidden(thread) | {"file": _file()})
    assert "Your file has arrived." in page
    assert "slika.JPG" in page
    (stored,) = SealedFile.objects.all()
    assert b"slika" not in files.path_of(stored.stored_name).read_bytes()

    bea = world.bea.sign_in()
    here = f"/messages/{tip.reference}/"
    bea.post(here + "open/")
    link = bea.get(here).content.decode().split(f'href="{here}')[1].split('"')[0]
    answer = bea.get(here + link)
    assert b"".join(answer.streaming_content) == b"slika"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{tip.reference}-')
    assert answer["Content-Disposition"].endswith('.jpg"')


@pytest.mark.parametrize("code", ["ZZZZZZ-1111-2222-3333-4444", "half"])
def test_a_file_without_a_right_code_leaves_nothing(send, visitor, folder, code):
    visitor.post("back/file/", {"code": code, "token": "a" * 43, "file": _file()}, 422)
    assert _stored(folder) == []


def test_an_empty_a_missing_and_a_repeated_file_each_get_a_sentence(send, visitor, folder):
    _tip, code = send()
    thread = hidden(visitor.post("back/", {"code": code}))
    assert "This file is empty" in visitor.post("back/file/", thread | {"file": _file(b"")}, 422)
    assert "Choose a file first" in visitor.post("back/file/", thread, 422)
    visitor.post("back/file/", thread | {"file": _file()})
    visitor.post("back/file/", thread | {"file": _file()})
    assert len(_stored(folder)) == SealedFile.objects.count() == 1


def test_a_huge_file_is_refused_and_leaves_nothing(send, visitor, folder, monkeypatch):
    monkeypatch.setattr("spona.vault.uploads.LARGEST", 200_000)
    _tip, code = send()
    thread = hidden(visitor.post("back/", {"code": code}))
    page = visitor.post("back/file/", thread | {"file": _file(bytes(400_000))}, 422)
    assert "100 MB is the most" in page
    assert _stored(folder) == []
    assert LARGEST == 100 * 1024 * 1024


def test_twenty_files_are_enough(send, visitor, folder, monkeypatch):
    monkeypatch.setattr("spona.tipline.actions.returning.MOST_FILES", 1)
    _tip, code = send()
    thread = hidden(visitor.post("back/", {"code": code}))
    page = visitor.post("back/file/", thread | {"file": _file()})
    again = hidden(page) | {"file": _file(), "token": "b" * 43}
    assert "Describe in words" in visitor.post("back/file/", again, 422)
    assert len(_stored(folder)) == 1


def test_the_card_is_a_pdf_with_a_name_that_says_nothing(send, visitor):
    _tip, code = send()
    answer = visitor.client.post("/en/message/card/", {"code": code})
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="list.pdf"'
    assert not answer.cookies
    assert grouped(plain(code)) == code
    visitor.post("card/", {"code": "<b>nije kod</b>"}, 422)


def test_a_page_of_another_site_sends_nothing(send, visitor):
    _tip, code = send()
    for path, typed in (("back/", {"code": code}), ("in/vranje/new/", {"text": "x"})):
        answer = visitor.client.post(
            visitor.root + path, typed,
            headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        )  # fmt: skip
        assert answer.status_code == 403
    assert Tip.objects.count() == 1


def test_no_address_carries_the_code(send, visitor):
    _tip, code = send()
    page = visitor.post("back/", {"code": code})
    for part in page.split("href=")[1:] + page.split("action=")[1:]:
        assert code not in part.split(">")[0]
        assert plain(code) not in part.split(">")[0]
