"""Figure 1: what was typed about a person lies nowhere in a readable form.

More than two hundred invented words go through the real pages of a running world; then every
byte that it left is searched for each of them in every shape of `encodings`. The search proves
itself first: planted on purpose, in each place and in each shape, every word is found.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.harness import encodings, keeping, papering, reporting
from tests.harness.browser import Browser
from tests.harness.encodings import Search
from tests.harness.places import Watch, everywhere, files
from tests.harness.planted import Plant
from tests.served import running


@pytest.fixture
def watched(shared_folder, tmp_path, monkeypatch):
    """A served world whose temporary folder is ours, and everything that appears in it."""
    temporary = tmp_path / "temporary"
    watch = Watch(temporary, tmp_path / "kept")
    monkeypatch.setenv("TMPDIR", str(temporary))
    world = running.start(shared_folder, tmp_path)
    yield world, watch
    watch.stop()
    running.stop(world)


def whole_way(world, plant: Plant) -> None:
    """Everything that a page takes words for, by the people who would type them."""
    ana, bea = Browser(world).sign_in("ana.skola"), Browser(world).sign_in("bea.csr")
    vesna = Browser(world).sign_in("vesna.csr")
    for number in range(3):
        path = reporting.draft(ana, plant, signs=4)
        reporting.addressed(ana, path, to="Centar za socijalni rad")
        if number < 2:
            last = reporting.sent(ana, path)
    received(bea, vesna, ana, last, plant)
    papering.on_paper(ana, plant)
    kept(world, bea, plant)
    mistakes(world, ana, bea, plant)


def kept(world, bea: Browser, plant: Plant) -> None:
    """A word without an account, the file that grew out of it, and what was sent on from there."""
    code = keeping.word(world, plant)
    # Whoever has the code reads the thread, so the code lies nowhere either.
    plant.used += [code, code.replace("-", "")]
    file = keeping.answered(bea, plant)
    keeping.written(bea, file, plant)
    jelena = Browser(world).sign_in("jelena.zdravlje")
    keeping.sent_on(bea, jelena, file, plant)
    keeping.met(bea, jelena, file, plant)
    keeping.looked_for(bea, file, plant)
    keeping.security_key(world, "nikola.zdravlje", plant)


def received(bea: Browser, vesna: Browser, ana: Browser, path: str, plant: Plant) -> None:
    """Open, accept with words, print, number, assign, feedback, finish with words."""
    assert bea.submit(path, {}, to=f"{path}open/").status == 302
    assert bea.submit(path, {"message": plant.story(2)}, to=f"{path}accept/").status == 302
    assert bea.get(f"{path}report.pdf").status == 200
    assert bea.submit(path, {"number": plant.word()}, to=f"{path}number/").status == 302
    page = bea.get(path)
    vesnas = reporting.chosen(page.text, "member", "Vesna")
    assert bea.submit(path, {"member": vesnas}, to=f"{path}assign/").status == 302
    assert vesna.submit(path, {"message": plant.sentence()}, to=f"{path}feedback/").status == 302
    done = {"outcome": "done", "message": plant.story(2)}
    assert vesna.submit(path, done, to=f"{path}finish/").status == 302
    assert ana.get(path).status == 200


def mistakes(world, ana: Browser, bea: Browser, plant: Plant) -> None:
    """Words in the wrong place: in the search, as a login, in an address, too late, too long."""
    ana.submit("/desk/", {"q": plant.word()}, to="/search/")
    for typed in ({"login": plant.word(), "password": plant.word(), "code": "000000"},
                  {"login": "ana.skola", "password": plant.word(), "code": plant.word()}):  # fmt: skip
        Browser(world).post("/sr/login/", typed)
    asked = plant.word()
    for path in (
        f"/sr/?q={_quoted(asked)}",
        f"/r/{_quoted(plant.word())}/",
        f"/{_quoted(plant.word())}",
    ):
        ana.get(path, **{"User-Agent": _quoted(plant.word()), "Referer": f"/{_quoted(asked)}"})
    begun = ana.submit("/signs/?another=1", {"in_danger": "yes", "role": plant.word()})
    assert begun.status == 302
    late = {"message": plant.story(2), "csrfmiddlewaretoken": "x" * 64}
    Browser(world).post("/r/R-7K3M-Q2/accept/", late)
    bea.post("/r/R-7K3M-Q2/accept/", late)
    with suppress(ConnectionError):  # the server may hang up before it has heard all of it
        ana.post("/signs/?another=1", {"reached": plant.sentence() * 40_000})
    ana.ask("POST", "/sr/login/", None, **{"Content-Type": "text/" + "x" * 40})
    bea.submit("/desk/", {}, to="/lock/")
    bea.post("/r/R-7K3M-Q2/finish/", {"message": plant.story(2)})


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


@pytest.mark.gate
def test_no_planted_word_is_found_anywhere(watched):
    world, watch = watched
    plant = Plant()
    whole_way(world, plant)
    world.mail.wait_for(lambda: len(world.mail.raw) >= 3)
    assert len(plant.used) >= 200
    search = Search(plant.used)
    assert len(search.ways) >= 12
    watch.look()
    places = dict(everywhere(world, watch.keep))
    assert {"log", "mail"} < set(places)
    assert all(places[name] for name in ("log", "mail"))
    assert any(name.startswith("table cases_referral") for name in places)
    found = {(name, word, how) for name, raw in places.items() for word, how in search.hits(raw)}
    assert found == set(), f"{len(found)} hits in {sorted({name for name, _w, _h in found})}"


def test_the_report_of_that_test_really_was_there(watched):
    """Zero hits would be no proof if nothing had arrived: the recipient reads the words."""
    world, _watch = watched
    plant = Plant()
    ana, bea = Browser(world).sign_in("ana.skola"), Browser(world).sign_in("bea.csr")
    path = reporting.draft(ana, plant, signs=4)
    reporting.addressed(ana, path, to="Centar za socijalni rad")
    path = reporting.sent(ana, path)
    bea.submit(path, {}, to=f"{path}open/")
    bea.submit(path, {}, to=f"{path}accept/")
    # The name is masked on this page; each other word is there for whom it was sent to.
    page = bea.get(path).text
    assert sum(word in page for word in plant.used) > len(plant.used) * 0.7


# The search proves itself.


@pytest.mark.parametrize("word", ["Šivađoček", "Ђурђичанин", "+381647701234", "Žučkovićev"])
def test_every_shape_of_a_word_is_found(word):
    search, shapes = Search([word]), encodings.patterns(word)
    assert len(set(shapes.values())) >= 12
    missed = [how for raw, how in shapes.items() if not search.hits(b"...." + raw + b"....")]
    assert missed == []


def test_a_word_is_found_inside_what_is_compressed_or_encoded():
    word = "Šivađoček"
    search = Search([word])
    text = f"beleška: {word}, ulica".encode()
    assert search.hits(b"junk" + zlib.compress(text) + b"junk")
    assert search.hits(b"junk" + gzip.compress(text) + b"junk")
    assert search.hits(json.dumps({"a": word}).encode())
    import base64

    for before in (b"", b"x", b"xy"):
        assert search.hits(base64.b64encode(before + text))
        assert search.hits(base64.urlsafe_b64encode(before + text))


def test_nothing_is_found_in_noise():
    import os

    assert Search(Plant().__dict__["_left"]).hits(os.urandom(2_000_000)) == set()


def test_a_word_planted_in_each_place_is_found(watched):
    world, watch = watched
    word = "ŠivađočekPodmetnut"
    search = Search([word])
    (watch.folder / "upload").write_text(word)
    watch.look()
    (watch.folder / "upload").unlink()
    (world.data / "files").mkdir(exist_ok=True)
    (world.data / "files" / "stored").write_bytes(word.encode("utf-16-le"))
    world.mail.raw.append(encodings.folded(word).encode())
    _plant_in_tables(world, word)
    with world.log.open("ab") as log:
        log.write(json.dumps({"path": word}).encode() + b"\n")
    found = {name for name, raw in everywhere(world, watch.keep) if search.hits(raw)}
    wanted = {"table cases_referral", "table identity_session", "table notifications_notice",
              "data/files/stored", "log", "mail"}  # fmt: skip
    assert wanted <= found, wanted - found
    assert any(name.startswith("temporary/") for name in found)
    engine = "server/" if world.environment["SPONA_DATABASE"] else "data/spona.sqlite3"
    assert any(name.startswith(engine) for name in found)


def _plant_in_tables(world, word: str) -> None:
    """One row of a case, of a session and of a notice, each with the word in a text column."""
    ana = Browser(world).sign_in("ana.skola")
    plant = Plant()
    path = reporting.draft(ana, plant, signs=1)
    reporting.addressed(ana, path, to="Centar za socijalni rad")
    reporting.sent(ana, path)
    world.mail.wait_for(lambda: len(world.mail.raw) >= 1)
    statements = (
        ("UPDATE cases_referral SET outcome = {}", word[:18]),
        ("UPDATE identity_session SET data = {}", json.dumps({"typed": word})),
        ("UPDATE notifications_notice SET link = {}", word),
    )
    if database := world.environment["SPONA_DATABASE"]:
        with psycopg.connect(database) as connection:
            for statement, value in statements:
                connection.execute(statement.format("%s"), (value,))
        return
    connection = sqlite3.connect(world.data / "spona.sqlite3", timeout=20)
    for statement, value in statements:
        assert connection.execute(statement.format("?"), (value,)).rowcount > 0, statement
    connection.commit()
    connection.close()


@pytest.mark.slow("drives a browser")
@pytest.mark.journey
def test_a_browser_keeps_nothing(watched, tmp_path, playwright):
    """The profile of a real browser after reading a report: cache, history, storage, crash files."""
    world, _watch = watched
    plant = Plant()
    ana = Browser(world).sign_in("ana.skola")
    path = reporting.draft(ana, plant, signs=4)
    reporting.addressed(ana, path, to="Centar za socijalni rad")
    path = reporting.sent(ana, path)
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
              "--disable-component-update", "--disable-sync", "--disable-quic"],
    )  # fmt: skip
    page = context.pages[0]
    page.goto(f"{world.url}/sr/login/")
    for name, value in world.credentials("goran.skola").items():
        page.fill(f"[name={name}]", value)
    page.click("main button[type=submit], main form button")
    page.goto(world.url + path)
    assert any(word in page.content() for word in plant.used)
    page.goto(f"{world.url}/desk/")
    page.go_back()
    context.close()
    found = {
        (name, word, how)
        for name, raw in files("profile", profile)
        for word, how in Search(plant.used).hits(raw)
    }
    shutil.rmtree(profile, ignore_errors=True)
    assert found == set()


def test_the_folder_is_watched_closely_enough(tmp_path):
    watch = Watch(tmp_path / "here", tmp_path / "kept")
    import time

    for number in range(5):
        path = tmp_path / "here" / f"short-lived-{number}"
        path.write_text("x")
        time.sleep(0.1)
        path.unlink()
    watch.stop()
    assert len(list(Path(tmp_path / "kept").iterdir())) == 5
