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
from spona.audit.models import Checkpoint, Entry, Lane, Witness
from spona.audit.recording import SYSTEM_LANE
from spona.audit.roots import newest_root
from spona.audit.tags import lane_tag
from spona.audit.verifier import spona_verify
from spona.audit.witnesses import line_of, root_line
from spona.cli.verify import run as verify
from spona.vault import actions, queries
from spona.vault.actions import witnessing
from spona.vault.log_export import exported_lane, exported_roots
from spona.vault.models import IntakeKey
from tests.audit.log_export import ENGLISH, run
from tests.audit.tampering import without_triggers
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
    by_bea, by_cora = (taken(go(who, "log_roots")).decode() for who in (w.bea, w.cora))
    taken_by_bea, taken_by_cora = (
        {one["institution"]: one["name"] for one in json.loads(text)["names"]}
        for text in (by_bea, by_cora)
    )
    assert taken_by_cora[str(w.shelter.pk)] == "Далека кућа"
    assert taken_by_bea[str(w.shelter.pk)] is None
    # Nor is it guessed from its digest: whoever tries all names has no salt.
    salt = next(s for ident, _n, s in newest_root().names if ident == str(w.shelter.pk))
    assert salt in by_cora
    assert salt not in by_bea
    assert taken_by_bea[str(w.csw.pk)] == taken_by_bea[str(w.school.pk)] == "Установа"
    files[0].write_bytes(taken(go(w.bea, "log_roots")))
    printed = line_of(Checkpoint.objects.get(number=4))
    assert run(files[0], "--pin", printed, *ENGLISH)[0] == 0


def changed(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


def test_one_changed_letter_of_a_name_is_found(w, files):
    roots, _lane = files
    assert run(roots, "--pin", root_line(), *ENGLISH)[0] == 0
    code, said = run(changed(roots, "Установа", "Устaнова"), "--pin", root_line(), *ENGLISH)
    assert (code, "was changed: checkpoint 3 has another one" in said) == (1, True), said


def test_a_name_keeps_its_digest_until_it_changes(w, three_days):
    digests = {str(point.names) for point in Checkpoint.objects.all()}
    assert len(digests) == 1
    w.csw.words = {"sr": "Нова установа"}
    w.csw.save()
    names = {name for _ident, name, _salt in checkpoint(by=HOUSE).names}
    assert "Нова установа" in names


def test_what_somebody_planted_is_no_part_of_what_is_taken_along(w, go, three_days, tmp_path):
    """`doctor` and `audit verify` name it; the clerk's check is of the server's own."""
    point, path = Checkpoint.objects.get(number=3), tmp_path / "spona.json"
    Witness.objects.create(
        checkpoint=point, institution=w.csw.pk, version=1, signature=bytes(64), at=point.at
    )
    for number in (2, 4, 9):
        Checkpoint.objects.create(
            instance=point.instance, number=number, at=point.at, previous=bytes(32), heads=[],
            root=bytes([number]) * 32, signature=bytes(64), public_key=point.public_key,
        )  # fmt: skip
    path.write_bytes(taken(go(w.bea, "log_roots")))
    code, said = run(path, "--pin", root_line(), *ENGLISH)
    assert (code, "co-signed by 2 of 3 institutions" in said) == (0, True), said


def test_a_signature_of_the_server_that_was_taken_away_is_seen_by_who_checks(
    w, go, three_days, tmp_path
):
    line, path = root_line(), tmp_path / "spona.json"
    without_triggers()
    Checkpoint.objects.filter(number=3).update(signature=bytes(64))
    path.write_bytes(taken(go(w.bea, "log_roots")))
    code, said = run(path, "--pin", line, *ENGLISH)
    assert (code, "Checkpoint 3 is not signed by the server's key." in said) == (1, True), said


@pytest.mark.parametrize("column", ["names", "reopened", "heads"])
@pytest.mark.parametrize("nonsense", [[["x"]], {"a": 1}, [[1, 2, 3]], [[None] * 6]])
def test_nonsense_in_the_row_of_a_root_is_a_fault_and_no_broken_page(
    w, go, three_days, tmp_path, column, nonsense
):
    line, path = root_line(), tmp_path / "spona.json"
    without_triggers()
    Checkpoint.objects.filter(number=3).update(**{column: nonsense})
    path.write_bytes(taken(go(w.bea, "log_roots")))
    code, said = run(path, "--pin", line, *ENGLISH)
    assert (code, "Checkpoint 3: something in it was changed" in said) == (1, True), said
    assert checkpoint(by=HOUSE).number == 4


def test_after_the_operator_opened_a_part_again_the_check_says_so_and_holds_since_then(
    w, go, outside, three_days, tmp_path, capsys, django_capture_on_commit_callbacks
):
    """Somebody cuts the end off, which a root knows, and the next one is signed over that."""
    roots, lane, printed = tmp_path / "spona.json", tmp_path / "lane.jsonl", root_line()
    checkpoint(by=HOUSE)
    heads_file().catch_up(begin=True)
    without_triggers()
    cut = Entry.objects.filter(lane=w.csw.pk).order_by("-seq")
    known = cut.first().seq
    cut.first().delete()
    last = cut.first()
    Lane.objects.filter(pk=w.csw.pk).update(
        seq=last.seq, head=last.hash, tag=lane_tag(w.csw.pk, last.seq, bytes(last.hash))
    )
    checkpoint(by=HOUSE)

    def checked():
        roots.write_bytes(taken(go(w.ana, "log_roots")))
        lane.write_bytes(b"".join(exported_lane(w.csw.pk)))
        return run(roots, "--lane", lane, "--pin", printed, *ENGLISH)

    code, said = checked()
    assert (code, "goes back from entry" in said) == (1, True), said
    assert verify(["verify"]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert verify(["open", w.csw.code, "--yes", "--reason", "intruder"]) == 0
    shown = capsys.readouterr().out
    assert "somebody had written into the database past Spona." in shown
    assert root_line("en") in shown
    code, said = checked()
    assert code == 5, said
    assert "was closed on 2" in said
    assert "The reason that the operator gave: somebody had written into the database" in said
    assert f"Nobody vouches for its entries up to {known}." in said
    until = said[said.index("Until then, this did not fit:") :]
    assert "goes back from entry" in until
    assert f"Entries of the log are missing: from {known} to {known}." in until
    assert said.endswith("but for what the operator opened again: see above, and ask them.\n")
    page = words_of(go(w.bea, "log"))
    assert "The reason that the operator gave: somebody had written into the database" in page
    # What is bent later is no part of that.
    Entry.objects.filter(lane=w.csw.pk, name="log:reopened").update(actor="x")
    assert checked()[0] == 1


def test_the_page_shows_the_sum_of_the_program(w, go, three_days):
    shown = go(w.bea, "log").content.decode()
    told = run("--about", *ENGLISH)[1]
    [line] = re.findall("SHA-256: (.+)", told)
    assert line in shown
    assert f"is number {spona_verify.VERSION} and" in words_of(go(w.bea, "log"))


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
    assert "at the foot of papers that are sent or kept" in shown
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
