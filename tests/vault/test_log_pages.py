"""A holder takes the log along and checks it with the program that everybody has, on a real log."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.urls import reverse

from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.audit.models import Checkpoint, Entry
from spona.audit.witnesses import line_of, root_line
from spona.vault import actions, queries
from spona.vault.actions import witnessing
from tests.audit.log_export import ENGLISH, run
from tests.vault import world

HOUSE = Actor.system("housekeeping")


@pytest.fixture(autouse=True)
def _another_day():
    witnessing._asked.clear()
    yield
    witnessing._asked.clear()


@pytest.fixture
def three_days(w):
    """Three roots, a change of the key between them, and two institutions that co-sign."""
    for day in range(3):
        checkpoint(by=HOUSE)
        for person in (w.bea, w.ana):
            assert actions.witness(**person.acts)
        if day == 0:
            actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
        actions.create_box(
            "note", owner=w.csw.pk, sections={"notes": world.text()},
            grants={"notes": [actions.to_institution(w.csw)]}, by=w.bea.actor,
        )  # fmt: skip
        witnessing._asked.clear()


def taken(response):
    assert response.status_code == 200, response
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def files(w, go, three_days, tmp_path):
    roots, lane = tmp_path / "spona-log.json", tmp_path / "spona-lane.jsonl"
    roots.write_bytes(taken(go(w.bea, "log_roots")))
    lane.write_bytes(taken(go(w.bea, "log_lane")))
    return roots, lane


def test_what_is_taken_along_holds_against_a_printed_line_and_the_eight_words(w, files):
    roots, lane = files
    words = queries.fingerprint_words(queries.current_key(w.csw))[1]
    code, said = run(roots, "--lane", lane, "--pin", root_line(), "--pin", *words, *ENGLISH)
    assert (code, "IT HOLDS." in said) == (0, True), said
    assert "co-signed by 2 of 3 institutions" in said


def test_one_changed_line_of_the_real_log_is_found(w, files):
    roots, lane = files
    lines = lane.read_text().splitlines()
    changed = json.loads(lines[4]) | {"actor": "somebody else"}
    lane.write_text("\n".join([*lines[:4], json.dumps(changed), *lines[5:]]) + "\n")
    code, said = run(roots, "--lane", lane, "--pin", root_line(), *ENGLISH)
    assert (code, "DOES NOT HOLD" in said) == (1, True), said


def test_a_line_of_before_the_log_was_written_anew_is_not_in_it(w, go, files, tmp_path):
    """The paper of the second day against the export of a server that began anew."""
    old = line_of(Checkpoint.objects.get(number=2))
    point = Checkpoint.objects.get(number=2)
    point.root = bytes(32)
    code, said = run(files[0], "--pin", line_of(point), *ENGLISH)
    assert (code, "not the printed one" in said) == (1, True), said
    assert run(files[0], "--pin", old, *ENGLISH)[0] == 0


def test_the_lane_is_of_one_s_own_institution_and_the_log_says_who_took_it(w, files):
    lines = [json.loads(line) for line in files[1].read_text().splitlines()]
    assert {one["lane"] for one in lines} == {str(w.csw.pk)}
    [line] = Entry.objects.filter(name="log:exported")
    assert (line.lane_id, line.actor) == (w.csw.pk, w.bea.actor.pseudonym)
    names = {p.member.person.name for p in (w.bea, w.boris, w.ema)}
    assert not [name for name in names if name in files[1].read_text()]


def test_the_page_says_who_has_signed_and_where_the_program_comes_from(w, go, three_days):
    shown = go(w.bea, "log").content.decode()
    assert root_line() in shown
    assert shown.count("Line 3, of") == 2
    for name in ("log_roots", "log_lane"):
        assert reverse(f"vault:{name}") in shown
    assert "never from this server" in shown
    assert reverse("vault:log") in go(w.bea).content.decode()


def test_before_the_first_line_there_is_nothing_to_take(w, go):
    shown = go(w.bea, "log").content.decode()
    assert "There is no line yet." in shown
    assert reverse("vault:log_roots") not in shown


def test_who_holds_no_key_takes_nothing_and_the_lane_asks_for_the_second_factor(w, go, monkeypatch):
    for name in ("log", "log_roots", "log_lane"):
        assert go(w.ema, name).status_code == 403
        assert go(None, name).status_code == 302
    stale = replace(w.bea.actor, stepped_up_at=None)
    monkeypatch.setattr(type(w.bea), "actor", property(lambda _: stale))
    assert go(w.bea, "log_lane").status_code == 302
    assert not Entry.objects.filter(name="log:exported").exists()
