"""The demo: one command, twelve invented people, and never the same keys."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import IO

import pytest

from spona.cli.installation.pending_keys import note
from spona.demo.analysts import ANALYSTS
from spona.demo.towns import COORDINATORS, login_of
from spona.demo.world import PEOPLE
from tools.postgres import free_port

pytestmark = pytest.mark.slow("starts programs and waits for them")

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "DJANGO_"))}
    return clean | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"} | more


def demo(
    folder: Path, port: int, *, verb: str = "demo", told: IO[str] | int | None = None
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "spona", verb, "--json", "--port", str(port), "--data", folder]
    return subprocess.Popen(
        [str(part) for part in command], env=environment(), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=told or subprocess.DEVNULL,
    )  # fmt: skip


def first_line(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout is not None
    line = process.stdout.readline()
    # The rest is read away, or a full pipe would stop the server.
    process.reader = Thread(target=process.stdout.read, daemon=True)
    process.reader.start()
    return json.loads(line)


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    if hasattr(process, "reader"):
        process.reader.join(10)
    process.stdout.close()


def broken_off(folder: Path, port: int) -> None:
    """A build that is ended once it has written into the log."""
    process = demo(folder, port, told=subprocess.PIPE)
    assert process.stderr is not None
    assert any("3/" in line for line in process.stderr)
    # Not Ctrl-C: a test that runs in the background passes on that it is ignored.
    process.kill()
    process.communicate(timeout=60)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Two demos built one after the other, with what their JSON line said; the second one where
    somebody ended a first try in the middle and then deleted what there was.
    """
    made = []
    for name in ("one", "two"):
        folder, port = tmp_path_factory.mktemp(name) / "demo", free_port()
        if made:
            broken_off(folder, port)
            shutil.rmtree(folder)
        with folder.with_name("told").open("w") as heard:
            process = demo(folder, port, told=heard)
        try:
            told = first_line(process)
            for _ in range(300):
                try:
                    with urllib.request.urlopen(f"{told['url']}/readyz", timeout=5) as answer:
                        assert answer.status == 200
                        break
                except OSError:
                    time.sleep(0.2)
            else:
                pytest.fail("the demo did not answer")
            with urllib.request.urlopen(f"{told['url']}/sr-latn/login/", timeout=5) as answer:
                page = answer.read().decode()
        finally:
            end(process)
        made.append((folder, told, page))
    return made


def test_one_line_of_json_tells_the_address_and_the_accounts(built):
    _folder, told, _page = built[0]
    assert [row["login"] for row in told["accounts"]] == [
        *(one.login for one in PEOPLE),
        *map(login_of, COORDINATORS),
        *(one.login for one in ANALYSTS),
    ]
    assert all(row["password"] and row["totp_secret"] for row in told["accounts"])


def test_the_build_says_how_far_it_is(built):
    folder, _told, _page = built[0]
    said = folder.with_name("told").read_text()
    steps = re.findall(r"^  (\d+)/(\d+)  [a-z]", said, re.MULTILINE)
    assert [int(n) for n, _last in steps] == list(range(1, len(steps) + 1))
    assert {int(last) for _n, last in steps} == {len(steps)}
    assert len(steps) > 8


def test_the_login_page_shows_each_of_them(built):
    _folder, told, page = built[0]
    for row in told["accounts"]:
        assert row["login"] in page
        assert row["totp_secret"] not in page


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "spona.sqlite3")) as database:
        return database.execute(query).fetchall()


def test_a_second_build_has_the_same_content_and_no_key_of_the_first(built):
    (one, told, _), (two, other, _) = built
    for query in (
        # What is invented for practice has drawn names and codes each time.
        "SELECT login FROM identity_account WHERE login NOT LIKE 'practice-%' ORDER BY login",
        "SELECT code FROM directory_institution WHERE town_id IS NULL OR town_id NOT IN "
        "(SELECT id FROM reference_town WHERE slug = 'vezbaliste') ORDER BY code",
        "SELECT state, count(*) FROM cases_referral GROUP BY state ORDER BY state",
        "SELECT date(sent_at) FROM cases_referral ORDER BY sent_at",
    ):
        assert rows(one, query) == rows(two, query), query
    keys = "SELECT public_key FROM identity_account UNION SELECT public_key FROM vault_intakekey"
    assert not set(rows(one, keys)) & set(rows(two, keys))
    secrets = {row["totp_secret"] for row in told["accounts"]}
    assert not secrets & {row["totp_secret"] for row in other["accounts"]}


def test_a_newcomer_finds_every_state_somebody_on_paper_and_a_conference(built):
    """So that each page of the tour has something on it."""
    folder = built[0][0]
    states = {state for (state,) in rows(folder, "SELECT DISTINCT state FROM cases_referral")}
    assert states >= {
        "sent", "needs_information", "accepted", "in_work", "done", "forwarded", "no_place",
        "withdrawn", "awaiting_approval",
    }  # fmt: skip
    # Two of the one story, four of the whole ones.
    on_paper = "SELECT count(*) FROM cases_referral WHERE on_paper"
    assert rows(folder, on_paper) == [(6,)]
    assert rows(folder, "SELECT count(*) FROM cases_conference") == [(1,)]


def test_every_other_institution_is_not_connected(built):
    folder = built[0][0]
    query = (
        "SELECT DISTINCT i.code FROM vault_intakekey k "
        "JOIN directory_institution i ON i.id = k.institution_id ORDER BY i.code"
    )
    assert [code for (code,) in rows(folder, query)] == ["E001", "I023", "I068", "I069"]


def test_a_demo_of_an_earlier_version_says_how_to_build_it_anew(built):
    folder = built[1][0]
    with closing(sqlite3.connect(folder / "spona.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'library'")
    again = subprocess.run(
        [sys.executable, "-m", "spona", "demo", "--data", str(folder), "--port", str(free_port())],
        cwd=ROOT, env=environment(), text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert again.returncode == 1
    assert "Type ./spona reset, then ./spona demo" in again.stderr


def test_serve_refuses_the_demo_and_reset_removes_only_what_the_demo_made(built, tmp_path):
    folder = built[1][0]
    served = subprocess.run(
        [sys.executable, "-m", "spona", "serve"], cwd=ROOT, text=True, capture_output=True, check=False,
        env=environment(SPONA_KIND="demo", SPONA_DATA=str(folder),
                        SPONA_SECRETS=str(folder.with_name("demo-secrets"))),
    )  # fmt: skip
    assert served.returncode == 1
    assert "invented people" in served.stdout
    (tmp_path / "precious").write_text("mine")
    for data, kept in ((tmp_path, True), (folder, False)):
        subprocess.run(
            [sys.executable, "-m", "spona", "reset", "--data", str(data)], cwd=ROOT,
            env=environment(), capture_output=True, check=False,
        )  # fmt: skip
        assert data.exists() is kept


def test_it_serves_nothing_while_its_key_files_are_being_exchanged(tmp_path):
    """An exchange that was broken off: half of the key files may be of before."""
    folder = tmp_path / "demo"
    folder.mkdir()
    note(folder)
    process = demo(folder, free_port(), told=subprocess.PIPE)
    _said, refusal = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "`./spona keys rotate` again: it goes on where it was" in refusal
    assert not folder.with_name("demo-secrets").exists()
