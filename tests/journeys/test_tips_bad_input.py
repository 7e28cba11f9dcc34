"""Somebody who types in a hurry, on a bad line: a sentence each time, and nothing lost."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys import tips
from tests.journeys.people import People
from tests.served.running import Served

pytestmark = pytest.mark.journey
MORE = "Još nešto važno, da se ne izgubi."


def test_half_a_code_a_wrong_one_and_one_with_other_letters(world: Served, people: People):
    phone = tips.phone(people)
    code = tips.write(phone, world, "sr-latn")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for typed, said in (
        ("", "Upišite kod"), (code[:6], "Nedostaje"), (code[:-4], "Nedostaju 4"),
        (code + "7", "viška"), (wrong, "ne otvara ništa"), ("šđčćž" * 30, ""),
    ):  # fmt: skip
        phone.goto(f"{world.url}/sr-latn/message/back/")
        phone.locator("[name=code]").fill(typed)
        tips.press(phone)
        expect(phone.locator(".error")).to_contain_text(said)
        expect(phone.locator("[name=code]")).to_have_value(typed)
    phone.locator("[name=code]").fill(f" {code.lower().replace('-', '  ')} ")
    tips.press(phone)
    expect(phone.locator("main")).to_contain_text("Još nije pročitano")


def test_strange_files_arrive_as_they_are_and_empty_ones_get_a_sentence(
    world: Served, people: People, tmp_path
):
    phone = tips.phone(people)
    code = tips.write(phone, world, "sr-latn")
    tips.come_back(phone, world, "sr-latn", code)
    for name, content in {
        "prazno.txt": b"", "\u202egpj.exe": b"MZ", "<b>x.svg": b"<svg onload='1'/>",
        "bez nastavka": b"\0" * 10, "a" * 200 + ".bin": b"1",
    }.items():  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content)
        phone.locator("[name=file]").set_input_files(path)
        phone.locator("form[enctype] button").click()
        if content:
            expect(phone.locator("main")).to_contain_text("Vaša datoteka je stigla")
        else:
            expect(phone.locator(".error")).to_contain_text("prazna")
    assert phone.locator("main b").count() == 0
    phone.locator("form[enctype] button").click()
    expect(phone.locator(".error")).to_contain_text("Prvo izaberite")


def test_a_huge_file_gets_a_sentence_and_nothing_of_it_stays(
    world: Served, people: People, tmp_path
):
    phone = tips.phone(people)
    code = tips.write(phone, world, "sr-latn")
    tips.come_back(phone, world, "sr-latn", code)
    before = _stored(world)
    huge = tmp_path / "snimak.mp4"
    with huge.open("wb") as file:
        file.truncate(100 * 1024 * 1024 + 1)
    phone.locator("[name=file]").set_input_files(huge)
    phone.locator("form[enctype] button").click(timeout=120_000)
    expect(phone.locator("main")).to_contain_text("prevelika", timeout=120_000)
    assert _stored(world) == before
    tips.come_back(phone, world, "sr-latn", code)


def test_an_upload_that_is_cut_leaves_nothing_and_what_was_written_stays(
    world: Served, people: People
):
    phone = tips.phone(people)
    code = tips.write(phone, world, "sr-latn")
    tips.come_back(phone, world, "sr-latn", code)
    phone.locator("[name=text]").fill(MORE)
    tips.press(phone)
    before = _stored(world)
    token = phone.locator("form[enctype] [name=token]").input_value()
    _cut(world, code, token)
    _until(lambda: _stored(world) == before)
    thread = tips.come_back(phone, world, "sr-latn", code)
    assert MORE in thread
    assert "snimak.mp4" not in thread
    # The same file again, as people do.
    phone.locator("[name=file]").set_input_files(
        {"name": "snimak.mp4", "mimeType": "video/mp4", "buffer": b"1" * 1000}
    )
    phone.locator("form[enctype] button").click()
    expect(phone.locator("main")).to_contain_text("snimak.mp4")


def test_an_address_that_is_mistyped_leads_to_help(world: Served, people: People):
    phone = tips.phone(people)
    for path in ("/sr-latn/message/in/vranjee/", "/sr-latn/wrod/", "/hu/message/in/x/new/"):
        answer = phone.goto(world.url + path)
        assert answer is not None
        assert answer.status == 404
        expect(phone.locator("a[href='tel:192']")).to_be_visible()
        expect(phone.locator("nav.exit a")).to_be_visible()
        assert re.fullmatch(r"Spona", phone.title())


def _stored(world: Served) -> list[str]:
    return sorted(path.name for path in (world.data / "files").glob("??/*"))


def _cut(world: Served, code: str, token: str) -> None:
    """A browser that goes away in the middle of a file of 5 MB."""
    there = urlsplit(world.url)
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"code": code, "token": token}.items()
    )
    head = (
        f'{fields}--x\r\nContent-Disposition: form-data; name="file"; filename="snimak.mp4"\r\n'
        "Content-Type: video/mp4\r\n\r\n"
    ).encode()
    line = http.client.HTTPConnection(there.hostname or "", there.port)
    line.putrequest("POST", "/sr-latn/message/back/file/")
    line.putheader("Content-Type", "multipart/form-data; boundary=x")
    line.putheader("Content-Length", str(len(head) + 5_000_000))
    line.putheader("Sec-Fetch-Site", "same-origin")
    line.endheaders()
    with contextlib.suppress(OSError):
        line.send(head + b"1" * 1_000_000)
        time.sleep(0.5)
        line.sock.shutdown(socket.SHUT_RDWR)
    line.close()


def _until(true, seconds: float = 20) -> None:
    for _ in range(int(seconds * 5)):
        if true():
            return
        time.sleep(0.2)
    raise AssertionError(f"it did not come true in {seconds} s")
