"""A holder takes the log along and checks it with the program that everybody has, on a real log."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.urls import reverse

from spona import audit
from spona.access.actor import Actor
from spona.access.exclusion_marks import PERSON, mark
from spona.audit import lane_heads
from spona.audit.actions import checkpoint, open_again
from spona.audit.lane_heads import Fault, heads_file
from spona.audit.models import Checkpoint, Entry
from spona.audit.recording import SYSTEM_LANE
from spona.audit.witnesses import line_of, root_line
from spona.vault import actions, queries
from spona.vault.actions import witnessing
from spona.vault.log_export import exported_lane, exported_roots
from spona.vault.models import IntakeKey
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
    return response.content


@pytest.fixture
def files(w, go, three_days, tmp_path):
    roots, lane = tmp_path / "spona-log.json", tmp_path / "spona-lane.jsonl"
    roots.write_bytes(taken(go(w.bea, "log_roots")))
    lane.write_bytes(b"".join(exported_lane(w.csw.pk)))
    return roots, lane


def test_what_is_taken_along_holds_against_a_printed_line_and_the_eight_words(w, files):
    roots, lane = files
    words = queries.fingerprint_words(queries.current_key(w.csw))[1]
    code, said = run(roots, "--lane", lane, "--pin", root_line(), "--pin", *words, *ENGLISH)
    assert (code, "IT HOLDS." in said) == (0, True), said
    assert "co-signed by 2 of 3 institutions" in said


def test_a_line_of_a_day_on_which_somebody_was_away_holds(w, files, tmp_path):
    checkpoint(by=HOUSE)
    assert actions.witness(**w.bea.acts)
    assert "co-signed by 2 of 3" in root_line()
    path = tmp_path / "later.json"
    path.write_text(json.dumps(exported_roots([w.net.pk])))
    code, said = run(path, "--pin", root_line(), *ENGLISH)
    assert (code, "IT HOLDS." in said) == (0, True), said


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


def test_a_lane_is_of_one_institution_and_has_no_name(w, files):
    lines = [json.loads(line) for line in files[1].read_text().splitlines()]
    assert {one["lane"] for one in lines} == {str(w.csw.pk)}
    names = {p.member.person.name for p in (w.bea, w.boris, w.ema)}
    assert not [name for name in names if name in files[1].read_text()]


def test_nothing_that_the_locked_out_takes_along_tells_them(w, go, three_days):
    """Each address of the page: no file, no mark, not who did it, not when, no other lines."""
    file, his = uuid.uuid4(), mark(PERSON, w.boris.member.person_id)
    roots_before = taken(go(w.boris, "log_roots"))
    with audit.transaction() as log:
        log.record("case:locked_out", by=w.bea.actor, subject=("case", file))
        log.record(
            "mark:locked_out", by=w.bea.actor, subject=("case", file), detail={"marks": [his]}
        )
    page = go(w.boris, "log").content.decode()
    addresses = set(re.findall(rf'href="({reverse("vault:log")}[^"]+)"', page))
    assert addresses == {reverse("vault:log_roots")}
    assert taken(go(w.boris, "log_roots")) == roots_before


def test_institutions_of_other_networks_have_no_name_in_it(w, go, files):
    w.shelter.words = {"sr": "Далека кућа"}
    w.shelter.save()
    checkpoint(by=HOUSE)
    assert actions.witness(**w.cora.acts)
    taken_by_bea, taken_by_cora = (
        {one["id"]: one["name"] for one in json.loads(taken(go(who, "log_roots")))["institutions"]}
        for who in (w.bea, w.cora)
    )
    assert taken_by_cora[str(w.shelter.pk)] == "Далека кућа"
    assert taken_by_bea[str(w.shelter.pk)] == str(w.shelter.pk)[:8]
    assert taken_by_bea[str(w.csw.pk)] == taken_by_bea[str(w.school.pk)] == "Установа"
    files[0].write_bytes(taken(go(w.bea, "log_roots")))
    printed = line_of(Checkpoint.objects.get(number=4))
    assert run(files[0], "--pin", printed, *ENGLISH)[0] == 0


def test_the_page_says_who_has_signed_and_where_the_program_comes_from(w, go, three_days):
    shown = go(w.bea, "log").content.decode()
    assert root_line() in shown
    assert shown.count("Line 3, of") == 2
    assert reverse("vault:log_roots") in shown
    assert "never from this server" in shown
    assert reverse("vault:log") in go(w.bea).content.decode()


def test_after_a_refusal_the_page_says_what_to_do_and_a_press_goes_on(w, go, three_days):
    button = "I have compared: co-sign from now on"
    assert button not in go(w.bea, "log").content.decode()
    IntakeKey.objects.filter(institution=w.csw).update(last_root_sealed=None)
    newest = checkpoint(by=HOUSE)
    assert not actions.witness(**w.bea.acts)
    shown = go(w.bea, "log").content.decode()
    assert "Spona does not co-sign for your institution" in shown
    assert button in shown
    assert button not in go(w.ana, "log").content.decode(), "of another institution"
    late = go(w.bea, "log_sign", post={"number": newest.number - 1}).content.decode()
    assert "There is a newer line by now." in late
    assert go(w.ema, "log_sign", post={"number": newest.number}).status_code == 403
    assert go(w.bea, "log_sign", post={"number": newest.number}).status_code == 302
    shown = go(w.bea, "log").content.decode()
    assert button not in shown
    assert f"Line {newest.number}, of" in shown


def test_before_the_first_line_there_is_nothing_to_take(w, go):
    shown = go(w.bea, "log").content.decode()
    assert "There is no line yet." in shown
    assert reverse("vault:log_roots") not in shown


def test_who_holds_no_key_takes_nothing(w, go):
    for name in ("log", "log_roots"):
        assert go(w.ema, name).status_code == 403
        assert go(None, name).status_code == 302


@pytest.fixture
def outside(settings, tmp_path):
    settings.SPONA_HEADS, settings.SPONA_OPERATOR = tmp_path, "operator@example.rs"
    lane_heads._files.clear()
    yield
    lane_heads._files.clear()


def test_what_the_page_says_of_the_line_is_so_and_in_plain_words(w, go, three_days):
    shown = words_of(go(w.bea, "log"))
    assert "at the foot of each paper that Spona makes as a PDF" in shown
    assert "every paper" not in shown
    assert "co-sign" not in shown.replace("· co-signed by", "")
    # The sign does not touch the words.
    assert shown.count("</svg> Download") == 1


def words_of(response):
    return " ".join(response.content.decode().split())


def test_the_page_says_since_when_it_is_closed_and_later_what_is_vouched_for(
    w, go, outside, django_capture_on_commit_callbacks
):
    file, said = heads_file(), "Nobody vouches for its entries up to"
    assert "Closed since" not in words_of(go(w.bea, "log"))
    file.close(Fault(w.csw.pk, "entry 3 was changed"))
    shown = words_of(go(w.bea, "log"))
    assert "<strong>Closed since" in shown
    assert 'href="mailto:operator@example.rs"' in shown
    assert "entry 3" not in shown
    assert "Closed since" not in words_of(go(w.ana, "log"))
    assert said not in shown
    last = Entry.objects.filter(lane=w.csw.pk).order_by("-seq").first()
    with django_capture_on_commit_callbacks(execute=True):
        open_again(w.csw.pk, file, by=Actor.system("operator"))
    shown = words_of(go(w.bea, "log"))
    assert "Closed since" not in shown
    assert f"{said} {last.seq}; the later ones" in shown
    assert said not in words_of(go(w.ana, "log"))
    # The system's part closes it for everybody.
    file.close(Fault(SYSTEM_LANE, "entry 3 was changed"))
    assert "Closed since" in words_of(go(w.ana, "log"))
